"""What one person is quoted as saying in one article, with nobody else between, as one row of words.

    "A campaign is underway," he said. "But it is Cameron who has put the NHS on a knife edge."
     0 1        2  3                    4   5  6  7       8   9   10  11  12  13 14 15    16

Each word keeps its place in the article, so that what is shown of a run is cut out of it.
"""

from collections.abc import Sequence
from itertools import groupby

from retrieval import wordwise
from retrieval.records import Quotation, Span
from retrieval.wordwise import Word


class Run:
    """Quotations of one speaker in one article, one after another, as one row of words."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.speaker, self._text = quotations[0].speaker, quotations[0].article.text
        self._quotations: list[Quotation] = []  # of each word
        self._words: list[Word] = []
        for quotation in quotations:
            for start, end in quotation.spans:
                found = wordwise.split(self._text, start, end)
                self._words += found
                self._quotations += [quotation] * len(found)
        self.words = [word.folded for word in self._words]
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
