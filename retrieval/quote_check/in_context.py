"""Whole sentences around words of an article, so that what is shown of them has its negation and its verb.

place   a ‘top-down reorganisation’ of the NHS
shown   He would not instigate a ‘top-down reorganisation’ of the NHS, he said.
"""

import re

from retrieval.models import Article, Span
from retrieval.text import figures, quotation_marks, sentences
from retrieval.text.tokenise import tokens

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
PAUSE = re.compile(r"[,;:—–][\"'”’)\]]*\s+")
BEFORE_CLAUSE = re.compile(r"(?:^|[.,!?;:—–“\"‘'(])\s{0,3}\Z")
AFTER_CLAUSE = re.compile(r"\s{0,3}(?:[.,!?;:—–”\"’')]|\Z)")
MAX_SENTENCE_CHARS = 300  # of a sentence on either side of the words; a longer one is cut at a pause
DOTS = "…"
SEARCHED_CHARS = 2000  # on either side of the words


def sentences_around(article: Article, place: Span) -> Span:
    """The span of the sentences that a place touches. It keeps to the article's text, without the lines above it.

    >>> text = "He left. He would not “sell the harbour” then. He said so."
    >>> start, end = sentences_around(Article("a.txt", text), (text.index("sell"), text.index("harbour")))
    >>> text[start:end]
    'He would not “sell the harbour” then.'
    """
    start, end = _paragraph(article, place)
    touched = [
        (start + first, start + last)
        for first, last in sentences.split(article.text[start:end])
        if quotation_marks.overlap((start + first, start + last), place)
    ]
    return (min(touched[0][0], place[0]), max(touched[-1][1], place[1])) if touched else place


def around(article: Article, place: Span) -> tuple[str, str]:
    """The text before and after the words at a place, up to the ends of their sentences, both as in the article.

    Dots stand where a sentence is too long to be shown whole.

    >>> text = "He left. He would not “sell the harbour” then."
    >>> around(Article("a.txt", text), (text.index("sell"), text.index("” then")))
    ('He would not “', '” then.')
    """
    text, words = article.text, tokens(article.text, *place)
    if not words:
        return "", ""
    first, last = figures.span(text, words[0])[0], figures.span(text, words[-1])[1]
    start, end = sentences_around(article, (first, last))
    dots_before = dots_after = ""
    if first - start > MAX_SENTENCE_CHARS:
        start = first - MAX_SENTENCE_CHARS
        pause = PAUSE.search(text, start, first)
        start = pause.end() if pause else text.find(" ", start, first) + 1 or first
        dots_before = f"{DOTS} "
    if end - last > MAX_SENTENCE_CHARS:
        stop = last + MAX_SENTENCE_CHARS
        pauses = [pause.start() for pause in PAUSE.finditer(text, last, stop)]
        end = pauses[-1] if pauses else max(text.rfind(" ", last, stop), last)
        dots_after = f" {DOTS}"
    return dots_before + text[start:first], text[last:end] + dots_after


def is_clause(article: Article, place: Span) -> bool:
    """Whether words are everything between two punctuation marks: "no" of “No,” but not of “no appetite”."""
    text = article.text
    before = BEFORE_CLAUSE.search(text, max(0, place[0] - 4), place[0])
    return before is not None and AFTER_CLAUSE.match(text, place[1]) is not None


def _paragraph(article: Article, place: Span) -> Span:
    """The text around a place without a blank line, at most SEARCHED_CHARS on either side."""
    text = article.text
    first = article.body if article.body <= place[0] else 0
    start, end = max(first, place[0] - SEARCHED_CHARS), min(len(text), place[1] + SEARCHED_CHARS)
    above = [gap.end() for gap in BLANK_LINE.finditer(text, start, place[0])]
    below = BLANK_LINE.search(text, place[1], end)
    return above[-1] if above else start, below.start() if below else end
