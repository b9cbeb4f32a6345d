"""The baseline for a question: encode it and search all vectors exactly with FAISS, on one core.

benchmarks.latency and benchmarks.scale alternate whole questions with the baseline. They measure both in wall-clock
time and in processor time, which depends less on other programs on the machine.
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

CLIENTS = 8  # questions at the same time
Call = Callable[[str], object]


class Baseline:
    def __init__(self, vectors: VectorIndex, model: Encoder, k: int) -> None:
        """`k` is the number of nearest passages to find, the same as for the ranking."""
        import faiss

        self._model, self._k, self._flat = model, k, faiss.IndexFlatIP(vectors.dim)
        self._flat.add(vectors.at(np.arange(len(vectors))))

    def ask(self, question: str) -> None:
        import faiss

        faiss.omp_set_num_threads(1)
        self._flat.search(self._model.question(question)[None, :], self._k)


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of wall-clock time and of processor time."""

    clock: float
    processor: float

    @classmethod
    def of(cls, call: Call, question: str) -> Self:
        clock, processor = time.perf_counter(), time.thread_time()
        call(question)
        return cls((time.perf_counter() - clock) * 1000, (time.thread_time() - processor) * 1000)


def questions_per_second(call: Call, questions: Sequence[str]) -> float:
    """Questions a second with `CLIENTS` clients at once."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        list(pool.map(call, questions))
        return len(questions) / (time.perf_counter() - started)


def encoded_per_second(model: BertEncoder, questions: Sequence[str]) -> float:
    """The most questions a second that all cores can encode, each core in batches of `CLIENTS`."""
    batches = [questions[start : start + CLIENTS] for start in range(0, len(questions), CLIENTS)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        started = time.perf_counter()
        list(pool.map(model.encode, batches))
        return len(questions) / (time.perf_counter() - started)
