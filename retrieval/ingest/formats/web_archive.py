"""WARC and WACZ: the pages that a crawler or a browser saved. Each page is an article, named by its address.

Only complete pages (status 200, HTML or plain text) are read, not pictures, scripts and similar files. In a WET file,
each page is already plain text. The time of the visit is not used as the date of an article.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.formats.containers import (
    MAX_HEADER_BYTES,
    ByteBudget,
    LimitedReader,
    Member,
    at_most_max_members,
    decompressor,
    require_short_directory,
)

CUT = "is cut off: the web archive ends inside a record"
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}
_UNFIT_FOR_A_NAME = re.compile(r"[^\w./:~=&?%+-]+")
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r?\n")  # the line before each piece of a page
_ENCODINGS = {"gzip": (16 + zlib.MAX_WBITS,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}
_CODINGS = ("Transfer-Encoding", "Content-Encoding")
MAX_EMPTY_RECORD_BYTES = 4 << 20  # of compressed data in a row that unpack to nothing
UNPACKS_TO_NOTHING = "holds compressed data that unpacks to nothing"
LONG_HEADER = "has a record with a header too large to be read"
_CRAWLERS = ("robots.txt", "favicon.ico", "sitemap.xml")


class _Packed(LimitedReader):
    """A file that may be compressed. It refuses further reads if much data in a row unpacks to nothing."""

    since_output = 0  # bytes

    def read(self, size: int = -1, /) -> bytes:
        data = super().read(size)
        self.since_output += len(data)
        if self.since_output > MAX_EMPTY_RECORD_BYTES:
            raise UnreadableFile(UNPACKS_TO_NOTHING)
        return data

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size)


class _Stream(LimitedReader):
    """Returns all bytes before the place where the file is cut; then `is_cut` is true."""

    is_cut = False

    def __init__(self, file: BinaryIO, budget: ByteBudget) -> None:
        self._packed = _Packed(file, ByteBudget())
        super().__init__(decompressor(cast("BinaryIO", self._packed)), budget)

    def read(self, size: int = -1, /) -> bytes:
        try:
            data: bytes = self._file.read1(size)  # type: ignore[attr-defined]  # `read` loses what is before the cut
        except EOFError:
            self.is_cut = True
            return b""
        self._packed.since_output = 0
        self._budget.spend(len(data))
        return data


class _Records:
    """warcio's reader of records, which reads no endless header and counts what it unpacks."""

    def __init__(self, reader: Any, budget: ByteBudget) -> None:
        self._reader, self._budget, self._in_header = reader, budget, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def read(self, length: int | None = None) -> bytes:
        data: bytes = self._reader.read(length)
        self._in_header = 0
        self._budget.spend(len(data))
        return data

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = self._reader.readline(MAX_HEADER_BYTES if length is None else min(length, MAX_HEADER_BYTES))
        self._in_header += len(line)
        if self._in_header >= MAX_HEADER_BYTES:
            raise UnreadableFile(LONG_HEADER)
        self._budget.spend(len(line))
        return line


def warc_members(file: BinaryIO) -> Iterator[Member]:
    budget = ByteBudget()
    yield from _pages(_Stream(file, budget), budget, {})


def wacz_members(file: BinaryIO) -> Iterator[Member]:
    """The pages of a WACZ: a zip with WARC files in its folder archive/."""
    require_short_directory(file)
    budget, visits = ByteBudget(), dict[str, int]()
    with zipfile.ZipFile(file) as package:
        names = [name for name in package.namelist() if re.fullmatch(r"archive/[^/]+\.warc(?:\.gz)?", name)]
        if not names:
            raise UnreadableFile("holds no web archive")
        for name in names:
            with package.open(name) as warc:
                yield from _pages(_Stream(cast("BinaryIO", warc), budget), budget, visits)


