"""BM25, the lexical half of retrieval: an index of texts by their stems. Row i is passage i, or article i.

The formula is Lucene's (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009). The
score of a text is the sum of the scores of the question's stems. postings.py stores these scores on disk.

`TopKScorer` finds the best texts by MaxScore, without scoring every text (Turtle and Flood, "Query evaluation:
strategies and optimizations", 1995). It reads the posting lists in order, from the one with the highest score to the
one with the lowest. At some point, the remaining lists cannot bring a new text into the best k. From then on, it only
looks up the texts found so far in the remaining lists. The result is the same as with every text scored.

An index like this one pays from about 500,000 passages: building it needs bounded memory, and a question reads only
parts of the lists. For smaller archives, the library bm25s is as fast.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Mask, Rows, Scores
from retrieval.index import postings
from retrieval.index.postings import PostingsIndex
from retrieval.text.tokenise import stems

LOOKUP_FACTOR = 8  # a selection is looked up row by row if the posting lists are this many times longer
MANY_POSTINGS = 20_000  # fewer are read sooner than found out to be needless
ROUNDING = 1e-5  # tolerance, since sums of float32 depend on their order
TINY = float(np.finfo(np.float32).tiny)
NO_ROWS = np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True)
class PostingList:
    """The texts that contain a stem (ascending), the score it adds to each, and the highest of these scores."""

    rows: npt.NDArray[np.uint32]
    scores: Scores
    max_score: float

    def scores_of(self, rows: Rows) -> Scores:
        """The score that the stem adds to each of `rows`; 0 for a text without it."""
        wanted = rows.astype(np.uint32)
        places = np.minimum(np.searchsorted(self.rows, wanted), len(self.rows) - 1)
        return np.where(self.rows[places] == wanted, self.scores[places], np.float32(0))


class TopKScorer:
    """Scores texts for one question. Only one thread may use it.

    `sums` is a work array with a zero for every text. Each call sets it back to zeros.
    """

    def __init__(self, lists: Sequence[PostingList], sums: Scores, many_postings: int = MANY_POSTINGS) -> None:
        self._many_postings = many_postings
        self._lists, self._sums = sorted(lists, key=lambda posting_list: -posting_list.max_score), sums
        self._total_length = sum(len(posting_list.rows) for posting_list in lists)
        self._best_score: float | None = None  # the best score of any text, once known

    def scores(self, rows: Rows) -> Scores:
        """The score of each of `rows`, float32, shape (len(rows),); 0 for a text that shares no word."""
        scores = np.zeros(len(rows), np.float32)
        for posting_list in self._lists:
            scores += posting_list.scores_of(rows)
        return scores

    def shares(self, rows: Rows) -> Scores:
        """The scores of `rows`, divided by the best score of any text."""
        if self._best_score is None:
            self._score(1, None)
        return self.scores(rows) / np.float32(self._best_score or 1)

    def best(self, k: int, selection: Rows | None = None) -> Rows:
        """Up to `k` texts that share a word, best first; ties in the order of the texts.

        If `selection` is given (ascending), only its texts are considered.
        """
        if selection is not None and len(selection) * LOOKUP_FACTOR < self._total_length:
            rows, scores = selection, self.scores(selection)
        else:
            rows, scores = self._score(k, selection)
        return rows[_highest(scores, k)]

    def _score(self, k: int, selection: Rows | None) -> tuple[Rows, Scores]:
        """A set of texts, ascending, that includes the best `k`; and their scores."""
        rows, unread = self._read_lists(k, self._mask(selection))
        rows.sort()
        scores = self._sums[rows]
        self._sums[rows] = 0
        for place, posting_list in enumerate(unread):
            still_possible = sum(later.max_score for later in unread[place:])
            keep = scores >= _kth(scores, k) - still_possible - ROUNDING
            rows, scores = rows[keep], scores[keep]
            scores += posting_list.scores_of(rows)
        if selection is None:
            self._best_score = float(scores.max(initial=0))
        return rows, scores

    def _read_lists(self, k: int, allowed: Mask | None) -> tuple[Rows, list[PostingList]]:
        """Read lists until no new text can be among the best `k`. Returns the texts found, and the lists not read."""
        met: list[npt.NDArray[np.uint32]] = [NO_ROWS]
        unread = self._total_length
        for place, posting_list in enumerate(self._lists):
            if unread > self._many_postings and sum(map(len, met)) >= k:
                still_possible = sum(later.max_score for later in self._lists[place:])
                if _kth(self._sums[np.concatenate(met)], k) > still_possible + ROUNDING:
                    return np.concatenate(met).astype(np.int64), self._lists[place:]
            unread -= len(posting_list.rows)
            kept = slice(None) if allowed is None else allowed[posting_list.rows]
            rows, scores = posting_list.rows[kept], posting_list.scores[kept]
            before = self._sums[rows]
            met.append(rows[before == 0])
            self._sums[rows] = before + scores
        return np.concatenate(met).astype(np.int64), []

    def _mask(self, selection: Rows | None) -> Mask | None:
        if selection is None:
            return None
        allowed = np.zeros(len(self._sums), bool)
        allowed[selection] = True
        return allowed


def _kth(scores: Scores, k: int) -> float:
    """The `k`-th highest score; 0 where there are fewer."""
    return float(np.partition(scores, -k)[-k]) if len(scores) >= k else 0.0


def _highest(scores: Scores, k: int) -> Rows:
    """The places of the `k` highest scores above 0, highest first; ties in their order."""
    above = np.flatnonzero(scores >= max(_kth(scores, k), TINY))
    return above[np.argsort(-scores[above], kind="stable")[:k]]


K1, B = 0.9, 0.4  # lower than usual, since passages are short: repeated words and length mean little


def write(folder: Path, texts: Iterable[Sequence[str]]) -> None:
    """Write an index of texts, each given as a sequence of its stems."""
    postings.write(folder, texts, _score)


def _score(counts: Rows, lengths: Scores, text_counts: Rows, texts: int) -> Scores:
    """The BM25 score that a stem adds to a text; postings.ScoreFunction describes the arguments."""
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
        """A scorer for the words of `text`. Use it in this thread only, and one scorer at a time."""
        counts = Counter(stems(text))
        lists = [self._posting_list(stem, count) for stem, count in counts.items() if stem in self._postings]
        return TopKScorer(lists, self._sums())

    def with_all(self, stems: Iterable[str]) -> Rows:
        """The texts that contain all of the stems, ascending; none if no stem is given."""
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
        """A work array of zeros, one per thread and reused: allocating it takes longer than most questions."""
        if not hasattr(self._of_thread, "sums"):
            self._of_thread.sums = np.zeros(len(self), np.float32)
        sums: Scores = self._of_thread.sums
        return sums
