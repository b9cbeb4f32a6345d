"""Questions that arrive while others are encoded wait, and are then encoded in one batch."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from retrieval.array_types import Vectors
from retrieval.encoders import MAX_BATCH_QUESTIONS, DynamicBatcher


class Slow:
    """Encodes a text as its length. A batch ends when `enough` says so."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.enough: Callable[[], bool] = lambda: True

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(sorted(texts))
        until = time.monotonic() + 10
        while not self.enough() and time.monotonic() < until:
            time.sleep(0.001)
        return np.array([[len(text)] for text in texts], np.float32)


def test_one_question_alone_is_a_batch_of_its_own() -> None:
    slow = Slow()
    assert DynamicBatcher(slow).encode("who?").tolist() == [4]
    assert slow.batches == [["who?"]]


def test_questions_that_come_during_a_batch_are_the_next_batch() -> None:
    slow = Slow()
    batcher = DynamicBatcher(slow)
    slow.enough = lambda: len(slow.batches) > 1 or batcher.queued == 3
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(batcher.encode, "first")
        while not slow.batches:
            time.sleep(0.001)
        others = list(pool.map(batcher.encode, ["a", "bb", "ccc"]))
    assert (first.result().tolist(), [other.tolist() for other in others]) == ([5], [[1], [2], [3]])
    assert slow.batches == [["first"], ["a", "bb", "ccc"]]


def test_batches_run_at_the_same_time_and_share_the_queue_evenly() -> None:
    slow = Slow()
    batcher = DynamicBatcher(slow, workers=2)
    slow.enough = lambda: len(slow.batches) > 2 or batcher.queued == 6
    with ThreadPoolExecutor(8) as pool:
        begun = []
        for number, text in enumerate(("a", "bb"), 1):
            begun.append(pool.submit(batcher.encode, text))
            while len(slow.batches) < number:
                time.sleep(0.001)
        later = list(pool.map(batcher.encode, ["x" * size for size in range(6)]))
    assert [row.result().tolist() for row in begun] == [[1], [2]]
    assert [row.tolist() for row in later] == [[size] for size in range(6)]
    assert slow.batches[:2] == [["a"], ["bb"]]
    assert max(map(len, slow.batches)) <= 4  # eight questions are shared by two workers


def test_a_caller_that_asks_again_at_once_is_waited_for() -> None:
    asked, askers = 25, 4

    def encode(texts: Sequence[str]) -> Vectors:
        batches.append(len(texts))
        time.sleep(0.005)
        return np.zeros((len(texts), 1), np.float32)

    batches: list[int] = []
    batcher = DynamicBatcher(encode)
    with ThreadPoolExecutor(askers) as pool:
        list(pool.map(lambda _: [batcher.encode("who?") for _ in range(asked)], range(askers)))
    assert sum(batches) == asked * askers
    assert len(batches) < 1.5 * asked  # alternating batches of one and three would be twice as many


def test_a_batch_has_its_limit_and_no_question_is_forgotten() -> None:
    slow = Slow()
    batcher = DynamicBatcher(slow)
    slow.enough = lambda: len(slow.batches) > 1 or batcher.queued == MAX_BATCH_QUESTIONS + 3
    with ThreadPoolExecutor(MAX_BATCH_QUESTIONS + 4) as pool:
        found = list(pool.map(lambda size: float(batcher.encode("x" * size)[0]), range(MAX_BATCH_QUESTIONS + 4)))
    assert found == list(range(MAX_BATCH_QUESTIONS + 4))
    assert [len(each) for each in slow.batches] == [1, MAX_BATCH_QUESTIONS, 3]


def test_an_error_reaches_every_caller_of_its_batch_and_the_next_batch_goes_on() -> None:
    asked: list[str] = []

    def fail_once(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        if len(asked) == 1:
            raise ValueError("no model")
        return np.zeros((len(texts), 1), np.float32)

    batcher = DynamicBatcher(fail_once)
    with pytest.raises(ValueError, match="no model"):
        batcher.encode("one")
    assert batcher.encode("other").tolist() == [0]


def test_a_caller_whose_vector_is_made_does_not_wait_for_the_next_batch() -> None:
    slow = Slow()
    batcher = DynamicBatcher(slow)
    shared: list[Future[Vectors]] = []
    over = [lambda: batcher.queued == 2, lambda: batcher.queued == 1, lambda: all(row.done() for row in shared)]

    def enough() -> bool:
        return over[len(slow.batches) - 1]()

    slow.enough = enough
    with ThreadPoolExecutor(4) as pool:
        pool.submit(batcher.encode, "first")
        while not slow.batches:
            time.sleep(0.001)
        shared += [pool.submit(batcher.encode, text) for text in ("a", "bb")]
        while len(slow.batches) < 2:
            time.sleep(0.001)
        pool.submit(batcher.encode, "ccc")
        while len(slow.batches) < 3:
            time.sleep(0.001)
        assert [row.result(timeout=5).tolist() for row in shared] == [[1], [2]]
    assert slow.batches == [["first"], ["a", "bb"], ["ccc"]]
