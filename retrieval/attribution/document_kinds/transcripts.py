"""Transcripts: debates, hearings, briefings and interviews, in which labels name the speakers.

    MR. CARTER: I have never ...         a label at the start of a line, in any of many shapes
    The other side ...                   the paragraphs below are the same speaker's, up to the next label
    (Applause)                           stage directions, page numbers and headings are nobody's
    Q  Governor, will you ...?           an unnamed interviewer: no quotation
    Mr Frankel: Did he say so?           a named interviewer, whose turns are mostly questions: a quotation with the
                                         modality "asked"

A document is a transcript only if labels occur several times, from its beginning on, and if it hardly reports speech as
prose does. In other documents, reported_speech reads a passage that begins with a label as one utterance.

labels.py finds the labels, label_names.py the person that a label names.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.attribution.document_kinds import labels as speaker_labels
from retrieval.attribution.document_kinds import testimony
from retrieval.attribution.document_kinds.label_names import (
    ANSWERS_QUESTIONS,
    FULL_NAME,
    LabelNames,
    has_initial,
    holder_in,
    initials_of,
    is_asker,
    is_voice,
)
from retrieval.attribution.document_kinds.labels import (
    ANSWER,
    ENDS_SENTENCE,
    MIN_LABELS,
    MIN_LABELS_OF_FORM,
    YOU,
    Label,
)
from retrieval.models import Article, Kind, Modality, Passage, Quotation, Span
from retrieval.passages import is_link_line
from retrieval.text import quotation_marks
from retrieval.text.normalise import spelt_out
from retrieval.text.person_nouns import is_person_noun

if TYPE_CHECKING:
    from spacy.tokens import Doc

STAGE_DIRECTION = re.compile(r"\s*+(?:[(\[][^()\[\]]*[)\]]|(?:Page\s+)?\d+|[^a-zA-Z]*[A-Z][^a-z]*[^a-z.?!…:\s])\s*$")
IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
PROCEDURE = re.compile(  # without an auxiliary: "Question put and agreed to.", "Sitting suspended at 4 p.m."
    r"\s*+(?:The |On )?(?:[Qq]uestion|[Mm]otions?|[Aa]mendments?|Bill|Clauses?|Resolution|Debate|Sitting|House|Assembly"
    r"|Senate|[Cc]ommittee|[Cc]ouncil|[Mm]eeting|[Hh]earing|[Ss]ession|[Cc]ourt|Whereupon)\b"
    r"(?![^.]*\b(?:I|we|you|is|are|am|be|been|was|were|has|have|had|will|would|should|must|can|may)\b)"
    r"[^.?!]{0,80}\b(?:agreed to|put|carried|negatived|adjourned|suspended|withdrawn|resumed|recessed|concluded"
    r"|read (?:a|the) (?:first|second|third) time|passed|lost|granted|divided|met|rose)\b[^?!]{0,60}$"
)
FORM = re.compile(
    r"\b(?:transcript|interviews?|briefing|gaggle|oral argument|question time|q&a|hansard|doorstop"
    r"|press conference|questions (?:for|to|with)|oral (?:answers|questions)|congressional record|hearing before"
    rf"|{ANSWERS_QUESTIONS})\b",
    re.IGNORECASE,
)
QUOTATION_MARKS = frozenset("“”‘’\"'")
REPORTED = re.compile(
    r"[”\"]\s(?:\w+\s){0,4}?(?:said|says|told|added|wrote)\b|\b(?:said|says|added|told\s\w+)[,:]?\s[“\"]"
)
MAX_NAMED_SHARE = 0.2  # of the labels, in a text of questions and answers that nobody speaks
QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|me|[Ww]e|[Oo]ur)\b")
OWN_WORDS = re.compile(r"\b(?:I|[Mm]y|me)\b")
NAME_WORD = re.compile(r"[^\W\d_](?:[\w-]|[’'](?!s\b))*")

MIN_LABEL_SHARE = 0.04  # of the lines
MAX_REPORTED_SHARE = 0.05  # of the lines, where labels are not on most of them
MAX_START_SHARE = 0.35  # of the text, for the first label of a transcript whose labels are not dense
MIN_DENSE_SHARE = 0.25  # of the lines below the first label
MIN_QUESTIONS = 2  # in turns whose labels are not in capitals
MIN_KNOWN_SHARE = 0.5  # of the labels, that are people, offices or the letters Q and A
MIN_MOST_SHARE = 0.6  # of the turns of an interviewer, of the lines of a text of labels
MAX_HEADING_WORDS = 9
SHORT_TURN_CHARS = 900  # longer turns that end with a question are not an interviewer's


@dataclass(frozen=True, slots=True)
class Turn:
    """The text from one label to the next: the spans of its lines, and of prose below them, which is nobody's turn."""

    label: Label
    lines: tuple[Span, ...]
    prose: tuple[Span, ...] = ()


