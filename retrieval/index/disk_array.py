"""Large arrays in files, read block by block when they are used. A file that is cut short raises IndexDamaged.

A memory map would need less code, but reading a mapped file that has been cut short kills the process. So a DiskArray
reserves memory for the whole file, which costs nothing until it is filled, and reads a block into it when the block is
first used. All arrays of the process together keep at most a share of the machine's memory (`ROOM`). Once it is full,
the other blocks are read each time they are used.
"""

import math
import mmap
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Any
from weakref import WeakSet, finalize

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows
from retrieval.errors import IndexDamaged

BLOCK_BYTES = 1 << 14
MEMORY_DIVISOR = 4  # blocks are kept in at most a fourth of the memory
ASSUMED_MEMORY_BYTES = 1 << 32  # assumed if the system does not tell
CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # of a container
NO_RESERVE = 0x4000 if sys.platform == "linux" else 0  # MAP_NORESERVE, which the module mmap lacks


class DiskArray:
    """An array in a file. Threads may share it. Indexing by a slice or by rows gives the same as with an ndarray."""

    def __init__(self, path: Path, dtype: npt.DTypeLike, shape: tuple[int, ...], offset: int = 0) -> None:
        """`offset` is the number of bytes before the first value. Raises OSError if the file cannot be opened."""
        self.dtype, self.shape = np.dtype(dtype), shape
        self._path, self._file, self._offset = path, FileIO(path), offset
        finalize(self, self._file.close)
        self._reading = threading.Lock()
        self._row_bytes = self.dtype.itemsize * math.prod(shape[1:])
        self._block_rows = max(1, BLOCK_BYTES // self._row_bytes)
        self._kept = _Blocks(self.dtype, shape, self._block_rows)
        ROOM.arrays.add(self)

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def bytes_kept(self) -> int:
        return self._kept.count * self._block_rows * self._row_bytes

    def __getitem__(self, key: slice | Rows) -> npt.NDArray[Any]:
        """The values at `key`. Do not change them: other threads read them too."""
        return self._between(*key.indices(len(self))[:2]) if isinstance(key, slice) else self._at(key)

    def once(self, rows: Rows) -> npt.NDArray[Any]:
        """The values of `rows`, read from the file and not kept: for a program that reads most of an array once."""
        order = np.argsort(rows, kind="stable")
        values = np.empty((len(rows), *self.shape[1:]), self.dtype)
        view, place = _bytes(values), 0
        for first, count in _runs(rows[order]):
            self._read_into(view[place : place + count * self._row_bytes], first)
            place += count * self._row_bytes
        places = np.empty_like(order)
        places[order] = np.arange(len(order))
        return values[places]

    def forget(self) -> None:
        """Keep no block any longer. Their memory is freed once no array uses it."""
        self._kept = _Blocks(self.dtype, self.shape, self._block_rows)

    def _between(self, start: int, stop: int) -> npt.NDArray[Any]:
        kept, first, last = self._kept, start // self._block_rows, -(-stop // self._block_rows)
        if kept.flags.find(0, first, last) >= 0:
            missing = first + np.flatnonzero(~kept.is_read[first:last])
            if not ROOM.has(len(missing) * self._block_rows * self._row_bytes):
                values = np.empty((max(0, stop - start), *self.shape[1:]), self.dtype)
                self._read_into(_bytes(values), start)
                return values
            self._keep(kept, missing)
        return kept.values[start:stop]

    def _at(self, rows: Rows) -> npt.NDArray[Any]:
        kept, blocks = self._kept, rows // self._block_rows
        is_missing = ~kept.is_read[blocks]
        if is_missing.any():
            missing = np.unique(blocks[is_missing])
            if not ROOM.has(len(missing) * self._block_rows * self._row_bytes):
                values = kept.values[rows]
                values[is_missing] = self.once(rows[is_missing])
                return values
            self._keep(kept, missing)
        return kept.values[rows]

    def _keep(self, kept: "_Blocks", blocks: Rows) -> None:
        with kept.filling:
            missing = blocks[~kept.is_read[blocks]]  # another thread may have read some
            for first, count in _runs(missing):
                start, stop = first * self._block_rows, (first + count) * self._block_rows
                self._read_into(kept.view[start * self._row_bytes : stop * self._row_bytes], start)
                kept.is_read[first : first + count] = True
            kept.count += len(missing)

    def _read_into(self, view: memoryview, row: int) -> None:
        """Fill `view` from the file, beginning at a row."""
        at = self._offset + row * self._row_bytes
        try:
            while view and (count := self._read_some(view, at)):
                view, at = view[count:], at + count
        except OSError as error:
            raise IndexDamaged(self._path.parent, f"{self._path.name} cannot be read") from error
        if view:
            raise IndexDamaged(self._path.parent, f"{self._path.name} has been cut short since it was written")

    def _read_some(self, view: memoryview, at: int) -> int:
        """Read into `view` from an offset of the file. Returns the number of bytes read, 0 at the end."""
        if hasattr(os, "preadv"):  # it does not move the file's position, which a forked process shares
            return os.preadv(self._file.fileno(), [view], at)
        with self._reading:
            self._file.seek(at)
            return self._file.readinto(view) or 0


class _Blocks:
    """The blocks of an array that are in memory: the values, and which of them are read."""

    def __init__(self, dtype: np.dtype[Any], shape: tuple[int, ...], block_rows: int) -> None:
        size = math.prod(shape)
        flags = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NO_RESERVE} if hasattr(mmap, "MAP_ANONYMOUS") else {}
        memory = mmap.mmap(-1, max(1, size) * dtype.itemsize, **flags)
        with suppress(AttributeError, OSError):  # without huge pages, which would take 2 MB for a block
            memory.madvise(mmap.MADV_NOHUGEPAGE)
        self.values: npt.NDArray[Any] = np.frombuffer(memory, dtype)[:size].reshape(shape)
        self.view = _bytes(self.values)
        self.flags = bytearray(-(-shape[0] // block_rows))
        self.is_read = np.frombuffer(self.flags, bool)
        self.count = 0
        self.filling = threading.Lock()


class Room:
    """The memory in which the arrays of this process may keep blocks, in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit, self.arrays = limit, WeakSet[DiskArray]()

    def has(self, size: int) -> bool:
        """Whether there is room for `size` more bytes."""
        return sum(array.bytes_kept for array in list(self.arrays)) + size <= self.limit

    def forget(self) -> None:
        for array in list(self.arrays):
            array.forget()

    @contextmanager
    def limited_to(self, limit: int) -> Iterator[None]:
        before, self.limit = self.limit, min(limit, self.limit)
        try:
            yield
        finally:
            self.limit = before


def _memory() -> int:
    """The bytes of memory of this machine, or of the container if it has less."""
    sizes = []
    with suppress(AttributeError, ValueError, OSError):  # not on Windows
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for path in CGROUP_LIMITS:
        with suppress(ValueError, OSError):  # "max", or no container
            sizes.append(int(Path(path).read_text("ascii")))
    return min(sizes, default=ASSUMED_MEMORY_BYTES)


def _bytes(values: npt.NDArray[Any]) -> memoryview:
    return values.reshape(-1).view(np.uint8).data


def _runs(rows: Rows) -> Iterator[tuple[int, int]]:
    """The first of each run of consecutive rows, and the length of the run. `rows` must ascend.

    >>> list(_runs(np.array([2, 3, 7])))
    [(2, 2), (7, 1)]
    """
    starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
    return zip(rows[starts].tolist(), np.diff(starts, append=len(rows)).tolist(), strict=True)


ROOM = Room(_memory() // MEMORY_DIVISOR)
