"""Looks for words in the text of all articles, headlines included, whether or not anybody is quoted with them.

BM25 finds the passages that share most with the words. Those with at least half of the words are read with their whole
articles, since words may run over two passages.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from retrieval import quote_check
from retrieval.backends.protocol import Backend
from retrieval.models import Article, Kind, Options, Quotation, Span
from retrieval.quote_check import Match, given_words
from retrieval.quote_check.alignment import align
from retrieval.quote_check.given_words import Pieces
from retrieval.text import figures, quotation_marks
from retrieval.text.tokenise import Token, tokens

MAX_PASSAGES = 30  # passages that share most with the words
MIN_SHARED = 0.5  # least share of the words that a passage must have
MAX_FOUND = 10  # places listed
MAX_GAP = 100  # words that dots may stand for: further apart, words of an article are not one statement
CACHED_ARTICLES = 64


@dataclass(frozen=True, slots=True)
class Found:
    """Places with the words: in quotation marks, though no quotation on record has them, and elsewhere."""

    quoted: tuple[Match, ...] = ()
    unquoted: tuple[Match, ...] = ()


class ArticleWords:
    """The words of an article, and where each stands."""

    def __init__(self, article: Article) -> None:
        self.tokens = tokens(article.text)
        words = [token.normalised for token in self.tokens]
        self._spaced = f" {' '.join(words)} "
        self._offsets = [0, *accumulate(len(word) + 1 for word in words)]  # of each word, of the space before it

    def find(self, pieces: Pieces) -> Iterator[list[Span]]:
        """The places where all pieces stand in this order, as spans of words."""
        first = self._find(pieces[0], 0)
        while first is not None:
            places = [first]
            for piece in pieces[1:]:
                following = self._find(piece, places[-1][1])
                if following is None:
                    return
                places.append(following)
            if all(after - before <= MAX_GAP for (_, before), (after, _) in pairwise(places)):
                yield places
            first = self._find(pieces[0], first[0] + 1)

    def _find(self, piece: Sequence[Token], start: int) -> Span | None:
        """The first place of a piece among the words from `start` on."""
        at = self._spaced.find(f" {' '.join(word.normalised for word in piece)} ", self._offsets[start])
        if at < 0:
            return None
        first = bisect_left(self._offsets, at)
        return first, first + len(piece)


class AllText:
    """The text of the articles of one archive, or of one publication of it.

    Articles that several searches need are split into words once.
    """

    def __init__(self, backend: Backend, source: str | None = None) -> None:
        self._backend = backend
        self._selection = backend.store.rows(Options(source=source)) if source else None
        self._words = lru_cache(CACHED_ARTICLES)(ArticleWords)
        self._articles = lru_cache(1)(self._find_articles)  # `nearest` asks for what `find` has just asked for

    def find(self, words: str) -> Found:
        quoted: list[Match] = []
        unquoted: list[Match] = []
        for article, rows in self._articles(words):
            for place in self._places(article, words):
                not_said = next(self._not_said(rows, place), None)
                is_quoted = not_said is None and _is_in_marks(article.text, place)
                quotation = not_said or Quotation(article, (place,), Kind.DIRECT if is_quoted else Kind.INDIRECT)
                (quoted if is_quoted else unquoted).append(Match((quotation,), 1.0, (), place))
        return Found(tuple(quoted[:MAX_FOUND]), tuple(unquoted[:MAX_FOUND]))

    def nearest(self, words: str) -> Match | None:
        """The passage with the most similar words; None if none is similar enough for the verdict "altered"."""
        given = given_words.words_of(words)
        signed = figures.signed(words, given)
        aligned = []
        for article, rows in self._articles(words):
            for passage in self._backend.store.passages(rows):
                held = tokens(article.text, passage.start, passage.end)
                alignment = align(signed, figures.signed(article.text, held))
                if quote_check.is_altered(alignment, len(given)):
                    aligned.append((alignment, held, article))
        if not aligned:
            return None
        best, held, article = max(aligned, key=lambda candidate: candidate[0].likeness)
        place = held[best.place[0]].start, held[best.place[1] - 1].end
        changes = quote_check.changes(best, words, given, lambda start, end: _text(article.text, held[start:end]))
        return Match((Quotation(article, (place,), Kind.INDIRECT),), best.likeness, changes, place)

    def _find_articles(self, words: str) -> list[tuple[Article, list[int]]]:
        """The articles of passages that have at least half of the words, with these passages; the best match first."""
        wanted = {word.normalised for word in given_words.words_of(words)}
        rows = self._backend.passage_bm25.match(words).best(MAX_PASSAGES, self._selection).tolist()
        found: dict[str, tuple[Article, list[int]]] = {}
        for row, passage in zip(rows, self._backend.store.passages(rows), strict=True):
            held = {word.normalised for word in tokens(f"{passage.article.title or ''} {passage.text}")}
            if len(wanted & held) >= MIN_SHARED * len(wanted):
                found.setdefault(passage.article.id, (passage.article, []))[1].append(row)
        return list(found.values())

    def _places(self, article: Article, words: str) -> Iterator[Span]:
        """The places of an article with the words, by any of their readings."""
        held = self._words(article)
        for pieces in given_words.readings(words):
            signed = [figures.signed(words, piece) for piece in pieces]
            for places in held.find(pieces):
                there = [figures.signed(article.text, held.tokens[slice(*place)]) for place in places]
                gaps = (held.tokens[end:start] for (_, end), (start, _) in pairwise(places))
                turned = any(given_words.turns_meaning([word.normalised for word in gap]) for gap in gaps)
                if there == signed and not turned:
                    yield held.tokens[places[0][0]].start, held.tokens[places[-1][1] - 1].end

    def _not_said(self, rows: Sequence[int], place: Span) -> Iterator[Quotation]:
        """The quotations at a place that are denied, conditional or to come."""
        for row in rows:
            for quotation in self._backend.store.quotations(row):
                if not quotation.is_said and any(quotation_marks.overlap(span, place) for span in quotation.spans):
                    yield quotation


def _text(text: str, words: Sequence[Token]) -> str:
    return text[figures.span(text, words[0])[0] : figures.span(text, words[-1])[1]]


def _is_in_marks(text: str, place: Span) -> bool:
    """Whether the words at a place stand in quotation marks.

    >>> text = "He left. She said “it is over” there."
    >>> _is_in_marks(text, (19, 29)), _is_in_marks(text, (0, 7))
    (True, False)
    """
    start = text.rfind("\n", 0, place[0]) + 1
    end = text.find("\n", place[1])
    paragraph = text[start : end if end >= 0 else len(text)]
    within = (place[0] - start, place[1] - start)
    return any(quotation_marks.within(within, span) for span in quotation_marks.find(paragraph))
