"""Speaker turns: the words of consecutive quotations as one list, and the text cut out for some of them."""

import pytest

from retrieval.joining.speaker_turns import InMemoryTurns, SpeakerTurn, group_by_speaker, own_spans
from retrieval.models import Article, Kind, Quotation, Span

ARTICLE = Article("a.txt", "“It is over,” he said. “We have lost it.” “No,” she said. “So?”")


def quotation(words: str, speaker: str | None) -> Quotation:
    start = ARTICLE.text.index(words)
    return Quotation(ARTICLE, ((start, start + len(words)),), Kind.DIRECT, speaker)


OVER, LOST = quotation("It is over,", "Andy Burnham"), quotation("We have lost it.", "Andy Burnham")
NO, SO = quotation("No,", None), quotation("So?", None)


def test_a_turn_is_what_one_speaker_says_before_the_next_and_unknown_speakers_stay_apart() -> None:
    assert list(group_by_speaker([OVER, LOST, NO, SO])) == [[OVER, LOST], [NO], [SO]]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["it is"], [(0, 2)]),
        (["over we have"], [(2, 5)]),
        (["it", "it"], [(0, 1), (6, 7)]),
        (["lost", "over"], []),
        (["ove"], []),
    ],
    ids=["one piece", "over two quotations", "each behind the one before", "in another order", "part of a word"],
)
def test_pieces_are_found_in_order_or_not_at_all(pieces: list[str], expected: list[Span]) -> None:
    assert next(SpeakerTurn([OVER, LOST]).find_in_order(pieces), []) == expected


def test_text_between_two_words_is_the_articles_with_dots_between_quotations() -> None:
    turn = SpeakerTurn([OVER, LOST])
    assert (turn.text_between(0, 2), turn.text_between(1, 5)) == ("It is", "is over … We have")
    assert (turn.quotations(0, 2), turn.quotations(1, 5)) == ((OVER,), (OVER, LOST))


def test_turns_in_memory_are_found_by_word_speaker_and_source() -> None:
    turns = InMemoryTurns([OVER, LOST, NO, SO])
    assert turns.with_word("lost").tolist() == [0]
    assert turns.with_word("zebra").tolist() == []
    assert turns.by_speakers({"Andy Burnham"}).tolist() == [0]
    assert turns.published_by(frozenset({"HSJ"})).tolist() == []


def test_a_comma_before_who_speaks_is_a_full_stop_if_a_new_sentence_follows() -> None:
    text = "“People say, ‘It is over,’” said Lee. “It is not,” he said, “yet over.”"
    spans = ((1, 26), (39, 49), (61, 70))
    said = SpeakerTurn([Quotation(Article("a.txt", text), spans, Kind.DIRECT, "Lee")]).said
    assert said == "People say, ‘It is over.’ It is not, yet over."


@pytest.mark.parametrize("end", ["a real ‘gift’ to us", "a gift to us,"])
def test_words_between_marks_are_the_speakers_own_with_the_marks_inside_them(end: str) -> None:
    text = f"For Lee, 33, “it is {end}” he says."
    start = text.index("it is")
    quoted = Quotation(Article("a.txt", text), ((0, 12), (start, start + len(f"it is {end}"))), Kind.MIXED, "Lee")
    assert [text[slice(*span)] for span in own_spans(quoted)] == [f"it is {end}"]
