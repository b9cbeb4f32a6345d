"""The measures of an evaluation, worked out by hand, and the definition of a hit."""

import json
import math
from pathlib import Path

import pytest

from retrieval import evaluation
from retrieval.errors import QuestionError
from retrieval.evaluation import Case, Outcome
from retrieval.models import Answer, Article, Kind, Question, Quotation, Reply

BURNHAM = Case("what did Burnham say?", "said", "Andy Burnham", ("lost the argument",), answerable=True)


def answer(text: str, speaker: str | None = None) -> Answer:
    article = Article("a.txt", text)
    quotation = Quotation(article, ((0, len(text)),), Kind.INDIRECT, speaker)
    return Answer(article, 0, len(text), quotation, (), 1.0, {})


def reply(*answers: Answer, reason: str | None = None) -> Reply:
    return Reply("q", Question("q"), answers, 0.7, reason, "g", 1.0)


def outcome(
    rank: int | None, confidence: float, *, speaker: str | None = None, right: bool = False, abstained: bool = False
) -> Outcome:
    return Outcome(Case("q", "said", speaker, ("g",), answerable=True), rank, right, abstained, confidence)


def absent(confidence: float, *, abstained: bool) -> Outcome:
    return Outcome(
        Case("q", "absent", None, (), answerable=False),
        None,
        speaker_right=False,
        abstained=abstained,
        confidence=confidence,
    )


def test_every_measure_is_as_worked_out_by_hand() -> None:
    outcomes = [
        outcome(1, 0.9, speaker="Andy Burnham", right=True),
        outcome(1, 0.8, speaker="Ed Miliband"),
        outcome(4, 0.5, speaker="Nick Clegg", right=True, abstained=True),
        outcome(10, 0.7),
        outcome(None, 0.2, abstained=True),
        absent(0.5, abstained=True),
        absent(0.3, abstained=False),
        absent(0.1, abstained=True),
    ]
    assert evaluation.score(outcomes) == pytest.approx(
        {
            "questions": 8,
            "hit@1": 2 / 5,
            "hit@5": 3 / 5,
            "mrr@10": (1 + 1 + 1 / 4 + 1 / 10) / 5,
            "said@1": 1 / 3,
            "speaker@1": 1 / 2,
            "answered": 3 / 5,
            "abstained": 2 / 3,
            "balanced": (3 / 5 + 2 / 3) / 2,
            "auroc": (3 + 3 + 2.5 + 3 + 1) / 15,
            # Two have the confidence .5, and one of these is answerable. The others are off by .1, .2, .3, .8, .3, .1.
            "ece": 1.8 / 8,
        }
    )


UNKNOWN = Case("q", "disliked", None, (), answerable=None, rejected=("lost",))


def test_a_question_that_nobody_has_judged_counts_for_no_measure() -> None:
    judged = [outcome(1, 1.0), absent(0.0, abstained=True)]
    unjudged = Outcome(UNKNOWN, None, speaker_right=False, abstained=True, confidence=0.6)
    assert evaluation.score([*judged, unjudged]) == pytest.approx(
        {**evaluation.score(judged), "questions": 3}, nan_ok=True
    )


def test_an_answerable_question_without_gold_counts_as_answered_or_not_only() -> None:
    open_ended = Outcome(Case("q", "disliked", None, (), answerable=True), None, False, abstained=True, confidence=0.2)  # noqa: FBT003
    figures = evaluation.score([outcome(1, 0.9), open_ended])
    assert (figures["hit@1"], figures["answered"]) == (1.0, 0.5)


@pytest.mark.parametrize(
    ("reason", "texts", "still"),
    [
        (None, ["He has “lost”.", "He won."], True),
        (None, ["He won.", "He has lost."], False),
        ("not sure", ["He has lost."], False),
        (None, [], False),
    ],
    ids=["first", "second", "abstained", "none"],
)
def test_an_outcome_is_rejected_if_the_first_answer_contains_a_rejected_text(
    reason: str | None, texts: list[str], *, still: bool
) -> None:
    judged = evaluation.judge(UNKNOWN, reply(*map(answer, texts), reason=reason))
    assert judged.rejected == still
    assert evaluation.count_rejected([judged, outcome(1, 0.5)]) == (int(still), 1)


