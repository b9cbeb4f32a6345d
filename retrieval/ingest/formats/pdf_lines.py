"""The lines of a PDF, in reading order, and the paragraphs that they make.

A PDF records the place and the size of each line, but no paragraphs and no columns:

    pages   → lines_of_page        lines with place and size; columns drawn row by row are put one after the other
            → without_surroundings running heads and feet, page numbers and a printer's stamps go
            → paragraphs           lines joined; words hyphenated at a line's end joined where that is their spelling
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from retrieval.ingest import page_furniture
from retrieval.ingest.header import publications
from retrieval.ingest.header.bylines import parse_byline
from retrieval.models import Precision
from retrieval.text.dates import MONTH_PATTERN, parse_dateline
from retrieval.text.normalise import LIGATURES

# LaTeX's fonts in the Cork encoding, where a PDF does not say which characters its codes are
_CORK = dict(zip(range(0x10, 0x17), "“”„«»–—", strict=True)) | dict(
    zip(range(0x1B, 0x20), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)
)
_CHARACTERS = LIGATURES | _CORK
EDGE_LINES = 3  # lines at the top and bottom of a page that may be running heads or feet
HEADER_LINES = 20  # lines of the first page that may be headline, byline and dateline
MIN_COLUMN_ROWS = 2  # rows with a line in each column, from which on columns are known
MIN_COLUMN_WORDS = 3  # words of a line in a column; less is a table
_SHORT_LINE_SHARE = 0.8  # a line is short below this share of the longest line of its size
_EARLY_END_SHARE = 0.5  # of the lines around it, below which a line ends early
_LINES_AROUND = 8
_HEADLINE_FACTOR = 1.15  # a headline's letters are larger than the text's by this factor
_CHAR_WIDTH_FACTOR = 0.45  # of a letter, as a share of its size; an estimate
_SAME_HEIGHT_POINTS = 4  # points, within which lines of several pages are at the same height
_COLUMN_GAP_FACTOR = 3  # and a wider gap within a row, which is between columns
_INDENT_FACTOR = 0.5  # and an indent, at least
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_NUMBERS = re.compile(r"\d+")
_STAMP = re.compile(
    r"(?:page|p\.?)? ?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?|[-–—] ?\d{1,4} ?[-–—]|(?:https?|file)://\S+(?: +\d+/\d+)?"
    r"|\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d\d(?: ?[ap]m)?(?: .*)?",
    re.IGNORECASE,
)
_OF_MAIL = re.compile(r"(?:From|Sent|To|Subject|Date): ")  # begins a separate line
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_PAGE_NUMBER = re.compile(
    r"^\s*(?:page\s+)?\d{1,4}\s*[|·•]\s*|(?<!\s)(?:\s*[|·•]\s*|\s+[–—-]\s+|\s*\bpage\s+)\d{1,4}\W*$", re.IGNORECASE
)
_PAGE_BESIDE = re.compile(
    rf"^[A-Z]?\d{{1,3}}\s+(?=[^\W\d])(?!{MONTH_PATTERN})|(?<=\d{{4}})\s+[A-Z]?\d{{1,3}}$|(?<=[^\W\d_])\s+\d{{1,3}}$",
    re.IGNORECASE,
)
_MAX_EDITION_WORDS = 14
_LAST_PART = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]-)([^\W\d_]+(?:-[^\W\d_]+)*)[-‐]$")
_COMPOUND_PARTS = frozenset(  # words that are complete before a hyphen
    "well long short high low half full part self ill all ex non first second third one two three four five six seven"
    " eight nine ten much ever so cross old new north south east west year month week day face hard soft hot cold left"
    " right vice cease hand home state far near best better old-age eye world award door single double multi".split()
)
_COMPOUND_ENDS = frozenset("free based led wide style old term time like proof friendly called elect".split())


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `x` and `y` are its place, from the left and from the bottom, and `size` that of its letters."""

    text: str
    x: float
    y: float
    size: float

    @property
    def end(self) -> float:
        return self.x + len(self.text) * self.size * _CHAR_WIDTH_FACTOR


def lines_of_page(page: Any) -> list[Line]:
    """The lines of a page, from pypdf, in reading order."""
    lines: list[Line] = []
    is_open = False

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], _: Any, size: float) -> None:
        nonlocal is_open
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] * cm[3]) or 1.0
        pieces = text.translate(_CHARACTERS).split("\n")
        for number, piece in enumerate(pieces):
            if number == 0 and is_open and lines and x - lines[-1].end < _COLUMN_GAP_FACTOR * lines[-1].size:
                lines[-1] = replace(lines[-1], text=lines[-1].text + piece)
            elif piece.strip():
                starts_column = number == 0 and is_open
                lines.append(
                    Line(piece.strip() if starts_column else piece.rstrip(), x, y, round((size or 1.0) * scale, 1))
                )
        is_open = bool(pieces[-1].strip()) or (is_open and len(pieces) == 1)

    page.extract_text(visitor_text=visit)
    return _column_by_column(lines)


