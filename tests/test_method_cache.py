"""A method's cache, which does not keep the object of the method alive."""

import gc
import weakref

from retrieval.method_cache import cached_method


class Squares:
    def __init__(self) -> None:
        self.computed: list[int] = []
        self.of = cached_method(self._compute, 2)

    def _compute(self, number: int) -> int:
        self.computed.append(number)
        return number * number


def test_the_last_results_are_not_computed_again() -> None:
    squares = Squares()
    assert [squares.of(number) for number in (3, 4, 3, 5, 4)] == [9, 16, 9, 25, 16]
    assert squares.computed == [3, 4, 5, 4]


def test_an_object_with_cached_results_is_freed_at_once() -> None:
    squares = Squares()
    squares.of(3)
    gone = weakref.ref(squares)
    gc.disable()
    try:
        del squares
        assert gone() is None
    finally:
        gc.enable()
