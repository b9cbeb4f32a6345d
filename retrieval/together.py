"""Questions that come at the same time are encoded together, for a batch costs less than its parts.

Whoever finds the encoder free encodes all that are waiting; whoever comes meanwhile waits for the next round. So one
question waits for nobody, and many share the rounds, of which there may be one on each core.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
MOST = 16  # in a round


class Together:
    def __init__(self, encode: Callable[[Sequence[str]], Vectors], rounds: int = 1) -> None:
        """`encode` makes a float32 unit row of each text, shape (len(texts), dim), for `rounds` threads at a time."""
        self._encode, self._free, self._adding = encode, threading.Semaphore(rounds), threading.Lock()
        self._waiting: list[tuple[str, Future[Vectors]]] = []

    @property
    def waiting(self) -> int:
        """How many questions the next round would have."""
        return len(self._waiting)

    def encode(self, text: str) -> Vectors:
        """One float32 unit row, shape (dim,)."""
        row: Future[Vectors] = Future()
        with self._adding:
            self._waiting.append((text, row))
        while not row.done():
            with self._free:
                if not self._round():
                    break  # this one is in somebody else's
        return row.result()

    def _round(self) -> bool:
        """Encode what waits; False where nothing does."""
        with self._adding:
            now, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        if not now:
            return False
        try:
            rows = self._encode([text for text, _ in now])
        except BaseException as error:
            for _, row in now:
                row.set_exception(error)
            raise
        for (_, row), made in zip(now, rows, strict=True):
            row.set_result(made)
        return True
