"""What the reader reads of questions whose forms it was not trained on."""

import pytest

from retrieval.models import Options
from retrieval.search import query
from retrieval.search.query import SpeakerNames, plain

TOWN = SpeakerNames(["Nadia Orr", "Tom Frost"])


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
    assert query.parse(asked, TOWN, Options()).asked == read


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
    assert plain.with_name(asked, office, "Nadia Orr") == read
