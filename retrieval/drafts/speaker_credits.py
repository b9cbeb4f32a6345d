"""Finds the credit of a quotation that is a paragraph of its own, or a cell of a table: its speaker's name beside it.

“We will keep the harbour.”          “The harbour costs us too much.”          1. “Nobody asked us.” – Bo Ek, docker
— Greta Lyle, mayor of Sund          Tom Vane, leader of the council

## Ann Lee                           Edda Marsh, docker “It was late.”         | Ann Lee (mayor) | “We won.” |
“We won.”
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
HEADING = re.compile(rf"#{{1,6}} +{EMPHASIS}(?P<name>{WORD}{MORE}{{1,4}}){EMPHASIS}(?:, [^.!?\n]{{2,80}})?")
BEFORE_IN_LINE = re.compile(rf"{EMPHASIS}(?P<name>{WORD}{MORE}{{1,4}}){EMPHASIS}(?:, [^.!?|\t\n]{{2,60}})?[ \xa0]*")
LIST_ITEM = re.compile(r"[ \t]{0,6}(?:\d{1,3}[.)]|[-*•·–—])[ \t\xa0]*")  # "1. “We won.” — Ann Lee"
SENTENCE_END = ".!?…"
BESIDE = f" \t\xa0.,{EVERY_MARK}"  # what may stand beside a quotation in its paragraph
NEXT_LINE = re.compile(r"(?:[^\S\n]*\n){0,3}[^\S\n]*(?P<line>\S[^\n]*)")


class SpeakerCredit(NamedTuple):
    name: str
    start: int
    end: int


def name_before(text: str, quotation: Span) -> str | None:
    """The name before a quotation that is its own cell, or a sentence that is all else of its line or below a heading.

    >>> for text in ("| Ann Lee (mayor) | “We won.” |", "| Loss of Ann Lee | “We won.”", "Bo Ek, docker “We won.”",
    ...              "## Ann Lee\\n\\n“We won.”", "Bo Ek “We won.” He left."):
    ...     print(name_before(text, (start := text.index("We"), start + 7)))
    Ann Lee
    None
    Bo Ek
    Ann Lee
    None
    """
    start, end = quotation
    first = text.rfind("\n", 0, start) + 1
    line = text[first:start].rstrip(f" \xa0{EVERY_MARK}")
    if match := CELL_BEFORE.fullmatch(line[:-1].rstrip(" \xa0") + line[-1:]):
        return match["name"]
    behind = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)]
    if behind.strip(BESIDE + SENTENCE_END) or not _ends_sentence(text, end):
        return None
    if line:
        match = BEFORE_IN_LINE.fullmatch(line[item.end() :] if (item := LIST_ITEM.match(line)) else line)
    else:
        above = text[:first].rstrip().rpartition("\n")[2]
        match = HEADING.fullmatch(above) or ALONE.fullmatch(above)
    return _without_titles(match["name"]) if match else None


def find(text: str, quotation: Span) -> SpeakerCredit | None:
    """The credit of a quotation; None if there is none, or if the quotation is only a part of its paragraph.

    >>> text = "She left.\\n\\n“We won.”\\n— Dr Ann Lee, historian\\n\\n“We lost,” he said.\\nBo Ek, mayor"
    >>> find(text, (12, 19)), find(text, (47, 55))
    (SpeakerCredit(name='Ann Lee', start=21, end=44), None)
    """
    start, end = quotation
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line = NEXT_LINE.match(text, len(text) - len(text[end:].lstrip(BESIDE)))
    if line is None or not (not before.strip(BESIDE) or LIST_ITEM.fullmatch(before.rstrip(EVERY_MARK))):
        return None
    credit = line["line"].rstrip()
    is_below = "\n" in text[end : line.start("line")]
    match = DASHED.match(credit)
    if not is_below or _is_below_alone(text, quotation, line.end("line")):
        match = match or ALONE.match(credit)
    if is_below or _ends_sentence(text, end):
        match = match or BARE.match(credit)
    if match is None:
        return None
    return SpeakerCredit(_without_titles(match["name"]), line.start("line"), line.start("line") + len(credit))


def _is_below_alone(text: str, quotation: Span, end: int) -> bool:
    """Whether the line that ends at `end` may be a name below a quotation: none follows, and no name is above."""
    above = text[: quotation[0]].rstrip(BESIDE + "\n").rpartition("\n")[2]
    is_above_another = text[end:].lstrip()[:1] in set(EVERY_MARK)
    return _ends_sentence(text, quotation[1]) and not is_above_another and not ALONE.match(above)


def _ends_sentence(text: str, end: int) -> bool:
    return not set(text[end - 1 : end + 1]).isdisjoint(SENTENCE_END)


def _without_titles(name: str) -> str:
    words = name.strip("*_").split()
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES:
        words = words[1:]
    return " ".join(words)
