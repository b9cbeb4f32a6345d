"""Checks whether given words are on record: whether a quotation in the archive has them.

    verbatim     a quotation has the words; letter case, accents, punctuation and quotation marks do not count
    shortened    a quotation has the words, and other words at the given dots or brackets
    reported     the words are an article's, which reports what somebody said without quoting it
    not said     articles have the words only as denied, supposed or still to come
    altered      a quotation is similar to the words, or has them where dots hide a word that turns the meaning
    merged       the words are combined from two or more quotations, or each sentence is from another one
    nothing      no quotation is similar to the words

Only verbatim and shortened words are on record, and only if they were said. Quotations that are denied, conditional or
in the future are compared last, and only word for word. The words are compared with speaker turns (speaker_turns.py),
so that a quotation interrupted by "he said" is still verbatim. given_words.py defines what an editor may change;
docs/matching.md explains it to users. Turns that share rare words with the given words are aligned with them word by
word (alignment.py).
"""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice, pairwise

import numpy as np

from retrieval.array_types import Mask, are_in
from retrieval.errors import QuestionError
from retrieval.joining.speaker_turns import SpeakerTurn, SpeakerTurns
from retrieval.models import Kind, Passage, Quotation, Span
from retrieval.quote_check import differences, given_words, in_context, omissions
from retrieval.quote_check.alignment import Alignment, Change, ChangeKind, align
from retrieval.quote_check.given_words import QuotedPieces
from retrieval.quote_check.stitching import MIN_WORDS_BETWEEN, Stitching
from retrieval.text import figures, sentences
from retrieval.text.tokenise import Token, token_words

MIN_SIMILARITY = 0.6  # least likeness for the verdict "altered"; fitted by benchmarks/quote_check.py
MIN_KEPT_SHARE = 0.5  # least share of the given words in altered ones: three words in seven are not a match
MAX_TURNS_READ = 2000  # most turns read in search of exact words; only very common words are in more
MIN_ALTERED_WORDS = 4  # fewer words are found verbatim or not at all
MAX_PLACES_PER_TURN = 10  # most places of one turn that are looked at
MAX_ALIGNED_TURNS = 20  # most turns that are aligned word by word
RAREST_WORDS = 16  # number of the given words, rarest first, by which these turns are found
MIN_SHARED_WEIGHT = 0.25  # a turn is aligned if it has this share of the weight of the rarest words
MIN_RARE_WEIGHT = 1e-9  # least weight, so that a turn without any of the rarest words is never aligned
MIN_PIECE_WORDS = 4  # each of two merged quotations must have this many consecutive words
MIN_ONE_TURN_LIKENESS = 0.85  # likeness of words that are one turn's, though others have parts of them
MIN_OTHERS_WORDS = 6  # of a piece by somebody else, where the words are an altered quotation of the given speaker
MIN_MERGED_SHARE = 0.85  # two merged quotations must have this share of the words together


class Verdict(StrEnum):
    VERBATIM = "verbatim"
    SHORTENED = "shortened"
    REPORTED = "reported"
    NOT_SAID = "not_said"
    ALTERED = "altered"
    MERGED = "merged"
    NOTHING = "nothing"


ON_RECORD = frozenset({Verdict.VERBATIM, Verdict.SHORTENED})
WORD_FOR_WORD = ON_RECORD | {Verdict.REPORTED}


