"""Passages that are near duplicates, and passages with as few edits that say something else."""

from typing import cast

import numpy as np
import pytest

from retrieval.backends.protocol import LexiconLookup
from retrieval.index.tables import SqliteStore
from retrieval.models import Answer, Article, PartialDate, Published, Question
from retrieval.models import Basis as Known
from retrieval.search.near_duplicates import NearDuplicates, are_near_duplicates, compared_words
from tests.conftest import Stored, entry
from tests.fakes import Opened
from tests.search.test_answers import answering

AGENCY = (
    "Burnham said on Tuesday that the bill was lost, and that it had not one friend left in all 12 trusts of the North."
)


def edited(old: str, new: str) -> str:
    assert old in AGENCY
    return AGENCY.replace(old, new)


@pytest.mark.parametrize(
    ("other", "near"),
    [
        pytest.param(AGENCY, True, id="the same"),
        pytest.param(edited("Burnham said on Tuesday", "Mr. Burnham said"), True, id="a title, and less of a date"),
        pytest.param(edited("the bill was lost, and", "“the Bill” was lost –"), True, id="marks and a word"),
        pytest.param(edited("had not one friend", "hadn't one friend"), True, id="a contraction"),
        pytest.param(
            edited("one friend left in all", "a single friend in any of the great"), False, id="too many words"
        ),
        pytest.param(edited("12", "13"), False, id="a number"),
        pytest.param(edited("12 ", ""), False, id="no number"),
        pytest.param(edited("had not one", "had one"), False, id="no denial"),
        pytest.param(edited("was lost", "wasn't lost"), False, id="a denial more"),
        pytest.param(edited("Burnham", "Lansley"), False, id="a name for another"),
        pytest.param(edited("Tuesday", "Wednesday"), False, id="a day for another"),
        pytest.param(edited("Burnham", "Andy Burnham"), True, id="more of a name"),
        pytest.param(
            edited(", and that it had not one friend left in all 12 trusts of the North", ""), False, id="half"
        ),
    ],
)
def test_small_edits_make_a_near_duplicate_and_a_telling_word_another_statement(other: str, *, near: bool) -> None:
    one, two = compared_words(AGENCY), compared_words(other)
    assert (are_near_duplicates(one, two), are_near_duplicates(two, one)) == (
        near,
        near,
    )


def test_short_passages_are_no_near_duplicates() -> None:
    one, two = (
        compared_words("His office did not respond to a request."),
        compared_words("Her office did not respond to a request."),
    )
    assert not are_near_duplicates(one, two)


def asked(store: SqliteStore, *rows: int) -> list[Answer]:
    return answering(store, Question("the bill"), *rows)


def dated(name: str, text: str, day: str | None) -> Article:
    return Article(name, text, published=Published(PartialDate.parse(day), Known.STATED) if day else None)


def test_near_duplicates_are_one_answer_that_lists_them_apart_from_exact_ones(
    stored: Stored,
) -> None:
    near = edited("on Tuesday ", "")
    store = stored(
        entry(dated("a.txt", near, None)),
        entry(dated("b.txt", AGENCY, "2012-02-08")),
        entry(dated("c.txt", f"{near}\nIt rained.", "2012-02-07")),
        entry(dated("d.txt", AGENCY.upper(), "2012-02-09")),
    )
    first, second = asked(store, 1, 0, 4, 2, 3)
    assert (first.article.id, first.text) == ("b.txt", AGENCY)
    assert [passage.article.id for passage in first.also] == ["d.txt"]
    assert [(passage.article.id, passage.text) for passage in first.nearly] == [("c.txt", near), ("a.txt", near)]
    assert (second.text, second.also, second.nearly) == ("It rained.", (), ())


@pytest.mark.parametrize(
    ("speaker", "others", "shown"),
    [("Andy Burnham", "Andy Burnham", 1), ("Andy Burnham", "Andrew Lansley", 2), ("Andy Burnham", None, 1)],
    ids=["one speaker", "two speakers", "a speaker not named"],
)
def test_the_same_words_of_another_speaker_are_no_near_duplicate(
    stored: Stored, speaker: str, others: str | None, shown: int
) -> None:
    near = edited("on Tuesday ", "")
    words = "the bill was lost"
    store = stored(entry(Article("a.txt", AGENCY), (words, speaker)), entry(Article("b.txt", near), (words, others)))
    assert len(asked(store, 0, 1)) == shown


def test_near_duplicates_are_found_among_the_compared_candidates_and_in_every_place_that_has_their_words(
    stored: Stored,
) -> None:
    near = edited("on Tuesday ", "")
    store = stored(
        *[entry(Article(f"{n}.txt", text)) for n, text in enumerate([AGENCY, near, near, edited("the ", "")])]
    )
    candidates = np.array([0, 1, 3])
    lexicon = cast(LexiconLookup, Opened(store).lexicon)
    of_two = NearDuplicates(store, lexicon, candidates, compared=2)
    assert of_two.of(0, []) == [1, 2]
    of_three = NearDuplicates(store, lexicon, candidates, compared=3)
    assert of_three.of(0, []) == [1, 2, 3]
