"""The phrases by which an article speaks of people without naming them."""

import pytest
import spacy
from spacy.tokens import Doc

from retrieval.attribution.coreference import roles

pytestmark = pytest.mark.slow

PHRASES = [
    pytest.param("spokesman for peace", [0, 0, 1], ["ROOT", "prep", "pobj"], "spokesman for peace", id="a modifier"),
    pytest.param(
        "spokesman ( for peace", [0, 2, 0, 2], ["ROOT", "punct", "prep", "pobj"], "spokesman", id="one in parentheses"
    ),
    pytest.param(
        'spokesman " for peace',
        [0, 2, 0, 2],
        ["ROOT", "punct", "prep", "pobj"],
        "spokesman",
        id="one in quotation marks",
    ),
]


@pytest.mark.parametrize(("text", "heads", "dependencies", "phrase"), PHRASES)
def test_a_noun_phrase_ends_before_any_punctuation(
    text: str, heads: list[int], dependencies: list[str], phrase: str
) -> None:
    words = text.split()
    doc = Doc(spacy.blank("en").vocab, words, heads=heads, deps=dependencies, pos=["NOUN"] * len(words))
    assert roles.noun_phrase(doc[0]) == phrase