@dataclass(frozen=True, slots=True)
class Match:
    """Quotations that have the given words or similar ones. `changes` is empty if nothing differs.

    `hidden` are words left out that turn the meaning of the others (omissions.py).
    """

    quotations: tuple[Quotation, ...]
    likeness: float  # from 0 to 1, see Alignment
    changes: tuple[Change, ...] = ()
    place: Span | None = None  # where in the article the words are, from the first to the last
    hidden: tuple[str, ...] = ()

    @property
    def around(self) -> tuple[str, str]:
        """The article's text before and after `place`, up to the ends of its sentences; empty without a place."""
        return in_context.around(self.quotations[0].article, self.place) if self.place else ("", "")


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict with its matches. Verbatim matches are in the archive's order, others best first.

    `by_another` is true if a speaker was given, but only speakers with another name, or without one, said the words. If
    `speaker_unclear` is true as well, that may be the given speaker: no article clearly says who it is. `correction` is
    the passage of another article that corrects the words. `too_few_words` is true if they are too few to tell whose
    they are; the matches are places that have them. `other_language` is true if words without a match seem
    to be in another language than English.
    """

    words: str
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    by_another: bool = False
    speaker_unclear: bool = False
    correction: Passage | None = None
    too_few_words: bool = False
    other_language: bool = False

    @property
    def on_record(self) -> bool:
        """Whether the words are on record as given: quoted words, and of the given speaker if there is one.

        >>> Check("so", Verdict.VERBATIM).on_record, Check("so", Verdict.VERBATIM, by_another=True).on_record
        (True, False)
        """
        return self.verdict in ON_RECORD and not self.by_another and not self.too_few_words

    @property
    def is_reported(self) -> bool:
        """Whether an article reports that somebody said the words, and the given speaker if there is one."""
        reported = any(quotation.cue or quotation.speaker for match in self.matches for quotation in match.quotations)
        return self.verdict is Verdict.REPORTED and not self.by_another and not self.too_few_words and reported

    @property
    def said_by(self) -> tuple[str, ...]:
        """The speakers of the words or of similar ones: the names in the matches, each once."""
        speakers = (quotation.speaker for match in self.matches for quotation in match.quotations)
        return tuple(dict.fromkeys(filter(None, speakers)))


@dataclass(frozen=True, slots=True)
class Given:
    """The words to check."""

    text: str
    words: list[Token]
    is_sentence: bool = False


@dataclass(frozen=True, slots=True)
class AlignedTurn:
    turn: SpeakerTurn
    alignment: Alignment


class QuoteVerifier:
    """Compares words with the speaker turns of an archive, which are in memory (InMemoryTurns) or on disk.

    At most `max_matches` quotations with exactly the words are listed; None lists them all.
    """

    def __init__(self, turns: SpeakerTurns, max_matches: int | None = None) -> None:
        self._turns, self._max_matches = turns, max_matches

    def check(
        self,
        words: str,
        speakers: Collection[str] | None = None,
        sources: frozenset[str] | None = None,
        *,
        is_sentence: bool = False,
    ) -> Check:
        """Check whether `words` are on record; if given, only by one of `speakers` and in one of `sources`.

        `is_sentence` tells that they are set as a sentence, which may not be cut out of one that denies it. Raises
        QuestionError if there are no words.
        """
        given = Given(words, given_words.words_of(words), is_sentence)
        if not given.words:
            raise QuestionError("no words to check; give the words of the quotation")
        published = self._mask(None if sources is None else self._turns.published_by(sources))
        if speakers is None:
            return self._check(given, published)
        by_speakers = self._mask(self._turns.by_speakers(speakers))
        check = self._check(given, published & by_speakers)
        if check.verdict in WORD_FOR_WORD:
            return check
        if check.verdict in {Verdict.ALTERED, Verdict.NOTHING}:
            return self._by_anybody(given, check, speakers, published, by_speakers)
        by_others = self._check(given, published & ~by_speakers)
        if by_others.verdict in (ON_RECORD if check.verdict is Verdict.NOT_SAID else WORD_FOR_WORD):
            return replace(by_others, by_another=True)
        return check

    def _by_anybody(
        self, given: Given, check: Check, speakers: Collection[str], published: Mask, by_speakers: Mask
    ) -> Check:
        """Check words against the turns of all people; `check` found at most similar ones of the given speakers."""
        found = self._check(given, published)
        if found.verdict is Verdict.MERGED:  # from words of several people: each lacks the others' words
            others = (each for each in found.matches if each.quotations[0].speaker not in speakers)
            if check.verdict is Verdict.ALTERED and any(map(_is_short, others)):
                return check
            is_theirs = any(each.speaker in speakers for match in found.matches for each in match.quotations)
            return replace(found, by_another=not is_theirs)
        if found.verdict in {check.verdict, Verdict.NOTHING}:  # nobody has more of the words
            return check
        by_others = found if check.verdict is Verdict.NOTHING else self._check(given, published & ~by_speakers)
        if by_others.verdict in WORD_FOR_WORD or check.verdict is Verdict.NOTHING:
            return replace(by_others, by_another=True)
        return check

    def similar(self, words: str, speakers: Collection[str], share: float) -> list[Match]:
        """The quotations of `speakers` that have at least this share of the words, the most likely first."""
        given, allowed = given_words.words_of(words), self._mask(self._turns.by_speakers(speakers))
        signed = figures.signed(words, given)
        found = self._similar_turns([word.normalised for word in given], allowed, share * len(given))
        turns = (self._turns.turn(number) for number, _ in found)
        aligned = [AlignedTurn(turn, align(signed, turn.signed_words)) for turn in turns if turn.is_said]
        return [_match(each, words, given) for each in aligned if len(each.alignment.kept()) >= share * len(given)]

    def _mask(self, numbers: np.ndarray | None) -> Mask:
        """For each turn, whether it is in `numbers`; all True if `numbers` is None."""
        mask = np.full(len(self._turns), numbers is None)
        if numbers is not None:
            mask[numbers] = True
        return mask

    def _check(self, given: Given, allowed: Mask) -> Check:
        """Check words against the turns for which `allowed` is True."""
        if not allowed.any():
            return Check(given.text, Verdict.NOTHING)
        found = self._exact(given, allowed) or self._similar(given.text, given.words, allowed)
        return found or Check(given.text, Verdict.NOTHING)

    def _exact(self, given: Given, allowed: Mask) -> Check | None:
        """The check of words that turns have exactly, by any of their readings."""
        turned: tuple[Match, ...] = ()
        apart: tuple[Match, ...] = ()
        whole, *others = given_words.readings(given.text)
        divided = [pieces for pieces in others if len(pieces) == 1]
        in_pieces = [pieces for pieces in others if len(pieces) > 1]
        for verdict, ways in (
            (Verdict.VERBATIM, [whole, *divided]),
            (Verdict.SHORTENED, in_pieces),
            (Verdict.REPORTED, [*in_pieces, whole, *divided]),
            (Verdict.NOT_SAID, [*in_pieces, whole, *divided]),
        ):
            if turned and verdict not in ON_RECORD:
                break
            for pieces in ways:
                found = list(islice(self._exact_matches(given, pieces, allowed, verdict), self._max_matches))
                at_once = tuple(match for match, *others in found if not others)
                exact = tuple(match for match in at_once if not match.hidden)
                if exact:
                    return Check(given.text, verdict, exact)
                turned = turned or at_once
                apart = apart or next((matches for matches in found if len(matches) > 1), ())
        if turned:
            return Check(given.text, Verdict.ALTERED, turned)
        return Check(given.text, Verdict.MERGED, apart) if apart else None

    def _similar(self, words: str, given: list[Token], allowed: Mask) -> Check | None:
        """The check of words that turns have partly or approximately."""
        if len(given) < MIN_ALTERED_WORDS:
            return None
        signed = figures.signed(words, given)
        aligned = self._align(given, signed, allowed, MIN_MERGED_SHARE / 2 * len(given))
        is_near = any(_only_leaves_out(each.alignment, len(given)) for each in aligned)
        if sentence_matches := self._sentences_apart(words, allowed, are_long=is_near):
            return Check(words, Verdict.MERGED, sentence_matches)
        if merged := self._merged(given, signed, aligned, allowed):
            return Check(words, Verdict.MERGED, tuple(_match(piece, words, given) for piece in merged))
        best = max(aligned, key=lambda candidate: candidate.alignment.likeness, default=None)
        if best is None or _lacks_much(best.alignment, len(given)):
            stitching = Stitching(self._turns, allowed, [word.normalised for word in given], signed)
            if stretches := stitching.find():
                return Check(words, Verdict.MERGED, tuple(_match_of_words(each.turn, each.place) for each in stretches))
        if best is None:
            return None
        verdict = Verdict.SHORTENED if _lacks_only_inserted(best) else Verdict.ALTERED
        is_similar = verdict is Verdict.SHORTENED or is_altered(best.alignment, len(given))
        return Check(words, verdict, (_match(best, words, given),)) if is_similar else None

    def _exact_matches(
        self, given: Given, pieces: QuotedPieces, allowed: Mask, verdict: Verdict
    ) -> Iterator[tuple[Match, ...]]:
        """The turns that have all pieces in this order, in the archive's order; several matches if not said in one go.

        For "reported" and "not said", the article's own words count as well as the speaker's.
        """
        is_said, reported = verdict is not Verdict.NOT_SAID, verdict in {Verdict.REPORTED, Verdict.NOT_SAID}
        texts = [" ".join(word.normalised for word in piece) for piece in pieces]
        signed = [figures.signed(given.text, piece) for piece in pieces]
        for number in self._turns_with_all({word for text in texts for word in text.split()}, allowed):
            turn = self._turns.turn(number)
            if turn.is_said is not is_said:
                continue
            found = islice(turn.find_in_order(texts, reported=reported), MAX_PLACES_PER_TURN)
            same = [places for places in found if [turn.signed_words[slice(*place)] for place in places] == signed]
            if same:
                at_once = [places for places in same if len(turn.statements(places[0][0], places[-1][1])) == 1]
                if at_once or not is_said:
                    yield (_exact_match(given, pieces, turn, at_once or same),)
                else:
                    yield tuple(_matches_apart(turn, same[0]))

    def _sentences_apart(self, words: str, allowed: Mask, *, are_long: bool) -> tuple[Match, ...]:
        """A quotation for each sentence of the words; none if a sentence is in no quotation.

        A sentence of few words, which anybody may say, must be said as a whole by a speaker of the others; if
        `are_long` is true, there may be none.
        """
        parts = [words[start:end] for start, end in sentences.split(words)]
        given = [Given(part, given_words.words_of(part)) for part in parts]
        long = [part for part in given if len(part.words) >= MIN_PIECE_WORDS]
        found = {part.text: self._sentence(part, allowed) for part in long}
        if len(given) < 2 or not long or not all(found.values()) or (are_long and len(long) < len(given)):
            return ()
        speakers = {each.speaker for match in found.values() if match for each in match.quotations if each.speaker}
        theirs = allowed & self._mask(self._turns.by_speakers(speakers)) if len(long) < len(given) else allowed
        found |= {part.text: self._sentence(part, theirs) for part in given if part not in long and part.words}
        return tuple(filter(None, found.values())) if all(found.values()) else ()

    def _sentence(self, given: Given, allowed: Mask) -> Match | None:
        """A match of a sentence, said in one go. Few words must be all between two marks."""
        for match, *others in self._exact_matches(
            given, given_words.readings(given.text)[0], allowed, Verdict.VERBATIM
        ):
            article, place = match.quotations[0].article, match.place
            is_whole = place is not None and in_context.is_clause(article, place)
            if not others and place and (is_whole or len(given.words) >= MIN_PIECE_WORDS):
                return replace(match, changes=(Change(ChangeKind.SAME, article.text[slice(*place)]),))
        return None

    def _turns_with_all(self, words: Collection[str], allowed: Mask) -> list[int]:
        """The allowed turns that have all words, in the archive's order; at most MAX_TURNS_READ."""
        numbers, *others = sorted((self._turns.with_word(word) for word in words), key=len)
        numbers = numbers[allowed[numbers]]
        for with_word in others:
            numbers = numbers[are_in(numbers, with_word)]
        read: list[int] = numbers[:MAX_TURNS_READ].tolist()
        return read

    def _align(
        self,
        words: Sequence[Token],
        signed: Sequence[str],
        allowed: Mask,
        at_least: float,
        but: SpeakerTurn | None = None,
    ) -> list[AlignedTurn]:
        """Align the words with the turns that share most of them, above a minimum.

        `signed` has the same words, with signs at figures. A turn is left out if it shares too few words to be more
        similar than an earlier turn, or to have a longer stretch of them.
        """
        aligned: list[AlignedTurn] = []
        kept, likeness = 0, 0.0  # the most of any turn so far
        for number, shared in self._similar_turns([word.normalised for word in words], allowed, at_least):
            if shared <= kept and 2 * shared / (len(words) + shared) <= likeness:
                continue
            turn = self._turns.turn(number)
            if turn.is_said and turn is not but:
                alignment = align(signed, turn.signed_words)
                aligned.append(AlignedTurn(turn, alignment))
                kept = max(kept, len(alignment.kept(MIN_PIECE_WORDS)))
                likeness = max(likeness, alignment.likeness)
        return aligned

    def _merged(
        self, words: Sequence[Token], signed: Sequence[str], aligned: Sequence[AlignedTurn], allowed: Mask
    ) -> list[AlignedTurn]:
        """Two turns that each have consecutive words, and together most of the words; empty if there are none.

        The second turn is searched for by the words that the first one lacks, since it may have no others.
        """
        if not aligned:
            return []
        first = max(aligned, key=lambda candidate: len(candidate.alignment.kept(MIN_PIECE_WORDS)))
        from_first = first.alignment.kept(MIN_PIECE_WORDS)
        start, end = _longest_gap(first.alignment.kept(2), len(words))
        if not from_first or end - start < MIN_PIECE_WORDS:
            return []
        missing = MIN_MERGED_SHARE * len(words) - len(from_first)
        at_least = max(missing, MIN_PIECE_WORDS)
        others = self._align(words[start:end], signed[start:end], allowed, at_least, but=first.turn)
        if not others:
            return []
        second = max(others, key=lambda candidate: len(candidate.alignment.kept(MIN_PIECE_WORDS)))
        from_second = second.alignment.kept(MIN_PIECE_WORDS)
        if len(from_first) + len(from_second) < MIN_MERGED_SHARE * len(words):
            return []
        return [first, AlignedTurn(second.turn, second.alignment.shifted(start))]

    def _similar_turns(self, words: list[str], allowed: Mask, at_least: float) -> list[tuple[int, int]]:
        """The turns that share most with the words, and the number of shared words; turns below the minimum are left
        out. Rare words have more weight. In a tie, the turn with the rarer shared word comes first.
        """
        with_word = {word: self._turns.with_word(word) for word in set(words)}
        rarest = sorted(with_word, key=lambda word: (len(with_word[word]), word))[:RAREST_WORDS]
        weights = [math.log(1 + len(self._turns) / (1 + len(with_word[word]))) for word in rarest]
        numbers = np.concatenate([with_word[word] for word in rarest])
        weight_of_each = np.repeat(weights, [len(with_word[word]) for word in rarest])
        weight = np.bincount(numbers, weight_of_each, len(self._turns))
        likely = np.flatnonzero((weight >= max(MIN_SHARED_WEIGHT * sum(weights), MIN_RARE_WEIGHT)) & allowed)
        shared = np.zeros(len(likely), np.int64)
        for word, times in Counter(words).items():
            shared += times * are_in(likely, with_word[word])
        likely, shared = likely[shared >= at_least], shared[shared >= at_least]
        rarest_shared = np.full(len(likely), len(rarest))  # for each turn the place of its rarest word
        for place in reversed(range(len(rarest))):
            rarest_shared[are_in(likely, with_word[rarest[place]])] = place
        best = np.lexsort((likely, rarest_shared, -weight[likely]))[:MAX_ALIGNED_TURNS]
        return list(zip(likely[best].tolist(), shared[best].tolist(), strict=True))


