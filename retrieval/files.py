"""Files and folders that only their owner may read, such as the index; atomic writes; digests."""

import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FILE_MODE = 0o600
_OTHERS = 0o077


@contextmanager
def private() -> Iterator[None]:
    """Within this context, only the owner may read new files and folders.

    The mask of the whole process is changed, since SQLite and other libraries make files too.
    """
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter. An existing folder keeps its mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with private():
        path.mkdir(exist_ok=True)


def make_file(path: Path) -> None:
    """Make a file that only its owner may read; an existing file gets this mode.

    Raises OSError if it has another owner.
    """
    with private():
        path.open("ab").close()
    path.chmod(FILE_MODE)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file in one step. It keeps the mode of the file that it replaces. A link is replaced, not followed.

    A reader sees either the old or the new content, even if the writer is killed or the power fails. If several
    processes write at once, the last one wins. Raises OSError if the file cannot be written; it is then unchanged.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    mode = stat.S_IMODE(path.lstat().st_mode) if path.is_file() and not path.is_symlink() else None
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # never through a link that waits there
    try:
        with open(os.open(part, flags, 0o666 if mode is None else mode), "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            part.chmod(mode)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """Flush a file, or a folder's list of files, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest(path: Path) -> str:
    """The sha256 of a file. Raises OSError if it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of_folder(folder: Path) -> str:
    """One sha256 for the names and contents of all files below a folder. An additional file changes it too.

    Raises OSError if a file cannot be read.
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        if path.is_file():
            whole.update(f"{path.relative_to(folder).as_posix()}\0{digest(path)}\n".encode())
    return whole.hexdigest()
