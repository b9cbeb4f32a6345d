"""IVF (inverted file), approximate nearest-neighbour search: a search reads only the lists with the nearest centroids.

    lists.faiss     the centroid of each list, and the place of the list in lists.data
    lists.data      the lists one after another: vectors with 8 bits per number, then their rows

The method is by Jégou, Douze and Schmid, "Product quantization for nearest neighbor search", 2011. The number of lists
is twice the square root of the number of vectors. Large lists stay on disk. Writing needs bounded memory: each part of
the vectors is written to a file of its own, and then the parts are merged list by list.
"""

import math
import os
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from retrieval.array_types import Mask, Rows, Vectors
from retrieval.index import npy

INDEX, LISTS_DATA = "lists.faiss", "lists.data"
LISTS_PER_ROOT = 2  # lists for each unit of the square root of the number of vectors
TRAINING_VECTORS_PER_LIST = 64  # vectors per list from which the centroids are computed
READ_CHUNK_VECTORS = 1 << 14  # float vectors in memory at once
ENCODE_CHUNK_VECTORS = 1 << 17  # vectors quantised to 8 bits per part; bounds memory while writing
ROW_BYTES = 8


def write(folder: Path, rows: npy.Array, random: np.random.Generator) -> int:
    """Write lists of unit `rows`, shape (n, dim). Returns the number of lists. Raises OSError if the disk is full."""
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    dim, count = rows.shape[1], round(LISTS_PER_ROOT * math.sqrt(len(rows)))
    quantiser = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dim), dim, count, quantiser, faiss.METRIC_INNER_PRODUCT)
    index.cp.max_points_per_centroid = TRAINING_VECTORS_PER_LIST
    sample = np.sort(random.choice(len(rows), min(len(rows), TRAINING_VECTORS_PER_LIST * count), replace=False))
    index.train(npy.once(rows, sample).astype(np.float32))
    parts = _write_parts(folder, index, rows)
    lists = _merge(parts, index, folder / LISTS_DATA)
    index.replace_invlists(lists)
    index.ntotal = len(rows)
    _write_index(index, folder / INDEX)
    for part in parts:
        part.unlink()
    return count


class InvertedLists:
    """The lists in a folder, opened for searching. Threads may share it.

    faiss could search the lists on disk by itself, but it would map the file (disk_array.py tells why we do not).
    """

    def __init__(self, folder: Path) -> None:
        flags = faiss.IO_FLAG_SKIP_IVF_DATA | faiss.IO_FLAG_READ_ONLY
        self._index: faiss.IndexIVF = faiss.read_index(str(folder / INDEX), flags)  # type: ignore[assignment]
        lists = _inverted_lists(self._index)
        self._sizes = [lists.list_size(number) for number in range(self._index.nlist)]
        entry_bytes = self._index.code_size + ROW_BYTES
        self._ends = list(accumulate(size * entry_bytes for size in self._sizes))
        self._data = npy.read_raw(folder / LISTS_DATA, np.uint8)

    def search(self, query: Vectors, k: int, probes: int, among: Mask | None) -> Rows:
        """Up to `k` rows, whose vectors in the `probes` nearest lists are nearest to a unit vector; ascending.

        If `among` is given, only rows with True are found.
        """
        selector = None
        if among is not None:
            bits = np.packbits(among, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        faiss.omp_set_num_threads(1)  # in this thread only: a question takes one core
        cosines, lists = self._index.quantizer.search(query[None, :], probes)
        scanner = self._index.get_InvertedListScanner(False, selector, None)  # noqa: FBT003 - store no pairs
        scanner.set_query(faiss.swig_ptr(query))
        best, rows = np.full(k, -np.inf, np.float32), np.full(k, -1, np.int64)  # a heap, the lowest cosine first
        heap = faiss.swig_ptr(best), faiss.swig_ptr(rows), k
        for number, cosine in zip(lists[0].tolist(), cosines[0].tolist(), strict=True):
            size, end = self._sizes[number], self._ends[number]
            numbers = end - size * ROW_BYTES
            entries = self._data[numbers - size * self._index.code_size : end]
            codes, ids = entries[: -size * ROW_BYTES], entries[-size * ROW_BYTES :]
            scanner.set_list(number, cosine)
            scanner.scan_codes(size, faiss.swig_ptr(codes), faiss.swig_ptr(ids.view(np.int64)), *heap)
        return np.sort(rows[rows >= 0])


def _write_parts(folder: Path, index: faiss.IndexIVF, rows: npy.Array) -> list[Path]:
    """Write the lists of each ENCODE_CHUNK_VECTORS of rows to a separate file."""
    parts: list[Path] = []
    for first in range(0, len(rows), ENCODE_CHUNK_VECTORS):
        for start in range(first, min(first + ENCODE_CHUNK_VECTORS, len(rows)), READ_CHUNK_VECTORS):
            numbers = np.arange(start, min(start + READ_CHUNK_VECTORS, first + ENCODE_CHUNK_VECTORS, len(rows)))
            index.add_with_ids(npy.once(rows, numbers).astype(np.float32), numbers)
        parts.append(folder / f"{INDEX}.{len(parts)}")
        _write_index(index, parts[-1])
        index.reset()
    return parts


def _merge(parts: Sequence[Path], index: faiss.IndexIVF, path: Path) -> faiss.OnDiskInvertedLists:
    """Merge the parts' lists into one file. (OnDiskInvertedLists.merge_from of faiss would print to stdout.)"""
    opened = [faiss.read_index(str(part), faiss.IO_FLAG_MMAP) for part in parts]
    lists_of_parts = [_inverted_lists(part) for part in opened]
    sizes = np.zeros(index.nlist, np.uint64)
    for number in range(index.nlist):
        sizes[number] = sum(part.list_size(number) for part in lists_of_parts)
    lists = faiss.OnDiskInvertedLists(index.nlist, index.code_size, "")
    lists.set_all_lists_sizes(faiss.swig_ptr(sizes))
    lists.totsize = int(sizes.sum()) * (index.code_size + ROW_BYTES)
    with path.open("wb") as file:
        file.truncate(lists.totsize)
    npy.reserve(path)
    _map(lists, path)
    for number in range(index.nlist):
        start = 0
        for part in lists_of_parts:
            size = part.list_size(number)
            lists.update_entries(number, start, size, part.get_ids(number), part.get_codes(number))
            start += size
    lists.filename = path.name
    return lists


def _write_index(index: faiss.Index, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(f"{path.name} cannot be written whole") from error


def _inverted_lists(index: faiss.Index) -> Any:
    return faiss.extract_index_ivf(index).invlists


def _map(lists: Any, path: Path) -> None:
    lists.filename = str(path)
    lists.do_mmap()
