"""From a file of the archive to what is in it, a part at a time.

    a.txt                one part
    b.jsonl              a part a row: b.jsonl/1, b.jsonl/2, ...
    c.zip                the parts of its members: c.zip/d.html, c.zip/b.jsonl/1, ...

While one file is waited for, those behind it are parsed already, a few at a time.
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
from retrieval.ingest import formats, limits, safe_open
from retrieval.ingest.document import Part, Refused
from retrieval.ingest.formats import Format, containers, tables
from retrieval.ingest.sandbox import Parse
from retrieval.settings import ColumnSettings

_CHANGED = "changed while it was read"
_ROWS = {Format.JSON_LINES: tables.json_lines, Format.CSV: tables.comma_separated}


@dataclass(frozen=True, slots=True)
class Opened:
    """`parts` are to be taken once; where `streams`, before the next file is opened."""

    name: str
    format: Format
    parts: Callable[[], Iterable[Part]]
    streams: bool = False


@dataclass(frozen=True, slots=True)
class Opener:
    parse: Parse
    columns: ColumnSettings

    def open(self, path: Path, name: str) -> Iterator[Opened]:
        """What the file at `path`, known as `name`, holds."""
        kind = formats.of(path.name) or Format.TEXT
        if kind in formats.PACKED:
            yield from self._members(path, name, kind)
        elif kind in formats.TABLES:
            yield Opened(name, kind, partial(self._table, path, kind), streams=True)
        elif kind in formats.PLAIN:
            yield Opened(name, kind, partial(_plain, path, kind), streams=True)
        else:
            yield Opened(name, kind, self._soon(path, kind))

    def _table(self, path: Path, kind: Format) -> Iterator[Part]:
        with _refusals() as refused, _opened(path) as file:
            yield from _ROWS[kind](file, self.columns)
        yield from refused

    def _soon(self, path: Path, kind: Format) -> Callable[[], Iterable[Part]]:
        with _refusals() as refused, _opened(path) as file:
            raw = safe_open.whole(file)
        return (lambda: refused) if refused else self._parsed(kind, raw)

    def _parsed(self, kind: Format, raw: bytes) -> Callable[[], Iterable[Part]]:
        outcome = partial(formats.read, kind, raw) if kind in formats.PLAIN else self.parse(kind, raw)

        def wait() -> Iterator[Part]:
            with _refusals() as refused:
                yield from outcome()
            yield from refused

        return wait

    def _members(self, path: Path, name: str, kind: Format) -> Iterator[Opened]:
        with _refusals() as refused, _opened(path) as file:
            for member in containers.of_zip(file) if kind is Format.ZIP else containers.of_tar(file):
                yield self._member(member, f"{name}/{member.name}")
        yield Opened(name, kind, lambda: refused)

    def _member(self, member: containers.Member, name: str) -> Opened:
        kind = formats.of(member.name)
        unfit = member.unfit or ("" if kind else formats.UNKNOWN)
        if kind in formats.PACKED:
            unfit = "is an archive within an archive"
        if unfit or kind is None or member.file is None:
            return Opened(name, kind or Format.TEXT, lambda: [Refused("", unfit)])
        if kind in formats.TABLES:
            return Opened(name, kind, partial(self._rows, kind, member.file), streams=True)
        with _refusals() as refused:
            raw = safe_open.whole(member.file)
        return Opened(name, kind, (lambda: refused) if refused else self._parsed(kind, raw))

    def _rows(self, kind: Format, file: containers.Counted) -> Iterator[Part]:
        with _refusals() as refused:
            yield from _ROWS[kind](file, self.columns)
        yield from refused


def _plain(path: Path, kind: Format) -> Iterator[Part]:
    with _refusals() as refused:
        with _opened(path) as file:
            raw = safe_open.whole(file)
        yield from formats.read(kind, raw)
    yield from refused


def ahead(files: Iterable[Opened]) -> Iterator[Opened]:
    """The same files in the same order, with up to PARSED_AT_ONCE of them begun before the first is waited for."""
    waiting: deque[Opened] = deque()
    for opened in files:
        waiting.append(opened)
        while waiting and (opened.streams or len(waiting) > limits.PARSED_AT_ONCE):
            yield waiting.popleft()
    yield from waiting


@contextmanager
def _refusals() -> Iterator[list[Part]]:
    """Collects what a file is refused for."""
    refused: list[Part] = []
    try:
        yield refused
    except UnreadableFile as unfit:
        refused.append(Refused("", unfit.why))
    except containers.BROKEN as error:
        refused.append(Refused("", f"is broken ({type(error).__name__})"))
    except OSError as error:
        refused.append(Refused("", f"cannot be read ({error.strerror or type(error).__name__})"))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A file that is one and stays what it is; Unfit where it changes before it is closed."""
    with safe_open.opened(path) as file:
        before = os.fstat(file.fileno())
        yield file
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise UnreadableFile(_CHANGED)
