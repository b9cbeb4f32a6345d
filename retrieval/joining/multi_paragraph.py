"""Joins quotations that run over several paragraphs.

A quotation continues in the next paragraph if that paragraph begins with a quotation mark and has no cue of its own.
In addition, the earlier paragraph must leave a mark open, or end with the cue:

    “It is over.                        “It is over,” Mr Lee said.

    “We have lost.”                     “We have lost the argument.”

The index stores one piece for each passage, since an answer shows passages. `join` puts the pieces together where the
whole quotation is needed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.models import Kind, Passage, Quotation
from retrieval.passages import with_previous
from retrieval.text import quotation_marks
from retrieval.text.quotation_marks import APOSTROPHE, CLOSING, OPENING, SINGLE_OPENING, STRAIGHT

LINE_BREAK = re.compile(r"(?<!\s)\s*\n\s*")
OPENING_MARKS = re.compile(f"[{OPENING}{STRAIGHT}{SINGLE_OPENING}{APOSTROPHE}]*")
WORD_OR_CLOSING_MARK = re.compile(rf"[^\W_]|[{CLOSING}{STRAIGHT}]")
SENTENCE_END = re.compile(r"[.!?…]\s")


def open_marks(passages: Sequence[Passage]) -> list[str]:
    """For each passage of an article, the quotation mark that is still open at its start, or "".

    A mark stays open from one passage to the next only if both are parts of one long paragraph.
    """
    marks: list[str] = []
    for before, passage in with_previous(passages):
        if before and _in_one_paragraph(before, passage):
            marks.append(quotation_marks.still_open(before.text, marks[-1]))
        else:
            marks.append("")
    return marks


def _in_one_paragraph(before: Passage, passage: Passage) -> bool:
    """Whether two neighbouring passages are parts of one paragraph, and no opening mark stands between them."""
    between = passage.article.text[before.end : passage.start + 1]
    return "\n" not in between and not OPENING_MARKS.fullmatch(between.strip())


def join(quotations: Iterable[Quotation]) -> list[Quotation]:
    """The quotations, each joined with its continuations. `quotations` must be in the order of their articles."""
    joined: list[Quotation] = []
    for quotation in quotations:
        if joined and _goes_on(joined[-1], quotation):
            before = joined[-1]
            kind = before.kind if before.kind is quotation.kind else Kind.MIXED
            joined[-1] = replace(before, spans=(*before.spans, *quotation.spans), kind=kind)
        else:
            joined.append(quotation)
    return joined


def _goes_on(before: Quotation, quotation: Quotation) -> bool:
    """Whether `quotation` continues `before`."""
    same_speaker = before.article.id == quotation.article.id and before.speaker == quotation.speaker
    if quotation.modality is not before.modality:
        return False
    if not same_speaker or before.kind is Kind.INDIRECT or quotation.kind is not Kind.DIRECT:
        return False
    start = before.spans[-1][1]
    between = before.article.text[start : quotation.spans[0][0]]
    if between.isspace() and "\n" not in between:
        return True  # both passages are parts of one paragraph
    if quotation.cue:
        return False
    rest_of_paragraph, *next_lines = LINE_BREAK.split(between)
    if len(next_lines) != 1 or not OPENING_MARKS.fullmatch(next_lines[0]):
        return False
    cue_is_behind = before.cue_span is not None and before.cue_span[0] >= start
    ends_with_cue = cue_is_behind and not SENTENCE_END.search(rest_of_paragraph)
    return ends_with_cue or not WORD_OR_CLOSING_MARK.search(rest_of_paragraph)
