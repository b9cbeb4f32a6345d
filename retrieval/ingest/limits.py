"""Limits on time and memory for reading one file, and the two functions that open and read every file.

A file that exceeds a limit is skipped with a reason; the rest of the archive is read.
"""

import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from retrieval.errors import UnreadableFile

MEGABYTE = 2**20

MAX_FILE_BYTES = 32 * MEGABYTE  # size of a file, or a member of a container, that has to be read whole
MAX_ARTICLE_CHARS = 2_000_000  # length of an article; a long novel has half as many
MAX_FILE_CHARS = 32_000_000  # length of all articles of a file that is read whole, such as a book's chapters
MAX_PARTS = 200_000  # articles and other parts of a file that is read whole
MAX_COLUMNS = 2000  # columns of a table
MAX_ROW_BYTES = 4 * MEGABYTE  # size of a row of JSON Lines or CSV
MAX_FRONT_MATTER_CHARS = 64 * 1024  # the YAML parser reads about 100,000 characters a second
MAX_MEMBERS = 200_000  # members of one zip or tar
MAX_UNPACKED_BYTES = 4096 * MEGABYTE  # size of all members of one zip or tar together
MAX_PART_NAME_CHARS = 200  # length of the id of a row or a feed entry

MAX_UNCONFINED_BYTES = 64 * 1024  # size of a text that is read outside the sandbox, as most articles are; 10,000 words
MAX_COSTLY_PARTS = 10  # members or cells of one file that exceed their parser's limits; the rest is then left out
PARTS_PER_COSTLY_PART = 1000  # one more of so many that were parsed may be so
PARSER_SECONDS = 30.0  # time that a sandboxed parser may spend on one file
PARSER_MEMORY_BYTES = 1024 * MEGABYTE  # memory that a sandboxed parser may use beyond the program itself
OCR_SECONDS = 600.0  # time in which the scanned pages of one file are read; those left then stay unread
OCR_PAGE_SECONDS = 60.0  # time that OCR may spend on one page
PREFETCHED_FILES = 8  # files given to the parsers ahead of the one that the caller waits for
MAX_EXAMPLES = 3  # articles of each format that the report describes
NAMED_PER_REASON = 100  # for each reason, the report names this many skipped files; it only counts the others

TOO_LARGE = f"is larger than {MAX_FILE_BYTES // MEGABYTE} MB"
NOT_REGULAR = "is not a regular file"
_FIRST_READ_BYTES = 64 * 1024  # most files are smaller


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file for reading. Raises UnreadableFile if the opened file is not a regular file.

    Opening does not block: a named pipe is refused without waiting for its other end.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return open(descriptor, "rb")  # noqa: PTH123 - it is no path
    os.close(descriptor)
    raise UnreadableFile(NOT_REGULAR)


def read_whole(file: Readable) -> bytes:
    """All bytes of a file. Raises UnreadableFile if there are more than MAX_FILE_BYTES."""
    raw = file.read(_FIRST_READ_BYTES)  # Python allocates as many bytes as requested, even for a small file
    if len(raw) == _FIRST_READ_BYTES:
        raw += file.read(MAX_FILE_BYTES + 1 - _FIRST_READ_BYTES)
    if len(raw) > MAX_FILE_BYTES:
        raise UnreadableFile(TOO_LARGE)
    return raw
