"""What stands above an article's text: dateline, headline, byline. `body` is where the text itself begins.

    07/02/2012 12:37 GMT | Updated 08/04/2012 06:12 BST        dateline, above the headline or below it

    Jon Trickett Calls For Investigation                       headline: the title that is given, or a Markdown
                                                               "# heading", or a first line of headline shape
    By Jane Doe                                                byline

    Labour has written to the top civil servant ...            body

Only the first lines are looked at, and none beyond a long one. Below a first sentence a bare date is a subheading; one
with a label or a time of day beside it is still a dateline. Zero-width spaces count as white space throughout.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.ingest import bylines
from retrieval.ingest import dateline as dates
from retrieval.ingest.dateline import Dateline, Unreadable
from retrieval.models import PartialDate, Span
from retrieval.text.normalise import normalise
from retrieval.text.quotation_marks import APOSTROPHE, CLOSING, SINGLE_CLOSING, STRAIGHT

LINES = 8  # at the top that may hold a headline, dateline or byline
LONGEST = 160  # characters of a line that may be any of them
_LONGEST_SCRAP = 60  # a name, a post, a section: crossed on the way to a dateline or headline
_MOST_HEADLINE_LINES = 3
INK = re.compile(r"[^\s\u200b\u2060\ufeff]")  # anything that the eye sees
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"), " ")
_CLOSING = f"{STRAIGHT}{APOSTROPHE}{SINGLE_CLOSING}{CLOSING})]"
_HEADLINE_START = re.compile(r"[“\"‘'«(\[]*[#@£$€]?\w")
_CLOSING_MARK = f"[{STRAIGHT}{APOSTROPHE}{SINGLE_CLOSING}{CLOSING}]"
_QUOTATION = re.compile(
    rf"[“\"‘'«](?:(?!{_CLOSING_MARK}(?:\W|$)).)*{_CLOSING_MARK}?$"
)  # opens, and closes at its end if at all
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")  # "... in the U.S."
_LAST_STOP = re.compile(r"\.(?=\W*$)")
_DATED = re.compile(r"\s*[|·•,–—-]\s+|\s+on\s+")
_MARKDOWN_TITLE = re.compile(r"#\s+")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+|\s+#+$")


@dataclass(frozen=True, slots=True)
class Heading:
    body: int
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: PartialDate | None = None
    updated: PartialDate | None = None
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    end: int
    text: str  # as the eye sees it
    after_blank: bool
    dateline: Dateline | None = None
    authors: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        return self.dateline is None and not self.authors


def read(
    text: str, start: int = 0, *, title: str | None = None, markdown: bool = False, day_first: bool = True
) -> Heading:
    """The heading of what begins at `start`. `title` is the one given, `day_first` how 07/02/2012 is read."""
    lines = _classified(list(_first_lines(text, start)), day_first=day_first)
    headline, size = _cut(lines, title, markdown=markdown)
    above = lines[size - 1].end if size else start
    ink = INK.search(text, above)
    datelines = list(_datelines(lines))
    return Heading(
        ink.start() if ink else above,
        headline,
        next((line.authors for line in lines[:size] if line.authors), ()),
        next((found.published for found in datelines if found.published), None),
        next((found.updated for found in datelines if found.updated), None),
        tuple(problem for found in datelines for problem in found.unreadable),
    )


def seen(text: str) -> str:
    """The text as the eye sees it, white space of any kind as single spaces.

    >>> seen("\\ufeff A\\u00a0 word\\u200b ")
    'A word'
    """
    return " ".join(text.translate(_UNSEEN).split())


def _first_lines(text: str, start: int) -> Iterator[_Line]:
    """The first lines with anything to see, up to the first long one; one more than may count, to tell what follows."""
    after_blank, count = True, 0
    while start < len(text) and count <= LINES:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if line := seen(text[start:end]):
            yield _Line(end, line, after_blank)
            count += 1 if len(line) <= LONGEST else LINES + 1
        after_blank = not line
        start = end + 1


def _classified(lines: list[_Line], *, day_first: bool) -> list[_Line]:
    """The lines with what their datelines and bylines say; a label and the date below it become one line."""
    done: list[_Line] = []
    for line in lines:
        text, above = line.text, done[-1] if done else None
        if above and dates.is_label(above.text) and dates.dateline(f"{above.text} {text}", day_first=day_first):
            done.pop()
            line = _Line(line.end, f"{above.text} {text}", above.after_blank)  # noqa: PLW2901
        dateline, authors = _dateline_and_authors(line.text, day_first=day_first)
        done.append(_Line(line.end, line.text, line.after_blank, dateline, authors))
    return done


def _dateline_and_authors(line: str, *, day_first: bool) -> tuple[Dateline | None, tuple[str, ...]]:
    if len(line) > LONGEST:
        return None, ()
    if authors := bylines.read(line):
        return None, authors
    for between in _DATED.finditer(line):  # "By Jane Doe, 7 February 2012"
        dateline = dates.dateline(line[between.end() :], day_first=day_first)
        if dateline and (authors := bylines.read(line[: between.start()])):
            return dateline, authors
    return dates.dateline(line, day_first=day_first), ()


def _datelines(lines: list[_Line]) -> Iterator[Dateline]:
    below_a_sentence = False
    for line in lines:
        if line.dateline and (line.dateline.marked or not below_a_sentence):
            yield line.dateline
        elif line.is_text and _ends_like_a_sentence(line.text) and not _is_headline(line.text):
            below_a_sentence = True


def _cut(lines: list[_Line], title: str | None, *, markdown: bool) -> tuple[str | None, int]:
    """The headline, and how many of the lines belong to the heading."""
    known = _known_headline(lines, title, markdown=markdown)
    headline, size, at = None, 0, 0
    while at < len(lines):
        line = lines[at]
        alone = at + 1 == len(lines) or lines[at + 1].after_blank or not lines[at + 1].is_text
        plain = _MARKDOWN_HEADING.sub("", line.text) if markdown else line.text
        if known and at == known[0]:
            headline = _MARKDOWN_HEADING.sub("", " ".join(part.text for part in lines[slice(*known)]))
            size = at = known[1]
        elif not line.is_text:
            size = at = at + 1
        elif (
            not (headline or known) and alone and _is_headline(plain) and any(rest.is_text for rest in lines[at + 1 :])
        ):
            headline = plain
            size = at = at + 1
        elif alone and len(line.text) <= _LONGEST_SCRAP and not _ends_like_a_sentence(line.text):
            at += 1
        else:
            break
    return headline, size


def _known_headline(lines: list[_Line], title: str | None, *, markdown: bool) -> Span | None:
    """The lines, from and to, that hold the title that is given, or else a Markdown "# heading"."""
    for at, line in enumerate(lines):
        for to in range(at + 1, min(at + _MOST_HEADLINE_LINES, len(lines)) + 1):
            words = " ".join(part.text for part in lines[at:to])
            if title and line.is_text and _key(_MARKDOWN_HEADING.sub("", words) if markdown else words) == _key(title):
                return at, to
    titles = (at for at, line in enumerate(lines) if markdown and _MARKDOWN_TITLE.match(line.text))
    return next(((at, at + 1) for at in titles), None)


def _key(title: str) -> str:
    return _LAST_STOP.sub("", normalise(seen(title)))


def _is_headline(line: str) -> bool:
    """Whether a line has the shape of a headline: short, and no sentence.

    >>> [_is_headline(line) for line in ("Lansley Defiant Over NHS Reforms", "Who Will Save The NHS?", "He resigned.")]
    [True, True, False]
    """
    if len(line) > LONGEST or " " not in line or not _HEADLINE_START.match(line) or _QUOTATION.match(line):
        return False
    if line[-1] in "?!":
        words = [word for word in re.findall(r"[^\W_]+", line) if len(word) > 3]
        return sum(not word[0].islower() for word in words) * 2 >= len(words)
    return bool(_INITIALS.search(line)) or not (_ends_like_a_sentence(line) or line[-1] in "-–—")


def _ends_like_a_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith((".", "!", "?", ":", ";", ",", "…"))
