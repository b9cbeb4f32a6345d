"""Arrays on disk in numpy's .npy format. They are written value by value or by filling.

Neither writing nor reading needs a large array in memory. Files up to LOADED_BYTES are read into memory when they are
opened. Larger ones stay open (disk_array.py), and `generation.OpenFiles` looks whether they change.
"""

import math
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows
from retrieval.index.disk_array import DiskArray

CHUNK_VALUES = 1 << 16  # values written or read at a time
Array = npt.NDArray[Any] | DiskArray
LOADED_BYTES = 1 << 26  # 64 MB: enough for the vectors that are searched without an index (vectors.MAX_EXACT_PASSAGES)


def write(path: Path, values: Iterable[Any], dtype: npt.DTypeLike) -> None:
    """Write a one-dimensional array of `values`, with CHUNK_VALUES of them in memory at a time."""
    remaining, length = iter(values), 0
    with path.open("wb") as file:
        _write_header(file, dtype, 0)
        while len(chunk := np.fromiter(islice(remaining, CHUNK_VALUES), dtype)):
            file.write(chunk.tobytes())
            length += len(chunk)
        file.seek(0)
        _write_header(file, dtype, length)  # over the first one: numpy pads both to the same size


def _write_header(file: IO[bytes], dtype: npt.DTypeLike, length: int) -> None:
    described = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": (length,)}
    np.lib.format.write_array_header_1_0(file, described)


def allocate(path: Path, length: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """A memory-mapped array of `length` values to fill; if `length` is 0, an array in memory."""
    if not length:
        np.save(path, np.empty(0, dtype))
        return np.empty(0, dtype)
    array = np.lib.format.open_memmap(path, "w+", dtype, (length,))
    reserve(path)
    return array


def reserve(path: Path) -> None:
    """Reserve disk space for the whole file, or raise OSError.

    Filling a memory map on a full disk would kill the process.
    """
    if hasattr(os, "posix_fallocate"):  # not on macOS
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, path.stat().st_size))


def is_loaded(path: Path) -> bool:
    """Whether a file of this size is read into memory when it is opened."""
    return path.stat().st_size <= LOADED_BYTES


def read(path: Path) -> Array:
    """The array in a file, in memory or left in the file."""
    if is_loaded(path):
        return np.load(path)  # type: ignore[no-any-return]
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        return DiskArray(path, dtype, shape, file.tell())


def read_raw(path: Path, dtype: npt.DTypeLike, *row: int) -> Array:
    """The rows in a file without a header, as `read` returns them. `row` is the shape of each."""
    if is_loaded(path):
        return np.fromfile(path, dtype).reshape(-1, *row)
    row_bytes = np.dtype(dtype).itemsize * math.prod(row)
    return DiskArray(path, dtype, (path.stat().st_size // row_bytes, *row))


def once(array: Array, rows: Rows) -> npt.NDArray[Any]:
    """The values of `rows`, which are not kept in memory if the array is in a file."""
    return array.once(rows) if isinstance(array, DiskArray) else array[rows]


def chunks(array: Array) -> Iterator[npt.NDArray[Any]]:
    """An array in parts of CHUNK_VALUES, so that the results for a part fit in memory."""
    for start in range(0, len(array), CHUNK_VALUES):
        yield once(array, np.arange(start, min(start + CHUNK_VALUES, len(array))))
