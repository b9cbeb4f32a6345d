"""IVF (inverted file), approximate nearest-neighbour search: a search reads only the lists with the nearest centroids.

    lists.faiss     the centroid of each list, and the place of the list in lists.data
    lists.data      the lists one after another: vectors with 8 bits per number, then their rows

The method is by Jégou, Douze and Schmid, "Product quantization for nearest neighbor search", 2011. The number of lists
is twice the square root of the number of vectors. The lists stay on disk. Writing needs bounded memory: each part of
the vectors is written to a file of its own, and then the parts are merged list by list.
"""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from retrieval.index import npy

INDEX, LISTS_DATA = "lists.faiss", "lists.data"
LISTS_PER_ROOT = 2  # lists for each unit of the square root of the number of vectors
TRAINING_VECTORS = 64  # vectors per list from which the centroids are computed
READ_CHUNK = 1 << 14  # float vectors in memory at once
ENCODE_CHUNK = 1 << 17  # vectors quantised to 8 bits per part; bounds memory while writing
ROW_BYTES = 8


def write(folder: Path, rows: npt.NDArray[np.floating], random: np.random.Generator) -> int:
    """Write lists of unit `rows`, shape (n, dim). Returns the number of lists. Raises OSError if the disk is full."""
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    dim, count = rows.shape[1], round(LISTS_PER_ROOT * math.sqrt(len(rows)))
    quantiser = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dim), dim, count, quantiser, faiss.METRIC_INNER_PRODUCT)
    index.cp.max_points_per_centroid = TRAINING_VECTORS
    sample = np.sort(random.choice(len(rows), min(len(rows), TRAINING_VECTORS * count), replace=False))
    index.train(rows[sample].astype(np.float32))
    parts = _write_parts(folder, index, rows)
    lists = _merge(parts, index, folder / LISTS_DATA)
    index.replace_invlists(lists)
    index.ntotal = len(rows)
    _write_index(index, folder / INDEX)
    for part in parts:
        part.unlink()
    return count


def read(folder: Path) -> faiss.Index:
    """Open the lists in a folder. Their data stays on disk."""
    index = faiss.read_index(str(folder / INDEX), faiss.IO_FLAG_SKIP_IVF_DATA | faiss.IO_FLAG_READ_ONLY)
    lists: Any = faiss.downcast_InvertedLists(_inverted_lists(index))
    _map(lists, folder / LISTS_DATA)
    lists.prefetch_nthread = 0  # prefetching threads would read everything a second time
    return index


def _write_parts(folder: Path, index: faiss.IndexIVF, rows: npt.NDArray[np.floating]) -> list[Path]:
    """Write the lists of each ENCODE_CHUNK of rows to a separate file."""
    parts: list[Path] = []
    for first in range(0, len(rows), ENCODE_CHUNK):
        for start in range(first, min(first + ENCODE_CHUNK, len(rows)), READ_CHUNK):
            block = rows[start : min(start + READ_CHUNK, first + ENCODE_CHUNK)].astype(np.float32)
            index.add_with_ids(block, np.arange(start, start + len(block)))
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
