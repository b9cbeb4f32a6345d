"""From a question to ranked answers: candidates, features, ranking, reranking, confidence, answers."""
