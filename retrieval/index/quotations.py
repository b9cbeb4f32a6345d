"""The speaker turns of an index with their words, read from disk: what a quotation is checked against.

firsts.npy    int64, the first quotation of each run, by its number in the store
words/        which runs have a word (postings.py)
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from retrieval.array_types import Rows
from retrieval.attribution import multi_paragraph, speaker_turns
from retrieval.attribution.speaker_turns import SpeakerTurn, TurnNumbers
from retrieval.index import postings
from retrieval.index.npy import Growing, mapped
from retrieval.index.postings import PostingsIndex
from retrieval.index.tables.store import SqliteStore
from retrieval.method_cache import remembered
from retrieval.models import Quotation

FIRSTS, WORDS = "firsts.npy", "words"
KEPT = 4096  # runs in memory, those last looked at
CHANNELS = 16  # sources of which it is in memory which runs they have

Numbered = tuple[int, Quotation]


def write(folder: Path, store: SqliteStore) -> None:
    """Write the runs of everything that is quoted in a store."""
    folder.mkdir()

    def words(firsts: Growing) -> Iterator[Sequence[str]]:
        for quotations in store.quotations_by_article():
            for first, run in split(quotations):
                firsts.extend([first])
                yield SpeakerTurn(run).words

    with Growing(folder / FIRSTS, np.int64) as firsts:
        postings.write(folder / WORDS, words(firsts), lambda times, *_: np.ones(len(times), np.float32))


def split(quotations: Sequence[Numbered]) -> Iterator[tuple[int, list[Quotation]]]:
    """The runs of one article, those that go on over paragraphs as one, each with the number of its first quotation."""
    place = 0
    for run in speaker_turns.group_by_speaker(multi_paragraph.join(quotation for _, quotation in quotations)):
        yield quotations[place][0], run
        pieces = sum(len(quotation.spans) for quotation in run)
        while pieces:
            pieces -= len(quotations[place][1].spans)
            place += 1


class QuotationIndex:
    """The runs of a store, read as they are asked for. Threads may share it."""

    def __init__(self, folder: Path, store: SqliteStore) -> None:
        self._store, self._firsts = store, mapped(folder / FIRSTS)
        self._words = PostingsIndex(folder / WORDS)
        self.turn = remembered(self._read, KEPT)
        self.published_by = remembered(self._find_published_by, CHANNELS)

    def __len__(self) -> int:
        return len(self._firsts)

    def with_word(self, word: str) -> TurnNumbers:
        """The runs that have a normalised word, ascending."""
        found: TurnNumbers = (self._words.of(word)[0] if word in self._words else np.empty(0)).astype(np.int64)
        return found

    def by_speakers(self, speakers: Collection[str]) -> TurnNumbers:
        """The runs of any of `speakers`, ascending."""
        return self._holding(self._store.numbers_of(speakers))

    def _find_published_by(self, sources: frozenset[str]) -> TurnNumbers:
        """The runs in articles of any of `sources`, ascending."""
        return self._holding(self._store.numbers_published_by(sources))

    def _holding(self, quotations: Rows) -> TurnNumbers:
        """The runs that quotations are in, by their numbers."""
        return np.unique(np.searchsorted(self._firsts, quotations, side="right") - 1)

    def _read(self, number: int) -> SpeakerTurn:
        last = self._firsts[number + 1] if number + 1 < len(self) else None
        return SpeakerTurn(multi_paragraph.join(self._store.quotations_from(int(self._firsts[number]), last)))
