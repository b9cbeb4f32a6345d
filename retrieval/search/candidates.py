"""First-stage retrieval: which passages of the archive are worth ranking.

Candidates are the nearest passages by vector and the best by BM25 (hybrid retrieval), all passages of the most
promising articles, and the passages of the person asked about that are nearest to the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.array_types import Rows, Selection, Vectors
from retrieval.backends.protocol import Backend, Bm25Scores, Store, VectorSearch
from retrieval.models import Question

WHOLE_ARTICLES = 12  # articles of which every passage is a candidate
BM25_WEIGHT = 0.5  # weight of an article's BM25 share beside the cosine of its nearest passage
SPEAKER_PASSAGES = 100  # candidates that quote the person asked about


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for one question, with the scores of the whole archive that they were found by."""

    rows: Rows  # passages, ascending
    vector: Vectors  # the question's: float32 unit row, shape (dim,)
    passage_matches: Bm25Scores  # BM25 of every passage
    article_matches: Bm25Scores  # BM25 of every article
    speakers: tuple[str, ...]  # full names that the name of the person asked about may stand for


def find(
    backend: Backend, question: Question, vector: Vectors, selection: Selection | None, per_retriever: int
) -> Candidates:
    """The candidates for a question, up to `per_retriever` by vector and as many by BM25 among them.

    `vector` is the question's, a float32 unit row of shape (dim,). Only passages of `selection` are candidates, all
    passages where it is None.
    """
    store, vectors = backend.store, backend.vectors
    speakers = tuple(store.speakers_named(question.speaker)) if question.speaker else ()
    passage_matches = backend.passage_bm25.match(question.text)
    article_matches = backend.article_bm25.match(question.text)
    by_speaker = speaker_passages(store, question, speakers, selection)

    found = hybrid(vectors, vector, passage_matches, selection, per_retriever)
    spoken = vectors.nearest(vector, SPEAKER_PASSAGES, by_speaker)
    articles = _most_promising_articles(backend, vector, article_matches, found)
    rows = np.unique(np.concatenate([found, *articles, spoken]))
    if selection is not None:
        rows = rows[store.contains(selection, rows)]
    return Candidates(rows, vector, passage_matches, article_matches, speakers)


def hybrid(vectors: VectorSearch, vector: Vectors, matches: Bm25Scores, selection: Selection | None, k: int) -> Rows:
    """The `k` rows nearest to the question's vector and the `k` best by BM25, together, ascending."""
    return np.union1d(vectors.nearest(vector, k, selection), matches.best(k, selection))


def speaker_passages(
    store: Store, question: Question, speakers: Sequence[str], selection: Selection | None
) -> Selection:
    """The passages that quote the person asked about; none if `selection` leaves no others."""
    only_theirs = selection is not None and question.filters.speaker is not None
    return store.passages_quoting([] if only_theirs else speakers)


def _most_promising_articles(backend: Backend, vector: Vectors, article_matches: Bm25Scores, found: Rows) -> list[Rows]:
    """The rows of each of the most promising articles among those of `found`: by nearest passage and BM25."""
    articles, place = np.unique(backend.store.articles[found], return_inverse=True)
    nearest = np.full(len(articles), -1.0, np.float32)
    np.maximum.at(nearest, place, backend.vectors.cosines(vector, found))
    promise = nearest + BM25_WEIGHT * article_matches.shares(articles)
    chosen = articles[np.argsort(-promise, kind="stable")[:WHOLE_ARTICLES]]
    return [np.array(backend.store.of_article(int(article)), dtype=np.int64) for article in chosen]
