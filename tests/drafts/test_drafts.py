"""Twenty drafts with known right and wrong quotations: the verdict on each, and none on record that is not."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.drafts import Doubt, DraftCheck, DraftVerdict, all_on_record
from retrieval.ingest import draft
from retrieval.settings import Settings
from retrieval.text.normalise import normalise
from tests.conftest import quiet, write
from tests.drafts.conftest import read
from tests.fakes import WordCounts, parsers_here
from tests.paths import DATA

pytestmark = pytest.mark.slow

DRAFTS = DATA / "drafts"
HALVES = ("first", "second")
MIN_RIGHT = 0.95

Judged = tuple[str, str, str]  # words, the verdict expected, the verdict found


def check(desk: Archive, path: Path) -> list[DraftCheck]:
    return desk.check_draft(draft.read(*read(path), parsers_here))


def expected(half: Path) -> list[dict[str, str]]:
    with (half / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def judged(desk: Archive, half: Path) -> Iterator[Judged]:
    """The quotations expected and found in the drafts of a folder; one only expected, or only found, is wrong."""
    rows = expected(half)
    for path in sorted(half.iterdir()):
        left = [row for row in rows if row["draft"] == path.name]
        for each in check(desk, path) if path.suffix != ".tsv" else []:
            words = normalise(each.quotation.shown)
            row = next((row for row in left if words.startswith(normalise(row["begins"]))), None)
            if row:
                left.remove(row)
            yield each.quotation.shown, row["verdict"] if row else "no quotation", each.verdict.value
        for row in left:
            yield row["begins"], row["verdict"], "not found"


@pytest.mark.parametrize("half", HALVES)
def test_at_least_95_of_100_verdicts_are_right_and_nothing_is_on_record_that_is_not(desk: Archive, half: str) -> None:
    found = list(judged(desk, DRAFTS / half))
    wrong = [each for each in found if each[1] != each[2]]
    assert 1 - len(wrong) / len(found) >= MIN_RIGHT, wrong
    assert [each for each in wrong if each[2] == DraftVerdict.ON_RECORD] == []


def test_every_verdict_is_among_those_of_each_half() -> None:
    for half in HALVES:
        counts = Counter(row["verdict"] for row in expected(DRAFTS / half))
        assert counts.keys() == {verdict.value for verdict in DraftVerdict}


def verdicts(desk: Archive, text: str) -> list[tuple[str, str | None, str]]:
    return [(each.quotation.shown, each.quotation.speaker, each.verdict.value) for each in desk.check_draft(text)]


def test_a_draft_with_all_quotations_on_record_is_told_from_one_without(desk: Archive) -> None:
    right = 'Ingrid Vass said: "The wall will be finished before the winter of 2033."'
    assert all_on_record(desk.check_draft(right))
    assert not all_on_record(desk.check_draft(right.replace("2033", "2032")))


def test_each_piece_of_a_quotation_is_judged_where_only_one_is_on_record(desk: Archive) -> None:
    text = "“They sent us a leaflet,” Olu Adeyemi said. “We burnt it on the quay that very night.”"
    assert verdicts(desk, text) == [
        ("They sent us a leaflet", "Olu Adeyemi", "on_record"),
        ("We burnt it on the quay that very night", "Olu Adeyemi", "not_in_archive"),
    ]


def test_the_speaker_may_be_named_by_surname_or_office(desk: Archive) -> None:
    text = (
        "The harbour master said: “I told the committee that it needs watching.”\n\n"
        "Mr Reyl said: “They sent us a leaflet.”"
    )
    assert [verdict for _, _, verdict in verdicts(desk, text)] == ["on_record", "said_by_another"]


LANSLEYS = "There will be substantive changes"


@pytest.mark.parametrize(
    ("before", "verdict", "speaker"),
    [
        ("Andrew Lansley, the health secretary, spoke.", DraftVerdict.ON_RECORD, "Andrew Lansley"),
        ("Andy Burnham, the health secretary, spoke.", DraftVerdict.SAID_BY_ANOTHER, "Andy Burnham"),
        ("Tomas Reyl spoke first.", DraftVerdict.ON_RECORD, "health secretary"),
    ],
)
def test_an_office_is_the_person_whom_the_draft_names_beside_it(
    desk: Archive, before: str, verdict: DraftVerdict, speaker: str
) -> None:
    (only,) = desk.check_draft(f"{before}\n\nThe health secretary said: “{LANSLEYS}.”")
    assert (only.verdict, only.quotation.speaker) == (verdict, speaker)


@pytest.mark.parametrize("words", ["I never did", "watching", "the wall"])
def test_few_words_are_no_evidence(desk: Archive, words: str) -> None:
    (only,) = desk.check_draft(f"Nobody knows what Nadia Orme meant when she said “{words}”.")
    assert (only.verdict, only.doubt) == (DraftVerdict.COULD_NOT_CHECK, Doubt.TOO_FEW_WORDS)


@pytest.mark.parametrize("words", ["Man of the Harbour", "The Long Winter Before Marrow"])
def test_a_title_of_which_no_article_knows_is_not_said_to_be_not_on_record(desk: Archive, words: str) -> None:
    (only,) = desk.check_draft(f"On the bookshelf of the pub stands “{words}” with its spine to the wall.")
    assert (only.verdict, only.doubt) == (DraftVerdict.COULD_NOT_CHECK, Doubt.TITLE)


def test_words_whose_speaker_the_archive_does_not_name_are_not_on_record_as_somebodys(desk: Archive) -> None:
    (only,) = desk.check_draft("Petra Lindqvist said: “The wall must be moved.”")
    assert (only.verdict, only.doubt) == (DraftVerdict.COULD_NOT_CHECK, Doubt.SPEAKER_UNCLEAR)


def test_progress_is_told_for_every_quotation(desk: Archive) -> None:
    told: list[tuple[int, int]] = []
    desk.check_draft("“We lost it,” he said.\n\n“We won it,” she said.", lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_draft_without_quotations_has_no_checks(desk: Archive) -> None:
    assert desk.check_draft("The sea was calm.") == []
    assert desk.check_draft("") == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (None, ["on_record", "altered", "on_record"]),
        ("Fell Courier", ["on_record", "altered", "not_in_archive"]),
        ("Tide", ["not_in_archive", "not_in_archive", "on_record"]),
    ],
)
def test_a_draft_is_checked_against_one_publication(desk: Archive, source: str | None, expected: list[str]) -> None:
    words = ("They sent us a leaflet", "They sent us a small leaflet about it", "The sea does not negotiate")
    text = "\n\n".join(f"“{each}.”" for each in words)
    assert [check.verdict.value for check in desk.check_draft(text, source=source)] == expected


VOICES = """Norr Line lost two ships on Monday.

