"""Dynamic batching: questions that arrive at the same time are encoded together, as a batch costs less than its parts.

At most one batch runs per worker. A caller that finds a worker free leads a batch of its own question and an even share
of the queue; later callers wait for the next batch. So a lone question never waits, and many share the batches evenly.
Batches of one and of all others, in turn, would keep half of the callers waiting.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from retrieval.array_types import Vectors

MAX_BATCH = 16  # questions


class DynamicBatcher:
    def __init__(self, encode: Callable[[Sequence[str]], Vectors], workers: int = 1) -> None:
        """`encode` makes float32 unit rows, shape (len(texts), dim). `workers` threads may call it at once."""
        self._encode, self._workers, self._free_workers = encode, workers, workers
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)  # a caller came or left
        self._inside: set[_Request] = set()  # those whose caller has not left
        self._queue: dict[_Request, None] = {}  # those of them that are in no batch yet, in order
        self._leaving: set[_Request] = set()  # those of them that are encoded

    @property
    def queued(self) -> int:
        """How many questions are in no batch yet."""
        return len(self._queue)

    def encode(self, text: str) -> Vectors:
        """One float32 unit row, shape (dim,)."""
        request = _Request(text, threading.Condition(self._lock))
        with self._lock:
            self._inside.add(request)
            self._queue[request] = None
            self._changed.notify_all()
            try:
                while not request.row.done():
                    if self._free_workers and request in self._queue:
                        self._lead_batch(request)
                    else:  # another caller leads its batch, or will
                        request.turn.wait()
            finally:
                self._inside.discard(request)
                self._queue.pop(request, None)
                self._leaving.discard(request)
                self._changed.notify_all()
                self._wake_next()
        return request.row.result()

    def _lead_batch(self, first: "_Request") -> None:
        """Encode a queued question and its share of the queue. The lock is released meanwhile."""
        self._free_workers -= 1
        del self._queue[first]
        batch = [first]
        try:
            self._changed.wait_for(self._is_batch_complete)
            batch += islice(self._queue, self._share() - 1)
            for request in batch[1:]:
                del self._queue[request]
            self._wake_next()
            with _released(self._lock):
                rows = self._encode([request.text for request in batch])
            for request, row in zip(batch, rows, strict=True):
                request.row.set_result(row)
        except BaseException as error:  # noqa: BLE001 - every caller of the batch gets it
            for request in batch:
                request.row.set_exception(error)
        finally:
            self._free_workers += 1
            self._leaving |= self._inside.intersection(batch)
            for request in batch:
                request.turn.notify()

    def _wake_next(self) -> None:
        """Let a queued caller take a free worker."""
        if self._free_workers and self._queue:
            next(iter(self._queue)).turn.notify()

    def _share(self) -> int:
        """How many of all questions are for one batch."""
        return min(-(-len(self._inside) // self._workers), MAX_BATCH)

    def _is_batch_complete(self) -> bool:
        """Whether the queue holds a whole share, or every caller with a vector has left.

        Callers are woken one by one, and may ask again at once: their next question is waited for.
        """
        return 1 + len(self._queue) >= self._share() or not self._leaving


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    text: str
    turn: threading.Condition  # notified when it is encoded, or may lead a batch
    row: Future[Vectors] = field(default_factory=Future)


@contextmanager
def _released(lock: threading.Lock) -> Iterator[None]:
    lock.release()
    try:
        yield
    finally:
        lock.acquire()
