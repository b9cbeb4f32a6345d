"""Transcripts: debates, hearings, briefings and interviews, in which labels name the speakers.

    MR. CARTER: I have never ...         a label at the start of a line, in any of many shapes
    The other side ...                   the paragraphs below are the same speaker's, up to the next label
    (Applause)                           stage directions, page numbers and headings are nobody's
    Q  Governor, will you ...?           an unnamed interviewer: no quotation
    Mr Frankel: Did he say so?           a named interviewer, whose turns are mostly questions: a quotation with the
                                         modality "asked"

A document is a transcript only if labels occur several times, from its beginning on, and if it hardly reports speech as
prose does. In other documents, reported_speech reads a passage that begins with a label as one utterance.

label_names.py finds the person that a label names.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.attribution.document_kinds.label_names import (
    FULL_NAME,
    LEADING_TITLES,
    LabelNames,
    initials_of,
    is_asker,
)
from retrieval.models import Article, Kind, Modality, Passage, Quotation, Span
from retrieval.passages import is_link_line
from retrieval.text.normalise import spelt_out
from retrieval.text.titles import NAME_PARTICLE

if TYPE_CHECKING:
    from spacy.tokens import Doc

WORD = r"[A-Z][\w.’'&-]*(?: \.)?"
NAME = rf"{WORD}(?: (?:(?:of|the|at|for|and|{NAME_PARTICLE}) ){{0,2}}{WORD}){{0,7}}"
TIME = r"[\[(]?\d\d?:\d\d(?::\d\d)?[\])]?"
MARKUP = r"[*_#>]*"
BOLD = "**", "__"
LABEL = re.compile(  # MR. CARTER: **Name:** Name (00:12:31): HON. A. LEE.- Ann Lee (Leeds) (Lab): ANN LEE, HOST:
    rf"\s*+{MARKUP}\s*+(?:{TIME}\s+{MARKUP})?[\"“]?(?P<name>{NAME})"
    rf"(?:\s*\((?P<note>[^()\n]{{1,60}})\)(?:\s*\([^()\n]{{1,30}}\))?|\s+{TIME}"
    r"|, [A-Z][^a-z:\n]{1,80}(?:\([a-z -]{1,30}\))?)?"
    rf"{MARKUP}\s*+(?P<colon>:|\.[-–—]){MARKUP}(?!//|\d)\s*"
)
QUESTION_LABEL = re.compile(  # "Q Hi.", "Q - How", "QWhy so?", "A. So", but not "A man"
    rf"\s*+{MARKUP}(?P<name>Q|A(?=\d*+\s*+[-–—.)]))(?P<colon>\d*+(?:\s*+[-–—.)]++)?){MARKUP}"
    r"(?:\s+(?=[\w“\"'‘…(\[—–-])|(?<=Q)(?=[A-Z][a-z’']|I ))"
)
CAPITALS_LABEL = re.compile(  # of the Congressional Record: "Mr. LOW. Mr. Speaker, ...", "The PRESIDING OFFICER. ..."
    r"\s*+(?P<name>(?:M(?:r|s|rs|iss)\.?|Dr\.|The|the) [A-Z][A-Za-z]{0,2}[A-Z'’-]{2,}(?: [A-Z][A-Z'’-]+){0,3}"
    r"(?: of [A-Z][a-z]+(?: [A-Z][a-z]+)?)?(?: pro tempore)?)(?P<colon>\.)\s+(?=[A-Z“\"])"
)
BESIDE_CAPITALS = re.compile(
    r"^(?:M(?:r|s|rs|iss)|Dr|The|the)\.? (?=[A-Z][A-Za-z]{0,2}[A-Z])| of [A-Z].*| pro tempore$"
)
NAME_ALONE = re.compile(rf"\s*{MARKUP}(?P<name>{NAME})(?P<colon>){MARKUP}(?:\s+{TIME})?\s*$")
HEADING_QUESTION = re.compile(r"\s*(?:#{1,6}\s++.*\?|\*\*.*\?\*\*|__.*\?__)\s*$")
BOLD_LINE = re.compile(r"(?:\*\*[^*\n]+\*\*|__[^_\n]+__)")
PLAIN_QUESTION = re.compile(r"[^“”\"?\n]{8,200}\?")
YOU = re.compile(r"\b[Yy]ou(?:r|rs|rself)?\b")
STAGE_DIRECTION = re.compile(r"\s*+(?:[(\[][^()\[\]]*[)\]]|(?:Page\s+)?\d+|[^a-zA-Z]*[A-Z][^a-z]*[^a-z.?!…:\s])\s*$")
IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
FORM = re.compile(
    r"\b(?:transcript|interviews?|briefing|gaggle|oral argument|question time|q&a|hansard|doorstop"
    r"|press conference|questions (?:for|to|with)|congressional record)\b",
    re.IGNORECASE,
)
REPORTED = re.compile(
    r"[”\"]\s(?:\w+\s){0,4}?(?:said|says|told|added|wrote)\b|\b(?:said|says|added|told\s\w+)[,:]?\s[“\"]"
)
ENDS_SENTENCE = re.compile(r"[.?!…][\"”’')\]*_]*$")
ANSWER = "A"
MAX_NAMED_SHARE = 0.2  # of the labels, in a text of questions and answers that nobody speaks
QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|me|[Ww]e|[Oo]ur)\b")

MIN_LABELS = 4
MIN_LABELS_OF_FORM = 2  # where the title names the form
MIN_LABEL_SHARE = 0.04  # of the lines
MAX_REPORTED_SHARE = 0.05  # of the lines, where labels are not on most of them
MAX_START_SHARE = 0.35  # of the text, for the first label of a transcript whose labels are not dense
MIN_DENSE_SHARE = 0.25  # of the lines below the first label
MIN_QUESTIONS = 2  # in turns whose labels are not in capitals
MIN_HEADINGS = 2  # that ask
MIN_NAME_LINES = 3  # times that names alone on their line return
MIN_KNOWN_SHARE = 0.5  # of the labels, that are people, offices or the letters Q and A
MIN_MOST_SHARE = 0.6  # of the turns of an interviewer, of the lines of a text of labels
MAX_HEADING_WORDS = 9
SHORT_TURN_CHARS = 900  # longer turns that end with a question are not an interviewer's


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker's label: its line, the start of the words after it, and the places of name and colon.

    `is_set_off` tells whether it is in bold in Markdown, or has a time: **Ann Lee:** Ann Lee (00:12:31):
    """

    line: Span
    words: int
    name: str
    note: str | None
    colon: Span
    is_set_off: bool = False

    @property
    def is_implied(self) -> bool:
        """Whether it is not written: an answer stands below a heading that asks."""
        return self.words == self.line[0] and self.name == ANSWER

    @property
    def is_marked(self) -> bool:
        """Whether capitals show that it is a label, including the letters Q and A: "LIAM McLAUGHLIN", "Mr. LOW"."""
        name = BESIDE_CAPITALS.sub("", self.name)
        small = sum(map(str.islower, name))
        return small <= name.count("Mc") + name.count("Mac") * 2

    @property
    def has_title(self) -> bool:
        """Whether it is a title with a name, or the letter Q, which prose does not have at the start of a line."""
        first = self.name.split()[0].strip(".").lower()
        return is_asker(self.name) or (self.is_name_like and first in LEADING_TITLES)

    @property
    def is_name_like(self) -> bool:
        """Whether it has several words, as names and titles with names have."""
        return " " in self.name


