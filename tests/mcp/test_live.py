"""A newer archive replaces the one in use between two calls, and no call is lost."""

import pytest

from bot.mcp.live import LiveArchive
from retrieval.errors import ArchiveClosed


class Numbered:
    """An archive that answers with its number unless it is closed."""

    def __init__(self, number: int, *, closed: bool = False) -> None:
        self.number, self.closed = number, closed

    def answer(self) -> int:
        if self.closed:
            raise ArchiveClosed
        return self.number


def test_work_on_an_archive_that_was_replaced_meanwhile_is_done_again_on_the_newer_one() -> None:
    current = iter([Numbered(1, closed=True), newer := Numbered(2), newer])
    live = LiveArchive(lambda: next(current))  # type: ignore[arg-type, return-value]
    assert live.consult(lambda archive: archive.answer()) == 2  # type: ignore[attr-defined]


def test_an_archive_that_is_closed_for_good_is_an_error() -> None:
    closed = Numbered(1, closed=True)
    live = LiveArchive(lambda: closed)  # type: ignore[arg-type, return-value]
    with pytest.raises(ArchiveClosed):
        live.consult(lambda archive: archive.answer())  # type: ignore[attr-defined]
