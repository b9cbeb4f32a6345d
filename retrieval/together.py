"""Questions that come at the same time are encoded together, for a batch costs less than its parts.

Whoever finds the encoder free encodes all that are waiting; whoever comes meanwhile waits for the next round. So one
question waits for nobody, and many share the rounds, of which there may be one on each core.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import islice

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
MOST = 16  # in a round


class Together:
    def __init__(self, encode: Callable[[Sequence[str]], Vectors], rounds: int = 1) -> None:
        """`encode` makes a float32 unit row of each text, shape (len(texts), dim), for `rounds` threads at a time."""
        self._encode, self._free, self._turn = encode, rounds, threading.Condition()
        self._waiting: dict[Future[Vectors], str] = {}

    @property
    def waiting(self) -> int:
        """How many questions the next round would have."""
        return len(self._waiting)

    def encode(self, text: str) -> Vectors:
        """One float32 unit row, shape (dim,)."""
        row: Future[Vectors] = Future()
        with self._turn:
            self._waiting[row] = text
            while not row.done():
                if self._free and row in self._waiting:
                    self._round()
                else:  # it is in somebody else's, or will be
                    self._turn.wait()
        return row.result()

    def _round(self) -> None:
        """Encode what waits, while others may come and go."""
        now = {row: self._waiting.pop(row) for row in list(islice(self._waiting, MOST))}
        self._free -= 1
        self._turn.release()
        try:
            for row, made in zip(now, self._encode(list(now.values())), strict=True):
                row.set_result(made)
        except BaseException as error:
            for row in now:
                row.set_exception(error)
            raise
        finally:
            self._turn.acquire()
            self._free += 1
            self._turn.notify_all()
