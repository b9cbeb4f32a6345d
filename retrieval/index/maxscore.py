"""What the words of a question find: the best texts, and the score of any.

The words that may add most, which are the rare ones, are read first. Once no text that lacks all of them can be among
the best, what is left, the long lists of common words, is only looked up for the texts found so far (MaxScore: Turtle
and Flood, "Query evaluation: strategies and optimizations", 1995). The best are as if every text had been scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows, Scores

LOOKED_UP = 8  # so many times fewer texts than the words have are looked up in them
ROUNDING = 1e-5  # sums of float32 differ with their order
TINY = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, slots=True)
class PostingList:
    """A word asked for: the texts that hold it, ascending, what it adds to each, and the most that it adds to any."""

    rows: npt.NDArray[np.uint32]
    scores: Scores
    most: float

    def at(self, rows: Rows) -> Scores:
        wanted = rows.astype(np.uint32)
        places = np.minimum(np.searchsorted(self.rows, wanted), len(self.rows) - 1)
        return np.where(self.rows[places] == wanted, self.scores[places], np.float32(0))


class TopKScorer:
    """`sums` has a zero for every text, and again after each call; so it is for one thread."""

    def __init__(self, words: Sequence[PostingList], sums: Scores) -> None:
        self._words, self._sums = sorted(words, key=lambda word: -word.most), sums
        self._texts = sum(len(word.rows) for word in words)
        self._most: float | None = None  # of all texts

    def at(self, rows: Rows) -> Scores:
        """The score of each of `rows`, float32, shape (len(rows),); 0 where it shares no word."""
        return self._added(np.zeros(len(rows), np.float32), rows, self._words)

    def shares(self, rows: Rows) -> Scores:
        """The same as shares of the best of all texts."""
        if self._most is None:
            self._scored(1, None)
        return self.at(rows) / np.float32(self._most or 1)

    def best(self, k: int, among: Rows | None = None) -> Rows:
        """Up to `k` texts that share a word, the highest scores first, equals in their order; `among`, ascending,
        narrows to its rows."""
        if among is not None and len(among) * LOOKED_UP < self._texts:
            rows, scores = among, self.at(among)
        else:
            rows, scores = self._scored(k, among)
        return rows[_highest(scores, k)]

    def _scored(self, k: int, among: Rows | None) -> tuple[Rows, Scores]:
        """Texts that hold the best `k`, ascending, and their scores."""
        rows, left = self._read(k, self._allowed(among))
        rows.sort()
        scores = self._sums[rows]
        self._sums[rows] = 0
        for place, word in enumerate(left):
            rest = sum(word.most for word in left[place:])
            keep = scores >= _kth(scores, k) - rest - ROUNDING
            rows, scores = rows[keep], scores[keep]
            scores += word.at(rows)
        if among is None:
            self._most = float(scores.max(initial=0))
        return rows, scores

    def _read(self, k: int, allowed: npt.NDArray[np.bool] | None) -> tuple[Rows, list[PostingList]]:
        """Add words up until no other text can be among the best `k`: the texts met, and the words left."""
        met: list[npt.NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        for place, word in enumerate(self._words):
            rest = sum(word.most for word in self._words[place:])
            if sum(map(len, met)) >= k and _kth(self._sums[np.concatenate(met)], k) > rest + ROUNDING:
                return np.concatenate(met).astype(np.int64), self._words[place:]
            here = slice(None) if allowed is None else allowed[word.rows]
            rows, scores = word.rows[here], word.scores[here]
            before = self._sums[rows]
            met.append(rows[before == 0])
            self._sums[rows] = before + scores
        return np.concatenate(met).astype(np.int64), []

    def _allowed(self, among: Rows | None) -> npt.NDArray[np.bool] | None:
        if among is None:
            return None
        allowed = np.zeros(len(self._sums), bool)
        allowed[among] = True
        return allowed

    @staticmethod
    def _added(scores: Scores, rows: Rows, words: Sequence[PostingList]) -> Scores:
        for word in words:
            scores += word.at(rows)
        return scores


def _kth(scores: Scores, k: int) -> float:
    """The `k`-th highest score; the lowest where there are fewer."""
    return float(np.partition(scores, -k)[-k]) if len(scores) >= k else 0.0


def _highest(scores: Scores, k: int) -> Rows:
    """The places of the `k` highest scores above 0, the highest first, equals in their order."""
    above = np.flatnonzero(scores >= max(_kth(scores, k), TINY))
    return above[np.argsort(-scores[above], kind="stable")[:k]]
