"""An archive that cannot be looked at is no silence of the archive: replies and verdicts say so, with exit status 2."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.drafts import Doubt, DraftVerdict
from retrieval.index import generation, stages
from retrieval.settings import Settings, load
from tests.cli.commands.conftest import Run
from tests.conftest import write

pytestmark = pytest.mark.slow

QUESTION = "what did Burnham say about the reforms?"
DRAFT = "Andy Burnham said: “The reforms must be dropped before any hospital closes.”\n\n“Nobody asked us,” she said."


def truncate(index: Path) -> None:
    os.truncate(generation.current(index) / generation.ARCHIVE, 100)


def lose(index: Path) -> None:
    (generation.current(index) / generation.ARCHIVE).unlink()


def make_anothers(index: Path) -> None:
    generation.note_owner(index, index.parent)  # a folder that is there


def make_old(index: Path) -> None:
    path = generation.current(index) / "manifest.json"
    written = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**written, "format": stages.LAYOUT - 1}), "utf-8")


UNREADABLE = [
    pytest.param(truncate, "is damaged", id="damaged"),
    pytest.param(lose, "is damaged", id="a file is gone"),
    pytest.param(make_anothers, "is of the archive", id="of another archive"),
    pytest.param(make_old, "older", id="of an older version"),
]


@pytest.fixture
def copied(onrecord: Run, config: Path, tmp_path: Path) -> tuple[Run, Path]:
    """Run a command on a copy of the index, which the test may spoil; and the copy."""
    index = tmp_path / "index"
    shutil.copytree(load(config).index_folder, index)
    return lambda *arguments: onrecord("--index", str(index), *arguments), index


@pytest.mark.parametrize(("spoil", "problem"), UNREADABLE)
def test_a_question_in_json_could_not_be_looked_up(
    copied: tuple[Run, Path], spoil: Callable[[Path], None], problem: str
) -> None:
    onrecord, index = copied
    spoil(index)
    status, printed, complaint = onrecord("ask", QUESTION, "--format", "json")
    reply = json.loads(printed)
    assert (status, reply["silence"], reply["abstained"], reply["searched"]) == (2, "could_not_look", True, None)
    assert (reply["question"], complaint) == (QUESTION, f"onrecord: {reply['error']}\n")
    assert problem in complaint
    assert onrecord("ask", QUESTION) == (2, "", complaint)


def test_without_its_encoder_a_question_could_not_be_looked_up(onrecord: Run) -> None:
    status, printed, complaint = onrecord("ask", QUESTION, "--format", "json")
    reply = json.loads(printed)
    assert (status, reply["silence"], complaint) == (2, "could_not_look", f"onrecord: {reply['error']}\n")
    assert "it is not installed" in complaint


BATCH = f"""{{"id": 7, "question": "{QUESTION}"}}

what did Gove say?
{{"id": 8, "question": null}}
"""


@pytest.mark.parametrize(("spoil", "problem"), UNREADABLE)
def test_every_question_of_a_batch_could_not_be_looked_up(
    copied: tuple[Run, Path], tmp_path: Path, spoil: Callable[[Path], None], problem: str
) -> None:
    onrecord, index = copied
    spoil(index)
    status, printed, complaint = onrecord("ask", "--batch", str(write(tmp_path, "questions.jsonl", BATCH)))
    replies = [json.loads(line) for line in printed.splitlines()]
    assert [(reply["id"], reply["question"]) for reply in replies] == [
        (7, QUESTION), (None, "what did Gove say?"), (8, '{"id": 8, "question": null}'),
    ]  # fmt: skip
    error = complaint.removeprefix("onrecord: ").rstrip("\n")
    assert [(reply["silence"], reply["searched"], reply["abstained"], reply["error"]) for reply in replies] == [
        ("could_not_look", None, True, error)
    ] * 3
    assert (status, problem in error) == (2, True)


def test_a_batch_that_lacks_its_encoder_ends_with_an_error(
    onrecord: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    status, printed, _ = onrecord("ask", "--batch", str(write(tmp_path, "questions.jsonl", BATCH)))
    replies = [json.loads(line) for line in printed.splitlines()]
    assert (status, [reply["silence"] for reply in replies]) == (2, ["could_not_look"] * 3)
    assert [reply["id"] for reply in replies] == [7, None, 8]
    assert caplog.text.count("it is not installed") == 2  # the last line is no question


def test_a_batch_of_an_archive_that_is_no_folder_is_answered_all_the_same(onrecord: Run, tmp_path: Path) -> None:
    file, nowhere = str(write(tmp_path, "questions.txt", "what did Gove say?")), str(tmp_path / "nowhere")
    status, printed, complaint = onrecord("--archive", nowhere, "--index", nowhere, "ask", "--batch", file)
    reply = json.loads(printed)
    assert (status, reply["silence"], f"onrecord: {reply['error']}\n") == (2, "could_not_look", complaint)
    assert "is not a folder" in complaint


def test_a_mistake_in_a_question_is_no_failed_look(onrecord: Run) -> None:
    status, printed, complaint = onrecord("ask", QUESTION, "--after", "someday", "--format", "json")
    assert (status, printed, "someday" in complaint) == (2, "", True)


@pytest.mark.parametrize(("spoil", "problem"), UNREADABLE)
def test_no_quotation_of_a_draft_could_be_checked(
    copied: tuple[Run, Path], tmp_path: Path, spoil: Callable[[Path], None], problem: str
) -> None:
    onrecord, index = copied
    spoil(index)
    file = str(write(tmp_path, "draft.txt", DRAFT))
    status, printed, complaint = onrecord("check", "--draft", file, "--format", "json")
    checks = [json.loads(line) for line in printed.splitlines()]
    assert [(check["verdict"], check["doubt"], check["matches"]) for check in checks] == [
        ("could_not_check", "unreadable", [])
    ] * 2
    assert (status, problem in complaint) == (2, True)
    table = " ".join(onrecord("check", "--draft", file)[1].split())
    assert table.startswith("2 quotations: 2 could not be checked 1 Could not be checked")
    assert "The archive, or a part of it, could not be read." in table


def test_without_an_index_a_draft_is_not_judged(onrecord: Run, tmp_path: Path) -> None:
    file = str(write(tmp_path, "draft.txt", DRAFT))
    status, printed, complaint = onrecord("--index", str(tmp_path / "none"), "check", "--draft", file)
    assert (status, printed, "build one with" in complaint) == (2, "", True)


def test_an_index_that_is_damaged_meanwhile_costs_the_verdicts_not_the_draft(
    archive: Archive, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    truncate(settings.index_folder)
    checks = archive.check_draft(DRAFT)
    assert [(check.verdict, check.doubt) for check in checks] == [(DraftVerdict.COULD_NOT_CHECK, Doubt.UNREADABLE)] * 2
    assert "no quotation of the draft could be checked" in caplog.text
