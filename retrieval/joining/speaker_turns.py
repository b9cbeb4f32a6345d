"""Speaker turns: consecutive quotations of one speaker in one article, as one list of words.

    "A campaign is underway," he said. "But it is Cameron who has put the NHS on a knife edge."
     0 1        2  3                    4   5  6  7       8   9   10  11  12  13 14 15    16

Words to be checked are compared with turns, so that a quotation interrupted by "he said" still matches. Each word keeps
its place in the article, so that any text shown is a slice of the article.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from retrieval.joining import statements
from retrieval.models import Kind, Modality, Quotation, Span
from retrieval.text import figures, quotation_marks
from retrieval.text.quotation_marks import DOUBLE_MARKS, EVERY_MARK
from retrieval.text.tokenise import Token, token_words, tokens

LAST_COMMA = re.compile(rf",(?=[{EVERY_MARK}]*\s*\Z)")
BEFORE_SENTENCE = re.compile(rf"[.!?][\s{EVERY_MARK}]*\Z")  # a sentence ends, and a mark opens

TurnNumbers = npt.NDArray[np.int64]  # numbers of speaker turns, ascending


class SpeakerTurn:
    """Consecutive quotations of one speaker in one article. A position is the number of a word, from 0."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.speaker, self.source = quotations[0].speaker, quotations[0].article.source
        self.is_said = quotations[0].is_said
        self._text = quotations[0].article.text
        self._said = quotations
        self._spans = [span for quotation in quotations for span in quotation.spans]
        self.words = [word for span in self._spans for word in token_words(self._text, *span)]
        self._spaced_words = f" {' '.join(self.words)} "

    @cached_property
    def _tokens(self) -> list[Token]:
        return [token for span in self._spans for token in tokens(self._text, *span)]

    @cached_property
    def _quotations(self) -> list[Quotation]:
        """The quotation of each word."""
        found: list[Quotation] = []
        for quotation in self._said:
            found += [quotation] * sum(len(token_words(self._text, *span)) for span in quotation.spans)
        return found

    @cached_property
    def _own(self) -> list[bool]:
        """Whether each word is the speaker's own, not the article's."""
        own = {id(quotation): own_spans(quotation) for quotation in self._said}
        return [
            any(start <= token.start and token.end <= end for start, end in own[id(quotation)])
            for token, quotation in zip(self._tokens, self._quotations, strict=True)
        ]

    @cached_property
    def _is_quoted_whole(self) -> bool:
        """Whether all words are the speaker's own. Most turns are quoted whole, so their tokens are seldom needed."""
        return all(quotation.kind is Kind.DIRECT for quotation in self._said)

    @cached_property
    def _spaced_own_words(self) -> str:
        """The words, without those that are the article's: of a word left out, the space before it remains."""
        if self._is_quoted_whole:
            return self._spaced_words
        return f" {' '.join(word if is_own else '' for word, is_own in zip(self.words, self._own, strict=True))} "

    def goes_on(self, position: int) -> bool:
        """Whether the word before is of the same quotation, and the speaker's own, too."""
        is_inside = position > 0 and self._quotations[position - 1] is self._quotations[position]
        return is_inside and (self._is_quoted_whole or self._own[position - 1])

    @cached_property
    def signed_words(self) -> list[str]:
        """The words, figures with their signs (figures.py)."""
        return figures.signed_words(self._text, self._spans)

    def find_in_order(self, pieces: Sequence[str], *, reported: bool = False) -> Iterator[list[Span]]:
        """The spans of words where each piece occurs after the piece before it, for each place of the first piece.

        Only the speaker's own words are searched; with `reported`, also words in which the article reports them.
        """
        if any(f" {piece} " not in self._spaced_words for piece in pieces):
            return
        spaced_words = self._spaced_words if reported else self._spaced_own_words
        first = spaced_words.find(f" {pieces[0]} ")
        while first >= 0:
            places: list[Span] = []
            at = first
            for piece in pieces:
                at = spaced_words.find(f" {piece} ", at)
                if at < 0:
                    return
                start = spaced_words.count(" ", 0, at + 1) - 1
                places.append((start, start + piece.count(" ") + 1))
                at += len(piece) + 1
            yield places
            first = spaced_words.find(f" {pieces[0]} ", first + 1)

    @cached_property
    def _statement_starts(self) -> list[int]:
        """The words with which the statements after the first one begin."""
        pieces = [(quotation, span) for quotation in self._said for span in quotation.spans]
        starts: list[int] = []
        position = 0
        for (before, (start, end)), (after, following) in pairwise(pieces):
            position += len(token_words(self._text, start, end))
            if not statements.goes_on(before, after, (end, following[0])):
                starts.append(position)
        return starts

    def statements(self, start: int, end: int) -> list[Span]:
        """The words from `start` to `end`, divided where the article goes on between two quotations."""
        if self._spans_of_words(start, end) == 1:
            return [(start, end)]
        inner = [position for position in self._statement_starts if start < position < end]
        return list(pairwise([start, *inner, end]))

    def _spans_of_words(self, start: int, end: int) -> int:
        first, last = self._tokens[start].start, self._tokens[end - 1].start
        return sum(span_start <= last and first < span_end for span_start, span_end in self._spans)

    def quotations(self, start: int, end: int) -> tuple[Quotation, ...]:
        """The quotations that the words from `start` to `end` belong to, in order."""
        return tuple(dict.fromkeys(self._quotations[start:end]))

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The article's spans of the words from `start` to `end`: one for each piece of a quotation."""
        spans: list[Span] = []
        for quotation in self.quotations(start, end):
            for span_start, span_end in quotation.spans:
                inside = [word for word in self._tokens[start:end] if span_start <= word.start < span_end]
                if inside:
                    spans.append((inside[0].start, inside[-1].end))
        return tuple(spans)

    def place(self, start: int, end: int) -> Span:
        """The span of the article from the word at `start` to the word before `end`."""
        return self._tokens[start].start, self._tokens[end - 1].end

    @cached_property
    def said(self) -> str:
        """The text of the turn without what stands between its spans.

        A comma that stands for a full stop is one: “We won,” she said. “We did.”
        """
        texts = [self._text[start:end] for start, end in self._spans]
        for number, ((_, end), (start, _)) in enumerate(pairwise(self._spans)):
            if BEFORE_SENTENCE.search(self._text[end:start]) and self._text[start : start + 1].isupper():
                texts[number] = LAST_COMMA.sub(".", texts[number])
        return " ".join(texts)

    @cached_property
    def _places_said(self) -> list[Span]:
        """The span of each word in `said`."""
        places: list[Span] = []
        length = 0
        for start, end in self._spans:
            shift = length - start
            places += [(token.start + shift, token.end + shift) for token in tokens(self._text, start, end)]
            length += end - start + 1
        return places

    def place_said(self, start: int, end: int) -> Span:
        """The span of `said` from the word at `start` to the word before `end`."""
        return self._places_said[start][0], self._places_said[end - 1][1]

    def is_inserted(self, start: int, end: int) -> bool:
        """Whether the words from `start` to `end` stand in brackets: the article's own, within the speaker's."""
        first, last = self.place(start, end)
        words = self._text[first:last]
        is_one = "[" not in words and "]" not in words
        return is_one and self._text[first - 1 : first] == "[" and self._text[last : last + 1] == "]"

    def text_between(self, first: int, last: int) -> str:
        """The article's text of the words from `first` to `last`, with " … " between two quotations."""
        texts = []
        for _, group in groupby(range(first, last), key=lambda position: self._quotations[position]):
            positions = list(group)
            start, _ = figures.span(self._text, self._tokens[positions[0]])
            _, end = figures.span(self._text, self._tokens[positions[-1]])
            texts.append(self._text[start:end])
        return " … ".join(texts)