def _column_by_column(lines: list[Line]) -> list[Line]:
    """The lines with columns one after the other, if they were drawn row by row."""
    rows = [
        at
        for at, (left, right) in enumerate(pairwise(lines))
        if abs(left.y - right.y) < left.size / 2
        and right.x > left.end
        and min(len(left.text.split()), len(right.text.split())) >= MIN_COLUMN_WORDS
    ]
    if len(rows) < MIN_COLUMN_ROWS:
        return lines
    start = median(lines[at + 1].x for at in rows)
    first, last = rows[0], rows[-1] + 1
    columns = lines[first : last + 1]
    after = lines[last + 1 :]
    while (
        after and after[0].size == columns[0].size and abs(after[0].x - columns[-1].x) > abs(after[0].x - columns[0].x)
    ):
        columns.append(after.pop(0))  # the left column is longer
    left = [line for line in columns if line.x < start - line.size]
    right = [line for line in columns if line.x >= start - line.size]
    return [*lines[:first], *left, *right, *after]


def without_surroundings(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without stamps and page numbers at their edges, nor lines that most pages have there."""
    edges = [_edges(page) for page in pages]
    counts = Counter(place for edge in edges for place in {_place(line) for line in edge})
    filled = sum(1 for page in pages if page)
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        stamps = [line for line in edge if _STAMP.fullmatch(line.text.strip())]
        editions = [line for line in edge if _edition(line.text) != (None, None)]
        repeated = [line for line in edge if counts[_place(line)] > 1 and counts[_place(line)] * 2 > filled]
        running = [
            line for line in edge if line in stamps or _is_outermost(line, edge, [*stamps, *editions, *repeated])
        ]
        levels = [(line.y, line.size) for line in running]
        beside = [line for line in edge if any(abs(line.y - y) < size for y, size in levels)]
        stamped_edges = {id(line) for line in [*running, *beside, *_opposite(edge, running)]}
        kept.append([line for line in page if id(line) not in stamped_edges])
    return kept


def _is_outermost(line: Line, edge: list[Line], running: list[Line]) -> bool:
    """Whether a running line has only such lines between it and the edge of the page.

    Under the headlines of several articles, or the senders of letters, every page may have the same words.
    """
    if line not in running:
        return False
    is_top = edge.index(line) < EDGE_LINES
    beyond = [each for each in edge if (each.y > line.y if is_top else each.y < line.y)]
    levels = [each.y for each in running]
    return all(any(abs(each.y - y) < each.size for y in levels) for each in beyond)


def _opposite(edge: list[Line], running: list[Line]) -> list[Line]:
    """A line in small letters at the top of a page that has its page number at the bottom."""
    if not running or not edge:
        return []
    largest = max(line.size for line in edge)
    top = max(edge, key=lambda line: line.y)
    return [line for line in [top] if line.size == running[0].size < largest and line.y > 2 * running[0].y + 100]


def _edges(page: list[Line]) -> list[Line]:
    by_place = sorted(page, key=lambda line: -line.y)
    return by_place if len(by_place) <= 2 * EDGE_LINES else by_place[:EDGE_LINES] + by_place[-EDGE_LINES:]


def _place(line: Line) -> tuple[str, int]:
    """The words of a line without numbers, and its height, which are the same for a running head on every page."""
    return _NUMBERS.sub("#", line.text.strip()), round(line.y / _SAME_HEIGHT_POINTS)


def _edition(line: str) -> tuple[str | None, str | None]:
    """The paper and the date of a line that names both, perhaps beside a page number, as newspapers print it.

    >>> _edition("4 Lorne Courier Tuesday, February 7, 2012"), _edition("7 February 2012 | The Lorne Herald")
    (('Lorne Courier', '2012-02-07'), ('The Lorne Herald', '2012-02-07'))
    >>> _edition("He sued the Lorne Courier on 7 February 2012")
    (None, None)
    """
    words = _PAGE_BESIDE.sub("", " ".join(line.split())).split()
    if len(words) > _MAX_EDITION_WORDS:
        return None, None
    for at in range(1, len(words)):
        parts = [" ".join(words[:at]).strip(",|·•–— "), " ".join(words[at:]).strip(",|·•–— ")]
        for paper, day in (parts, parts[::-1]):
            found = parse_dateline(day) if publications.is_publication(paper) else None
            if found and found.published and found.published.precision is Precision.DAY:
                return paper, str(found.published)
    return None, None


def edition_source(page: Sequence[Line], kept: Sequence[Line]) -> str | None:
    """The paper or the organisation that a page's running head names: "The Courier 4", "Quay Water – PRESS RELEASE"."""
    inside = {id(line) for line in kept}
    for line in page:
        text = _PAGE_NUMBER.sub("", " ".join(line.text.split()))
        if id(line) in inside:
            continue
        if source := _edition(line.text)[0] or publications.publication_in(text) or publications.issuer(text):
            return source
    return None


def edition_date(page: Sequence[Line], kept: Sequence[Line]) -> str | None:
    """The date in a page's running head, as a newspaper prints it; not the numbers of a printer's stamp."""
    inside = {id(line) for line in kept}
    for line in page:
        text = _PAGE_NUMBER.sub("", " ".join(line.text.split()))
        if id(line) in inside or not re.search(MONTH_PATTERN, text, re.IGNORECASE):
            continue
        if day := _edition(line.text)[1]:
            return day
        dateline = parse_dateline(text)
        if dateline and dateline.published:
            return str(dateline.published)
    return None


def headline(lines: Sequence[Line]) -> str:
    """The words in the largest letters near the top; "" if all are of the text's size."""
    if not lines:
        return ""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    text_size = sizes.most_common(1)[0][0]
    top = list(lines[:HEADER_LINES])
    largest = max((line.size for line in top), default=0.0)
    if largest < text_size * _HEADLINE_FACTOR:
        return ""
    start = next(at for at, line in enumerate(top) if line.size == largest)
    found = [top[start]]
    for line in top[start + 1 : start + 4]:
        if line.size != largest:
            break
        found.append(line)
    return " ".join(" ".join(line.text.split()) for line in found)


def paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The paragraphs of all pages. A paragraph may continue over the end of a page."""
    lines = [line for page in pages for line in page]
    known = {word.casefold() for line in lines for word in _WORD.findall(line.text)}
    longest: dict[float, int] = {}
    for line in lines:
        longest[line.size] = max(longest.get(line.size, 0), len(line.text))
    pieces: list[str] = []  # of the current paragraph, each with the space after it
    for at, line in enumerate(lines):
        words = " ".join(line.text.split())
        around = [each for each in lines[max(at - _LINES_AROUND, 0) : at + _LINES_AROUND] if each.size == line.size]
        if pieces and (
            _starts_paragraph(lines[at - 1], line, longest[lines[at - 1].size], at)
            or _breaks_early(lines[at - 1].text, line.text, max(len(each.text) for each in around))
        ):
            yield "".join(pieces)
            pieces.clear()
        if pieces:
            pieces[-1] = before_next_line(pieces[-1], words, known)
        pieces.append(words)
    if pieces:
        yield "".join(pieces)


def _starts_paragraph(before: Line, line: Line, longest: int, at: int) -> bool:
    if _OF_MAIL.match(line.text):
        return True
    if abs(before.size - line.size) > 0.5 or (at < HEADER_LINES and (is_header(before.text) or is_header(line.text))):
        return True
    is_next_line = 0 < before.y - line.y < 4 * line.size
    if is_next_line and before.y - line.y > 1.75 * line.size:
        return True
    if line.text[:1] == " " or (
        is_next_line and line.x - before.x > _INDENT_FACTOR * line.size and before.text[:1] != " "
    ):
        return not before.text.rstrip().endswith(("-", "‐"))
    is_next_column = line.y > before.y + line.size and line.x > before.x + line.size
    return (is_next_column or len(before.text) < longest * _SHORT_LINE_SHARE) and bool(
        _SENTENCE_END.search(before.text.rstrip())
    )


def _breaks_early(before: str, line: str, width: int) -> bool:
    """Whether a line ends long before the margin, and the next one begins with a capital or a number."""
    first = line.split(maxsplit=1)[0] if line.strip() else ""
    is_start = first[:1].isupper() or first[:1].isdigit()
    return (
        is_start
        and len(before.rstrip()) + 1 + len(first) < _EARLY_END_SHARE * width
        and not before.rstrip().endswith("-")
    )


def is_header(line: str) -> bool:
    """Whether a line is a byline, a dateline or page furniture, and so a separate paragraph."""
    text = " ".join(line.split())
    return bool(parse_byline(text) or parse_dateline(text)) or page_furniture.is_furniture(text)


def before_next_line(words: str, following: str, known: set[str]) -> str:
    """The words of a line before the next line: with a space, or without the hyphen of a divided word."""
    if words.endswith("\u00ad"):
        return words[:-1]
    hyphenated = _LAST_PART.search(words)
    after = _LETTERS.match(following)
    if not hyphenated or not after or not following[:1].islower():
        return f"{words} "
    first, second = hyphenated[1], after[0]
    whole, compound = f"{first}{second}".casefold(), f"{first}-{second}".casefold()
    is_compound = compound in known or (
        whole not in known and (first.casefold() in _COMPOUND_PARTS or second.casefold() in _COMPOUND_ENDS)
    )
    return words if is_compound else words[:-1]
