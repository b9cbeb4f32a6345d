"""Finds quoted text by its quotation marks. The module also has functions that trim and compare spans.

    Burnham said: ""It is 'over', and the workers' fight with it.     never closed: it runs to the end of its paragraph
                  └───────────────────────────────────────────┘
    ''We're done,'' he said.                                          two apostrophes, as some agencies type them
    └─────────────┘

    ``We're done,'' he said. `We are.`                  backticks and accents, as in old files and chats
    └──────────────┘         └───────┘

Only outermost marks count: a nested quotation is part of the outer one. A quoted span includes its marks.

>>> text = "“It’s ‘over’,” he said of the ‘workers’ bill’."
>>> [text[start:end] for start, end in find(text)]
['“It’s ‘over’,”', '‘workers’ bill’']
"""

import re
from collections.abc import Iterator

from retrieval.models import Span

STRAIGHT, APOSTROPHE = '"', "'"
OPENING, CLOSING = "“„«", "”»"  # double marks; ‟ and “ also close quotations in some texts, see the patterns below
SINGLE_OPENING, SINGLE_CLOSING = "‘", "’"
DOUBLE_MARKS = frozenset(f"{OPENING}{CLOSING}‟{STRAIGHT}")
ENGLISH_OPENING, ENGLISH_MARKS = '“"', '"“”'  # double marks, as English has them
EVERY_MARK = "\"'‘’‚“”„«»‹›″′＂＇`´"

MARK_OR_BREAK = re.compile(
    rf"\n\s*\n|\n(?=\s*[“\"„])|\"*[{OPENING}]\"*|\"*[{CLOSING}‟]\"*|\"+|''|‘‘|’’|[‘'](?=\w|\[\w)(?<!\w.)"
)
CURLY_SINGLE = re.compile(r"(?:(?<=[,.!?…])’|’(?!\w))")
STRAIGHT_SINGLE = re.compile(r"(?<=\S)'(?!\w)")
POSSESSIVE_PLURAL = re.compile(r"s[’']\s\w")
USUAL_MARKS = {"``": "‘‘", "´´": "’’", "`": "'", "´": "'", "‛": "‘", "‹": "‘", "›": "’"}  # by the mark as typed
TYPED_MARK = re.compile("|".join(USUAL_MARKS))
SINGLE_MARKS = (SINGLE_OPENING, APOSTROPHE)
CLOSED = re.compile(rf"(?<!\s)\s*(?:(?<![{CLOSING}\"‟“])[{CLOSING}\"‟“]+|''|’’)\s*$")
CLOSED_SINGLE = re.compile(r"(?<!\s)\s*[’']\s*$")
# The cue of a quotation whose closing mark is missing: “It is over, | said Ann Lee. “We lost.”
CUE_IN_UNCLOSED = re.compile(r",(?= (?:said|says|added|adds|explained|noted|stated) [A-Z]\w+ (?:[A-Z]|de |van |von ))")
CUE_AT_END = re.compile(  # “It is over, | Ann Lee's friends wrote. | “We lost.”
    r",(?= (?:(?:[A-Z][\w.’'-]{0,30} ){1,5}(?:[a-z]{3,15} ){0,2}|(?:he|she|they) )(?:said|says|wrote|added)\.\s*\Z)"
)
MAX_SINGLE_QUOTED_CHARS = 400  # longest text in single marks; an apostrophe further on is not its closing mark


def find(text: str, open_mark: str = "") -> list[Span]:
    """The outermost quoted spans in order, marks included. A span that is never closed ends with its paragraph.

    `open_mark` is the mark already open at the start of the text, or "". With an open mark, the first span starts at 0.
    """
    return [span for span, _ in _spans(text, open_mark) if any(map(str.isalnum, text[slice(*span)]))]


def still_open(text: str, open_mark: str = "") -> str:
    """The mark that is still open at the end of a text, or "".

    >>> still_open("“It is over. It is dead."), still_open("It is dead.” He left.", "“"), still_open("It is dead.", "“")
    ('“', '', '“')
    """
    return next((mark for _, mark in _spans(text, open_mark) if mark), "")


def without_marks(text: str, span: Span) -> Span:
    """A quoted span without its marks.

    >>> texts = ("“He said ‘no’”", '""And so on', "''Done.''")
    >>> [text[slice(*without_marks(text, (0, len(text))))] for text in texts]
    ['He said ‘no’', 'And so on', 'Done.']
    """
    text, (start, end) = _with_usual_marks(text), span
    opening = MARK_OR_BREAK.match(text, start, end)
    mark, first = (opening[0], opening.end()) if opening else ("", start)
    closing = (CLOSED_SINGLE if mark in SINGLE_MARKS else CLOSED).search(text, first, end)
    return first, closing.start() if closing else end


def inner_text(text: str, span: Span) -> str:
    """The text of a quoted span without marks (including nested ones) and spaces at its ends."""
    return text[slice(*span)].strip(
        f" \xa0`´‛‹›{OPENING}{CLOSING}{STRAIGHT}{APOSTROPHE}{SINGLE_OPENING}{SINGLE_CLOSING}"
    )


def _with_usual_marks(text: str) -> str:
    """The text with the same length, with usual marks in place of backticks, accents and angles.

    >>> _with_usual_marks("``It's over,'' he said. `Ann´s ‹bill›.`")
    "‘‘It's over,'' he said. 'Ann's ‘bill’.'"
    """
    return TYPED_MARK.sub(lambda match: USUAL_MARKS[match[0]], text)


