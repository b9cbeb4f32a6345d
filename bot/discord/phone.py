"""Estimates how high a page stands on a phone, so that one answer fits one screen. Discord does not tell a bot.

Measured with Discord's letters in a window of 380 by 664 pixels: a line of a quotation has some 29 characters.

>>> height("who?", "> It rains.\\n> It snows.", "Ann Lee · HSJ", "-# Others on this: Bo Ek")
132
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from textwrap import wrap

from bot.discord.markdown import WORD_END, excerpt
from retrieval.models import Span
from retrieval.text import sentences

SCREEN = 664
FRAME = 140  # the bot's name, the edges of the box and the menu
ROW_OF_BUTTONS = 38
SEPARATOR = 14
GAP = 4  # between texts, and between the paragraphs of a quotation
LINES = (("> ", 29, 22), ("-# ", 36, 20), ("### ", 26, 26), ("", 30, 22))  # of each kind: mark, characters, pixels
BUTTON = 46  # the button of a section, which stands below its text on a phone
MARKS = re.compile(r"\*\*|~~|\\(?=[^\w\s])")


def height(*texts: str) -> int:
    """The height of texts in Discord's Markdown, one below the other, in pixels."""
    shown = [text for text in texts if text]
    return sum(GAP + sum(map(_height_of_line, text.split("\n"))) for text in shown)


def _height_of_line(line: str) -> int:
    mark, chars, pixels = next(kind for kind in LINES if line.startswith(kind[0]))
    parts = wrap(MARKS.sub("", line.removeprefix(mark)), chars)
    return pixels * max(1, len(parts)) + (GAP if mark == "> " else 0)


def excerpt_within(text: str, bold: Sequence[Span], needed: Span, room: int) -> tuple[str, int | None]:
    """A passage as a block quotation of at most `room` pixels, cut between sentences, and where the next page begins.

    Sentences behind what is `needed` are left to the next page first. If some before it are left out, too, the next
    page has the whole passage. A sentence that is too high by itself is cut between words; what is needed is not.
    """
    text = text.rstrip()
    spans = sentences.split(text)
    starts = [start for start, _ in spans if start <= needed[0]] or [0]
    ends = [end for _, end in spans if end >= needed[1]] or [len(text)]
    words = [match.end() for match in WORD_END.finditer(text, needed[1], ends[0])]
    by_kind = [
        [(0, end) for end in reversed(ends)],
        [(start, ends[0]) for start in starts[1:]],
        [(starts[-1], end) for end in reversed(words)],
    ]  # within each list, every part is shorter than the one before

    def fits(place: Span) -> bool:
        return height(excerpt(text, bold, *place)) <= room

    fitting = [places[at] for places in by_kind if (at := bisect_left(places, 1, key=fits)) < len(places)]
    start, end = fitting[0] if fitting else [place for places in by_kind for place in places][-1]
    rest = 0 if start else end + len(text[end:]) - len(text[end:].lstrip())
    return excerpt(text, bold, start, end), rest if rest < len(text) else None
