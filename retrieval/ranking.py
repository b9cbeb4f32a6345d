"""From both halves of the search to one ranking: candidates, then a score over named parts.

    dense     the cosine of question and passage
    words     the BM25 score; it counts as a share of the best that any passage reaches
    speaker   1 where the person asked about is quoted in the passage, else 0

The score is their weighted sum, by [ranking] in config.toml. Scores are added rather than ranks, which keeps how much
better one is than another (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.encoder import Vectors
from retrieval.index.vectors import Rows, VectorIndex
from retrieval.index.words import Scores
from retrieval.settings import RankingSettings


@dataclass(frozen=True, slots=True)
class Ranked:
    row: int
    score: float
    parts: dict[str, float]


def candidates(vectors: VectorIndex, query: Vectors, bm25: Scores, k: int, among: Rows | None = None) -> Rows:
    """The `k` rows most alike to the query and the `k` with the best words, together, ascending.

    `query` is one float32 unit row, shape (dim,); `bm25` scores every passage; `among`, ascending, narrows to its rows.
    """
    allowed = np.arange(len(bm25)) if among is None else among
    scores = bm25[allowed]
    wordy = np.argsort(-scores, kind="stable")[:k]
    return np.union1d(vectors.nearest(query, k, among), allowed[wordy[scores[wordy] > 0]])


def rank(
    rows: Rows, dense: Scores, bm25: Scores, speaks: npt.NDArray[np.bool], weights: RankingSettings
) -> list[Ranked]:
    """`rows` best first, equals in their own order.

    `dense` and `speaks` have a value for each of them, shape (len(rows),); `bm25` one for every passage.
    """
    words = bm25[rows]
    best = float(bm25.max(initial=0)) or 1.0
    scores = weights.dense * dense + weights.words * words / best + weights.speaker * speaks
    return [
        Ranked(
            int(rows[i]),
            float(scores[i]),
            {"dense": float(dense[i]), "words": float(words[i]), "speaker": float(speaks[i])},
        )
        for i in np.argsort(-scores, kind="stable")
    ]
