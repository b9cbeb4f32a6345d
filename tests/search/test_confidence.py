"""How the confidence follows from the ranking."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.models import Article, Question
from retrieval.search import confidence, ranking
from retrieval.search.ranking import Ranking

LETTER = Article("letter.txt", "“The bill is lost.”\nIt rained.", title="Burnham’s Reforms", source="The Courier")

RANKED = Ranking(
    np.arange(3),
    np.array([9, 8, 7], np.float32),
    {
        "dense": np.array([0.25, 0.75, 0.5], np.float32),
        "exact_overlap": np.array([1, 0.5, 0.25], np.float32),
        "semantic_overlap": np.array([0, 0.25, 0.25], np.float32),
        "speaker_match": np.array([0, 1, 1], np.float32),
    },
)


@pytest.mark.parametrize(
    ("asked", "has_speaker", "unknown_speaker"),
    [
        pytest.param(Question("bill"), 0, 0, id="nobody in particular"),
        pytest.param(Question("bill", "Andy Burnham", speakers=("Andy Burnham",)), 1, 0, id="somebody quoted"),
        pytest.param(Question("bill", "Jeremy Hunt"), 1, 1, id="a stranger"),
    ],
)
def test_features_are_the_first_score_the_best_cosine_and_whether_the_speaker_is_known(
    asked: Question, has_speaker: float, unknown_speaker: float
) -> None:
    values = confidence.features(asked, RANKED)
    assert values == {
        "score": 9.0,
        "dense": 0.75,
        "has_speaker": has_speaker,
        "fully_covered": 0.0,
        "unknown_speaker": unknown_speaker,
    }


@pytest.mark.parametrize(
    ("exact_overlap", "fully_covered"),
    [
        pytest.param([1, 0.5, 0], 0.0, id="only by another"),
        pytest.param([0, 0.7, 0.5], 0.0, id="by two passages together"),
        pytest.param([0, 0.75, 0.5], 1.0, id="half in other words"),
    ],
)
def test_a_question_is_fully_covered_if_one_passage_of_the_speaker_has_all_of_it(
    exact_overlap: list[float], fully_covered: float
) -> None:
    features = {**RANKED.features, "exact_overlap": np.array(exact_overlap, np.float32)}
    values = confidence.features(Question("bill", "Andy Burnham"), replace(RANKED, features=features))
    assert values["fully_covered"] == fully_covered


def test_confidence_rises_with_likeness_and_falls_for_an_unknown_speaker() -> None:
    weighed = ranking.load_weights()["confidence"]
    known = {"score": 28.0, "dense": 0.6, "has_speaker": 1.0, "fully_covered": 0.0, "unknown_speaker": 0.0}
    rising = [
        confidence.estimate(known | changed, weighed)
        for changed in (
            {"score": -99.0, "dense": -1.0},
            {"unknown_speaker": 1.0},
            {"dense": 0.5},
            {},
            {"fully_covered": 1.0},
        )
    ]
    assert rising == sorted(rising)
    assert 0 <= rising[0] < 0.01
    assert confidence.estimate(known | {"score": 999.0}, weighed) == pytest.approx(1.0)


def test_each_passage_has_the_confidence_that_it_would_give_alone() -> None:
    weighed = {
        "bias": -8.0,
        "score": 1.0,
        "dense": 0.0,
        "unknown_speaker": 0.0,
        "fully_covered": 2.0,
        "has_speaker": -1.0,
    }
    values = {"score": 9.0, "dense": 0.75, "has_speaker": 1.0, "fully_covered": 1.0, "unknown_speaker": 0.0}
    full = {**RANKED.features, "exact_overlap": np.array([1, 0.75, 0.25], np.float32)}
    each = confidence.of_each(replace(RANKED, features=full), values, weighed)
    assert each == pytest.approx([0.5, 0.731, 0.119], abs=0.001)  # log odds 0, 1 and -2


def test_after_reading_each_passage_has_the_confidence_of_its_logit_and_words_and_the_reply_that_of_the_best() -> None:
    read = {"reader": np.array([0.0, 2.0, np.nan], np.float32), "rare_words_missing": np.array([2, 0, 2], np.float32)}
    ranked = replace(RANKED, features={**RANKED.features, **read})
    each, sure = confidence.after_reading(ranked, {"bias": -1.0, "reader": 1.0, "rare_words_missing": 0.25})
    assert each == pytest.approx([0.378, 0.731, 0.0], abs=0.001)  # log odds -.5 and 1
    assert sure == pytest.approx(0.731, abs=0.001)
