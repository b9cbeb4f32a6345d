"""MaxScore reads rare words first. It finds the same texts as a search that scores every text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.array_types import Rows
from retrieval.index.bm25 import MANY_POSTINGS, PostingList, TopKScorer

TEXTS = 60
Scored = dict[int, float]  # row of a text: score that one word adds to it


def word(scored: Scored) -> PostingList:
    rows = sorted(scored)
    scores = [scored[row] for row in rows]
    return PostingList(np.array(rows, np.uint32), np.array(scores, np.float32), max(scores))


def found(*words: Scored, many: int = 0) -> TopKScorer:
    return TopKScorer([word(scored) for scored in words], np.zeros(TEXTS, np.float32), many)


RARE, COMMON = {7: 4.0, 9: 5.0}, dict.fromkeys(range(20), 1.0) | {9: 1.5, 12: 2.0}


@pytest.mark.parametrize(
    ("k", "selection", "expected"),
    [
        pytest.param(1, None, [9], id="the best"),
        pytest.param(2, None, [9, 7], id="the rare word decides"),
        pytest.param(4, None, [9, 7, 12, 0], id="the common one does, equals in their order"),
        pytest.param(3, [5, 12, 40], [12, 5], id="a selection of three, one without a word"),
        pytest.param(2, [*range(8), *range(30, 60)], [7, 0], id="a selection of many"),
        pytest.param(2, [], [], id="a selection of none"),
    ],
)
@pytest.mark.parametrize("many", [0, MANY_POSTINGS])
def test_the_texts_with_the_highest_scores_come_first(
    k: int, selection: list[int] | None, expected: list[int], many: int
) -> None:
    narrowed = None if selection is None else np.array(selection, np.int64)
    assert found(RARE, COMMON, many=many).best(k, narrowed).tolist() == expected


def test_scores_add_up_and_are_shares_of_the_best_of_all() -> None:
    asked, rows = found(RARE, COMMON), np.array([12, 9, 59])
    assert asked.scores(rows).tolist() == [2.0, 6.5, 0.0]
    assert asked.shares(rows).tolist() == pytest.approx([2 / 6.5, 1, 0])


def test_without_a_known_word_no_text_is_found() -> None:
    assert (found().best(3).tolist(), found().shares(np.array([0, 5])).tolist()) == ([], [0, 0])


scored = st.dictionaries(st.integers(0, TEXTS - 1), st.integers(1, 8).map(lambda eighths: eighths / 8), min_size=1)


@given(st.lists(scored, max_size=5), st.integers(1, 12), st.none() | st.sets(st.integers(0, TEXTS - 1)))
def test_the_best_texts_are_the_same_as_when_every_text_is_scored(
    words: list[Scored], k: int, selection: set[int] | None
) -> None:
    totals = np.zeros(TEXTS)
    for each in words:
        totals[list(each)] += list(each.values())
    allowed: Rows = np.arange(TEXTS) if selection is None else np.array(sorted(selection), np.int64)
    best = sorted((row for row in allowed if totals[row] > 0), key=lambda row: (-totals[row], row))[:k]
    for asked in [found(*words), found(*words, many=MANY_POSTINGS)] * 2:  # the second time with all sums at zero again
        assert asked.best(k, None if selection is None else allowed).tolist() == best
