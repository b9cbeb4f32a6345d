"""Warnings that a folder repeats thousands of times: the first few are logged, the others become one with their number.

A warning is like another if both have the same format, such as "%s: %s and stays unknown". They differ in the file that
they name.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

LOGGED = 3  # warnings of a kind that are logged in full


class _FirstOfEachKind(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        self.counts[str(record.msg)] += 1
        return self.counts[str(record.msg)] <= LOGGED


@contextmanager
def counted(*loggers: logging.Logger) -> Iterator[None]:
    """Within the `with` block, log the first LOGGED warnings of each kind; at its end, how many more there were."""
    few = _FirstOfEachKind()
    for logger in loggers:
        logger.addFilter(few)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(few)
        for kind, count in few.counts.items():
            if count > LOGGED:
                loggers[0].warning("%d more warnings like the last of these: %s", count - LOGGED, _plain(kind))


def _plain(kind: str) -> str:
    """
    >>> _plain("%s: %s: %s; write it like 2012-02-07")
    '...; write it like 2012-02-07'
    """
    words = kind.replace("%r", "%s").replace("%d", "%s")
    return "..." + words.rpartition("%s")[2] if "%s" in words else words
