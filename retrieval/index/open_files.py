"""The files of an open generation that are read while it answers: the database and large arrays.

Opening checks every file against its digest. Then most files are read into memory, and no longer matter. The others
stay open. `check` looks whether one of them has changed since, and compares its digest if so. It looks at the opened
file, not at its name: a folder that is removed or replaced changes nothing for those who have it open.
"""

import hashlib
import os
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from retrieval.errors import IndexDamaged
from retrieval.index import npy


class OpenFiles:
    """The opened files of one generation. Threads may share it."""

    def __init__(self, folder: Path, digests: Mapping[str, str], always: Collection[str] = ()) -> None:
        """Open the large files of a folder, and those named in `always`. `digests` has the sha256 of every file.

        Raises IndexDamaged if a file is missing.
        """
        self._folder, self._digests, self._lock = folder, digests, threading.Lock()
        self._files: dict[str, BufferedReader] = {}
        self._states: dict[str, os.stat_result] = {}
        try:
            for name in digests:
                if name not in always and npy.is_loaded(folder / name):
                    continue
                self._files[name] = (folder / name).open("rb")
                self._states[name] = os.fstat(self._files[name].fileno())
        except OSError as error:
            self.close()
            raise IndexDamaged(folder, f"{name} cannot be read") from error

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Check the files before and after the `with` block, so that nothing it has read had changed.

        Raises IndexDamaged in place of any error that reading a changed file has caused.
        """
        self.check()
        try:
            yield
        finally:
            self.check()

    def check(self) -> None:
        """Raise IndexDamaged if the content of a file has changed since its digest was taken."""
        for name, file in self._files.items():
            if _has_changed(self._states[name], os.fstat(file.fileno())):
                self._check_content(name, file)

    def _check_content(self, name: str, file: BufferedReader) -> None:
        with self._lock:
            state = os.fstat(file.fileno())
            file.seek(0)
            if hashlib.file_digest(file, "sha256").hexdigest() != self._digests[name]:
                raise IndexDamaged(self._folder, f"{name} has changed since it was written")
            self._states[name] = state


def _has_changed(before: os.stat_result, now: os.stat_result) -> bool:
    """Whether an open file may have other content than before.

    Only the time of the last change of anything (ctime) cannot be set back. Removing the file's name changes it too.
    """
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        return True
    return now.st_nlink == before.st_nlink and now.st_ctime_ns != before.st_ctime_ns