def _is_short(match: Match) -> bool:
    """Whether a match has so few words that anybody may have said them: “had never heard of”."""
    return (
        match.place is not None and len(token_words(match.quotations[0].article.text, *match.place)) < MIN_OTHERS_WORDS
    )


def _lacks_only_inserted(aligned: AlignedTurn) -> bool:
    """Whether the given words are the speaker's and lack only words that the article inserts in brackets."""
    turn, alignment = aligned.turn, aligned.alignment
    kinds = {quotation.kind for quotation in turn.quotations(*alignment.place)}
    is_one = kinds == {Kind.DIRECT} and len(turn.statements(*alignment.place)) == 1
    return is_one and all(
        kind is ChangeKind.SAME or (kind is ChangeKind.LEFT_OUT and _may_be_missing(turn, record))
        for kind, _, record in alignment.steps
    )


def _may_be_missing(turn: SpeakerTurn, words: Span) -> bool:
    """Whether an article inserts words in brackets that negate nothing."""
    return turn.is_inserted(*words) and not given_words.negates(turn.text_between(*words))


def _lacks_much(alignment: Alignment, given: int) -> bool:
    """Whether a turn is so unlike the given words, or lacks so many in a row, that others may have the rest."""
    start, end = _longest_gap(alignment.kept(2), given)
    return alignment.likeness < MIN_ONE_TURN_LIKENESS or end - start >= MIN_PIECE_WORDS


