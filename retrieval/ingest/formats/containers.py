"""Zip, tar and mailboxes: reads their members one after another, within limits on number and size, never on disk.

The name of a member is the path of its container and its own path: "a.zip/b.txt". Hidden members are ignored like
hidden files. The sizes stated in a zip are not trusted: bytes are counted as they are unpacked. If several members have
the same name, the last one counts, as in programs that unpack them: `tar -r` adds a newer file after the older one.
"""

import bz2
import gzip
import io
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, TypeVar, cast

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.formats import substack

Info = TypeVar("Info")

_TOO_MUCH = f"unpacks to more than {limits.MAX_UNPACKED_BYTES // limits.MEGABYTE} MB; the rest is left out"
_TOO_MANY = f"has more than {limits.MAX_MEMBERS:,} members; the rest is left out"
_MAX_DIRECTORY_BYTES = limits.MAX_MEMBERS * 200  # largest central directory of a zip that is read
_DIRECTORY_SIZES = {rb"PK\x05\x06": struct.Struct("<12xL"), rb"PK\x06\x06": struct.Struct("<40xQ")}  # by end record
_MAX_DIGITS = 200  # in a row, in an extended header of a tar: tarfile takes quadratic time for them
MAX_HEADER_BYTES = 1 << 20  # of one extended header, such as a long name
MAX_HEADERS_BYTES = 64 << 20  # of all of them together: tarfile reads some 2 MB of them a second
_LONG_NUMBER = re.compile(rb"\d{%d}" % _MAX_DIGITS)
_REPLACED = "is replaced by a later member with the same name"
_FROM = b"From "
_MESSAGE_START = re.compile(rb"From \S[^\n]*\d:\d\d")  # with the time at which it came, which a sentence lacks
_QUOTED_FROM = re.compile(rb">+From ")
_ZIP_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
_DECOMPRESSORS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open}

_TOO_LARGE_HEADER = "has a member with a header too large to be read"
SPARSE = "has a sparse file, of which tarfile holds every piece in memory; pack it without --sparse"
_EXTENDED = {
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
}

# errors of the libraries for broken files; the last three come from trusting a number or a key of the file
BROKEN = (
    *(zipfile.BadZipFile, gzip.BadGzipFile, tarfile.TarError, zlib.error, EOFError, ValueError, RuntimeError),
    *(ArithmeticError, LookupError, struct.error),
)


class ByteBudget:
    """Counts the bytes unpacked from a container. Raises UnreadableFile if they exceed MAX_UNPACKED_BYTES."""

    def __init__(self) -> None:
        self._bytes = 0

    @property
    def is_spent(self) -> bool:
        return self._bytes > limits.MAX_UNPACKED_BYTES

    def spend(self, size: int) -> None:
        self._bytes += size
        if self.is_spent:
            raise UnreadableFile(_TOO_MUCH)


class LimitedReader:
    """A stream that refuses reads of more than MAX_FILE_BYTES, and counts all bytes against its container's budget."""

    def __init__(self, file: IO[bytes], budget: ByteBudget) -> None:
        self._file, self._budget = file, budget

    def read(self, size: int = -1, /) -> bytes:
        if not 0 <= size <= limits.MAX_FILE_BYTES + 1:
            raise UnreadableFile(_TOO_LARGE_HEADER)
        data = self._file.read(size)
        self._budget.spend(len(data))
        return data

    def readline(self, size: int = -1, /) -> bytes:
        line = self._file.readline(size if size >= 0 else limits.MAX_ROW_BYTES)
        self._budget.spend(len(line))
        return line

    def seek(self, offset: int, /) -> int:
        self._budget.spend(max(0, offset - self._file.tell()))
        return self._file.seek(offset)

    def tell(self) -> int:
        return self._file.tell()


