"""onrecord correct: what it writes, and what it asks for if something is missing."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import corrections, evaluation
from retrieval.corrections import Correction, Corrections
from retrieval.models import Article
from tests.cli.commands.conftest import Run
from tests.conftest import write
from tests.paths import ROOT

WORDS = "The reforms will go ahead."


@pytest.fixture
def folder(config: Path) -> Iterator[Path]:
    yield config.parent / "archive"
    (config.parent / "archive" / corrections.FILE).unlink(missing_ok=True)


def test_a_speaker_is_put_right_under_the_full_name(onrecord: Run, folder: Path) -> None:
    status, printed, _ = onrecord("correct", "briefing", WORDS, "--speaker", "Gove", "--note", "heard it", "--by", "Jo")
    (written,) = corrections.read(folder).all
    assert (written.article, written.words, written.speaker) == ("2012-02-07-briefing.txt", WORDS, "Michael Gove")
    assert (written.note, written.by, written.on is not None) == ("heard it", "Jo", True)
    path = folder / corrections.FILE
    assert (status, printed) == (
        0,
        f"written to {path}, line {written.line}; it takes effect with the next: onrecord index\n",
    )


def test_json_names_the_file_and_the_line(onrecord: Run, folder: Path) -> None:
    status, printed, _ = onrecord("correct", "schools", "--date", "2011-06", "--json")
    (written,) = corrections.read(folder).all
    assert (status, json.loads(printed)) == (0, {"file": str(folder / corrections.FILE), "line": written.line})


def test_every_kind_of_correction_is_written(onrecord: Run, folder: Path) -> None:
    assert onrecord("correct", "briefing", WORDS, "--speaker", "Zoë Ek")[0] == 0
    assert onrecord("correct", "briefing", WORDS, "--not-a-quotation")[0] == 0
    assert onrecord("correct", "schools", "--date", "2011-06")[0] == 0
    assert onrecord("correct", "schools", "--withdrawn")[0] == 0
    assert onrecord("correct", "--one-person", "Ann Lee-Hart", "Ann Lee")[0] == 0
    assert onrecord("correct", "--two-people", "Tom Hale", "Thomas Hale")[0] == 0
    found = corrections.read(folder)
    assert (found.problems, len(found.all), found.is_withdrawn("schools.txt")) == ((), 6, True)
    assert [each.speaker for each in found.all[:2]] == ["Zoë Ek", ""]


def test_a_name_that_nobody_bears_is_written_with_a_warning(onrecord: Run, folder: Path) -> None:
    status, _, errors = onrecord("correct", "--one-person", "Michael Gove", "Michael Gove-Pattel")
    assert (status, len(corrections.read(folder).all)) == (0, 1)
    assert "Michael Gove-Pattel is not quoted in this archive; did you mean Michael Gove?" in errors
    assert "nobody of the name Michael Gove;" not in errors


@pytest.mark.parametrize("role", ["Health Secretary", "the council leader", "town clerk"])
@pytest.mark.parametrize("kind", ["--one-person", "--two-people"])
def test_a_role_is_no_name_to_join_or_part_and_nothing_is_written(
    onrecord: Run, folder: Path, role: str, kind: str
) -> None:
    status, printed, errors = onrecord("correct", kind, "Andrew Lansley", role)
    assert (status, printed, (folder / corrections.FILE).exists()) == (2, "", False)
    assert f"{role} is a role, which several people may have" in errors


def test_a_withdrawn_article_is_said_to_be_so(onrecord: Run, folder: Path) -> None:
    write(folder, corrections.FILE, '[[correction]]\narticle = "old/libel.txt"\nwithdrawn = true\n')
    for arguments in (("show", "libel"), ("show", "old/libel.txt"), ("cite", "libel.txt", "--at", "0")):
        status, _, errors = onrecord(*arguments)
        assert (status, errors) == (
            2,
            "onrecord: old/libel.txt was withdrawn; corrections.toml in the archive’s folder says by whom and why\n",
        )
    assert "no article here is libels" in onrecord("show", "libels")[2]


def test_the_status_does_not_count_corrections_that_it_cannot_read(onrecord: Run, folder: Path) -> None:
    write(folder, corrections.FILE, "[[correction]\n")
    assert json.loads(onrecord("status", "--json")[1])["corrections"] is None
    assert "corrections unknown, since the file cannot be read" in " ".join(onrecord("status")[1].split())
    write(folder, corrections.FILE, '[[correction]]\narticle = "a.txt"\ndate = "2011"\n')
    assert json.loads(onrecord("status", "--json")[1])["corrections"] == 1


def test_of_several_places_one_must_be_said(onrecord: Run, folder: Path) -> None:
    status, _, errors = onrecord("correct", "schools", "No", "--not-a-quotation", "--at", "3")
    assert (status, "choose one with --at" in errors) == (2, True)
    start = int(errors.rpartition(": ")[2].split(",")[0])
    assert onrecord("correct", "schools", "No", "--not-a-quotation", "--at", str(start))[0] == 0
    assert corrections.read(folder).all[0].after


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("briefing",), "say what is right"),
        (("briefing", WORDS), "say what is right"),
        (("briefing", "--speaker", "Gove"), "say what is right"),
        (("briefing", WORDS, "--date", "2012"), "say what is right"),
        (("--one-person", "Ann", "Bo", "briefing"), "say what is right"),
        (("briefing", "It snowed.", "--speaker", "Gove"), "these words are not in 2012-02-07-briefing.txt"),
        (("nowhere", "--withdrawn"), "no article here is nowhere"),
        (("schools", "--date", "May"), "'May' is not a date"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_written(
    onrecord: Run, folder: Path, typed: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status, _, errors = onrecord("correct", *typed)
    except SystemExit as error:  # argparse's own
        status, errors = int(str(error.code)), capsys.readouterr().err
    assert (status, said in errors) == (2, True), errors
    assert not (folder / corrections.FILE).exists()


def test_corrections_are_evaluation_data(onrecord: Run, folder: Path) -> None:
    onrecord("correct", "briefing", WORDS, "--speaker", "Lansley")
    onrecord("correct", "schools", "No school will lose a penny", "--speaker", "Andy Burnham")
    onrecord("correct", "schools", "every school would gain", "--not-a-quotation")
    onrecord("correct", "briefing", "07/02/2012", "--not-a-quotation")
    line = next(each.line for each in corrections.read(folder).all if each.speaker == "Andy Burnham")
    status, printed, _ = onrecord("evaluate", "--corrections")
    first, *wrong = printed.splitlines()
    assert (status, first) == (0, "corrections  1 of 3 right without them")
    assert wrong[0] == f"  corrections.toml, line {line} (schools.txt): Andy Burnham; found: Michael Gove"
    assert ["): no quotation; found: " in each for each in wrong] == [False, True]
    document = json.loads(onrecord("evaluate", "--corrections", "--json")[1])
    assert [document[key] for key in ("kind", "corrections", "right")] == ["corrections", 3, 1]
    assert document["wrong"][0] == {
        "line": line,
        "article": "schools.txt",
        "words": "No school will lose a penny",
        "speaker": "Andy Burnham",
        "found": ["Michael Gove"],
        "lacks_words": False,
    }


def test_words_that_the_machine_finds_only_in_part_are_not_right() -> None:
    text = "“We sold the mill,” Ann Lee said. It has the words “closed for good” on its door."
    part = "We sold the mill"
    whole = "We sold the mill,” Ann Lee said. It has the words “closed for good"
    given = Corrections(tuple(Correction(1, "a.txt", words, speaker="Ann Lee") for words in (part, whole)))
    judged = evaluation.judge_corrections(given, {"a.txt": Article("a.txt", text)}.get)
    assert [(each.is_right, each.speakers, each.lacks_words) for each in judged] == [
        (True, ("Ann Lee",), False),
        (False, ("Ann Lee",), True),
    ]


def test_the_page_shows_what_evaluate_says(onrecord: Run, folder: Path) -> None:
    page = (ROOT / "docs" / "corrections.md").read_text(encoding="utf-8")
    example = page[page.index("$ onrecord correct") : page.index("\n```", page.index("$ onrecord evaluate"))]
    typed, _, expected = example.partition("$ onrecord evaluate --corrections\n")
    for line in typed.splitlines():
        assert onrecord(*shlex.split(line)[2:])[0] == 0
    assert onrecord("evaluate", "--corrections")[1] == f"{expected}\n"


def test_evaluate_says_that_there_are_no_corrections(onrecord: Run) -> None:
    expected = "No corrections of words fit this archive; see: onrecord correct --help\n"
    assert onrecord("evaluate", "--corrections") == (1, "", expected)


def test_evaluate_needs_a_file_or_corrections(onrecord: Run) -> None:
    assert onrecord("evaluate")[::2] == (2, "onrecord: name a question file, or give --corrections\n")
