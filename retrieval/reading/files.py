"""The files of an archive: which ones are articles, and what they say as text.

Hidden files and folders are passed over in silence. Every other file that cannot be an article is a `Skipped` that says
why. Links are followed to files inside the archive only, so nobody reads their way out of it or round in a circle.
"""

import codecs
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ArchiveMissing
from retrieval.reading import heading, sources

SUFFIXES = (".txt", ".text", ".md", ".markdown")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was not read, and why."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"skipped {str(self.path)!r}: {self.why}"


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds, in the order of the paths; what can be read relative to it, the sources files apart."""

    found: tuple[Path | Skipped, ...]
    sources: tuple[Path, ...]

    @property
    def articles(self) -> Iterator[Path]:
        return (path for path in self.found if isinstance(path, Path))


def walk(folder: Path) -> Listing:
    """All files below a folder, none of them opened."""
    try:
        os.scandir(folder).close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArchiveMissing(folder) from error
    except OSError as error:
        raise ArchiveMissing(folder, f"cannot be read ({error.strerror})") from error
    found = [one if isinstance(one, Skipped) else one.relative_to(folder) for one in _walk(folder)]
    of_sources = [one for one in found if isinstance(one, Path) and one.name in sources.NAMES]
    return Listing(tuple(one for one in found if one not in of_sources), tuple(of_sources))


def text(path: Path) -> str | Skipped:
    """What a file says; offsets into it are those of anyone who opens the file as UTF-8."""
    try:
        decoded = _decoded(path.read_bytes())
    except OSError as error:
        return Skipped(path, f"cannot be read ({error.strerror})")
    if "\0" in decoded or len(_CONTROL.findall(decoded)) * 4 > len(decoded):
        return Skipped(path, "holds no text but binary data")
    return decoded if heading.INK.search(decoded) else Skipped(path, "is empty")


def _walk(folder: Path) -> Iterator[Path | Skipped]:
    """Files in the order of their paths: a folder is sorted among the files beside it as "name/"."""
    top, waiting = os.path.realpath(folder), [f"{folder}/"]
    while waiting:
        path = waiting.pop()
        if not path.endswith("/"):
            why = _unfit(Path(path), top)
            yield Skipped(Path(path), why) if why else Path(path)
            continue
        try:
            with os.scandir(path) as entries:
                names = [e.name + "/" * e.is_dir(follow_symlinks=False) for e in entries if not e.name.startswith(".")]
        except OSError as error:
            yield Skipped(Path(path), f"cannot be read ({error.strerror})")
            continue
        waiting += (path + name for name in sorted(names, reverse=True))


def _unfit(path: Path, top: str) -> str | None:
    try:
        if path.is_symlink() and not Path(os.path.realpath(path, strict=True)).is_relative_to(top):
            return "is a link that leads out of the archive"
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if stat.S_ISDIR(mode):
        return "is a link to a folder of the archive, which is read in its own place"
    if path.suffix.lower() not in SUFFIXES and path.name not in sources.NAMES:
        return f"is none of the kinds that are read ({', '.join(SUFFIXES)})"
    return None if stat.S_ISREG(mode) else "is not a regular file"


def _decoded(raw: bytes) -> str:
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        decoded = raw.decode("utf-16" if wide else "cp1252", errors="replace")
    return decoded.replace("\r\n", "\n").replace("\r", "\n")
