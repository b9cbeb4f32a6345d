"""Corrections over builds: they win over the machine, cost one article, and none is lost."""

import io
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from retrieval import backends, corrections
from retrieval.archive import Archive, Models
from retrieval.corrections import writing
from retrieval.errors import CorrectionsDamaged
from retrieval.indexing import MAX_UNFIT_LOGGED, IndexingResult
from retrieval.models import Quotation
from retrieval.settings import Settings
from tests.conftest import BRIEFING, SCHOOLS, quiet, write
from tests.fakes import WordCounts

pytestmark = pytest.mark.slow

AHEAD = "The reforms will go ahead."
SPEAKERS = [("Andy Burnham", None), ("Andy Burnham", None), ("Andrew Lansley", None)]


@pytest.fixture
def index(settings: Settings, encoder: WordCounts) -> "Index":
    return Index(settings, encoder)


class Index:
    """The archive of two articles, indexed as often as asked."""

    def __init__(self, settings: Settings, encoder: WordCounts) -> None:
        self.settings, self.encoder, self.folder = settings, encoder, settings.archive.folder

    def build(self) -> IndexingResult:
        return backends.bring_up_to_date(self.settings, lambda: self.encoder, quiet)

    def open(self) -> Archive:
        return Archive.open(self.settings, Models(lambda: self.encoder))

    def quotations(self, article: str) -> Sequence[Quotation]:
        with self.open() as archive:
            return [each for each in archive.quotations() if each.article.id.endswith(article)]

    def speakers(self, article: str = "briefing.txt") -> list[tuple[str | None, str | None]]:
        return [(each.speaker, each.corrected) for each in self.quotations(article)]


def test_a_correction_wins_at_the_next_build_and_costs_one_article(index: Index) -> None:
    index.build()
    assert index.speakers()[-1] == ("Andrew Lansley", None)
    writing.add(index.folder, article="2012-02-07-briefing.txt", words=AHEAD, speaker="Ann Lee", by="Jo")
    built = index.build()
    assert (built.changed, built.parsed, built.embedded, built.unfit) == (True, 3, 0, [])
    assert index.speakers()[-1] == ("Ann Lee", "Jo")
    assert not index.build().changed


def test_a_speaker_put_right_is_not_renamed_to_somebody_else(index: Index) -> None:
    writing.add(index.folder, article="2012-02-07-briefing.txt", words=AHEAD, speaker="Lansley")
    index.build()
    assert index.speakers()[-1] == ("Lansley", "the editor")
    write(index.folder, "schools.txt", SCHOOLS + "\nMore.\n")
    index.build()  # the article is taken over from the generation before
    assert index.speakers()[-1] == ("Lansley", "the editor")


def test_a_correction_that_is_taken_out_is_undone(index: Index) -> None:
    writing.add(index.folder, article="2012-02-07-briefing.txt", words=AHEAD, not_a_quotation=True)
    index.build()
    assert len(index.speakers()) == 1  # Burnham's two paragraphs are one quotation
    (index.folder / corrections.FILE).unlink()
    index.build()
    assert index.speakers()[-1] == ("Andrew Lansley", None)


def test_ten_edits_and_builds_lose_no_correction(index: Index) -> None:
    writing.add(index.folder, article="2012-02-07-briefing.txt", words=AHEAD, speaker="Ann Lee")
    writing.add(index.folder, article="schools.txt", date="2012-03-04", by="Jo")
    writing.add(index.folder, article="schools.txt", words="No school will lose a penny", not_a_quotation=True)
    for number in range(10):
        edited = BRIEFING.replace("Health Secretary Andrew", f"It rained on day {number}.\n\nHealth Secretary Andrew")
        write(index.folder, "2012-02-07-briefing.txt", edited if number % 2 else f"{edited}\nIt was {number}.\n")
        if number == 5:  # the words go, and come back
            write(index.folder, "2012-02-07-briefing.txt", BRIEFING.replace(AHEAD, "All will be well."))
        built = index.build()
        if number == 5:
            assert [line.partition(": ")[0] for line in built.unfit] == ["corrections.toml, line 4"]
            continue
        assert (built.changed, built.unfit) == (True, [])
        assert index.speakers()[-1] == ("Ann Lee", "the editor")
        assert not any("lose a penny" in each.text for each in index.quotations("schools.txt"))
        with index.open() as archive:
            article = archive.article("schools.txt")
            assert article
            assert article.published
            assert (str(article.published.when), article.published.words) == ("2012-03-04", "Jo")


