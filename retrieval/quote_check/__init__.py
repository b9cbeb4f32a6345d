"""Checks whether given words are on record: whether a quotation in the archive has them.

    verbatim     a quotation has the words; letter case, accents, punctuation and quotation marks do not count
    shortened    a quotation has the words, and more words where the given words have dots
    reported     the words are an article's, which reports what somebody said without quoting it
    altered      a quotation is similar to the words; the differences are shown
    merged       the words are combined from two quotations
    nothing      no quotation is similar to the words

Only verbatim and shortened words are on record, and only if they were said: quotations that are denied, conditional
or to come are passed over. The words are compared with speaker turns (speaker_turns.py), so that a quotation
interrupted by "he said" is still verbatim. Turns that share rare words with the given words are aligned with them word
by word (alignment.py).
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from retrieval.array_types import Mask
from retrieval.attribution.speaker_turns import SpeakerTurn, SpeakerTurns
from retrieval.errors import QuestionError
from retrieval.models import Quotation, Span
from retrieval.quote_check.alignment import Alignment, Change, ChangeKind, align, split_at_dots
from retrieval.text.tokenise import Token, tokens

MIN_SIMILARITY = 0.6  # least likeness for the verdict "altered"; fitted by benchmarks/quote_check.py
MIN_KEPT_SHARE = 0.5  # least share of the given words in altered ones: three words in seven are no match
MAX_TURNS_READ = 2000  # most turns read in search of exact words; only very common words are in more
MIN_ALTERED_WORDS = 4  # fewer words are found verbatim or not at all
MAX_ALIGNED = 20  # most turns that are aligned word by word
RAREST_WORDS = 16  # number of the given words, rarest first, by which these turns are found
MIN_SHARED_WEIGHT = 0.25  # a turn is aligned if it has this share of the weight of the rarest words
MIN_SHARED = 1e-9  # least weight, so that a turn without any of the rarest words is never aligned
MIN_PIECE_WORDS = 4  # each of two merged quotations must have this many consecutive words
MIN_MERGED_SHARE = 0.85  # two merged quotations must have this share of the words together


class Verdict(StrEnum):
    VERBATIM = "verbatim"
    SHORTENED = "shortened"
    REPORTED = "reported"
    ALTERED = "altered"
    MERGED = "merged"
    NOTHING = "nothing"


ON_RECORD = frozenset({Verdict.VERBATIM, Verdict.SHORTENED})
WORD_FOR_WORD = ON_RECORD | {Verdict.REPORTED}


@dataclass(frozen=True, slots=True)
class Match:
    """Quotations that have the given words or similar ones. `changes` is empty if nothing differs."""

    quotations: tuple[Quotation, ...]
    likeness: float  # from 0 to 1, see Alignment
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict with its matches. Verbatim matches are in the archive's order, others best first.

    `by_another` is true if a speaker was given, but only somebody else said the words.
    """

    words: str
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    by_another: bool = False


@dataclass(frozen=True, slots=True)
class AlignedTurn:
    turn: SpeakerTurn
    alignment: Alignment


