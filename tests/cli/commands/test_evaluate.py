"""The lines that `onrecord evaluate` prints below its table."""

import pytest
from rich.console import Console

from bot.cli.commands import evaluate
from retrieval.evaluation import Case, Outcome

LIKED = Case("who won?", "liked", None, ("burnham won",), answerable=True)
DISLIKED = Case("who lost?", "disliked", None, (), answerable=None, rejected=("burnham lost",))


def outcome(case: Case, rank: int | None, first: str, *, rejected: bool = False) -> Outcome:
    return Outcome(case, rank, speaker_right=False, abstained=False, confidence=0.9, first=first, rejected=rejected)


def test_evaluate_counts_the_rejected_passages_that_still_rank_first(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [outcome(DISLIKED, None, "Burnham lost.", rejected=True), outcome(DISLIKED, None, "Hunt lost.")]
    evaluate.show_scores(outcomes, Console(width=200))
    assert "rejected  1 of 2 still rank first" in capsys.readouterr().out
    evaluate.show_scores([outcome(LIKED, 1, "Burnham won.")], Console(width=200))
    assert "rejected" not in capsys.readouterr().out


def test_the_worst_misses_say_what_was_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [outcome(DISLIKED, None, "Burnham lost.", rejected=True), outcome(LIKED, 3, "Hunt won.")]
    evaluate.show_misses(outcomes, 2, Console(width=200))
    assert capsys.readouterr().out.splitlines() == [
        "",
        "1  who won?",
        "   right passage at 3: burnham won",
        "   first instead: Hunt won.",
        "",
        "2  who lost?",
        "   a rejected passage still ranks first",
        "   it begins: Burnham lost.",
    ]
