"""Looks for words in the text of all articles, headlines included, even if no quotation has them.

BM25 finds the passages that share most with the words. The lexicon selects those that may have at least half of the
words. Only these are read, with the text around them, since words may continue in the next passage.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain, islice, pairwise

import numpy as np

from retrieval import quote_check
from retrieval.array_types import Rows
from retrieval.attribution.reported_speech import cue
from retrieval.backends.protocol import Backend
from retrieval.models import Article, Kind, Options, Passage, Quotation, Span
from retrieval.quote_check import Match, differences, given_words, omissions
from retrieval.quote_check.alignment import Change, align
from retrieval.quote_check.given_words import QuotedPieces
from retrieval.text import figures, nlp, quotation_marks
from retrieval.text.tokenise import Token, stems, token_words, tokens

MAX_PASSAGES = 30  # passages that share most with the words
MIN_WORD_SHARE = 0.5  # least share of the words that a passage must have
MAX_PLACES_LISTED = 10  # places listed
MAX_PLACES_PER_ARTICLE = 20  # places of one article that are looked at
PARSED_CHARS = 2000  # of a longer paragraph, on either side of the words
MAX_GAP_WORDS = 100  # words that dots may replace: words of an article further apart are not one statement
MAX_GAP_CHARS = 12 * MAX_GAP_WORDS  # room for so many words


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """Places with the words: in quotation marks, though no quotation on record has them, and elsewhere.

    `turned` are those where dots hide a word that turns the meaning.
    """

    quoted: tuple[Match, ...] = ()
    unquoted: tuple[Match, ...] = ()
    turned: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Likely:
    """An article with passages that have at least half of the words, and their rows."""

    article: Article
    passages: list[Passage]
    rows: list[int]

    def paragraphs(self, words: str) -> list[Span]:
        """The header, and the paragraphs that words of this length can reach from one of the passages."""
        text, reach = self.article.text, 2 * len(words) + MAX_GAP_CHARS * len(given_words.DOTS.findall(words))
        spans = [(0, self.article.body)]
        for passage in sorted(self.passages, key=lambda each: each.start):
            start = text.rfind("\n", 0, max(0, passage.start - reach)) + 1
            end = text.find("\n", min(len(text), passage.end + reach))
            end = len(text) if end < 0 else end
            if start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans


class TextWords:
    """The words of a span of a text, and the place of each word."""

    def __init__(self, text: str, span: Span) -> None:
        self._text, self._span = text, span
        self._spaced = f" {' '.join(token_words(text, *span))} "

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens(self._text, *self._span)

    @cached_property
    def _offsets(self) -> list[int]:
        """For each word, the offset of the space before it."""
        return [0, *accumulate(len(token.normalised) + 1 for token in self.tokens)]

    def text(self, first: int, last: int) -> str:
        """The text from the word `first` to the word before `last`."""
        return _text(self._text, self.tokens[first:last])

    def find(self, pieces: QuotedPieces) -> Iterator[list[Span]]:
        """The places that have all pieces in this order, as spans of words."""
        first = self._find(pieces[0], 0)
        while first is not None:
            places = [first]
            for piece in pieces[1:]:
                following = self._find(piece, self._offsets[places[-1][1]])
                if following is None:
                    return
                places.append(following)
            if all(after - before <= MAX_GAP_WORDS for (_, before), (after, _) in pairwise(places)):
                yield places
            first = self._find(pieces[0], self._offsets[first[0] + 1])

    def _find(self, piece: Sequence[Token], offset: int) -> Span | None:
        """The first place of a piece from an offset on."""
        at = self._spaced.find(f" {' '.join(word.normalised for word in piece)} ", offset)
        if at < 0:
            return None
        first = bisect_left(self._offsets, at)
        return first, first + len(piece)


class AllText:
    """The text of all articles of an archive, or of one publication in it."""

    def __init__(self, backend: Backend, source: str | None = None) -> None:
        self._backend = backend
        self._selection = backend.store.rows(Options(source=source)) if source else None
        self._likely = lru_cache(1)(self._find_likely)  # `nearest` asks for what `find` has just asked for

    def find(self, words: str) -> PlacesFound:
        quoted: list[Match] = []
        unquoted: list[Match] = []
        turned: list[Match] = []
        for likely in self._likely(words):
            article = likely.article
            for place, changes, hidden in islice(_places(likely, words), MAX_PLACES_PER_ARTICLE):
                if hidden:
                    kind = Kind.DIRECT if _is_in_marks(article.text, place) else Kind.INDIRECT
                    turned.append(Match((Quotation(article, (place,), kind),), 1.0, changes, place, hidden))
                    continue
                not_said = next(self._not_said(likely.rows, place), None) or _imagined(article, place)
                is_quoted = not_said is None and _is_in_marks(article.text, place)
                quotation = not_said or Quotation(article, (place,), Kind.DIRECT if is_quoted else Kind.INDIRECT)
                (quoted if is_quoted else unquoted).append(Match((quotation,), 1.0, (), place))
        return PlacesFound(
            tuple(quoted[:MAX_PLACES_LISTED]), tuple(unquoted[:MAX_PLACES_LISTED]), tuple(turned[:MAX_PLACES_LISTED])
        )

    def nearest(self, words: str) -> Match | None:
        """The passage with the most similar words; None if none is similar enough for the verdict "altered"."""
        given = given_words.words_of(words)
        signed = figures.signed(words, given)
        aligned = []
        for likely in self._likely(words):
            for passage in likely.passages:
                span = (passage.start, passage.end)
                alignment = align(signed, figures.signed_words(likely.article.text, [span]))
                if quote_check.is_altered(alignment, len(given)):
                    aligned.append((alignment, tokens(likely.article.text, *span), likely))
        if not aligned:
            return None
        best, held, likely = max(aligned, key=lambda candidate: candidate[0].likeness)
        article = likely.article
        best = differences.within_sentences(best, lambda start, end: _text(article.text, held[start:end]), len(held))
        place = held[best.place[0]].start, held[best.place[1] - 1].end
        changes = differences.changes(best, words, given, lambda start, end: _text(article.text, held[start:end]))
        not_said = next(self._not_said(likely.rows, place), None) or _imagined(article, place)
        return Match((not_said or Quotation(article, (place,), Kind.INDIRECT),), best.likeness, changes, place)

    def _find_likely(self, words: str) -> list[Likely]:
        """The articles of passages that have at least half of the words, the best match first."""
        wanted = {word.normalised for word in given_words.words_of(words)}
        best = self._backend.passage_bm25.match(words).best(MAX_PASSAGES, self._selection)
        rows = self._that_may_share(wanted, best)
        found: dict[str, Likely] = {}
        for row, passage in zip(rows, self._backend.store.passages(rows), strict=True):
            article = passage.article
            held = {*token_words(article.title or ""), *token_words(article.text, passage.start, passage.end)}
            if len(wanted & held) >= MIN_WORD_SHARE * len(wanted):
                likely = found.setdefault(article.id, Likely(article, [], []))
                likely.passages.append(passage)
                likely.rows.append(row)
        return list(found.values())

    def _that_may_share(self, wanted: Set[str], rows: Rows) -> list[int]:
        """The `rows` that may have at least half of the words, judged by stems. Stop words count as shared."""
        stems_of = [found for word in wanted if (found := stems(word))]
        if not len(rows) or not stems_of:
            return list(map(int, rows))
        articles = self._backend.store.articles[rows]
        held = self._backend.lexicon.holds(list(chain.from_iterable(stems_of)), rows, articles)
        firsts = np.cumsum([0, *map(len, stems_of[:-1])])
        lacking = (~np.logical_and.reduceat(held, firsts)).sum(axis=0)
        return list(map(int, rows[len(wanted) - lacking >= MIN_WORD_SHARE * len(wanted)]))

    def _not_said(self, rows: Sequence[int], place: Span) -> Iterator[Quotation]:
        """The quotations at a place that are denied, conditional or to come."""
        for row in rows:
            for quotation in self._backend.store.quotations(row):
                if not quotation.is_said and any(quotation_marks.overlap(span, place) for span in quotation.spans):
                    yield quotation


def _text(text: str, words: Sequence[Token]) -> str:
    return text[figures.span(text, words[0])[0] : figures.span(text, words[-1])[1]]


def _is_in_marks(text: str, place: Span) -> bool:
    """Whether the words at a place are in quotation marks.

    >>> text = "He left. She said “it is over” there."
    >>> _is_in_marks(text, (19, 29)), _is_in_marks(text, (0, 7))
    (True, False)
    """
    start, end = _paragraph(text, place)
    within = (place[0] - start, place[1] - start)
    return any(quotation_marks.within(within, span) for span in quotation_marks.find(text[start:end]))


def _paragraph(text: str, place: Span) -> Span:
    end = text.find("\n", place[1])
    return text.rfind("\n", 0, place[0]) + 1, end if end >= 0 else len(text)


def _imagined(article: Article, place: Span) -> Quotation | None:
    """The words at a place, if the article only says that somebody denies them, would say them, or will say them."""
    start, end = _paragraph(article.text, place)
    start, end = max(start, place[0] - PARSED_CHARS), min(end, place[1] + PARSED_CHARS)
    ((doc,),) = nlp.parse([[article.text[start:end]]])
    for relation in cue.imagined(doc):
        first, last = relation.content or (0, 0)
        if quotation_marks.overlap((start + first, start + last), place):
            return Quotation(article, (place,), Kind.INDIRECT, modality=relation.modality)
    return None


def _places(likely: Likely, words: str) -> Iterator[tuple[Span, tuple[Change, ...], tuple[str, ...]]]:
    """The places of an article with the words, by any of their readings; what differs, and what turns the meaning."""
    text, readings = likely.article.text, given_words.readings(words)
    for start, end in likely.paragraphs(words):
        held = TextWords(text, (start, end))
        for pieces in readings:
            signed = [figures.signed(words, piece) for piece in pieces]
            for places in held.find(pieces):
                if [figures.signed(text, held.tokens[slice(*place)]) for place in places] != signed:
                    continue
                spans = [(held.tokens[first].start, held.tokens[last - 1].end) for first, last in places]
                in_held = [(first - start, last - start) for first, last in spans]
                hidden = omissions.hidden(words, pieces, text[start:end], in_held)
                changes = differences.omitted(places, held.text)
                yield (spans[0][0], spans[-1][1]), changes if hidden else (), hidden