@dataclass(frozen=True, slots=True)
class Turn:
    """The text from one label to the next: the spans of its lines. `asks` is true if it is an interviewer's."""

    label: Label
    lines: tuple[Span, ...]


def find(article: Article, passages: Sequence[Passage], docs: Sequence["Doc"]) -> "Transcript | None":
    """The article as a transcript; None if it is not one."""
    text = article.text
    lines = [match.span() for match in re.finditer(r"(?<![^\n])[^\S\n]*\S[^\n]*", text[article.body :])]
    lines = [(article.body + start, article.body + end) for start, end in lines]
    names_form = _names_form(article, article.title or text[: article.body])
    labels = _with_questions(text, lines, _labels(text, lines, names_form=names_form))
    if all(label.colon == (label.line[0], label.line[0]) for label in labels):  # nothing is written before the question
        labels = _asked_in_headings(text, lines)
    explained = [name for label in labels if (name := text[label.words : label.line[1]]) and _explains(label, name)]
    labels = [label for label in labels if text[label.words : label.line[1]] not in explained]
    if not labels or not _is_transcript(article, lines, labels, names_form=names_form):
        return None
    turns = list(_turns(text, lines, labels))
    opening = text[: labels[0].line[0]]
    people = [entity.text for doc in docs for entity in doc.ents if entity.label_ == "PERSON"]
    title = article.title or text[: article.body]
    names = LabelNames(title, article.authors, opening, text, [*people, *explained])
    known = sum(names.is_known(label.name) or label.name == article.source for label in labels)
    if known < MIN_KNOWN_SHARE * len(labels) and not _names_form(article, article.title or ""):
        return None
    if any(label.is_implied for label in labels) and not (names_form and names.resolve(ANSWER)):
        return None
    transcript = Transcript(article, passages, turns, names)
    return None if transcript.explains_only else transcript


