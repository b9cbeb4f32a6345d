"""The articles of a generation on the cluster, whole, put together from their pieces."""

from collections.abc import Iterable

from retrieval.backends.milvus import rows as written
from retrieval.backends.milvus.cluster import Cluster, Row
from retrieval.backends.milvus.schema import PIECES, pieces_of
from retrieval.errors import ClusterRefused
from retrieval.models import Article

KEPT = 500  # articles
TOGETHER = 20  # read at once


class Texts:
    """Threads may share it."""

    def __init__(self, cluster: Cluster, collection: str) -> None:
        self._cluster, self._collection = cluster, collection
        self._kept: dict[int, Article] = {}

    def of(self, numbers: Iterable[int]) -> dict[int, Article]:
        """The articles of `numbers`; those that were not met lately are read, some at a time."""
        known = {number: self._kept.get(number) for number in numbers}
        missing = sorted(number for number, article in known.items() if article is None)
        if len(self._kept) > KEPT:
            self._kept.clear()
        for start in range(0, len(missing), TOGETHER):
            found = self._read(missing[start : start + TOGETHER])
            known |= found
            self._kept |= found
        if gone := [number for number, article in known.items() if article is None]:
            raise ClusterRefused(self._cluster.uri, f"{len(gone)} articles have just been deleted, ask again")
        return {number: article for number, article in known.items() if article}

    def _read(self, numbers: list[int]) -> dict[int, Article]:
        rows = self._cluster.query(self._collection, pieces_of(numbers), ["id", "path", "text", "about"])
        pieces: dict[int, list[Row]] = {}
        for row in sorted(rows, key=lambda row: int(row["id"])):
            pieces.setdefault(row["id"] // PIECES, []).append(row)
        return {
            number: written.article("".join(row["text"] for row in held), held[0]["path"], held[0]["about"])
            for number, held in pieces.items()
        }
