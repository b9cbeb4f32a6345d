"""Fixtures for several folders of tests: an archive of two small articles, and its index by the word-count encoder."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.index.tables import SqliteStore, writer
from retrieval.index.tables.writer import Entry
from retrieval.models import Article, Kind, Passage, Quotation
from retrieval.settings import ArchiveSettings, EncoderSettings, IndexSettings, Settings
from tests.fakes import WordCounts

# before torch is loaded: with more threads, tests take minutes on busy cores
os.environ.setdefault("OMP_NUM_THREADS", "1")
hypothesis.register_profile("untimed", deadline=None)  # a test must not fail because the machine is busy
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


def pytest_configure() -> None:
    """Give the tests data and config folders of their own, and put temporary folders in memory if there is room.

    Tests flush hundreds of indexes to disk, file by file.
    """
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):  # no test reads or writes a user's own
        os.environ[name] = str(Path(OWN_FOLDERS.name) / name)
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


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
    opened: list[SqliteStore] = []

    def write_and_open(*entries: Entry) -> SqliteStore:
        path = tmp_path / f"store-{len(opened)}.db"
        write_tables(path, entries)
        opened.append(SqliteStore(path))
        return opened[-1]

    yield write_and_open
    for each in opened:
        each.close()


@pytest.fixture
def encoder() -> WordCounts:
    return WordCounts(*VOCABULARY)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for an archive of two articles. No index is built yet."""
    folder = tmp_path / "archive"
    write(folder, "2012-02-07-briefing.txt", BRIEFING)
    write(folder, "schools.txt", SCHOOLS)
    write(folder, "sources.toml", SOURCES)
    return Settings(
        archive=ArchiveSettings(folder=folder),
        index=IndexSettings(folder=tmp_path / "index"),
        encoder=EncoderSettings(name="word-counts"),
    )


@pytest.fixture
def opened(settings: Settings, encoder: WordCounts) -> Iterator[Generation]:
    """The two articles, indexed: Burnham in rows 0 and 1, Lansley in 2, Gove in 3 and 4."""
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with generation.open_current(settings.index_folder, encoder.name) as current:
        yield current


@pytest.fixture
def archive(settings: Settings, encoder: WordCounts) -> Iterator[Archive]:
    """The two articles, indexed and open."""
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    opened = Archive.open(settings, Models(lambda: encoder))
    yield opened
    opened.close()


def quiet(done: float, total: int, passages: int = 0) -> None:
    """A progress callback that does nothing."""
