"""Scores, and the weights of the features."""

import numpy as np

from retrieval.index.generation import Generation
from retrieval.search import ranking
from retrieval.search.ranking import Ranked
from tests.fakes import WordCounts
from tests.search.test_features import computed


def test_the_score_is_the_weighted_sum_of_the_features() -> None:
    features = {"dense": np.array([0.8, 0.5, 0.5], np.float32), "speaker_match": np.array([0, 0, 1], np.float32)}
    ranked = ranking.rank(np.array([1, 4, 7]), features, {"dense": 2.0, "speaker_match": 0.6})
    assert [(one.row, round(one.score, 4)) for one in ranked] == [(1, 1.6), (7, 1.6), (4, 1.0)]


def test_a_ranked_passage_keeps_its_features() -> None:
    features = {"dense": np.array([0.5], np.float32), "speaker_match": np.array([1], np.float32)}
    assert list(ranking.rank(np.array([3]), features, {"dense": 2.0, "speaker_match": 0.25})) == [
        Ranked(3, 1.25, {"dense": 0.5, "speaker_match": 1.0})
    ]


def test_there_is_a_weight_for_every_feature(opened: Generation, encoder: WordCounts) -> None:
    # these are features of the confidence only
    assert {*ranking.load_weights()["ranking"], "exact_overlap", "rare_words_missing"} == set(
        computed(opened, encoder, "tax")
    )
