"""Nearly the same words in another place: an agency's text as several papers print it, each with small edits.

    Clinton said on Friday: “We have 12 days. Let us use them.”
    Mrs Clinton said: “We have 12 days, let us use them.”

A copy is looked for among the other passages that the question has found, of those that share most of their stems, and
is told by its words in their order.
Words that change what is said make it another statement, however few they are: a number, a "not", one name in place of
another, another speaker.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain

from retrieval.array_types import Rows
from retrieval.backends.protocol import Records, Terms
from retrieval.text.normalise import normalise
from retrieval.text.titles import IGNORED_IN_NAMES
from retrieval.text.tokenise import JOINED_TOKEN

LIKENESS = 0.85  # twice the words that both have in this order, as a share of all words of both
LEAST = 15  # words; "... did not immediately respond to a request for comment" is no copy
ALIKE = 0.5  # stems shared, as a share of both's (Terms.shared): half of what the least alike copy known has
MOST = 50  # passages among which copies are looked for; of 165 known ones the furthest was the 28th

_NUMBER = re.compile(r"\d")
_DENIALS = frozenset(
    "no not never nobody none nor neither nothing without cannot cant wont dont doesnt didnt isnt arent wasnt werent"
    " wouldnt couldnt shouldnt hasnt havent hadnt mustnt neednt aint".split()
)


@dataclass(frozen=True, slots=True)
class ComparedWords:
    """A passage as it is compared: its words, folded, how often it has each number and "not", and its names."""

    words: tuple[str, ...]
    firm: Counter[str]
    names: frozenset[str]


def read(text: str) -> ComparedWords:
    """
    >>> found = read("It isn't 4.5, Mr Burnham said.")
    >>> found.words, dict(found.firm), sorted(found.names)
    (('it', 'isnt', '4.5', 'mr', 'burnham', 'said'), {'not': 1, '4.5': 1}, ['burnham', 'it'])
    """
    words = tuple(JOINED_TOKEN.findall(normalise(text)))
    named = normalise(" ".join(word for word in JOINED_TOKEN.findall(text) if word[0].isupper()))
    firm = ("not" if word in _DENIALS else word for word in words if word in _DENIALS or _NUMBER.search(word))
    return ComparedWords(words, Counter(firm), frozenset(named.split()) - IGNORED_IN_NAMES)


def nearly(one: ComparedWords, other: ComparedWords) -> bool:
    """Whether two passages say the same but for small edits."""
    from rapidfuzz.distance import Indel

    if min(len(one.words), len(other.words)) < LEAST or one.firm != other.firm:
        return False
    if one.names - other.names and other.names - one.names:
        return False
    return Indel.normalized_similarity(one.words, other.words, score_cutoff=LIKENESS) > 0


class NearDuplicates:
    """The copies among the passages that a question has found, the best `MOST` of `rows`."""

    def __init__(self, store: Records, terms: Terms, rows: Rows) -> None:
        self._store, self._terms, self._rows = store, terms, rows[:MOST]
        self._wording = cache(lambda row: read(store.passages([row])[0].text))
        self._speakers = cache(lambda row: {said.speaker for said in store.quotations(row)} - {None})

    def of(self, row: int, same: Iterable[int]) -> list[int]:
        """The rows that say nearly what `row` says; `same` are those that say wholly the same."""
        alike = self._rows[self._terms.shared(row, self._rows) > ALIKE]
        others = [int(near) for near in alike if near not in {row, *same}]
        found = [near for near in others if self._is_copy(row, near)]
        return list(dict.fromkeys(chain.from_iterable((near, *self._store.same(near)) for near in found)))

    def _is_copy(self, row: int, near: int) -> bool:
        if not nearly(self._wording(row), self._wording(near)):
            return False
        one, other = self._speakers(row), self._speakers(near)
        return not one or not other or bool(one & other)
