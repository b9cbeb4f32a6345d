"""Going back to the generation before: what was deleted since then stays deleted."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from retrieval import indexing as building
from retrieval.archive import Archive, Models
from retrieval.errors import ArchiveMissing, IndexDamaged, NothingBefore
from retrieval.index import generation
from retrieval.index.generation import MANIFEST
from retrieval.settings import Settings
from tests.changes import BRIEFING_FILE, SCHOOLS_FILE, added, build, deleted, edited
from tests.conftest import VOCABULARY, quiet, write
from tests.fakes import WordCounts

ROWS = "title,text\n{}"
TAX = "Tax,Ann Harman said: “The tax is dead.”\n"
BILL = "Bill,Bob Stone said: “The bill is late.”\n"


pytestmark = pytest.mark.slow


def opened(settings: Settings) -> Archive:
    return Archive.open(settings, Models(lambda: WordCounts(*VOCABULARY)))


def everywhere(settings: Settings) -> set[str]:
    """The ids of all articles that any way of asking shows."""
    with closing(opened(settings)) as archive:
        found = {quotation.article.id for quotation in archive.quotations()}
        found |= {answer.article.id for answer in archive.ask("school tax bill", limit=99).answers}
        found |= {name for name in archive.articles if archive.article(name)}
        return found | {quotation.article.id for quotation in archive.said()}


def test_a_deleted_article_does_not_answer_after_a_rollback(settings: Settings) -> None:
    first, _ = build(settings)
    deleted(settings)
    build(settings)
    with generation.open_current(settings.index_folder, settings.encoder.name) as without:
        as_built = without.vectors.at(np.arange(3)).tolist()
    name = building.roll_back(settings)
    with generation.open_current(settings.index_folder, settings.encoder.name) as left:
        assert left.vectors.at(np.arange(3)).tolist() == as_built
    assert everywhere(settings) == {BRIEFING_FILE}
    with pytest.raises(NothingBefore):
        building.roll_back(settings)
    with closing(opened(settings)) as archive:
        assert (archive.generation, archive.speakers) == (name, ("Andy Burnham", "Andrew Lansley"))
        assert not archive.check("No school will lose a penny").matches
        assert archive.ask("what did Burnham say about Lansley?").answers[0].article.id == BRIEFING_FILE
        assert archive.manifest.articles == 1
    assert name > first.generation
    assert {path.name for path in settings.index_folder.iterdir() if path.is_dir()} == {name}
    assert build(settings)[0].generation == name
    write(settings.archive.folder, SCHOOLS_FILE, "Michael Gove said: “No tax will rise.”\n")
    assert build(settings)[0].changed
    assert everywhere(settings) == {BRIEFING_FILE, SCHOOLS_FILE}


def test_an_article_deleted_without_indexing_does_not_answer_after_a_rollback_either(settings: Settings) -> None:
    build(settings)
    edited(BRIEFING_FILE, "any hospital", "a hospital")(settings)
    build(settings)
    deleted(settings)
    building.roll_back(settings)
    assert everywhere(settings) == {BRIEFING_FILE}


def test_a_deleted_row_does_not_answer_after_a_rollback(settings: Settings) -> None:
    added("rows.csv", ROWS.format(TAX + BILL))(settings)
    build(settings)
    edited("rows.csv", TAX, "")(settings)
    build(settings)
    building.roll_back(settings)
    with closing(opened(settings)) as archive:
        assert archive.check("The tax is dead").matches == ()
        assert len(archive.check("The bill is late").matches) == 1


def test_an_article_whose_file_cannot_be_read_for_now_answers_again(settings: Settings) -> None:
    first, _ = build(settings)
    (settings.archive.folder / SCHOOLS_FILE).write_bytes(b"\0\1\2" * 50)
    assert build(settings)[0].manifest.articles == 1
    assert building.roll_back(settings) == first.generation
    assert everywhere(settings) == {BRIEFING_FILE, SCHOOLS_FILE}


def test_an_archive_that_has_lost_every_article_is_not_rolled_back_to_nothing(settings: Settings) -> None:
    build(settings)
    for name in (BRIEFING_FILE, SCHOOLS_FILE):
        (settings.archive.folder / name).unlink()
    write(settings.archive.folder, "new.txt", "Ann Harman said: “The tax is dead.”\n")
    build(settings)
    with pytest.raises(ArchiveMissing, match="holds no article of the generation before"):
        building.roll_back(settings)
    assert everywhere(settings) == {"new.txt"}


def test_a_damaged_current_generation_is_rolled_back_by_the_files_that_are_left(settings: Settings) -> None:
    build(settings)
    edited(BRIEFING_FILE, "any hospital", "a hospital")(settings)
    build(settings)
    deleted(settings)
    (generation.current(settings.index_folder) / MANIFEST).write_bytes(b"{}")
    building.roll_back(settings)
    assert everywhere(settings) == {BRIEFING_FILE}


def test_a_generation_of_another_index_is_not_rolled_back_to(settings: Settings, tmp_path: Path) -> None:
    build(settings)
    edited(BRIEFING_FILE, "any hospital", "a hospital")(settings)
    build(settings)
    (settings.index_folder / generation.ARCHIVE_ID).write_text("another\n", encoding="utf-8")
    with pytest.raises(IndexDamaged, match="was built for the index of another archive"):
        building.roll_back(settings)


def test_the_status_says_that_the_index_was_rolled_back_until_it_is_built_again(settings: Settings) -> None:
    def is_rolled_back() -> bool:
        with closing(opened(settings)) as archive:
            return archive.status().rolled_back

    build(settings)
    write(settings.archive.folder, "new.txt", "He said: “It rains in Sund today.”")
    build(settings)
    assert not is_rolled_back()
    building.roll_back(settings)
    assert is_rolled_back()
    building.bring_up_to_date(settings, lambda: WordCounts(*VOCABULARY), quiet, full=True)
    assert not is_rolled_back()
