import pytest

from retrieval.models import Question
from retrieval.search.query import follow_up

SPEAKERS = ["Andy Burnham", "Ed Miliband", "Andrew Lansley"]
BURNHAM = Question("what did Burnham say about Lansley?", speaker="Andy Burnham", topic="Lansley")
NOBODY = Question("who opposed the bill?", topic="the bill")
NOTHING = Question("what happened?")

FOLLOWED = [
    pytest.param(BURNHAM, "And about the NHS?", "what did Andy Burnham say about the NHS?", id="another topic"),
    pytest.param(BURNHAM, "but what about Miliband", "what did Ed Miliband say about Lansley?", id="another speaker"),
    pytest.param(BURNHAM, "the costs?", "what did Andy Burnham say about the costs?", id="a bare topic"),
    pytest.param(BURNHAM, "before 2013", "what did Andy Burnham say about Lansley before 2013?", id="a date"),
    pytest.param(BURNHAM, "Did he say why?", "Did Andy Burnham say why?", id="a pronoun"),
    pytest.param(BURNHAM, "What did Miliband say?", "What did Miliband say?", id="a whole question"),
    pytest.param(NOBODY, "and about Lansley?", "what was said about Lansley?", id="nobody asked about before"),
    pytest.param(NOBODY, "did he say why?", "did he say why?", id="a pronoun of nobody"),
    pytest.param(NOTHING, "in 2013?", "what happened in 2013?", id="nothing understood before"),
]


@pytest.mark.parametrize(("before", "text", "whole"), FOLLOWED)
def test_a_follow_up_takes_speaker_and_topic_from_the_question_before(before: Question, text: str, whole: str) -> None:
    assert follow_up.rewrite(text, before, SPEAKERS) == whole
