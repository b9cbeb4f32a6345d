"""The question within an indirect one, and notes without a verb."""

import pytest

from retrieval.models import Options
from retrieval.search import query
from retrieval.search.query import SpeakerNames

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