LAMPS = """The mayor of Sund, Ann Lee, spoke on Monday: "The lamp tax falls in May."

A. Lee added: "We keep the lamps." Later Tom Hale said: "I pay no lamp tax." Thomas Hale said: "I pay it gladly."

Bo Ek wrote: "Lamps for all" was the song of the year.
"""


def facts(index: Index) -> dict[str, object]:
    """What the index shows of the corrections of the next test."""
    said = index.quotations("lamps.txt")
    with index.open() as archive:
        lamps, schools = archive.article("lamps.txt"), archive.article("schools.txt")
        return {
            "withdrawn": "libel.txt" not in archive.articles,
            "date": str(schools.published.when) if schools and schools.published else None,
            "no quotation": lamps is not None and not any("Lamps for all" in each.text for each in said),
            "put right": next((each.speaker for each in said if "in May" in each.text), None),
            "one person": next((each.speaker for each in said if "keep the lamps" in each.text), None),
            "two people": sorted({each.speaker for each in said if "pay" in each.text and each.speaker}),
        }


ALL = {
    "withdrawn": True,
    "date": "2012-03-04",
    "no quotation": True,
    "put right": "Zoë Dahl",
    "one person": "Ann Lee-Hart",
    "two people": ["Thomas Hale", "Tom Hale"],
}
NO_LAMPS: dict[str, object] = {"no quotation": False, "put right": None, "one person": None, "two people": []}
NO_SCHOOLS: dict[str, object] = {"date": None}
LAMPS_FILE, SCHOOLS_FILE, MOVED = "lamps.txt", "schools.txt", "2012/schools.txt"


def test_ten_builds_lose_no_correction_of_any_kind_whatever_becomes_of_the_articles(index: Index) -> None:
    folder = index.folder
    write(folder, LAMPS_FILE, LAMPS)
    write(folder, "libel.txt", LAMPS.replace("Ann Lee", "Di Fox"))
    index.build()
    given: list[dict[str, Any]] = [
        {"article": LAMPS_FILE, "words": "The lamp tax falls in May.", "speaker": "Zoë Dahl"},
        {"article": LAMPS_FILE, "words": "Lamps for all", "not_a_quotation": True},
        {"article": SCHOOLS_FILE, "date": "2012-03-04"},
        {"article": "libel.txt", "withdrawn": True},
        {"one_person": ("Ann Lee-Hart", "Ann Lee")},
        {"two_people": ("Tom Hale", "Thomas Hale")},
    ]
    with ThreadPoolExecutor(2) as editors:  # two editors at once
        list(editors.map(lambda values: writing.add(folder, **values), given))
    assert len(corrections.read(folder).all) == len(given)

    def edit(text: str) -> None:
        write(folder, LAMPS_FILE, text)

    def move(here: str, there: str) -> None:
        (folder / there).parent.mkdir(exist_ok=True)
        (folder / here).rename(folder / there)

    steps: list[tuple[Callable[[], object], dict[str, Any], int]] = [  # with what changes, and how many do not fit
        (lambda: None, {}, 0),
        (lambda: edit(f"It rained.\n\n{LAMPS}"), {}, 0),
        (lambda: edit(LAMPS.replace("lamp tax falls", "lamp  tax\nfalls").replace('"', "”")), {}, 0),
        (lambda: edit(LAMPS.replace("in May", "in June")), {"put right": None}, 1),
        (lambda: edit(LAMPS), {}, 0),
        ((folder / LAMPS_FILE).unlink, NO_LAMPS, 2),
        (lambda: edit(LAMPS), {}, 0),
        (lambda: move(SCHOOLS_FILE, MOVED), NO_SCHOOLS, 1),
        (lambda: move(MOVED, SCHOOLS_FILE), {}, 0),
        (lambda: write(folder, "libel.txt", LAMPS), {}, 0),
    ]
    for number, (change, differs, unfit) in enumerate(steps):
        change()
        built = index.build()
        assert (number, len(built.unfit), facts(index)) == (number, unfit, ALL | differs)
    assert len(corrections.read(folder).all) == len(given)


