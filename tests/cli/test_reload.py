"""An archive that is moved to a newer generation between two questions."""

import threading

import pytest

from bot.cli.reload import ReloadingArchive
from retrieval.errors import RetrievalError


class Opened:
    def __init__(self, generation: str) -> None:
        self.generation, self.closed = generation, 0

    def close(self) -> None:
        self.closed += 1


class Shelf:
    """Which generation is current, and every archive that was opened."""

    def __init__(self) -> None:
        self.current, self.opened = "g-1", [Opened("g-1")]

    def reopen(self) -> Opened:
        if self.current == "broken":
            raise RetrievalError("it is broken")
        self.opened.append(Opened(self.current))
        return self.opened[-1]

    def latest(self, pause: float = 3600.0) -> ReloadingArchive[Opened]:
        return ReloadingArchive(self.opened[0], self.reopen, lambda: self.current, pause)

    @property
    def closed(self) -> list[int]:
        return [opened.closed for opened in self.opened]


def test_a_newer_generation_is_taken_at_the_next_question_and_the_old_one_closed_then() -> None:
    shelf = Shelf()
    with shelf.latest() as latest:
        assert latest() is shelf.opened[0]
        shelf.current = "g-2"
        latest.look()
        assert shelf.closed == [0, 0]  # a question may still be asked of the first
        assert latest() is latest() is shelf.opened[1]
        assert shelf.closed == [1, 0]
    assert shelf.closed == [1, 1]


def test_nothing_is_opened_while_the_same_generation_is_current() -> None:
    shelf = Shelf()
    with shelf.latest() as latest:
        latest.look()
    assert shelf.closed == [1]


def test_a_generation_that_nobody_asked_before_the_next_came_is_closed_too() -> None:
    shelf = Shelf()
    with shelf.latest() as latest:
        for shelf.current in ("g-2", "g-3"):
            latest.look()
        assert shelf.closed == [0, 1, 0]
        assert latest() is shelf.opened[2]
    assert shelf.closed == [1, 1, 1]


def test_it_looks_by_itself_and_answers_on_where_the_new_one_cannot_be_opened(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf, looks = Shelf(), threading.Semaphore(0)

    def current() -> str:
        looks.release()
        return "broken"

    shelf.current = "broken"
    with ReloadingArchive(shelf.opened[0], shelf.reopen, current, 0.01) as latest:
        assert looks.acquire(timeout=60)
        assert looks.acquire(timeout=60)  # the first look is over
        assert latest() is shelf.opened[0]
    assert caplog.messages[0] == "answering from generation g-1 still: it is broken"
