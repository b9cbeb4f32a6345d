"""Speakers' labels in transcripts: the shapes that they have at the start of a line.

    MR. CARTER:  **Name:**  Name (00:12:31):     with a colon
    HON. A. LEE.-  Ann Lee (ALDE). – Madam ...   with a full stop and a dash
    Mr. LOW. Mr. Speaker, ...  Senator Low. No.  with a full stop, behind a title
    Q  A.                                        letters
    Ann Lee -- Chief Executive                   a name alone on its line
    **Why did you close it?**                    a question in bold or alone on its line: the answer is below it

Label names that are not in capitals count only if the document uses them as labels: `find` says when.
"""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from retrieval.attribution.document_kinds.label_names import FULL_NAME, LEADING_TITLES, holder_in, is_asker
from retrieval.models import Span
from retrieval.text.titles import NAME_PARTICLE

WORD = r"[A-Z][\w.’'&-]*(?: \.)?"
NAME = rf"{WORD}(?: (?:(?:of|the|at|for|and|{NAME_PARTICLE}) ){{0,2}}{WORD}){{0,7}}"
TIME = r"[\[(]?\d\d?:\d\d(?::\d\d)?[\])]?"
MARKUP = r"[*_#>]*"
BOLD = "**", "__"
LABEL = re.compile(  # MR. CARTER: **Name:** Name (00:12:31): HON. A. LEE.- Ann Lee (Leeds) (Lab): ANN LEE, HOST:
    rf"\s*+(?:Q\d{{1,3}}\s++)?{MARKUP}\s*+(?:{TIME}\s+{MARKUP})?[\"“]?(?P<name>{NAME})"
    rf"(?:\s*\((?P<note>[^()\n]{{1,60}})\)(?:\s*\([^()\n]{{1,30}}\))?|\s+{TIME})?"
    r"(?:, [A-Z][^a-z:\n]{1,80}(?:\([a-z -]{1,30}\))?|, [a-z][^.:\n]{3,90}(?=\. ?[–—-]))?"
    rf"{MARKUP}\s*+(?P<colon>:|\. ?[-–—](?=[ \w])){MARKUP}(?!//|\d)\s*"
)
QUESTION_LABEL = re.compile(  # "Q Hi.", "Q - How", "QWhy so?", "A. So", but not "A man"
    rf"\s*+{MARKUP}(?P<name>Q|A(?=\d*+\s*+[-–—.)]))(?P<colon>\d*+(?:\s*+[-–—.)]++)?){MARKUP}"
    r"(?:\s+(?=[\w“\"'‘…(\[—–-])|(?<=Q)(?=[A-Z][a-z’']|I ))"
)
TITLE = (
    r"(?:M(?:r|s|rs|iss)|Dr|Hon|Sen|Rep|Gen|Gov|Senator|Representative|Chair(?:man|woman)?|Congress(?:man|woman)"
    r"|Delegate|Judge|Justice|Secretary|General|Ambassador|Governor|Director|Mayor|Professor|Commissioner|Deputy"
    r"|Admiral|Colonel|Sheriff|Chief)\.?"
)
OFFICE = r"(?:(?:Vice |Acting )?(?:President|Chair(?:man|woman|person)?|Speaker)|Prime Minister|Court|Witness|Clerk)"
IN_CAPITALS = r"[A-Z][A-Za-z]{0,2}[A-Z’'][A-Z’'-]+(?: [A-Z][A-Z’'-]+){0,3}"
STOP_LABEL = re.compile(  # of records: "Mr. LOW. Mr. Speaker, ...", "The PRESIDING OFFICER. ...", "Senator Low. No."
    rf"\s*+(?P<name>(?:{TITLE}|[Tt]he) {IN_CAPITALS}(?: of [A-Z][a-z]+(?: [A-Z][a-z]+)?)?(?: pro tempore)?"
    rf"|{TITLE} [A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{0,2}}|The {OFFICE})(?P<colon>\.)\s+(?=[A-Z“\"\[(])"
)
BESIDE_CAPITALS = re.compile(rf"^(?:{TITLE}|[Tt]he) (?=[A-Z][A-Za-z]{{0,2}}[A-Z])| of [A-Z].*| pro tempore$")
NAME_ALONE = re.compile(
    rf"\s*{MARKUP}(?P<name>{NAME})(?P<colon>){MARKUP}(?:\s+{TIME}|\s+(?:--|[–—-])\s+{MARKUP}[A-Z][^.?!\n]{{2,70}})?\s*$"
)
EXAMINER = re.compile(  # "BY MS. LOW:", "Cross-examined by Mr Low"
    r"\s*+(?:[\w -]{,25}[Ee]xamin(?:ed|ation)(?:-in-chief)? )?(?:BY|[Bb]y) (?:M[RrSs]{1,2}S?\.?|[A-Z]{2,})"
    r"(?: [A-Z][\w.’'-]+){1,3}:?\s*$"
)
QUESTION_PUT = re.compile(
    rf"\s*+(?:Q?\d{{1,3}}[.)]|\*\d+\.?|\[\d+\])\s+(?:To ask |{NAME}[^.?!\n]{{0,80}}? (?:asked|to the) )"
)
BOLD_NAME = re.compile(  # "**Ann Lee, eel catcher** I have seen it."
    rf"\s*+(?:\*\*|__)(?P<name>{NAME})(?P<colon>)(?:, [^*\n]{{2,60}})?(?:\*\*|__)[^\S\n]++(?=[A-Z“\"‘'])"
)
BARE_ANSWER = re.compile(r"\s*+(?P<name>A)(?P<colon>)[^\S\n]++(?=\S)")  # "A   I saw it", below "Q   What did you see?"
GROUP = re.compile(
    r"\s*+(?:Some|Several|Many|An) (?:hon\.|[Hh]onou?rable) [Mm]embers?\s*+(?::|rose)"
)  # nobody in particular
HEADING_QUESTION = re.compile(
    r"\s*(?:#{1,6}\s++.*\?|(?:\*\*.*\?\*\*|__.*\?__)(?: [^.?!*\n]{1,40})?|\*(?!\*)[^*\n]*\?\*|_(?!_)[^_\n]*\?_)\s*$"
)
BOLD_LINE = re.compile(r"(?:\*\*[^*\n]+\*\*|__[^_\n]+__)")
PLAIN_QUESTION = re.compile(r"[^“”\"?\n]{8,200}\?(?P<by> ?(?:\([^()\n]{2,40}\)|[—–-] ?[A-Z][^.?!\n]{2,40}))?")
YOU = re.compile(r"\b[Yy]ou(?:r|rs|rself)?\b")
ENDS_SENTENCE = re.compile(r"[.?!…][\"”’')\]*_]*$")
ANSWER = "A"
MIN_LABELS = 4
MIN_LABELS_OF_FORM = 2  # where the title names the form
MIN_HEADINGS = 2  # that ask
MARKS_CHARS = 5  # of bold type around a name
MIN_NAME_LINES = 3  # times that names alone on their line return


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

    @property
    def person(self) -> str:
        """The word that the labels of one person share, the surname: "The Minister (Ann | Lee |)", "Dr | Lee |"."""
        return (holder_in(self.name, self.note) or self.name).split()[-1].strip(".")


