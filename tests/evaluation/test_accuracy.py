"""Shares with their intervals, and the draw of a sample."""

import pytest

from retrieval.evaluation import accuracy
from retrieval.evaluation.accuracy import Judgement, Measure, Share
from retrieval.models import Article, Kind, Quotation

RIGHT, WORDS, NAME = {Judgement.RIGHT}, {Judgement.WRONG_WORDS}, {Judgement.WRONG_NAME}


def quotation(number: int) -> Quotation:
    return Quotation(Article(f"{number}.txt", "“No.”"), ((1, 4),), Kind.DIRECT)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
)
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    """81 of 263 and 15 of 148 are the examples of Newcombe (1998), table I, method 3."""
    assert Share(count, of).interval == pytest.approx((low, high), abs=0.0001)


def test_a_sample_stays_the_same_when_articles_come_and_go() -> None:
    drawn = accuracy.sample(map(quotation, range(100)), 10)
    gone = drawn[0].article.id
    later = accuracy.sample((one for one in map(quotation, range(100)) if one.article.id != gone), 9)
    assert later == drawn[1:]
    assert accuracy.sample(map(quotation, range(100)), 10, "another") != drawn


def test_several_faults_of_one_quotation_count_once_each_and_skipped_ones_not_at_all() -> None:
    judged = [(RIGHT, True, True), (NAME | WORDS, True, False), (WORDS, False, True), ({Judgement.SKIP}, True, True)]
    assert accuracy.tally(judged) == {
        Measure.QUOTATION: Share(1, 3),
        Measure.NAME: Share(1, 2),
        Measure.DATE: Share(0, 2),
    }


def test_what_was_not_judged_is_not_measured() -> None:
    columns, rows = accuracy.table({"hsj": {Measure.SILENCE: Share(5, 5)}})
    assert columns == ["archive", *(measure.value for measure in Measure)]
    assert rows == [["hsj", "not measured", "1.00 (.57 to 1.00) of 5", *["not measured"] * 3]]
