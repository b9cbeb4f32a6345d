"""Quotations read turn by turn from disk are the same as in memory."""

from collections.abc import Callable, Iterator

import pytest

from retrieval.index import quotations as quoted
from retrieval.index.quotations import QuotationIndex
from retrieval.joining import multi_paragraph
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article
from retrieval.quote_check import QuoteVerifier
from tests.conftest import Stored, entry, open_store

SPEECH = entry(
    Article(
        "speech.txt",
        "Burnham said: “The bill is lost.\n“It must go now.”\nNobody knows who said “No way”, or “Not so.”\n"
        "“It is lost.”",
        source="HSJ",
    ),
    ("The bill is lost.", "Andy Burnham"),
    ("It must go now.", "Andy Burnham"),
    ("No way", None),
    ("Not so.", None),
    ("It is lost.", "Andy Burnham"),
)
REPLY = entry(Article("reply.txt", "“It will pass,” Lansley said, “and it must go now.”"), ("It will pass,", "Lansley"))

Opened = tuple[QuotationIndex, InMemoryTurns]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The turns on disk, and the same turns in memory."""
    folder = tmp_path_factory.mktemp("quotations")
    with open_store(folder / "store.db", SPEECH, REPLY) as store:
        quoted.write(folder / "quoted", store)
        yield QuotationIndex(folder / "quoted", store), InMemoryTurns(multi_paragraph.join(store.all_quotations()))


def test_a_turn_is_what_one_person_says_in_an_article_with_nobody_between(both: Opened) -> None:
    index, _ = both
    assert [(index.turn(number).speaker, " ".join(index.turn(number).words)) for number in range(len(index))] == [
        ("Andy Burnham", "the bill is lost it must go now"),
        (None, "no way"),
        (None, "not so"),
        ("Andy Burnham", "it is lost"),
        ("Lansley", "it will pass"),
    ]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(lambda runs: runs.with_word("lost"), id="a word"),
        pytest.param(lambda runs: runs.with_word("zebra"), id="a word that nobody said"),
        pytest.param(lambda runs: runs.by_speakers({"Andy Burnham", "Lansley"}), id="speakers"),
        pytest.param(lambda runs: runs.by_speakers({"Hunt"}), id="somebody who is not quoted"),
        pytest.param(lambda runs: runs.published_by(frozenset({"HSJ", "Mail"})), id="sources"),
        pytest.param(lambda runs: runs.published_by(frozenset({"Mail"})), id="a source that is not here"),
    ],
)
def test_turns_are_found_as_in_memory(both: Opened, asked: Callable[[QuotationIndex | InMemoryTurns], object]) -> None:
    index, held = both
    assert (len(index), list(asked(index))) == (len(held), list(asked(held)))  # type: ignore[call-overload]


@pytest.mark.parametrize("sources", [None, frozenset({"HSJ"})])
@pytest.mark.parametrize("speakers", [None, {"Andy Burnham"}, {"Lansley"}])
@pytest.mark.parametrize(
    "words", ["the bill is lost", "it must now go away", "it is lost", "pass", "no such words here"]
)
def test_quotation_checks_have_the_same_result_as_in_memory(
    both: Opened, stored: Stored, words: str, speakers: set[str] | None, sources: frozenset[str] | None
) -> None:
    index, _ = both
    quotations = multi_paragraph.join(stored(SPEECH, REPLY).all_quotations())
    found = QuoteVerifier(index).check(words, speakers, sources)
    assert found == QuoteVerifier(InMemoryTurns(quotations)).check(words, speakers, sources)
