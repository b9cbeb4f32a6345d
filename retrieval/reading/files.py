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
    """What a folder holds, each in the order of the paths; articles and sources files relative to it."""

    articles: tuple[Path, ...]
    sources: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def walk(folder: Path) -> Listing:
    """All files below a folder, none of them opened."""
    try:
        os.scandir(folder).close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArchiveMissing(folder) from error
    except OSError as error:
        raise ArchiveMissing(folder, f"cannot be read ({error.strerror})") from error
    found = sorted(_walk(folder), key=lambda one: (one.path if isinstance(one, Skipped) else one).as_posix())
    usable = [path.relative_to(folder) for path in found if isinstance(path, Path)]
    return Listing(
        articles=tuple(path for path in usable if path.name not in sources.NAMES),
        sources=tuple(path for path in usable if path.name in sources.NAMES),
        skipped=tuple(skipped for skipped in found if isinstance(skipped, Skipped)),
    )


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
    unreadable: list[OSError] = []
    top = os.path.realpath(folder)
    for parent, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in [*names, *links]:
            if not name.startswith("."):
                path = Path(parent, name)
                why = _unfit(path, top)
                yield Skipped(path, why) if why else path
    for error in unreadable:
        yield Skipped(Path(error.filename), f"cannot be read ({error.strerror})")


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