“We cannot run empty ships all winter long,” said Bo Ek, a spokesman for Norr Line.

The company said: “Every customer will have a refund before the month is over.”

“Shoppers are more willing to buy a boat that they did not know of,” said Edda Marsh.

“I had never heard of it,” said Bo Ray.

“It is the heart of Sund,” said Ida Brand. The harbour is the “place that made us what we are”.

“It is the soul of Sund,” said Ida Brand. For Tom Low the quay is the “place that broke us in the end”.

“My boy drove like the wind today,” Donald Vane said. “My father gave me all of it and more,” said Donald Vane Jr.
"""


@pytest.mark.parametrize(
    ("words", "speaker", "verdict"),
    [
        pytest.param("We cannot run empty ships all winter long", "Norr Line", "on_record", id="its spokesman"),
        pytest.param("We cannot run empty ships all winter long", "the company", "could_not_check", id="a company"),
        pytest.param("Every customer will have a refund", "Norr Line", "on_record", id="the company is the one named"),
        pytest.param("Every customer will have a refund", "Sund Ferries", "said_by_another", id="another company"),
        pytest.param("My boy drove like the wind today", "Donald Vane", "on_record", id="the father"),
        pytest.param("My boy drove like the wind today", "Donald Vane Jr.", "said_by_another", id="not the son"),
        pytest.param(
            "Shoppers are more willing to buy a boat that they had never heard of",
            "Edda Marsh",
            "altered",
            id="a few words that somebody else has, too",
        ),
        pytest.param("place that made us what we are", "Ida Brand", "on_record", id="words right behind hers"),
        pytest.param("place that broke us in the end", "Ida Brand", "could_not_check", id="words about somebody else"),
        pytest.param("My father gave me all of it and more", "Donald Vane", "said_by_another", id="not the father"),
    ],
)
def test_bodies_speak_through_their_people_and_nobody_through_somebody_else(
    settings: Settings, encoder: WordCounts, words: str, speaker: str, verdict: str
) -> None:
    write(settings.archive.folder, "voices.txt", VOICES)
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as archive:
        assert [each for _, _, each in verdicts(archive, f"“{words},” {speaker} said.")] == [verdict]


def test_a_body_with_small_words_in_its_name_is_nobody_named_near(settings: Settings, encoder: WordCounts) -> None:
    words = "No other harbour on this coast has seen one this year"
    text = (
        "The Centers for Tide Control and Prevention, CTC, met on Monday.\n\n“It is a new kind of flood,” said Karl "
        f"Holt. “It is late.”\n\nThe CTC reported that the town was wet.\n\n“{words},” the CTC reported Thursday."
    )
    write(settings.archive.folder, "flood.txt", text)
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as archive:
        (check,) = archive.check_draft(f"“{words},” Karl Holt said.")
    assert check.matches[0].quotations[0].speaker == "Centers for Tide Control and Prevention"
    assert check.verdict is DraftVerdict.SAID_BY_ANOTHER
