"""Which words are put together from several quotations, however short the pieces, and which are one, changed."""

import pytest

from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Kind, Quotation
from retrieval.quote_check import Check, QuoteVerifier, Verdict

SAID = (
    ("Ann Lee", "We will keep the harbour for as long as the tide comes in"),
    ("Bo Ek", "Nobody asked the fishermen what they wanted from this sale"),
    ("Bo Ek", "The quays cost us 40,000 crowns in every month of the year"),
    ("Ann Lee", "My father tied up the first ferry that ever came here"),
    ("Bo Ek", "It was a hard winter for all of us on the islands and for our children"),
    ("Ann Lee", "We need a new school before we need another road"),
)


def check(words: str) -> Check:
    found = []
    for number, (speaker, said) in enumerate(SAID):
        text = f"{speaker} said: “{said}”"
        start = text.index(said)
        found.append(Quotation(Article(f"{number}.txt", text), ((start, start + len(said)),), Kind.DIRECT, speaker))
    return QuoteVerifier(InMemoryTurns(found)).check(words)


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("We need a new school, 40,000 crowns, in every month, for our children", [3, 5, 2, 4]),
        ("The quays cost us what they wanted", [2, 1]),
        ("It was a hard winter … before we need another road … the first ferry", [4, 5, 3]),
        ("We need another road for our children and the first ferry", [5, 4, 3]),
    ],
)
def test_words_from_several_quotations_are_stitched(words: str, pieces: list[int]) -> None:
    found = check(words)
    assert found.verdict is Verdict.MERGED
    articles = [match.quotations[0].article.id for match in found.matches]
    assert set(articles) <= {f"{number}.txt" for number in pieces}
    assert len(found.matches) > 1


@pytest.mark.parametrize(
    "words",
    [
        "We will keep the harbour for as long as the moon comes in",
        "We will keep the school for as long as the tide comes in",
        "We need a new hospital before we need another road",
        "It was a hard winter on the islands and for our children",
        "The quays cost us 50,000 crowns in every month of the year",
    ],
)
def test_words_of_one_quotation_are_altered_even_if_another_has_some(words: str) -> None:
    assert check(words).verdict is Verdict.ALTERED
