"""Text as it is compared, and the words of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text import normalise


@pytest.mark.parametrize(
    ("text", "folded"),
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
def test_what_a_reader_would_take_for_the_same_folds_to_the_same(text: str, folded: str) -> None:
    assert normalise.fold(text) == folded


@given(st.text(st.characters(codec="latin-1")))
def test_folding_twice_folds_no_further(text: str) -> None:
    once = normalise.fold(text)
    assert normalise.fold(once) == once


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mr Andrew Lansley", {"andrew", "lansley"}),
        ("Sen. John McCain’s", {"john", "mccain"}),
        ("James O'Shaughnessy", {"james", "oshaughnessy"}),
        ("the Downing Street spokeswoman", {"downing", "street", "spokeswoman"}),
        ("Jean-Claude Juncker", {"jean", "claude", "juncker"}),
        ("Dr.", set()),
        ("", set()),
    ],
)
def test_the_words_of_a_name_are_those_that_tell_people_apart(name: str, words: set[str]) -> None:
    assert normalise.words(name) == words
