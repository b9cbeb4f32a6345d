"""Links and pipes in an archive's folder lead nowhere and stop nothing: beside articles, among the feeds' entries."""

import os
import sys
from pathlib import Path

import pytest

from retrieval import corrections, ingest
from retrieval.corrections import writing
from retrieval.ingest.document import Document
from retrieval.ingest.feeds.storage import STATE_FILE, FeedState, FeedStore
from retrieval.settings import ArchiveSettings
from tests.fakes import parsers_here

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes, and links only for some users")

FEED = "https://courier.example/rss"
ENTRY = Document("He said so.", {"title": "The Bill"}, "https://courier.example/17")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "facts.json").write_text('{"title": "Theirs", "date": "2012-02-07"}')
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "a.txt").write_text("He said so.")
    (tmp_path / "archive" / "b.html").write_text("<p>He said no.")
    return tmp_path / "archive"


@pytest.mark.parametrize("name", ["a.json", "b.json"])
def test_facts_beside_an_article_are_not_read_through_a_link_that_leads_out(archive: Path, name: str) -> None:
    (archive / name).symlink_to(archive.parent / "outside" / "facts.json")
    assert [article.title for article in ingest.ArchiveReader(ArchiveSettings(archive), parsers_here)] == [None, None]


@pytest.mark.parametrize("name", ["a.json", "metadata.csv", "x_mets.xml", "sources.tsv"])
def test_a_pipe_beside_an_article_stops_nothing(archive: Path, name: str) -> None:
    os.mkfifo(archive / name)
    assert len(list(ingest.ArchiveReader(ArchiveSettings(archive), parsers_here))) == 2


def test_facts_behind_a_link_within_the_archive_count(archive: Path) -> None:
    (archive / "facts").mkdir()
    (archive / "facts" / "one.json").write_text('{"title": "Ours", "date": "2012-02-07"}')
    (archive / "a.json").symlink_to(archive / "facts" / "one.json")
    articles = {article.id: article for article in ingest.ArchiveReader(ArchiveSettings(archive), parsers_here)}
    assert articles["a.txt"].title == "Ours"


@pytest.mark.parametrize("name", [".corrections.toml.part", ".corrections.toml"])
def test_a_correction_is_not_written_through_a_link(archive: Path, name: str) -> None:
    (archive / name).symlink_to(other := archive.parent / "outside" / "facts.json")
    before = other.read_bytes()
    writing.add(archive, article="a.txt", withdrawn=True)
    assert other.read_bytes() == before
    assert corrections.read(archive).is_withdrawn("a.txt")


def test_the_folder_of_the_feeds_does_not_lead_out(archive: Path) -> None:
    (archive / "feeds").symlink_to(archive.parent / "outside")
    with pytest.raises(OSError, match="leads out of the archive"):
        FeedStore.open(archive, "feeds")


def test_the_folder_of_a_feed_does_not_lead_out(archive: Path) -> None:
    store = FeedStore.open(archive, "feeds")
    store.store_entry(FEED, "17", ENTRY)
    (folder,) = (path for path in (archive / "feeds").iterdir() if path.is_dir())
    folder.rename(archive.parent / "moved")
    folder.symlink_to(archive.parent / "outside")
    with pytest.raises(OSError, match="leads out of the archive"):
        store.store_entry(FEED, "18", ENTRY)
    assert [path.name for path in (archive.parent / "outside").iterdir()] == ["facts.json"]


@pytest.mark.parametrize("is_state", [True, False], ids=["states", "an entry"])
def test_a_pipe_among_the_feeds_stops_nothing(archive: Path, *, is_state: bool) -> None:
    FeedStore.open(archive, "feeds").store_entry(FEED, "17", ENTRY)
    path = archive / "feeds" / STATE_FILE if is_state else next((archive / "feeds").rglob("*.txt"))
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    store = FeedStore.open(archive, "feeds")
    store.set_state(FEED, FeedState(etag="a"))
    store.store_entry(FEED, "17", Document("He said no.", {}, ENTRY.name))
    store.save([FEED])
    assert FeedStore.open(archive, "feeds").state(FEED).etag == "a"
