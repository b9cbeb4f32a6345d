"""Opens the archive for a command; an index that is missing is built first, which a bar on the terminal shows."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING

from rich.console import Console

from retrieval import backends
from retrieval.errors import IndexMissing
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.archive import Archive
    from retrieval.encoders import Encoder
    from retrieval.indexing.build import Built


@contextmanager
def archive(settings: Settings) -> Iterator["Archive"]:
    with closing(opener(settings)()) as opened:
        yield opened


def opener(settings: Settings) -> Callable[[], "Archive"]:
    """Opens the archive, at every call anew, but all with one encoder."""
    from retrieval.archive import Archive
    from retrieval.search import cross_encoder

    load = loader(settings)
    opened = partial(Archive.open, settings, load, partial(cross_encoder.load, settings.ranking))

    def open_or_build() -> "Archive":
        try:
            return opened()
        except IndexMissing:
            build(settings, load, full=False)
            return opened()

    return open_or_build


def loader(settings: Settings) -> Callable[[], "Encoder"]:
    """Loads the encoder when it is first needed, once."""

    @cache
    def load() -> "Encoder":
        from retrieval import encoders

        return encoders.load(settings.encoder)

    return load


def build(settings: Settings, load: Callable[[], "Encoder"], *, full: bool) -> "Built":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("articles, {task.fields[passages]} passages, {task.fields[rate]:.0f} a second")
    columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("indexing", total=None, passages=0, rate=0)

        def show(done: float, total: int, passages: int) -> None:
            rate = passages / max(bar.tasks[0].elapsed or 0, 1)
            bar.update(task, completed=done, total=total, passages=passages, rate=rate)

        return backends.bring_up_to_date(settings, load, show, full=full)
