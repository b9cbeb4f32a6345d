r"""Words of an article or a user, made harmless for Discord: they mention, link and format nothing.

Only what could act is escaped, so that dropping the backslashes gives the words back. Characters that show nothing
(zero width, text direction) are left out: they serve to disguise words or to turn round what stands beside them.
"""

import re
from collections.abc import Sequence
from textwrap import shorten
from urllib.parse import quote, urlsplit

from retrieval.models import Span

LONGEST_URL = 500  # Discord takes 512 on a button

UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[{UNSEEN}]")
RUN = re.compile(rf"[^\s{UNSEEN}](?:[^\n]*[^\s{UNSEEN}])?")  # within one line, something to see at either end
SPACE = re.compile(r"[^\S\n]")
ACTIVE = re.compile(
    r"""[\\*_~`|<\[]            # emphasis, code, spoilers; whatever opens a mention, a timestamp, a link
      | (?<=<)[@#]              # Discord looks for mentions behind a backslash, too
      | @(?=everyone|here)
      | :(?=//|[\w+-]+:)        # https://, :emoji:
    """,
    re.VERBOSE,
)
LINE_START = re.compile(r"^( *(?=[>#+-])| *\d+(?=\.(?:\s|$)))(.)", re.MULTILINE)  # quotations, headings, lists


def escape(text: str) -> str:
    r"""The same words, with nothing in them that acts.

    >>> print(escape("@everyone: *see* <@42> at https://example.org/a_b"))
    \@everyone: \*see\* \<\@42> at https\://example.org/a\_b
    >>> print(escape("- one\n2. two - and 2.5"))
    \- one
    2\. two - and 2.5
    """
    visible = SPACE.sub(" ", INVISIBLE.sub("", text))
    return LINE_START.sub(r"\1\\\2", ACTIVE.sub(r"\\\g<0>", visible))


def quotation(text: str, highlights: Sequence[Span] = ()) -> str:
    """A passage as a quotation block; a highlight over several lines is bold in each.

    >>> print(quotation("He said:\\n“It is *not*.”", [(3, 12)]))
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
    """Highlights as Discord can show them: in order, one line each, no space inside, never touching."""
    runs = [run.span() for start, end in highlights for run in RUN.finditer(text, max(start, 0), max(end, 0))]
    merged: list[Span] = []
    for start, end in sorted(runs):
        if merged and not INVISIBLE.sub("", text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def one_line(text: str, most: int) -> str:
    """One line of at most `most` characters, before escaping."""
    return escape(plain(text, most))


def plain(text: str, most: int) -> str:
    """The same where Discord formats nothing, such as in a list of choices or in an image's description."""
    return shorten(INVISIBLE.sub("", text), most, placeholder="…")


def address(url: str | None) -> str | None:
    """A web address that a button may open; None for anything else.

    >>> address("https://example.org/a_(b)>"), address("javascript:alert(1)")
    ('https://example.org/a_(b)%3E', None)
    """
    try:
        parts = urlsplit(url or "")
        safe = quote(url or "", safe=":/?#@!$&'()*+,;=%~")
    except ValueError:  # what a sources file gives need not be an address at all; the answer stands without it
        return None
    return safe if parts.scheme in {"http", "https"} and parts.hostname and len(safe) <= LONGEST_URL else None
