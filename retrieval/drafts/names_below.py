"""Finds the credit of a quotation that is a paragraph of its own, or a cell of a table: its speaker's name beside it.

“We will keep the harbour.”          “The harbour costs us too much.”          “Nobody asked us.” Bo Ek
— Greta Lyle, mayor of Sund          Tom Vane, leader of the council
"""

import re
from typing import NamedTuple

from retrieval.models import Span
from retrieval.text.quotation_marks import EVERY_MARK
from retrieval.text.titles import NAME_PARTICLE, TITLES

WORD = r"[^\W\d_a-z][\w’'-]{0,30}\.?"
MORE = rf"(?: (?:(?:{NAME_PARTICLE}|y) )?{WORD})"
EMPHASIS = r"[*_]{0,3}"
DASHED = re.compile(  # one word only if nothing follows it: "— Lyle", but not the dialogue "— No, never."
    rf"{EMPHASIS}(?:[-–—―~]{{1,3}}|&mdash;) ?{EMPHASIS}"
    rf"(?P<name>{WORD}(?:{MORE}{{1,4}}{EMPHASIS}(?=$|[,(]| [-–—])|{EMPHASIS}$))"
)
BARE = re.compile(rf"{EMPHASIS}(?P<name>{WORD}{MORE}{{1,4}})(?:, [^.!?]{{2,80}}| \([^().!?]{{2,60}}\)){EMPHASIS}$")
ALONE = re.compile(rf"{EMPHASIS}(?P<name>{WORD}{MORE}{{1,4}}){EMPHASIS}$")
CELL_BEFORE = re.compile(  # "| Ann Lee (mayor)|"
    rf"[|\t]?[ \xa0]*(?P<name>{WORD}{MORE}{{1,4}})(?:,? [(a-z][^|\t\n]{{0,60}})?[|\t]"
)
BESIDE = f" \t\xa0.,{EVERY_MARK}"  # what may stand beside a quotation in its paragraph
NEXT_LINE = re.compile(r"(?:[^\S\n]*\n){0,3}[^\S\n]*(?P<line>\S[^\n]*)")


class SpeakerCredit(NamedTuple):
    name: str
    start: int
    end: int


def in_cell_before(text: str, start: int) -> str | None:
    """The name in the cell of a table before a quotation at `start` that has its own cell.

    >>> text = "| Ann Lee (mayor) | “We won.” |"
    >>> in_cell_before(text, text.index("We")), in_cell_before("| Loss of Ann Lee | “We won.”", 20)
    ('Ann Lee', None)
    """
    line = text[text.rfind("\n", 0, start) + 1 : start].rstrip(f" \xa0{EVERY_MARK}")
    match = CELL_BEFORE.fullmatch(line[:-1].rstrip(" \xa0") + line[-1:])
    return match["name"] if match else None


def find(text: str, quotation: Span) -> SpeakerCredit | None:
    """The credit of a quotation; None if there is none, or if the quotation is only a part of its paragraph.

    >>> text = "She left.\\n\\n“We won.”\\n— Dr Ann Lee, historian\\n\\n“We lost,” he said.\\nBo Ek, mayor"
    >>> find(text, (12, 19)), find(text, (47, 55))
    (SpeakerCredit(name='Ann Lee', start=21, end=44), None)
    """
    start, end = quotation
    before, behind = text[:start].rstrip(BESIDE), end + len(text[end:]) - len(text[end:].lstrip(BESIDE))
    line = NEXT_LINE.match(text, behind)
    if line is None or not (not before or before.endswith("\n")):
        return None
    credit = line["line"].rstrip()
    is_below = "\n" in text[end : line.start("line")]
    match = DASHED.match(credit) or (BARE if is_below else ALONE).match(credit)
    if match is None:
        return None
    words = match["name"].strip("*_").split()
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES:
        words = words[1:]
    return SpeakerCredit(" ".join(words), line.start("line"), line.start("line") + len(credit))
