"""A method that remembers, and does not keep its object."""

import gc
import weakref

from retrieval.method_cache import remembered


class Squares:
    def __init__(self) -> None:
        self.worked_out: list[int] = []
        self.of = remembered(self._work_out, 2)

    def _work_out(self, number: int) -> int:
        self.worked_out.append(number)
        return number * number


def test_the_last_results_are_not_worked_out_again() -> None:
    squares = Squares()
    assert [squares.of(number) for number in (3, 4, 3, 5, 4)] == [9, 16, 9, 25, 16]
    assert squares.worked_out == [3, 4, 5, 4]


def test_an_object_goes_at_once_with_what_it_remembered() -> None:
    squares = Squares()
    squares.of(3)
    gone = weakref.ref(squares)
    gc.disable()
    try:
        del squares
        assert gone() is None
    finally:
        gc.enable()
