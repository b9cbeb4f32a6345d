"""From both halves of the search to one ranking.

    candidates   which passages to look at closely
    evidence     what speaks for each: likeness, words, speaker, source, date
    weights      how much each of that counts, fitted on questions with known answers

The score is the weighted sum of the parts, so that every ranking explains itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.index.vectors import Rows
from retrieval.index.words import Scores
from retrieval.ranking.evidence import Parts


@dataclass(frozen=True, slots=True)
class Ranked:
    row: int
    score: float
    parts: dict[str, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows best first, with the score and the parts of each."""

    rows: Rows
    scores: Scores
    parts: Parts

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Ranked]:
        for i, row in enumerate(self.rows):
            yield Ranked(int(row), float(self.scores[i]), {name: float(part[i]) for name, part in self.parts.items()})


def rank(rows: Rows, parts: Parts, weights: Mapping[str, float]) -> Ranking:
    """`rows` best first, equals in their own order; each of `parts` has a value for every row, shape (len(rows),)."""
    scores = np.zeros(len(rows), np.float32)
    for name, part in parts.items():
        scores += np.float32(weights[name]) * part
    order = np.argsort(-scores, kind="stable")
    return Ranking(rows[order], scores[order], {name: part[order] for name, part in parts.items()})
