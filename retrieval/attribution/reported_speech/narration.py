"""A passage with its quoted pieces set apart: its sentences, its cues, and which pieces stand by themselves.

    “It is dead,” he said. “We will fight” a “bad” bill, he added.
    └─free─────┘           └─not free───┘   └───┘
    └─sentence───────────┘ └─sentence────────────────────────────┘

A free piece is an utterance of its own; any other is part of somebody's reported words. A cue is one outside of marks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from retrieval.attribution.reported_speech import cue, reporting_verbs
from retrieval.attribution.reported_speech.cue import Report
from retrieval.models import Span
from retrieval.passages import BULLET
from retrieval.text import quotation_marks, sentences
from retrieval.text.quotation_marks import inner_text
from retrieval.text.spans import overlap, trimmed, within

if TYPE_CHECKING:
    from spacy.tokens import Doc

CONTINUING = frozenset(",?!—–-")  # with these a piece ends whose cue follows
CLOSING = frozenset(".?!…—–-")
SIGNED = re.compile(  # “...” — Jon Trickett, MP
    r"\s*(?P<dash>[—–―-]{1,2})\s*(?P<name>[A-Z][^“”\"\n.,]{2,60})(?:,[^“”\"\n.]{0,60})?\.?\s*$"
)
ASIDE = re.compile(r"\s*\([^()]*\)")  # Ann Harman (D-Md.)
TOLD = 3  # words at most between a cue and a piece, "tweeting | at her, | “..."
LONG = 6  # words from which a piece at the beginning may end without any mark before its cue
NEAR = 60  # characters between a piece and the cue behind it
LEAST = 3  # characters at either end of a piece that are kept when its inside is masked: the mark, a full stop


@dataclass(frozen=True, slots=True)
class Narration:
    doc: "Doc"
    text: str  # which the document would put together anew each time
    marked: Sequence[Span]
    reports: Sequence[Report]
    sentences: Sequence[Span]
    begun: bool = False  # in the passage before, as far as the first piece goes

    @classmethod
    def of(cls, doc: "Doc", opened: str = "") -> Self:
        """`opened` is the mark that the passage before leaves open, where one paragraph makes both."""
        text = doc.text
        marked = quotation_marks.find(text, opened)
        outside = (report for report in cue.reports(doc) if not any(within(report.cue, mark) for mark in marked))
        found = [replace(report, source=_behind_marks(text, report.source, marked)) for report in outside]
        bounds = sentences.split(_masked(text, marked, found))
        sourced = [_with_source(doc, text, report, bounds) for report in found]
        return cls(doc, text, marked, sourced, bounds, bool(opened))

    def sentence(self, place: int) -> Span:
        return _sentence(self.sentences, place)

    def next_to(self, first: int, second: int) -> bool:
        """Whether no sentence lies between the ones at two places."""
        end = self.sentence(first)[1]
        return not any(end <= start and stop <= second for start, stop in self.sentences)

    def follows(self, mark: Span, report: Report) -> bool:
        """Whether a cue comes right behind a piece: “...,” he said."""
        return _follows(self.text, mark, report)

    def before(self, mark: Span) -> str:
        """What stands in front of a piece in its sentence."""
        return self.text[self.sentence(mark[0])[0] : mark[0]].rstrip()

    def phrase(self, mark: Span) -> Span:
        """A piece with the rest of the phrase that it begins: he found | “evidence” that it was over."""
        span = self.doc.char_span(*mark, alignment_mode="expand")
        last = span.root.right_edge if span else None
        return mark if last is None else (mark[0], max(mark[1], last.idx + len(last)))

    def leads(self, start: int, mark: Span) -> bool:
        """Whether what stands in front of a piece can be said with it: no words of others, no cue, no colon."""
        if self.text[start : mark[0]].rstrip().endswith((":", "(", "[")):
            return False
        spoken = (*self.marked, *(report.cue for report in self.reports))
        return not any(overlap((start, mark[0]), span) for span in spoken)

    def free(self) -> list[Span]:
        """The pieces that are utterances by themselves."""
        free: list[Span] = []
        for mark in self.marked:
            if self._is_free(mark, free[-1] if free else None):
                free.append(mark)
        return free

    def _is_free(self, mark: Span, last: Span | None) -> bool:
        text, start, end = self.text, *mark
        if self.begun and start == 0:
            return True
        sentence, before, words = self.sentence(start), self.before(mark), inner_text(text, mark)
        before = "" if before.endswith(("(", "[")) else before
        closed = words[-1:] in CLOSING or text[end:].lstrip()[:1] in (".", "?", "!") or not text[end:].strip()
        ended = closed or words[-1:] == "," or text[end : end + 1] == ","
        follows = any(self.follows(mark, report) for report in self.reports)
        if not before:
            silent = not any(sentence[0] <= report.cue[0] < sentence[1] for report in self.reports)
            return closed or follows or (ended and silent and self.framing(mark) is not None)
        if before[-1] == ":" or not ended:
            return before[-1] == ":"
        if last and last[0] >= sentence[0] and (before[-1] in ",—–-”\"'" or before.endswith((" and", " or"))):
            return True
        ahead = [report for report in self.reports if sentence[0] <= report.cue[0] and report.cue[1] <= start]
        touching = [report for report in ahead if not text[report.cue[1] : start].strip(" \xa0,")]
        if before[-1] in ",—–-":
            sung = closed and cue.ends_with_verb(self.doc, sentence[0] + len(before) - 1)
            return (
                follows or bool(touching) or self._told(ahead, mark) or (words[:1].isupper() and (bool(ahead) or sung))
            )
        return any(
            report.verb not in reporting_verbs.NAMING | reporting_verbs.TELLING for report in touching
        )  # told “Good Morning”

    def _told(self, ahead: Sequence[Report], mark: Span) -> bool:
        """Whether somebody is told a piece: “...,” he said, snapping at him, “you are wrong.”"""
        last = ahead[-1].cue if ahead else mark
        return self.text[slice(*last)].endswith("ing") and len(self.text[last[1] : mark[0]].split()) <= TOLD

    def announcing(self, mark: Span) -> Report | None:
        """The cue of a free piece, with its source: right behind the piece, else the last before it in its sentence."""
        first, last = self.sentence(mark[0]), self.sentence(mark[1] - 1)
        behind = [each for each in self.reports if self.follows(mark, each) and each.cue[0] < last[1]]
        saying = (each for each in self.reports if each.verb not in reporting_verbs.NEVER_SAYING)
        ahead = [each for each in saying if first[0] <= each.cue[0] and each.cue[1] <= mark[0]]
        goes_on = inner_text(self.text, mark)[-1:] in CONTINUING or self.text[mark[1] : mark[1] + 1] == ","
        touched = ahead and not self.text[ahead[-1].cue[1] : mark[0]].strip(" \xa0,")  # shouted “No!” and said
        if behind and (not ahead or (goes_on and not touched and not self.before(mark).endswith(":"))):
            return self._sourced(mark, behind[0])
        if inner_text(self.text, mark)[:1].islower() and (broken := self._broken(mark)):
            return broken
        ahead.sort(key=lambda each: each.verb not in reporting_verbs.ONLY_QUOTED)
        report = ahead[-1] if ahead else self.framing(mark)
        return self._sourced(mark, report) if report else None

    def _broken(self, mark: Span) -> Report | None:
        """The cue that breaks a quoted sentence, which goes on here: “We lost,” he said, asked why, “but not all.”"""
        place = self.marked.index(mark)
        before = self.marked[place - 1] if place else mark
        apart = before is mark or before[0] < self.sentence(mark[0])[0] or not self.before(mark).endswith(",")
        if apart or any(report.content and overlap(report.content, mark) for report in self.reports):
            return None
        return next((each for each in self.reports if self.follows(before, each)), None)

    def framing(self, mark: Span) -> Report | None:
        """What stands where a cue would, in words that no lexicon knows: “...,” he thundered. Trump: “...” — Trump"""
        text, start, end = self.text, *mark
        after = text[end : self.sentence(end - 1)[1]]
        if inner_text(text, mark)[-1:] in CONTINUING and re.match(r"\s*\w", after):
            stop = re.search(r"[;:“\"]", after)
            report = cue.verb_between(self.doc, end, end + (stop.start() if stop else len(after)))
            if report:
                return report
        if signed := SIGNED.match(text, end):
            return Report(signed.span("dash"), "", signed.span("name"))
        before, first = self.before(mark), self.sentence(start)[0]
        if before[-1:] not in (":", ","):
            return None
        if report := cue.verb_between(self.doc, first, start, last=before[-1] == ","):
            return report
        colon = first + len(before) - 1
        return Report((colon, colon + 1), "", trimmed(text, (first + _after_dash(before), colon)))

    def _sourced(self, mark: Span, report: Report) -> Report:
        """A cue whose source the parse missed or, behind a piece, sought elsewhere: it is beside the cue."""
        if report.cue[0] < mark[1]:
            turned = not report.source and self.before(mark).endswith(":")  # "Stated Mr Lansley:"
            behind = cue.named_behind(self.doc, report.cue[1], mark[0]) if turned else report.source
            return replace(report, source=behind)
        if report.source and report.source[0] >= mark[1]:
            return report
        between = trimmed(self.text, (mark[1], report.cue[0]))
        beside = between or cue.named_behind(self.doc, report.cue[1], self.sentence(report.cue[0])[1])
        return replace(report, source=beside or report.source)


def _follows(text: str, mark: Span, report: Report) -> bool:
    source = report.source
    start = min(report.cue[0], source[0]) if source and source[0] >= mark[1] else report.cue[0]
    gap, last = ASIDE.sub("", text[mark[1] : start]).lstrip(", "), inner_text(text, mark)[-1:]
    long = len(inner_text(text, mark).split()) >= LONG and not text[: mark[0]].rstrip()
    if start < mark[1] or last == "." or (last.isalnum() and gap.strip() and not long):
        return False
    apart = re.search(r"[,;:?!“\"]", gap) or len(sentences.split(f"{gap}Said")) > 1  # "Rep. Harman" ends none
    return len(gap) <= NEAR and not apart


def _masked(text: str, marked: Iterable[Span], reports: Sequence[Report]) -> str:
    """The text with words inside marks made to end no sentence, save by the last full stop if no cue follows."""
    for mark in marked:
        led_on = any(_follows(text, mark, report) for report in reports)
        start, end = mark[0] + LEAST, mark[1] - (0 if led_on else LEAST)
        if text[mark[0] + 1 : start].lstrip()[:1] in (".", "…", "["):  # “... and so on” begins a sentence
            text = f"{text[: mark[0] + 1]}{'X' * (LEAST - 1)}{text[start:]}"
        if start < end:
            text = text[:start] + re.sub(r"\S", "x", text[start:end]) + text[end:]
    return text


def _sentence(bounds: Sequence[Span], place: int) -> Span:
    return next((span for span in bounds if span[0] <= place < span[1]), bounds[-1])


def _with_source(doc: "Doc", text: str, report: Report, bounds: Sequence[Span]) -> Report:
    """A cue whose source the parse missed, or took from a heading above, has what stands right in front of it."""
    sentence = _sentence(bounds, report.cue[0])
    if report.verb == reporting_verbs.ACCORDING or (report.source and within(report.source, sentence)):
        return report
    beside = cue.named_before(doc, sentence[0], report.cue[0])
    lead = bounds[0]
    if not beside and lead != sentence and text[slice(*lead)].endswith(":") and BULLET.match(text, *sentence):
        leading = cue.verb_between(doc, *lead)  # "He set out his plans:", and a list of what he said
        return replace(report, source=leading.source if leading else None)
    return replace(report, source=beside)


def _behind_marks(text: str, source: Span | None, marked: Iterable[Span]) -> Span | None:
    """A source, less an utterance that the parse takes for a part of it, and with all of what else is quoted in it."""
    for mark in marked:
        if not source or not overlap(source, mark):
            continue
        if inner_text(text, mark)[-1:] in CONTINUING:
            source = trimmed(text, (mark[1], source[1])) if source[1] > mark[1] else None
        else:
            source = min(source[0], mark[0]), max(source[1], mark[1])
    return source


def _after_dash(before: str) -> int:
    return 1 + max(before.rfind(sign) for sign in ("- ", "– ", "—", "\n"))
