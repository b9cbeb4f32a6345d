"""Splits text into sentences by punctuation and abbreviations.

The full stop of a title ("Mr.") never ends a sentence. The full stop of initials or another abbreviation ("U.S.",
"Inc.") ends a sentence only before a word that often begins sentences. A separate line with only a time, a date or
capitals is a sentence by itself. So is a short heading above a line in quotation marks.

>>> [text[a:b] for text in ["“It must stop,” Mr. Lansley said. “Now.” He left."] for a, b in split(text)]
['“It must stop,” Mr. Lansley said.', '“Now.”', 'He left.']
"""

import re
from collections.abc import Iterator

from retrieval.models import Span
from retrieval.text import dates
from retrieval.text.titles import ABBREVIATED_TITLES

NEVER_END_SENTENCE = ABBREVIATED_TITLES | frozenset("vs vol e.g i.e mt ft".split())
END_BEFORE_OPENING_WORD = frozenset(
    "jr sr inc ltd co corp jan feb apr jun jul aug sep sept oct nov dec mon tue wed thu fri".split()
)
INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")
OPENING_WORD = re.compile(
    r"\s+(?:[“\"](?=[A-Z][^“”\"]{20})|[\"'“‘(\[]*"
    r"(?:I|He|She|It|They|We|You|The|But|And|In|On|At|This|That|His|Her|Their|An?|There|When|If|While|As|For|Now"
    r"|Then|So|What|Who|Why|How)\b)"
)
LIST_NUMBER = re.compile(r"(?:^|\n)[^\S\n]*\d\.$")  # "1." at the start of a line
BEFORE_NUMBER = frozenset("no fig mar sat sun".split())  # abbreviations only if a number follows, else words
END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=\s+(?:[\"'‘(\[]|“\s?)*[A-Z0-9£$€•])|\n\s*\n|\n(?=\s*[•*–-]\s)")
LAST_WORD = re.compile(r"(?<![\w.’'])([\w.’']+)\.$")
NUMBER_FOLLOWS = re.compile(r"\s+\d")
LINE_ABOVE = re.compile(
    r"^(?P<line>[A-Z0-9][^\n]{0,78}[^\W_])[^\S\n]*+\n\s*+(?=(?P<mark>[\"“])?[^\n]*[a-z])", re.MULTILINE
)
TIME_OR_CAPITALS = re.compile(
    r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m)?(?:\s[A-Z]{2,4})?|(?=[^\n]*[A-Z]{2})[^a-z\n]+|"
    rf"(?:(?i:{'|'.join(dates.WEEKDAYS)}),?\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?i:{'|'.join(dates.MONTHS)})|"
    rf"(?i:{'|'.join(dates.MONTHS)})\s\d{{1,2}})(?:,?\s\d{{4}})?"
)
HEADING_WORD = r"(?:[A-Z0-9][\w’'&-]*|of|the|and|in|on|for|to|a|at)"
HEADING_WORDS = re.compile(rf"[A-Z0-9][\w’'&-]*(?:\s{HEADING_WORD}){{0,5}}")


def split(text: str) -> list[Span]:
    """The spans of the sentences of a text, in order, without the white space around them.

    >>> text = "11:03\\n“No,” she said.\\nA COLD MAY\\nIt snowed.\\nFishing\\n“No cod.”\\nThe mayor of\\nSund left."
    >>> [text[a:b] for a, b in split(text)]
    ['11:03', '“No,” she said.', 'A COLD MAY', 'It snowed.', 'Fishing', '“No cod.”', 'The mayor of\\nSund left.']
    """
    ends = [match.end() for match in END.finditer(text) if not _is_abbreviation(text, match.end())]
    spans = []
    start = 0
    for end in [*sorted({*ends, *_heading_ends(text)}), len(text)]:
        sentence = text[start:end]
        stripped = sentence.strip()
        if stripped:
            first = start + sentence.index(stripped)
            spans.append((first, first + len(stripped)))
        start = end
    return spans


def _heading_ends(text: str) -> Iterator[int]:
    """The ends of lines that are headings without a blank line below them."""
    if "\n" not in text:
        return
    for match in LINE_ABOVE.finditer(text):
        line, above = match["line"], match.start()
        while above and text[above - 1].isspace():
            above -= 1
        if above and text[above - 1] not in ".!?…\"'”’)]":
            continue
        is_heading = match["mark"] and HEADING_WORDS.fullmatch(line)
        if is_heading or TIME_OR_CAPITALS.fullmatch(line):
            yield match.end("line")


def _is_abbreviation(text: str, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation or an initial ("J. K. Rowling", "J.J. MacNab")."""
    last_word = LAST_WORD.search(text[max(0, end - 20) : end])
    if not last_word:
        return False
    word = last_word[1].lower()
    if word.isdigit():
        return len(word) == 1 and LIST_NUMBER.search(text, 0, end) is not None
    if len(word) == 1 or word in NEVER_END_SENTENCE:
        return True
    if word in END_BEFORE_OPENING_WORD or INITIALS.fullmatch(word):
        return OPENING_WORD.match(text, end) is None
    return word in BEFORE_NUMBER and NUMBER_FOLLOWS.match(text, end) is not None
