"""The dense half: one unit vector a passage; row i is passage i.

    search.json     how it is searched, and how well that finds the nearest
    rows            float32 rows one after another; float16 where the archive is large
    lists.*         in a large archive only: the same in lists of what lies together (lists.py)

Up to EXACT passages every vector is looked at. Beyond, a question looks through the lists nearest to it, as many as the
recall wants that was measured against all vectors when they were written, and scores what it finds by the rows. What a
narrow filter leaves is scanned exactly, all of it. Everything stays on disk, and in memory as far as it is used.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows, Vectors

if TYPE_CHECKING:
    import faiss


SEARCH, ROWS = "search.json", "rows"
EXACT = 40_000  # passages up to which all are looked at
BLOCK = 1 << 14  # rows in memory at once
TRIED = 256  # queries that the recall is measured with
AMIDST = 4  # passages that each lies between: as far from its nearest as a question is, a cosine of some .6
NEAREST, RECALL = 200, 0.97  # of so many nearest, what must be found; of the ten nearest it is more
ROUNDING = 1e-5  # of a cosine
ROUNDED = 3  # times as many are found by their 8 bits as are left when the rows have scored them
NARROW = 0.05  # share of the passages up to which those of a filter are all looked at


@dataclass(frozen=True, slots=True)
class Search:
    """How vectors of `dim` numbers are searched: all of them if there are no `lists`, else `probes` of these lists.

    `recall` is the share of the ten nearest that was found where it was tried, `deep` that of the NEAREST.
    """

    dim: int
    lists: int = 0
    probes: int = 0
    recall: float = 1.0
    deep: float = 1.0


def write(folder: Path, dim: int, chunks: Iterable[Vectors]) -> Search:
    """Write float32 unit rows, each chunk of shape (n, dim)."""
    folder.mkdir(exist_ok=True)
    few: list[Vectors] = []
    large = False
    with (folder / ROWS).open("wb") as file:
        for chunk in chunks:
            few.append(chunk)
            if large or sum(map(len, few)) > EXACT:
                large = True
                file.writelines(part.astype(np.float16).tobytes() for part in few)
                few.clear()
        file.writelines(part.astype(np.float32).tobytes() for part in few)
    search = _written(folder, dim) if large else Search(dim)
    (folder / SEARCH).write_text(json.dumps(asdict(search)), encoding="utf-8")
    return search


def _written(folder: Path, dim: int) -> Search:
    """Write the lists of rows that are there."""
    from retrieval.index import ivf  # and with it faiss, 13 MB that a small archive does without

    rows = np.asarray(np.memmap(folder / ROWS, np.float16, "c")).reshape(-1, dim)
    chance = np.random.default_rng(0)
    count = ivf.write(folder, rows, chance)
    between = rows[chance.choice(len(rows), (AMIDST, TRIED))].astype(np.float32).sum(axis=0)
    queries = between / np.maximum(np.linalg.norm(between, axis=1, keepdims=True), 1e-9)
    return _tried(rows, Search(dim, count, probes=1), ivf.read(folder), queries)


def _tried(rows: npt.NDArray[np.floating], search: Search, lists: "faiss.Index", queries: Vectors) -> Search:
    """As few probes as find enough of the nearest of `queries`."""
    exact = _exactly(rows, queries, NEAREST)
    while True:
        index = VectorIndex(rows, search, lists)
        found = [index.cosines(query, index.nearest(query, NEAREST)) for query in queries]
        search = replace(search, recall=_recall(found, exact, 10), deep=_recall(found, exact, NEAREST))
        if search.deep >= RECALL or search.probes >= search.lists:
            return search
        search = replace(search, probes=min(search.lists, search.probes + 1 + search.probes // 4))


def _recall(found: Sequence[Vectors], exact: Vectors, k: int) -> float:
    """The share of the `k` nearest that is found, by likeness: the same words stand in many places."""
    shares = [np.mean(cosines[:k] >= best[-k] - ROUNDING) for cosines, best in zip(found, exact, strict=True)]
    return round(float(np.mean(shares)), 4)


class VectorIndex:
    """May be shared between threads."""

    def __init__(self, rows: npt.NDArray[np.floating], search: Search, lists: "faiss.Index | None" = None) -> None:
        """`rows` is of shape (n, dim)."""
        self.search, self._rows, self._lists = search, rows, lists

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        search = Search(**json.loads((folder / SEARCH).read_text(encoding="utf-8")))
        kind = np.float16 if search.lists else np.float32
        rows = np.asarray(np.memmap(folder / ROWS, kind, "c")).reshape(-1, search.dim)  # torch wants them writable
        if not search.lists:
            return cls(rows, search)
        from retrieval.index import ivf

        return cls(rows, search, ivf.read(folder))

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def dim(self) -> int:
        return self.search.dim

    def nearest(self, query: Vectors, k: int, among: Rows | None = None) -> Rows:
        """Up to `k` rows, the most alike first, equals in their order; `among`, ascending, narrows to its rows.

        `query` is one float32 unit row, shape (dim,).
        """
        checked = self._checked(query)
        if self._lists is not None and (among is None or len(among) > NARROW * len(self)):
            among = self._listed(self._lists, checked, k, among)
        if among is None:
            return _highest(self._likeness(checked, self._rows), k)
        return among[_highest(self.cosines(checked, among), k)]

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """The likeness of each row to the query, float32 in [-1, 1], shape (len(rows),)."""
        checked = self._checked(query)
        blocks = (self._rows[rows[start : start + BLOCK]] for start in range(0, len(rows), BLOCK))
        return np.concatenate([np.empty(0, np.float32), *(self._likeness(checked, block) for block in blocks)])

    def at(self, rows: Rows) -> Vectors:
        """The vectors themselves, shape (len(rows), dim)."""
        return self._rows[rows].astype(np.float32)

    def _listed(self, lists: "faiss.Index", query: Vectors, k: int, among: Rows | None) -> Rows:
        """The rows, ascending, that the nearest lists hold most alike to the query."""
        import faiss

        probes, chosen = self.search.probes, None
        if among is not None:  # the nearest that a filter leaves lie further away
            probes = round(probes * (len(self) / len(among)) ** 0.5)
            marked = np.zeros(len(self), bool)
            marked[among] = True
            bits = np.packbits(marked, bitorder="little")
            chosen = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        faiss.omp_set_num_threads(1)  # of this thread: a question takes one core
        settings = faiss.SearchParametersIVF(nprobe=min(probes, self.search.lists), sel=chosen)  # type: ignore[call-arg]
        _, found = lists.search(query[None, :], min(ROUNDED * k, len(self)), params=settings)
        rows: Rows = np.sort(found[0][found[0] >= 0])
        return rows

    @staticmethod
    def _likeness(query: Vectors, rows: npt.NDArray[np.floating]) -> Vectors:
        """By torch, which reads float16 as it is, and whose threads are the encoder's own."""
        import torch

        likeness: Vectors = (torch.from_numpy(rows).float() @ torch.from_numpy(query)).numpy()
        return likeness

    def _checked(self, query: Vectors) -> Vectors:
        if query.shape != (self.dim,):
            raise ValueError(f"a query of shape {query.shape} cannot search vectors of dimension {self.dim}")
        return np.ascontiguousarray(query, dtype=np.float32)


def _highest(values: Vectors, k: int) -> Rows:
    """The places of the `k` highest values, the highest first, equals in their order."""
    falling = -values
    if k >= len(values):
        return np.argsort(falling, kind="stable")
    among = np.flatnonzero(falling <= np.partition(falling, k - 1)[k - 1])
    return among[np.argsort(falling[among], kind="stable")[:k]]


def _exactly(rows: npt.NDArray[np.floating], queries: Vectors, k: int) -> Vectors:
    """The `k` highest cosines of each of `queries`, ascending, shape (len(queries), k); a block in memory at a time."""
    best = np.full((len(queries), k), -2, np.float32)
    for start in range(0, len(rows), BLOCK):
        cosines = queries @ rows[start : start + BLOCK].astype(np.float32).T
        best = np.partition(np.hstack([best, cosines]), -k, axis=1)[:, -k:]
    return np.sort(best)
