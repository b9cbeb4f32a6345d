"""Where sentences end, by punctuation and a list of abbreviations that do not end one.

>>> [text[a:b] for text in ["“It must stop,” Mr. Lansley said. “Now.” He left."] for a, b in split(text)]
['“It must stop,” Mr. Lansley said.', '“Now.”', 'He left.']
"""

import re

from retrieval.records import Span

ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sir st sen rep gov gen lt col capt sgt rev hon pres jr sr inc ltd co corp vs vol e.g i.e "
    "jan feb apr jun jul aug sep sept oct nov dec mon tue wed thu fri a.m p.m u.s u.k u.n d.c".split()
)
NUMBERED = frozenset("no fig mar sat sun".split())  # words of their own, unless a number follows
END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9£$€•])|\n\s*\n|\n(?=\s*[•*–-]\s)")
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
    """Whether the full stop before `end` belongs to an abbreviation or an initial ("J. K. Rowling")."""
    if not (last := LAST_WORD.search(text[max(0, end - 20) : end])):
        return False
    word = last[1].lower()
    return len(word) == 1 or word in ABBREVIATIONS or (word in NUMBERED and NUMBER.match(text, end) is not None)
