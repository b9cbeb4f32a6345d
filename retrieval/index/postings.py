"""Inverted index: the texts that contain each stem, and the score that the stem adds to each text.

    stems.json     all stems in the order of their numbers, and the number of texts
    ends.npy       int64, where each stem's posting list ends in rows.npy and scores.npy
    rows.npy       uint32, the texts that contain a stem (ascending), one stem after another
    scores.npy     float32, the score that the stem adds to each of these texts
    most.npy       float32, the highest score that each stem adds to any text

The same texts always make the same files, byte for byte. Writing holds at most a few million stems in memory: the texts
are first spooled to a temporary file, which is then sorted into posting lists chunk by chunk.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows, Scores
from retrieval.index import npy
from retrieval.index.npy import allocate

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


def write(folder: Path, texts: Iterable[Sequence[str]], score: ScoreFunction) -> None:
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
        for stems, _, _ in self.chunks():
            counts += np.bincount(stems, minlength=len(counts))
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

    def of(self, stem: str) -> tuple[npt.NDArray[np.uint32], Scores]:
        """The texts that contain a stem, ascending, and the score that it adds to each."""
        number = self._numbers[stem]
        span = slice(int(self._ends[number - 1]) if number else 0, int(self._ends[number]))
        return self._rows[span], self._scores[span]

    def max_score(self, stem: str) -> float:
        """The highest score that a stem adds to any text."""
        return float(self._max_scores[self._numbers[stem]])
