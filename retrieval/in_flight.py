"""Counts the requests in progress, so that what they use is closed only after the last of them has ended."""

import threading
from types import TracebackType

from retrieval.errors import ArchiveClosed


class InFlight:
    """`with in_flight:` around each request. Threads may share it."""

    def __init__(self) -> None:
        self._requests, self._closed, self._changed = 0, False, threading.Condition()

    def __enter__(self) -> None:
        """Raise ArchiveClosed after `close_and_wait` was called."""
        with self._changed:
            if self._closed:
                raise ArchiveClosed
            self._requests += 1

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._changed:
            self._requests -= 1
            self._changed.notify_all()

    def close_and_wait(self) -> None:
        """Refuse new requests, and wait until those in progress have ended."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._requests)
