"""Questions that come at the same time are encoded together, for a batch costs less than its parts.

Whoever finds a core free encodes its share of all that are waiting; whoever comes meanwhile waits for the next round.
So one question waits for nobody, and many share the rounds evenly, of which there may be one on each core: rounds of
one and of all others, in turn, would keep either half of them waiting.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from retrieval.array_types import Vectors

MOST = 16  # in a round


class DynamicBatcher:
    def __init__(self, encode: Callable[[Sequence[str]], Vectors], rounds: int = 1) -> None:
        """`encode` makes a float32 unit row of each text, shape (len(texts), dim), for `rounds` threads at a time."""
        self._encode, self._rounds, self._free = encode, rounds, rounds
        self._lock = threading.Lock()
        self._moved = threading.Condition(self._lock)  # somebody came or left
        self._inside: set[_Asked] = set()  # all for which somebody is here
        self._waiting: dict[_Asked, None] = {}  # those of them that no round has yet, in order
        self._leaving: set[_Asked] = set()  # those of them that are encoded

    @property
    def waiting(self) -> int:
        """How many questions no round has yet."""
        return len(self._waiting)

    def encode(self, text: str) -> Vectors:
        """One float32 unit row, shape (dim,)."""
        asked = _Asked(text, threading.Condition(self._lock))
        with self._lock:
            self._inside.add(asked)
            self._waiting[asked] = None
            self._moved.notify_all()
            try:
                while not asked.row.done():
                    if self._free and asked in self._waiting:
                        self._round(asked)
                    else:  # it is in somebody else's, or will be
                        asked.turn.wait()
            finally:
                self._inside.discard(asked)
                self._waiting.pop(asked, None)
                self._leaving.discard(asked)
                self._moved.notify_all()
                self._call()
        return asked.row.result()

    def _round(self, first: "_Asked") -> None:
        """Encode one that waits and its share of the others, while more may come and go."""
        self._free -= 1
        del self._waiting[first]
        now = [first]
        try:
            self._moved.wait_for(self._gathered)
            now += islice(self._waiting, self._share() - 1)
            for asked in now[1:]:
                del self._waiting[asked]
            self._call()
            with _left_to_others(self._lock):
                made = self._encode([asked.text for asked in now])
            for asked, vector in zip(now, made, strict=True):
                asked.row.set_result(vector)
        except BaseException as error:  # noqa: BLE001 - whoever asks is told
            for asked in now:
                asked.row.set_exception(error)
        finally:
            self._free += 1
            self._leaving |= self._inside.intersection(now)
            for asked in now:
                asked.turn.notify()

    def _call(self) -> None:
        """Have one that waits take a core that is free."""
        if self._free and self._waiting:
            next(iter(self._waiting)).turn.notify()

    def _share(self) -> int:
        """How many of all that ask are for one round."""
        return min(-(-len(self._inside) // self._rounds), MOST)

    def _gathered(self) -> bool:
        """Whether a round of one and those that wait has its share, or all who have their vectors have left with them:
        they are woken one by one, and may ask again at once."""
        return 1 + len(self._waiting) >= self._share() or not self._leaving


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    text: str
    turn: threading.Condition  # it is encoded, or may lead a round
    row: Future[Vectors] = field(default_factory=Future)


@contextmanager
def _left_to_others(lock: threading.Lock) -> Iterator[None]:
    lock.release()
    try:
        yield
    finally:
        lock.acquire()