def find(article: Article, passages: Sequence[Passage], docs: Sequence["Doc"]) -> "Transcript | None":
    """The article as a transcript; None if it is not one."""
    text = article.text
    lines = [match.span() for match in re.finditer(r"(?<![^\n])[^\S\n]*\S[^\n]*", text[article.body :])]
    lines = [(article.body + start, article.body + end) for start, end in lines]
    names_form = _names_form(article, article.title or text[: article.body])
    labels = speaker_labels.find(text, lines, names_form=names_form)
    if all(label.colon == (label.line[0], label.line[0]) for label in labels):  # nothing is written before the question
        labels = speaker_labels.of_questions(text, lines)
    explained = [name for label in labels if (name := text[label.words : label.line[1]]) and _explains(label, name)]
    labels = [label for label in labels if text[label.words : label.line[1]] not in explained]
    if not labels:
        return None
    turns = list(_turns(text, lines, labels))
    names = _label_names(article, labels, turns, docs, explained)
    if not _is_transcript(article, lines, labels, names, names_form=names_form):
        return None
    known = sum(names.is_known(label.name) or label.name == article.source for label in labels)
    if known < MIN_KNOWN_SHARE * len(labels) and not _names_form(article, article.title or ""):
        return None
    if any(label.is_implied for label in labels) and not names.resolve(ANSWER):
        return None
    transcript = Transcript(article, passages, turns, names)
    return None if transcript.explains_only else transcript


def _label_names(
    article: Article, labels: Sequence[Label], turns: Sequence[Turn], docs: Sequence["Doc"], explained: Iterable[str]
) -> LabelNames:
    people = [entity.text for doc in docs for entity in doc.ents if entity.label_ == "PERSON"]
    holders = [name for label in labels if (name := holder_in(label.name, label.note)) and not has_initial(name)]
    opening = article.text[: labels[0].line[0]]
    is_told = any(label.is_implied for label in labels) and _is_told_to_somebody(article.text, turns)
    return LabelNames(article, opening, [*people, *holders, *explained], is_interview=is_told)


def _is_told_to_somebody(text: str, turns: Sequence[Turn]) -> bool:
    """Whether most questions are put to "you", and most answers say "I"."""
    asked = [text[slice(*turn.label.line)] for turn in turns if is_asker(turn.label.name)]
    answers = [turn.lines for turn in turns if turn.label.is_implied]
    own = [any(OWN_WORDS.search(QUOTED.sub("", text[slice(*line)])) for line in lines) for lines in answers]
    put = [YOU.search(question) is not None for question in asked]
    return min(sum(own), sum(put)) >= MIN_QUESTIONS and sum(own) * 2 >= len(own) and sum(put) * 2 >= len(put)


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
        self._sworn = [] if self._speakers.get(ANSWER) else testimony.sworn(article.text, names.person)

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
        """Whether a passage lies in a turn at least in part, not in the prose below it."""
        prose = self._turn(passage.start).prose
        is_prose = bool(prose) and prose[0][0] <= passage.start and passage.end <= prose[-1][1]
        return passage.end > self._starts[0] and not is_prose

    def place(self, number: int, start: int) -> int:
        """The place in the article of a character of passage `number`."""
        return self._passages[number].start + start

    def is_asked(self, place: int) -> bool:
        """Whether a place in the article is in an interviewer's turn."""
        return self._turn(place).label.name in self._interviewers

    def speaker(self, place: int) -> str | None:
        """The speaker of the turn at a place in the article."""
        return self._speaker(self._turn(place).label)

    def addressed(self, place: int) -> str | None:
        """The person to whom an interviewer speaks at a place in the article: the speaker of the next turn."""
        number = self._number(place) + 1
        if not self.is_asked(place) or number >= len(self._turns):
            return None
        return self._speaker(self._turns[number].label)

    def said_before(self, place: int) -> str:
        """The words of a turn before a place in it, behind those of the question that it answers."""
        number = self._number(place)
        before = self._turns[number - 1] if number else None
        is_answer = before is not None and (before.label.name in self._interviewers or is_asker(before.label.name))
        question = (before.lines or (before.label.line,)) if before and is_answer else ()
        lines = [*question, *(line for line in self._turns[number].lines if line[0] < place)]
        return " ".join(self._article.text[start : min(end, place)] for start, end in lines)

    def _number(self, place: int) -> int:
        return max(bisect_right(self._starts, place) - 1, 0)

    def _turn(self, place: int) -> Turn:
        return self._turns[self._number(place)]

    def _speaker(self, label: Label) -> str | None:
        if self._sworn and testimony.is_witness(label.name):
            return testimony.last_before(self._sworn, label.line[0]) or self._speakers.get(label.name)
        return self._speakers.get(label.name)

    def quotations(self, number: int, quoted: Sequence[Span]) -> Iterator[Quotation]:
        """The quotations of a passage: the words of each turn in it, without the spans `quoted` from others."""
        passage = self._passages[number]
        first = max(bisect_right(self._starts, passage.start) - 1, 0)
        for turn in self._turns[first:]:
            if turn.label.line[0] >= passage.end:
                break
            if is_asker(turn.label.name) and not is_voice(turn.label.name):
                continue
            text = self._article.text
            parts = [(max(start, passage.start), min(end, passage.end)) for start, end in turn.lines]
            lines = _joined(text, [_trimmed(text, part) for part in parts if text[slice(*part)].strip()])
            others = [_with_marks(text, span) for span in quoted]
            spans = tuple(span for span in without(lines, others) if _has_words(text[slice(*span)]))
            if spans:
                is_asked = turn.label.name in self._interviewers and any("?" in text[slice(*span)] for span in spans)
                yield self._quotation(turn.label, passage, spans, Modality.ASKED if is_asked else Modality.SAID)

    def _quotation(self, label: Label, passage: Passage, spans: tuple[Span, ...], modality: Modality) -> Quotation:
        known = self._speaker(label)
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


