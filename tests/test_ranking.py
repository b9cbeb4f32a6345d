"""Candidates and scores over a handful of rows, worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from retrieval import ranking
from retrieval.index import vectors
from retrieval.index.vectors import VectorIndex
from retrieval.ranking import Ranked
from retrieval.settings import RankingSettings

EAST = np.array([1, 0], np.float32)
BM25 = np.array([0, 2, 0, 3, 1], np.float32)


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    """Alike to due east, from row 0 on, by -1, .8, .6, 0 and 1."""
    rows = np.array([[-1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1], [1, 0]], np.float32)
    vectors.write(tmp_path / "vectors.faiss", rows)
    return VectorIndex.open(tmp_path / "vectors.faiss")


@pytest.mark.parametrize(
    ("k", "among", "expected"),
    [
        pytest.param(1, None, [3, 4], id="the best of each half"),
        pytest.param(2, None, [1, 3, 4], id="one is found by both"),
        pytest.param(9, None, [0, 1, 2, 3, 4], id="more than there are"),
        pytest.param(1, [1, 2, 4], [1, 4], id="among three"),
        pytest.param(1, [0, 1, 2], [1], id="among three, both find one"),
        pytest.param(1, [0, 2], [2], id="among two, without a shared word"),
        pytest.param(9, [], [], id="among none"),
    ],
)
def test_candidates_are_the_best_of_both_halves(
    index: VectorIndex, k: int, among: list[int] | None, expected: list[int]
) -> None:
    narrowed = None if among is None else np.array(among, np.int64)
    assert ranking.candidates(index, EAST, BM25, k, narrowed).tolist() == expected


WEIGHTS = RankingSettings(dense=1.0, words=0.5, speaker=0.25)


def shown(ranked: list[Ranked]) -> list[tuple[int, float]]:
    return [(one.row, round(one.score, 4)) for one in ranked]


@pytest.mark.parametrize(
    ("speaks", "weights", "expected"),
    [
        # Of the best word score, 4: row 1 has 0, row 4 all, row 7 half.
        pytest.param([0, 0, 0], WEIGHTS, [(4, 1.0), (1, 0.8), (7, 0.75)], id="likeness and words"),
        pytest.param([0, 0, 1], WEIGHTS, [(4, 1.0), (7, 1.0), (1, 0.8)], id="the speaker lifts one; equals keep order"),
        pytest.param([1, 0, 0], WEIGHTS, [(1, 1.05), (4, 1.0), (7, 0.75)], id="the speaker outweighs words"),
        pytest.param(
            [0, 0, 1], RankingSettings(dense=0, words=0, speaker=2), [(7, 2), (1, 0), (4, 0)], id="speaker only"
        ),
        pytest.param(
            [0, 0, 1], RankingSettings(dense=0, words=2, speaker=0), [(4, 2), (7, 1), (1, 0)], id="words only"
        ),
    ],
)
def test_the_score_is_the_weighted_sum_of_its_parts(
    speaks: list[int], weights: RankingSettings, expected: list[tuple[int, float]]
) -> None:
    bm25 = np.array([0, 0, 3, 0, 4, 0, 0, 2], np.float32)
    dense = np.array([0.8, 0.5, 0.5], np.float32)
    ranked = ranking.rank(np.array([1, 4, 7]), dense, bm25, np.array(speaks, bool), weights)
    assert shown(ranked) == expected


def test_words_count_as_a_share_of_the_best_that_any_passage_reaches() -> None:
    bm25 = np.array([8, 4, 0], np.float32)  # the best one is no candidate
    ranked = ranking.rank(np.array([1, 2]), np.array([0, 0.1], np.float32), bm25, np.zeros(2, bool), WEIGHTS)
    assert shown(ranked) == [(1, 0.25), (2, 0.1)]


def test_a_ranking_explains_itself_by_its_parts() -> None:
    bm25 = np.array([0, 4], np.float32)
    (only,) = ranking.rank(np.array([1]), np.array([0.5], np.float32), bm25, np.array([True]), WEIGHTS)
    assert only == Ranked(1, 1.25, {"dense": 0.5, "words": 4.0, "speaker": 1.0})


def test_without_a_shared_word_likeness_decides_alone() -> None:
    ranked = ranking.rank(
        np.array([0, 1]), np.array([0.25, 0.5], np.float32), np.zeros(2, np.float32), np.zeros(2, bool), WEIGHTS
    )
    assert shown(ranked) == [(1, 0.5), (0, 0.25)]
