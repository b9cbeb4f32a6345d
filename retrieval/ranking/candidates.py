"""Which passages to look at closely: what either half of the search finds, and what stands near it.

The nearest in meaning and the best by BM25, all of the articles that have most of these, and what the person asked
about says nearest to the question.
"""

import numpy as np

from retrieval.index.generation import Generation
from retrieval.index.vectors import Rows, VectorIndex
from retrieval.ranking import evidence
from retrieval.ranking.evidence import Search

ARTICLES = 12  # are read whole
BY_WORDS = 0.5  # weight of an article's BM25, as a share of the best, beside its nearest passage's cosine
SPOKEN = 100  # passages of the person asked about


def find(opened: Generation, search: Search, k: int, among: Rows | None = None) -> Rows:
    """The rows worth ranking, ascending; `k` from either half, and `among`, ascending, narrows to its rows."""
    found = halves(opened.vectors, search, k, among)
    spoken = opened.vectors.nearest(search.query, SPOKEN, search.spoken)
    near = np.unique(np.concatenate([found, *_best_articles(opened, search, found), spoken]))
    return near if among is None else np.intersect1d(near, among)


def halves(vectors: VectorIndex, search: Search, k: int, among: Rows | None = None) -> Rows:
    """The `k` rows most alike to the query and the `k` with the best words, together, ascending."""
    allowed = np.arange(len(search.bm25)) if among is None else among
    scores = search.bm25[allowed]
    sharing = np.flatnonzero(scores > 0)
    wordy = sharing[np.argsort(-scores[sharing], kind="stable")[:k]]
    return np.union1d(vectors.nearest(search.query, k, among), allowed[wordy])


def _best_articles(opened: Generation, search: Search, found: Rows) -> list[Rows]:
    """Every row of the articles that promise most, by the nearest of their passages and by their words."""
    nearest = np.full(len(search.about), -1.0, np.float32)
    np.maximum.at(nearest, opened.store.articles[found], opened.vectors.cosines(search.query, found))
    promise = nearest + BY_WORDS * evidence.share(search.about)
    chosen = np.argsort(-promise, kind="stable")[:ARTICLES]
    return [np.array(opened.store.of_article(int(article)), dtype=np.int64) for article in chosen]