class SpeakerTurns(Protocol):
    """The speaker turns of an archive, numbered from 0 in the order of the archive."""

    def __len__(self) -> int: ...

    def turn(self, number: int) -> SpeakerTurn: ...

    def with_word(self, word: str) -> TurnNumbers:
        """The turns that contain a normalised word."""

    def by_speakers(self, speakers: Collection[str]) -> TurnNumbers:
        """The turns of any of `speakers`."""

    def published_by(self, sources: frozenset[str]) -> TurnNumbers:
        """The turns in articles of any of `sources`."""


class InMemoryTurns:
    """The speaker turns of quotations, all in memory."""

    def __init__(self, quotations: Iterable[Quotation]) -> None:
        self._turns = [SpeakerTurn(group) for group in group_by_speaker(quotations)]
        numbers_by_word: dict[str, list[int]] = defaultdict(list)
        for number, turn in enumerate(self._turns):
            for word in set(turn.words):
                numbers_by_word[word].append(number)
        self._by_word = {word: np.array(numbers, np.int64) for word, numbers in numbers_by_word.items()}

    def __len__(self) -> int:
        return len(self._turns)

    def turn(self, number: int) -> SpeakerTurn:
        return self._turns[number]

    def with_word(self, word: str) -> TurnNumbers:
        return self._by_word.get(word, np.empty(0, np.int64))

    def by_speakers(self, speakers: Collection[str]) -> TurnNumbers:
        return np.array([number for number, turn in enumerate(self._turns) if turn.speaker in speakers], np.int64)

    def published_by(self, sources: frozenset[str]) -> TurnNumbers:
        return np.array([number for number, turn in enumerate(self._turns) if turn.source in sources], np.int64)


def own_spans(quotation: Quotation) -> list[Span]:
    """The spans of a quotation that are in the speaker's own words; the rest is reported in the article's."""
    match quotation.kind:
        case Kind.DIRECT:
            return list(quotation.spans)
        case Kind.INDIRECT:
            return []
        case Kind.MIXED:
            return [own for span in quotation.spans for own in _quoted_within(quotation.article.text, span)]


def _quoted_within(text: str, span: Span) -> list[Span]:
    """The quoted parts of a span: all of it, if it stands between marks itself.

    >>> text = "For Lee, “it is no ‘gift’,” he said; he called it “a ruin”."
    >>> [[text[slice(*part)] for part in _quoted_within(text, span)] for span in ((10, 26), (37, 58))]
    [['it is no ‘gift’,'], ['“a ruin”']]
    """
    start, end = span
    if {text[start - 1 : start], text[end : end + 1]} <= DOUBLE_MARKS and not DOUBLE_MARKS & set(text[start:end]):
        return [span]
    return [(start + first, start + last) for first, last in quotation_marks.find(text[start:end])]


def group_by_speaker(quotations: Iterable[Quotation]) -> Iterator[list[Quotation]]:
    """The quotations of one speaker turn after another. A quotation without a speaker is a turn of its own."""

    def turn_key(item: tuple[int, Quotation]) -> tuple[str, str | int, Modality]:
        number, quotation = item
        return quotation.article.id, quotation.speaker or number, quotation.modality

    for _, turn in groupby(enumerate(quotations), key=turn_key):
        yield [quotation for _, quotation in turn]
