"""The command line.

main              parses the command line, prints help, runs the command, prints an error as one line
commands          the commands, one file each
arguments         arguments that several commands share
output            the forms of output
terminal          prints answers and quotations for people; the pager
reply_json        prints them as JSON for scripts
articles          shows an article or a part of it
prompt            the interactive prompt of `onrecord repl`
prompt_commands   its commands, such as :speaker
conversation      its state between two lines
explanation       explains an answer in words, for :why
schedule          runs `onrecord index` regularly while `repl` or `bot` runs

The functions in this file are shared by the commands: they open the archive, build its index and show a progress bar.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from bot.cli import terminal
from bot.rendering import formatting, refusals
from retrieval.models import PartialDate
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.archive import Archive, Models
    from retrieval.index.generation import Manifest
    from retrieval.indexing import IndexingResult
    from retrieval.indexing.pipeline import Progress

ANSWERED, NOTHING_ON_RECORD, FAILED, INTERRUPTED = 0, 1, 2, 130  # exit statuses; 0 also means done
LOOKING = "looking for articles"  # the first that is said of an indexing run
WRITING = "writing the index"  # the last
PROGRESS_SECONDS = 10.0  # seconds between two lines of progress, if standard error is not a terminal
BAR_COLUMNS = 72  # the width of a terminal from which on the bar stands beside the words
MAX_SOURCES = 3  # publications named in one line about an archive


class Holdings(Protocol):
    """The part of `retrieval.archive.Archive` that `holdings` needs."""

    @property
    def manifest(self) -> "Manifest": ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def dates(self) -> tuple[str, str] | None: ...


def open_or_build(settings: Settings, models: "Models | None" = None) -> "Archive":
    """Open the archive. If it has no index, build the index first and print a summary of the archive."""
    from retrieval.archive import Archive, Models, bring_up_to_date
    from retrieval.errors import IndexMissing

    models = models or Models.of(settings)
    try:
        return Archive.open(settings, models)
    except IndexMissing:
        is_there = settings.archive.folder.is_dir()  # otherwise the next line is an error
        if is_there:
            terminal.complain(f"{settings.archive.folder} has no index yet; building it, once")
        with progress_bar(silent=not is_there) as show:
            bring_up_to_date(settings, models, show)
        opened = Archive.open(settings, models)
        terminal.complain(f"{settings.archive.folder}: {holdings(opened)}")
        return opened


def holdings(archive: "Holdings") -> str:
    """A summary of an archive in words: the numbers of articles and quotations, the sources and the dates."""
    articles = formatting.counted(archive.manifest.articles, "article")
    named, more = archive.sources[:MAX_SOURCES], len(archive.sources) - MAX_SOURCES
    if named:
        articles += f" of {', '.join(named)}{f' and {more:,} more' if more > 0 else ''}"
    days = [formatting.date(PartialDate.parse(day)) for day in dict.fromkeys(archive.dates or ())]
    quotations = f"with {formatting.counted(archive.manifest.quotations, 'quotation')}"
    return ", ".join(filter(None, (articles, " to ".join(days), quotations)))


def nothing_found(said: str = refusals.NOTHING) -> int:
    """Print that nothing is on record, worded by bot/rendering/refusals.py. Returns the exit status."""
    terminal.complain(said)
    return NOTHING_ON_RECORD


def build(settings: Settings, *, full: bool, silent: bool = False) -> "IndexingResult":
    """Bring the index up to date. If `silent`, progress is shown on a terminal only."""
    from retrieval.archive import bring_up_to_date

    with progress_bar(silent=silent or not settings.archive.folder.is_dir()) as show:
        return bring_up_to_date(settings, None, show, full=full)


@contextmanager
def progress_bar(*, silent: bool = False) -> "Iterator[Progress]":
    """Yield a function that shows progress on standard error: as a bar on a terminal, else as lines."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.table import Column

    console = terminal.console(stderr=True)
    if not console.is_terminal:
        yield (lambda *_: None) if silent else progress_lines()
        return
    is_wide = console.width >= BAR_COLUMNS  # otherwise the words need the line, and may be broken into two
    words = TextColumn("{task.description}", table_column=Column(no_wrap=is_wide))
    columns = (SpinnerColumn(), words, *((BarColumn(), TimeRemainingColumn()) if is_wide else ()))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(LOOKING, total=None)

        def show(done: float, total: int, passages: int) -> None:
            # a file may have many articles, so there can be more than expected
            known = total if done <= total else None
            described = _progress(done, total, passages, bar.tasks[0].elapsed or 0)
            bar.update(task, completed=done, total=known, description=described)

        yield show


def progress_lines(every: float = PROGRESS_SECONDS) -> "Progress":
    """A function that writes lines of progress to standard error: the first line at once, then one when the files are
    found, one every `every` seconds, and one when the index is written.
    """
    started = time.monotonic()
    last, said = -math.inf, ""
    terminal.complain(LOOKING)

    def show(done: float, total: int, passages: int) -> None:
        nonlocal last, said
        now = time.monotonic()
        line = _progress(done, total, passages, now - started)
        if now - last >= every or (done == total and line != said):
            terminal.complain(line)
            last, said = now, line

    return show


def _progress(done: float, total: int, passages: int, seconds: float) -> str:
    """The progress in words. Until there are new passages, files are read; when all is done, the index is written.

    >>> _progress(240.0, 4000, 0, 9.0), _progress(4000, 4000, 20_000, 130.0)
    ('4,000 files found; reading, 6 % done', '4,000 articles, 20,000 new passages; writing the index')
    >>> _progress(1200.5, 4000, 9000, 60.0), _progress(5, 4, 20, 0.5)
    ('1,200 of 4,000 articles, 9,000 new passages, 150 a second', '5 articles, 20 new passages, 20 a second')
    """
    if done == total:
        return f"{formatting.counted(total, 'article')}, {formatting.counted(passages, 'new passage')}; {WRITING}"
    if not passages:
        share = f", {int(100 * done / total)} % done" if done < total else ""
        return f"{formatting.counted(total, 'file')} found; reading{share}"
    expected = f" of {total:,}" if done <= total else ""
    rate = passages / max(seconds, 1)
    return f"{int(done):,}{expected} articles, {passages:,} new passages, {rate:.0f} a second"


@contextmanager
def waiting(doing: str) -> "Iterator[None]":
    """Within this context, show on standard error what takes a while.

    Only on a terminal; the line is erased at the end.
    """
    console = terminal.console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(doing):
        yield


def reopener(settings: Settings, models: "Models | None" = None) -> Callable[[], "Archive"]:
    """Return a function that opens the current generation.

    All archives that it opens share one encoder and one reader.
    """
    from retrieval.archive import Models

    shared = models or Models.of(settings)
    return lambda: open_or_build(settings, shared).load_models()
