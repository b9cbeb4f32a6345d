"""Arrays on disk, as numpy writes them: written from end to end or filled here and there, then mapped.

Neither writing nor mapping holds more of them in memory than is looked at, however long they are.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
import numpy.typing as npt

CHUNK = 1 << 16  # values written at once


class Growing:
    """An array of one dimension that is written from its beginning on; it is whole when the `with` ends."""

    def __init__(self, path: Path, kind: npt.DTypeLike) -> None:
        self._path, self._kind, self._length = path, np.dtype(kind), 0
        self._file: IO[bytes] = path.open("wb")
        self._head()

    def __len__(self) -> int:
        return self._length

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.seek(0)
        self._head()
        self._file.close()

    def extend(self, values: npt.ArrayLike) -> None:
        added = np.asarray(values, self._kind)
        self._file.write(added.tobytes())
        self._length += len(added)

    def _head(self) -> None:
        """The header takes the same room whatever the length: numpy leaves enough for one that has grown."""
        told = {"descr": np.lib.format.dtype_to_descr(self._kind), "fortran_order": False, "shape": (self._length,)}
        np.lib.format.write_array_header_1_0(self._file, told)


def write(path: Path, values: Iterable[Any], kind: npt.DTypeLike) -> None:
    """Write an array of one dimension."""
    rest = iter(values)
    with Growing(path, kind) as grown:
        while len(chunk := np.fromiter(islice(rest, CHUNK), kind)):
            grown.extend(chunk)


def filled(path: Path, length: int, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array that is written by filling it; an empty one cannot be mapped."""
    if not length:
        np.save(path, np.empty(0, kind))
        return np.empty(0, kind)
    array = np.lib.format.open_memmap(path, "w+", kind, (length,))
    reserve(path)
    return array


def reserve(path: Path) -> None:
    """OSError unless the disk has room for all of a file that is to be filled: a full disk kills who fills a map."""
    if hasattr(os, "posix_fallocate"):  # not on macOS
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, path.stat().st_size))


def mapped(path: Path) -> npt.NDArray[Any]:
    """An array that stays on disk; of numpy's own type, whose slices are cheaper than a memmap's."""
    found: npt.NDArray[Any] = np.asarray(np.load(path, mmap_mode="r"))
    return found


def chunks(array: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    """An array part by part, for what makes others as long of it."""
    return (array[start : start + CHUNK] for start in range(0, len(array), CHUNK))
