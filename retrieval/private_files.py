"""Files and folders that only their owner may read: the index with the articles' texts, and what users have asked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE_MODE, FOLDER_MODE = 0o600, 0o700
_OTHERS = 0o077


@contextmanager
def private() -> Iterator[None]:
    """Within this context, new files and folders are their owner's alone.

    The mask of the whole process is changed, since SQLite and other libraries make files too.
    """
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def make_folder(path: Path) -> None:
    """Make a folder, if it is missing, that only its owner may enter. One that is there keeps its mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with private():
        path.mkdir(exist_ok=True)


def make_file(path: Path) -> None:
    """Make a file, if it is missing, and let only its owner read it. Raises OSError if it belongs to somebody else."""
    with private():
        path.open("ab").close()
    path.chmod(FILE_MODE)
