"""Finds the two to four pieces of the record from which words were put together.

The pieces are from different quotations, or from distant sentences of one.

words      We will keep the harbour  | and nobody asked  | for as long as the tide comes in
record     turn 3, words 0 to 5        turn 8, 11 to 14    turn 3, 5 to 14
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.array_types import Mask, are_in
from retrieval.joining.speaker_turns import SpeakerTurn, SpeakerTurns
from retrieval.models import Span
from retrieval.text import sentences

MIN_WORDS = 3  # of a stretch
MAX_WORDS = 2000  # of words that are looked at; the time grows with the square of their number
MAX_STRETCHES = 4
MAX_TURNS = 20  # with the words of a stretch: words that are in more are no sign of one
MAX_TURNS_OF_SHORT_STRETCH = 3  # the same for a stretch of MIN_WORDS
MAX_COMMON_WORDS = 30  # so many words from one on that more turns have: no stretch begins there
MIN_COVERED_SHARE = 0.85  # share of the words that stretches have
MIN_LACKED_SHARE = 0.2  # least share of the words that the statement with most of them lacks
MIN_WORDS_BETWEEN = 6  # words between two statements of a turn; fewer are words left out without dots


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive words that a turn has, too: their places among the words, and in the turn."""

    turn: SpeakerTurn
    words: Span
    place: Span

    def __len__(self) -> int:
        return self.words[1] - self.words[0]


class Stitching:
    """Looks for stretches of words in the turns for which `allowed` is True. `signed` has figures with their signs."""

    def __init__(self, turns: SpeakerTurns, allowed: Mask, words: Sequence[str], signed: Sequence[str]) -> None:
        self._turns, self._allowed, self._words, self._signed = turns, allowed, words, signed
        self._read: dict[int, SpeakerTurn] = {}

    def find(self) -> list[Stretch]:
        """The stretches that the words are put together from, in the order of the words; empty if they are not."""
        found: list[Stretch] = []
        at = 0 if len(self._words) <= MAX_WORDS else len(self._words)
        may_lack = (1 - MIN_COVERED_SHARE) * len(self._words)
        while at + MIN_WORDS <= len(self._words):
            stretch = self._longest(at, found[-1] if found else None)
            at = stretch.words[1] if stretch else at + 1
            found += [stretch] if stretch else []
            if at - sum(map(len, found)) > may_lack or len(found) > MAX_STRETCHES:
                return []
        return found if self._is_stitched(found) else []

    def _is_stitched(self, found: Sequence[Stretch]) -> bool:
        if not 1 < len(found) <= MAX_STRETCHES:
            return False
        statements: list[list[Stretch]] = []
        for stretch in found:
            own = (each for each in statements if not _is_apart(each[-1], stretch))
            statement = next(own, None)
            if statement is None:
                statements.append([stretch])
            else:
                statement.append(stretch)
        lengths = [sum(map(len, statement)) for statement in statements]
        covered, count = sum(lengths), len(self._words)
        others = covered - max(lengths, default=0)
        return covered >= MIN_COVERED_SHARE * count and others >= max(MIN_WORDS, MIN_LACKED_SHARE * count)

    def _longest(self, start: int, before: Stretch | None) -> Stretch | None:
        """The longest stretch from a word on, by preference of the turn of the stretch before."""
        longest = None
        for end, numbers in self._ends(start):
            if len(numbers) > (MAX_TURNS if end - start > MIN_WORDS else MAX_TURNS_OF_SHORT_STRETCH):
                if end - start > MAX_COMMON_WORDS:
                    return None
                continue
            stretch = self._stretch(numbers, start, end, before)
            if stretch is None:
                break  # nor has any turn more words
            longest = stretch
        return longest

    def _stretch(self, numbers: np.ndarray, start: int, end: int, before: Stretch | None) -> Stretch | None:
        turns = sorted(map(self._turn, numbers.tolist()), key=lambda turn: before is None or turn is not before.turn)
        for turn in turns:
            if place := self._place(turn, start, end):
                return Stretch(turn, (start, end), place)
        return None

    def _ends(self, start: int) -> Iterator[tuple[int, np.ndarray]]:
        """The ends of possible stretches, and the turns with all their words, in whatever order."""
        numbers = self._turns.with_word(self._words[start])
        numbers = numbers[self._allowed[numbers]]
        for end in range(start + 1, len(self._words) + 1):
            if end - start >= MIN_WORDS:
                yield end, numbers
            if end < len(self._words):
                numbers = numbers[are_in(numbers, self._turns.with_word(self._words[end]))]
                if not len(numbers):
                    return

    def _turn(self, number: int) -> SpeakerTurn:
        if number not in self._read:
            self._read[number] = self._turns.turn(number)
        return self._read[number]

    def _place(self, turn: SpeakerTurn, start: int, end: int) -> Span | None:
        """Where a turn has words as its speaker's own, with the same figures."""
        if not turn.is_said:
            return None
        signed = list(self._signed[start:end])
        for (place,) in turn.find_in_order([" ".join(self._words[start:end])]):
            if turn.signed_words[slice(*place)] == signed:
                return place
        return None


def _is_apart(first: Stretch, second: Stretch) -> bool:
    """Whether two stretches are of different turns, or of distant sentences of one."""
    if first.turn is not second.turn:
        return True
    (_, end), (start, _) = sorted((first.place, second.place))
    between = first.turn.text_between(end - 1, start + 1)
    return start - end >= MIN_WORDS_BETWEEN and len(list(sentences.split(between))) > 1