def _pages(stream: _Stream, budget: ByteBudget, visits: dict[str, int]) -> Iterator[Member]:
    """The pages of a WARC. `visits` counts those of each address, since a crawler may come again."""
    from warcio.archiveiterator import ArchiveIterator

    try:
        records = ArchiveIterator(cast("IO[bytes]", stream), no_record_parse=False)
        records.reader = _Records(records.reader, ByteBudget())
        records.INC_RECORD = ""  # what it would write to standard error
        for record in at_most_max_members(records):
            address = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
            suffix = _suffix(record)
            stream.is_cut = stream.is_cut or not record.rec_headers.get_header("Content-Length")
            if not suffix or address.endswith(_CRAWLERS) or address.startswith("urn:"):  # what a crawler notes
                continue
            visits[address] = visits.get(address, 0) + 1
            name = _name(address) + (f"#{visits[address]}" if visits[address] > 1 else "")
            content = _content(record)
            if len(content) > limits.MAX_FILE_BYTES:
                yield Member(name, None, limits.TOO_LARGE)
            elif _is_cut(record):
                yield Member(name, None, CUT)
            else:
                page = LimitedReader(io.BytesIO(content), ByteBudget())
                yield Member(name, page, suffix=suffix, raw_metadata={"url": address})
            if budget.is_spent:
                return
    except UnreadableFile:
        raise
    except Exception as error:  # warcio raises AttributeError and others for a broken record
        raise UnreadableFile(CUT if stream.is_cut else "is not a readable web archive") from error
    if stream.is_cut:
        raise UnreadableFile(CUT)


def _content(record: Any) -> bytes:
    """The page of a record; of one that is too large, a few bytes more than MAX_FILE_BYTES.

    warcio would unpack a piece of any size at once.
    """
    raw: bytes = record.raw_stream.read(limits.MAX_FILE_BYTES + 1)
    if record.http_headers is None or len(raw) > limits.MAX_FILE_BYTES:
        return raw
    stated = {name: str(record.http_headers.get_header(name) or "").lower() for name in _CODINGS}
    if stated["Transfer-Encoding"] == "chunked":
        raw = _without_chunks(raw)
    for window in _ENCODINGS.get(stated["Content-Encoding"], ()):
        try:
            return zlib.decompressobj(window).decompress(raw, limits.MAX_FILE_BYTES + 1)
        except zlib.error:  # another form of "deflate", or not compressed at all
            continue
    return raw


def _without_chunks(raw: bytes) -> bytes:
    """
    >>> _without_chunks(b"4\\r\\nHe s\\r\\n5;a=b\\r\\naid so\\r\\n0\\r\\n\\r\\n"), _without_chunks(b"He said so.")
    (b'He said s', b'He said so.')
    """
    pieces, at = list[bytes](), 0
    while (chunk := _CHUNK.match(raw, at)) and (size := int(chunk[1], 16)):
        at = chunk.end() + size
        pieces.append(raw[chunk.end() : at])
    return b"".join(pieces) or raw


def _is_cut(record: object) -> bool:
    """Whether the file ends before the record does. All of the record's content has been read."""
    left: int = getattr(getattr(record, "raw_stream", None), "limit", 0)
    return left > 0


def _suffix(record: object) -> str:
    """The suffix of the format of a record's page; "" if it holds none."""
    kind, headers = getattr(record, "rec_type", ""), getattr(record, "http_headers", None)
    if kind in {"resource", "conversion"}:  # the latter is a page as plain text, in a WET file
        stated = str(record.rec_headers.get_header("Content-Type") or "")  # type: ignore[attr-defined]
    elif kind == "response" and headers is not None and headers.get_statuscode() == "200":
        stated = str(headers.get_header("Content-Type") or "")
    else:
        return ""
    return _SUFFIXES.get(stated.partition(";")[0].strip().lower(), "")


def _name(address: str) -> str:
    """The name of a page within its archive.

    >>> _name("https://courier.example/news/17?x=1")
    'courier.example/news/17?x=1'
    """
    name = _UNFIT_FOR_A_NAME.sub("-", re.sub(r"^\w+://", "", address)).strip("-./")
    return name[: limits.MAX_PART_NAME_CHARS] or "page"
