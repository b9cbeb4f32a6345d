"""The words of a name."""

import pytest

from retrieval.text.tokenise import name_words, tokens


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
def test_the_words_of_a_name_leave_out_titles_and_possessives(name: str, words: set[str]) -> None:
    assert name_words(name) == words


def test_a_word_with_zero_width_characters_is_one_token() -> None:
    text = "no ves\u200bsel can\u00adnot wait"
    assert [token.normalised for token in tokens(text)] == ["no", "vessel", "cannot", "wait"]