def _names_form(article: Article, above: str) -> bool:
    """Whether the lines above the text, or the publication, show that it is a transcript: "Hansard"."""
    return FORM.search(f"{above}\n{article.source or ''}") is not None


def _explains(label: Label, words: str) -> bool:
    """Whether the words after a label are only the name for its initials: "PT: Peter Thoeny"."""
    return FULL_NAME.fullmatch(words) is not None and initials_of(words) == label.name


class Transcript:
    """The turns of a transcript, and its quotations passage by passage."""

    def __init__(self, article: Article, passages: Sequence[Passage], turns: Sequence[Turn], names: LabelNames) -> None:
        self._article, self._passages, self._turns = article, passages, turns
        labels = {turn.label.name: turn.label for turn in turns}
        times = Counter(turn.label.name for turn in turns)
        sure = [name for name, label in labels.items() if label.is_marked or times[name] > 1 or names.is_known(name)]
        self._speakers = {name: names.resolve(name, labels[name].note) for name in sure}
        self._interviewers = _interviewers(article.text, turns)
        self._starts = [turn.label.line[0] for turn in turns]

    @property
    def explains_only(self) -> bool:
        """Whether the text is a written list of questions and answers: only the letters Q and A, and no "I" or "we"."""
        names = [turn.label.name for turn in self._turns]
        answers = [turn for turn in self._turns if turn.label.name == ANSWER]
        named = [name for name in names if name != ANSWER and not is_asker(name)]
        if not answers or self._speakers.get(ANSWER) or len(named) > MAX_NAMED_SHARE * len(names):
            return False
        words = (QUOTED.sub("", self._article.text[slice(*line)]) for turn in answers for line in turn.lines)
        return not any(map(FIRST_PERSON.search, words))

    def covers(self, passage: Passage) -> bool:
        """Whether a passage lies in a turn at least in part."""
        return passage.end > self._starts[0]

    def is_asked(self, passage: Passage) -> bool:
        """Whether a passage begins in an interviewer's turn."""
        return self._label(passage) in self._interviewers

    def speaker(self, passage: Passage) -> str | None:
        """The speaker of the turn in which a passage begins."""
        return self._speakers.get(self._label(passage))

    def _label(self, passage: Passage) -> str:
        return self._turns[max(bisect_right(self._starts, passage.start) - 1, 0)].label.name

    def quotations(self, number: int, quoted: Sequence[Span]) -> Iterator[Quotation]:
        """The quotations of a passage: the words of each turn in it, without the spans `quoted` from others."""
        passage = self._passages[number]
        first = max(bisect_right(self._starts, passage.start) - 1, 0)
        for turn in self._turns[first:]:
            if turn.label.line[0] >= passage.end:
                break
            if is_asker(turn.label.name):
                continue
            text = self._article.text
            parts = [(max(start, passage.start), min(end, passage.end)) for start, end in turn.lines]
            lines = _joined(text, [_trimmed(text, part) for part in parts if text[slice(*part)].strip()])
            spans = tuple(span for span in without(lines, quoted) if _has_words(text[slice(*span)]))
            if spans:
                is_asked = turn.label.name in self._interviewers and any("?" in text[slice(*span)] for span in spans)
                yield self._quotation(turn.label, passage, spans, Modality.ASKED if is_asked else Modality.SAID)

    def _quotation(self, label: Label, passage: Passage, spans: tuple[Span, ...], modality: Modality) -> Quotation:
        known = self._speakers.get(label.name)
        speaker = spelt_out(known) if known else None
        has_label = passage.start <= label.line[0] < passage.end and label.colon[0] < label.colon[1]
        number = bisect_right([each.start for each in self._passages], label.line[0])
        return Quotation(
            self._article,
            spans,
            Kind.DIRECT,
            speaker,
            None if label.is_implied else label.name,
            self._article.text[slice(*label.colon)] if has_label else None,
            label.colon if has_label else None,
            tuple(dict.fromkeys([label.name, f"label, paragraph {max(number, 1)}", speaker]))[label.is_implied :]
            if speaker
            else (label.name,),
            modality,
        )


