import pytest

from retrieval.models import Options, PartialDate, Question
from retrieval.search import query
from retrieval.search.query import SpeakerNames, follow_up
from retrieval.search.query.follow_up import SoFar

SPEAKERS = ["Andy Burnham", "Ed Miliband", "Andrew Lansley", "Helen Marsh", "Priya Raman", "Ann Lee and Bo Ek"]
BURNHAM = Question("what did Burnham say about Lansley?", speaker="Andy Burnham", topic="Lansley")
MARSH = Question("what did Marsh say about Raman?", speaker="Helen Marsh", topic="Raman")
NURSES = Question("what did Marsh say about the nurses?", speaker="Helen Marsh", topic="the nurses")
PATH = Question(r"what did Burnham say about C:\data?", speaker="Andy Burnham", topic=r"C:\data")
OF_RAMAN = Question("what do people say about Raman?", topic="Raman")
MAYOR = Question("what did the mayor say?", speaker="mayor", speakers=("Ann Lee", "Bo Ek"))
NOBODY = Question("who opposed the bill?", topic="the bill")
NOTHING = Question("what happened?")

FOLLOWED = [
    pytest.param(BURNHAM, "how often?", "how often did Andy Burnham say that about Lansley?", id="how often"),
    pytest.param(
        NURSES, "And how many times was that?", "how many times did Helen Marsh say that about the nurses?", id="times"
    ),
    pytest.param(MAYOR, "how frequently", "how frequently did the mayor say that?", id="how frequently, of an office"),
    pytest.param(NOBODY, "how often?", "how often did anybody speak about the bill?", id="how often, of nobody"),
    pytest.param(BURNHAM, "And about the NHS?", "what did Andy Burnham say about the NHS?", id="another topic"),
    pytest.param(
        BURNHAM, "and miliband on rents?", "what did Ed Miliband say about rents?", id="a speaker and a topic"
    ),
    pytest.param(
        NURSES, "What about the mayor regarding pay?", "what did the mayor say about pay?", id="an office and a topic"
    ),
    pytest.param(BURNHAM, "but what about Miliband", "what did Ed Miliband say about Lansley?", id="another speaker"),
    pytest.param(BURNHAM, "the costs?", "what did Andy Burnham say about the costs?", id="a bare topic"),
    pytest.param(BURNHAM, "before 2013", "what did Andy Burnham say about Lansley before 2013?", id="a date"),
    pytest.param(BURNHAM, "Did he say why?", "Did Andy Burnham say why?", id="a pronoun"),
    pytest.param(BURNHAM, "What did Miliband say?", "What did Miliband say?", id="a whole question"),
    pytest.param(
        BURNHAM, "what about in 2012?", "what did Andy Burnham say about Lansley in 2012?", id="a date, with what about"
    ),
    pytest.param(
        MARSH,
        "what did she say about nurses?",
        "what did Helen Marsh say about nurses?",
        id="she after two women is the one who spoke",
    ),
    pytest.param(MARSH, "and what did she reply?", "and what did Priya Raman reply?", id="she who replies"),
    pytest.param(
        MARSH,
        "did she ever talk to her?",
        "did Helen Marsh ever talk to Priya Raman?",
        id="two pronouns",
    ),
    pytest.param(
        MARSH, "what did Miliband say about her?", "what did Miliband say about Helen Marsh?", id="her, of another"
    ),
    pytest.param(BURNHAM, "what did Marsh say about it?", "what did Marsh say about Lansley?", id="the topic as it"),
    pytest.param(
        BURNHAM, "what does Marsh think of that?", "what does Marsh think of Lansley?", id="the topic as that"
    ),
    pytest.param(BURNHAM, "who objected to it?", "who objected to Lansley?", id="the topic of another verb"),
    pytest.param(
        MARSH, "who disagreed with her?", "who disagreed with Helen Marsh about Raman?", id="her opponents, on the same"
    ),
    pytest.param(
        BURNHAM, "who criticised him over beds?", "who criticised Andy Burnham over beds?", id="his critics on another"
    ),
    pytest.param(BURNHAM, "who backed him?", "who backed Andy Burnham about Lansley?", id="his supporters"),
    pytest.param(
        NURSES, "who else spoke about them?", "who else spoke about the nurses?", id="them, of whom one spoke"
    ),
    pytest.param(NURSES, "did anybody talk to them?", "did anybody talk to the nurses?", id="them, with another verb"),
    pytest.param(BURNHAM, "and the mayor?", "what did the mayor say about Lansley?", id="another speaker by office"),
    pytest.param(BURNHAM, "what about the MP", "what did the MP say about Lansley?", id="an office, with what about"),
    pytest.param(BURNHAM, "and the nurses?", "what did Andy Burnham say about the nurses?", id="a topic of people"),
    pytest.param(OF_RAMAN, "what did she say?", "what did Priya Raman say?", id="the person whom it was about"),
    pytest.param(BURNHAM, "when?", "when did Andy Burnham say that about Lansley?", id="when alone"),
    pytest.param(BURNHAM, "and where was that?", "where did Andy Burnham say that about Lansley?", id="where"),
    pytest.param(NURSES, "to whom exactly?", "to whom did Helen Marsh say that about the nurses?", id="to whom"),
    pytest.param(
        MARSH, "when did she say that?", "when did Helen Marsh say that about Raman?", id="when she said that"
    ),
    pytest.param(BURNHAM, "who else said so?", "who else said that about Lansley?", id="who else said so"),
    pytest.param(PATH, "did he say it?", r"did Andy Burnham say that about C:\data?", id="a topic with a backslash"),
    pytest.param(PATH, "who told you so?", r"who told you that about C:\data?", id="another verb, a backslash"),
    pytest.param(MAYOR, "on what day?", "on what day did the mayor say that?", id="an office, on no topic"),
    pytest.param(NOTHING, "when?", "what happened?", id="when nobody was asked about"),
    pytest.param(NOBODY, "and about Lansley?", "what was said about Lansley?", id="nobody asked about before"),
    pytest.param(NOBODY, "did he say why?", "did he say why?", id="a pronoun of nobody"),
    pytest.param(NOTHING, "in 2013?", "what happened in 2013?", id="nothing understood before"),
]


