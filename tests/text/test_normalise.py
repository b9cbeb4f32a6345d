"""Normalised text, for comparing texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.normalise import holds_phrase, normalise


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("The BILL", "the bill"),
        ("“It’s over”", "its over"),
        ("\"It's over\"", "its over"),
        ("«It`s» ´over´", "its over"),
        ("  the\u00a0bill\n is\tover ", "the bill is over"),
        ("pri\u00advat\u200bis\ufeffation", "privatisation"),
        ("Beyoncé, Müller, Ångström", "beyonce, muller, angstrom"),
        ("e\u0301lan", "elan"),
        ("Straße, ﬁve", "strasse, five"),
        ("wait… £8bn – or 3½", "wait... £8bn – or 31⁄2"),
        ("“ ”", ""),
    ],
    ids=["case", "curly", "straight", "others", "space", "zero width", "accents", "combining", "ligatures", "signs",
         "no words"],
)  # fmt: skip
def test_texts_that_read_the_same_are_normalised_to_the_same(text: str, normalised: str) -> None:
    assert normalise(text) == normalised


@given(st.text(st.characters(codec="latin-1")))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("text", "held"),
    [("the tax", 1), ("THE “TAX”", 1), ("tax, or not", 1), ("the ta", 0), ("e tax", 0), ("axes", 0), ("tax or not", 0)],
)
def test_a_text_holds_a_phrase_only_in_whole_words(text: str, held: int) -> None:
    assert holds_phrase("It is the tax, or not: taxes rise.", text) == bool(held)
