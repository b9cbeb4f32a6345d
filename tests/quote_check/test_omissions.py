"""Which words dots may stand for, in sentences as they are said. The rules alone: test_matching_page.py."""

import sys
from types import FrameType

import pytest

from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Kind, Quotation
from retrieval.quote_check import ON_RECORD, QuoteVerifier, Verdict, given_words, omissions
from tests.quote_check.test_matching_page import check

TURNED = [
    ("We do not, after all these months of talks, believe the deal is safe", "We … believe the deal is safe", "not"),
    ("I don’t think for one second that she is guilty", "I … think … that she is guilty", "don’t"),
    ("We have at no time, under any manager, paid players in cash", "We have … paid players in cash", "no"),
    ("I know the minister says that I broke the rules", "I know … I broke the rules", "says"),
    ("The tower, the council claims, is safe, and it is", "The tower … is safe, and it is", "claims"),
    ("The tower is, according to the council, quite safe", "The tower is … quite safe", "according"),
    ("My opponent claims I voted for the tax", "My opponent … voted for the tax", "claims, I"),
    ("It is simple: unless they agree, we will close it", "It is simple … we will close it", "unless"),
    ("He knows it is a myth that we hid the results", "He knows … that we hid the results", "myth"),
    ("We rejected the idea of paying doctors by the hour", "We … paying doctors by the hour", "rejected"),
    ("The drug might, in a few patients, damage the liver", "The drug … damage the liver", "might"),
    ("I used to believe every word of it", "I … believe every word of it", "used"),
    ("They almost closed the hospital", "They … closed the hospital", "almost"),
    ("The mayor wants to sell it. I want to keep it.", "The mayor wants to … keep it", "I, want"),
    ("The minister says that I broke the rules", "I broke the rules", "says"),
    ("I do not believe the deal is safe", "The deal is safe", "not"),
    ("There is no evidence that the water is bad", "The water is bad", "no"),
    ("I suspect that the driver was asleep", "The driver was asleep", "suspect"),
    ("I wish we had more time", "We had more time", "wish"),
    ("We gained nothing but they sold the boats", "We gained … they sold the boats", "nothing"),
    ("We are unable to pay them today", "We [can] pay them today", "unable"),
]
HONEST = [
    ("We will, as I said last week, build three thousand houses", "We will … build three thousand houses"),
    ("We will sell, not because we want to but because we must, the old boats", "We will sell … the old boats"),
    ("We lost because, and I do not say it lightly, we played badly", "We lost because … we played badly"),
    ("I did not want this war, but I will fight it", "I … will fight it"),
    ("My colleagues, none of whom I ever doubted, built it", "My colleagues … built it"),
    ("It was, I would say, the best night of my life", "It was … the best night of my life"),
    ("The vaccine is safe, as the regulator says, and it works", "The vaccine is safe … and it works"),
    ("The budget, which he tried to stop, pays for nurses", "The budget … pays for nurses"),
    ("We will not only sell the boats but also the nets", "We will … sell the boats but also the nets"),
    ("We will, even if it rains, march to the harbour", "We will … march to the harbour"),
    ("We know, and they say, that the drug works", "We know … that the drug works"),
    ("I thank those who built it and hope that it lasts", "I thank those … and hope that it lasts"),
    ("The captain shouted and he jumped", "The captain … jumped"),
    ("I think that we will win the case", "We will win the case"),
    ("This report is nothing but a fraud on us all", "This report is … a fraud on us all"),
    ("The rescue was nothing short of a small miracle", "The rescue was … a small miracle"),
    ("I am proud to say that our staff did it all", "Our staff did it all"),
    ("The mayor refused to come, but we met anyway", "We met anyway"),
    ("If they sell it, we will go to court", "We will go to court"),
    ("He denies that he sold the boat", "sold the boat"),
    ("They asked that he should be heard", "They asked that he [to] be heard"),
    ("We think he will not sell it", "We think [the mayor] will not sell it"),
]


@pytest.mark.parametrize(("archive", "draft", "hidden"), TURNED)
def test_what_turns_the_meaning_is_shown(archive: str, draft: str, hidden: str) -> None:
    found = check(archive, draft)
    assert (found.verdict, ", ".join(found.matches[0].hidden)) == (Verdict.ALTERED, hidden)


@pytest.mark.parametrize(("archive", "draft"), HONEST)
def test_what_stands_beside_the_rest_may_go(archive: str, draft: str) -> None:
    assert check(archive, draft).verdict in ON_RECORD


def test_a_place_where_nothing_is_hidden_counts() -> None:
    said = "We refuse to sell the boats. We will, I promise you, sell the boats in May."
    found = check(said, "We … sell the boats")
    assert found.verdict in ON_RECORD
    assert [change.words for change in found.matches[0].changes] == ["We", "will, I promise you,", "sell the boats"]


@pytest.mark.parametrize(
    ("before", "between", "words"),
    [("We do not ", "believe the deal is safe", ("not",)), ("We refuse to ", "sell the harbour", ("refuse",))],
)
def test_a_sentence_longer_than_the_parser_takes_is_judged_by_what_stands_near(
    before: str, between: str, words: tuple[str, ...]
) -> None:
    record = f"{before}{between} " + "and the sea is wide " * 60_000
    given = f"We … {between}"
    places = [(0, 2), (len(before), len(before) + len(between))]
    assert omissions.hidden(given, given_words.readings(given)[1], record, places) == words


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("the mayor sold it and we will not", id="one sentence"),
        pytest.param("The mayor sold it. We will not.", id="a sentence for each piece"),
        pytest.param("We will not, he swore, sell it;", id="set off"),
    ],
)
def test_many_pieces_take_time_that_grows_with_their_number(said: str) -> None:
    few, many = (_calls(said, number) for number in (50, 200))
    assert many < 5 * few


def _calls(said: str, pieces: int) -> int:
    """The functions that are called in the search for what dots hide, with dots in each of the sentences."""
    record, kept = " ".join([said] * pieces), said.rsplit(" ", 2)[0]
    words = " … ".join([kept] * pieces)
    places = [(at * (len(said) + 1), at * (len(said) + 1) + len(kept)) for at in range(pieces)]
    in_pieces = given_words.readings(words)[1]
    assert len(in_pieces) == pieces
    calls = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        omissions.hidden(words, in_pieces, record, places)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    ("earlier", "words"),
    [("Just to be clear, I never said no,", "I have a lot going on"), ("I do not think so,", "The boats are safe")],
)
def test_a_statement_is_not_turned_by_another_of_the_same_speaker(earlier: str, words: str) -> None:
    text = f"“{earlier}” wrote Ek.\n\nHe was brief. “{words},” he wrote."
    article, starts = Article("a.txt", text), (text.index(earlier), text.index(words))
    ends = (starts[0] + len(earlier), starts[1] + len(words))
    said = [Quotation(article, (span,), Kind.DIRECT, "Bo Ek") for span in zip(starts, ends, strict=True)]
    assert QuoteVerifier(InMemoryTurns(said)).check(words, is_sentence=True).verdict is Verdict.VERBATIM
