"""Which words of a question name a time by an office or an event."""

import pytest

from retrieval.models import Options, TermPart
from retrieval.search import query
from retrieval.search.query import SpeakerNames, time_clause

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
    clause = time_clause.find(text)
    assert clause is not None
    assert (clause.relation, clause.part, clause.who, clause.office) == (relation, part, who, office)


@pytest.mark.parametrize(("text", "words"), EVENTS)
def test_an_event_names_a_time_without_a_date(text: str, words: str) -> None:
    clause = time_clause.find(text)
    assert clause is not None
    assert (clause.words, clause.part) == (words, None)


@pytest.mark.parametrize("text", NO_TIMES)
def test_other_words_are_no_such_time(text: str) -> None:
    assert time_clause.find(text) is None


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
