"""BM25, the lexical half of retrieval: an index of texts by their stems. Row i is passage i, or article i.

The formula is Lucene's (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009). The
score of a text is the sum of the scores of the question's stems. These scores are stored in an inverted index:

    stems.json     all stems in the order of their numbers, and the number of texts
    ends.npy       int64, where each stem's posting list ends in rows.npy and scores.npy
    rows.npy       uint32, the texts that contain a stem (ascending), one stem after another
    scores.npy     float32, the score that the stem adds to each of these texts
    most.npy       float32, the highest score that each stem adds to any text

The same texts always make the same files, byte for byte. Writing holds at most a few million stems in memory: the texts
are first spooled to a temporary file, which is then sorted into posting lists chunk by chunk.

`TopKScorer` finds the best texts by MaxScore, without scoring every text (Turtle and Flood, "Query evaluation:
strategies and optimizations", 1995). It reads the posting lists in order of their highest scores. At some point, the
remaining lists cannot bring a new text into the best k. From then on, it only looks up the texts found so far in the
remaining lists. The result is the same as if every text were scored.

Our own index is worthwhile from about 500,000 passages: building it needs bounded memory, and a question reads only
parts of the lists. For smaller archives, the library bm25s is as fast.
"""

import json
import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Mask, Rows, Scores
from retrieval.index import npy
from retrieval.index.npy import allocate
from retrieval.text.tokenise import stems

STEMS, ENDS, ROWS, SCORES, MAX_SCORES = "stems.json", "ends.npy", "rows.npy", "scores.npy", "most.npy"
SPOOL = "spool"
CHUNK_STEMS = 1 << 21  # stems in memory at once
COUNT_BITS = 32  # in a spooled number, the low 32 bits are the count and the bits above are the stem's number


class ScoreFunction(Protocol):
    def __call__(self, counts: Rows, lengths: Scores, text_counts: Rows, texts: int) -> Scores:
        """The scores that stems add to texts, one value for each pair of a stem and a text.

        counts        how often the stem occurs in the text
        lengths       the length of the text, divided by the mean length
        text_counts   number of texts that contain the stem
        texts         number of texts
        """


def write_postings(folder: Path, texts: Iterable[Sequence[str]], score: ScoreFunction) -> None:
    """Write the posting lists of texts, each given as a sequence of its stems."""
    folder.mkdir()
    spool = _Spool.fill(folder / SPOOL, texts)
    text_counts = spool.text_counts()
    ends, max_scores = np.cumsum(text_counts), np.zeros(len(text_counts), np.float32)
    rows = allocate(folder / ROWS, int(text_counts.sum()), np.uint32)
    scores = allocate(folder / SCORES, int(text_counts.sum()), np.float32)
    next_free = ends - text_counts  # where the next posting of each stem goes
    for chunk in spool.chunks():
        order = np.argsort(chunk[0], kind="stable")
        stems, counts, texts_of = (column[order] for column in chunk)
        in_chunk = np.bincount(stems, minlength=len(text_counts))
        places = _places(stems, in_chunk, next_free)
        added = score(counts, spool.relative_lengths[texts_of], text_counts[stems], len(spool.sizes))
        rows[places], scores[places] = texts_of, added
        np.maximum.at(max_scores, stems, added)
        next_free += in_chunk
    (folder / SPOOL).unlink()
    np.save(folder / ENDS, ends)
    np.save(folder / MAX_SCORES, max_scores)
    written = {"texts": len(spool.sizes), "stems": list(spool.numbers)}
    (folder / STEMS).write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")


def _places(stems: Rows, counts: Rows, next_free: Rows) -> Rows:
    """Where the postings of a chunk go in the file. `stems` ascends; `counts` is the number of postings of each stem.

        stem         0  0  1  2  2
        next_free    4     7  9         of each stem
        places       4  5  7  9 10

    >>> _places(np.array([0, 0, 1, 2, 2]), np.array([2, 1, 2]), np.array([4, 7, 9])).tolist()
    [4, 5, 7, 9, 10]
    """
    first_in_chunk = np.cumsum(counts) - counts
    places: Rows = (next_free - first_in_chunk)[stems] + np.arange(len(stems))
    return places


