"""Vector search, the dense half of retrieval: one unit vector for each passage; row i is passage i.

    search.json     how the vectors are searched, and the measured recall
    rows            float32 rows one after another; float16 in a large archive
    lists.*         in a large archive only: the same vectors in IVF lists (ivf.py)

Up to MAX_EXACT_PASSAGES passages, a search compares every vector. In a larger archive, it reads the IVF lists nearest
to the question and re-scores their best vectors exactly. The number of lists that it reads is chosen when they are
written: the smallest that reaches MIN_RECALL, measured against an exact search. If a filter is narrow, all matching
passages are compared. Of large files, only the parts in use are in memory (disk_array.py).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows, Vectors
from retrieval.index import npy

if TYPE_CHECKING:
    from retrieval.index.ivf import InvertedLists

SEARCH, ROWS = "search.json", "rows"
MAX_EXACT_PASSAGES = 40_000  # passages up to which every vector is compared
READ_CHUNK_ROWS = 1 << 14  # rows in memory at once
CALIBRATION_QUERIES = 256  # queries for measuring the recall
PASSAGES_PER_CALIBRATION_QUERY = 4  # their mean is as far from each of them as a real question is
NEAREST, MIN_RECALL = 200, 0.97  # of the 200 nearest passages, a search must find this share
ROUNDING_TOLERANCE = 1e-5  # tolerance when cosines are compared
OVERFETCH = 3  # fetch 3·k by quantised vectors, re-score them exactly, keep k
NARROW_SHARE = 0.05  # if at most this share of the passages matches a filter, all of them are compared


@dataclass(frozen=True, slots=True)
class Search:
    """How vectors of dimension `dim` are searched: all of them if `lists` is 0, else `probes` of the `lists` lists.

    `recall` is the measured share of the 10 nearest passages that is found, `deep` the share of the NEAREST nearest.
    """

    dim: int
    lists: int = 0
    probes: int = 0
    recall: float = 1.0
    deep: float = 1.0


def write(folder: Path, dim: int, chunks: Iterable[Vectors]) -> Search:
    """Write float32 unit rows, each chunk of shape (n, dim)."""
    folder.mkdir(exist_ok=True)
    buffered: list[Vectors] = []  # all rows, until their number decides between float32 and float16
    large = False
    with (folder / ROWS).open("wb") as file:
        for chunk in chunks:
            buffered.append(chunk)
            if large or sum(map(len, buffered)) > MAX_EXACT_PASSAGES:
                large = True
                file.writelines(part.astype(np.float16).tobytes() for part in buffered)
                buffered.clear()
        file.writelines(part.astype(np.float32).tobytes() for part in buffered)
    search = _write_lists(folder, dim) if large else Search(dim)
    (folder / SEARCH).write_text(json.dumps(asdict(search)), encoding="utf-8")
    return search


def _write_lists(folder: Path, dim: int) -> Search:
    """Write the IVF lists of the rows on disk, and choose how many lists a search reads."""
    from retrieval.index import ivf  # imported here because it loads faiss, 13 MB that a small archive does not need

    rows = npy.read_raw(folder / ROWS, np.float16, dim)
    random = np.random.default_rng(0)
    count = ivf.write(folder, rows, random)
    chosen = random.choice(len(rows), (PASSAGES_PER_CALIBRATION_QUERY, CALIBRATION_QUERIES))
    mixed = npy.once(rows, chosen.reshape(-1)).reshape(*chosen.shape, dim).astype(np.float32).sum(axis=0)
    queries = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9)
    return _calibrate(rows, Search(dim, count, probes=1), ivf.InvertedLists(folder), queries)


def _calibrate(rows: npy.Array, search: Search, lists: "InvertedLists", queries: Vectors) -> Search:
    """Choose the fewest probes that reach MIN_RECALL for `queries`. Returns `search` with them and the recall."""
    exact = _exact_cosines(rows, queries, NEAREST)
    while True:
        index = VectorIndex(rows, search, lists)
        found = [index.cosines(query, index.nearest(query, NEAREST)) for query in queries]
        search = replace(search, recall=_recall(found, exact, 10), deep=_recall(found, exact, NEAREST))
        if search.deep >= MIN_RECALL or search.probes >= search.lists:
            return search
        search = replace(search, probes=min(search.lists, search.probes + 1 + search.probes // 4))


def _recall(found: Sequence[Vectors], exact: Vectors, k: int) -> float:
    """The share of the `k` nearest that is found. Cosines are compared, not rows, since passages may be identical."""
    shares = [np.mean(cosines[:k] >= best[-k] - ROUNDING_TOLERANCE) for cosines, best in zip(found, exact, strict=True)]
    return round(float(np.mean(shares)), 4)


class VectorIndex:
    """The vectors of an archive, opened for searching. Threads may share it."""

    def __init__(self, rows: npy.Array, search: Search, lists: "InvertedLists | None" = None) -> None:
        """`rows` has shape (n, dim)."""
        self.search, self._rows, self._lists = search, rows, lists

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        search = Search(**json.loads((folder / SEARCH).read_text(encoding="utf-8")))
        kind = np.float16 if search.lists else np.float32
        rows = npy.read_raw(folder / ROWS, kind, search.dim)
        if not search.lists:
            return cls(rows, search)
        from retrieval.index import ivf

        return cls(rows, search, ivf.InvertedLists(folder))

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def dim(self) -> int:
        return self.search.dim

    def nearest(self, query: Vectors, k: int, selection: Rows | None = None) -> Rows:
        """Up to `k` rows, nearest first; ties in the order of the rows.

        `query` is one float32 unit row, shape (dim,). If `selection` is given (ascending), only its rows are found.
        """
        checked = self._checked(query)
        if self._lists is not None and (selection is None or len(selection) > NARROW_SHARE * len(self)):
            selection = self._search_lists(self._lists, checked, k, selection)
        if selection is None:
            return _highest(self._dot(checked, self._rows[:]), k)
        return selection[_highest(self.cosines(checked, selection), k)]

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """The cosine of each row with the query, float32 in [-1, 1], shape (len(rows),)."""
        checked = self._checked(query)
        blocks = (self._rows[rows[start : start + READ_CHUNK_ROWS]] for start in range(0, len(rows), READ_CHUNK_ROWS))
        return np.concatenate([np.empty(0, np.float32), *(self._dot(checked, block) for block in blocks)])

    def at(self, rows: Rows) -> Vectors:
        """The vectors of `rows`, shape (len(rows), dim)."""
        return npy.once(self._rows, rows).astype(np.float32)

    def _search_lists(self, lists: "InvertedLists", query: Vectors, k: int, selection: Rows | None) -> Rows:
        """The rows whose quantised vectors are nearest to the query, in the nearest lists; ascending."""
        probes, among = self.search.probes, None
        if selection is not None:  # with a filter, the nearest passages are farther away, so more lists are read
            probes = round(probes * (len(self) / len(selection)) ** 0.5)
            among = np.zeros(len(self), bool)
            among[selection] = True
        return lists.search(query, min(OVERFETCH * k, len(self)), min(probes, self.search.lists), among)

    @staticmethod
    def _dot(query: Vectors, rows: npt.NDArray[np.floating]) -> Vectors:
        """The dot products, by torch: it reads float16 without a copy and shares the encoder's threads."""
        import torch

        cosines: Vectors = (torch.from_numpy(rows).float() @ torch.from_numpy(query)).numpy()
        return cosines

    def _checked(self, query: Vectors) -> Vectors:
        if query.shape != (self.dim,):
            raise ValueError(f"a query of shape {query.shape} cannot search vectors of dimension {self.dim}")
        return np.ascontiguousarray(query, dtype=np.float32)


def _highest(values: Vectors, k: int) -> Rows:
    """The places of the `k` highest values, highest first; ties in their order."""
    falling = -values
    if k >= len(values):
        return np.argsort(falling, kind="stable")
    highest = np.flatnonzero(falling <= np.partition(falling, k - 1)[k - 1])
    return highest[np.argsort(falling[highest], kind="stable")[:k]]


def _exact_cosines(rows: npy.Array, queries: Vectors, k: int) -> Vectors:
    """The `k` highest cosines of each of `queries`, ascending, shape (len(queries), k). Reads rows chunk by chunk."""
    best = np.full((len(queries), k), -2, np.float32)
    for start in range(0, len(rows), READ_CHUNK_ROWS):
        block = npy.once(rows, np.arange(start, min(start + READ_CHUNK_ROWS, len(rows)))).astype(np.float32)
        cosines = queries @ block.T
        best = np.partition(np.hstack([best, cosines]), -k, axis=1)[:, -k:]
    return np.sort(best)
