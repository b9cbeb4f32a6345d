"""What is shown of a record has its whole sentence: the negation before the words, and the end of the phrase."""

import pytest

from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Kind, Quotation
from retrieval.quote_check import QuoteVerifier, Verdict, in_context

RAIL = "The minister spoke. She would never agree to “a sudden closure” of the branch line, she said. It rained."


def around(text: str, words: str, body: int = 0) -> tuple[str, str]:
    start = text.index(words)
    return in_context.around(Article("a.txt", text, body=body), (start, start + len(words)))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        pytest.param(
            RAIL, "sudden closure", ("She would never agree to “a ", "” of the branch line, she said."), id="negation"
        ),
        pytest.param("We are on the brink of ruin. Go.", "on the brink", ("We are ", " of ruin."), id="a phrase"),
        pytest.param("It cost £ 5bn then.", "5bn", ("It cost ", " then."), id="a figure with its sign"),
        pytest.param("A headline\n\nWe left early.\n\nNo.", "left", ("We ", " early."), id="a paragraph"),
        pytest.param("We left. They came.", "left. They", ("We ", " came."), id="two sentences"),
        pytest.param("…", "…", ("", ""), id="no words"),
    ],
)
def test_the_text_around_words_reaches_to_the_ends_of_their_sentences(
    text: str, words: str, expected: tuple[str, str]
) -> None:
    assert around(text, words) == expected


def test_the_lines_above_an_article_are_not_around_its_first_words() -> None:
    assert around("By Ann Lee\nWe left", "left", body=11) == ("We ", "")


def test_a_very_long_sentence_is_cut_at_a_pause_and_says_so() -> None:
    clause = "and so it went on and on"
    before, after = around(", ".join([clause] * 40 + ["we left"] + [clause] * 40), "we left")
    assert before.startswith(f"… {clause}, ")
    assert after.endswith(f"{clause} …")
    assert max(len(before), len(after)) <= in_context.MAX_SENTENCE_CHARS + 2


def test_an_altered_match_has_the_rest_of_its_sentence() -> None:
    start = RAIL.index("a sudden")
    said = Quotation(Article("a.txt", RAIL), ((start, RAIL.index("” of")),), Kind.DIRECT, "Ann Lee")
    check = QuoteVerifier(InMemoryTurns([said])).check("for a sudden closure")
    assert (check.verdict, check.matches[0].around) == (
        Verdict.ALTERED,
        ("She would never agree to “", "” of the branch line, she said."),
    )