def test_a_measure_over_no_questions_is_nan() -> None:
    figures = evaluation.score([])
    assert figures.pop("questions") == 0
    assert list(figures) == [
        "hit@1", "hit@5", "mrr@10", "said@1", "speaker@1", "answered", "abstained", "balanced", "auroc", "ece"
    ]  # fmt: skip
    assert all(math.isnan(figure) for figure in figures.values())


@pytest.mark.parametrize(
    ("texts", "rank"),
    [
        (["He has lost the argument."], 1),
        (["Nothing.", "He “lost  the\n‘argument’”."], 2),
        (["He won the argument."], None),
        (["Nothing."] * 9 + ["He lost the argument."], 10),
        (["Nothing."] * 10 + ["He lost the argument."], None),
        (["x" * 1183 + "lost the argument"], 1),
        (["x" * 1184 + "lost the argument"], None),
        ([], None),
    ],
    ids=["first", "marks and space aside", "miss", "tenth", "eleventh", "1,200 characters", "1,201 characters", "none"],
)  # fmt: skip
def test_a_hit_contains_a_gold_text_in_its_first_1200_characters(texts: list[str], rank: int | None) -> None:
    assert evaluation.judge(BURNHAM, reply(*map(answer, texts))).rank == rank


def test_any_of_several_gold_texts_is_a_hit() -> None:
    case = Case("q", "fact", None, ("no such words", "at noon"), answerable=True)
    assert evaluation.judge(case, reply(answer("He left At Noon."))).rank == 1


@pytest.mark.parametrize(
    ("speakers", "right"),
    [
        (["Andy Burnham"], True),
        (["Mr Burnham"], True),
        (["BURNHAM"], True),
        (["Shadow Health Secretary Andy Burnham MP"], True),
        (["Andy Street"], False),
        ([None], False),
        (["Ed Miliband", "Andy Burnham"], False),
        ([], False),
    ],
)
def test_the_speaker_is_right_if_the_first_answer_has_the_surname(speakers: list[str | None], *, right: bool) -> None:
    answers = [answer("He lost the argument.", speaker) for speaker in speakers]
    assert evaluation.judge(BURNHAM, reply(*answers)).speaker_right == right


def test_the_name_in_a_question_file_may_say_more_than_the_answer() -> None:
    case = Case("q", "said", "Andy Burnham MP", (), answerable=True)
    assert evaluation.judge(case, reply(answer("He lost.", "Mr Burnham"))).speaker_right


def test_an_outcome_keeps_the_confidence_and_whether_the_reply_abstained() -> None:
    judged = evaluation.judge(BURNHAM, reply(answer("He lost the argument.", "Andy Burnham"), reason="not sure"))
    assert judged == Outcome(
        BURNHAM, 1, speaker_right=True, abstained=True, confidence=0.7, first="He lost the argument."
    )


def test_a_question_file_has_one_question_on_a_line_and_may_leave_fields_out(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "kind": "said", "question": "what did Burnham say?", "speaker": "Andy Burnham",
         "gold": [{"contains": "“Lost\u2028the” argument"}], "answerable": True},
        {"question": " who said so? ", "gold": [{"contains": "So"}, {"contains": "Thus"}]},
        {"question": "and Hunt?", "kind": "absent", "speaker": None, "gold": []},
        {"question": "and Lamb?", "kind": "disliked", "rejected": [{"contains": "“No”"}], "answerable": None},
    ]  # fmt: skip
    path = tmp_path / "questions.jsonl"
    path.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8-sig")
    assert evaluation.read_cases(path) == [
        Case("what did Burnham say?", "said", "Andy Burnham", ("lost the argument",), answerable=True),
        Case("who said so?", "", None, ("so", "thus"), answerable=True),
        Case("and Hunt?", "absent", None, (), answerable=False),
        Case("and Lamb?", "disliked", None, (), answerable=None, rejected=("no",)),
    ]


