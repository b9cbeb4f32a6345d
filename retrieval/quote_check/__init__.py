"""Is this quotation on record? Word for word, altered, put together from two, by another speaker, or not at all.

    words ──→ runs that share rare words with them ──→ laid on each, word by word ──→ Check: a verdict and its places

A run is what one person is quoted as saying in one article with nobody else between: words that go on over "he said"
are word for word. What is only like the record is never called on record: the difference is shown instead.
"""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from retrieval.attribution.speaker_turns import SpeakerTurn, SpeakerTurns, TurnNumbers
from retrieval.errors import QuestionError
from retrieval.models import Quotation, Span
from retrieval.quote_check import alignment as alignment
from retrieval.quote_check.alignment import Alignment, Change, ChangeKind
from retrieval.text.tokenise import Token, tokens

ALIKE = 0.6  # likeness from which words are called altered; fitted by benchmarks/checking.py
LOOKED_AT = 2000  # runs that are read for words which may stand in them; only the shortest words are in more
TINY = 1e-9
SHORTEST = 4  # words below which only a verbatim match says anything
CANDIDATES = 20  # runs that are looked at word by word
RAREST = 16  # of the given words, those by which runs are found
SHARED = 0.25  # of the weight of these, what a run must hold to be looked at
PIECE = 4  # words in a row that each of two runs must give
PIECED = 0.85  # share of the words that two runs must give together to be called merged


class Verdict(StrEnum):
    VERBATIM = "verbatim"
    SHORTENED = "shortened"  # word for word, less what stood where the dots are
    ALTERED = "altered"
    MERGED = "merged"  # put together from what was said apart
    NOTHING = "nothing"


ON_RECORD = frozenset({Verdict.VERBATIM, Verdict.SHORTENED})


