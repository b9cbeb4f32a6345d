"""Zip and tar: their members one after another, never on disk, and never more of them than can be borne.

A member is known as the path of its archive, "/" and its own name: "a.zip/b.txt". Hidden members are passed over, like
hidden files. What a zip's table of contents claims is not believed: bytes are counted as they come.
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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, TypeVar, cast

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits, safe_open

Info = TypeVar("Info", zipfile.ZipInfo, tarfile.TarInfo)

_TOO_MUCH = f"unpacks to more than {limits.MOST_UNPACKED // limits.MEGABYTE} MB; what follows is left out"
_TOO_MANY = f"has more than {limits.MOST_MEMBERS:,} members; what follows is left out"
_CONTENTS = limits.MOST_MEMBERS * 200  # bytes of a zip's table of contents
_ENDS = {rb"PK\x05\x06": struct.Struct("<12xL"), rb"PK\x06\x06": struct.Struct("<40xQ")}  # records that tell its size
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
_UNPACKERS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open}

BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, tarfile.TarError, zlib.error, EOFError, ValueError, RuntimeError)


class Counted:
    """A stream that refuses to yield more than may be borne, at once or, with the others of its archive, in all."""

    def __init__(self, file: IO[bytes], meter: "Meter") -> None:
        self._file, self._meter = file, meter

    def read(self, size: int = -1, /) -> bytes:
        if not 0 <= size <= limits.LARGEST + 1:
            raise UnreadableFile("has a member with a header too large to be read")
        return self._meter.counted(self._file.read(size))

    def readline(self, size: int = -1, /) -> bytes:
        return self._meter.counted(self._file.readline(size))

    def seek(self, offset: int, /) -> int:
        self._meter.count(max(0, offset - self._file.tell()))
        return self._file.seek(offset)

    def tell(self) -> int:
        return self._file.tell()


class Meter:
    """How many bytes an archive has come to."""

    def __init__(self) -> None:
        self._bytes = 0

    def counted(self, data: bytes) -> bytes:
        self.count(len(data))
        return data

    @property
    def is_full(self) -> bool:
        return self._bytes > limits.MOST_UNPACKED

    def count(self, size: int) -> None:
        self._bytes += size
        if self.is_full:
            raise UnreadableFile(_TOO_MUCH)


@dataclass(frozen=True, slots=True)
class Member:
    """`file` is to be read before the next member is asked for; where it is None, `unfit` says why."""

    name: str
    file: Counted | None
    unfit: str = ""


def of_zip(file: BinaryIO) -> Iterator[Member]:
    """The members of a zip, in its order; Unfit where it cannot be read."""
    if _size_of_contents(file) > _CONTENTS:
        raise UnreadableFile(_TOO_MANY)
    meter = Meter()
    with zipfile.ZipFile(file) as archive:
        for info in _up_to_the_most(archive.infolist()):
            mode = info.external_attr >> 16
            if info.filename.endswith("/") or _is_hidden(info.filename):
                continue
            if unfit := _unfit(info, mode):
                yield Member(info.filename, None, unfit)
                continue
            with archive.open(info) as member:
                yield Member(info.filename, Counted(member, meter))
            if meter.is_full:  # and whoever read the member knows
                return


def of_tar(file: BinaryIO) -> Iterator[Member]:
    """The members of a tar, packed by gzip or bzip2 as may be, in its order; Unfit where it cannot be read."""
    magic = file.read(2)
    file.seek(0)
    meter = Meter()
    stream = Counted(_UNPACKERS[magic](file) if magic in _UNPACKERS else file, meter)
    with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r:") as archive:
        for info in _up_to_the_most(iter(archive.next, None)):
            archive.members = []  # type: ignore[attr-defined]  # or it would hold them all
            if info.isdir() or _is_hidden(info.name):
                continue
            member = archive.extractfile(info) if info.isreg() else None
            why = _leads_out(info.name) or ("" if member else safe_open.IRREGULAR)
            yield Member(info.name, None if why or not member else Counted(member, Meter()), why)
            if meter.is_full:
                return


def _up_to_the_most(members: Iterable[Info]) -> Iterator[Info]:
    for number, member in enumerate(members):
        if number == limits.MOST_MEMBERS:
            raise UnreadableFile(_TOO_MANY)
        yield member


def _unfit(info: zipfile.ZipInfo, mode: int) -> str:
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in _METHODS:
        return "is packed by a method that is not read"
    return safe_open.IRREGULAR if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode) else _leads_out(info.filename)


def _leads_out(name: str) -> str:
    path = PurePosixPath(name)
    return "has a name that leads out of its archive" if path.is_absolute() or ".." in path.parts else ""


def _is_hidden(name: str) -> bool:
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _size_of_contents(file: BinaryIO) -> int:
    """Bytes of a zip's table of contents, all of which `zipfile` would read at once: the most that its end claims."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 2**16 - 200))  # the longest comment, and the records around it
    tail = file.read()
    file.seek(0)
    ends = ((record, found.start()) for mark, record in _ENDS.items() for found in re.finditer(mark, tail))
    return max((record.unpack_from(tail, at)[0] for record, at in ends if at + record.size <= len(tail)), default=0)
