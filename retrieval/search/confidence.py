"""The confidence that the archive has an answer: a logistic regression over what is known of the surest passage:

    reader                the reader's logit
    rare_words_missing    how many of the two rarest words of the topic it lacks; near misses repeat the question's
                          words, so that the reader is too sure of a passage that has both

benchmarks/reader/fit.py fits it on archives that the reader was not trained on. Without a reader, the confidence
is a logistic regression over a few features of the first stage, which benchmarks/fit.py fits:

    score             score of the first passage
    dense             best cosine of any candidate
    has_speaker       1 if the question asks about a speaker; the score is then high for anything that person says
    fully_covered     1 if one passage that quotes the speaker contains the whole topic
    unknown_speaker   1 if the archive never quotes the speaker

docs/decisions/confidence.md lists what else was tried. Below `abstain_below`, the reply says "nothing on record", and
abstention.py words the reason.
"""

import math

import numpy as np

from retrieval.array_types import Scores
from retrieval.models import Question
from retrieval.search.features import RARE_MISSING
from retrieval.search.ranking import Ranking, Weights
from retrieval.search.rerank import LOGIT

BIAS = "bias"
FULL = 0.97  # overlap that counts as full: another form of a word counts slightly less than the word itself


def after_reading(ranked: Ranking, weights: Weights) -> tuple[Scores, float]:
    """The confidence of each passage, shape (len(ranked),), and that of the reply. One that was not read has 0."""
    log_odds = weights[BIAS] + weights[LOGIT] * ranked.features[LOGIT].astype(float)
    log_odds += weights[RARE_MISSING] * ranked.features[RARE_MISSING]
    each = np.array([0.0 if math.isnan(value) else _logistic(value) for value in log_odds.tolist()])
    return each.astype(np.float32), float(each.max(initial=0))


def before_reading(question: Question, ranked: Ranking, weights: Weights) -> tuple[Scores, float]:
    """As `after_reading`, without a reader. A passage has the confidence that it would give alone."""
    values = features(question, ranked)
    return of_each(ranked, values, weights), estimate(values, weights)


def features(question: Question, ranked: Ranking) -> dict[str, float]:
    """The features of the confidence, by name. `ranked` must have at least one passage."""
    return {
        "score": float(ranked.scores[0]),
        "dense": float(ranked.features["dense"].max()),
        "has_speaker": float(question.speaker is not None),
        "fully_covered": float(_is_fully_covered(ranked).max()),
        "unknown_speaker": float(question.speaker is not None and not question.speakers),
    }


def of_each(ranked: Ranking, values: Weights, weights: Weights) -> Scores:
    """The confidence that each passage would give alone, shape (len(ranked),); `values` are those of all of them."""
    alone = {"score": ranked.scores, "dense": ranked.features["dense"], "fully_covered": _is_fully_covered(ranked)}
    terms = np.zeros(len(ranked))
    for name, value in values.items():
        terms += weights[name] * alone.get(name, np.float32(value)).astype(float)
    return np.array([_logistic(weights[BIAS] + term) for term in terms.tolist()], np.float32)


def _is_fully_covered(ranked: Ranking) -> Scores:
    """1 for each passage that quotes the speaker asked about and has the whole topic, else 0."""
    of = ranked.features
    covered: Scores = (of["exact_overlap"] + of["semantic_overlap"]) * of["speaker_match"]
    return (covered > FULL).astype(np.float32)


def estimate(values: Weights, weights: Weights) -> float:
    """The confidence, from 0 to 1, for the values of the features.

    >>> round(estimate({"score": 20.0, "has_speaker": 1.0}, {"bias": -9.0, "score": 0.5, "has_speaker": -1.0}), 2)
    0.5
    """
    log_odds = weights[BIAS] + sum(weights[name] * value for name, value in values.items())
    return _logistic(log_odds)


def _logistic(log_odds: float) -> float:
    return 0.5 + math.tanh(log_odds / 2) / 2  # does not overflow, as exp would
