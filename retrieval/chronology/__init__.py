"""Statements over time: timelines, first uses of words, novelty of an answer, later corrections in print."""
