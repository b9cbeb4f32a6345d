"""Where quotation marks open and close, by punctuation alone.

    Burnham said: ""It is 'over', and the workers' fight with it.     unclosed: it runs to the end of its block
                  └───────────────────────────────────────────┘
    ''We're done,'' he said.                                          two apostrophes, as some agencies type them
    └─────────────┘

Only outermost marks count, so what is nested stays within; the marks themselves belong to the span.

>>> text = "“It’s ‘over’,” he said of the ‘workers’ bill’."
>>> [text[start:end] for start, end in find(text)]
['“It’s ‘over’,”', '‘workers’ bill’']
"""

import re
from collections.abc import Iterator

from retrieval.models import Span

MARK = re.compile(r"\n\s*\n|\n(?=\s*[“\"„])|\"*[“„«]\"*|\"*[”»‟]\"*|\"+|''|[‘'](?=\w)(?<!\w.)")
CURLY_SINGLE = re.compile(r"(?:(?<=[,.!?…])’|’(?!\w))")
STRAIGHT_SINGLE = re.compile(r"(?<=\S)'(?!\w)")
POSSESSIVE = re.compile(r"s[’']\s\w")
SINGLE = ("‘", "'")
OPENS = "“„«"
CLOSING, CLOSING_SINGLE = (re.compile(rf"\s*{mark}\s*$") for mark in ("(?:[”»\"‟“]+|'')", "[’']"))
LONGEST_SINGLE = 400  # characters; further off, an apostrophe is no closing mark


def find(text: str, opened: str = "") -> list[Span]:
    """The outermost quoted pieces in order, marks included; an unclosed one ends with its block.

    `opened` is the mark that is open where the text begins, if any: what goes on then is the first piece.
    """
    return [span for span, _ in _pieces(text, opened) if any(map(str.isalnum, text[slice(*span)]))]


def unclosed(text: str, opened: str = "") -> str:
    """The mark that is open where a text ends, "" for none.

    >>> unclosed("“It is over. It is dead."), unclosed("It is dead.” He left.", "“"), unclosed("It is dead.", "“")
    ('“', '', '“')
    """
    return next((mark for _, mark in _pieces(text, opened) if mark), "")


def within(text: str, span: Span) -> Span:
    """A quoted piece without its marks.

    >>> [text[slice(*within(text, (0, len(text))))] for text in ("“He said ‘no’”", '""And so on', "''Done.''")]
    ['He said ‘no’', 'And so on', 'Done.']
    """
    start, end = span
    opening = MARK.match(text, start, end)
    mark, first = (opening[0], opening.end()) if opening else ("", start)
    closed = (CLOSING_SINGLE if mark in SINGLE else CLOSING).search(text, first, end)
    return first, closed.start() if closed else end


def _pieces(text: str, opened: str) -> Iterator[tuple[Span, str]]:
    """The pieces, each with its mark if that is still open where the text ends."""
    start, depth, position = 0, int(bool(opened)), 0
    while match := MARK.search(text, position):
        mark, here, position = match[0], match.start(), max(match.end(), match.start() + 1)
        if depth:
            depth, ended = _deeper(text, match, depth, straight=opened[0] == '"')
            if ended is not None:
                yield (start, ended), ""
                start, opened = here, mark
        elif mark in SINGLE:
            if end := _single_end(text, here):
                yield (here, end), ""
                position = end
        elif mark.strip() and _can_open(text, match):
            start, opened, depth = here, mark, 1
    if depth:
        yield (start, _inked(text, len(text))), opened


def _deeper(text: str, match: re.Match[str], depth: int, *, straight: bool) -> tuple[int, int | None]:
    """How many marks are open after one that stands within a piece, and where the piece ends, if it does.

    `straight` tells how the piece was opened: a straight mark that can only open was then never closed.
    """
    mark = match[0]
    kind = mark.strip('"')  # of a run like ”", what is curly in it
    if not mark.strip():  # the block ends, and whatever is open with it
        return 0, _inked(text, match.start())
    if mark in SINGLE:
        return depth, None
    if (kind in OPENS or not kind) and _stands_before_word(text, match):
        return (1, _inked(text, match.start())) if straight and not kind else (depth + 1, None)
    depth = 0 if kind and len(mark) > 1 else depth - 1  # what is nested closes with the rest
    return depth, None if depth else match.end()


def _single_end(text: str, start: int) -> int | None:
    """Where a single mark closes: at the first that is no apostrophe, or else the last of those ("workers’ bill")."""
    pattern = CURLY_SINGLE if text[start] == "‘" else STRAIGHT_SINGLE
    block = text.find("\n", start)
    doubtful = None
    for match in pattern.finditer(text, start + 2, min(start + LONGEST_SINGLE, block if block >= 0 else len(text))):
        if not POSSESSIVE.match(text, match.start() - 1):
            return match.end()
        doubtful = match.end()
    return doubtful


def _can_open(text: str, match: re.Match[str]) -> bool:
    """Not where a mark can only close: behind a word and before a space, or behind a number (5' 10")."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    kind = match[0].strip('"')
    if kind:
        return kind in OPENS or _stands_before_word(text, match)  # or else it was typed the wrong way round
    behind_word = before.isalnum() or (before and before in ".!?)")
    return not behind_word or (bool(after.strip()) and not before.isdigit())


def _stands_before_word(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return (not before.strip() or before in "—–-([") and (after.isalnum() or after in "‘'$£€[")


def _inked(text: str, end: int) -> int:
    return len(text[:end].rstrip())
