"""Searches on the cluster: by vectors always, and by words if the cluster has full-text search.

Milvus before 2.5 has no full-text search. Then this machine computes BM25 from its copy of the BM25 index, and the
cluster only filters the results. The vocabulary is always a copy on this machine.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows, Scores, Vectors
from retrieval.backends.milvus.cluster import MAX_ROWS_PER_FILTER, MAX_ROWS_PER_READ, Cluster
from retrieval.backends.milvus.schema import MAX_PIECES
from retrieval.backends.milvus.store import Filter, MilvusStore
from retrieval.backends.protocol import Bm25
from retrieval.index.lexicon import HEADLINES, PASSAGES, Lexicon
from retrieval.text.tokenise import stems

BEAM_FACTOR = 2  # a graph index visits this many neighbours for each one asked for
FILTERED_ROWS = 8_192  # a filter is applied to this many rows, the best by BM25


class MilvusVectors:
    def __init__(self, cluster: Cluster, store: MilvusStore) -> None:
        self._cluster, self._store = cluster, store

    def nearest(self, query: Vectors, k: int, selection: Filter | None = None) -> Rows:
        """Up to `k` rows, nearest first. `query` is a unit row, shape (dim,)."""
        found = self._search(query, k, selection.expression if selection else "")
        return np.array(list(found), np.int64)

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """The cosine of each row with the query, shape (len(rows),); -1 for a row that has been deleted."""
        found: dict[int, float] = {}
        for start in range(0, len(rows), MAX_ROWS_PER_FILTER):
            part = rows[start : start + MAX_ROWS_PER_FILTER].tolist()
            found |= self._search(query, len(part), f"id in {part}")
        return np.array([found.get(row, -1.0) for row in rows.tolist()], np.float32)

    def _search(self, query: Vectors, k: int, expression: str) -> dict[int, float]:
        """The rows with their cosines, the nearest first."""
        k = min(k, MAX_ROWS_PER_READ)
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
            search_params={"metric_type": "IP", "params": {"ef": min(BEAM_FACTOR * k, 2 * MAX_ROWS_PER_READ)}},
        )
        return {int(hit["id"]): float(hit["distance"]) for hit in hits}


class LocalBm25:
    """BM25 on this machine over the passages' words."""

    def __init__(self, words: Bm25, store: MilvusStore) -> None:
        self._words, self._store = words, store

    def match(self, text: str) -> "LocalScores":
        return LocalScores(self._words.match(text), self._store)


class LocalScores:
    def __init__(self, matches: Any, store: MilvusStore) -> None:
        self._matches, self._store = matches, store

    def best(self, k: int, selection: Filter | None = None) -> Rows:
        """Up to `k` rows that share a word, the best first; with a filter, from the FILTERED_ROWS best rows only."""
        if selection is None:
            return self._store.present(self._matches.best(k))
        near = self._matches.best(FILTERED_ROWS)
        found: Rows = near[self._store.contains(selection, near)][:k]
        return found

    def shares(self, rows: Rows) -> Scores:
        shares: Scores = self._matches.shares(rows)
        return shares


class FullText:
    """BM25 on the cluster. A text has the id row × `step`; the ids in between belong to further pieces of the text."""

    def __init__(self, cluster: Cluster, collection: str, step: int = 1) -> None:
        self._cluster, self._collection, self._step = cluster, collection, step

    def match(self, text: str) -> "FullTextScores":
        return FullTextScores(self, " ".join(stems(text)))

    def search(self, words: str, k: int, expression: str) -> dict[int, float]:
        """The rows that share a word, with their scores, the best first."""
        if not words or not k:
            return {}
        (hits,) = self._cluster(
            "search",
            self._collection,
            data=[words],
            anns_field="sparse",
            limit=min(k, MAX_ROWS_PER_READ),
            filter=expression,
            output_fields=["id"],
            search_params={"metric_type": "BM25"},
        )
        return {int(hit["id"]) // self._step: float(hit["distance"]) for hit in hits}

    def expression_for(self, rows: list[int]) -> str:
        return f"id in {[row * self._step for row in rows]}"


class FullTextScores:
    def __init__(self, texts: FullText, words: str) -> None:
        self._texts, self._words = texts, words

    def best(self, k: int, selection: Filter | None = None) -> Rows:
        """Up to `k` rows that share a word, the best first."""
        found = self._texts.search(self._words, k, selection.expression if selection else "")
        return np.array([row for row, score in found.items() if score > 0], np.int64)

    def shares(self, rows: Rows) -> Scores:
        """The scores of `rows`, divided by the best score of any row."""
        found: dict[int, float] = {}
        for start in range(0, len(rows), MAX_ROWS_PER_FILTER):
            part = rows[start : start + MAX_ROWS_PER_FILTER].tolist()
            found |= self._texts.search(self._words, len(part), self._texts.expression_for(part))
        return np.array([found.get(row, 0.0) for row in rows.tolist()], np.float32) / np.float32(self._best_score)

    @cached_property
    def _best_score(self) -> float:
        return max(self._texts.search(self._words, 1, "").values(), default=0.0) or 1.0


def words_of_articles(cluster: Cluster, articles: str) -> FullText:
    return FullText(cluster, articles, MAX_PIECES)


class FetchedStems:
    """A forward index whose stems are read from the cluster."""

    def __init__(self, read: Callable[[Rows], Iterable[list[int]]]) -> None:
        self._read = read

    def of(self, rows: Rows) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """The numbers of the stems of `rows`, one row after another, and how many stems each row has."""
        stems_by_row = list(self._read(rows))
        lengths = np.array([len(row_stems) for row_stems in stems_by_row], np.int64)
        return np.array([number for row_stems in stems_by_row for number in row_stems], np.uint32), lengths


class MilvusLexicon(Lexicon):
    def __init__(self, folder: Path, store: MilvusStore) -> None:
        self._store = store
        super().__init__(
            folder,
            {
                PASSAGES: FetchedStems(lambda rows: (fact["stems"] for fact in store.facts(rows))),
                HEADLINES: FetchedStems(lambda articles: map(store.headline, articles)),
            },
        )

    def any_holds(self, wanted: Sequence[str], selection: Filter) -> bool:
        """Whether any passage of a selection contains any of the stems `wanted`; similar words do not count."""
        numbers = self.numbers(wanted)
        if not numbers:
            return False
        expression = f"({selection.expression}) and array_contains_any(stems, {numbers})"
        return bool(self._store.cluster.query(self._store.collection, expression, ["id"], limit=1))
