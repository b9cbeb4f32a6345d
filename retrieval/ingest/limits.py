"""Limits on what reading one file may cost, and the two functions through which every file is opened and read.

A file that would cost more is left out with a reason; the rest of the archive is read.
"""

import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from retrieval.errors import UnreadableFile

MEGABYTE = 2**20

MAX_FILE_BYTES = 32 * MEGABYTE  # of a file, or a member of a container, that has to be read whole
MAX_ARTICLE_CHARS = 2_000_000  # a long novel has half as many
MAX_ROW_BYTES = 4 * MEGABYTE  # of a row of JSON Lines or CSV
MAX_FRONT_MATTER_CHARS = 64 * 1024  # the YAML parser reads about a hundred thousand a second
MAX_MEMBERS = 200_000  # of one zip or tar
MAX_UNPACKED_BYTES = 4096 * MEGABYTE  # of all members of one zip or tar together
MAX_PART_NAME_CHARS = 200  # of a row's own id, or a feed entry's

PARSER_SECONDS = 30.0  # that a sandboxed parser may spend on one file
PARSER_MEMORY_BYTES = 1024 * MEGABYTE  # that it may use beyond the program itself
PREFETCHED_FILES = 8  # handed to the parsers before the first of them is waited for
NAMED_PER_REASON = 100  # files that the report names for one reason; it only counts the others

TOO_LARGE = f"is larger than {MAX_FILE_BYTES // MEGABYTE} MB"
NOT_REGULAR = "is not a regular file"
_FIRST_READ_BYTES = 64 * 1024  # most files are smaller


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file for reading; UnreadableFile where it is none when it is opened, whatever it was before.

    Opening does not block: a named pipe is refused without waiting for its other end.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return open(descriptor, "rb")  # noqa: PTH123 - it is no path
    os.close(descriptor)
    raise UnreadableFile(NOT_REGULAR)


def read_whole(file: Readable) -> bytes:
    """All bytes of a file; UnreadableFile where there are more than MAX_FILE_BYTES."""
    raw = file.read(_FIRST_READ_BYTES)  # Python allocates as many bytes as it is asked for, even for a small file
    if len(raw) == _FIRST_READ_BYTES:
        raw += file.read(MAX_FILE_BYTES + 1 - _FIRST_READ_BYTES)
    if len(raw) > MAX_FILE_BYTES:
        raise UnreadableFile(TOO_LARGE)
    return raw
