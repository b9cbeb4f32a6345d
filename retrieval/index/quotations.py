"""The speaker turns of an index on disk, against which quotations are checked.

firsts.npy    int64, for each turn the number in archive.db of its first quotation
words/        an inverted index from words to turns (bm25.py)
"""

from array import array
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from retrieval.array_types import Rows
from retrieval.index import bm25
from retrieval.index.bm25 import PostingsIndex
from retrieval.index.tables import SqliteStore
from retrieval.joining import multi_paragraph, speaker_turns
from retrieval.joining.speaker_turns import SpeakerTurn, TurnNumbers
from retrieval.method_cache import cached_method
from retrieval.models import Quotation

FIRSTS, WORDS = "firsts.npy", "words"
CACHED_TURNS = 4096
CACHED_SOURCES = 16  # source filters with cached results


def write(folder: Path, store: SqliteStore) -> None:
    """Write the speaker turns of all quotations in a store."""
    folder.mkdir()
    firsts = array("q")
    bm25.write_postings(
        folder / WORDS, _words_by_turn(store, firsts), lambda counts, *_: np.ones(len(counts), np.float32)
    )
    np.save(folder / FIRSTS, np.array(firsts, np.int64))


def _words_by_turn(store: SqliteStore, firsts: "array[int]") -> Iterator[Sequence[str]]:
    """The words of each turn. The number of each turn's first quotation is appended to `firsts`."""
    for quotations in store.quotations_by_article():
        for first, turn in split_into_turns(quotations):
            firsts.append(first)
            yield SpeakerTurn(turn).words


def split_into_turns(quotations: Sequence[tuple[int, Quotation]]) -> Iterator[tuple[int, list[Quotation]]]:
    """The speaker turns of one article, each with the number of its first quotation.

    `quotations` come with their numbers. A quotation that runs over several paragraphs is joined into one.
    """
    place = 0
    for turn in speaker_turns.group_by_speaker(multi_paragraph.join(quotation for _, quotation in quotations)):
        yield quotations[place][0], turn
        spans = sum(len(quotation.spans) for quotation in turn)
        while spans:
            spans -= len(quotations[place][1].spans)
            place += 1


class QuotationIndex:
    """The speaker turns of a store, each read when it is needed. Threads may share it."""

    def __init__(self, folder: Path, store: SqliteStore) -> None:
        self._store, self._firsts = store, np.load(folder / FIRSTS)
        self._words = PostingsIndex(folder / WORDS)
        self.turn = cached_method(self._read_turn, CACHED_TURNS)
        self.published_by = cached_method(self._find_published_by, CACHED_SOURCES)

    def __len__(self) -> int:
        return len(self._firsts)

    def with_word(self, word: str) -> TurnNumbers:
        """The turns that contain a normalised word, ascending."""
        rows = self._words.of(word).rows if word in self._words else np.empty(0)
        turns: TurnNumbers = rows.astype(np.int64)
        return turns

    def by_speakers(self, speakers: Collection[str]) -> TurnNumbers:
        """The turns of any of `speakers`, ascending."""
        return self._turns_of(self._store.numbers_of(speakers))

    def _find_published_by(self, sources: frozenset[str]) -> TurnNumbers:
        """The turns in articles of any of `sources`, ascending."""
        return self._turns_of(self._store.numbers_published_by(sources))

    def _turns_of(self, quotations: Rows) -> TurnNumbers:
        """The turns that contain quotations, which are given by their numbers."""
        return np.unique(np.searchsorted(self._firsts, quotations, side="right") - 1)

    def _read_turn(self, number: int) -> SpeakerTurn:
        last = self._firsts[number + 1] if number + 1 < len(self) else None
        return SpeakerTurn(multi_paragraph.join(self._store.quotations_from(int(self._firsts[number]), last)))