def _with_questions(text: str, lines: Sequence[Span], labels: Sequence[Label]) -> list[Label]:
    """The labels. If all belong to one person, each question above one of them becomes an interviewer's turn."""
    if len({label.name for label in labels}) != 1:
        return list(labels)
    above = {after: line for line, after in pairwise(lines)}
    asked = [above[label.line] for label in labels if label.line in above]
    questions = [line for line in asked if text[slice(*line)].rstrip().endswith("?")]
    starts = {label.line for label in labels}
    asking = [Label(line, line[1], "Q", None, (line[0], line[0])) for line in questions if line not in starts]
    return sorted([*labels, *asking], key=_line)


def _asked_in_headings(text: str, lines: Sequence[Span]) -> list[Label]:
    """The labels of questions that stand as headings, in bold or alone on their line, and of the answers below them."""
    words = [text[slice(*line)].strip() for line in lines]
    headings = [HEADING_QUESTION.match(each) is not None for each in words]
    alone = [PLAIN_QUESTION.fullmatch(each) is not None and YOU.search(each) is not None for each in words]
    bold = [BOLD_LINE.fullmatch(each) is not None for each in words]
    for asks, asked in ((headings, list(map(any, zip(headings, bold, strict=True)))), (alone, alone)):
        if sum(asks) < MIN_HEADINGS:
            continue
        marked = list(zip(lines, asked, strict=True))
        questions = [line for line, is_asked in marked if is_asked]
        answers = [after for (_, is_asked), (after, asks) in pairwise(marked) if is_asked and not asks]
        labels = [Label(line, line[1], "Q", None, (line[0], line[0])) for line in questions]
        labels += [Label(line, line[0], ANSWER, None, (line[0], line[0])) for line in answers]
        return sorted(labels, key=_line)
    return []


def _labels(text: str, lines: Sequence[Span], *, names_form: bool = False) -> list[Label]:
    """The labels at the starts of lines.

    A label that is not in capitals counts if it is repeated, or looks like a name and follows a repeated one.
    """
    found = [label for line in lines if (label := _label(text, line))]
    times = Counter(label.name for label in found)
    returning = [label for label in found if times[label.name] > 1]
    is_named = names_form and len(returning) >= MIN_LABELS_OF_FORM and all(label.is_name_like for label in returning)
    if len(returning) >= MIN_LABELS or is_named:
        first = returning[0].line
        sure = [label for label in found if label.is_marked or times[label.name] > 1]
        return sorted({*sure, *(label for label in found if label.is_name_like and label.line > first)}, key=_line)
    if sum(label.is_marked for label in found) >= MIN_LABELS_OF_FORM:
        return [label for label in found if label.is_marked]
    alone = [_label_of(line, match) for line in lines if (match := NAME_ALONE.match(text[slice(*line)]))]
    times = Counter(label.name for label in alone)
    returning = [label for label in alone if times[label.name] > 1]
    titled = [label for label in alone if label.is_marked and label.has_title]  # "SENATOR LEE", "MODERATOR"
    if len(titled) >= MIN_NAME_LINES and any(label in titled for label in returning):
        return titled
    return returning if len({label.name for label in returning}) > 1 and len(returning) >= MIN_NAME_LINES else []


def _line(label: Label) -> Span:
    return label.line


def _label(text: str, line: Span) -> Label | None:
    content = text[slice(*line)]
    match = LABEL.match(content) or QUESTION_LABEL.match(content) or CAPITALS_LABEL.match(content)
    if match:
        return _label_of(line, match)
    if HEADING_QUESTION.match(content):
        return Label(line, line[1], "Q", None, (line[0], line[0]))
    return None


def _label_of(line: Span, match: re.Match[str]) -> Label:
    name = " ".join(match["name"].split())
    first, last = match.span("colon")
    colon = line[0] + first, line[0] + last
    is_set_off = match[0].lstrip().startswith(BOLD) or re.search(TIME, match[0]) is not None
    return Label(line, line[0] + match.end(), name, match.groupdict().get("note"), colon, is_set_off)