def _exact_match(given: Given, pieces: QuotedPieces, turn: SpeakerTurn, found: Sequence[Sequence[Span]]) -> Match:
    """The match of words that a turn has, piece by piece, at the first of the places found that hides nothing."""
    hidden: tuple[str, ...] = ()
    if len(given.words) < MIN_ALTERED_WORDS:  # few words are somebody's only if they are all between two marks
        article = turn.quotations(found[0][0][0], found[0][-1][1])[0].article
        spans = {tuple(places): turn.place(places[0][0], places[-1][1]) for places in found}
        found = sorted(found, key=lambda places: not in_context.is_clause(article, spans[tuple(places)]))
    for places in found:
        said = [turn.place_said(*place) for place in places]
        is_cut = given.is_sentence and turn.goes_on(places[0][0])
        hidden = omissions.hidden(given.text, pieces, turn.said, said, is_sentence=is_cut)
        if not hidden:
            break
    first, last = places[0][0], places[-1][1]
    changes = differences.omitted(places, turn.text_between)
    return Match(turn.quotations(first, last), 1.0, changes, turn.place(first, last), hidden)


def _matches_apart(turn: SpeakerTurn, places: Sequence[Span]) -> Iterator[Match]:
    """The matches of words that a turn has, one for each statement that a piece of them is in."""
    return (_match_of_words(turn, statement) for place in places for statement in turn.statements(*place))


