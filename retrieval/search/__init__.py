"""From a question to its answers, one stage after another.

    query         parses the question: speaker, topic, dates, source, filters
    features      finds the candidates (`find`), and computes numbers for each of them (`compute`)
    ranking       sorts the candidates by the weighted sum of their features
    confidence    estimates how likely it is that the archive has an answer
    rerank        re-ranks the best few by a cross-encoder, if one is loaded
    abstention    gives the reason in words, if the confidence is too low
    roles         tells the passages that answer from those that are only related
    answers       joins passages with one statement, merges repeated ones, and adds quotation and highlights

`SearchPipeline` runs all stages but the first: Archive.ask parses and encodes the question before.
"""

import threading
from dataclasses import dataclass, replace

import numpy as np

from retrieval.array_types import Selection, Vectors
from retrieval.backends.protocol import Backend
from retrieval.models import Answer, Question
from retrieval.search import abstention, confidence, features, ranking, rerank, roles
from retrieval.search import answers as answer_builder
from retrieval.search.ranking import Ranking
from retrieval.search.rerank import Reranker
from retrieval.settings import Settings

ANSWERING_SHARE = 0.5  # least confidence of a single answer, as a share of the reply's least confidence


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answers, best first. `reason` says why none of them answers the question; it is None if one does."""

    answers: tuple[Answer, ...]
    confidence: float
    reason: str | None


class SearchPipeline:
    """Searches one open index. Threads may share it."""

    def __init__(self, backend: Backend, settings: Settings) -> None:
        self._backend, self._settings = backend, settings
        self._weights = ranking.load_weights()
        self._reranking = threading.Lock()

    def search(self, question: Question, vector: Vectors, reranker: Reranker | None, limit: int) -> SearchResult:
        """Up to `limit` answers. `vector` is the question's vector, a float32 unit row of shape (dim,)."""
        backend, store, settings = self._backend, self._backend.store, self._settings
        with backend.ranking_lock:
            selection = store.rows(question.filters, question.phrase)
            none_match = selection is not None and not len(selection)
            if none_match:
                selection = None  # the closest passages of the whole archive are offered instead
            ranked = self._rank(question, vector, selection)
            sure, ranked = self._with_confidence(question, ranked)
            if none_match:
                sure = 0.0
        if reranker:
            with self._reranking:  # one at a time: it uses all cores, and its time limit starts when it gets them
                read, others = rerank.read_best(ranked, reranker, question, store, settings.ranking)
            ranked = rerank.rerank(read, others, self._weights["reranking"])
        with backend.ranking_lock:
            reason, answering = None, np.zeros(len(ranked), bool)
            if none_match:
                reason = abstention.no_passage_matches(question, store, ranked)
            elif sure < settings.reply.abstain_below:
                reason = abstention.low_confidence(question, backend, ranked)
            else:
                answering = roles.answering(store, question, ranked, ANSWERING_SHARE * settings.reply.abstain_below)
            answers = tuple(answer_builder.build(backend, question, ranked, answering, limit))
        return SearchResult(answers, sure, reason)

    def _rank(self, question: Question, vector: Vectors, selection: Selection | None) -> Ranking:
        per_retriever = self._settings.ranking.candidates
        found = features.find(self._backend, question, vector, selection, per_retriever)
        rows, columns = features.compute(self._backend, question, found)
        return ranking.rank(rows, columns, self._weights["ranking"])

    def _with_confidence(self, question: Question, ranked: Ranking) -> tuple[float, Ranking]:
        """The confidence of the reply; and the ranking with the confidence of each passage as a feature."""
        values, weights = confidence.features(question, ranked, self._backend.store), self._weights["confidence"]
        each = {roles.CONFIDENCE: confidence.of_each(ranked, values, weights)}
        return confidence.estimate(values, weights), replace(ranked, features={**ranked.features, **each})
