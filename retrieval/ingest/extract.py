"""Extracts the parts of a file: documents that become articles, and parts that are skipped.

    a.txt                one part
    b.jsonl              a part for each row: b.jsonl/1, b.jsonl/2, ...
    c.zip                the parts of its members: c.zip/d.html, c.zip/b.jsonl/1, ...
    b.jsonl.gz           the parts of the file within: b.jsonl.gz/1, b.jsonl.gz/2, ...
    letter               a file without a suffix; its content determines its format

While the caller waits for one file, the sandbox already parses the next few files (`prefetch`).
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from retrieval.errors import ParserLimitExceeded, UnreadableFile
from retrieval.ingest import formats, limits
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import (
    Compressed,
    ContainerMembers,
    Format,
    TableRows,
    WholeFile,
    WholeTable,
    containers,
    plain_text,
)
from retrieval.ingest.sandbox import Parse
from retrieval.ingest.scans import Scans
from retrieval.settings import ColumnSettings

_CHANGED = "changed while it was read"
TOO_COSTLY = f"follows {limits.MAX_COSTLY_PARTS} parts of its file that needed too much time or memory"


@dataclass(frozen=True, slots=True)
class ExtractedFile:
    """A file of the archive, or a member of a container. Call `parts` only once.

    `top` is the name of the file of the archive. If `streams` is true, `parts` must be exhausted before the next file
    is extracted.
    """

    top: str
    name: str
    format: Format
    parts: Callable[[], Iterable[Part]]
    streams: bool = False


@dataclass(frozen=True, slots=True)
class Extractor:
    parse: Parse
    columns: ColumnSettings
    scans: Scans | None = None  # None where scanned pages are only counted

    def extract(self, path: Path, name: str) -> Iterator[ExtractedFile]:
        """The file at `path`, called `name`. For a container: its members, and then the container itself."""
        yield from replace(self, parse=_Bounded(self.parse))._files(path, name)

    def _files(self, path: Path, name: str) -> Iterator[ExtractedFile]:
        with _errors_as_skipped() as skipped:
            file_format = formats.format_of(path.name) or _format_by_content(path)
            if file_format is Format.TEXT and formats.is_mailbox(_first_bytes(path)):
                file_format = Format.MAILBOX
        if skipped:
            yield ExtractedFile(name, name, Format.TEXT, lambda: skipped)
            return
        match file_format.reader:
            case ContainerMembers() as reader:
                yield from self._members(path, name, file_format, reader)
            case Compressed() as reader:
                yield from self._compressed(path, name, reader)
            case TableRows() as reader:
                yield ExtractedFile(name, name, file_format, partial(self._table, path, reader), streams=True)
            case WholeFile(sandboxed=False):
                yield ExtractedFile(name, name, file_format, partial(self._read_here, path, file_format), streams=True)
            case WholeFile() | WholeTable():
                with _errors_as_skipped() as skipped, _open_unchanged(path) as file:
                    raw = limits.read_whole(file)
                parts = (lambda: skipped) if skipped else self._parsed(file_format, raw)
                yield ExtractedFile(name, name, file_format, parts)

    def _table(self, path: Path, reader: TableRows) -> Iterator[Part]:
        with _errors_as_skipped() as skipped, _open_unchanged(path) as file:
            yield from reader.read(file, self.columns, self._to_text)
        yield from skipped

    def _to_text(self, markup: str) -> str:
        """The text of HTML in a cell. Raises UnreadableFile if it cannot be parsed within the limits."""
        parts = self.parse(Format.HTML_CELL, plain_text.storable(markup).encode(), self.columns)()
        return "".join(part.text for part in parts if isinstance(part, Document))

    def _read_here(self, path: Path, file_format: Format) -> Iterator[Part]:
        """The parts of a file that needs no sandbox, read when they are needed."""
        with _errors_as_skipped() as skipped:
            with _open_unchanged(path) as file:
                raw = limits.read_whole(file)
            yield from self._parsed(file_format, raw)()
        yield from skipped

    def _parsed(self, file_format: Format, raw: bytes) -> Callable[[], Iterable[Part]]:
        """Start to parse a file. Returns a function that waits for its parts."""
        is_long = len(raw) > limits.MAX_UNCONFINED_BYTES
        if file_format is Format.TEXT:
            file_format = Format.LONG_TEXT if is_long else formats.format_of_text(raw, self.columns)
        is_sandboxed = isinstance(file_format.reader, WholeTable | TableRows) or (
            isinstance(file_format.reader, WholeFile) and (file_format.reader.sandboxed or is_long)
        )
        read_here = partial(formats.read_documents, file_format, raw, self.columns)
        outcome = self.parse(file_format, raw, self.columns) if is_sandboxed else read_here

        def wait() -> Iterator[Part]:
            with _errors_as_skipped() as skipped:
                parts: Sequence[Part] = outcome()
                if self.scans and any(part.scans for part in parts if not isinstance(part, Document)):
                    parts = self.scans.read(raw, self.parse, parts)
                yield from parts
            yield from skipped

        return wait

    def _members(self, path: Path, name: str, file_format: Format, reader: ContainerMembers) -> Iterator[ExtractedFile]:
        with _errors_as_skipped() as skipped, _open_unchanged(path) as file:
            for member in reader.read(file):
                yield self._member(member, name, f"{name}/{member.name}")
        yield ExtractedFile(name, name, file_format, lambda: skipped)

    def _compressed(self, path: Path, name: str, reader: Compressed) -> Iterator[ExtractedFile]:
        """The file within a compressed file. It keeps the name of the compressed one."""
        inner = path.name.rpartition(".")[0]
        with _errors_as_skipped() as skipped, _open_unchanged(path) as file:
            yield self._member(containers.Member(inner, reader.read(file)), name, name)
        yield ExtractedFile(name, name, Format.GZIP, lambda: skipped)

    def _member(self, member: containers.Member, top: str, name: str) -> ExtractedFile:
        file_format = formats.format_of(member.name + member.suffix)
        why, raw = member.why, b""
        if not why and member.file and not file_format and formats.lacks_suffix(member.name):
            with _errors_as_skipped() as skipped:
                raw = limits.read_whole(member.file)
                file_format = formats.format_by_content(raw[: formats.SNIFFED_BYTES])
            why = next((part.why for part in skipped if isinstance(part, Skipped)), "")
        if not why and file_format is None:
            why = formats.why_unsupported(member.name)
        if file_format and isinstance(file_format.reader, ContainerMembers | Compressed):
            why = why or "is an archive within an archive"
        if why or file_format is None or member.file is None:
            return ExtractedFile(top, name, file_format or Format.TEXT, lambda: [Skipped("", why)])
        if isinstance(file_format.reader, TableRows) and not raw:
            rows = partial(self._member_rows, member.file, file_format.reader)
            return ExtractedFile(top, name, file_format, rows, streams=True)
        with _errors_as_skipped() as skipped:
            raw = raw or limits.read_whole(member.file)
        if skipped:
            return ExtractedFile(top, name, file_format, lambda: skipped)
        parts = self._parsed(file_format, raw)
        return ExtractedFile(top, name, file_format, lambda: _with_fallback(parts(), member.raw_metadata))

    def _member_rows(self, file: containers.LimitedReader, reader: TableRows) -> Iterator[Part]:
        with _errors_as_skipped() as skipped:
            yield from reader.read(file, self.columns, self._to_text)
        yield from skipped


class _Bounded:
    """Parses the parts of one file of the archive, until too many of them have exceeded their parser's limits.

    Otherwise a zip of pages that each take half a minute would take days.
    """

    def __init__(self, parse: Parse) -> None:
        self._parse, self._parsed, self._costly = parse, 0, 0

    def __call__(self, file_format: Format, raw: bytes, columns: ColumnSettings) -> Callable[[], list[Part]]:
        self._parsed += 1
        if self._costly >= limits.MAX_COSTLY_PARTS + self._parsed // limits.PARTS_PER_COSTLY_PART:
            return self._refuse
        return partial(self._outcome, self._parse(file_format, raw, columns))

    def _outcome(self, outcome: Callable[[], list[Part]]) -> list[Part]:
        try:
            return outcome()
        except ParserLimitExceeded:
            self._costly += 1
            raise

    @staticmethod
    def _refuse() -> list[Part]:
        raise UnreadableFile(TOO_COSTLY)


def _first_bytes(path: Path) -> bytes:
    with limits.open_regular(path) as file:
        return file.read(formats.SNIFFED_BYTES)


def _format_by_content(path: Path) -> Format:
    """The format of a file whose name does not show it.

    Raises UnreadableFile if the content does not show it either.
    """
    found = formats.format_by_content(_first_bytes(path))
    if found is None:
        raise UnreadableFile(formats.UNSUPPORTED)
    return found


def _with_fallback(parts: Iterable[Part], raw_metadata: Mapping[str, object]) -> Iterator[Part]:
    """The parts, with missing metadata taken from their container."""
    for part in parts:
        if isinstance(part, Document):
            own = {key: value for key, value in part.raw_metadata.items() if value}
            yield replace(part, raw_metadata={**raw_metadata, **own})
        else:
            yield part


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