def _match_of_words(turn: SpeakerTurn, place: Span) -> Match:
    same = (Change(ChangeKind.SAME, turn.text_between(*place)),)
    return Match(turn.quotations(*place), 1.0, same, turn.place(*place))


def _longest_gap(kept: Collection[int], length: int) -> Span:
    """The longest stretch between 0 and `length` without a kept position.

    >>> _longest_gap({0, 1, 5}, 9)
    (2, 5)
    """
    edges = [-1, *sorted(kept), length]
    gaps = [(before + 1, after) for before, after in pairwise(edges)]
    return max(gaps, key=lambda gap: gap[1] - gap[0])


def _only_leaves_out(alignment: Alignment, given: int) -> bool:
    """Whether a turn has all of the given words, and only a few others between them."""
    left_out = [end - start for kind, _, (start, end) in alignment.steps if kind is ChangeKind.LEFT_OUT]
    return len(alignment.kept()) == given and max(left_out, default=0) < MIN_WORDS_BETWEEN


def is_altered(alignment: Alignment, given: int) -> bool:
    """Whether the aligned words, `given` in number, are similar enough for the verdict "altered"."""
    return alignment.likeness >= MIN_SIMILARITY and len(alignment.kept()) >= MIN_KEPT_SHARE * given


def _match(aligned: AlignedTurn, words: str, given: Sequence[Token]) -> Match:
    turn, alignment = aligned.turn, aligned.alignment
    if not alignment.steps:
        return Match(turn.quotations(*alignment.place), alignment.likeness)
    alignment = differences.within_sentences(alignment, turn.text_between, len(turn.signed_words))
    place, found = turn.place(*alignment.place), differences.changes(alignment, words, given, turn.text_between)
    return Match(turn.quotations(*alignment.place), alignment.likeness, found, place)