class _TarStream(LimitedReader):
    """While `in_header` is true, refuses data that tarfile would not read within limits. Keeps the last block read."""

    in_header = False
    last_block = b""
    _header_bytes = 0

    def read(self, size: int = -1, /) -> bytes:
        self._header_bytes += size if self.in_header else 0
        if self.in_header and (size > MAX_HEADER_BYTES or self._header_bytes > MAX_HEADERS_BYTES):
            raise UnreadableFile(_TOO_LARGE_HEADER)
        data = super().read(size)
        if size == tarfile.BLOCKSIZE:
            self.last_block = data
        if self.in_header and _LONG_NUMBER.search(data):
            raise UnreadableFile("has a member with a header that cannot be read")
        if self.in_header and b"GNU.sparse" in data:
            raise UnreadableFile(SPARSE)
        return data


class _TarInfo(tarfile.TarInfo):
    """A member of a tar. tarfile calls `_proc_member`, which it leaves for subclasses to extend, for every header."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise UnreadableFile(SPARSE)
        stream = cast("_TarStream", archive.fileobj)
        stream.in_header = self.type in _EXTENDED
        try:
            return cast("tarfile.TarInfo", super()._proc_member(archive))  # type: ignore[misc]
        finally:
            stream.in_header = False


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a container. If `file` is None, `why` says why it cannot be read.

    Read `file` before you ask for the next member. `suffix` is the format of a member whose name does not show it.
    `raw_metadata` is used if the member itself has no such metadata.
    """

    name: str
    file: LimitedReader | None
    why: str = ""
    suffix: str = ""
    raw_metadata: Mapping[str, object] = field(default_factory=dict)


def zip_members(file: BinaryIO) -> Iterator[Member]:
    """The members of a zip, in its order. Raises UnreadableFile if it cannot be read."""
    require_short_directory(file)
    budget = ByteBudget()
    with zipfile.ZipFile(file) as archive:
        letters = substack.letters(archive)
        for info in at_most_max_members(archive.infolist()):
            if info.filename.endswith("/") or _is_hidden(info.filename):
                continue
            is_last = archive.getinfo(info.filename) is info
            why = _why_unreadable(info) if is_last else _REPLACED
            if why:
                yield Member(_plain_path(info.filename), None, why)
                continue
            letter = letters.get(info.filename)
            if isinstance(letter, str):
                yield Member(_plain_path(info.filename), None, letter)
                continue
            with archive.open(info) as member:
                yield Member(_plain_path(info.filename), LimitedReader(member, budget), raw_metadata=letter or {})
            if budget.is_spent:  # the reader of this member has raised the error already
                return


def tar_members(file: BinaryIO) -> Iterator[Member]:
    """The members of a tar (plain, gzip or bzip2), in its order. Raises UnreadableFile if it cannot be read."""
    last = _last_of_each_name(file)
    budget = ByteBudget()
    for number, (archive, info) in enumerate(_tar_infos(file, budget)):
        if info.isdir() or _is_hidden(info.name):
            continue
        member = archive.extractfile(info) if info.isreg() else None
        name = _plain_path(info.name)
        why = _leads_out(name) or ("" if member else limits.NOT_REGULAR)
        if last.get(name, number) != number:
            why = _REPLACED
        # the stream already counts the member's bytes, so the member gets a separate budget
        yield Member(name, None if why or not member else LimitedReader(member, ByteBudget()), why)
        if budget.is_spent:
            return


def _last_of_each_name(file: BinaryIO) -> dict[str, int]:
    """The number of the last member with each name in a tar, up to the place where the tar is broken or too large."""
    last: dict[str, int] = {}
    try:
        for number, (_, info) in enumerate(_tar_infos(file, ByteBudget())):
            last[_plain_path(info.name)] = number
    except (UnreadableFile, OSError, *BROKEN):
        pass  # reading the members meets the same error, after those that can be read
    return last


