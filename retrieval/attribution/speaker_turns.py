"""What one person is quoted as saying in one article, with nobody else between, as one row of words.

    "A campaign is underway," he said. "But it is Cameron who has put the NHS on a knife edge."
     0 1        2  3                    4   5  6  7       8   9   10  11  12  13 14 15    16

Each word keeps its place in the article, so that what is shown of a run is cut out of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

import numpy as np
import numpy.typing as npt

from retrieval.models import Quotation, Span
from retrieval.text.tokenise import Token, tokens

Numbers = npt.NDArray[np.int64]  # of runs, ascending


class SpeakerTurn:
    """Quotations of one speaker in one article, one after another, as one row of words."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.speaker, self.source = quotations[0].speaker, quotations[0].article.source
        self._text = quotations[0].article.text
        self._quotations: list[Quotation] = []  # of each word
        self._words: list[Token] = []
        for quotation in quotations:
            for start, end in quotation.spans:
                found = tokens(self._text, start, end)
                self._words += found
                self._quotations += [quotation] * len(found)
        self.words = [word.normalised for word in self._words]
        self._joined = f" {' '.join(self.words)} "

    def holds(self, pieces: Sequence[str]) -> list[Span]:
        """Where the pieces stand, each after the one before, in words of the run; nothing unless all of them do."""
        places: list[Span] = []
        at = 0
        for piece in pieces:
            at = self._joined.find(f" {piece} ", at)
            if at < 0:
                return []
            start = self._joined.count(" ", 0, at + 1) - 1
            places.append((start, start + piece.count(" ") + 1))
            at += len(piece) + 1
        return places

    def quotations(self, start: int, end: int) -> tuple[Quotation, ...]:
        return tuple(dict.fromkeys(self._quotations[start:end]))

    def cut(self, start: int, end: int) -> str:
        """Words as the article has them; between two quotations, what stands there is not theirs."""
        pieces = groupby(range(start, end), key=lambda at: self._quotations[at])
        rows = [(row[0], row[-1]) for _, numbers in pieces for row in [list(numbers)]]
        return " … ".join(self._text[self._words[first].start : self._words[last].end] for first, last in rows)


class SpeakerTurns(Protocol):
    """The runs of an archive, by their numbers, in its order."""

    def __len__(self) -> int: ...

    def run(self, number: int) -> SpeakerTurn: ...

    def holding(self, word: str) -> Numbers:
        """The runs that have a folded word."""

    def by(self, speakers: Collection[str]) -> Numbers:
        """The runs of any of `speakers`."""

    def published_by(self, sources: frozenset[str]) -> Numbers:
        """The runs in articles of any of `sources`."""


class Held:
    """The runs of quotations that are in memory."""

    def __init__(self, quotations: Iterable[Quotation]) -> None:
        self._runs = [SpeakerTurn(run) for run in together(quotations)]
        holding: dict[str, list[int]] = defaultdict(list)
        for number, run in enumerate(self._runs):
            for word in set(run.words):
                holding[word].append(number)
        self._holding = {word: np.array(numbers, np.int64) for word, numbers in holding.items()}

    def __len__(self) -> int:
        return len(self._runs)

    def run(self, number: int) -> SpeakerTurn:
        return self._runs[number]

    def holding(self, word: str) -> Numbers:
        return self._holding.get(word, np.empty(0, np.int64))

    def by(self, speakers: Collection[str]) -> Numbers:
        return np.array([number for number, run in enumerate(self._runs) if run.speaker in speakers], np.int64)

    def published_by(self, sources: frozenset[str]) -> Numbers:
        return np.array([number for number, run in enumerate(self._runs) if run.source in sources], np.int64)


def together(quotations: Iterable[Quotation]) -> Iterator[list[Quotation]]:
    """The quotations of one run after another; one of nobody known is a run of its own."""
    runs = groupby(enumerate(quotations), key=lambda at: (at[1].article.id, at[1].speaker or at[0]))
    for _, run in runs:
        yield [quotation for _, quotation in run]