def _is_transcript(article: Article, lines: Sequence[Span], labels: Sequence[Label], *, names_form: bool) -> bool:
    """Whether a document has enough labels, from its beginning on, and is not prose that reports speech."""
    text = article.text
    if len(labels) < (MIN_LABELS_OF_FORM if names_form else MIN_LABELS):
        return False
    times = Counter(label.name for label in labels)
    titled = sum(label.has_title for label in labels)
    is_plain = names_form or (len(times) > 2 and titled * 2 >= len(labels))
    if sum(count > 1 for count in times.values()) < (1 if is_plain else 2):
        return False
    below = [line for line in lines if line >= labels[0].line]
    share = len(labels) / len(below)
    is_late = labels[0].line[0] - article.body > MAX_START_SHARE * (len(text) - article.body)
    if share < (MIN_DENSE_SHARE if is_late else MIN_LABEL_SHARE) and (is_late or not names_form):
        return False
    reported = sum(REPORTED.search(text, *line) is not None for line in below)
    may_report = (
        len(labels) / 2 if share >= MIN_MOST_SHARE else MAX_REPORTED_SHARE * len(below)
    )  # who talks may tell a story
    if reported > max(1, may_report):
        return False
    marked = sum(label.is_marked or label.is_set_off for label in labels)
    questions = sum(text[slice(*line)].rstrip('*_ "”').endswith("?") for line in lines)
    named = sum(label.has_title and not label.name.startswith("The ") for label in labels)  # not "The result:"
    is_debate = share >= MIN_DENSE_SHARE and (
        names_form or named * 2 >= len(labels)
    )  # "Cllr Ruth Amber:", without questions
    return marked * 2 >= len(labels) or questions >= MIN_QUESTIONS or is_debate


def _turns(text: str, lines: Sequence[Span], labels: Sequence[Label]) -> Iterator[Turn]:
    by_line = {label.line: label for label in labels}
    label: Label | None = None
    spans: list[Span] = []
    for line in lines:
        if line in by_line:
            if label:
                yield Turn(label, tuple(_without_headings(text, spans)))
            label = by_line[line]
            words = text[label.words : line[1]].strip()
            spans = [(label.words, line[1])] if words and not IN_BRACKETS.fullmatch(words) else []
        elif label and not STAGE_DIRECTION.match(text[slice(*line)]) and not is_link_line(text[slice(*line)]):
            spans.append(line)
    if label:
        yield Turn(label, tuple(spans))


def _without_headings(text: str, spans: Sequence[Span]) -> Sequence[Span]:
    """The lines of a turn without what stands between it and the next label: "Motion agreed to", "On race", a date."""
    lines = [text[slice(*span)].strip() for span in spans]
    last = len(lines) - 1
    while last > 0 and len(lines[last].split()) <= MAX_HEADING_WORDS and lines[last][-1:].isalnum():
        last -= 1
    return spans[: last + 1] if ENDS_SENTENCE.search(lines[last] if lines else "") else spans


def _interviewers(text: str, turns: Sequence[Turn]) -> set[str]:
    """The labels of people whose turns are mostly short and end with a question."""
    asked: dict[str, list[bool]] = defaultdict(list)
    for turn in turns:
        if turn.lines:
            start, end = turn.lines[0][0], turn.lines[-1][1]
            asked[turn.label.name].append(
                end - start < SHORT_TURN_CHARS and text[start:end].rstrip('"” ').endswith("?")
            )
    return {
        name
        for name, turn in asked.items()
        if is_asker(name) or (sum(turn) >= 2 and sum(turn) >= MIN_MOST_SHARE * len(turn))
    }


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


def without(spans: Iterable[Span], left_out: Sequence[Span]) -> Iterator[Span]:
    """The parts of spans outside those left out."""
    for start, end in spans:
        begin = start
        for first, last in left_out:
            if begin < last and first < end:
                if begin < first:
                    yield begin, first
                begin = last
        if begin < end:
            yield begin, end


def _joined(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans, joined where only white space is between them."""
    joined: list[Span] = []
    for span in spans:
        if joined and not text[joined[-1][1] : span[0]].strip():
            joined[-1] = joined[-1][0], span[1]
        else:
            joined.append(span)
    yield from joined
