"""From both halves of the search to one ranking.

    candidates   which passages to look at closely
    evidence     what speaks for each: likeness, words, speaker, source, date
    weights      how much each of that counts, fitted on questions with known answers
    rereading    the best few, read again by a cross-encoder where there is one

The score is the weighted sum of the parts, so that every ranking explains itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.array_types import Rows, Scores
from retrieval.search.features import Features


@dataclass(frozen=True, slots=True)
class Ranked:
    row: int
    score: float
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows best first, with the score and the parts of each."""

    rows: Rows
    scores: Scores
    features: Features

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Ranked]:
        for i, row in enumerate(self.rows):
            features = {name: float(part[i]) for name, part in self.features.items() if not np.isnan(part[i])}
            yield Ranked(int(row), float(self.scores[i]), features)

    def split(self, place: int) -> tuple["Ranking", "Ranking"]:
        """The first `place` rows, and the others."""
        return self._of(slice(place)), self._of(slice(place, None))

    def followed_by(self, others: "Ranking") -> "Ranking":
        """These and then `others`, whose scores go on from the last of these; a part that they lack is NaN there."""
        drop = (others.scores[:1] - self.scores[-1:]).sum() if len(self) else 0
        lacking = np.full(len(others), np.nan, np.float32)
        features = {
            name: np.concatenate([part, others.features.get(name, lacking)]) for name, part in self.features.items()
        }
        return Ranking(
            np.concatenate([self.rows, others.rows]), np.concatenate([self.scores, others.scores - drop]), features
        )

    def _of(self, places: slice) -> "Ranking":
        return Ranking(
            self.rows[places], self.scores[places], {name: part[places] for name, part in self.features.items()}
        )


def rank(rows: Rows, features: Features, weights: Mapping[str, float]) -> Ranking:
    """`rows` best first, equals in their own order; each of `parts` has a value for every row, shape (len(rows),).

    A part without a weight only tells how sure one may be.
    """
    scores = np.zeros(len(rows), np.float32)
    for name, weight in weights.items():
        scores += np.float32(weight) * features[name]
    order = np.argsort(-scores, kind="stable")
    return Ranking(rows[order], scores[order], {name: part[order] for name, part in features.items()})
