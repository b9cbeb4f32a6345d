"""A passage as a quotation block that keeps to so many characters: whole, else cut, never within a word if it can be.

> … It must stop. Now.  …
  from where the page before left off, to where a sentence ends; the rest begins after it
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.discord.escape import quotation
from retrieval.models import Span
from retrieval.text import sentences

TEXT_LIMIT = 4000  # Discord's, over all the text of one message
WORD_END = re.compile(r"(?<=\S)(?=\s)")


class Fitted(NamedTuple):
    quoted: str
    rest: int | None  # the character from which on the passage is left out; None where all of it is there


def fit(text: str, highlights: Sequence[Span], room: int, start: int = 0, *, whatever: bool = True) -> Fitted | None:
    """A passage from a character on, in at most `room` characters; None where nothing of it can be shown.

    It is cut where a sentence ends, else where a word does. A word that is longer than the room has to be cut
    somewhere: `whatever` allows it.

    >>> fit("It must stop. Now.", [(3, 7)], 99)
    Fitted(quoted='> It **must** stop. Now.', rest=None)
    >>> fit("It must stop. Now.", [(3, 7)], 23)
    Fitted(quoted='> It **must** stop. …', rest=14)
    """
    text = text.rstrip()
    start = start if start < len(text) else 0
    shifted = [(max(first - start, 0), last - start) for first, last in highlights]

    def cut(end: int) -> str:
        quoted = quotation(text[start:end], shifted)
        return f"> … {quoted.removeprefix('> ')}" if start else quoted

    if len(whole := cut(len(text))) <= room:
        return Fitted(whole, None)
    for ends in _ends(text, start, anywhere=whatever):
        if fitting := bisect_right(ends, room - len(" …"), key=lambda end: len(cut(end))):
            end = ends[fitting - 1]
            return Fitted(f"{cut(end)} …", end + len(text[end:]) - len(text[end:].lstrip()))
    return None


def shown(text: str, room: int, highlights: Sequence[Span] = (), start: int = 0) -> str:
    """What `fit` shows, for where nothing leads to the rest."""
    fitted = fit(text, highlights, room, start)
    return fitted.quoted if fitted else "> …"


def _ends(text: str, start: int, *, anywhere: bool) -> Iterator[list[int]]:
    """Where a passage may be cut, the best kind of place first."""
    last = min(len(text), start + TEXT_LIMIT)
    yield sorted({start + end for _, end in sentences.split(text[start:last])} - {last})
    yield [match.end() for match in WORD_END.finditer(text, start, last)]
    if anywhere:
        yield list(range(start + 1, last))
