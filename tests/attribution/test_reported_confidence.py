"""Tests which reported words are left out because it is unsure that they are right, and that quoted words are not."""

import pytest

from retrieval import attribution, passages
from retrieval.attribution import reported_confidence
from retrieval.models import Article, Quotation
from retrieval.text import nlp

pytestmark = pytest.mark.slow


def found(text: str) -> list[Quotation]:
    article = Article("a.txt", text)
    cut = passages.split(article, lambda passage: len(passage) <= 800)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    return attribution.find(article, cut, docs)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ann Lee said that the bridge would close in May.", id="a whole clause of somebody named"),
        pytest.param("The mill will close in May, according to the Norr council.", id="a whole sentence"),
        pytest.param("Ann Lee called the plan “a gift to the mill owners”.", id="words partly quoted"),
        pytest.param("Their chair, Ida Brand, said the vote had been close.", id="their chair, whose name is told"),
        pytest.param("His agent, Luke Marsh, told the Post the deal was off.", id="his agent, whose name is told"),
        pytest.param("Officials said that the bridge would close in May.", id="several unnamed people"),
    ],
)
def test_plain_reports_are_kept(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("His mother said the clerk knew about the mill — and sued, while the ferry waited.", id="a deed"),
        pytest.param("His brother said that Bo knew the mill was shut and claimed the ferry.", id="another report"),
        pytest.param("A clerk claimed the mill was shut — a lie — and drove off, as it rained.", id="an aside"),
    ],
)
def test_doubtful_reports_are_left_out(text: str) -> None:
    assert found(text) == []


def test_quoted_words_are_kept_however_doubtful_they_are() -> None:
    (quotation,) = found("His mother claimed — late, and to nobody in particular: “It was shut and he told me so.”")
    assert quotation.text == "It was shut and he told me so."


def test_log_odds_are_a_weighted_sum() -> None:
    odds = reported_confidence.log_odds({"says": 1.0, "is_thing": 0.0}, {"bias": -1.0, "says": 0.5, "is_thing": 9.0})
    assert odds == -0.5
