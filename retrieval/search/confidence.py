"""The confidence that the archive has an answer: a logistic regression over a few features of the ranking.

    score             of the first passage, before re-ranking
    dense             best cosine of any candidate
    has_speaker       1 if the question asks about a speaker: then the score favours anything that person says
    fully_covered     1 if one passage that quotes that speaker contains everything asked, as for many short questions
    unknown_speaker   1 if the archive never quotes that speaker

benchmarks/fit.py fits it on questions with and without an answer on record; docs/decisions/confidence.md says what else
was tried. Below `abstain_below` the reply says "nothing on record"; abstention.py words the reason.
"""

import math

from retrieval.backends.protocol import Store
from retrieval.models import Question
from retrieval.search.ranking import Ranking, Weights

BIAS = "bias"
FULL = 0.97  # overlap that counts as everything: another form of a word counts slightly less than the word


def features(question: Question, ranked: Ranking, store: Store) -> dict[str, float]:
    """The features above, by name; `ranked` has at least one passage."""
    of = ranked.features
    said_by_speaker = ((of["exact_overlap"] + of["semantic_overlap"]) * of["speaker_match"]).max()
    return {
        "score": float(ranked.scores[0]),
        "dense": float(of["dense"].max()),
        "has_speaker": float(question.speaker is not None),
        "fully_covered": float(said_by_speaker > FULL),
        "unknown_speaker": float(question.speaker is not None and not store.speakers_named(question.speaker)),
    }


def estimate(values: Weights, weights: Weights) -> float:
    """From 0 to 1, for the values of the features above.

    >>> round(estimate({"score": 20.0, "has_speaker": 1.0}, {"bias": -9.0, "score": 0.5, "has_speaker": -1.0}), 2)
    0.5
    """
    log_odds = weights[BIAS] + sum(weights[name] * value for name, value in values.items())
    return 0.5 + math.tanh(log_odds / 2) / 2  # the logistic function, without overflow
