"""Which texts hold a stem, and what it counts in each.

    stems.json     every stem by its number, and how many texts there are
    ends.npy       int64, where each stem's texts end in the two below
    rows.npy       uint32, the texts that hold a stem, ascending, one stem after another
    scores.npy     float32, what the stem adds to the score of each
    most.npy       float32, the most that each stem adds to any

The same texts make the same files, byte for byte; writing holds some million stems at a time, however many there are.
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

from retrieval.array_types import Rows
from retrieval.index.npy import filled, mapped

STEMS, ENDS, ROWS, SCORES, MOST, SPOOL = "stems.json", "ends.npy", "rows.npy", "scores.npy", "most.npy", "spool"
CHUNK = 1 << 21  # stems held at once
BELOW = 32  # bits

Column = npt.NDArray[np.float32]
Postings = tuple[
    npt.NDArray[np.uint32], Column
]  # of a stem: the texts that hold it, ascending, and what it adds to each


class Weigh(Protocol):
    def __call__(self, times: Rows, lengths: Column, holders: Rows, texts: int) -> Column:
        """What stems add: they stand so many `times` in texts of such `lengths`, shares of the mean, and so many hold
        each, out of all `texts`; the first three of one shape."""


def write(folder: Path, texts: Iterable[Sequence[str]], weigh: Weigh) -> None:
    """Write the postings of texts, each given as its stems."""
    folder.mkdir()
    spool = _Spool.fill(folder / SPOOL, texts)
    holders = spool.holders()
    ends, most = np.cumsum(holders), np.zeros(len(holders), np.float32)
    rows, scores = (filled(folder / name, int(holders.sum()), kind) for name, kind in ((ROWS, "u4"), (SCORES, "f4")))
    free = ends - holders  # the place of the next text of each stem
    for chunk in spool.chunks():
        order = np.argsort(chunk[0], kind="stable")
        stems, times, holding = (part[order] for part in chunk)
        counts = np.bincount(stems, minlength=len(holders))
        places = (free - (np.cumsum(counts) - counts))[stems] + np.arange(len(stems))
        added = weigh(times, spool.shares[holding], holders[stems], len(spool.sizes))
        rows[places], scores[places] = holding, added
        np.maximum.at(most, stems, added)
        free += counts
    (folder / SPOOL).unlink()
    np.save(folder / ENDS, ends)
    np.save(folder / MOST, most)
    written = {"texts": len(spool.sizes), "stems": list(spool.numbers)}
    (folder / STEMS).write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Spool:
    """What texts hold, in their order, in a file of numbers: a stem above, below how often it stands there."""

    path: Path
    numbers: dict[str, int]
    sizes: npt.NDArray[np.int64]  # different stems of each text
    shares: Column  # how long each text is, as a share of the mean

    @classmethod
    def fill(cls, path: Path, texts: Iterable[Sequence[str]]) -> Self:
        numbers: dict[str, int] = {}
        sizes, lengths, held = array("I"), array("I"), array("Q")
        with path.open("wb") as file:
            for text in texts:
                counts = Counter(text)
                held.extend(numbers.setdefault(stem, len(numbers)) << BELOW | counts[stem] for stem in counts)
                sizes.append(len(counts))
                lengths.append(len(text))
                if len(held) >= CHUNK:
                    held.tofile(file)
                    del held[:]
            held.tofile(file)
        mean = max(1.0, float(np.mean(lengths))) if len(lengths) else 1.0
        return cls(path, numbers, np.array(sizes, np.int64), np.array(lengths, np.float32) / np.float32(mean))

    def holders(self) -> npt.NDArray[np.int64]:
        """How many texts hold each stem."""
        counted = np.zeros(len(self.numbers), np.int64)
        for stems, _, _ in self.chunks():
            counted += np.bincount(stems, minlength=len(counted))
        return counted

    def chunks(self) -> Iterator[tuple[Rows, Rows, Rows]]:
        """The stems of some texts at a time, how often each stands, and in which text."""
        ends = np.cumsum(self.sizes)
        first = 0
        with self.path.open("rb") as file:
            while first < len(ends):
                before = ends[first - 1] if first else 0
                last = max(first + 1, int(np.searchsorted(ends, before + CHUNK, side="right")))
                held = np.fromfile(file, np.int64, int(ends[last - 1] - before))
                yield (
                    held >> BELOW,
                    held & ((1 << BELOW) - 1),
                    np.repeat(np.arange(first, last), self.sizes[first:last]),
                )
                first = last


class PostingsIndex:
    def __init__(self, folder: Path) -> None:
        written = json.loads((folder / STEMS).read_text(encoding="utf-8"))
        self.texts: int = written["texts"]
        self._numbers = {stem: number for number, stem in enumerate(written["stems"])}
        self._ends, self._most = np.load(folder / ENDS), np.load(folder / MOST)
        self._rows, self._scores = (mapped(folder / name) for name in (ROWS, SCORES))

    def __contains__(self, stem: object) -> bool:
        return stem in self._numbers

    def of(self, stem: str) -> Postings:
        """The texts that hold a stem, and what it adds to each."""
        number = self._numbers[stem]
        span = slice(int(self._ends[number - 1]) if number else 0, int(self._ends[number]))
        return self._rows[span], self._scores[span]

    def most(self, stem: str) -> float:
        """The most that a stem adds to any text."""
        return float(self._most[self._numbers[stem]])