def find(text: str, lines: Sequence[Span], *, names_form: bool = False) -> list[Label]:
    """The labels at the starts of lines, with the questions above the answers of one person.

    `names_form` tells whether the title says that the document is a transcript.
    """
    labels = _at_starts(text, lines, names_form=names_form)
    times = Counter(label.person for label in labels)
    return _with_questions(
        text, lines, _without_front(text, lines, labels, {each for each in times if times[each] == 1})
    )


def of_questions(text: str, lines: Sequence[Span]) -> list[Label]:
    """The labels of questions that stand as headings, in bold or alone on their line, and of the answers below them."""
    words = [text[slice(*line)].strip() for line in lines]
    headings = [HEADING_QUESTION.match(each) is not None for each in words]
    alone = [(match := PLAIN_QUESTION.fullmatch(each)) and (YOU.search(each) or match["by"]) for each in words]
    plain = [each is not None for each in alone]
    bold = [BOLD_LINE.fullmatch(each) is not None for each in words]
    for asks, asked in ((headings, list(map(any, zip(headings, bold, strict=True)))), (plain, plain)):
        if sum(asks) < MIN_HEADINGS:
            continue
        marked = list(zip(lines, asked, strict=True))
        questions = [line for line, is_asked in marked if is_asked]
        answers = [after for (_, is_asked), (after, asks) in pairwise(marked) if is_asked and not asks]
        labels = [_question(line) for line in questions]
        labels += [Label(line, line[0], ANSWER, None, (line[0], line[0])) for line in answers]
        return sorted(labels, key=_line)
    return []


def _at_starts(text: str, lines: Sequence[Span], *, names_form: bool) -> list[Label]:
    """The labels at the starts of lines.

    A label that is not in capitals counts if its person has another, or if it looks like a name and follows one of
    those.
    """
    found = [label for line in lines if (label := _label(text, line))]
    found = _with_bare_answers(text, lines, found)
    times = Counter(label.person for label in found)
    returning = [label for label in found if times[label.person] > 1]
    is_named = names_form and len(returning) >= MIN_LABELS_OF_FORM and all(label.is_name_like for label in returning)
    if len(returning) >= MIN_LABELS or is_named:
        first = returning[0].line
        sure = [label for label in found if label.is_marked or times[label.person] > 1]
        return sorted({*sure, *(label for label in found if label.is_name_like and label.line > first)}, key=_line)
    if sum(label.is_marked for label in found) >= MIN_LABELS_OF_FORM:
        return [label for label in found if label.is_marked]
    return _alone_on_lines(text, lines)