def _spans(text: str, open_mark: str) -> Iterator[tuple[Span, str]]:
    """The quoted spans, each with its mark if it is still open at the end of the text, else with ""."""
    text, open_mark = _with_usual_marks(text), _with_usual_marks(open_mark)
    start, depth, position = 0, int(bool(open_mark)), 0
    while match := MARK_OR_BREAK.search(text, position):
        mark, here, position = match[0], match.start(), max(match.end(), match.start() + 1)
        if depth:
            if depth == 1 and _stands_before_word(text, match) and _cue_of_unclosed(text, start, here):
                yield (start, _end_of_unclosed(text, start, here)), ""
                start, open_mark = here, mark
                continue
            depth, end = _depth_after(text, match, depth, straight=open_mark[0] == STRAIGHT)
            if not mark.strip():
                end = _end_of_unclosed(text, start, here)
            if end is not None:
                yield (start, end), ""
                start, open_mark = here, mark
        elif mark in SINGLE_MARKS:
            if end := _single_end(text, here):
                yield (here, end), ""
                position = end
        elif mark.strip() and _can_open(text, match):
            start, open_mark, depth = here, mark, 1
    if depth:
        unclosed = _end_of_unclosed(text, start, len(text))
        yield (start, unclosed), open_mark if unclosed == _before_spaces(text, len(text)) else ""


def _depth_after(text: str, match: re.Match[str], depth: int, *, straight: bool) -> tuple[int, int | None]:
    """The number of open marks after a mark inside a quoted span, and the end of the span if this mark ends it.

    `straight` is true if a straight mark opened the span. If another straight mark follows that can only be an opening
    mark, the first one was never closed.
    """
    mark = match[0]
    curly = mark.strip(STRAIGHT)  # the curly part of a run like ”"
    if not mark.strip():  # the paragraph ends, and every open mark with it
        return 0, match.start()
    if mark in SINGLE_MARKS:
        return depth, None
    if (curly in OPENING or not curly) and _stands_before_word(text, match):
        return (1, _before_spaces(text, match.start())) if straight and not curly else (depth + 1, None)
    depth = 0 if curly and len(mark) > 1 else depth - 1  # a run of marks also closes nested quotations
    return depth, None if depth else match.end()


def _end_of_unclosed(text: str, start: int, stop: int) -> int:
    """Where a span ends that is never closed: before its cue, if it has one, else before the spaces at `stop`."""
    cue = _cue_of_unclosed(text, start, stop)
    return cue.end() if cue else _before_spaces(text, stop)


def _cue_of_unclosed(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The comma before the cue of a quotation whose closing mark is missing."""
    return CUE_IN_UNCLOSED.search(text, start, stop) or CUE_AT_END.search(text, start, stop)


def _single_end(text: str, start: int) -> int | None:
    """Where a single mark closes: at the first mark that is not an apostrophe, else at the last ("workers’ bill").

    Another opening mark shows that the one before it was closed: ‘one of many possibilities’ he saw and ‘a last one’.
    """
    pattern = CURLY_SINGLE if text[start] == SINGLE_OPENING else STRAIGHT_SINGLE
    line_end = text.find("\n", start)
    stop = min(start + MAX_SINGLE_QUOTED_CHARS, line_end if line_end >= 0 else len(text))
    doubtful = None
    for match in pattern.finditer(text, start + 2, stop):
        if not POSSESSIVE_PLURAL.match(text, match.start() - 1):
            is_others = (
                doubtful is not None
                and text[start] == SINGLE_OPENING
                and SINGLE_OPENING in text[doubtful : match.start()]
            )
            return doubtful if is_others else match.end()
        doubtful = match.end()
    return doubtful


def _can_open(text: str, match: re.Match[str]) -> bool:
    """Whether a mark can be an opening mark: not if it is between a word and a space, or after a number (5' 10")."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    curly = match[0].strip(STRAIGHT)
    if curly:
        return curly in OPENING or _stands_before_word(text, match)  # a closing mark typed in place of an opening one
    behind_word = before.isalnum() or (before and before in ".!?)")
    return not behind_word or (bool(after.strip()) and not before.isdigit())


def _stands_before_word(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return (not before.strip() or before in "—–-([") and (after.isalnum() or after in "‘'$£€[")


def _before_spaces(text: str, end: int) -> int:
    return len(text[:end].rstrip())


EDGES = " \xa0,:;.—–-"


def trimmed(text: str, span: Span) -> Span | None:
    """A span without spaces, commas, stops and dashes at its ends; None if nothing is left."""
    words = text[slice(*span)]
    start, end = span[1] - len(words.lstrip(EDGES)), span[0] + len(words.rstrip(EDGES))
    return (start, end) if start < end else None


def has_marks(words: str) -> bool:
    """Whether words have quotation marks: double ones anywhere, or single ones around all of them.

    >>> [has_marks(words) for words in ("She said “no”", "‘We won.’", "'We won'.", "It’s ours", "'Tis ours")]
    [True, True, True, False, False]
    """
    trimmed_words = words.strip(EDGES + "\n")
    is_within = trimmed_words[:1] in SINGLE_MARKS and trimmed_words[-1:] in {SINGLE_CLOSING, APOSTROPHE}
    return is_within or not DOUBLE_MARKS.isdisjoint(words)


def outside(text: str) -> str:
    """The text outside quotation marks.

    >>> outside("Bo said: “We won.” Ann left.")
    'Bo said:   Ann left.'
    """
    edges = [0, *(edge for place in find(text) for edge in place), len(text)]
    return " ".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
