"""Shared by the readers of database exports: the type of their articles, paragraphs of wrapped lines, dates."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from retrieval.text.dates import FOREIGN_MONTHS, MONTH_PATTERN

ExportedArticle = tuple[str, dict[str, object]]  # its text and its metadata

_DATE = re.compile(
    rf"\b(?P<month_first>{MONTH_PATTERN}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})\b"
    rf"|\b(?P<day_first>\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH_PATTERN}\.?,?\s+\d{{4}})\b"
    rf"|\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b|\b(?P<slashed>\d{{1,2}}(?P<stroke>[/.])\d{{1,2}}(?P=stroke)\d{{4}})\b"
    rf"|\b(?P<month_only>{MONTH_PATTERN}\.?,?\s+\d{{4}})\b",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"\w-$")  # at the end of a line
_SHORT_MONTHS = {  # the first letters of their names, which a stop may follow
    "janv": 1, "févr": 2, "fevr": 2, "mars": 3, "avr": 4, "juin": 6, "juil": 7, "août": 8, "aout": 8, "déc": 12,
    "märz": 3, "mär": 3, "mai": 5, "okt": 10, "dez": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "sept": 9, "oct": 10,
    "gen": 1, "mag": 5, "giu": 6, "lug": 7, "set": 9, "ott": 10, "mrt": 3, "mei": 5, "fev": 2, "out": 10, "nov": 11,
}  # fmt: skip
_FOREIGN_MONTHS = FOREIGN_MONTHS | {
    short: number for short, number in _SHORT_MONTHS.items() if short not in FOREIGN_MONTHS
}
_FOREIGN_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:er|\.)?\s+(?:de\s+)?({'|'.join(_FOREIGN_MONTHS)})\.?\s+(?:de\s+)?(\d{{4}})\b", re.IGNORECASE
)


def date_in(line: str) -> str | None:
    """The date within a line of metadata, as it is written; None if there is none. A foreign one comes as 2012-02-07.

    >>> date_in("February 7, 2012 Tuesday 12:37 PM GMT"), date_in("The Courier; Leeds (UK) [Leeds]. 07 Feb 2012: 4.")
    ('February 7, 2012', '07 Feb 2012')
    >>> date_in("7. Februar 2012 Dienstag"), date_in("mardi 7 février 2012"), date_in("7 de febrero de 2012")
    ('2012-02-07', '2012-02-07', '2012-02-07')
    >>> date_in("7 févr. 2012")
    '2012-02-07'
    """
    if found := _DATE.search(line):
        return found[0]
    foreign = _FOREIGN_DATE.search(line)
    return f"{foreign[3]}-{_FOREIGN_MONTHS[foreign[2].lower()]:02}-{int(foreign[1]):02}" if foreign else None


def unwrapped(lines: Iterable[str]) -> str:
    """The paragraphs of these lines, with blank lines between them. Lines are joined if they are wrapped at a margin.

    >>> unwrapped(["He said it was a no-", "brainer, and", "left.", "", "Then he came back."])
    'He said it was a no-brainer, and left.\\n\\nThen he came back.'
    """
    blocks = list(_blocks(lines))
    paragraphs: list[str] = []
    is_wrapped = _is_wrapped(blocks)
    for block in blocks:
        paragraphs += [_joined(block)] if is_wrapped else block
    return "\n\n".join(paragraphs)


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        words = " ".join(line.split())
        if words:
            block.append(words)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """Whether most lines with a following line end within a sentence."""
    followed = [line for block in blocks for line in block[:-1]]
    within = sum(not re.search(r"[.!?:…][\"'”’)\]]*$", line) for line in followed)
    return within * 2 > len(followed)


def _joined(block: list[str]) -> str:
    pieces = block[:1]
    for before, line in pairwise(block):
        is_hyphen = _HYPHEN.search(before[-2:]) and line[:1].islower()
        pieces += [line] if is_hyphen else [" ", line]
    return "".join(pieces)
