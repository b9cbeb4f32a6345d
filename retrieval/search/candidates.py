"""Which passages to look at closely: what either half of the search finds, and what stands near it.

The nearest in meaning and the best by BM25, all of the articles that have most of these, and what the person asked
about says nearest to the question.
"""

import numpy as np

from retrieval.array_types import Rows
from retrieval.backends.protocol import Backend, Vectors
from retrieval.search.features import Search

ARTICLES = 12  # are read whole
BY_WORDS = 0.5  # weight of an article's BM25, as a share of the best, beside its nearest passage's cosine
SPOKEN = 100  # passages of the person asked about


def find(opened: Backend, search: Search, k: int) -> Rows:
    """The rows worth ranking, ascending; `k` from either half."""
    found = halves(opened.vectors, search, k)
    spoken = opened.vectors.nearest(search.query, SPOKEN, search.spoken)
    near = np.unique(np.concatenate([found, *_best_articles(opened, search, found), spoken]))
    return near if search.among is None else near[opened.store.holds(search.among, near)]


def halves(vectors: Vectors, search: Search, k: int) -> Rows:
    """The `k` rows most alike to the query and the `k` with the best words, together, ascending."""
    return np.union1d(vectors.nearest(search.query, k, search.among), search.words.best(k, search.among))


def _best_articles(opened: Backend, search: Search, found: Rows) -> list[Rows]:
    """Every row of the articles that promise most, by the nearest of their passages and by their words."""
    articles, place = np.unique(opened.store.articles[found], return_inverse=True)
    nearest = np.full(len(articles), -1.0, np.float32)
    np.maximum.at(nearest, place, opened.vectors.cosines(search.query, found))
    promise = nearest + BY_WORDS * search.about.shares(articles)
    chosen = articles[np.argsort(-promise, kind="stable")[:ARTICLES]]
    return [np.array(opened.store.of_article(int(article)), dtype=np.int64) for article in chosen]
