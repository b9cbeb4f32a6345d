"""Quotations that run on over paragraphs, each as one, for whoever wants what was said and not where it stands.

    “It is over,” Mr Lee said.          “It is over.             a paragraph that opens a mark and never closes it,
                                                                 or that ends with the cue, goes on in one that
    “We have lost the argument.”        “We have lost.”          begins with a mark and has no cue of its own

Within the index each passage keeps its own piece, since an answer shows passages.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.models import Kind, Passage, Quotation
from retrieval.passages import in_turn
from retrieval.text import quotation_marks
from retrieval.text.quotation_marks import APOSTROPHE, CLOSING, OPENING, SINGLE_OPENING, STRAIGHT

BREAK = re.compile(r"\s*\n\s*")
OPENING_MARKS = re.compile(f"[{OPENING}{STRAIGHT}{SINGLE_OPENING}{APOSTROPHE}]*")
CLOSED = re.compile(rf"[^\W_]|[{CLOSING}{STRAIGHT}]")
SENTENCE_END = re.compile(r"[.!?…]\s")


def opened(passages: Sequence[Passage]) -> list[str]:
    """The mark that is open where each passage of an article begins, "" for none: one paragraph may make several."""
    found: list[str] = []
    for before, passage in in_turn(passages):
        found.append(quotation_marks.still_open(before.text, found[-1]) if before and _is_cut(before, passage) else "")
    return found


def _is_cut(before: Passage, passage: Passage) -> bool:
    """Whether two neighbours are parts of one paragraph, and the second does not begin with a mark of its own."""
    between = passage.article.text[before.end : passage.start + 1]
    return "\n" not in between and not OPENING_MARKS.fullmatch(between.strip())


def joined(quotations: Iterable[Quotation]) -> list[Quotation]:
    """Every quotation with the paragraphs that go on with it; they come in the order of their articles."""
    whole: list[Quotation] = []
    for said in quotations:
        if whole and _goes_on(whole[-1], said):
            kind = whole[-1].kind if whole[-1].kind is said.kind else Kind.MIXED
            whole[-1] = replace(whole[-1], spans=(*whole[-1].spans, *said.spans), kind=kind)
        else:
            whole.append(said)
    return whole


def _goes_on(before: Quotation, said: Quotation) -> bool:
    if before.article.id != said.article.id or before.speaker != said.speaker or before.kind is Kind.INDIRECT:
        return False
    start = before.spans[-1][1]
    between = before.article.text[start : said.spans[0][0]]
    if said.kind is not Kind.DIRECT:
        return False
    if between.isspace() and "\n" not in between:
        return True  # one paragraph makes both passages
    if said.cue:
        return False
    ahead, *breaks = BREAK.split(between)
    if len(breaks) != 1 or not OPENING_MARKS.fullmatch(breaks[0]):
        return False
    ends_with_cue = before.cue_span is not None and before.cue_span[0] >= start and not SENTENCE_END.search(ahead)
    return ends_with_cue or not CLOSED.search(ahead)
