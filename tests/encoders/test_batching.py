"""Questions that come while others are encoded wait, and are encoded together."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from retrieval.array_types import Vectors
from retrieval.encoders.batching import MOST, DynamicBatcher


class Slow:
    """Encodes a text as its length; a round is over as soon as `enough` says so."""

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []
        self.enough: Callable[[], bool] = lambda: True

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.rounds.append(sorted(texts))
        until = time.monotonic() + 10
        while not self.enough() and time.monotonic() < until:
            time.sleep(0.001)
        return np.array([[len(text)] for text in texts], np.float32)


def test_one_question_alone_is_a_round_of_its_own() -> None:
    slow = Slow()
    assert DynamicBatcher(slow).encode("who?").tolist() == [4]
    assert slow.rounds == [["who?"]]


def test_what_comes_during_a_round_is_the_next_one() -> None:
    slow = Slow()
    together = DynamicBatcher(slow)
    slow.enough = lambda: len(slow.rounds) > 1 or together.waiting == 3
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(together.encode, "first")
        while not slow.rounds:
            time.sleep(0.001)
        others = list(pool.map(together.encode, ["a", "bb", "ccc"]))
    assert (first.result().tolist(), [other.tolist() for other in others]) == ([5], [[1], [2], [3]])
    assert slow.rounds == [["first"], ["a", "bb", "ccc"]]


def test_rounds_run_side_by_side_and_share_those_who_wait() -> None:
    slow = Slow()
    together = DynamicBatcher(slow, rounds=2)
    slow.enough = lambda: len(slow.rounds) > 2 or together.waiting == 6
    with ThreadPoolExecutor(8) as pool:
        begun = []
        for number, text in enumerate(("a", "bb"), 1):
            begun.append(pool.submit(together.encode, text))
            while len(slow.rounds) < number:
                time.sleep(0.001)
        later = list(pool.map(together.encode, ["x" * size for size in range(6)]))
    assert [row.result().tolist() for row in begun] == [[1], [2]]
    assert [row.tolist() for row in later] == [[size] for size in range(6)]
    assert slow.rounds[:2] == [["a"], ["bb"]]
    assert max(map(len, slow.rounds)) <= 4  # of eight, for two rounds


def test_who_asks_again_at_once_is_waited_for() -> None:
    asked, askers = 25, 4

    def encode(texts: Sequence[str]) -> Vectors:
        rounds.append(len(texts))
        time.sleep(0.005)
        return np.zeros((len(texts), 1), np.float32)

    rounds: list[int] = []
    together = DynamicBatcher(encode)
    with ThreadPoolExecutor(askers) as pool:
        list(pool.map(lambda _: [together.encode("who?") for _ in range(asked)], range(askers)))
    assert sum(rounds) == asked * askers
    assert len(rounds) < 1.5 * asked  # where whoever is first goes alone, rounds of one and of three: twice as many


def test_a_round_has_its_limit_and_nobody_is_forgotten() -> None:
    slow = Slow()
    together = DynamicBatcher(slow)
    slow.enough = lambda: len(slow.rounds) > 1 or together.waiting == MOST + 3
    with ThreadPoolExecutor(MOST + 4) as pool:
        found = list(pool.map(lambda size: float(together.encode("x" * size)[0]), range(MOST + 4)))
    assert found == list(range(MOST + 4))
    assert [len(each) for each in slow.rounds] == [1, MOST, 3]


def test_what_goes_wrong_is_told_to_everybody_of_the_round_and_the_next_goes_on() -> None:
    asked: list[str] = []

    def fail_once(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        if len(asked) == 1:
            raise ValueError("no model")
        return np.zeros((len(texts), 1), np.float32)

    together = DynamicBatcher(fail_once)
    with pytest.raises(ValueError, match="no model"):
        together.encode("one")
    assert together.encode("other").tolist() == [0]


def test_whoever_has_a_vector_does_not_wait_for_the_round_of_others() -> None:
    slow = Slow()
    together = DynamicBatcher(slow)
    shared: list[Future[Vectors]] = []
    over = [lambda: together.waiting == 2, lambda: together.waiting == 1, lambda: all(row.done() for row in shared)]

    def enough() -> bool:
        return over[len(slow.rounds) - 1]()

    slow.enough = enough
    with ThreadPoolExecutor(4) as pool:
        pool.submit(together.encode, "first")
        while not slow.rounds:
            time.sleep(0.001)
        shared += [pool.submit(together.encode, text) for text in ("a", "bb")]
        while len(slow.rounds) < 2:
            time.sleep(0.001)
        pool.submit(together.encode, "ccc")
        while len(slow.rounds) < 3:
            time.sleep(0.001)
        assert [row.result(timeout=5).tolist() for row in shared] == [[1], [2]]
    assert slow.rounds == [["first"], ["a", "bb"], ["ccc"]]
