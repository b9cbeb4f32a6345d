"""Lets in whoever comes, many at once, until it is shut; and it is shut once the last of them has left."""

import threading
from types import TracebackType

from retrieval.errors import ArchiveClosed


class InFlight:
    def __init__(self) -> None:
        self._inside, self._shut, self._changed = 0, False, threading.Condition()

    def __enter__(self) -> None:
        """ArchiveClosed where it is shut."""
        with self._changed:
            if self._shut:
                raise ArchiveClosed
            self._inside += 1

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def shut(self) -> None:
        """Let nobody in any more, and wait for those inside."""
        with self._changed:
            self._shut = True
            self._changed.wait_for(lambda: not self._inside)
