"""An archive moves to a newer generation between two questions."""

import threading

import pytest

from bot.reload import LiveArchive, ReloadingArchive
from retrieval.errors import ArchiveClosed, RetrievalError

NEVER = 3600.0  # seconds between two reloads


class OpenArchive:
    def __init__(self, generation: str) -> None:
        self.generation, self.closed = generation, 0

    def close(self) -> None:
        self.closed += 1


class Index:
    """An index with its current generation, and every archive that was opened."""

    def __init__(self) -> None:
        self.current, self.opened = "g-1", [OpenArchive("g-1")]

    def reopen(self) -> OpenArchive:
        self.opened.append(OpenArchive(self.current))
        return self.opened[-1]

    def reloading(self) -> ReloadingArchive[OpenArchive]:
        return ReloadingArchive(self.opened[0], self.reopen, lambda: self.current, NEVER)

    @property
    def closed(self) -> list[int]:
        return [archive.closed for archive in self.opened]


def test_a_newer_generation_is_taken_at_the_next_question_and_the_old_one_closed_then() -> None:
    index = Index()
    with index.reloading() as latest:
        assert latest() is index.opened[0]
        index.current = "g-2"
        latest.reload()
        assert index.closed == [0, 0]  # the first archive may still be in use
        assert latest() is latest() is index.opened[1]
        assert index.closed == [1, 0]
    assert index.closed == [1, 1]


def test_nothing_is_opened_while_the_same_generation_is_current() -> None:
    index = Index()
    with index.reloading() as latest:
        latest.reload()
    assert index.closed == [1]


def test_a_generation_replaced_before_any_question_is_closed_too() -> None:
    index = Index()
    with index.reloading() as latest:
        for index.current in ("g-2", "g-3"):
            latest.reload()
        assert index.closed == [0, 1, 0]
        assert latest() is index.opened[2]
    assert index.closed == [1, 1, 1]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(
            RetrievalError("it is broken"), "still answering from generation g-1: it is broken", id="of the library"
        ),
        pytest.param(OSError("no space left"), "still answering from generation g-1", id="of any kind"),
    ],
)
def test_reloading_goes_on_regularly_after_an_error(
    error: Exception, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    index, reloads = Index(), threading.Semaphore(0)

    def current() -> str:
        reloads.release()
        raise error

    with ReloadingArchive(index.opened[0], index.reopen, current, interval=0.01) as latest:
        assert reloads.acquire(timeout=60)
        assert reloads.acquire(timeout=60)  # the first reload is over
        assert latest() is index.opened[0]
    assert caplog.messages[0] == message


def answer(archive: OpenArchive) -> str:
    if archive.closed:
        raise ArchiveClosed
    return archive.generation


def test_work_on_an_archive_that_was_replaced_meanwhile_is_done_again_on_the_newer_one() -> None:
    older, newer = OpenArchive("g-1"), OpenArchive("g-2")
    older.close()
    current = iter([older, newer, newer])
    assert LiveArchive(lambda: next(current)).consult(answer) == "g-2"


def test_work_on_an_archive_that_is_closed_for_good_is_an_error() -> None:
    closed = OpenArchive("g-1")
    closed.close()
    with pytest.raises(ArchiveClosed):
        LiveArchive(lambda: closed).consult(answer)
