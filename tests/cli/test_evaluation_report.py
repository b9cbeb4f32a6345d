"""What `onrecord evaluate` prints beside the table."""

import pytest
from rich.console import Console

from bot.cli import evaluation_report
from retrieval.evaluation import Case, Outcome

WANTED = Case("who won?", "liked", None, ("burnham won",), answerable=True)
UNWANTED = Case("who lost?", "disliked", None, (), answerable=None, rejected=("burnham lost",))


def given(case: Case, rank: int | None, first: str, *, rejected: bool = False) -> Outcome:
    return Outcome(case, rank, speaker_right=False, abstained=False, confidence=0.9, first=first, rejected=rejected)


def test_it_says_how_many_rejected_passages_stand_first_still(capsys: pytest.CaptureFixture[str]) -> None:
    judged = [given(UNWANTED, None, "Burnham lost.", rejected=True), given(UNWANTED, None, "Hunt lost.")]
    evaluation_report.show(judged, Console(width=200))
    assert "rejected  1 of 2 still stand first" in capsys.readouterr().out
    evaluation_report.show([given(WANTED, 1, "Burnham won.")], Console(width=200))
    assert "rejected" not in capsys.readouterr().out


def test_the_worst_misses_say_what_was_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    judged = [given(UNWANTED, None, "Burnham lost.", rejected=True), given(WANTED, 3, "Hunt won.")]
    evaluation_report.show_worst(judged, 2, Console(width=200))
    assert capsys.readouterr().out.splitlines() == [
        "",
        "1  who won?",
        "   right passage at 3: burnham won",
        "   first instead: Hunt won.",
        "",
        "2  who lost?",
        "   a passage that was rejected stands first still",
        "   it begins: Burnham lost.",
    ]
