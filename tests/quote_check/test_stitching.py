"""Which words are put together from several quotations, however short the pieces, and which are one, changed."""

import random

import numpy as np
import pytest

from retrieval.joining.speaker_turns import InMemoryTurns, TurnNumbers
from retrieval.models import Article, Kind, Quotation
from retrieval.quote_check import Check, QuoteVerifier, Verdict
from retrieval.quote_check.stitching import Stitching

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
        (
            "It was a hard winter for all of us on the islands and for our children, as long as the tide comes in",
            [4, 0],
        ),
        ("We will keep the harbour for as long as the tide comes in, and the first ferry that ever came", [0, 3]),
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


class CountedTurns(InMemoryTurns):
    looked_up = 0

    def with_word(self, word: str) -> TurnNumbers:
        self.looked_up += 1
        return super().with_word(word)


def said_by(speaker: str, said: str, article: str) -> Quotation:
    return Quotation(Article(article, said), ((0, len(said)),), Kind.DIRECT, speaker)


@pytest.mark.parametrize("turns", [1, 40], ids=["one turn", "more turns than count"])
def test_the_words_of_a_long_speech_in_another_order_take_time_in_proportion(turns: int) -> None:
    speech = [f"word{chr(97 + number % 26)}{number}" for number in range(800)]
    quotations = [said_by("Ann Lee", " ".join(speech), f"{number}.txt") for number in range(turns)]
    looked_up = []
    for count in (200, 800):
        words = random.Random(1).sample(speech[:count], count)
        counted = CountedTurns(quotations)
        assert Stitching(counted, np.ones(turns, bool), words, words).find() == []
        looked_up.append(counted.looked_up)
    assert looked_up[1] < 5 * looked_up[0]


def test_more_words_than_an_editor_joins_are_not_looked_at() -> None:
    said = [said_by("Ann Lee", "one two three " * 900, "a.txt"), said_by("Bo Ek", "four five six " * 900, "b.txt")]
    words = " ".join(each.article.text for each in said).split()
    counted = CountedTurns(said)
    assert Stitching(counted, np.ones(2, bool), words, words).find() == []
    assert counted.looked_up == 0


SPEECH = (
    "The old mill is the heart of this valley. It has stood there since before the railway came through in 1871. "
    "Nobody will turn it into another car park today"
)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("The old mill is the heart of another car park", Verdict.MERGED),
        ("Nobody will turn it into the heart of this valley", Verdict.MERGED),
        ("The old mill is the heart of this valley. It has stood there since the railway came", Verdict.ALTERED),
        ("Nobody will turn it into another park today", Verdict.ALTERED),
        ("The old mill is the heart, it has stood there since before the railway came", Verdict.ALTERED),
    ],
)
def test_words_from_distant_sentences_of_one_quotation_are_stitched(words: str, verdict: Verdict) -> None:
    article = Article("a.txt", f"Ann Lee said: “{SPEECH}”")
    found = Quotation(article, ((15, 15 + len(SPEECH)),), Kind.DIRECT, "Ann Lee")
    assert QuoteVerifier(InMemoryTurns([found])).check(words).verdict is verdict
