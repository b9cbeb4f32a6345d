"""The least that a question costs: its vector and an exact search of all vectors by FAISS, on one core as it is.

Whole questions are held against it, each taken in turn with it, by the clock and in processor time, which other
programs on the machine change less.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np

from retrieval.encoders import Encoder
from retrieval.encoders.bert import BertEncoder
from retrieval.index.vectors import VectorIndex

ASKERS = 8
Call = Callable[[str], object]


class Floor:
    def __init__(self, vectors: VectorIndex, model: Encoder, k: int) -> None:
        """The `k` nearest are found, as many as ranking is given."""
        import faiss

        self._model, self._k, self._flat = model, k, faiss.IndexFlatIP(vectors.dim)
        self._flat.add(vectors.at(np.arange(len(vectors))))

    def ask(self, question: str) -> None:
        import faiss

        faiss.omp_set_num_threads(1)
        self._flat.search(self._model.question(question)[None, :], self._k)


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds by the clock, and of a processor."""

    clock: float
    processor: float

    @classmethod
    def of(cls, call: Call, question: str) -> Self:
        clock, processor = time.perf_counter(), time.thread_time()
        call(question)
        return cls((time.perf_counter() - clock) * 1000, (time.thread_time() - processor) * 1000)


def together(call: Call, questions: Sequence[str]) -> float:
    """Questions a second of several askers at once."""
    with ThreadPoolExecutor(ASKERS) as pool:
        started = time.perf_counter()
        list(pool.map(call, questions))
        return len(questions) / (time.perf_counter() - started)


def in_batches(model: BertEncoder, questions: Sequence[str]) -> float:
    """Questions a second that the cores encode at most: each in batches of as many as there are askers."""
    batches = [questions[start : start + ASKERS] for start in range(0, len(questions), ASKERS)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        started = time.perf_counter()
        list(pool.map(model.encode, batches))
        return len(questions) / (time.perf_counter() - started)
