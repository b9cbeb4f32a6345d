"""Spans of a text: what is left of one without marks and commas, and how two of them lie."""

from retrieval.models import Span

MARKS = " \xa0“”„«»\"'‘’"
EDGES = " \xa0,:;.—–-"


def inner(text: str, mark: Span) -> str:
    return text[slice(*mark)].strip(MARKS)


def trimmed(text: str, span: Span) -> Span | None:
    """A span less the commas and the like at its ends; None where nothing is left."""
    words = text[slice(*span)]
    start, end = span[1] - len(words.lstrip(EDGES)), span[0] + len(words.rstrip(EDGES))
    return (start, end) if start < end else None


def within(one: Span, other: Span) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
