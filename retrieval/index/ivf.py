"""Vectors in lists of what lies together, of which a search looks through the nearest; the lists stay on disk.

    lists.faiss     where the middle of each list lies, and where in the other file the list stands
    lists.data      the vectors in 8 bits a number, a list after another, behind each its rows

An inverted file (IVF) as Jégou, Douze and Schmid describe it in "Product quantization for nearest neighbor search",
2011. There are twice as many lists as the root of the vectors. However many these are, writing holds a part of them.
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

LISTS, LISTED = "lists.faiss", "lists.data"
PER_ROOT = 2  # lists
TRAINED = 64  # vectors for each list to be placed by
BLOCK = 1 << 14  # vectors in memory at once
PART = 1 << 17  # vectors whose 8 bits are
ROW = 8  # bytes


def write(folder: Path, rows: npt.NDArray[np.floating], chance: np.random.Generator) -> int:
    """Write lists of unit `rows`, shape (n, dim); returns how many there are. OSError where the disk is full."""
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    dim, count = rows.shape[1], round(PER_ROOT * math.sqrt(len(rows)))
    coder = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dim), dim, count, coder, faiss.METRIC_INNER_PRODUCT)
    index.cp.max_points_per_centroid = TRAINED
    sample = np.sort(chance.choice(len(rows), min(len(rows), TRAINED * count), replace=False))
    index.train(rows[sample].astype(np.float32))
    parts = _write_parts(folder, index, rows)
    lists = _gathered(parts, index, folder / LISTED)
    index.replace_invlists(lists)
    index.ntotal = len(rows)
    _put_down(index, folder / LISTS)
    for part in parts:
        part.unlink()
    return count


def read(folder: Path) -> faiss.Index:
    index = faiss.read_index(str(folder / LISTS), faiss.IO_FLAG_SKIP_IVF_DATA | faiss.IO_FLAG_READ_ONLY)
    lists: Any = faiss.downcast_InvertedLists(_lists(index))
    _map(lists, folder / LISTED)
    lists.prefetch_nthread = 0  # as many threads would read all that is wanted once more, before it is looked at
    return index


def _write_parts(folder: Path, index: faiss.IndexIVF, rows: npt.NDArray[np.floating]) -> list[Path]:
    """The lists of some rows in a file, those of the next in another."""
    parts: list[Path] = []
    for first in range(0, len(rows), PART):
        for start in range(first, min(first + PART, len(rows)), BLOCK):
            block = rows[start : min(start + BLOCK, first + PART)].astype(np.float32)
            index.add_with_ids(block, np.arange(start, start + len(block)))
        parts.append(folder / f"{LISTS}.{len(parts)}")
        _put_down(index, parts[-1])
        index.reset()
    return parts


def _gathered(parts: Sequence[Path], index: faiss.IndexIVF, path: Path) -> faiss.OnDiskInvertedLists:
    """What the parts have of each list, together; faiss has this, too (OnDiskInvertedLists.merge_from), but prints."""
    opened = [faiss.read_index(str(part), faiss.IO_FLAG_MMAP) for part in parts]
    held = [_lists(each) for each in opened]
    sizes = np.array([sum(each.list_size(number) for each in held) for number in range(index.nlist)], np.uint64)
    lists = faiss.OnDiskInvertedLists(index.nlist, index.code_size, "")
    lists.set_all_lists_sizes(faiss.swig_ptr(sizes))
    lists.totsize = int(sizes.sum()) * (index.code_size + ROW)
    with path.open("wb") as file:
        file.truncate(lists.totsize)
    npy.reserve(path)
    _map(lists, path)
    for number in range(index.nlist):
        free = 0
        for each in held:
            size = each.list_size(number)
            lists.update_entries(number, free, size, each.get_ids(number), each.get_codes(number))
            free += size
    lists.filename = path.name
    return lists


def _put_down(index: faiss.Index, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(f"{path.name} cannot be written whole") from error


def _lists(index: faiss.Index) -> Any:
    return faiss.extract_index_ivf(index).invlists


def _map(lists: Any, path: Path) -> None:
    lists.filename = str(path)
    lists.do_mmap()
