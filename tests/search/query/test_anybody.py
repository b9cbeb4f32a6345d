"""Questions that ask for anybody's words, and not one person's."""

import pytest

from retrieval.models import Options
from retrieval.search import query
from retrieval.search.query import SpeakerNames

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
