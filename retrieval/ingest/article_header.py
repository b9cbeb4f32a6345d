"""Parses the header above an article's text: dateline, headline and byline. `body` is where the text itself begins.

    07/02/2012 12:37 GMT | Updated 08/04/2012 06:12 BST        dateline, above the headline or below it

    Jon Trickett Calls For Investigation                       headline: the line that repeats a title known from the
                                                               metadata, a Markdown "# heading", or a first line that
                                                               has the shape of a headline
    By Jane Doe                                                byline

    Labour has written to the top civil servant ...            body

Only the first MAX_HEADER_LINES lines are examined, and no line below an over-long one. After the first sentence, a bare
date is a subheading; a date with a label or a time of day is still a dateline. Zero-width spaces count as white space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.models import PartialDate, Span
from retrieval.text.dates import MAX_LINE_CHARS, Dateline, UnreadableDate, is_label, parse_dateline
from retrieval.text.normalise import VISIBLE, normalise
from retrieval.text.quotation_marks import APOSTROPHE, CLOSING, SINGLE_CLOSING, STRAIGHT

MAX_HEADER_LINES = 8  # lines at the top of a text that are examined for a header
_MAX_SCRAP_CHARS = 60  # longest other line above a dateline or headline, such as a section, a post or a name
_MAX_HEADLINE_LINES = 3
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"), " ")
_CLOSING = f"{STRAIGHT}{APOSTROPHE}{SINGLE_CLOSING}{CLOSING})]"
_HEADLINE_START = re.compile(r"[“\"‘'«(\[]*[#@£$€]?\w")
_CLOSING_MARK = f"[{STRAIGHT}{APOSTROPHE}{SINGLE_CLOSING}{CLOSING}]"
# a line that is one quotation, closed at its end or not at all
_QUOTATION = re.compile(rf"[“\"‘'«](?:(?!{_CLOSING_MARK}(?:\W|$)).)*{_CLOSING_MARK}?$")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")  # "... in the U.S."
_LAST_STOP = re.compile(r"\.(?=\W*$)")
_BEFORE_DATE = re.compile(r"\s*[|·•,–—-]\s+|\s+on\s+")
_MARKDOWN_TITLE = re.compile(r"#\s+")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+|\s+#+$")

_BY = re.compile(r"\A\s*by:?\s+", re.IGNORECASE)
_NAME_WORD = r"[A-Z][\w.'’-]*"
_NAME = rf"{_NAME_WORD}(?:\s+(?:(?:de|da|del|van|von|der|den|la|le|bin|al)\s+)*{_NAME_WORD}){{1,3}}"
_NAME_SEPARATOR = re.compile(r"\s*(?:,?\s+and\s+|\s&\s|[,;])\s*", re.IGNORECASE)
_POST = (
    r"\b(?:editors?|reporters?|correspondents?|writers?|columnists?|contributors?|staff|news|today|times|post|press"
    r"|jr|sr|mp)\b|@"
)


@dataclass(frozen=True, slots=True)
class ArticleHeader:
    body: int  # offset of the first visible character below the header
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: PartialDate | None = None
    updated: PartialDate | None = None
    unreadable: tuple[UnreadableDate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    end: int  # offset
    text: str  # as `visible_text` gives it
    after_blank: bool
    dateline: Dateline | None = None
    authors: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        return self.dateline is None and not self.authors


def parse_header(
    text: str, start: int = 0, *, title: str | None = None, markdown: bool = False, day_first: bool = True
) -> ArticleHeader:
    """The header of the article that begins at `start`.

    `title` is the title in the metadata, if there is one. With `day_first`, 07/02/2012 is 7 February.
    """
    lines = _classified(list(_first_lines(text, start)), day_first=day_first)
    headline, size = _headline(lines, title, markdown=markdown)
    end = lines[size - 1].end if size else start
    body = VISIBLE.search(text, end)
    datelines = list(_datelines(lines))
    return ArticleHeader(
        body.start() if body else end,
        headline,
        next((line.authors for line in lines[:size] if line.authors), ()),
        next((dateline.published for dateline in datelines if dateline.published), None),
        next((dateline.updated for dateline in datelines if dateline.updated), None),
        tuple(problem for dateline in datelines for problem in dateline.unreadable),
    )


def visible_text(text: str) -> str:
    """The text without zero-width characters, and with white space of any kind as single spaces.

    >>> visible_text("\\ufeff A\\u00a0 word\\u200b ")
    'A word'
    """
    return " ".join(text.translate(_ZERO_WIDTH).split())


def _first_lines(text: str, start: int) -> Iterator[_Line]:
    """The first visible lines, up to an over-long one. One extra line shows what follows the last header line."""
    after_blank, count = True, 0
    while start < len(text) and count <= MAX_HEADER_LINES:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if line := visible_text(text[start:end]):
            yield _Line(end, line, after_blank)
            count += 1 if len(line) <= MAX_LINE_CHARS else MAX_HEADER_LINES + 1
        after_blank = not line
        start = end + 1


def _classified(lines: list[_Line], *, day_first: bool) -> list[_Line]:
    """The lines with their datelines and authors; a label and the date below it become one line."""
    classified: list[_Line] = []
    for line in lines:
        text, after_blank = line.text, line.after_blank
        if classified and is_label(classified[-1].text):
            with_label = f"{classified[-1].text} {text}"
            if parse_dateline(with_label, day_first=day_first):
                text, after_blank = with_label, classified.pop().after_blank
        dateline, authors = _dateline_and_authors(text, day_first=day_first)
        classified.append(_Line(line.end, text, after_blank, dateline, authors))
    return classified


def _dateline_and_authors(line: str, *, day_first: bool) -> tuple[Dateline | None, tuple[str, ...]]:
    if len(line) > MAX_LINE_CHARS:
        return None, ()
    if authors := parse_byline(line):
        return None, authors
    for separator in _BEFORE_DATE.finditer(line):  # "By Jane Doe, 7 February 2012"
        dateline = parse_dateline(line[separator.end() :], day_first=day_first)
        if dateline and (authors := parse_byline(line[: separator.start()])):
            return dateline, authors
    return parse_dateline(line, day_first=day_first), ()


def _datelines(lines: list[_Line]) -> Iterator[Dateline]:
    below_a_sentence = False
    for line in lines:
        if line.dateline and (line.dateline.marked or not below_a_sentence):
            yield line.dateline
        elif line.is_text and _ends_like_a_sentence(line.text) and not _is_headline(line.text):
            below_a_sentence = True


def _headline(lines: list[_Line], title: str | None, *, markdown: bool) -> tuple[str | None, int]:
    """The headline, and the number of lines that belong to the header."""
    titled = _titled_lines(lines, title, markdown=markdown)
    headline, size, at = None, 0, 0
    while at < len(lines):
        line = lines[at]
        alone = at + 1 == len(lines) or lines[at + 1].after_blank or not lines[at + 1].is_text
        has_text_below = any(below.is_text for below in lines[at + 1 :])
        plain = _plain(line.text, markdown=markdown)
        if titled and at == titled[0]:
            headline = _MARKDOWN_HEADING.sub("", " ".join(part.text for part in lines[slice(*titled)]))
            size = at = titled[1]
        elif not line.is_text:
            size = at = at + 1
        elif not headline and not titled and alone and has_text_below and _is_headline(plain):
            headline = plain
            size = at = at + 1
        elif alone and len(line.text) <= _MAX_SCRAP_CHARS and not _ends_like_a_sentence(line.text):
            at += 1
        else:
            break
    return headline, size


def _titled_lines(lines: list[_Line], title: str | None, *, markdown: bool) -> Span | None:
    """The span of lines that repeat the known title; else the first Markdown "# heading"; else None."""
    if title:
        for at, line in enumerate(lines):
            for to in range(at + 1, min(at + _MAX_HEADLINE_LINES, len(lines)) + 1):
                words = _plain(" ".join(part.text for part in lines[at:to]), markdown=markdown)
                if line.is_text and _comparable(words) == _comparable(title):
                    return at, to
    if markdown:
        for at, line in enumerate(lines):
            if _MARKDOWN_TITLE.match(line.text):
                return at, at + 1
    return None


def _plain(line: str, *, markdown: bool) -> str:
    return _MARKDOWN_HEADING.sub("", line) if markdown else line


def _comparable(title: str) -> str:
    return _LAST_STOP.sub("", normalise(visible_text(title)))


def _is_headline(line: str) -> bool:
    """Whether a line has the shape of a headline: short, and not a sentence.

    >>> [_is_headline(line) for line in ("Lansley Defiant Over NHS Reforms", "Who Will Save The NHS?", "He resigned.")]
    [True, True, False]
    """
    if len(line) > MAX_LINE_CHARS or " " not in line or not _HEADLINE_START.match(line) or _QUOTATION.match(line):
        return False
    if line[-1] in "?!":
        words = [word for word in re.findall(r"[^\W_]+", line) if len(word) > 3]
        return sum(not word[0].islower() for word in words) * 2 >= len(words)
    return bool(_INITIALS.search(line)) or not (_ends_like_a_sentence(line) or line[-1] in "-–—")


def _ends_like_a_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith((".", "!", "?", ":", ";", ",", "…"))


def parse_byline(line: str) -> tuple[str, ...]:
    """The authors in a byline; none if the line is not a byline.

    >>> parse_byline("By Jane Doe and John Roe, Reporter")
    ('Jane Doe', 'John Roe')
    >>> parse_byline("By the Numbers: How Labour Lost"), parse_byline("By George, He Has Done It")
    ((), ())
    """
    by = _BY.match(line)
    if by is None:
        return ()
    first, *others = _NAME_SEPARATOR.split(line[by.end() :])
    if not others and re.fullmatch(_NAME_WORD, first):  # "By Reuters"
        return (first,)
    is_byline = re.fullmatch(_NAME, first) and all(re.fullmatch(_NAME, part) or _is_post(part) for part in others)
    return author_names(line) if is_byline else ()


def author_names(text: str) -> tuple[str, ...]:
    """The people in a byline or an author field, without their posts and publications.

    >>> author_names("Jane Doe, USA TODAY"), author_names("BBC News"), author_names("Ann Lee, Jo Bond, and Di Cole")
    (('Jane Doe',), ('BBC News',), ('Ann Lee', 'Jo Bond', 'Di Cole'))
    """
    parts = [part for part in _NAME_SEPARATOR.split(_BY.sub("", text).strip()) if part]
    return tuple(part for part in parts if not _is_post(part)) or tuple(parts[:1])


def _is_post(part: str) -> bool:
    return re.search(_POST, part, re.IGNORECASE) is not None
