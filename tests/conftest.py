"""Fixtures for several folders of tests: an archive of two small articles, and its index by the word-count encoder."""

import gc
import inspect
import itertools
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.index.tables import Entry, SqliteStore, writer
from retrieval.models import Article, Kind, Passage, Quotation
from retrieval.settings import ArchiveSettings, EncoderSettings, IndexSettings, Settings, real_path
from tests.fakes import WordCounts

if TYPE_CHECKING:
    from xdist.remote import Producer

    from tests.scheduling import FastScheduling

# before torch is loaded: with more threads, tests take minutes on busy cores
os.environ.setdefault("OMP_NUM_THREADS", "1")
# With Python's own 700, a tenth of the time of the tests goes into garbage collection.
gc.set_threshold(50_000, 20, 20)
hypothesis.register_profile("untimed", deadline=None)  # a test must not fail because the machine is busy
hypothesis.register_profile("fast", hypothesis.get_profile("untimed"), max_examples=10)
hypothesis.load_profile("untimed")

Stored = Callable[..., SqliteStore]

OWN_FOLDERS = tempfile.TemporaryDirectory(prefix="onrecord-tests-")  # removed when the tests end
MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's folder in memory; nothing is put there but pytest's own folders
ROOM = 1 << 30  # bytes that must be free in MEMORY


VOCABULARY = ("bill", "reform", "lansley", "burnham", "hospital", "school", "tax")

BRIEFING = """07/02/2012 12:37 GMT

Burnham Attacks Lansley's Reforms

Shadow Health Secretary Andy Burnham said on Tuesday: "Mr Lansley has lost the argument on his bill.

"The reforms must be dropped before any hospital closes."

Health Secretary Andrew Lansley told reporters: "The reforms will go ahead."
"""

SCHOOLS = """Education Secretary Michael Gove said that every school would gain from the new freedoms.

He added: "No school will lose a penny, and no tax will rise."
"""

SOURCES = """["2012-02-07-briefing.txt"]
source = "The Courier"

["schools.txt"]
source = "Daily Post"
date = "2011-05"
basis = "inferred"
words = "the new freedoms"
"""


SLOW_FILE = re.compile(r"^pytestmark = (?:\[\s*)?pytest\.mark\.slow\b", re.MULTILINE)


def is_fast_run(config: pytest.Config) -> bool:
    """Whether the slow tests are left out, as by `make test-fast`."""
    return "not slow" in config.getoption("markexpr")


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests data and config folders of their own, and put temporary folders in memory if there is room.

    Tests flush hundreds of indexes to disk, file by file. In a fast run, hypothesis tries fewer examples.
    """
    if is_fast_run(config):
        hypothesis.load_profile("fast")
    else:
        config.pluginmanager.import_plugin("simcord.pytest_plugin")  # the bot on a simulated Discord
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):  # no test reads or writes a user's own
        os.environ[name] = str(Path(OWN_FOLDERS.name) / name)
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    gc.freeze()  # for the process that collects nothing and only hands out the tests


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """In a fast run, do not import files whose tests are all slow: their libraries take seconds to load."""
    if collection_path.suffix == ".py" and is_fast_run(config):
        return bool(SLOW_FILE.search(collection_path.read_text(encoding="utf-8"))) or None
    return None


def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "FastScheduling | None":
    if not is_fast_run(config):
        return None  # as --dist says
    from tests.scheduling import FastScheduling

    return FastScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what starts a process, or the whole bot on a simulated Discord: hundreds of tests do."""
    for item in items:
        if isinstance(item, pytest.Function):
            names = inspect.unwrap(item.function).__code__.co_names
            if "subprocess" in names or "simcord_env" in item.fixturenames:
                item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Exempt what has been imported from garbage collection: otherwise each full collection looks at all of it."""
    gc.freeze()


def at_most(examples: int) -> hypothesis:
    """Settings by which hypothesis tries so many examples, or fewer in a fast run. It is used as a decorator."""
    return hypothesis(max_examples=min(examples, hypothesis().max_examples))


def write(folder: Path, name: str, text: str) -> Path:
    """Write one file of an archive, and make its folders if needed."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_tables(path: Path, entries: Iterable[Entry]) -> None:
    with writer.TableWriter(path) as tables:
        for each in entries:
            tables.add(each)
        tables.finish()


def entry(article: Article, *said: tuple[str, str | None], continues: Collection[int] = ()) -> Entry:
    """An article as an entry for the store. Each line is a passage.

    `said` has words of the article, each with their speaker. `continues` has the numbers, from 0, of the passages that
    continue a quotation.
    """
    passages = [Passage(article, *line.span()) for line in re.finditer(r".+", article.text)]
    starts = [(article.text.index(words), words, speaker) for words, speaker in said]
    return Entry(
        article,
        passages,
        [number in continues for number in range(len(passages))],
        [f"digest of {passage.text}" for passage in passages],
        [Quotation(article, ((at, at + len(words)),), Kind.DIRECT, speaker) for at, words, speaker in starts],
    )


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Stored]:
    """A function that puts entries into a store. The store stays open until the test ends."""
    numbers = itertools.count()
    with ExitStack() as opened:
        yield lambda *entries: opened.enter_context(open_store(tmp_path / f"store-{next(numbers)}.db", *entries))


@pytest.fixture
def encoder() -> WordCounts:
    return WordCounts(*VOCABULARY)


def two_articles(folder: Path) -> Settings:
    """Write an archive of two articles. No index is built yet."""
    write(folder, "archive/2012-02-07-briefing.txt", BRIEFING)
    write(folder, "archive/schools.txt", SCHOOLS)
    write(folder, "archive/sources.toml", SOURCES)
    return Settings(
        archive=ArchiveSettings(folder=folder / "archive"),
        index=IndexSettings(folder=folder / "index"),
        encoder=EncoderSettings(name="word-counts"),
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for an archive of two articles. No index is built yet."""
    return two_articles(tmp_path)


@contextmanager
def built(settings: Settings) -> Iterator[Generation]:
    """The index of an archive, built by the word-count encoder and open."""
    backends.bring_up_to_date(settings, lambda: WordCounts(*VOCABULARY), quiet)
    with generation.open_current(settings.index_folder, settings.encoder.name) as current:
        yield current


@contextmanager
def open_store(path: Path, *entries: Entry) -> Iterator[SqliteStore]:
    """A store of entries, written to a file."""
    write_tables(path, entries)
    with closing(SqliteStore(path)) as store:
        yield store


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the two articles, built once. No test may change it."""
    settings = two_articles(tmp_path_factory.mktemp("two-articles"))
    backends.bring_up_to_date(settings, lambda: WordCounts(*VOCABULARY), quiet)
    return settings.index_folder


@pytest.fixture
def opened(built_index: Path, encoder: WordCounts) -> Iterator[Generation]:
    """The two articles, indexed: Burnham in rows 0 and 1, Lansley in 2, Gove in 3 and 4."""
    with generation.open_current(built_index, encoder.name) as current:
        yield current


@pytest.fixture
def archive(settings: Settings, built_index: Path, encoder: WordCounts) -> Iterator[Archive]:
    """The two articles, indexed and open. The index is a copy that the test may change."""
    shutil.copytree(built_index, settings.index_folder)
    generation.note_owner(settings.index_folder, real_path(settings.archive.folder))
    generation.note_checked(settings.index_folder, time.time())
    opened = Archive.open(settings, Models(lambda: encoder))
    yield opened
    opened.close()


def quiet(done: float, total: int, passages: int = 0) -> None:
    """A progress callback that does nothing."""
