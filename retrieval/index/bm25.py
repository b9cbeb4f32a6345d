"""BM25, the lexical half of retrieval: an index of texts by their stems. Row i is passage i, or article i.

The formula is Lucene's (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009).
postings.py keeps on disk what each stem adds to the score of each text; maxscore.py finds the best texts by it. This
pays past some 500,000 passages: building takes bounded memory, and a question reads only parts of the lists. For
smaller archives bm25s is as fast.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.array_types import Rows, Scores
from retrieval.index import postings
from retrieval.index.maxscore import PostingList, TopKScorer
from retrieval.index.postings import PostingsIndex
from retrieval.text.tokenise import stems

K1, B = 0.9, 0.4  # low: short texts repeat a word by chance, and differ little in length
NO_ROWS = np.empty(0, np.uint32)


def write(folder: Path, texts: Iterable[Sequence[str]]) -> None:
    """Write an index of texts, each given as its stems."""
    postings.write(folder, texts, _score)


def _score(counts: Rows, lengths: Scores, text_counts: Rows, texts: int) -> Scores:
    """The BM25 score that a stem adds to a text; postings.ScoreFunction says what the arguments are."""
    idf = np.log1p((texts - text_counts + 0.5) / (text_counts + 0.5))
    scores: Scores = (idf * counts / (counts + K1 * (1 - B + B * lengths))).astype(np.float32)
    return scores


class Bm25Index:
    """An index on disk, opened for searching. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._postings = PostingsIndex(folder)
        self._of_thread = threading.local()

    def __len__(self) -> int:
        return self._postings.texts

    def match(self, text: str) -> TopKScorer:
        """Scores texts by the words of `text`; for use in this thread, one at a time."""
        counts = Counter(stems(text))
        lists = [self._posting_list(stem, count) for stem, count in counts.items() if stem in self._postings]
        return TopKScorer(lists, self._sums())

    def with_all(self, stems: Iterable[str]) -> Rows:
        """The texts that hold every one of the stems, ascending; none where no stem is given."""
        lists = [self._postings.of(stem)[0] if stem in self._postings else NO_ROWS for stem in set(stems)]
        rows, *others = sorted(lists, key=len) or [NO_ROWS]
        for other in others:
            rows = rows[np.isin(rows, other, assume_unique=True)]
        return rows.astype(np.int64)

    def _posting_list(self, stem: str, count: int) -> PostingList:
        rows, scores = self._postings.of(stem)
        if count != 1:
            scores = scores * np.float32(count)
        return PostingList(rows, scores, self._postings.max_score(stem) * count)

    def _sums(self) -> Scores:
        """Zeros of this thread's own, reused: allocating them anew would take longer than most questions."""
        if not hasattr(self._of_thread, "sums"):
            self._of_thread.sums = np.zeros(len(self), np.float32)
        sums: Scores = self._of_thread.sums
        return sums
