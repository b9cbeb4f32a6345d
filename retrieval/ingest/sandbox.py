"""Parses files in separate processes, since a parser of PDF or HTML can hang or take all memory.

A parser process has a memory limit, and a time limit for each file. If a file exceeds a limit, its process is killed,
the file is skipped with a reason, and the next file gets a new process. A process also ends when its parent dies.
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
from retrieval.errors import ParserLimitExceeded, UnreadableFile
from retrieval.ingest import formats, limits
from retrieval.ingest.document import Part
from retrieval.ingest.formats import Format
from retrieval.settings import ColumnSettings

if TYPE_CHECKING:
    from pebble import ProcessPool

MAX_WORKERS = 4
Parse = Callable[[Format, bytes, ColumnSettings], Callable[[], list[Part]]]
Parsers = Callable[[], AbstractContextManager[Parse]]


@contextmanager
def parsers(seconds: float = limits.PARSER_SECONDS, memory_bytes: int = limits.PARSER_MEMORY_BYTES) -> Iterator[Parse]:
    """A function that starts to parse a file. It returns another function, which waits for the file's parts.

    The second function raises UnreadableFile if the file cannot be parsed within the limits.
    """
    pool: list[ProcessPool] = []  # started by the first file that needs it

    def parse(file_format: Format, raw: bytes, columns: ColumnSettings) -> Callable[[], list[Part]]:
        if not pool:
            pool.append(_start_pool(memory_bytes))
        limit = seconds + limits.OCR_SECONDS if file_format is Format.SCANS else seconds
        future = pool[0].schedule(_parse, (file_format, raw, columns, limit), timeout=limit)
        return partial(_outcome, future.result, limit, memory_bytes)

    try:
        yield parse
    finally:
        for started in pool:
            started.stop()  # type: ignore[no-untyped-call]
            started.join()


def _start_pool(memory_bytes: int) -> "ProcessPool":
    from pebble import ProcessPool

    return ProcessPool(
        max_workers=min(MAX_WORKERS, os.cpu_count() or 1),
        initializer=_confine,
        initargs=(memory_bytes,),
        context=worker_processes.context(),
    )


def _outcome(result: Callable[[], list[Part]], seconds: float, memory_bytes: int) -> list[Part]:
    from pebble import ProcessExpired

    try:
        return result()
    except UnreadableFile:
        raise
    except TimeoutError as error:
        raise ParserLimitExceeded(f"takes longer than {seconds:g} s to read") from error
    except (MemoryError, ProcessExpired) as error:
        megabytes = memory_bytes // limits.MEGABYTE
        raise ParserLimitExceeded(f"needs more than {megabytes} MB of memory, or crashes its parser") from error
    except RecursionError as error:
        raise UnreadableFile("is nested too deeply") from error
    except (Exception, CancelledError) as error:  # any error of a parser skips only its own file
        raise UnreadableFile(f"is broken ({type(error).__name__})") from error


def _confine(memory_bytes: int) -> None:
    """Runs in the parser process: limit its memory, and silence its logs and warnings."""
    logging.disable()
    warnings.simplefilter("ignore")
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + memory_bytes, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):
        return  # this system has no such limits; only the time is limited


def _parse(file_format: Format, raw: bytes, columns: ColumnSettings, seconds: float) -> list[Part]:
    """Runs in the parser process: parse a file, with a limit on CPU time in case the parent process has died."""
    try:
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(usage.ru_utime + usage.ru_stime + seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):
        pass
    return formats.read_documents(file_format, raw, columns)
