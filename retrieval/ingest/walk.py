"""Lists the files of an archive without opening them.

Hidden files and folders are ignored. Any other file that cannot hold articles is `Skipped`, with a reason. A symbolic
link is followed only to a file inside the archive, so no link leads out of the archive or in a circle.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from retrieval import corrections
from retrieval.errors import ArchiveMissing
from retrieval.ingest import formats, limits, metadata
from retrieval.ingest.document import Skipped

OUT = "is a link that leads out of the archive"
OF_A_PAGE = "has the pictures and scripts of a saved page, which is read"
_PAGE_FOLDERS = ("_files/", ".files/", "-Dateien/", "_fichiers/", "_archivos/", "_bestanden/")


def require_folder(folder: Path) -> None:
    """Raise ArchiveMissing if the folder does not exist or cannot be listed."""
    try:
        os.scandir(folder).close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArchiveMissing(folder) from error
    except OSError as error:
        raise ArchiveMissing(folder, f"cannot be read ({error.strerror})") from error


def walk(folder: Path) -> Iterator[str | Skipped]:
    """The path of every file below a folder, relative to it and in order, including files of metadata and corrections.

    A folder is sorted among its neighbours as "name/". Only the names in one folder, and in the folders above it, are
    in memory at a time.
    """
    top, waiting = os.path.realpath(folder), [""]
    while waiting:
        name = waiting.pop()
        path = Path(folder, name)
        if name and not name.endswith("/"):
            why = _why_unreadable(path, name, top, is_known=name == corrections.FILE)
            yield Skipped(name, why) if why else name
            continue
        try:
            with os.scandir(path) as entries:
                names = [e.name + "/" * e.is_dir(follow_symlinks=False) for e in entries if not e.name.startswith(".")]
        except OSError as error:
            yield Skipped(name, f"cannot be read ({error.strerror})")
            continue
        known = set(names)
        of_pages = {entry for entry in names if _is_of_a_page(entry, known)}
        yield from (Skipped(name + entry, OF_A_PAGE) for entry in sorted(of_pages))
        waiting += (name + entry for entry in sorted(known - of_pages, reverse=True))


def _is_of_a_page(entry: str, names: set[str]) -> bool:
    """Whether a folder has the pictures, styles and frames of a saved page: "Bridge_files/" of "Bridge.html"."""
    page = next((entry.removesuffix(end) for end in _PAGE_FOLDERS if entry.endswith(end)), None)
    return page is not None and any(f"{page}{suffix}" in names for suffix in (".html", ".htm", ".xhtml"))


def readable_names(folder: Path) -> Iterator[str]:
    """The files that `walk` does not skip."""
    return (name for name in walk(folder) if isinstance(name, str))


def unread_files(folder: Path) -> list[Skipped]:
    """The files that `walk` skips."""
    return [name for name in walk(folder) if isinstance(name, Skipped)]


def leads_out(path: Path, top: str) -> bool:
    """Whether a path is a link to something outside the archive, whose real path is `top`. Raises OSError."""
    return path.is_symlink() and not Path(os.path.realpath(path, strict=True)).is_relative_to(top)


def _why_unreadable(path: Path, name: str, top: str, *, is_known: bool) -> str | None:
    try:
        if leads_out(path, top):
            return OUT
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if stat.S_ISDIR(mode):
        return "is a link to a folder of the archive, which is read in its own place"
    may_hold_articles = formats.format_of(path.name) or formats.lacks_suffix(name)
    if not (is_known or may_hold_articles or path.name in metadata.FILE_NAMES):
        return formats.why_unsupported(path.name)
    return None if stat.S_ISREG(mode) else limits.NOT_REGULAR
