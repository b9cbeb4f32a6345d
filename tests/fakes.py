"""Small real stand-ins: an encoder whose vectors can be worked out by eye."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from retrieval.encoder import Vectors
from retrieval.index.words import stems


class WordCounts:
    """Counts the stems of its vocabulary: one dimension each, in order, and a last one for texts that hold none.

    >>> WordCounts("bill", "reform").question("The bill, the bill and the reforms").round(2).tolist()
    [0.89, 0.45, 0.0]
    """

    def __init__(self, *vocabulary: str, name: str = "word-counts", longest: int = 400) -> None:
        self.name, self.dim = name, len(vocabulary) + 1
        self.embedded: list[str] = []  # every text that was asked for as a passage, in order
        self._stems = [stems(word)[0] for word in vocabulary]
        self._longest = longest

    def fits(self, text: str) -> bool:
        return len(text) <= self._longest

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.stack([self._row(text) for text in texts]) if texts else np.empty((0, self.dim), np.float32)

    def question(self, text: str) -> Vectors:
        return self._row(text)

    def _row(self, text: str) -> Vectors:
        found = Counter(stems(text))
        counts = [found[stem] for stem in self._stems]
        row = np.array([*counts, 0 if any(counts) else 1], dtype=np.float32)
        unit: Vectors = row / np.linalg.norm(row)
        return unit
