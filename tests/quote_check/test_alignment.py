from hypothesis import given
from hypothesis import strategies as st

from retrieval.quote_check import alignment
from retrieval.quote_check.alignment import ChangeKind
from retrieval.text.tokenise import tokens

WORDS = st.lists(st.sampled_from(["a", "b", "c", "the", "bill"]), max_size=14)


@given(WORDS.filter(len), WORDS)
def test_every_word_is_in_exactly_one_step_and_common_words_are_equal(
    given_words: list[str], record: list[str]
) -> None:
    aligned = alignment.align(given_words, record)
    if not aligned.steps:
        assert aligned.likeness == 0
        return
    covered = [
        at for kind, (start, end), _ in aligned.steps if kind is not ChangeKind.LEFT_OUT for at in range(start, end)
    ]
    assert covered == list(range(len(given_words)))
    placed = [at for kind, _, (start, end) in aligned.steps if kind is not ChangeKind.ADDED for at in range(start, end)]
    assert placed == list(range(*aligned.place))
    for kind, (start, end), (first, last) in aligned.steps:
        assert kind is not ChangeKind.SAME or given_words[start:end] == record[first:last]


@given(WORDS.filter(len), WORDS, WORDS)
def test_words_that_are_in_the_record_align_completely(
    given_words: list[str], before: list[str], after: list[str]
) -> None:
    assert alignment.align(given_words, [*before, *given_words, *after]).likeness == 1.0


def test_case_accents_and_punctuation_do_not_make_another_word() -> None:
    one, other = tokens("It’s the NAÏVE «Bill»"), tokens("its, the: naive bill")
    assert [word.normalised for word in one] == [word.normalised for word in other]
    assert [(word.start, word.end) for word in one] == [(0, 4), (5, 8), (9, 14), (16, 20)]
