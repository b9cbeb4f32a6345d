"""Moves a running prompt or bot to the current generation of the index, without a pause.

A schedule, `onrecord index`, a rollback or another machine may make another generation current. That generation is
opened while the old one still answers, so no question waits. The prompt and the servers reload in a thread
(ReloadingArchive, LiveArchive), the bot in its event loop (bot/discord/live_archive.py). If a reload fails, they log
the error and try again later.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, Self, TypeVar

from retrieval.errors import ArchiveClosed, RetrievalError

logger = logging.getLogger(__name__)

RELOAD_SECONDS = 30.0  # seconds between two checks for another current generation


class Reloadable(Protocol):
    """The part of `retrieval.archive.Archive` that reloading needs."""

    @property
    def generation(self) -> str: ...

    def close(self) -> None: ...


AnyArchive = TypeVar("AnyArchive", bound=Reloadable)
Result = TypeVar("Result")


@contextmanager
def log_errors(generation: Callable[[], str]) -> Iterator[None]:
    """Log an error of one reload and the generation that still answers. The next reload may succeed."""
    try:
        yield
    except RetrievalError as error:
        logger.warning("still answering from generation %s: %s", generation(), error)
    except Exception:  # nobody awaits the reload loop, so any other error would end it unnoticed
        logger.exception("still answering from generation %s", generation())


class ReloadingArchive(Generic[AnyArchive]):
    """An archive that a thread keeps current. Call the object to get the archive to ask: `latest().ask(...)`.

    `reopen` opens the current generation and `current` returns its name. Only one thread may call the object. A newer
    archive replaces the old one only at such a call, so no archive is closed in the middle of a question.
    """

    def __init__(
        self,
        archive: AnyArchive,
        reopen: Callable[[], AnyArchive],
        current: Callable[[], str],
        interval: float = RELOAD_SECONDS,
    ) -> None:
        self._in_use, self._newest = archive, archive
        self._reopen, self._current, self._interval = reopen, current, interval
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._reload_regularly, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        self._in_use.close()
        if self._newest is not self._in_use:
            self._newest.close()

    def __call__(self) -> AnyArchive:
        """Return the newest archive. If it is a new one, close the archive that the last call returned."""
        with self._lock:
            before, self._in_use = self._in_use, self._newest
        if before is not self._in_use:
            before.close()
        return self._in_use

    def reload(self) -> None:
        """Open the current generation, unless it is open already. Raises RetrievalError if it cannot be opened."""
        if self._current() == self._newest.generation:
            return
        archive = self._reopen()
        with self._lock:
            superseded, self._newest = self._newest, archive
            in_use = self._in_use
        if superseded is not in_use:
            superseded.close()  # it was never handed out

    def _reload_regularly(self) -> None:
        while not self._stopped.wait(self._interval):
            with log_errors(lambda: self._newest.generation):
                self.reload()


class LiveArchive(Generic[AnyArchive]):
    """An archive for several threads of a server. A newer archive replaces the one in use between two calls.

    `latest` returns the archive to ask (a ReloadingArchive). Only one thread at a time calls it.
    """

    def __init__(self, latest: Callable[[], AnyArchive]) -> None:
        self._latest, self._lock = latest, threading.Lock()

    def consult(self, work: Callable[[AnyArchive], Result]) -> Result:
        """Run `work` with the archive and return its result.

        If a newer archive replaces the one in use meanwhile, run it again.
        """
        while True:
            archive = self._use()
            try:
                return work(archive)
            except ArchiveClosed:
                if archive is self._use():
                    raise

    def _use(self) -> AnyArchive:
        with self._lock:
            return self._latest()
