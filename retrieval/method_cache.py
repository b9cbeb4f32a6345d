"""A method that remembers its last results, and goes with its object.

functools.lru_cache over a bound method makes a ring of method and object, which stays until the garbage collector comes
by. With it would stay an old generation's files; and a process that serves keeps its heap from the collector.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar
from weakref import WeakMethod

Result = TypeVar("Result")


def remembered(method: Callable[..., Result], most: int) -> Callable[..., Result]:
    """A bound method of which the last `most` results are kept, for whoever holds its object."""
    known = WeakMethod(method)

    @lru_cache(maxsize=most)
    def called(*values: object) -> Result:
        if (bound := known()) is None:
            raise ReferenceError("what this is a method of is gone")
        return bound(*values)

    return called