def _is_transcript(
    article: Article, lines: Sequence[Span], labels: Sequence[Label], names: LabelNames, *, names_form: bool
) -> bool:
    """Whether a document has enough labels, from its beginning on, and is not prose that reports speech."""
    text = article.text
    if len(labels) < (MIN_LABELS_OF_FORM if names_form else MIN_LABELS):
        return False
    times = Counter(label.person for label in labels)
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
        names_form
        or named * 2 >= len(labels)
        or all(names.is_introduced(name) for name in {each.name for each in labels})
    )  # "Cllr Ruth Amber:", without questions; "Ruth:", below "Ruth Amber talks to Bo Lee"
    return marked * 2 >= len(labels) or questions >= MIN_QUESTIONS or is_debate


def _turns(text: str, lines: Sequence[Span], labels: Sequence[Label]) -> Iterator[Turn]:
    by_line = {label.line: label for label in labels}
    label: Label | None = None
    spans: list[Span] = []
    for line in lines:
        if line in by_line:
            if label:
                yield _turn(text, label, spans)
            label = by_line[line]
            words = text[label.words : line[1]].strip()
            spans = [(label.words, line[1])] if words and not IN_BRACKETS.fullmatch(words) else []
        elif label and not _is_nobodys(text[slice(*line)]):
            spans.append(line)
    if label:
        yield _turn(text, label, spans, is_last=True)


def _turn(text: str, label: Label, spans: Sequence[Span], *, is_last: bool = False) -> Turn:
    """The turn of a label with these lines; what stands between it and the next label is no part of it."""
    end = _start_of_prose(text, label, spans, is_last=is_last)
    own = spans[:end]
    return Turn(label, tuple(own if is_last else _without_headings(text, own)), tuple(spans[end:]))


def _start_of_prose(text: str, label: Label, spans: Sequence[Span], *, is_last: bool) -> int:
    """The number of the first line of prose below a turn, which never says "I" or "we" and names the turn's speaker.

    "“We left,” Ms Lee said." does not go on a turn of Lee's. Below the last turn, "“We left,” he said." is enough.
    """
    surname = label.name.split()[-1].lower()
    is_name = len(surname) > 1 and not is_person_noun(surname)
    first = len(spans)
    for number in range(len(spans) - 1, 0, -1):
        line = text[slice(*spans[number])]
        beside = quotation_marks.outside(line)
        if FIRST_PERSON.search(beside):
            break
        names_speaker = any(word[0].isupper() and word.lower() == surname for word in NAME_WORD.findall(beside))
        if (is_name and names_speaker) or (is_last and REPORTED.search(line)):
            first = number
    return first


def _is_nobodys(line: str) -> bool:
    """Whether a line is a stage direction, a page number, a link, a note of what was decided, or of who was sworn."""
    directs = STAGE_DIRECTION.match(line) or PROCEDURE.match(line)
    return directs is not None or testimony.is_oath(line) or is_link_line(line)


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


def _with_marks(text: str, span: Span) -> Span:
    """A span with the quotation marks around it and the space beside them."""
    start, end = span
    while text[start - 1 : start] in QUOTATION_MARKS:
        start -= 1
    while text[end : end + 1] in QUOTATION_MARKS:
        end += 1
    return start - len(text[:start]) + len(text[:start].rstrip()), end + len(text[end:]) - len(text[end:].lstrip())


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