@dataclass(frozen=True, slots=True)
class Match:
    """A place that holds the words, or words like them; `changes` are empty where nothing differs."""

    quotations: tuple[Quotation, ...]
    likeness: float
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict and its places, the best or the archive's first before; `by_another` where a speaker was given and
    only somebody else has said it."""

    words: str
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    by_another: bool = False


Laid = tuple[SpeakerTurn, Alignment]


Allowed = Callable[[TurnNumbers], npt.NDArray[np.bool]]  # which of some runs may be looked at


class QuoteVerifier:
    """Compares words with the speaker turns of an archive: all in memory (InMemoryTurns), or read from disk."""

    def __init__(self, runs: SpeakerTurns) -> None:
        self._runs = runs

    def check(
        self, words: str, speakers: Collection[str] | None = None, sources: frozenset[str] | None = None
    ) -> Check:
        """Check `words`, as said by one of `speakers` and published by one of `sources` where these are given.

        QuestionError where there are no words.
        """
        given = tokens(words)
        if not given:
            raise QuestionError("no words to check; give the quotation, in the shell's own quotation marks")
        here = _among(None if sources is None else self._runs.published_by(sources))
        if speakers is None:
            return self._check(words, given, here)
        theirs = _among(self._runs.by_speakers(speakers))
        found = self._check(words, given, lambda runs: here(runs) & theirs(runs))
        if found.verdict in ON_RECORD:
            return found
        others = self._check(words, given, lambda runs: here(runs) & ~theirs(runs))
        if others.verdict in ON_RECORD or (found.verdict is Verdict.NOTHING and others.matches):
            return Check(words, others.verdict, others.matches, by_another=True)
        return found

    def _check(self, words: str, given: list[Token], allowed: Allowed) -> Check:
        folded = [word.normalised for word in given]
        for verdict, pieces in ((Verdict.VERBATIM, [given]), (Verdict.SHORTENED, alignment.pieces(words, given))):
            if exact := tuple(self._exact([" ".join(word.normalised for word in piece) for piece in pieces], allowed)):
                return Check(words, verdict, exact)
        if len(given) < SHORTEST or not (laid := self._laid(folded, allowed)):
            return Check(words, Verdict.NOTHING)
        best = max(laid, key=lambda each: each[1].likeness)
        if apart := self._pieces(folded, laid, allowed):
            return Check(words, Verdict.MERGED, tuple(_match(*piece, words, given) for piece in apart))
        if best[1].likeness >= ALIKE:
            return Check(words, Verdict.ALTERED, (_match(*best, words, given),))
        return Check(words, Verdict.NOTHING)

    def _laid(self, folded: list[str], allowed: Allowed) -> list[Laid]:
        return [(run, alignment.align(folded, run.words)) for run in self._candidates(folded, allowed)]

    def _pieces(self, folded: list[str], laid: Sequence[Laid], allowed: Allowed) -> list[Laid]:
        """Two runs that give the words together, each words in a row that the other does not; none where there are not.

        The second is looked for by the words alone that the first leaves over: it may share nothing else.
        """
        first = max(laid, key=lambda each: len(each[1].kept(PIECE)))
        kept = first[1].kept(PIECE)
        start, end = _longest_gap(first[1].kept(2), len(folded))
        if not kept or end - start < PIECE:
            return []
        rest = [each for each in self._laid(folded[start:end], allowed) if each[0] is not first[0]]
        second = max(rest, key=lambda each: len(each[1].kept(PIECE)), default=None)
        given = len(second[1].kept(PIECE)) if second else 0
        if second is None or len(kept) + given < PIECED * len(folded):
            return []
        return [first, (second[0], second[1].moved(start))]

    def _exact(self, pieces: Sequence[str], allowed: Allowed) -> Iterator[Match]:
        wanted = {word for piece in pieces for word in piece.split()}
        first, *others = sorted(map(self._runs.with_word, wanted), key=len)
        for numbers in others:
            first = first[np.isin(first, numbers, assume_unique=True)]
        for run in map(self._runs.turn, first[allowed(first)][:LOOKED_AT].tolist()):
            if places := run.find_in_order(pieces):
                yield Match(run.quotations(places[0][0], places[-1][1]), 1.0, _shortened(run, places))

    def _candidates(self, folded: list[str], allowed: Allowed) -> list[SpeakerTurn]:
        """The runs that share most with the words, a word weighing more the fewer hold it."""
        holding = {word: self._runs.with_word(word) for word in set(folded)}
        rarest = sorted(holding, key=lambda word: (len(holding[word]), word))[:RAREST]
        weights = [math.log(1 + len(self._runs) / (1 + len(holding[word]))) for word in rarest]
        met = np.concatenate([holding[word] for word in rarest])
        shared = np.bincount(met, np.repeat(weights, [len(holding[word]) for word in rarest]), len(self._runs))
        likely = np.flatnonzero(shared >= max(SHARED * sum(weights), TINY))
        likely = likely[allowed(likely)]
        first = np.full(len(likely), len(rarest))  # the rarest word of each: of equals, the rarer first
        for place in range(len(rarest) - 1, -1, -1):
            first[np.isin(likely, holding[rarest[place]], assume_unique=True)] = place
        best = likely[np.lexsort((likely, first, -shared[likely]))][:CANDIDATES]
        return [self._runs.turn(number) for number in best.tolist()]


def _among(numbers: TurnNumbers | None) -> Allowed:
    """Which runs are among those of `numbers`; all are where none are given."""
    return lambda runs: np.ones(len(runs), bool) if numbers is None else np.isin(runs, numbers)


def _shortened(run: SpeakerTurn, places: Sequence[Span]) -> tuple[Change, ...]:
    """What dots stand for; nothing where there are none."""
    if len(places) < 2:
        return ()
    changes = [Change(ChangeKind.SAME, run.text_between(*places[0]))]
    for (_, end), (start, last) in pairwise(places):
        changes += [Change(ChangeKind.LEFT_OUT, run.text_between(end, start))] if end < start else []
        changes.append(Change(ChangeKind.SAME, run.text_between(start, last)))
    return tuple(changes)


def _longest_gap(kept: Collection[int], length: int) -> Span:
    """The longest row of words that are not among those kept.

    >>> _longest_gap({0, 1, 5}, 9)
    (2, 5)
    """
    edges = [-1, *sorted(kept), length]
    gaps = [(one + 1, other) for one, other in pairwise(edges)]
    return max(gaps, key=lambda gap: gap[1] - gap[0])


def _match(run: SpeakerTurn, alignment: Alignment, words: str, given: Sequence[Token]) -> Match:
    changes = []
    for kind, (first, last), (start, end) in alignment.steps:
        cut = (
            words[given[first].start : given[last - 1].end]
            if kind is ChangeKind.ADDED
            else run.text_between(start, end)
        )
        changes.append(Change(kind, cut))
    return Match(run.quotations(*alignment.place), alignment.likeness, tuple(changes))