def test_a_withdrawn_article_leaves_the_index_and_comes_back(index: Index) -> None:
    writing.add(index.folder, article="schools.txt", withdrawn=True)
    built = index.build()
    assert (built.manifest.articles, built.manifest.skipped, built.unfit) == (1, 0, [])
    writing.add(index.folder, article="schools.txt", withdrawn=False)
    text = (index.folder / corrections.FILE).read_text(encoding="utf-8")
    write(index.folder, corrections.FILE, text.rstrip() + "\nwithdrawn = false\n")
    assert index.build().manifest.articles == 2


def test_of_very_many_corrections_that_do_not_fit_some_are_logged_and_the_rest_counted(
    index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = '[[correction]]\narticle = "gone.txt"\n'
    write(index.folder, corrections.FILE, wrong * 300 + (wrong + "date = 2012-02-07\n") * 200)
    assert len(index.build().unfit) == 500
    warned = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    logged = [message for message in warned if "correction" in message]
    assert len(logged) == MAX_UNFIT_LOGGED + 1
    assert logged[-1] == f"{500 - MAX_UNFIT_LOGGED} more corrections do not fit the archive; onrecord status lists them"


def test_one_person_is_shown_by_the_name_that_people_gave_in_every_later_build(index: Index) -> None:
    writing.add(index.folder, one_person=("A. Burnham MP", "Andy Burnham"))
    index.build()
    assert index.speakers()[0] == ("A. Burnham MP", "the editor")
    write(index.folder, "schools.txt", SCHOOLS + "\nMore.\n")
    index.build()
    assert index.speakers()[0] == ("A. Burnham MP", "the editor")
    (index.folder / corrections.FILE).unlink()
    index.build()
    assert index.speakers()[0] == ("Andy Burnham", None)


def test_rows_of_tables_and_members_of_zips_are_put_right(index: Index) -> None:
    write(index.folder, "rows.csv", "id,title,text\n7,Rain,“It rained for days on the hills” said Ann Lee.\n")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1998/café.txt", "Snow\n\n“It snowed for days on the hills,” said Bo Ek.\n")
        archive.writestr("1998/gone.txt", "Fog\n\n“It was foggy on the hills,” said Bo Ek.\n")
    (index.folder / "old.zip").write_bytes(packed.getvalue())
    index.build()
    with index.open() as opened:
        row = next(each for each in opened.articles if each.startswith("rows.csv"))
    writing.add(index.folder, article=row, words="It rained for days", speaker="Zoë Dahl")
    writing.add(index.folder, article="old.zip/1998/café.txt", words="it snowed for days", speaker="Al Ode")
    writing.add(index.folder, article="old.zip/1998/gone.txt", withdrawn=True)
    built = index.build()
    assert (built.unfit, built.manifest.articles) == ([], 4)
    assert ("Zoë Dahl", "the editor") in index.speakers(row)
    assert index.speakers("café.txt") == [("Al Ode", "the editor"), ("Bo Ek", None)]
    assert index.speakers("gone.txt") == []


def test_a_damaged_file_stops_the_build_and_the_index_before_answers(index: Index) -> None:
    writing.add(index.folder, article="schools.txt", withdrawn=True)
    before = index.build()
    write(index.folder, corrections.FILE, "[[correction]]\nwithdrawn = yes\n")
    with pytest.raises(CorrectionsDamaged, match=r"corrections.toml, line 2"):
        index.build()
    with index.open() as archive:
        assert archive.generation == before.generation
        status = archive.status()
    assert (status.corrections, len(status.unfit), status.unread) == (None, 1, 0)
    assert "line 2" in status.unfit[0]


def test_status_says_what_does_not_fit(index: Index) -> None:
    writing.add(index.folder, article="schools.txt", words="It snowed.", speaker="Ann Lee")
    writing.add(index.folder, article="schools.txt", date="2012")
    assert len(index.build().unfit) == 1
    with index.open() as archive:
        status = archive.status()
    assert (status.corrections, status.newer) == (2, 0)
    assert status.unfit == ["corrections.toml, line 4: “It snowed.” is not in schools.txt; copy the words from there"]
