"""Where sentences end, by punctuation and what abbreviates: a title ends none, initials only before an opening word.

>>> [text[a:b] for text in ["“It must stop,” Mr. Lansley said. “Now.” He left."] for a, b in split(text)]
['“It must stop,” Mr. Lansley said.', '“Now.”', 'He left.']
"""

import re

from retrieval.models import Span
from retrieval.text.titles import ABBREVIATED_TITLES

NEVER_END_SENTENCE = ABBREVIATED_TITLES | frozenset("vs vol e.g i.e mt ft".split())
ABBREVIATIONS = frozenset(
    "jr sr inc ltd co corp jan feb apr jun jul aug sep sept oct nov dec mon tue wed thu fri".split()
)
INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")
OPENING = re.compile(
    r"\s+(?:[“\"](?=[A-Z][^“”\"]{20})|[\"'“‘(\[]*"
    r"(?:I|He|She|It|They|We|You|The|But|And|In|On|At|This|That|His|Her|Their|An?|There|When|If|While|As|For|Now"
    r"|Then|So|What|Who|Why|How)\b)"
)
NUMBERING = re.compile(r"(?:^|\n)\s*\d\.$")  # "1." of a list
NUMBERED = frozenset("no fig mar sat sun".split())  # words of their own, unless a number follows
END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=\s+(?:[\"'‘(\[]|“\s?)*[A-Z0-9£$€•])|\n\s*\n|\n(?=\s*[•*–-]\s)")
LAST_WORD = re.compile(r"([\w.’']+)\.$")
NUMBER = re.compile(r"\s+\d")


def split(text: str) -> list[Span]:
    """The sentences of `text` as spans, in order, without the white space between them."""
    ends = [match.end() for match in END.finditer(text) if not _abbreviates(text, match.end())]
    spans = []
    start = 0
    for end in [*ends, len(text)]:
        sentence = text[start:end]
        if stripped := sentence.strip():
            first = start + sentence.index(stripped)
            spans.append((first, first + len(stripped)))
        start = end
    return spans


def _abbreviates(text: str, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation or an initial ("J. K. Rowling", "J.J. MacNab")."""
    if not (last := LAST_WORD.search(text[max(0, end - 20) : end])):
        return False
    word = last[1].lower()
    if word.isdigit():
        return len(word) == 1 and NUMBERING.search(text, 0, end) is not None
    if len(word) == 1 or word in NEVER_END_SENTENCE:
        return True
    if word in ABBREVIATIONS or INITIALS.fullmatch(word):
        return OPENING.match(text, end) is None
    return word in NUMBERED and NUMBER.match(text, end) is not None
