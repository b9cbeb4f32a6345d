"""Counts what has changed in an archive's folder since the last look for changes, without opening a file.

Every question asks for it, so it imports no reader of a format: a file that cannot hold articles counts as well.
"""

import os
import time
from pathlib import Path


def count_changed_since(folder: Path, when: float, seconds: float) -> int:
    """The number of files that were added or changed since a time, in seconds since the epoch.

    If there is none, the number of folders in which something was removed or renamed. Hidden files and links do not
    count. The count is a lower bound if the walk takes longer than `seconds`; it is 0 if the folder does not exist.
    """
    deadline, files, folders = time.monotonic() + seconds, 0, 0
    waiting = [os.fspath(folder)]
    while waiting and time.monotonic() <= deadline:
        path = waiting.pop()
        try:
            folders += Path(path).stat().st_mtime > when
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or entry.is_symlink():
                        continue
                    if entry.is_dir():
                        waiting.append(entry.path)
                    else:
                        facts = entry.stat()
                        files += max(facts.st_mtime, facts.st_ctime) > when
        except OSError:  # a file went away meanwhile, so something did change
            folders += folder.is_dir()
    return files or folders