@pytest.mark.parametrize(("before", "text", "whole"), FOLLOWED)
def test_a_follow_up_takes_speaker_and_topic_from_the_question_before(before: Question, text: str, whole: str) -> None:
    assert follow_up.rewrite(text, before, SPEAKERS) == whole


SO_FAR = SoFar(
    ["Andy Burnham", "Helen Marsh", "Priya Raman"],
    {"Helen Marsh": "f", "Priya Raman": "f", "Andy Burnham": "m", "Andrew Lansley": "m"}.get,
    [PartialDate.parse("2012-02-07"), PartialDate.parse("2011-05")],
)


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        pytest.param(
            BURNHAM, "what did she say before she left?", "what did Helen Marsh say before Helen Marsh left?", id="she"
        ),
        pytest.param(
            MARSH, "what did he say about her?", "what did Andy Burnham say about Priya Raman?", id="he of her"
        ),
        pytest.param(BURNHAM, "what did Marsh say about him?", "what did Marsh say about Andy Burnham?", id="him"),
        pytest.param(NOBODY, "did she say why?", "did she say why?", id="nobody was asked about in the last question"),
        pytest.param(
            BURNHAM, "before that?", "what did Andy Burnham say about Lansley before May 2011?", id="before the first"
        ),
        pytest.param(
            BURNHAM,
            "and what did he say after that?",
            "and what did Andy Burnham say after 7 February 2012?",
            id="after",
        ),
    ],
)
def test_a_pronoun_fits_the_gender_and_a_time_is_that_of_the_answers(before: Question, text: str, whole: str) -> None:
    assert follow_up.is_follow_up(text)
    assert follow_up.rewrite(text, before, SPEAKERS, SO_FAR) == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what did Marsh say after that?", True),
        ("what happened after the vote?", False),
        ("in 2013?", True),
        ("since last May", True),
        ("who objected to it?", True),
        ("who disagreed with her?", True),
        ("who attacked them over the bill?", True),
        ("who handed her the bill?", False),
        ("what do they make of this?", True),
        ("in 2013, who resigned?", False),
        ("who objected to the bill?", False),
        ("in favour of the bill, who spoke?", False),
    ],
)
def test_a_time_alone_or_a_topic_as_it_makes_a_follow_up(text: str, expected: object) -> None:
    assert follow_up.is_follow_up(text) is expected


