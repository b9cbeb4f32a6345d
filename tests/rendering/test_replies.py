import pytest

from bot.rendering import replies
from retrieval.models import PartialDate, Question

UNDERSTOOD = [
    pytest.param(Question("nhs", topic="NHS"), "topic: NHS", id="topic"),
    pytest.param(Question("what about it?"), "words: what about it?", id="nothing but the words"),
    pytest.param(
        Question(
            text="…",
            speaker="Andy Burnham",
            topic="Lansley",
            source="HSJ",
            after=PartialDate.parse("2012-02-07"),
            before=PartialDate.parse("2013"),
            phrase="taken out and shot",
        ),
        "speaker: Andy Burnham · topic: Lansley · phrase: “taken out and shot” · source: HSJ"
        " · from 7 February 2012 · before 2013",
        id="everything",
    ),
]


@pytest.mark.parametrize(("question", "words"), UNDERSTOOD)
def test_every_part_that_was_understood_is_listed(question: Question, words: str) -> None:
    assert replies.understood(question) == words
