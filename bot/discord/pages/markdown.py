r"""Escapes and truncates text of articles and users, so that it mentions, links and formats nothing in Discord.

Only active characters are escaped: characters to which Discord gives a meaning. Removing the backslashes gives the
original words. Invisible characters (zero width, text direction) are left out, because they can disguise words or
reverse the text beside them. They stay where they change what a reader sees: joiners within an emoji, joiners in
scripts that use them (Persian, Hindi, Mongolian), and the tags of a flag.

A passage is shown as a block quotation of limited length. A long one is cut at the end of a sentence, else of a word:

    > … It must stop. Now.  …
      begins where the previous page ended, and ends with a sentence; the rest follows on the next page
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import NamedTuple

from bot.rendering import formatting
from retrieval.models import Span
from retrieval.text import sentences

MAX_MESSAGE_CHARS = 4000  # Discord's limit for all text of one message
MAX_URL_CHARS = 500  # Discord accepts 512 on a button

INVISIBLE_CHARS = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
ARABIC = "\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc\U0001e900-\U0001e95f"  # and the other joined scripts up to Adlam
INDIC = "\u0900-\u0dff"
VIRAMAS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"  # a joiner after one changes its letter
MONGOLIAN = "\u1820-\u18aa"
EMOJI = "\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff"  # with the selector that may follow each
FLAG = r"\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
JOINERS = (
    rf"(?<=[{ARABIC}{INDIC}])[\u200c\u200d](?=[{ARABIC}{INDIC}])|(?<=[{ARABIC}])\u200d|\u200d(?=[{ARABIC}])"
    rf"|(?<=[{VIRAMAS}])[\u200c\u200d]|(?<=[{MONGOLIAN}])[\u180b-\u180f]|(?<=[{EMOJI}])\u200d(?=[{EMOJI}])"
)
VISIBLY_JOINED = f"{JOINERS}|{FLAG}"
JOINED = re.compile(rf"\S?(?:(?:{JOINERS})[^\s\u200c\u200d]*)+|(?<![{EMOJI}])[{EMOJI}]+(?:\u200d[{EMOJI}]+)+|{FLAG}")
INVISIBLE = re.compile(f"({VISIBLY_JOINED})|[{INVISIBLE_CHARS}]")
VISIBLE_RUN = re.compile(  # within one line, with a visible character at either end
    rf"[^\s{INVISIBLE_CHARS}](?:[^\n]*[^\s{INVISIBLE_CHARS}])?"
)
SPACE = re.compile(r"[^\S\n]")
NO_BREAK = "\N{NO-BREAK SPACE}"  # beside dots for omitted text, so that the dots are never alone on a line
WORD_END = re.compile(r"(?<=\S)(?=\s)")
ACTIVE_CHARS = re.compile(
    r"""[\\*_~`|<\[]            # emphasis, code, spoilers, and the start of a mention, a timestamp or a link
      | (?<=<)[@#]              # Discord finds a mention even behind a backslash
      | @(?=everyone|here)
      | :(?=//|[\w+-]+:)        # https://, :emoji:
    """,
    re.VERBOSE,
)
LINE_START = re.compile(r"^( *(?=[>#+-])| *\d+(?=\.(?:\s|$)))(.)", re.MULTILINE)  # block quotations, headings, lists


def escape(text: str) -> str:
    r"""The same words, with active characters escaped.

    >>> print(escape("@everyone: *see* <@42> at https://example.org/a_b"))
    \@everyone: \*see\* \<\@42> at https\://example.org/a\_b
    >>> print(escape("- one\n2. two - and 2.5"))
    \- one
    2\. two - and 2.5
    """
    return LINE_START.sub(r"\1\\\2", ACTIVE_CHARS.sub(r"\\\g<0>", SPACE.sub(" ", visible(text))))


def visible(text: str) -> str:
    """The text without invisible characters."""
    return INVISIBLE.sub(r"\1", text)


def blockquote(text: str, highlights: Sequence[Span] = ()) -> str:
    """A passage as a block quotation, with bold highlights; a highlight over several lines is bold in each.

    >>> print(blockquote("He said:\\n“It is *not*.”", [(3, 12)]))
    > He **said:**
    > **“It** is \\*not\\*.”
    """
    pieces, done = [], 0
    for start, end in _bold(text, highlights):
        pieces += [escape(text[done:start]), f"**{escape(text[start:end])}**"]
        done = end
    pieces.append(escape(text[done:]))
    return "\n".join(f"> {line}" for line in "".join(pieces).split("\n"))


def _bold(text: str, highlights: Sequence[Span]) -> list[Span]:
    """The spans to set in bold, in order.

    Discord requires that each is within one line, trimmed, and touches no other. None begins or ends within letters or
    an emoji that a joiner connects, because the joiner would be lost.
    """
    joined = [match.span() for match in JOINED.finditer(text)]
    runs = [
        _widened(run.span(), joined)
        for start, end in highlights
        for run in VISIBLE_RUN.finditer(text, max(start, 0), max(end, 0))
    ]
    merged: list[Span] = []
    for start, end in sorted(runs):
        if merged and not visible(text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _widened(span: Span, joined: Sequence[Span]) -> Span:
    """A span extended to include every joined span that it would cut.

    >>> _widened((2, 5), [(0, 3), (4, 7), (7, 9)])
    (0, 7)
    """
    start, end = span
    for first, last in joined:
        if first < span[0] < last:
            start = first
        if first < span[1] < last:
            end = last
    return start, end


def one_line(text: str, max_chars: int) -> str:
    """One line of at most `max_chars` characters, counted before escaping."""
    return escape(plain_line(text, max_chars))


def plain_line(text: str, max_chars: int) -> str:
    """One line of at most `max_chars` characters, not escaped, for places without formatting: choices, alternative
    text.
    """
    return shorten(visible(text), max_chars, placeholder="…")


def safe_url(url: str | None) -> str | None:
    """The web address, if a button may open it; else None."""
    address = formatting.web_address(url)
    return address if address and len(address) <= MAX_URL_CHARS else None


class Truncated(NamedTuple):
    quoted: str
    rest: int | None  # offset at which the passage continues; None if all of it is shown


def truncate(
    text: str, highlights: Sequence[Span], room: int, start: int = 0, *, cut_words: bool = True
) -> Truncated | None:
    """A passage from the offset `start` on, as a block quotation of at most `room` characters.

    The passage is cut at the end of a sentence, else of a word. `cut_words` allows a cut within a word that is longer
    than the room. Returns None if nothing fits.

    >>> truncate("It must stop. Now.", [(3, 7)], 99)
    Truncated(quoted='> It **must** stop. Now.', rest=None)
    >>> truncate("It must stop. Now.", [(3, 7)], 23)
    Truncated(quoted='> It **must** stop.\\xa0…', rest=14)
    """
    text = text.rstrip()
    start = start if start < len(text) else 0

    def quoted_until(end: int) -> str:
        return excerpt(text[:end], highlights, start, end)

    whole = quoted_until(len(text))
    if len(whole) <= room:
        return Truncated(whole, None)
    for ends in _possible_ends(text, start, cut_words=cut_words):
        fitting = bisect_right(ends, room - len(" …"), key=lambda end: len(quoted_until(end)))
        if fitting:
            end = ends[fitting - 1]
            space_after = len(text[end:]) - len(text[end:].lstrip())
            return Truncated(excerpt(text, highlights, start, end), end + space_after)
    return None


def excerpt(text: str, highlights: Sequence[Span], start: int, end: int) -> str:
    """A part of a passage as a block quotation, with dots where it was cut.

    >>> excerpt("It must stop. Now. So.", [(17, 21)], 14, 18), excerpt("Now.", [], 0, 4)
    ('> …\\xa0Now**.**\\xa0…', '> Now.')
    """
    shifted = [(max(first - start, 0), last - start) for first, last in highlights]
    quoted = blockquote(text[start:end], shifted)
    before, after = f"> …{NO_BREAK}" if start else "> ", f"{NO_BREAK}…" if text[end:].strip() else ""
    return f"{before}{quoted.removeprefix('> ')}{after}"


def truncated_blockquote(text: str, room: int, highlights: Sequence[Span] = (), start: int = 0) -> str:
    """The block quotation that `truncate` gives, for places without a next page."""
    truncated = truncate(text, highlights, room, start)
    return truncated.quoted if truncated else "> …"


def _possible_ends(text: str, start: int, *, cut_words: bool) -> Iterator[list[int]]:
    """Offsets at which a passage may be cut: first the ends of sentences, then of words, then all offsets."""
    last = min(len(text), start + MAX_MESSAGE_CHARS)
    yield sorted({start + end for _, end in sentences.split(text[start:last])} - {last})
    yield [match.end() for match in WORD_END.finditer(text, start, last)]
    if cut_words:
        yield list(range(start + 1, last))
