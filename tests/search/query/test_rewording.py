"""Requests, passives and unusual questions in the words that the parser and the reader know."""

import pytest

from retrieval.models import Options
from retrieval.search import query
from retrieval.search.query import SpeakerNames, rewording

TOWN = SpeakerNames(["Nadia Orr", "Tom Frost", "Bill Trams"])


@pytest.mark.parametrize(
    ("asked", "speaker", "read"),
    [
        pytest.param(
            "could you please tell me what Orr said on trams", "Nadia Orr", "what did Orr say on trams?", id="tell"
        ),
        pytest.param(
            "Hello! Does anybody remember what Frost thinks of it?",
            "Tom Frost",
            "what did Frost think of it?",
            id="remember",
        ),
        pytest.param(
            "I'm wondering whether Orr said that trams are late, thanks",
            "Nadia Orr",
            "did Orr said that trams are late",
            id="whether",
        ),
        pytest.param(
            "I need a quote from orr re trams please", "Nadia Orr", "what did orr say about trams?", id="a quotation"
        ),
        pytest.param("what was said on trams?", None, "what was said on trams?", id="nobody is asked about"),
        pytest.param("does anyone tram?", None, "does anyone tram?", id="no other question within it"),
    ],
)
def test_the_question_within_an_indirect_one_is_read(asked: str, speaker: str | None, read: str) -> None:
    understood = query.parse(asked, TOWN, Options())
    assert (understood.speaker, understood.asked) == (speaker, read)


@pytest.mark.parametrize(
    ("asked", "speaker", "read"),
    [
        pytest.param("frost night trams", "Tom Frost", "what did Tom Frost say about night trams?", id="small letters"),
        pytest.param("Nadia Orr fares quote", "Nadia Orr", "what did Nadia Orr say about fares?", id="a whole name"),
        pytest.param("orr trams", "Nadia Orr", "what did Nadia Orr say about trams?", id="another name behind it"),
        pytest.param("night trams", None, None, id="nobody"),
        pytest.param("when frost trams", None, None, id="a question word"),
        pytest.param("frost is late", None, None, id="a verb"),
    ],
)
def test_a_note_asks_those_who_quote_somebody_for_their_words(
    asked: str, speaker: str | None, read: str | None
) -> None:
    understood = query.parse(asked, TOWN, Options())
    assert (understood.speaker, understood.asked_of_speaker, understood.asked) == (speaker, read, asked)


ACTIVE = [
    ("When was Ek last quoted on tea?", "what did Ek last say about tea?"),
    ("when has Ek been reported speaking about tea", "when did Ek speak about tea?"),
    ("when did Ek first talk of tea?", "what did Ek first say about tea?"),
    ("How many times was Ek quoted on tea?", "how often did Ek speak about tea?"),
    (
        "how often was the quay brought up by the mayor last year?",
        "how often did the mayor speak about the quay last year?",
    ),
    ("how frequently does the quay come up?", "how often did anybody speak about the quay?"),
    ("how many times did Ek refer to the quay?", "how often did Ek speak about the quay?"),
    ("every time Ek mentioned the quay", "everything Ek said about the quay"),
    ("when was the quay first discussed?", "what was first said about the quay?"),
    ("when was the quay mentioned by Ek?", "when did Ek speak about the quay?"),
    ("what was said by Ek about tea?", "what did Ek say about tea?"),
    ("what has been said on tea by Bo Ek in 2012?", "what did Bo Ek say about tea in 2012?"),
    ("has the quay ever been talked about?", "did anybody ever speak about the quay?"),
    ("who was the first person to warn of floods?", "who first warned of floods?"),
    ("who is the latest to say no?", "who last said no?"),
    ("What is the latest that Ek has said on tea?", "what did Ek most recently say about tea?"),
    ("what was the first Bo Ek said?", "what did Bo Ek first say?"),
]
UNCHANGED = [
    "when was the quay built?",
    "how often was the tax raised?",
    "how often has Ek raised taxes?",
    "who was the first to drown?",
    "what was said about the quay?",
    "when was the word quay first mentioned?",
    "was the quay ever repaired?",
    "what did Ek say about tea?",
    "what is the latest on tea?",
    "what was the last thing Ek said about tea?",
]


@pytest.mark.parametrize(("asked", "active"), ACTIVE)
def test_a_passive_is_read_as_its_active(asked: str, active: str) -> None:
    assert rewording.make_active(asked) == active


@pytest.mark.parametrize("asked", UNCHANGED)
def test_a_question_of_no_passive_form_stays(asked: str) -> None:
    assert rewording.make_active(asked) == asked


