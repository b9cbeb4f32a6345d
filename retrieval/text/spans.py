"""Spans of a text: trimmed of punctuation, and how two of them lie."""

from retrieval.models import Span

EDGES = " \xa0,:;.—–-"


def trimmed(text: str, span: Span) -> Span | None:
    """A span less the spaces, commas, stops and dashes at its ends; None where nothing is left."""
    words = text[slice(*span)]
    start, end = span[1] - len(words.lstrip(EDGES)), span[0] + len(words.rstrip(EDGES))
    return (start, end) if start < end else None


def within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