def _tar_infos(file: BinaryIO, budget: ByteBudget) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    file.seek(0)
    stream = _TarStream(decompressor(file), budget)
    with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r:", tarinfo=_TarInfo) as archive:
        for info in at_most_max_members(iter(archive.next, None)):
            archive.members = []  # type: ignore[attr-defined]  # or tarfile would keep them all in memory
            yield archive, info
        if stream.last_block.strip(b"\0"):  # tarfile takes a broken header for the end
            raise UnreadableFile("is cut off or broken; everything after the last readable member is left out")


def decompressed(file: BinaryIO, budget: ByteBudget | None = None) -> LimitedReader:
    """The content of a file that may be compressed by gzip or bzip2."""
    return LimitedReader(decompressor(file), budget or ByteBudget())


def decompressor(file: BinaryIO) -> IO[bytes]:
    magic = file.read(2)
    file.seek(0)
    return cast("IO[bytes]", _DECOMPRESSORS[magic](file)) if magic in _DECOMPRESSORS else file


def mailbox_members(file: BinaryIO) -> Iterator[Member]:
    """The messages of a mailbox in the mbox form, named by their numbers. A line "From ..." begins each of them."""
    if not file.readline(limits.MAX_ROW_BYTES).startswith(_FROM):
        raise UnreadableFile('is not a mailbox: it does not begin with "From "')
    number, is_last = 0, False
    while not is_last:
        number += 1
        if number > limits.MAX_MEMBERS:
            raise UnreadableFile(_TOO_MANY)
        message, is_last = _message(file)
        if len(message) > limits.MAX_FILE_BYTES:
            yield Member(str(number), None, limits.TOO_LARGE)
        else:
            yield Member(str(number), LimitedReader(io.BytesIO(message), ByteBudget()), suffix=".eml")


def _message(mailbox: BinaryIO) -> tuple[bytes, bool]:
    """The bytes up to the next message, at most a few more than MAX_FILE_BYTES; and whether the mailbox ends there."""
    message, after_blank = bytearray(), False
    while line := mailbox.readline(limits.MAX_ROW_BYTES):
        if after_blank and _MESSAGE_START.match(line):
            return bytes(message), False
        after_blank = not line.strip()
        if len(message) <= limits.MAX_FILE_BYTES:
            message += line[1:] if _QUOTED_FROM.match(line) else line
    return bytes(message), True


def at_most_max_members(members: Iterable[Info]) -> Iterator[Info]:
    for number, member in enumerate(members):
        if number == limits.MAX_MEMBERS:
            raise UnreadableFile(_TOO_MANY)
        yield member


def _why_unreadable(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in _ZIP_METHODS:
        return "is compressed by a method that is not supported"
    mode = info.external_attr >> 16
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        return limits.NOT_REGULAR
    return _leads_out(info.filename)


def _leads_out(name: str) -> str:
    path = PurePosixPath(name)
    return "has a name that leads out of its archive" if path.is_absolute() or ".." in path.parts else ""


def _plain_path(name: str) -> str:
    """A member's name without "./", which `tar -czf all.tgz .` writes before each name.

    >>> _plain_path("./a//b.txt"), _plain_path("../b.txt")
    ('a/b.txt', '../b.txt')
    """
    return str(PurePosixPath(name)) if name else name


def _is_hidden(name: str) -> bool:
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def require_short_directory(file: BinaryIO) -> None:
    """Raise UnreadableFile if a zip's central directory, which `zipfile` reads at once, lists too many members."""
    if _directory_bytes(file) > _MAX_DIRECTORY_BYTES:
        raise UnreadableFile(_TOO_MANY)


def _directory_bytes(file: BinaryIO) -> int:
    """The largest size stated in a zip's end records for its central directory, which `zipfile` reads at once."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 2**16 - 200))  # the longest comment, and the end records around it
    tail = file.read()
    file.seek(0)
    ends = ((record, found.start()) for mark, record in _DIRECTORY_SIZES.items() for found in re.finditer(mark, tail))
    return max((record.unpack_from(tail, at)[0] for record, at in ends if at + record.size <= len(tail)), default=0)