@pytest.mark.parametrize(
    "asked",
    [
        "Compare Ann Lee and Bo Ek on the quay.",
        "could you compare what Lee and Ek said about the quay?",
        "contrast Ek's and Lee's views on the quay",
        "Lee v Ek on the quay",
        "where do Lee and Bo Ek disagree about the quay?",
        "what’s the difference between Lee and Ek on the quay",
    ],
)
def test_a_comparison_asks_for_the_words_of_both_people(asked: str) -> None:
    read = query.parse(asked, SpeakerNames(["Ann Lee", "Bo Ek", "Jo Quay"]), Options())
    assert (sorted(read.speakers), read.topic) == (["Ann Lee", "Bo Ek"], "the quay")
    assert read.text.endswith(" say about the quay?")


@pytest.mark.parametrize(
    "asked", ["compare tea and coffee on price", "Lee vs the rain on match day", "compare Lee on tea"]
)
def test_a_comparison_of_anything_but_two_people_stays(asked: str) -> None:
    assert query.parse(asked, SpeakerNames(["Ann Lee", "Bo Ek"]), Options()).text == asked


NAMES = SpeakerNames(["Ann Lee", "residents"])


@pytest.mark.parametrize(
    "asked",
    [
        "what did anyone say about the toll?",
        "What has everybody else said about the toll?",
        "what were people saying about the toll?",
        "did nobody bring up the toll?",
        "who alluded to the toll?",
        "opinions on the toll",
    ],
)
def test_nobody_in_particular_is_no_speaker(asked: str) -> None:
    question = query.parse(asked, NAMES, Options())
    assert (question.speaker, question.topic) == (None, "the toll")
    assert question.asked.rstrip("?") == "who spoke about the toll"


@pytest.mark.parametrize("asked", ["what did residents say about the toll?", "what did Lee say about people?"])
def test_people_who_are_quoted_and_people_spoken_of_stay(asked: str) -> None:
    question = query.parse(asked, NAMES, Options())
    assert question.speaker in NAMES
    assert question.asked == asked


ORR_AND_FROST = SpeakerNames(["Nadia Orr", "Tom Frost"])


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        pytest.param("what did Orr last say about trams?", "what did Orr say about trams?", id="last said"),
        pytest.param("what is the newest statement Orr has said on it?", "what did Orr say on it?", id="newest"),
        pytest.param("what is Frost's latest view of trams?", "what is Frost's view of trams?", id="latest view"),
        pytest.param("did Orr shift her stance over trams?", "what did Orr say about trams?", id="shift of stance"),
        pytest.param("Orr's remarks on trams", "what did Orr say about trams?", id="remarks"),
        pytest.param("what's the latest from Orr on trams?", "what did Orr say about trams?", id="the latest from"),
        pytest.param("anything new from Frost about trams", "what did Frost say about trams?", id="anything new from"),
        pytest.param("who disagreed with Frost about it?", "who criticised Frost over it?", id="disagreeing"),
        pytest.param("who else disagrees with Orr?", "who criticised Orr?", id="disagreeing on any matter"),
        pytest.param("any comments on the tram?", "what was said about the tram?", id="any comments"),
        pytest.param("everything that Frost said on trams", "what did Frost say on trams?", id="everything"),
        pytest.param("how often did Orr mention it?", "did Orr speak about it?", id="how often"),
        pytest.param("what did Orr own up to?", "what did Orr admit?", id="owning up"),
        pytest.param("who laid into Frost?", "who criticised Frost?", id="laying into"),
        pytest.param("Frost on trams", "Frost on trams", id="a heading"),
        pytest.param("what is the latest on the tram?", "what is the latest on the tram?", id="the latest"),
        pytest.param("why was the tram closed the first time?", "why was the tram closed the first time?", id="event"),
        pytest.param("who got the last word on trams?", "who got the last word on trams?", id="last word"),
    ],
)
def test_only_what_the_reader_was_not_trained_on_is_reworded(asked: str, read: str) -> None:
    assert query.parse(asked, ORR_AND_FROST, Options()).asked == read


@pytest.mark.parametrize(
    ("asked", "office", "read"),
    [
        pytest.param("the mayor on trams", "mayor", "the mayor, Nadia Orr, on trams", id="within"),
        pytest.param(
            "why, according to the Mayor?", "mayor", "why, according to the Mayor, Nadia Orr?", id="at the end"
        ),
        pytest.param("per the mayor, why?", "mayor", "per the mayor, Nadia Orr, why?", id="before a comma"),
        pytest.param("a mayoral vote", "mayor", "a mayoral vote", id="another word"),
    ],
)
def test_the_name_of_a_holder_stands_beside_the_office(asked: str, office: str, read: str) -> None:
    assert rewording.with_name(asked, office, "Nadia Orr") == read
