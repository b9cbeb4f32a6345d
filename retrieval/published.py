"""Compares the files of an installed model package with the published ones, before anything reads or runs them."""

import hashlib
from pathlib import Path


def digest(folder: Path) -> str:
    """One sha256 for the names and contents of all files below a folder. A file too many changes it as well.

    Raises OSError if a file cannot be read.
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        if path.is_file():
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()
