"""onrecord accuracy: verdicts at the prompt, kept in a file, and the table made of them."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from bot.cli.commands import accuracy
from tests.cli.commands.conftest import Run

TABLE = "| archive | first answer right | silence right | quotation right | name wrong | date wrong |"


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Iterable[str]], None]:
    """What is typed at the prompt, line by line, and then the end of input."""

    def typed(lines: Iterable[str]) -> None:
        remaining = iter(lines)

        def answer() -> str:
            try:
                return next(remaining)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)

    return typed


def test_verdicts_are_asked_for_kept_and_counted(
    onrecord: Run, typing: Callable[[Iterable[str]], None], tmp_path: Path
) -> None:
    kept = tmp_path / "verdicts.jsonl"
    typing(["r", "what?", "rn", "nd", "q"])
    status, printed, shown = onrecord("accuracy", "--verdicts", str(kept))
    assert (status, printed.splitlines()[0]) == (0, TABLE)
    half = ".50 (.09 to .91) of 2"
    assert printed.splitlines()[2] == f"| archive | not measured | not measured | {half} | {half} | {half} |"
    assert [json.loads(line)["verdicts"] for line in kept.read_text().splitlines()] == [
        ["right"],
        ["wrong name", "wrong date"],
    ]
    assert "1 of 4\n" in shown
    assert shown.count(accuracy.NO_VERDICT) == 2  # after "what?" and "rn"
    assert shown.count(" of 4\n") == 3


def test_it_goes_on_where_it_ended_and_a_report_asks_nothing(
    onrecord: Run, typing: Callable[[Iterable[str]], None], tmp_path: Path
) -> None:
    kept = ("--verdicts", str(tmp_path / "verdicts.jsonl"))
    typing(["r"])
    assert ".21 to 1.00) of 1" in onrecord("accuracy", *kept)[1]
    typing(["s", "r", "r", "r"])
    _, printed, shown = onrecord("accuracy", *kept)
    assert ("2 of 4\n" in shown, "1 of 4\n" in shown, "4 of 4\n" in shown) == (True, False, True)
    assert "of 3 |" in printed
    typing([])
    assert onrecord("accuracy", *kept, "--report") == (0, printed, "")
    measured = [json.loads(line) for line in onrecord("accuracy", *kept, "--report", "--json")[1].splitlines()]
    assert [(one["measure"], one["count"], one["of"]) for one in measured] == [
        ("quotation right", 3, 3),
        ("name wrong", 0, 3),
        ("date wrong", 0, 3),
    ]
    assert measured[0]["low"] < measured[0]["high"] == 1


def test_a_report_without_verdicts_says_how_to_give_some(onrecord: Run, tmp_path: Path) -> None:
    none = tmp_path / "none.jsonl"
    expected = f"No verdicts in {none}; give some with: onrecord accuracy --verdicts {none}\n"
    assert onrecord("accuracy", "--report", "--verdicts", str(none)) == (1, "", expected)


def test_the_file_holds_no_words_of_an_article(
    onrecord: Run, typing: Callable[[Iterable[str]], None], tmp_path: Path
) -> None:
    kept = tmp_path / "verdicts.jsonl"
    typing(["r"] * 4)
    onrecord("accuracy", "--verdicts", str(kept))
    assert all(
        set(json.loads(line)) == {"place", "verdicts", "named", "dated"} for line in kept.read_text().splitlines()
    )


@pytest.mark.parametrize("line", ["{}", "x", '{"place": "a#1-2", "verdicts": ["good"], "named": true, "dated": true}'])
def test_a_line_that_is_no_verdict_is_named(onrecord: Run, tmp_path: Path, line: str) -> None:
    kept = tmp_path / "verdicts.jsonl"
    kept.write_text(f"{line}\n")
    status, _, errors = onrecord("accuracy", "--verdicts", str(kept), "--report")
    assert (status, errors) == (
        2,
        f"onrecord: {kept}, line 1, is not a verdict; remove the line, or name another file with --verdicts\n",
    )


def test_without_a_verdict_there_is_no_table(onrecord: Run, tmp_path: Path) -> None:
    assert onrecord("accuracy", "--verdicts", str(tmp_path / "none.jsonl"), "--report")[0] == 1
