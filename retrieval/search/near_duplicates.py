"""Finds near-duplicate passages, for example an agency's text that several papers print with small edits.

    Clinton said on Friday that the state had 12 days: “We have 12 days left. Let us use every one of them.”
    Mrs Clinton said that the state had 12 days: “We have 12 days left, let us use every one of them.”

Two passages are near duplicates if most of their words agree, in the same order. They are different statements if a
number, a negation or the speaker differs, or if one name replaces another. Only candidates of one question that share
many stems are compared.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.array_types import Rows
from retrieval.backends.protocol import LexiconLookup, Store
from retrieval.text.normalise import normalise
from retrieval.text.titles import IGNORED_IN_NAMES
from retrieval.text.tokenise import DIGIT, JOINED_TOKEN, NEGATIONS

MIN_SIMILARITY = 0.85  # twice the number of common words in the same order, divided by the words of both passages
MIN_WORDS = 15  # shorter passages never count: "... did not immediately respond to a request for comment"
MIN_SHARED_STEMS = 0.5  # least value of LexiconLookup.shared; the least similar known duplicate has twice as much
COMPARED_CANDIDATES = 50  # best candidates that are compared; of 165 known duplicates, the last was in place 28


@dataclass(frozen=True, slots=True)
class ComparedWords:
    """The normalised words of a passage. `exact` (numbers, and negations as "not") and `names` must agree."""

    words: tuple[str, ...]
    exact: Counter[str]
    names: frozenset[str]


def compared_words(text: str) -> ComparedWords:
    """
    >>> compared = compared_words("It isn't 4.5, Mr Burnham said.")
    >>> compared.words, dict(compared.exact), sorted(compared.names)
    (('it', 'isnt', '4.5', 'mr', 'burnham', 'said'), {'not': 1, '4.5': 1}, ['burnham', 'it'])
    """
    words = tuple(JOINED_TOKEN.findall(normalise(text)))
    exact: Counter[str] = Counter()
    for word in words:
        if word in NEGATIONS:
            exact["not"] += 1
        elif DIGIT.search(word):
            exact[word] += 1
    capitalised = normalise(" ".join(word for word in JOINED_TOKEN.findall(text) if word[0].isupper()))
    return ComparedWords(words, exact, frozenset(capitalised.split()) - IGNORED_IN_NAMES)


def are_near_duplicates(one: ComparedWords, other: ComparedWords) -> bool:
    """Whether two passages differ only by small edits. One of the passages may have extra names, but not both."""
    from rapidfuzz.distance import Indel

    if min(len(one.words), len(other.words)) < MIN_WORDS or one.exact != other.exact:
        return False
    if one.names - other.names and other.names - one.names:
        return False
    return Indel.normalized_similarity(one.words, other.words, score_cutoff=MIN_SIMILARITY) > 0


class NearDuplicates:
    """Finds near duplicates among the best `compared` candidates of one question. `rows` are the candidates."""

    def __init__(self, store: Store, lexicon: LexiconLookup, rows: Rows, compared: int = COMPARED_CANDIDATES) -> None:
        self._store, self._rows = store, rows[:compared]
        self._shared = lexicon.shared(self._rows)
        self._words: dict[int, ComparedWords] = {}  # row → its words, once they were compared
        self._speakers: dict[int, set[str]] = {}

    def of(self, row: int, same: Iterable[int]) -> list[int]:
        """The rows of the near duplicates of `row` and their exact duplicates.

        `same` has the exact duplicates of `row`.
        """
        similar = self._rows[self._shared(row) > MIN_SHARED_STEMS]
        known = {row, *same}
        duplicates: dict[int, None] = {}  # an ordered set
        for other in similar.tolist():
            if other not in known and self._are_near_duplicates(row, other):
                duplicates.update(dict.fromkeys((other, *self._store.exact_duplicates(other))))
        return list(duplicates)

    def _are_near_duplicates(self, row: int, other: int) -> bool:
        if not are_near_duplicates(self._words_of(row), self._words_of(other)):
            return False
        speakers, others = self._speakers_of(row), self._speakers_of(other)
        return not speakers or not others or bool(speakers & others)

    def _words_of(self, row: int) -> ComparedWords:
        if row not in self._words:
            self._words[row] = compared_words(self._store.passages([row])[0].text)
        return self._words[row]

    def _speakers_of(self, row: int) -> set[str]:
        if row not in self._speakers:
            speakers = (quotation.speaker for quotation in self._store.quotations(row))
            self._speakers[row] = {speaker for speaker in speakers if speaker}
        return self._speakers[row]