SOURCES = ["HSJ", "The Courier"]
KEPT = [
    ("what did Burnham say about tea in 2012?", "and Miliband?", "what did Ed Miliband say about tea in 2012?"),
    ("what did Burnham say about tea in May 2012?", "about beds?", "what did Andy Burnham say about beds in May 2012?"),
    ("what did Burnham say about tea in HSJ?", "and Marsh?", "what did Helen Marsh say about tea in HSJ?"),
    (
        "what did Burnham say about tea in HSJ in 2012?",
        "in 2013?",
        "what did Andy Burnham say about tea in HSJ in 2013?",
    ),
    (
        "what did Burnham say about tea in HSJ in 2012?",
        "according to the Courier?",
        "what did Andy Burnham say about tea according to the Courier in 2012?",
    ),
    ("what did Burnham say about tea before 2012?", "when?", "when did Andy Burnham say that about tea before 2012?"),
    (
        "what did Burnham say about tea between 2011 and 2012?",
        "and Marsh?",
        "what did Helen Marsh say about tea after:2011 before:2013?",
    ),
    ("how often did Burnham speak about tea?", "and Raman?", "how often did Priya Raman speak about tea?"),
    ("what is the latest Burnham said about tea?", "and Raman?", "what did Priya Raman most recently say about tea?"),
    ("everything Burnham said about tea", "and Raman?", "everything Priya Raman said about tea"),
    ("did Burnham apologise?", "and Raman?", "did Priya Raman apologise?"),
    (
        "what did Burnham say about tea?",
        "while he was mayor?",
        "what did Andy Burnham say about tea while he was mayor?",
    ),
    ("what did Burnham say in 2012 about tea?", "what did Marsh say about it?", "what did Marsh say about tea?"),
    ("what did Burnham say about tea in 2012?", "and what did Marsh say?", "and what did Marsh say about tea in 2012?"),
]


@pytest.mark.parametrize(("asked", "text", "whole"), KEPT)
def test_what_is_no_whole_question_keeps_the_time_the_source_and_the_kind(asked: str, text: str, whole: str) -> None:
    before = query.parse(asked, SpeakerNames(SPEAKERS), Options(), SOURCES)
    assert follow_up.rewrite(text, before, SPEAKERS) == whole


def test_what_the_options_say_is_not_said_again() -> None:
    options = Options(source="HSJ", after=PartialDate.parse("2012"))
    before = query.parse("what did Burnham say about tea?", SpeakerNames(SPEAKERS), options, SOURCES)
    assert (
        follow_up.rewrite("and Marsh?", before, SPEAKERS, SoFar(options=options))
        == "what did Helen Marsh say about tea?"
    )


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("did Marsh say she would go?", "did Marsh say she would go?"),
        ("who wept when she heard of it?", "who wept when she heard of it?"),
        ("And who resigned after he was blamed?", "And who resigned after he was blamed?"),
        ("did the mayor say he opposed it?", "did the mayor say he opposed the nurses?"),
        ("did Marsh say he would go?", "did Marsh say Andy Burnham would go?"),
        ("did she deny it?", "did Helen Marsh deny the nurses?"),
    ],
)
def test_a_pronoun_behind_a_name_is_that_person(text: str, whole: str) -> None:
    assert follow_up.rewrite(text, NURSES, SPEAKERS, SO_FAR) == whole
