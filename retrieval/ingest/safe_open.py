"""Files that are regular ones when they are opened, whatever they were when they were listed, and of bounded size."""

import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits

IRREGULAR = "is not a regular file"
_MOSTLY = 64 * 1024  # bytes, that most files are smaller than


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def opened(path: Path) -> BufferedReader:
    """A regular file, open to be read; Unfit where it is none, such as a pipe, whose other end is not waited for."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return open(descriptor, "rb")  # noqa: PTH123 - it is no path
    os.close(descriptor)
    raise UnreadableFile(IRREGULAR)


def whole(file: Readable) -> bytes:
    """All that is in a file; Unfit where that is more than may be read at once."""
    raw = file.read(_MOSTLY)  # asked for all that is allowed, Python would set aside as much for every little file
    if len(raw) == _MOSTLY:
        raw += file.read(limits.LARGEST + 1 - _MOSTLY)
    if len(raw) > limits.LARGEST:
        raise UnreadableFile(limits.TOO_LARGE)
    return raw
