"""An index belongs to one archive."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval import backends
from retrieval.archive import Archive, Models, open_archive
from retrieval.errors import ArchiveMissing, IndexOfAnother
from retrieval.settings import Settings
from tests.conftest import quiet, write
from tests.fakes import WordCounts

pytestmark = pytest.mark.slow


@pytest.fixture
def other(settings: Settings, tmp_path: Path) -> Settings:
    """Another archive, but the same folder for its index."""
    write(tmp_path / "other", "tax.txt", "Andrew Lansley said: “The tax will fall.”\n")
    return replace(settings, archive=replace(settings.archive, folder=tmp_path / "other"))


def build(settings: Settings, encoder: WordCounts) -> str:
    return backends.bring_up_to_date(settings, lambda: encoder, quiet).generation


def test_an_index_of_another_archive_neither_answers_nor_is_replaced(
    settings: Settings, other: Settings, encoder: WordCounts
) -> None:
    first = build(settings, encoder)
    said = (
        f"index {settings.index_folder} is of the archive {settings.archive.folder.resolve()}, "
        f"not of {other.archive.folder.resolve()}; leave --index and [index] folder out, or name a folder of its own"
    )
    for attempt in (
        lambda: Archive.open(other),
        lambda: open_archive(other, Models(lambda: encoder)),
        lambda: build(other, encoder),
        lambda: backends.roll_back(other),
    ):
        with pytest.raises(IndexOfAnother) as refused:
            attempt()
        assert str(refused.value) == said
    assert backends.current(settings) == first


def test_without_a_named_index_each_archive_answers_for_itself(
    settings: Settings, other: Settings, encoder: WordCounts
) -> None:
    here, there = (replace(each, index=replace(each.index, folder=None)) for each in (settings, other))
    build(here, encoder)
    build(there, encoder)
    with Archive.open(here) as one, Archive.open(there) as another:
        assert (one.articles, another.articles) == (("2012-02-07-briefing.txt", "schools.txt"), ("tax.txt",))


def test_an_index_follows_an_archive_that_has_moved(settings: Settings, encoder: WordCounts, tmp_path: Path) -> None:
    build(settings, encoder)
    moved = replace(settings, archive=replace(settings.archive, folder=tmp_path / "moved"))
    shutil.move(settings.archive.folder, moved.archive.folder)
    with pytest.raises(IndexOfAnother, match="if that has moved here, run: onrecord index"):
        Archive.open(moved)
    encoder.embedded.clear()
    build(moved, encoder)
    assert encoder.embedded == []
    Archive.open(moved).close()


def test_a_link_to_an_archive_is_that_archive(settings: Settings, encoder: WordCounts, tmp_path: Path) -> None:
    build(settings, encoder)
    (tmp_path / "link").symlink_to(settings.archive.folder)
    linked = replace(settings, archive=replace(settings.archive, folder=tmp_path / "link"))
    Archive.open(linked).close()


def test_a_missing_archive_leaves_no_folder_for_its_index(
    settings: Settings, encoder: WordCounts, tmp_path: Path
) -> None:
    missing = replace(settings, archive=replace(settings.archive, folder=tmp_path / "nowhere"))
    with pytest.raises(ArchiveMissing):
        build(missing, encoder)
    assert not missing.index_folder.exists()
