"""Parsers in processes of their own, since one that reads PDF or HTML can hang, or take all the memory there is.

Each file has so many seconds and so much memory; a process that wants more is ended, its file left out with a reason,
and the next file gets a new process. One that loses its parent ends too.
"""

import logging
import os
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from retrieval import worker_processes
from retrieval.errors import UnreadableFile
from retrieval.ingest import formats, limits
from retrieval.ingest.document import Part
from retrieval.ingest.formats import Format

if TYPE_CHECKING:
    from pebble import ProcessPool

MOST_WORKERS = 4
Parse = Callable[[Format, bytes], Callable[[], list[Part]]]
Parsers = Callable[[], AbstractContextManager[Parse]]


@contextmanager
def parsers(seconds: float = limits.SECONDS, memory: int = limits.MEMORY) -> Iterator[Parse]:
    """Something that begins to parse a file and gives a function that waits for the outcome: its parts, or Unfit."""
    pool: list[ProcessPool] = []  # started by the first file that needs it

    def parse(kind: Format, raw: bytes) -> Callable[[], list[Part]]:
        if not pool:
            pool.append(_pool(memory))
        future = pool[0].schedule(_parse, (kind, raw, seconds), timeout=seconds)
        return partial(_outcome, future.result, seconds, memory)

    try:
        yield parse
    finally:
        for started in pool:
            started.stop()  # type: ignore[no-untyped-call]
            started.join()


def _pool(memory: int) -> "ProcessPool":
    from pebble import ProcessPool

    return ProcessPool(
        max_workers=min(MOST_WORKERS, os.cpu_count() or 1),
        initializer=_confine,
        initargs=(memory,),
        context=worker_processes.context(),
    )


def _outcome(result: Callable[[], list[Part]], seconds: float, memory: int) -> list[Part]:
    from pebble import ProcessExpired

    try:
        return result()
    except UnreadableFile:
        raise
    except TimeoutError as error:
        raise UnreadableFile(f"takes longer than {seconds:g} s to read") from error
    except (MemoryError, ProcessExpired) as error:
        raise UnreadableFile(
            f"needs more than {memory // limits.MEGABYTE} MB of memory, or breaks its reader"
        ) from error
    except RecursionError as error:
        raise UnreadableFile("is nested too deeply") from error
    except (Exception, CancelledError) as error:
        raise UnreadableFile(f"is broken ({type(error).__name__})") from error


def _confine(memory: int) -> None:
    """In the process: bounds its memory, and keeps what parsers complain of to itself."""
    logging.disable()
    warnings.simplefilter("ignore")
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            taken = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):
        return  # a system without such limits: time is still bounded


def _parse(kind: Format, raw: bytes, seconds: float) -> list[Part]:
    """In the process. A processor's time is bounded here too, for a process whose parent has died."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):
        pass
    return formats.read(kind, raw)
