"""onrecord check --draft: its exit statuses, and each form of output."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.commands.conftest import Run
from tests.conftest import write

pytestmark = pytest.mark.slow

RIGHT = "Andy Burnham said: “The reforms must be dropped before any hospital closes.”"
WRONG = "Andy Burnham said: “The reforms must be dropped before any school closes.”"
NEEDLESS = "a draft has its own words and speakers; leave out "
BY_ANOTHER = "Michael Gove said: “The reforms will go ahead.”"


@pytest.mark.parametrize(
    "words", ["Toute la ville est en colère", "Wir werden das niemals tun", "Δεν θα κλείσει κανένα νοσοκομείο"]
)
def test_words_in_another_language_are_said_to_be_so(onrecord: Run, words: str) -> None:
    said = "Nothing on record. The words seem to be in another language than English.\n"
    assert onrecord("check", words) == (1, "", said)
    assert onrecord("check", "Nobody ever said any of these words here") == (1, "", "Nothing on record.\n")


@pytest.mark.parametrize(
    ("text", "status"), [(RIGHT, 0), (f"{RIGHT}\n\n{WRONG}", 1), (BY_ANOTHER, 1), ("Nobody said it.", 0)]
)
def test_the_exit_status_says_whether_all_quotations_are_on_record(
    onrecord: Run, tmp_path: Path, text: str, status: int
) -> None:
    assert onrecord("check", "--draft", str(write(tmp_path, "draft.txt", text)))[0] == status


def test_the_table_has_the_verdict_the_difference_and_the_place(onrecord: Run, tmp_path: Path) -> None:
    _, printed, _ = onrecord("check", "--draft", str(write(tmp_path, "draft.md", f"{WRONG}\n\n{BY_ANOTHER}")))
    words = " ".join(printed.split())
    assert words.startswith("2 quotations: 1 altered, 1 said by another 1 Altered “The reforms must be dropped")
    assert "before any [-school-] {+hospital+} closes" in words
    assert "Andrew Lansley · The Courier · 7 February 2012 2012-02-07-briefing.txt --at" in words


def test_json_has_a_line_for_each_quotation_with_its_place_in_the_draft(
    onrecord: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{RIGHT}\n\n{WRONG}"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    status, printed, _ = onrecord("check", "--draft", "-", "--format", "json")
    right, wrong = map(json.loads, printed.splitlines())
    assert (status, right["verdict"], right["speaker"], right["doubt"]) == (1, "on_record", "Andy Burnham", None)
    assert text[wrong["start"] : wrong["end"]] == wrong["words"]
    (match,) = wrong["matches"]
    assert match["text"][slice(*match["highlights"][0])] == "The reforms must be dropped before any hospital closes"
    assert [change for change in match["difference"] if change[0] != "same"] == [
        ["added", "school"],
        ["left out", "hospital"],
    ]


def test_markdown_and_html_have_the_same_verdicts(onrecord: Run, tmp_path: Path) -> None:
    path = str(write(tmp_path, "draft.txt", f"{WRONG}\n\n{BY_ANOTHER}"))
    _, marked, _ = onrecord("check", "--draft", path, "--format", "markdown")
    assert ("## 1. Altered" in marked, "~~school~~ **hospital**" in marked) == (True, True)
    _, page, _ = onrecord("check", "--draft", path, "--format", "html")
    assert page.startswith("<!doctype html>\n")
    words = "<del>in the draft, not on record: school</del> <ins>on record, not in the draft: hospital</ins>"
    assert words in re.sub(r'<span class="unseen"> (.*?)</span>', r"\1", page)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "no words to check; give a quotation, or a draft with --draft FILE"),
        (["check", "so", "-f", "html"], "html is only for checked drafts; give one with --draft FILE"),
        (["check", "so", "--draft", "a.txt"], f"{NEEDLESS}WORDS"),
        (["check", "--draft", "a.txt", "--speaker", "Lee"], f"{NEEDLESS}--speaker"),
        (["check", "--draft", "a.txt", "--reported", "--date", "2012"], f"{NEEDLESS}--date and --reported"),
        (
            ["check", "--draft", "a.txt", "-f", "csv"],
            "a checked draft has no csv; give --format text, markdown, json or html",
        ),
        (["check", "--draft", "/gone.docx"], "draft /gone.docx cannot be read (No such file or directory)"),
    ],
)
def test_what_cannot_be_checked_is_an_error(onrecord: Run, arguments: list[str], said: str) -> None:
    assert onrecord(*arguments) == (2, "", f"onrecord: {said}\n")
