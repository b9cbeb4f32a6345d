"""Dates known to the day, the month or the year; and spans that show their part of an article."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Answer, Article, Kind, Options, PartialDate, Passage, Precision, Question, Quotation, Reply

ARTICLE = Article("a.txt", "“It is over,” he said. “Go.”")


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "written"),
    [
        ("2012", date(2012, 1, 1), date(2012, 12, 31), Precision.YEAR, "2012"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), Precision.MONTH, "2012-02"),
        ("2011-02", date(2011, 2, 1), date(2011, 2, 28), Precision.MONTH, "2011-02"),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28), Precision.MONTH, "1900-02"),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29), Precision.MONTH, "2000-02"),
        ("2011-4", date(2011, 4, 1), date(2011, 4, 30), Precision.MONTH, "2011-04"),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31), Precision.MONTH, "9999-12"),
        ("2012-02-29", date(2012, 2, 29), date(2012, 2, 29), Precision.DAY, "2012-02-29"),
        (" 2012-2-7\n", date(2012, 2, 7), date(2012, 2, 7), Precision.DAY, "2012-02-07"),
        ("0987", date(987, 1, 1), date(987, 12, 31), Precision.YEAR, "0987"),
    ],
)
def test_a_date_runs_from_its_first_to_its_last_day(
    text: str, first: date, last: date, precision: Precision, written: str
) -> None:
    parsed = PartialDate.parse(text)
    assert (parsed, parsed.last, str(parsed)) == (PartialDate(first, precision), last, written)


@pytest.mark.parametrize(
    "text",
    ["", "12", "20123", "2012-", "2012-13", "2012-00", "2011-02-29", "2012-02-30", "0000", "2012/02", "7 Feb", "٢٠١٢"],
)
def test_an_invalid_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date like 2012, 2012-02 or 2012-02-07"):
        PartialDate.parse(text)


@given(st.dates(max_value=date(9998, 12, 31)), st.sampled_from(Precision))
def test_a_date_reads_back_as_it_was_written_and_ends_where_the_next_begins(day: date, precision: Precision) -> None:
    month = 1 if precision is Precision.YEAR else day.month
    partial = PartialDate(date(day.year, month, day.day if precision is Precision.DAY else 1), precision)
    assert PartialDate.parse(str(partial)) == partial
    inside, beyond = partial.last.isoformat(), (partial.last + timedelta(days=1)).isoformat()
    assert [inside.startswith(str(partial)), beyond.startswith(str(partial))] == [True, False]


def test_dates_sort_by_their_first_day() -> None:
    texts = ["2012-02-07", "2011", "2012-02-01", "2011-12-31"]
    assert [str(when) for when in sorted(map(PartialDate.parse, texts))] == [
        "2011",
        "2011-12-31",
        "2012-02-01",
        "2012-02-07",
    ]


def test_passages_quotations_and_answers_are_cut_out_of_the_article() -> None:
    quotation = Quotation(ARTICLE, ((1, 12), (24, 27)), Kind.DIRECT)
    answer = Answer(ARTICLE, 14, 22, quotation, (), 0, {})
    assert (Passage(ARTICLE, 0, 13).text, quotation.text, answer.text) == (
        "“It is over,”",
        "It is over, Go.",
        "he said.",
    )


@pytest.mark.parametrize(("reason", "abstained"), [(None, False), ("nobody called Hunt is quoted here", True)])
def test_a_reply_abstains_where_it_gives_a_reason(reason: str | None, *, abstained: bool) -> None:
    reply = Reply("q", Question("q", filters=Options()), (), 0.5, reason, "g", 1.0)
    assert reply.abstained == abstained
