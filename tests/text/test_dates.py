"""Datelines in the forms that newspapers print, and other lines."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import PartialDate, Precision
from retrieval.text import dates
from retrieval.text.dates import Dateline, UnreadableDate

FEB_7 = PartialDate(date(2012, 2, 7))
MAY_9 = PartialDate(date(2019, 5, 9))
APR_8 = PartialDate(date(2012, 4, 8))
IMPOSSIBLE = UnreadableDate("31/02/2012", "is not a calendar date, read day first")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("07/02/2012 12:37 GMT | Updated 08/04/2012 06:12 BST", Dateline(FEB_7, APR_8, marked=True)),
        ("07/02/2012 12:37 GMT", Dateline(FEB_7, marked=True)),
        ("07/02/2012", Dateline(FEB_7)),
        ("7-2-2012", Dateline(FEB_7)),
        ("07.02.2012, 12.37", Dateline(FEB_7, marked=True)),
        ("7 February 2012", Dateline(FEB_7)),
        ("7th February, 2012", Dateline(FEB_7)),
        ("Tuesday, February 7, 2012", Dateline(FEB_7)),
        ("Tue 7 Feb 2012 12.37 GMT", Dateline(FEB_7, marked=True)),
        ("12:37 GMT, Tuesday, 7 February 2012", Dateline(FEB_7, marked=True)),
        ("7 February 2012 • 12:37pm", Dateline(FEB_7, marked=True)),
        ("Feb. 7, 2012, 1:47 p.m. ET", Dateline(FEB_7, marked=True)),
        ("Published: Feb 7, 2012 at 12:37 PM EST", Dateline(FEB_7, marked=True)),
        ("Published 2012-02-07", Dateline(FEB_7, marked=True)),
        ("Published on: 7 Feb 2012.", Dateline(FEB_7, marked=True)),
        ("**Posted** 2012/02/07", Dateline(FEB_7, marked=True)),
        ("2012-02-07T12:37:00Z", Dateline(FEB_7, marked=True)),
        ("2012-02-07T23:37:00.123-05:00", Dateline(FEB_7, marked=True)),
        ("February 2012", Dateline(PartialDate(date(2012, 2, 1), Precision.MONTH))),
        ("Updated: 8 April 2012", Dateline(updated=APR_8, marked=True)),
        ("Last modified on Sun 8 Apr 2012 14.00 UTC+1", Dateline(updated=APR_8, marked=True)),
        ("Feb. 7, 2012 Updated April 8, 2012, 3:42 p.m. ET", Dateline(FEB_7, APR_8, marked=True)),
        ("PUBLISHED: 12:37, 7 February 2012 | UPDATED: 13:00, 8 April 2012", Dateline(FEB_7, APR_8, marked=True)),
        ("9 May 2019 Last updated at 18:02 BST", Dateline(MAY_9, marked=True)),
        ("May 9, 2019 Thursday", Dateline(MAY_9)),
        ("09-May-2019", Dateline(MAY_9)),
        ("May-09-2019", Dateline(MAY_9)),
        ("9/May/2019", Dateline(MAY_9)),
        ("Thursday, the 9th of May, 2019", Dateline(MAY_9)),
        ("Thu May  9 18:02:44 BST 2019", Dateline(MAY_9)),
        ("[9 May 2019]", Dateline(MAY_9)),
        ("(Posted 9 May 2019)", Dateline(MAY_9, marked=True)),
        ("Release date - 9 May 2019", Dateline(MAY_9, marked=True)),
        ("Date of issue: 9 May 2019", Dateline(MAY_9, marked=True)),
        ("9 May 2019 1802 BST", Dateline(MAY_9, marked=True)),
        ("May 9, 2019 / 6:02 PM / WXYZ", Dateline(MAY_9, marked=True, named=True)),
        ("4 min read · May 9, 2019", Dateline(MAY_9)),
        ("Thursday, May 9, 2019; A12", Dateline(MAY_9)),
        ("Published: May 09, 2019, 18:02 [IST]", Dateline(MAY_9, marked=True)),
        ("Posted: May 09, 2019 4:00 AM EDT | Last Updated: May 10", Dateline(MAY_9, marked=True)),
        ("The Lorne Courier, 9 May 2019", Dateline(MAY_9, named=True)),
        ("courier.example, Thursday 9 May 2019 18.02 BST", Dateline(MAY_9, marked=True, named=True)),
        ("PORT LORNE, May 9, 2019 (Newswire)", Dateline(MAY_9, named=True)),
        ("By Ida Holt May 9, 2019", Dateline(MAY_9, marked=True, byline="By Ida Holt")),
        ("Posted by Ida Holt on May 9, 2019", Dateline(MAY_9, marked=True, byline="by Ida Holt")),
        ("Submitted by ida on Thu, 09/05/2019 - 18:02", Dateline(MAY_9, marked=True, byline="by ida")),
        ("May 9, 2019 by Ida Holt Leave a comment", Dateline(MAY_9, marked=True, byline="by Ida Holt")),
        ("By Theresa May, 9 May 2019", Dateline(MAY_9, marked=True, byline="By Theresa May")),
        ("31/02/2012", Dateline(unreadable=(IMPOSSIBLE,))),
        ("13/25/2012", Dateline(unreadable=(UnreadableDate("13/25/2012", "is not a calendar date, read day first"),))),
        ("07/02/12", Dateline(unreadable=(UnreadableDate("07/02/12", "has a year of two digits"),))),
        ("31 February 2012", Dateline(unreadable=(UnreadableDate("31 February 2012", "is not a calendar date"),))),
        ("31/02/2012 | Updated 08/04/2012", Dateline(updated=APR_8, marked=True, unreadable=(IMPOSSIBLE,))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_line_of_nothing_but_dates_is_a_dateline(line: str, expected: Dateline) -> None:
    assert dates.parse_dateline(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2012",
        "On 7 February 2012 he resigned",
        "7 February 2012 was a Tuesday",
        "He died on Thursday, 9 May 2019",
        "Lansley resigned, 9 May 2019",
        "By the end of May 2019",
        "After the vote, May 9, 2019, he left",
        "The Bill of 7 February 2012",
        "7 February 2012 - 8 April 2012",
        "7 February 2012 8 April 2012",
        "7 February 20123",
        "Updated",
        "Updated plans for 2012",
        "7 February 2012" + " " * 160 + "| Updated 8 April 2012",
    ],
)
def test_a_line_with_anything_else_is_not_a_dateline(line: str) -> None:
    assert dates.parse_dateline(line) is None


def test_slashed_dates_are_month_first_where_the_archive_says_so() -> None:
    assert dates.parse_dateline("04/08/2012", day_first=False) == Dateline(APR_8)
    assert dates.parse_dateline("31/02/2012", day_first=False) == Dateline(
        unreadable=(UnreadableDate("31/02/2012", "is not a calendar date, read month first"),)
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2012-02-07", FEB_7),
        ("7 February 2012", FEB_7),
        ("07/02/2012", FEB_7),
        ("2012-02-07T12:37:00+00:00", FEB_7),
        (date(2012, 2, 7), FEB_7),
        (datetime(2012, 2, 7, 23, 59), FEB_7),  # noqa: DTZ001 - as TOML gives a local time
        ("2012-02", PartialDate(date(2012, 2, 1), Precision.MONTH)),
        ("20120207", FEB_7),
        ("20120207T123700Z", FEB_7),
        ("2012", PartialDate(date(2012, 1, 1), Precision.YEAR)),
        (2012, PartialDate(date(2012, 1, 1), Precision.YEAR)),
        ("2012-02-31", UnreadableDate("2012-02-31", "is not a calendar date")),
        ("2012-13", UnreadableDate("2012-13", "is not a calendar date")),
        ("yesterday", UnreadableDate("yesterday", "cannot be read")),
        ("Updated 8 April 2012", UnreadableDate("Updated 8 April 2012", "cannot be read")),
        (True, UnreadableDate("True", "cannot be read")),
    ],
    ids=str,
)
def test_a_metadata_date_is_parsed_with_its_precision_or_rejected_with_the_reason(
    value: object, expected: PartialDate | UnreadableDate
) -> None:
    assert dates.parse_date(value) == expected


@given(st.text())
def test_no_text_makes_the_date_parsers_raise(text: str) -> None:
    assert isinstance(dates.parse_dateline(text), Dateline | None)
    assert isinstance(dates.parse_date(text), PartialDate | UnreadableDate)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_parsed_in_every_order(day: date) -> None:
    written = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}", f"{day:%b} {day.day}, {day.year}"]
    assert [dates.parse_dateline(line) for line in written] == [Dateline(PartialDate(day))] * 4
