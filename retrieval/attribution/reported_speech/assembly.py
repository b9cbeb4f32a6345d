"""Marks and clauses put together: which words of a passage are somebody's, by which cue, and what source is named.

“It is dead,” he said. “Buried.”            one utterance: a cue, and all that is quoted around it
He said it was dead. “Buried.”              one too: what is quoted next has no other cue
He said it was “dead” and that it must go   a clause, as the parser sees it, with the quoted words inside
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.attribution.reported_speech import reporting_verbs
from retrieval.attribution.reported_speech.cue import Report
from retrieval.attribution.reported_speech.narration import Narration
from retrieval.models import Kind, Span
from retrieval.text import quotation_marks
from retrieval.text.quotation_marks import inner_text
from retrieval.text.spans import overlap, trimmed

if TYPE_CHECKING:
    from spacy.tokens import Doc

LABEL = re.compile(r"[\"“]?(?P<name>[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,2})(?P<colon>:)\s+")  # TRUMP: We will ...
CLOSERS = '”" \n'
SHORT = 3  # words; fewer without marks, or without a cue, are nobody's utterance
FRAME_END = re.compile(r"[,;:—]|(?=[“\"])")
CLAUSE = re.compile(r"\s+(?:that|whether|there|he|she|they|it)\b")
PARENTHESIS = re.compile(r"[^,]{0,40}(?:,|[.!?]?$)")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Spans of the passage."""

    spans: tuple[Span, ...]
    kind: Kind
    cue: Span | None
    source: Span | None


def of(doc: "Doc", opened: str = "") -> list[Utterance]:
    """The utterances of a passage, in its order; `opened` is the mark that the passage before leaves open."""
    told = Narration.of(doc, opened)
    free = told.free()
    runs = list(_runs(told, free))
    used = {run.cue for run in runs}
    clauses = (_clause(told, report, free) for report in told.reports if report.cue not in used)
    distinct = {clause.spans: clause for clause in reversed([clause for clause in clauses if clause])}
    return _joined(told, sorted([*runs, *distinct.values()], key=lambda said: said.spans))


def of_dialogue(doc: "Doc", opened: str = "") -> list[Utterance]:
    """The words behind a label, all of them; other passages of an interview are read like any."""
    if not (label := LABEL.match(doc.text)):
        return of(doc, opened)
    words = label.end(), len(doc.text.rstrip(CLOSERS))
    return [Utterance((words,), Kind.DIRECT, label.span("colon"), label.span("name"))] if words[0] < words[1] else []


def _runs(told: Narration, free: Iterable[Span]) -> Iterable[Utterance]:
    """Free pieces, those together that share a cue or that go on without one."""
    runs: list[tuple[Report | None, list[Span]]] = []
    for mark in free:
        report = told.announcing(mark)
        if runs and _goes_on(told, *runs[-1], mark, report):
            runs[-1][1].append(mark)
        else:
            runs.append((report, [mark]))
    for report, pieces in runs:
        if report:
            yield _utterance(told, _with_lead(told, report, pieces), report)
        elif sum(_words(told, piece) for piece in pieces) > SHORT:
            yield _utterance(told, pieces, None)


def _goes_on(told: Narration, last: Report | None, pieces: list[Span], mark: Span, report: Report | None) -> bool:
    if report:
        return last is not None and last.cue == report.cue
    return told.next_to(max(pieces[-1][1], last.cue[1] if last else 0) - 1, mark[0])


def _with_lead(told: Narration, report: Report, pieces: list[Span]) -> list[Span]:
    """Quoted pieces with the unquoted words that begin their sentence: The streets were empty, he added, “but ...”."""
    start, frame = told.sentence(report.cue[0])[0], _frame(report)
    first, content = pieces[0], report.content
    if start < first[0] < frame[0]:
        lead = trimmed(told.text, (start, first[0])) if told.leads(start, first) else None
    elif content and frame[1] <= content[0] < first[0] and told.text.startswith(("that ", "whether "), content[0]):
        lead = trimmed(told.text, (content[0], first[0]))  # "he said that it had two ends: “one and the other”"
        lead = lead if lead and _words(told, lead) >= SHORT else None
    elif start < frame[0] < first[0] and inner_text(told.text, first)[:1].islower():
        lead = trimmed(told.text, (start, frame[0])) if told.text[: frame[0]].rstrip().endswith(",") else None
    else:
        lead = None
    return [lead, *pieces] if lead else pieces


