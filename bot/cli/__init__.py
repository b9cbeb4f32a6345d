"""The command line.

main          parses the command line, runs the command, prints an error as one line
commands      the commands, one file each
terminal      prints answers and quotations for people
reply_json    prints them as JSON for scripts
prompt        the interactive prompt of `onrecord repl`
schedule      runs `onrecord index` regularly while `repl` or `bot` runs

The functions in this file are shared by the commands: they open the archive, build its index and show a progress bar.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.archive import Archive, Models
    from retrieval.indexing import IndexingResult
    from retrieval.indexing.pipeline import Progress

ANSWERED, NOTHING_ON_RECORD, FAILED, INTERRUPTED = 0, 1, 2, 130  # exit statuses; 0 also means done


def open_or_build(settings: Settings, models: "Models | None" = None) -> "Archive":
    """Open the archive. If it has no index, build the index first."""
    from retrieval import archive

    with progress_bar() as show:
        return archive.open_archive(settings, models, show)


def build(settings: Settings, *, full: bool) -> "IndexingResult":
    from retrieval import archive

    with progress_bar() as show:
        return archive.bring_up_to_date(settings, None, show, full=full)


@contextmanager
def progress_bar() -> "Iterator[Progress]":
    """Yield a function that updates a progress bar on standard error. The bar appears only on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("articles, {task.fields[passages]} passages, {task.fields[rate]:.0f} a second")
    columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    console = Console(stderr=True)
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)

    def show(done: float, total: int, passages: int) -> None:
        if not bar.tasks:
            bar.start()
            bar.add_task("indexing", total=None, passages=0, rate=0)
        rate = passages / max(bar.tasks[0].elapsed or 0, 1)
        bar.update(bar.tasks[0].id, completed=done, total=total, passages=passages, rate=rate)

    try:
        yield show
    finally:
        bar.stop()


def reopener(settings: Settings) -> Callable[[], "Archive"]:
    """Return a function that opens the current generation. All its archives share one encoder and reranker."""
    from retrieval.archive import Models

    models = Models.of(settings)
    return lambda: open_or_build(settings, models).load_models()