@pytest.mark.parametrize(
    "line",
    ["what did he say?", '{"kind": "said"}', "[1, 2]", "null", '{"question": 3}', '{"question": "q", "gold": ["a"]}',
     '{"question": "q", "gold": null}', '{"question": "q", "gold": [{"contains": 5}]}', '{"question": "q"'],
)  # fmt: skip
def test_an_invalid_line_is_reported_with_its_file_and_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"question": "who?"}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(QuestionError) as caught:
        evaluation.read_cases(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line 3: not a question (")
    assert "\n" not in message


def test_an_unreadable_file_is_reported_by_name(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"none\.jsonl cannot be read \(No such file or directory\)"):
        evaluation.read_cases(tmp_path / "none.jsonl")
    (tmp_path / "odd.jsonl").write_bytes(b"\xff")
    with pytest.raises(QuestionError, match=r"odd\.jsonl cannot be read \(it is not UTF-8\)"):
        evaluation.read_cases(tmp_path / "odd.jsonl")


def ranked(*ranks: int | None) -> list[Outcome]:
    case = Case("q", "said", None, ("x",), answerable=True)
    return [Outcome(case, rank, speaker_right=False, abstained=False, confidence=0.5) for rank in ranks]


def test_a_measure_that_is_the_same_for_every_question_has_no_spread() -> None:
    ends = evaluation.intervals(ranked(1, 1, 1, 1))
    assert ends["hit@1"] == ends["mrr@10"] == (1.0, 1.0)
    assert all(math.isnan(end) for end in ends["auroc"])


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution() -> None:
    low, high = evaluation.intervals(ranked(*[1] * 50, *[None] * 50))["hit@1"]
    # with 50 hits in 100 questions, the 95 % interval is .5 ± 1.96 × √(.25 / 100)
    assert [low, high] == pytest.approx([0.402, 0.598], abs=0.015)


def test_two_runs_are_compared_question_by_question() -> None:
    compared = evaluation.compare(ranked(1, 2, None, 7), ranked(2, 1, 5, 7))
    assert {name: (one.difference, one.better, one.worse) for name, one in compared.items()} == {
        "hit@1": (0.0, 1, 1),
        "hit@5": (0.25, 1, 0),
        "mrr@10": (pytest.approx((0.5 - 0.5 + 0.2) / 4), 2, 1),
    }
    low, high = compared["hit@1"].interval
    assert low < 0 < high


def test_runs_over_different_questions_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        evaluation.compare(ranked(1), ranked(1, 2))


def test_the_worst_failures_are_missing_hits_and_the_last_unsure_wrong_answers() -> None:
    absent = Case("q", "absent", None, (), answerable=False)
    wrong = [
        Outcome(absent, None, speaker_right=False, abstained=sure < 0.5, confidence=sure) for sure in (0.4, 0.6, 0.9)
    ]
    first, third, nowhere = ranked(1, 3, None)
    rejected = Outcome(UNKNOWN, None, speaker_right=False, abstained=False, confidence=0.7, rejected=True)
    assert evaluation.worst([*wrong, first, rejected, third, nowhere]) == [
        nowhere, third, wrong[2], rejected, wrong[1]
    ]  # fmt: skip


def test_reliability_is_mean_confidence_and_share_answerable_by_bin() -> None:
    outcomes = [outcome(1, 0.95), outcome(None, 1.0), absent(0.98, abstained=False), absent(0.0, abstained=True)]
    (low, high) = evaluation.reliability(outcomes)
    assert low == (0.0, 0.0, 1)
    assert high[:2] == pytest.approx((2.93 / 3, 2 / 3))
    assert high[2] == 3
