"""Dates, and clauses about an office or an event, in questions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import NoSuchDay
from retrieval.models import Options, TermPart
from retrieval.search import query
from retrieval.search.query import SpeakerNames, time_expressions

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("asked", "after", "before"),
    [
        ("what did he say in February 2012?", "2012-02", "2012-03"),
        ("what did he say in Dec. 2012?", "2012-12", "2013-01"),
        ("what did he say on 7 February 2012?", "2012-02-07", "2012-02-08"),
        ("what did he say on February 29th, 2012?", "2012-02-29", "2012-03-01"),
        ("what did he say in 2012?", "2012", "2013"),
        ("what did he say in May 2012 about the bill?", "2012-05", "2012-06"),
        ("what did he say last year on tax?", "2025", "2026"),
        ("what did he say in early 2012, and where?", "2012", "2013"),
        ("in May 2011, what did he say?", "2011-05", "2011-06"),
        ("HSJ, mid-January 2015: who spoke?", "2015-01", "2015-02"),
        ("what has he said since March 2012?", "2012-03", None),
        ("what did he say after 2012?", "2013", None),
        ("what did he say before 2015?", None, "2015"),
        ("what did he say until May 2015?", None, "2015-06"),
        ("what was said between March 2012 and May 2013?", "2012-03", "2013-06"),
        ("what was said between March and May 2013?", "2013-03", "2013-06"),
        ("what was said between 2012 and 2014?", "2012", "2015"),
        ("what did he say about tax since 2012 before 2013?", "2012", "2013"),
        ("what did he say after May 2012 and before 7 March 2014?", "2012-06", "2014-03-07"),
        ("what did he say before 2013 but after 2011 on tax?", "2012", "2013"),
        ("what did he say from March 2012 to May 2013?", "2012-03", "2013-06"),
        ("what did he say from 2010 up to 2012?", "2010", "2013"),
        ("what did he say since 2012 since 2013?", "2013", None),
        ("what did he say today?", "2026-11-25", "2026-11-26"),
        ("what did he say yesterday?", "2026-11-24", "2026-11-25"),
        ("what did he say last week?", "2026-11-16", "2026-11-23"),
        ("what did he say this week?", "2026-11-23", "2026-11-30"),
        ("what did he say last month?", "2026-10", "2026-11"),
        ("what did he say this year?", "2026", "2027"),
        ("what did he say last year?", "2025", "2026"),
        ("how much came in in 2013, as it wrote in October 2016?", "2016-10", "2016-11"),
        ("how many in 1972, says the paper's October 2016 piece on prisons?", "2016-10", "2016-11"),
        ("hsj late january 2015 - who spoke?", "2015-01", "2015-02"),
        ("who spoke, per HSJ Jan 2015?", "2015-01", "2015-02"),
        ("how big was the lead in the survey of September 2016?", None, None),
        ("what did he say about the 2008 crisis?", None, None),
        ("what did he say about the vote in 2014 that failed?", None, None),
        ("what did its August 2016 survey find?", None, None),
        ("what did he say on 2014?", None, None),
        ("On 2014, what did he say?", None, None),
        ("what may he say?", None, None),
        ("what did he say about last week's vote?", None, None),
    ],
)
def test_dates_of_what_was_said_are_found_and_dates_of_the_topic_are_not(
    asked: str, after: str | None, before: str | None
) -> None:
    found = time_expressions.find_dates(asked, WEDNESDAY)
    assert tuple(day and str(day) for day in found) == (after, before)


words = st.sampled_from(
    ["in ", "between ", "and ", "May ", "february ", "2012", "0000 ", "31 ", "last week", "before ", "?", ":", ", "]
)


@given(st.lists(words | st.text(max_size=4)).map("".join), st.dates(date(1970, 1, 1), date(2200, 1, 1)))
def test_any_question_on_any_day_gives_dates_in_order(asked: str, today: date) -> None:
    after, before = time_expressions.find_dates(asked, today)
    assert after is None or before is None or after < before


@pytest.mark.parametrize(
    "asked",
    [
        "what did he say on 31 February 2012?",
        "who left before June 31, 2012?",
        "what did he say on 29 February 2013 about tax?",
        "what did he say on 2012-04-31?",
        "what did he say on the 30th of February?",
    ],
)
def test_a_day_that_the_calendar_lacks_is_refused(asked: str) -> None:
    with pytest.raises(NoSuchDay, match=r"^there is no \S+( February| June)?( 20\d\d)?; ask for another day$"):
        query.parse(asked, SpeakerNames(["Bo Ek"]), Options())


@pytest.mark.parametrize(
    ("asked", "month", "day", "topic"),
    [
        ("what did Bo Ek say on 6 October about tax?", 10, 6, "tax"),
        ("what did Bo Ek say about tax on May 3rd?", 5, 3, "tax"),
        ("on the 29th of February, what did Bo Ek say about tax?", 2, 29, "tax"),
        ("what did Bo Ek say about the May budget?", None, None, "the May budget"),
    ],
)
def test_a_day_without_a_year_is_a_time_and_no_topic(
    asked: str, month: int | None, day: int | None, topic: str
) -> None:
    question = query.parse(asked, SpeakerNames(["Bo Ek"]), Options())
    assert (question.month, question.day, question.topic) == (month, day, topic)


OFFICES = [
    ("what did Ek say before he was harbour minister?", "before", TermPart.WHOLE, None, "harbour minister"),
    ("what did Ek say about tea after becoming mayor?", "after", TermPart.START, None, "mayor"),
    ("what has Ek said since she took office about tea?", "since", TermPart.START, None, None),
    ("what did Ek say after leaving office?", "after", TermPart.END, None, None),
    ("what did Ek say until she stepped down as governor?", "until", TermPart.END, None, "governor"),
    ("during her time as mayor of Sund, what did Ek say?", "when", TermPart.WHOLE, None, "mayor of Sund"),
    ("While chancellor what did Ek say of tea?", "when", TermPart.WHOLE, None, "chancellor"),
    ("what did Ek say about tea as health minister?", "when", TermPart.WHOLE, None, "health minister"),
    ("what did Ek say of tea when Lee was in power?", "when", TermPart.WHOLE, "Lee", None),
]
EVENTS = [
    ("what did Ek say about tea before the flood?", "before the flood"),
    ("what has Ek said since Easter?", "since Easter"),
    ("what did Ek say following his arrest?", "following his arrest"),
    ("what has Ek said since joining the board?", "since joining the board"),
]
NO_TIMES = [
    "what did Ek say before the select committee?",
    "what did Ek say about life after the war?",
    "what did Ek say about looking after the children?",
    "what did Ek say when he became mayor?",
    "what did Ek say when she was angry?",
    "what did Ek say after 2015?",
    "what did Ek say when tickets got dearer?",
    "what did Ek say when he was younger?",
    "what did Ek say he would do on taking over as mayor?",
    "what did Ek say as well?",
    "what did Ek say as the flood rose?",
    "who described Ek as mayor?",
    "what did Ek say before last week?",
    "what did Ek say after the report on tea?",
    "what did Ek say before the mayor of Sund on tea?",
]


@pytest.mark.parametrize(("text", "relation", "part", "who", "office"), OFFICES)
def test_an_office_names_a_time(text: str, relation: str, part: TermPart, who: str | None, office: str | None) -> None:
    clause = time_expressions.find_clause(text)
    assert clause is not None
    assert (clause.relation, clause.part, clause.who, clause.office) == (relation, part, who, office)


@pytest.mark.parametrize(("text", "words"), EVENTS)
def test_an_event_names_a_time_without_a_date(text: str, words: str) -> None:
    clause = time_expressions.find_clause(text)
    assert clause is not None
    assert (clause.words, clause.part) == (words, None)


@pytest.mark.parametrize("text", NO_TIMES)
def test_other_words_are_no_such_time(text: str) -> None:
    assert time_expressions.find_clause(text) is None


@pytest.mark.parametrize(
    ("text", "topic", "read"),
    [
        ("what did Bo Ek say about tea before he was mayor?", "tea", "what did Bo Ek say about tea"),
        ("since taking office, what has Bo Ek said of tea?", None, "what has Bo Ek said of tea"),
        ("what did Bo Ek say about tea before the flood?", "tea", "what did Bo Ek say about tea"),
        ("ahead of the vote, what did Bo Ek say about tea?", "tea", "what did Bo Ek say about tea"),
        ("what did Bo Ek say about tea after the flood?", "tea", "what did Bo Ek say about tea after the flood"),
        ("what did Bo Ek say before the flood?", None, "what did Bo Ek say before the flood"),
    ],
)
def test_a_time_is_no_part_of_the_topic(text: str, topic: str | None, read: str) -> None:
    question = query.parse(text, SpeakerNames(["Bo Ek"]), Options())
    assert (question.topic, question.text.rstrip("?")) == (topic, read)


def test_a_question_about_an_event_itself_has_no_such_time() -> None:
    assert query.parse("what happened after the flood?", SpeakerNames(["Bo Ek"]), Options()).clause is None