class QuoteVerifier:
    """Compares words with the speaker turns of an archive, which are in memory (InMemoryTurns) or on disk."""

    def __init__(self, turns: SpeakerTurns) -> None:
        self._turns = turns

    def check(
        self, words: str, speakers: Collection[str] | None = None, sources: frozenset[str] | None = None
    ) -> Check:
        """Check whether `words` are on record; if given, only by one of `speakers` and in one of `sources`.

        Raises QuestionError if there are no words.
        """
        given = tokens(words)
        if not given:
            raise QuestionError("no words to check; give the quotation, in the shell's own quotation marks")
        published = self._mask(None if sources is None else self._turns.published_by(sources))
        if speakers is None:
            return self._check(words, given, published)
        by_speakers = self._mask(self._turns.by_speakers(speakers))
        check = self._check(words, given, published & by_speakers)
        if check.verdict in WORD_FOR_WORD:
            return check
        by_others = self._check(words, given, published & ~by_speakers)
        if by_others.verdict in WORD_FOR_WORD or (check.verdict is Verdict.NOTHING and by_others.matches):
            return Check(words, by_others.verdict, by_others.matches, by_another=True)
        return check

    def _mask(self, numbers: np.ndarray | None) -> Mask:
        """For each turn, whether it is in `numbers`; all True if `numbers` is None."""
        mask = np.full(len(self._turns), numbers is None)
        if numbers is not None:
            mask[numbers] = True
        return mask

    def _check(self, words: str, given: list[Token], allowed: Mask) -> Check:
        """Check words against the turns for which `allowed` is True."""
        pieces = [" ".join(word.normalised for word in piece) for piece in split_at_dots(words, given)]
        whole = [" ".join(word.normalised for word in given)]
        for verdict, texts in ((Verdict.VERBATIM, whole), (Verdict.SHORTENED, pieces), (Verdict.REPORTED, pieces)):
            exact = tuple(self._exact_matches(texts, allowed, reported=verdict is Verdict.REPORTED))
            if exact:
                return Check(words, verdict, exact)

        normalised = [word.normalised for word in given]
        aligned = self._align(normalised, allowed) if len(given) >= MIN_ALTERED_WORDS else []
        if not aligned:
            return Check(words, Verdict.NOTHING)
        if merged := self._merged(normalised, aligned, allowed):
            return Check(words, Verdict.MERGED, tuple(_match(piece, words, given) for piece in merged))
        best = max(aligned, key=lambda candidate: candidate.alignment.likeness)
        kept = len(best.alignment.kept()) / len(given)
        if best.alignment.likeness >= MIN_SIMILARITY and kept >= MIN_KEPT_SHARE:
            return Check(words, Verdict.ALTERED, (_match(best, words, given),))
        return Check(words, Verdict.NOTHING)

    def _exact_matches(self, pieces: Sequence[str], allowed: Mask, *, reported: bool) -> Iterator[Match]:
        """The turns that have all pieces in this order, in the archive's order; see SpeakerTurn for `reported`."""
        distinct = {word for piece in pieces for word in piece.split()}
        numbers, *others = sorted((self._turns.with_word(word) for word in distinct), key=len)
        for with_word in others:
            numbers = numbers[np.isin(numbers, with_word, assume_unique=True)]
        for number in numbers[allowed[numbers]][:MAX_TURNS_READ].tolist():
            turn = self._turns.turn(number)
            places = turn.find_in_order(pieces, reported=reported) if turn.is_said else []
            if places:
                yield Match(turn.quotations(places[0][0], places[-1][1]), 1.0, _omissions(turn, places))

    def _align(self, words: list[str], allowed: Mask) -> list[AlignedTurn]:
        """Align the words with the turns that share most of them."""
        return [AlignedTurn(turn, align(words, turn.words)) for turn in self._similar_turns(words, allowed)]

    def _merged(self, words: list[str], aligned: Sequence[AlignedTurn], allowed: Mask) -> list[AlignedTurn]:
        """Two turns that each have consecutive words, and together most of the words; empty if there are none.

        The second turn is searched for by the words that the first one lacks, since it may have no others.
        """
        first = max(aligned, key=lambda candidate: len(candidate.alignment.kept(MIN_PIECE_WORDS)))
        from_first = first.alignment.kept(MIN_PIECE_WORDS)
        start, end = _longest_gap(first.alignment.kept(2), len(words))
        if not from_first or end - start < MIN_PIECE_WORDS:
            return []
        others = [other for other in self._align(words[start:end], allowed) if other.turn is not first.turn]
        if not others:
            return []
        second = max(others, key=lambda candidate: len(candidate.alignment.kept(MIN_PIECE_WORDS)))
        from_second = second.alignment.kept(MIN_PIECE_WORDS)
        if len(from_first) + len(from_second) < MIN_MERGED_SHARE * len(words):
            return []
        return [first, AlignedTurn(second.turn, second.alignment.shifted(start))]

    def _similar_turns(self, words: list[str], allowed: Mask) -> list[SpeakerTurn]:
        """The turns that share most with the words. Rare words have more weight; a rarer shared word breaks ties."""
        with_word = {word: self._turns.with_word(word) for word in set(words)}
        rarest = sorted(with_word, key=lambda word: (len(with_word[word]), word))[:RAREST_WORDS]
        weights = [math.log(1 + len(self._turns) / (1 + len(with_word[word]))) for word in rarest]
        numbers = np.concatenate([with_word[word] for word in rarest])
        weight_of_each = np.repeat(weights, [len(with_word[word]) for word in rarest])
        shared = np.bincount(numbers, weight_of_each, len(self._turns))
        likely = np.flatnonzero(shared >= max(MIN_SHARED_WEIGHT * sum(weights), MIN_SHARED))
        likely = likely[allowed[likely]]
        rarest_shared = np.full(len(likely), len(rarest))  # for each turn the place of its rarest word
        for place in reversed(range(len(rarest))):
            rarest_shared[np.isin(likely, with_word[rarest[place]], assume_unique=True)] = place
        best = likely[np.lexsort((likely, rarest_shared, -shared[likely]))][:MAX_ALIGNED]
        turns = (self._turns.turn(number) for number in best.tolist())
        return [turn for turn in turns if turn.is_said]


def _omissions(turn: SpeakerTurn, places: Sequence[Span]) -> tuple[Change, ...]:
    """The words found at several places of a turn, and the words left out in between; empty for one place."""
    if len(places) < 2:
        return ()
    changes = [Change(ChangeKind.SAME, turn.text_between(*places[0]))]
    for (_, end), (start, last) in pairwise(places):
        if end < start:
            changes.append(Change(ChangeKind.LEFT_OUT, turn.text_between(end, start)))
        changes.append(Change(ChangeKind.SAME, turn.text_between(start, last)))
    return tuple(changes)


def _longest_gap(kept: Collection[int], length: int) -> Span:
    """The longest stretch between 0 and `length` without a kept position.

    >>> _longest_gap({0, 1, 5}, 9)
    (2, 5)
    """
    edges = [-1, *sorted(kept), length]
    gaps = [(before + 1, after) for before, after in pairwise(edges)]
    return max(gaps, key=lambda gap: gap[1] - gap[0])


def _match(aligned: AlignedTurn, words: str, given: Sequence[Token]) -> Match:
    """A match with its changes. Added words are cut from the given words, all other text from the article."""
    turn, alignment = aligned.turn, aligned.alignment
    changes = []
    for kind, (first, last), (start, end) in alignment.steps:
        is_added = kind is ChangeKind.ADDED
        text = words[given[first].start : given[last - 1].end] if is_added else turn.text_between(start, end)
        changes.append(Change(kind, text))
    return Match(turn.quotations(*alignment.place), alignment.likeness, tuple(changes))
