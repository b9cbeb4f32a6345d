"""Articles cut into passages: a paragraph each, an over-long one at sentence ends.

A heading, a lone "He added:" and the line before a list are joined to what they introduce, since neither means much
without the other. Everything is a span of the article, so what is shown is always the article's own characters.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from retrieval.models import Article, Passage, Span
from retrieval.text import sentences
from retrieval.text.quotation_marks import ENGLISH_OPENING

LONGEST = 1200  # characters of an answer, by contract; so no passage is longer either
HEADING = 80  # characters; a longer line without a full stop is a paragraph with a slip
BLANK = "\\s\u200b\u2060\ufeff"  # what sets nothing on paper: white space, and zero-width characters
BREAK = re.compile(rf"\n[{BLANK}]*\n")
VISIBLE = re.compile(rf"[^{BLANK}]")
INK = re.compile(rf"[^{BLANK}](?:.*[^{BLANK}])?", re.DOTALL)
BULLET = re.compile(r"\s*(?:[•▪◦‣·*–-]|\d+[.)])\s")
WRAPPED = 120  # characters; text wrapped by hand has shorter lines than this

Fits = Callable[[str], bool]


def split(article: Article, fits: Fits) -> list[Passage]:
    """The passages of an article, in order. `fits` tells whether the encoder can read a text whole."""

    def whole(span: Span) -> bool:
        return span[1] - span[0] <= LONGEST and fits(article.text[slice(*span)])

    return [
        Passage(article, *piece)
        for span in _joined(article.text, list(_paragraphs(article.text, article.body)), whole)
        for piece in _cut(article.text, span, whole)
    ]


def in_turn(cut: Sequence[Passage]) -> Iterator[tuple[Passage | None, Passage]]:
    """Each passage of an article with the one before it."""
    return zip([None, *cut], cut, strict=False)


def continues(before: str, after: str) -> bool:
    """Whether passage `after` carries on the quotation that `before` opens and never closes.

    >>> continues('He said: ""It is not. It never was.', '"And it never will be."')
    True
    >>> continues('“It is not,” he said.', '“And it never will be.”')
    False
    """
    return after[:1] in ENGLISH_OPENING and _unclosed(before)


def _unclosed(text: str) -> bool:
    curly = text.rfind("“") > text.rfind("”")
    return curly or len(re.findall('"+', text)) % 2 == 1


def _paragraphs(text: str, start: int) -> Iterator[Span]:
    """Blocks between blank lines; in a file that has one line a paragraph, its lines, with lists kept together."""
    for block in _between(BREAK, text, start, len(text)):
        lines = list(_between(re.compile(r"\n"), text, *block))
        if max(end - begin for begin, end in lines) < WRAPPED or any(BULLET.match(text, *line) for line in lines):
            yield block
        else:
            yield from lines


def _between(separator: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Span]:
    """The spans of ink between matches of `separator`."""
    edges = [start, *(edge for match in separator.finditer(text, start, end) for edge in match.span()), end]
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        if ink := INK.search(text, left, right):
            yield ink.span()


def _joined(text: str, spans: list[Span], whole: Callable[[Span], bool]) -> Iterator[Span]:
    """Each paragraph together with the headings and colons that lead up to it, as far as they fit."""
    start = None
    for (begin, end), following in zip_longest(spans, spans[1:]):
        start = begin if start is None else start
        leads = following and _introduces(text[begin:end])
        if leads and following and whole((start, following[1])):
            continue
        yield start, end
        start = None


def _introduces(paragraph: str) -> bool:
    if paragraph.endswith(":"):
        return True
    is_short_line = len(paragraph) <= HEADING and "\n" not in paragraph
    return is_short_line and paragraph[-1].isalnum() and paragraph[0] not in ENGLISH_OPENING


def _cut(text: str, span: Span, whole: Callable[[Span], bool]) -> Iterator[Span]:
    """`span` itself where it is short enough, else runs of its sentences, as many at a time as fit."""
    if whole(span):
        yield span
        return
    start, end = span
    pieces = [(start + a, start + b) for a, b in sentences.split(text[start:end])]
    begin, last = pieces[0][0], None
    for piece in pieces:
        if whole((begin, piece[1])):
            last = piece[1]
            continue
        if last is not None:
            yield begin, last
        begin, last = piece
        if not whole(piece):
            *full, (begin, last) = _words(text, piece, whole)
            yield from full
    if last is not None:
        yield begin, last


def _words(text: str, span: Span, whole: Callable[[Span], bool]) -> Iterator[Span]:
    """A sentence too long to fit, cut between words, or inside one where a single word is too long."""
    start, end = span
    while not whole((start, end)):
        fit, misfit = start + 1, min(end, start + LONGEST + 1)
        while misfit - fit > 1:
            middle = (fit + misfit) // 2
            fit, misfit = (middle, misfit) if whole((start, middle)) else (fit, middle)
        space = max(text.rfind(gap, start + 1, fit + 1) for gap in (" ", "\n"))
        stop = space if space > start else fit
        yield start, start + len(text[start:stop].rstrip())
        if not (ink := VISIBLE.search(text, stop, end)):
            return
        start = ink.start()
    yield start, end