def _with_bare_answers(text: str, lines: Sequence[Span], labels: Sequence[Label]) -> list[Label]:
    """The labels with the lines that begin with "A", if several of them stand directly below a question."""
    starts = {label.line: label for label in labels}
    bare = {line: match for line in lines if line not in starts and (match := BARE_ANSWER.match(text[slice(*line)]))}
    asked = [after for line, after in pairwise(lines) if line in starts and starts[line].name == "Q" and after in bare]
    answers = [_label_of(line, match) for line, match in bare.items()] if len(asked) >= MIN_LABELS_OF_FORM else []
    return sorted([*labels, *answers], key=_line)


def _alone_on_lines(text: str, lines: Sequence[Span]) -> list[Label]:
    """The names that stand alone on their line, several of them again and again.

    A name that stands so once counts if the text has it elsewhere too: "Our first question is from Ann Lee.", or if a
    role follows it as it follows others: "Ann Lee -- Analyst". A list of those who take part has no sentences below its
    names.
    """
    alone = [_label_of(line, match) for line in lines if (match := NAME_ALONE.match(text[slice(*line)]))]
    times = Counter(label.name for label in alone)
    returning = [label for label in alone if times[label.name] > 1]
    titled = [label for label in alone if label.is_marked and label.has_title]  # "SENATOR LEE", "MODERATOR"
    if len(titled) >= MIN_NAME_LINES and any(label in titled for label in returning):
        return titled
    if len({label.name for label in returning}) < MIN_LABELS_OF_FORM or len(returning) < MIN_NAME_LINES:
        return []
    first = returning[0].line
    once = [label for label in alone if label.line > first and times[label.name] == 1]
    described = {label.line for label in alone if len(text[slice(*label.line)].strip()) > len(label.name) + MARKS_CHARS}
    is_usual = any(label.line in described for label in returning)
    named = [
        label
        for label in once
        if FULL_NAME.fullmatch(label.name) and (text.count(label.name) > 1 or (is_usual and label.line in described))
    ]
    labels = sorted([*returning, *named], key=_line)
    return _without_front(text, lines, labels, {label.person for label in labels})


def _without_front(text: str, lines: Sequence[Span], labels: Sequence[Label], listed: Set[str]) -> list[Label]:
    """The labels from the first one that is not of the front matter: "APPEARANCES:", a list of who takes part.

    Up to the next label there, no line has a sentence. `listed` are the words for persons that may be in it.
    """
    numbers = {line: number for number, line in enumerate(lines)}
    places = [numbers[label.line] for label in labels]
    for number, (place, after) in enumerate(pairwise([*places, len(lines)])):
        label, below = labels[number], [text[slice(*line)] for line in lines[place + 1 : after]]
        words = [text[label.words : label.line[1]], *below]
        if label.person not in listed or any(ENDS_SENTENCE.search(each.rstrip()) for each in words):
            return list(labels[number:])
    return []


def _with_questions(text: str, lines: Sequence[Span], labels: Sequence[Label]) -> list[Label]:
    """The labels. If all belong to one person, each question above one of them becomes an interviewer's turn."""
    if len({label.name for label in labels}) != 1:
        return list(labels)
    above = {after: line for line, after in pairwise(lines)}
    asked = [above[label.line] for label in labels if label.line in above]
    questions = [line for line in asked if text[slice(*line)].rstrip().endswith("?")]
    starts = {label.line for label in labels}
    return sorted([*labels, *(_question(line) for line in questions if line not in starts)], key=_line)


def _line(label: Label) -> Span:
    return label.line


def _question(line: Span) -> Label:
    """The label of a line that is all an interviewer's."""
    return Label(line, line[1], "Q", None, (line[0], line[0]))


def _label(text: str, line: Span) -> Label | None:
    content = text[slice(*line)]
    if EXAMINER.match(content) or QUESTION_PUT.match(content) or GROUP.match(content):
        return _question(line)
    match = (
        LABEL.match(content) or QUESTION_LABEL.match(content) or STOP_LABEL.match(content) or BOLD_NAME.match(content)
    )
    if match:
        return _label_of(line, match)
    return _question(line) if HEADING_QUESTION.match(content) else None


def _label_of(line: Span, match: re.Match[str]) -> Label:
    name = " ".join(match["name"].split())
    first, last = match.span("colon")
    colon = line[0] + first, line[0] + last
    is_set_off = match[0].lstrip().startswith(BOLD) or re.search(TIME, match[0]) is not None
    return Label(line, line[0] + match.end(), name, match.groupdict().get("note"), colon, is_set_off)
