"""The lexical half: BM25 over the stems of each passage's words and those around it; row i is passage i.

BM25 as Lucene computes it (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009).
postings.py keeps what each word adds to the score of each text, found.py adds it up.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.array_types import Rows, Scores
from retrieval.index import postings
from retrieval.index.maxscore import PostingList, TopKScorer
from retrieval.index.postings import PostingsIndex
from retrieval.text.tokenise import stems

if TYPE_CHECKING:
    pass

SATURATION, LENGTH = 0.9, 0.4  # k1 and b: short texts repeat a word by chance, and differ little in length
NOWHERE = np.empty(0, np.uint32)


def write(folder: Path, texts: Iterable[Sequence[str]]) -> None:
    """Write an index of texts, each given as its stems."""
    postings.write(folder, texts, _weigh)


def _weigh(times: Rows, lengths: Scores, holders: Rows, texts: int) -> Scores:
    idf = np.log1p((texts - holders + 0.5) / (holders + 0.5))
    added: Scores = (idf * times / (times + SATURATION * (1 - LENGTH + LENGTH * lengths))).astype(np.float32)
    return added


class Bm25Index:
    """May be shared between threads."""

    def __init__(self, folder: Path) -> None:
        self._postings = PostingsIndex(folder)
        self._own = threading.local()

    def __len__(self) -> int:
        return self._postings.texts

    def match(self, text: str) -> TopKScorer:
        """The texts that share words with `text`, for the thread that asks."""
        asked = Counter(stems(text))
        return TopKScorer(
            [self._word(stem, times) for stem, times in asked.items() if stem in self._postings], self._sums()
        )

    def holding(self, stems: Iterable[str]) -> Rows:
        """The texts that hold every one of the stems, ascending; none where no stem is given."""
        held = [self._postings.of(stem)[0] if stem in self._postings else NOWHERE for stem in set(stems)]
        first, *others = sorted(held, key=len) or [NOWHERE]
        for rows in others:
            first = first[np.isin(first, rows, assume_unique=True)]
        return first.astype(np.int64)

    def _word(self, stem: str, times: int) -> PostingList:
        rows, scores = self._postings.of(stem)
        return PostingList(
            rows, scores if times == 1 else scores * np.float32(times), self._postings.most(stem) * times
        )

    def _sums(self) -> Scores:
        """A thread's own zeros: to make them anew would cost more than most questions."""
        if not hasattr(self._own, "sums"):
            self._own.sums = np.zeros(len(self), np.float32)
        sums: Scores = self._own.sums
        return sums