def _clause(told: Narration, report: Report, free: list[Span]) -> Utterance | None:
    """What a cue reports that no free piece belongs to."""
    content = _content(told, report, free)
    if content is None:
        return None
    start, end = told.sentence(report.cue[0])
    content = max(content[0], start), min(content[1], end)
    for mark in told.marked:
        if overlap(content, mark):
            content = min(content[0], mark[0]), max(content[1], mark[1])
    parts = [piece for part in _around(told.text, content, _frame(report)) if (piece := trimmed(told.text, part))]
    pieces = [piece for piece in parts if not any(overlap(piece, mark) for mark in free)]
    quoted = any(overlap(piece, mark) for piece in pieces for mark in told.marked)
    long_enough = quoted or sum(_words(told, piece) for piece in pieces) >= SHORT
    return _utterance(told, pieces, report) if pieces and long_enough else None


def _content(told: Narration, report: Report, free: list[Span]) -> Span | None:
    """What the parse shows; where it shows nothing, what the punctuation does."""
    if report.verb == reporting_verbs.ACCORDING:
        return told.sentence(report.cue[0])
    content = report.content
    if not content and report.verb not in reporting_verbs.NAMING:
        content = _touching(told, _frame(report)[1])
    if report.verb in reporting_verbs.ONLY_QUOTED:
        return None if report.content else content
    if report.verb in reporting_verbs.ONLY_HOLDING:
        held = content is not None and any(overlap(content, mark) for mark in told.marked)
        return content if held else None
    return _punctuated(told, report, free, content)


def _touching(told: Narration, place: int) -> Span | None:
    """The phrase that a quoted piece begins right behind a place."""
    mark = next((mark for mark in told.marked if mark[0] >= place), None)
    return told.phrase(mark) if mark and not told.text[place : mark[0]].strip() else None


def _punctuated(told: Narration, report: Report, free: list[Span], content: Span | None) -> Span | None:
    """A content as the punctuation around the cue has it, where the parse says nothing or otherwise."""
    text, (start, end), frame = told.text, told.sentence(report.cue[0]), _frame(report)
    takes_clause = report.verb in reporting_verbs.TAKES_CLAUSE
    if report.source and takes_clause and _is_parenthesis(text, (start, end), frame):
        return start, end  # "the bill, he said, was dead"
    if content is None or content[1] <= frame[0]:
        behind = (mark for mark in told.marked if mark not in free and start < mark[0] and told.follows(mark, report))
        content = next(((start, mark[1]) for mark in behind), content)
    if content is None and takes_clause and CLAUSE.match(text, report.cue[1], end):
        return report.cue[1], end
    in_commas = text[start : frame[0]].rstrip().endswith(",") and PARENTHESIS.match(text[frame[1] : end])
    return (start, end) if content is None and report.source and takes_clause and in_commas else content


def _is_parenthesis(text: str, sentence: Span, frame: Span) -> bool:
    """Whether cue and source stand between commas within a sentence: "His aim was, he said, “never to lose”"."""
    behind = re.match(r",\s*[“\"]", text[frame[1] : sentence[1]])
    return behind is not None and text[sentence[0] : frame[0]].rstrip().endswith(",")


def _frame(report: Report) -> Span:
    """Cue and source together."""
    spans = [report.cue, report.source] if report.source else [report.cue]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _around(text: str, content: Span, frame: Span) -> list[Span]:
    """The parts of a content on both sides of a frame that stands inside it, which ends at its comma."""
    if not overlap(content, frame):
        return [content]
    (start, end), resumed = content, frame[1]
    if comma := FRAME_END.search(text, frame[1], end):
        resumed = comma.end()
    elif start < frame[0]:
        resumed = end
    return [part for part in ((start, frame[0]), (resumed, end)) if part[0] < part[1]]


def _utterance(told: Narration, pieces: list[Span], report: Report | None) -> Utterance:
    cue, source = (report.cue, report.source) if report else (None, None)
    spans = [quotation_marks.without_marks(told.text, piece) if piece in told.marked else piece for piece in pieces]
    return Utterance(tuple(spans), _kind(told, pieces), cue, source)


def _kind(told: Narration, pieces: Iterable[Span]) -> Kind:
    """Commas and the like count neither way, since what is quoted may end before or behind them."""
    quoted = [
        any(start <= place < end for start, end in told.marked)
        for piece in pieces
        for place in range(*piece)
        if told.text[place].isalnum()
    ]
    return Kind.INDIRECT if not any(quoted) else Kind.DIRECT if all(quoted) else Kind.MIXED


def _joined(told: Narration, said: Iterable[Utterance]) -> list[Utterance]:
    """Quoted sentences without a cue go with the utterance right before them."""
    joined: list[Utterance] = []
    for each in said:
        last = joined[-1] if joined else None
        if not each.cue and last and last.cue:
            end = max(last.spans[-1][1], last.cue[1])
            if told.next_to(end - 1, each.spans[0][0]):
                spans = [*last.spans, *each.spans]
                joined[-1] = replace(last, spans=tuple(spans), kind=_kind(told, spans))
                continue
        joined.append(each)
    return joined


def _words(told: Narration, span: Span) -> int:
    return len(told.text[slice(*span)].split())
