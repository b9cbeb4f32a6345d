"""Extracts the parts of a file: documents that become articles, and parts that are skipped.

    a.txt                one part
    b.jsonl              a part for each row: b.jsonl/1, b.jsonl/2, ...
    c.zip                the parts of its members: c.zip/d.html, c.zip/b.jsonl/1, ...

While the caller waits for one file, the sandbox already parses the next few files (`prefetch`).
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from retrieval.errors import UnreadableFile
from retrieval.ingest import formats, limits
from retrieval.ingest.document import Part, Skipped
from retrieval.ingest.formats import ContainerMembers, Format, TableRows, WholeFile, containers
from retrieval.ingest.sandbox import Parse
from retrieval.settings import ColumnSettings

_CHANGED = "changed while it was read"


@dataclass(frozen=True, slots=True)
class ExtractedFile:
    """A file of the archive, or a member of a container. Call `parts` only once.

    If `streams` is true, `parts` must be exhausted before the next file is extracted.
    """

    name: str
    format: Format
    parts: Callable[[], Iterable[Part]]
    streams: bool = False


@dataclass(frozen=True, slots=True)
class Extractor:
    parse: Parse
    columns: ColumnSettings

    def extract(self, path: Path, name: str) -> Iterator[ExtractedFile]:
        """The file at `path`, called `name`. For a container: its members, and then the container itself."""
        file_format = formats.format_of(path.name) or Format.TEXT
        match file_format.reader:
            case ContainerMembers():
                yield from self._members(path, name, file_format, file_format.reader)
            case TableRows():
                yield ExtractedFile(name, file_format, partial(self._table, path, file_format.reader), streams=True)
            case WholeFile(sandboxed=False):
                yield ExtractedFile(name, file_format, partial(_read_here, path, file_format), streams=True)
            case WholeFile():
                with _errors_as_skipped() as skipped, _open_unchanged(path) as file:
                    raw = limits.read_whole(file)
                yield ExtractedFile(name, file_format, (lambda: skipped) if skipped else self._parsed(file_format, raw))

    def _table(self, path: Path, reader: TableRows) -> Iterator[Part]:
        with _errors_as_skipped() as skipped, _open_unchanged(path) as file:
            yield from reader.read(file, self.columns)
        yield from skipped

    def _parsed(self, file_format: Format, raw: bytes) -> Callable[[], Iterable[Part]]:
        """Start to parse a file. Returns a function that waits for its parts."""
        is_sandboxed = isinstance(file_format.reader, WholeFile) and file_format.reader.sandboxed
        outcome = self.parse(file_format, raw) if is_sandboxed else partial(formats.read_documents, file_format, raw)

        def wait() -> Iterator[Part]:
            with _errors_as_skipped() as skipped:
                yield from outcome()
            yield from skipped

        return wait

    def _members(self, path: Path, name: str, file_format: Format, reader: ContainerMembers) -> Iterator[ExtractedFile]:
        with _errors_as_skipped() as skipped, _open_unchanged(path) as file:
            for member in reader.read(file):
                yield self._member(member, f"{name}/{member.name}")
        yield ExtractedFile(name, file_format, lambda: skipped)

    def _member(self, member: containers.Member, name: str) -> ExtractedFile:
        file_format = formats.format_of(member.name)
        why = member.why or ("" if file_format else formats.UNSUPPORTED)
        if file_format and isinstance(file_format.reader, ContainerMembers):
            why = "is an archive within an archive"
        if why or file_format is None or member.file is None:
            return ExtractedFile(name, file_format or Format.TEXT, lambda: [Skipped("", why)])
        if isinstance(file_format.reader, TableRows):
            return ExtractedFile(
                name, file_format, partial(self._member_rows, member.file, file_format.reader), streams=True
            )
        with _errors_as_skipped() as skipped:
            raw = limits.read_whole(member.file)
        return ExtractedFile(name, file_format, (lambda: skipped) if skipped else self._parsed(file_format, raw))

    def _member_rows(self, file: containers.LimitedReader, reader: TableRows) -> Iterator[Part]:
        with _errors_as_skipped() as skipped:
            yield from reader.read(file, self.columns)
        yield from skipped


def _read_here(path: Path, file_format: Format) -> Iterator[Part]:
    """The parts of a file that needs no sandbox, read when they are needed."""
    with _errors_as_skipped() as skipped:
        with _open_unchanged(path) as file:
            raw = limits.read_whole(file)
        yield from formats.read_documents(file_format, raw)
    yield from skipped


def prefetch(files: Iterable[ExtractedFile]) -> Iterator[ExtractedFile]:
    """The same files in the same order. Up to PREFETCHED_FILES files are started before the first is returned."""
    waiting: deque[ExtractedFile] = deque()
    for file in files:
        waiting.append(file)
        while waiting and (file.streams or len(waiting) > limits.PREFETCHED_FILES):
            yield waiting.popleft()
    yield from waiting


@contextmanager
def _errors_as_skipped() -> Iterator[list[Part]]:
    """A list to which a Skipped is added if the `with` block fails to read a file."""
    skipped: list[Part] = []
    try:
        yield skipped
    except UnreadableFile as error:
        skipped.append(Skipped("", error.why))
    except containers.BROKEN as error:
        skipped.append(Skipped("", f"is broken ({type(error).__name__})"))
    except OSError as error:
        skipped.append(Skipped("", f"cannot be read ({error.strerror or type(error).__name__})"))


@contextmanager
def _open_unchanged(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file. Raises UnreadableFile if its size or time has changed by the end of the `with` block."""
    with limits.open_regular(path) as file:
        before = os.fstat(file.fileno())
        yield file
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise UnreadableFile(_CHANGED)
