"""Joins quotations that run over several paragraphs.

A quotation continues in the next paragraph if that paragraph begins with a quotation mark and has no cue of its own.
In addition, the earlier paragraph must leave a mark open, or end with the cue:

    “It is over.                        “It is over,” Mr Lee said.

    “We have lost.”                     “We have lost the argument.”

A paragraph that leaves a mark open has the speaker that the next paragraph names. A mark may also stay open over
paragraphs without marks, up to the paragraph that closes it:

    “It is over.                        “It is over,

    “We have lost,” Mr Lee said.        We have lost.”

The index stores one piece for each passage, since an answer shows passages. `join` joins the pieces where the whole
quotation is needed.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.models import Kind, Passage, Quotation
from retrieval.passages import continues_quotation, with_previous
from retrieval.text import quotation_marks
from retrieval.text.quotation_marks import APOSTROPHE, CLOSING, OPENING, SINGLE_OPENING, STRAIGHT

LINE_BREAK = re.compile(r"(?<!\s)\s*\n\s*")
EVERY_OPENING = f"{OPENING}{STRAIGHT}{SINGLE_OPENING}{APOSTROPHE}"
OPENING_MARKS = re.compile(f"[{EVERY_OPENING}]*")
WORD_OR_CLOSING_MARK = re.compile(rf"[^\W_]|[{CLOSING}{STRAIGHT}]")
DASHES = frozenset("— – ― - -- —— –– ――".split())  # the cue of a signature: “It is over.” — Ann Lee
SENTENCE_END = re.compile(r"[.!?…]\s")
DOUBLE_MARKS = re.compile(f"[{OPENING}{CLOSING}{STRAIGHT}]")
SIGNED = re.compile(r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}, [A-Z][^.”\"]{2,80}\.?[”\"]")  # Ann Lee, Norr College.”
MAX_PARAGRAPHS_WITHOUT_MARKS = 4  # within a quotation


def open_marks(passages: Sequence[Passage]) -> list[str]:
    """For each passage of an article, the quotation mark that is still open at its start, or "".

    A mark stays open from one passage to the next if both are parts of one long paragraph, or if a paragraph below
    closes it and none between them has a mark.
    """
    marks: list[str] = []
    for number, (before, passage) in enumerate(with_previous(passages)):
        in_one = before is not None and _in_one_paragraph(before, passage)
        may_go_on = in_one or passage.text[:1] not in EVERY_OPENING
        mark = quotation_marks.still_open(before.text, marks[-1]) if before and may_go_on else ""
        below = passages[number : number + MAX_PARAGRAPHS_WITHOUT_MARKS]
        marks.append(mark if in_one or (mark and _is_closed_below(mark, below)) else "")
    return marks


def _is_closed_below(mark: str, passages: Sequence[Passage]) -> bool:
    """Whether the first double mark in some passages closes one that is open before them."""
    for passage in passages:
        text, found = passage.text, DOUBLE_MARKS.search(passage.text)
        if found is None:
            continue
        if SIGNED.fullmatch(text):
            return False
        before, behind = text[: found.start()], text[found.end() : found.end() + 1]
        is_closing = bool(before.strip()) and not before[-1].isspace() and not behind.isalnum()
        is_odd = len(DOUBLE_MARKS.findall(text)) % 2 == 1
        return is_closing and is_odd and (mark[0] == STRAIGHT) == (found[0] == STRAIGHT)
    return False


def with_later_speaker(
    quotations: Sequence[Quotation], passages: Sequence[Passage], marks: Sequence[str]
) -> list[Quotation]:
    """The quotations of an article. One without a cue that continues in the next passage gets the speaker named there.

    “It is over. / “We have lost,” Mr Lee said.     both are his

    The continuation of a quotation with a cue keeps its speaker. `marks` are the passages' open marks.
    """
    resolved = list(quotations)
    starts = [passage.start for passage in passages]
    goes_on = [*(_runs_on(one, other, passages, starts, marks) for one, other in pairwise(quotations)), False]
    is_sure = [quotation.cue is not None for quotation in quotations]
    for place in range(1, len(resolved)):
        is_sure[place] |= is_sure[place - 1] and goes_on[place - 1]
    for place in reversed(range(len(resolved) - 1)):
        following = resolved[place + 1]
        if goes_on[place] and is_sure[place + 1] and not is_sure[place] and following.speaker:
            resolved[place] = replace(resolved[place], speaker=following.speaker, chain=following.chain)
            is_sure[place] = True
    return resolved


def _runs_on(
    quotation: Quotation, following: Quotation, passages: Sequence[Passage], starts: Sequence[int], marks: Sequence[str]
) -> bool:
    """Whether a quotation ends its passage with an open mark, and the next passage begins with another one."""
    number = bisect_right(starts, quotation.spans[0][0]) - 1
    if number + 1 == len(passages):
        return False
    before, after = passages[number], passages[number + 1]
    is_open = marks[number + 1] or continues_quotation(before.text, after.text)
    begins = OPENING_MARKS.fullmatch(after.article.text[after.start : following.spans[0][0]])
    return bool(is_open and begins) and quotation.spans[-1][1] == before.start + len(before.text.rstrip())


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
            whole = quotation if quotation.cue and not before.cue else before
            joined[-1] = replace(whole, spans=(*before.spans, *quotation.spans), kind=kind)
        else:
            joined.append(quotation)
    return joined


def _goes_on(before: Quotation, quotation: Quotation) -> bool:
    """Whether `quotation` continues `before`."""
    same_speaker = before.article.id == quotation.article.id and before.speaker == quotation.speaker
    if not same_speaker or quotation.modality is not before.modality or before.cue in DASHES:
        return False
    if before.kind is Kind.INDIRECT or quotation.kind is not Kind.DIRECT:
        return False
    start = before.spans[-1][1]
    between = before.article.text[start : quotation.spans[0][0]]
    if between.isspace() and "\n" not in between:
        return True  # both passages are parts of one paragraph
    rest_of_paragraph, *next_lines = LINE_BREAK.split(between)
    if len(next_lines) != 1 or not OPENING_MARKS.fullmatch(next_lines[0]):
        return False
    if quotation.cue:  # it names the speaker of every paragraph of a quotation
        return not before.cue and not rest_of_paragraph and bool(next_lines[0])
    cue_is_behind = before.cue_span is not None and before.cue_span[0] >= start
    ends_with_cue = cue_is_behind and not SENTENCE_END.search(rest_of_paragraph)
    return ends_with_cue or not WORD_OR_CLOSING_MARK.search(rest_of_paragraph)
