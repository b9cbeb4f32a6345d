"""The lexical half: BM25 over the stems of each passage's words and those around it, by bm25s; row i is passage i.

BM25 as Lucene computes it (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009). The
same texts make the same files, byte for byte.
"""

import logging
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from retrieval.folding import fold

if TYPE_CHECKING:
    import bm25s
    import Stemmer

SATURATION, LENGTH = 0.9, 0.4  # k1 and b: short texts repeat a word by chance, and differ little in length
Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

STOP = frozenset(
    "a about an and are as at be been but by did do does for from had has have he her him his how i if in into is it "
    "its may me my no not of on or our say said she so some than that the their them then there these they this to was "
    "we were what when where which who whom why will with would you your".split()
)


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, stop words left out.

    >>> stems("What did Burnham say about Lansley's reforms?")
    ['burnham', 'lansley', 'reform']
    """
    spoken = re.findall(r"\w+", fold(re.sub(r"[’']s\b", "", text)))
    stemmed: list[str] = _stemmer().stemWords([word for word in spoken if word not in STOP])
    return stemmed


def stem(word: str) -> str:
    """The stem of one folded word."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def write(folder: Path, texts: Iterable[str]) -> None:
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.NOTSET)  # on import it asks for DEBUG, on everybody's standard error
    numbers: dict[str, int] = {}  # bm25s' own numbering of words differs from run to run
    # A text without words holds one empty word, for bm25s cannot index a corpus that has none.
    rows = [[numbers.setdefault(word, len(numbers)) for word in stems(text) or [""]] for text in texts]
    index = bm25s.BM25(k1=SATURATION, b=LENGTH, method="lucene")
    index.index((rows, numbers), show_progress=False, create_empty_token=False)
    index.save(folder, show_progress=False)


class Matches:
    """How well every row meets a text, by BM25: float32, 0 where it shares no word."""

    def __init__(self, scores: Scores) -> None:
        self._scores = scores
        self._most = np.float32(scores.max(initial=0) or 1)

    def best(self, k: int, among: Rows | None = None) -> Rows:
        """Up to `k` rows that share a word, the best first; `among`, ascending, narrows to its rows."""
        scores = self._scores if among is None else self._scores[among]
        sharing = np.flatnonzero(scores > 0)
        found = sharing[np.argsort(-scores[sharing], kind="stable")[:k]]
        return found if among is None else among[found]

    def shares(self, rows: Rows) -> Scores:
        """The scores of `rows`, as shares of the best that any row has."""
        return self._scores[rows] / self._most


class WordIndex:
    def __init__(self, index: "bm25s.BM25") -> None:
        self._index = index

    @classmethod
    def open(cls, folder: Path) -> Self:
        import bm25s

        return cls(bm25s.BM25.load(folder, mmap=True, show_progress=False))

    def match(self, text: str) -> Matches:
        return Matches(self.scores(text))

    def scores(self, text: str) -> Scores:
        """Every passage's BM25 score against the words of `text`, float32, shape (passages,); 0 if it shares none."""
        # By way of the ids, since bm25s's own short cut fails on a question of stop words only.
        scores: Scores = self._index.get_scores_from_ids(self._index.get_tokens_ids(stems(text)))
        return scores


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("english")
