"""The archive as several threads of the server use it. A newer generation replaces the one in use between two calls."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from retrieval.errors import ArchiveClosed

if TYPE_CHECKING:
    from retrieval.archive import Archive

Result = TypeVar("Result")


class LiveArchive:
    """`latest` returns the archive to ask (`bot.reload.ReloadingArchive`). Only one thread at a time calls it."""

    def __init__(self, latest: "Callable[[], Archive]") -> None:
        self._latest, self._lock = latest, threading.Lock()

    def consult(self, work: "Callable[[Archive], Result]") -> Result:
        """The result of `work`. If a newer archive replaces the one in use meanwhile, the work is done again."""
        while True:
            archive = self._use()
            try:
                return work(archive)
            except ArchiveClosed:
                if archive is self._use():
                    raise

    def _use(self) -> "Archive":
        with self._lock:
            return self._latest()
