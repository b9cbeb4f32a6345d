"""A linear ranking: the score of a passage is the weighted sum of its features, so that every score can be explained.

weights.toml has the weights. benchmarks/fit.py fits them on questions with known answers.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from retrieval.array_types import Rows, Scores
from retrieval.search.features import Features

WEIGHTS_FILE = "weights.toml"
Weights = Mapping[str, float]  # by the name of a feature


@cache
def load_weights() -> dict[str, dict[str, float]]:
    """The tables of weights.toml."""
    text = (files("retrieval.search") / WEIGHTS_FILE).read_text(encoding="utf-8")
    tables: dict[str, dict[str, float]] = tomllib.loads(text)
    return tables


@dataclass(frozen=True, slots=True)
class Ranked:
    """One passage of a ranking."""

    row: int
    score: float
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages, best first, with the score and the features of each."""

    rows: Rows
    scores: Scores
    features: Features

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Ranked]:
        for i, row in enumerate(self.rows):
            values = {name: float(of_each[i]) for name, of_each in self.features.items()}
            known = {name: value for name, value in values.items() if not math.isnan(value)}
            yield Ranked(int(row), float(self.scores[i]), known)

    def split(self, place: int) -> tuple["Ranking", "Ranking"]:
        """The first `place` passages, and the others."""
        return self.at(slice(place)), self.at(slice(place, None))

    def at(self, places: Rows | slice) -> "Ranking":
        """The passages at these places, in this order, with their scores and features."""
        features = {name: values[places] for name, values in self.features.items()}
        return Ranking(self.rows[places], self.scores[places], features)

    def followed_by(self, others: "Ranking") -> "Ranking":
        """This ranking followed by `others`, whose scores are shifted to continue from this ranking's last score.

        Features that `others` lack are NaN for them.
        """
        shift = (others.scores[:1] - self.scores[-1:]).sum() if len(self) else 0
        missing = np.full(len(others), np.nan, np.float32)
        return Ranking(
            np.concatenate([self.rows, others.rows]),
            np.concatenate([self.scores, others.scores - shift]),
            {
                name: np.concatenate([values, others.features.get(name, missing)])
                for name, values in self.features.items()
            },
        )


def rank(rows: Rows, features: Features, weights: Weights) -> Ranking:
    """Rank `rows` by the weighted sum of their features, best first. Ties keep their order.

    Each feature has shape (len(rows),). Features without a weight do not count.
    """
    scores = np.zeros(len(rows), np.float32)
    for name, weight in weights.items():
        scores += np.float32(weight) * features[name]
    order = np.argsort(-scores, kind="stable")
    return Ranking(rows[order], scores[order], {name: values[order] for name, values in features.items()})
