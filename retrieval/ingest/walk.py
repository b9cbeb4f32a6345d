"""The files of an archive: which ones can be read, none of them opened yet.

Hidden files and folders are passed over in silence. Every other file that cannot hold articles is a `Skipped` that says
why. Links are followed to files inside the archive only, so nobody reads their way out of it or round in a circle.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ArchiveMissing
from retrieval.ingest import formats, safe_open, sources_file


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, a folder or a part of a file that was not read, and why."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"skipped {str(self.path)!r}: {self.why}"


def known_as(name: str) -> str:
    """The name of a file, bytes that are no UTF-8 spelled out, so that it can be stored and printed anywhere."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def require(folder: Path) -> None:
    """ArchiveMissing where there is no such folder, or it cannot be read."""
    try:
        os.scandir(folder).close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArchiveMissing(folder) from error
    except OSError as error:
        raise ArchiveMissing(folder, f"cannot be read ({error.strerror})") from error


def walk(folder: Path) -> Iterator[str | Skipped]:
    """Every file below a folder, sources files too, as its path relative to the folder, in the order of those.

    Only the names of one folder, and those above it, are held at a time. A folder is sorted among the files beside it
    as "name/".
    """
    top, waiting = os.path.realpath(folder), [""]
    while waiting:
        name = waiting.pop()
        path = Path(folder, name)
        if name and not name.endswith("/"):
            why = _unfit(path, top)
            yield Skipped(path, why) if why else name
            continue
        try:
            with os.scandir(path) as entries:
                names = [e.name + "/" * e.is_dir(follow_symlinks=False) for e in entries if not e.name.startswith(".")]
        except OSError as error:
            yield Skipped(path, f"cannot be read ({error.strerror})")
            continue
        waiting += (name + one for one in sorted(names, reverse=True))


def names(folder: Path) -> Iterator[str]:
    """Those files of `walk` that can be read."""
    return (found for found in walk(folder) if isinstance(found, str))


def _unfit(path: Path, top: str) -> str | None:
    try:
        if path.is_symlink() and not Path(os.path.realpath(path, strict=True)).is_relative_to(top):
            return "is a link that leads out of the archive"
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if stat.S_ISDIR(mode):
        return "is a link to a folder of the archive, which is read in its own place"
    if not formats.of(path.name) and path.name not in sources_file.NAMES:
        return formats.UNKNOWN
    return None if stat.S_ISREG(mode) else safe_open.IRREGULAR
