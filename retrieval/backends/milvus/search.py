"""Both halves of the search on the cluster: vectors always, words where its full-text search scores them.

Where it has none (before 2.5), words are scored by this machine's BM25 over the files that the cluster keeps for its
bots, and only narrowed by the cluster.
"""

from functools import cached_property
from typing import Any

import numpy as np

from retrieval.array_types import Rows, Scores, Vectors
from retrieval.backends.milvus.cluster import IDS, LONGEST, Cluster
from retrieval.backends.milvus.schema import PIECES
from retrieval.backends.milvus.store import MilvusStore, Where
from retrieval.backends.protocol import Bm25
from retrieval.text.tokenise import stems

BEAM = 2  # neighbours that a graph index looks at for each that is asked for
REACH = 8_192  # rows with the best words that are looked at for those that a filter leaves


class MilvusVectors:
    def __init__(self, cluster: Cluster, store: MilvusStore) -> None:
        self._cluster, self._store = cluster, store

    def nearest(self, query: Vectors, k: int, selection: Where | None = None) -> Rows:
        """Up to `k` rows, the most alike to the unit row `query` first."""
        found = self._search(query, k, selection.expression if selection else "")
        return np.array(list(found), np.int64)

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """The likeness of each row to the query, shape (len(rows),); -1 for one that has been deleted."""
        found: dict[int, float] = {}
        for start in range(0, len(rows), IDS):
            part = rows[start : start + IDS].tolist()
            found |= self._search(query, len(part), f"id in {part}")
        return np.array([found.get(row, -1.0) for row in rows.tolist()], np.float32)

    def _search(self, query: Vectors, k: int, expression: str) -> dict[int, float]:
        """The rows with their likeness, the most alike first."""
        k = min(k, LONGEST)
        if not k:
            return {}
        (hits,) = self._cluster(
            "search",
            self._store.collection,
            data=[query],
            anns_field="vector",
            limit=k,
            filter=expression,
            output_fields=["id"],
            search_params={"metric_type": "IP", "params": {"ef": min(BEAM * k, 2 * LONGEST)}},
        )
        return {int(hit["id"]): float(hit["distance"]) for hit in hits}


class LocalBm25:
    """BM25 by this machine over the passages' words."""

    def __init__(self, words: Bm25, store: MilvusStore) -> None:
        self._words, self._store = words, store

    def match(self, text: str) -> "LocalScores":
        return LocalScores(self._words.match(text), self._store)


class LocalScores:
    def __init__(self, matches: Any, store: MilvusStore) -> None:
        self._matches, self._store = matches, store

    def best(self, k: int, selection: Where | None = None) -> Rows:
        """Up to `k` rows that share a word, the best first; a filter is asked of the REACH best."""
        if selection is None:
            return self._store.present(self._matches.best(k))
        near = self._matches.best(REACH)
        found: Rows = near[self._store.contains(selection, near)][:k]
        return found

    def shares(self, rows: Rows) -> Scores:
        shares: Scores = self._matches.shares(rows)
        return shares


class FullText:
    """BM25 by the cluster; `step` is between the numbers of two texts, which have pieces in between."""

    def __init__(self, cluster: Cluster, collection: str, step: int = 1) -> None:
        self._cluster, self._collection, self._step = cluster, collection, step

    def match(self, text: str) -> "FullTextScores":
        return FullTextScores(self, " ".join(stems(text)))

    def search(self, words: str, k: int, expression: str) -> dict[int, float]:
        """The rows that share a word with their scores, the best first."""
        if not words or not k:
            return {}
        (hits,) = self._cluster(
            "search",
            self._collection,
            data=[words],
            anns_field="sparse",
            limit=min(k, LONGEST),
            filter=expression,
            output_fields=["id"],
            search_params={"metric_type": "BM25"},
        )
        return {int(hit["id"]) // self._step: float(hit["distance"]) for hit in hits}

    def selection(self, rows: list[int]) -> str:
        return f"id in {[row * self._step for row in rows]}"


class FullTextScores:
    def __init__(self, texts: FullText, words: str) -> None:
        self._texts, self._words = texts, words

    def best(self, k: int, selection: Where | None = None) -> Rows:
        """Up to `k` rows that share a word, the best first."""
        found = self._texts.search(self._words, k, selection.expression if selection else "")
        return np.array([row for row, score in found.items() if score > 0], np.int64)

    def shares(self, rows: Rows) -> Scores:
        """The scores of `rows`, as shares of the best that any row has."""
        found: dict[int, float] = {}
        for start in range(0, len(rows), IDS):
            part = rows[start : start + IDS].tolist()
            found |= self._texts.search(self._words, len(part), self._texts.selection(part))
        return np.array([found.get(row, 0.0) for row in rows.tolist()], np.float32) / np.float32(self._most)

    @cached_property
    def _most(self) -> float:
        return max(self._texts.search(self._words, 1, "").values(), default=0.0) or 1.0


def words_of_articles(cluster: Cluster, articles: str) -> FullText:
    return FullText(cluster, articles, PIECES)
