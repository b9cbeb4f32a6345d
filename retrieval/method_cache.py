"""An LRU cache for a bound method. The cache does not keep the method's object alive.

functools.lru_cache around a bound method makes a reference cycle of object, method and cache. The object, with the open
files of an old generation, would then stay until the garbage collector finds the cycle. In a serving process, the
collector ignores most of the heap.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar
from weakref import WeakMethod

Result = TypeVar("Result")


def cached_method(method: Callable[..., Result], max_results: int) -> Callable[..., Result]:
    """A bound method that caches its last `max_results` results. The object may keep it as an attribute."""
    weak_method = WeakMethod(method)

    @lru_cache(maxsize=max_results)
    def call(*arguments: object) -> Result:
        if (bound := weak_method()) is None:
            raise ReferenceError("the object of this method is gone")
        return bound(*arguments)

    return call
