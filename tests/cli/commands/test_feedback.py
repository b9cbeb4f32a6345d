import json
from pathlib import Path

import pytest

from bot.cli.commands import feedback
from bot.discord.database import Feedback
from retrieval import evaluation
from retrieval.evaluation import Case
from retrieval.models import Options, PartialDate
from retrieval.search import query
from retrieval.search.query import SpeakerNames

FULL = Options("Andy Burnham", "HSJ", PartialDate.parse("2012-02"), PartialDate.parse("2013"))
BURNHAM = "what did Burnham say?"


def judged(*, abstained: bool = False, good: int = 0, bad: int = 0, options: Options = Options()) -> Feedback:  # noqa: B008
    found = None if abstained else "“No,” said Burnham."
    return Feedback("k", BURNHAM, options, abstained, found, "Andy Burnham" if found else None, good, bad)


SHOWN = ("no, said burnham.",)
CASES = [
    pytest.param(
        judged(good=2, bad=1), Case(BURNHAM, "liked", "Andy Burnham", SHOWN, answerable=True), id="more liked than not"
    ),
    pytest.param(judged(bad=1), Case(BURNHAM, "disliked", None, (), None, rejected=SHOWN), id="disliked"),
    pytest.param(judged(good=1, bad=1), Case(BURNHAM, "disputed", None, (), None), id="as many liked it as not"),
    pytest.param(judged(abstained=True), Case(BURNHAM, "unanswered", None, (), None), id="unanswered, no votes"),
    pytest.param(
        judged(abstained=True, good=1), Case(BURNHAM, "liked", None, (), answerable=False), id="rightly unanswered"
    ),
    pytest.param(
        judged(abstained=True, bad=1), Case(BURNHAM, "disliked", None, (), answerable=True), id="wrongly unanswered"
    ),
]


@pytest.mark.parametrize(("each", "case"), CASES)
def test_votes_on_an_answer_become_a_question_that_evaluate_reads(each: Feedback, case: Case, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(written) for written in feedback.case_documents([each])), encoding="utf-8")
    assert evaluation.read_cases(path) == [case]


def test_the_options_of_a_question_are_exported_as_operators() -> None:
    (written,) = feedback.case_documents([judged(options=FULL, good=1)])
    assert query.parse(written["question"], SpeakerNames([]), Options()).filters == FULL
