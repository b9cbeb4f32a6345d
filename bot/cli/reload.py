"""An archive that stays open for long, moved to a newer generation between two questions.

What a schedule, `onrecord index` or a rollback makes current is opened beside the one that answers, by a thread of its
own, so that no question waits for it; the bot does the same in its event loop (bot/discord/renewing.py).
"""

import logging
import threading
from collections.abc import Callable
from typing import Generic, Protocol, Self, TypeVar

from retrieval.errors import RetrievalError

logger = logging.getLogger(__name__)

PAUSE = 30.0  # seconds between two looks at which generation is current


class Opened(Protocol):
    """What is needed of `retrieval.archive.Archive`."""

    @property
    def generation(self) -> str: ...

    def close(self) -> None: ...


Archive = TypeVar("Archive", bound=Opened)


class ReloadingArchive(Generic[Archive]):
    """`reopen` opens the archive as it then is; `current` tells the name of the generation that is to answer."""

    def __init__(
        self, archive: Archive, reopen: Callable[[], Archive], current: Callable[[], str], pause: float = PAUSE
    ) -> None:
        self._archive, self._fresh = archive, archive
        self._reopen, self._current, self._pause = reopen, current, pause
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for archive in {id(each): each for each in (self._archive, self._fresh)}.values():
            archive.close()

    def __call__(self) -> Archive:
        """The archive to ask from here on; the one that this returned before is closed where it is another."""
        with self._lock:
            before, self._archive = self._archive, self._fresh
        if before is not self._archive:
            before.close()
        return self._archive

    def look(self) -> None:
        """Open the generation that is current, if it is not yet; RetrievalError where that cannot be done."""
        if self._current() == self._fresh.generation:
            return
        opened = self._reopen()
        with self._lock:
            skipped, self._fresh = self._fresh, opened
            taken = self._archive
        if skipped is not taken:
            skipped.close()  # nobody has asked it

    def _follow(self) -> None:
        while not self._over.wait(self._pause):
            try:
                self.look()
            except RetrievalError as error:
                logger.warning("answering from generation %s still: %s", self._fresh.generation, error)