@dataclass(frozen=True, slots=True)
class _Spool:
    """A temporary file with the stems and counts of every text, in the order of the texts."""

    path: Path
    numbers: dict[str, int]  # stem → its number
    sizes: Rows  # number of distinct stems of each text
    relative_lengths: Scores  # length of each text, divided by the mean length

    @classmethod
    def fill(cls, path: Path, texts: Iterable[Sequence[str]]) -> Self:
        numbers: dict[str, int] = {}
        sizes, lengths, packed = array("I"), array("I"), array("Q")
        with path.open("wb") as file:
            for text in texts:
                counts = Counter(text)
                packed.extend(numbers.setdefault(stem, len(numbers)) << COUNT_BITS | counts[stem] for stem in counts)
                sizes.append(len(counts))
                lengths.append(len(text))
                if len(packed) >= CHUNK_STEMS:
                    packed.tofile(file)
                    del packed[:]
            packed.tofile(file)
        mean = max(1.0, float(np.mean(lengths))) if len(lengths) else 1.0
        return cls(path, numbers, np.array(sizes, np.int64), np.array(lengths, np.float32) / np.float32(mean))

    def text_counts(self) -> Rows:
        """The number of texts that contain each stem."""
        counts = np.zeros(len(self.numbers), np.int64)
        for numbers, _, _ in self.chunks():
            counts += np.bincount(numbers, minlength=len(counts))
        return counts

    def chunks(self) -> Iterator[tuple[Rows, Rows, Rows]]:
        """The spooled postings in chunks of three arrays of equal length: stems, their counts, and their texts."""
        ends = np.cumsum(self.sizes)
        first = 0
        with self.path.open("rb") as file:
            while first < len(ends):
                start = ends[first - 1] if first else 0
                last = max(first + 1, int(np.searchsorted(ends, start + CHUNK_STEMS, side="right")))
                packed = np.fromfile(file, np.int64, int(ends[last - 1] - start))
                texts = np.repeat(np.arange(first, last), self.sizes[first:last])
                yield packed >> COUNT_BITS, packed & ((1 << COUNT_BITS) - 1), texts
                first = last


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


class PostingsIndex:
    """An inverted index on disk, opened. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        written = json.loads((folder / STEMS).read_text(encoding="utf-8"))
        self.texts: int = written["texts"]
        self._numbers = {stem: number for number, stem in enumerate(written["stems"])}
        self._ends, self._max_scores = np.load(folder / ENDS), np.load(folder / MAX_SCORES)
        self._rows, self._scores = npy.read(folder / ROWS), npy.read(folder / SCORES)

    def __contains__(self, stem: object) -> bool:
        return stem in self._numbers

    def of(self, stem: str) -> PostingList:
        """The posting list of a stem, which must be in the index."""
        number = self._numbers[stem]
        span = slice(int(self._ends[number - 1]) if number else 0, int(self._ends[number]))
        return PostingList(self._rows[span], self._scores[span], float(self._max_scores[number]))


K1, B = 0.9, 0.4  # lower than usual, since passages are short: repeated words and length mean little
LOOKUP_FACTOR = 8  # a selection is looked up row by row if the posting lists are this many times longer
MANY_POSTINGS = 20_000  # fewer are read sooner than found out to be needless
ROUNDING_TOLERANCE = 1e-5  # tolerance, since sums of float32 depend on their order
TINY = float(np.finfo(np.float32).tiny)
NO_ROWS = np.empty(0, np.uint32)


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
            keep = scores >= _kth(scores, k) - still_possible - ROUNDING_TOLERANCE
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
                if _kth(self._sums[np.concatenate(met)], k) > still_possible + ROUNDING_TOLERANCE:
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


def write(folder: Path, texts: Iterable[Sequence[str]]) -> None:
    """Write an index of texts, each given as a sequence of its stems."""
    write_postings(folder, texts, _score)


def _score(counts: Rows, lengths: Scores, text_counts: Rows, texts: int) -> Scores:
    """The BM25 score that a stem adds to a text; ScoreFunction describes the arguments."""
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
        lists = []
        for stem, count in Counter(stems(text)).items():
            if stem in self._postings:
                each = self._postings.of(stem)
                if count > 1:
                    each = PostingList(each.rows, each.scores * np.float32(count), each.max_score * count)
                lists.append(each)
        return TopKScorer(lists, self._sums())

    def with_all(self, stems: Iterable[str]) -> Rows:
        """The texts that contain all of the stems, ascending; none if no stem is given."""
        lists = [self._postings.of(stem).rows if stem in self._postings else NO_ROWS for stem in set(stems)]
        rows, *others = sorted(lists, key=len) or [NO_ROWS]
        for other in others:
            rows = rows[np.isin(rows, other, assume_unique=True)]
        return rows.astype(np.int64)

    def _sums(self) -> Scores:
        """A work array of zeros, one per thread and reused: allocating it takes longer than most questions."""
        if not hasattr(self._of_thread, "sums"):
            self._of_thread.sums = np.zeros(len(self), np.float32)
        sums: Scores = self._of_thread.sums
        return sums
