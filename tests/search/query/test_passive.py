"""Passive questions about what was said, as active ones."""

import pytest

from retrieval.search.query import passive

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
    assert passive.active(asked) == active


@pytest.mark.parametrize("asked", UNCHANGED)
def test_any_other_question_stays(asked: str) -> None:
    assert passive.active(asked) == asked
