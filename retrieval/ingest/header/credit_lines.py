"""Credit lines: lines above an article that name its paper, day, page or author in any order.

    The Lorne Voice, 7 February 2012, page 4
    Lorne Herald, Volume XLII, Issue 9001, 7 February 2012, Page 4
    Ann Low (The Lorne Herald, 7 Feb. 2012)
    7 February 2012 · Lorne Monitor · Ann Low
    - The Lorne Herald -

The line is split at its separators. Each part must be a date, a publication, a person, a post or a page, so that a
headline is not a credit line. A name that is not recognised as a publication (`publications.may_be_publication`) needs
a date, a page or a frame beside it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.ingest.header import bylines, publications
from retrieval.text.dates import MONTH_PATTERN, WEEKDAY_PATTERN, Dateline, is_label, parse_dateline

MAX_CREDIT_CHARS = 140
_MAX_PARTS = 8
_MAX_DATE_PARTS = 4  # "Thursday, May 20, 2004, 9 am"
_FROM = r"(?:(?:clipped|clipping|cut|taken|reprinted|reproduced) )?from|for:|source:?"
_FRAME = re.compile(rf"[(\[]([^()\[\]]+)[)\]]|[-–—] ?([^-–—]+?) ?[-–—]|(?:{_FROM}) ([^|]+)", re.IGNORECASE)
_PUBLISHED_IN = re.compile(
    r"(?:(?:first|originally) )?(?:published|printed|appeared)(?: in)?:? (.{3,60}) on ", re.IGNORECASE
)
_BEFORE_DATE = re.compile(
    rf"(?<=[\w.’')])[:.,]? (?=(?:{WEEKDAY_PATTERN},? )?(?:\d{{1,2}}(?:st|nd|rd|th)? {MONTH_PATTERN}\b"
    rf"|{MONTH_PATTERN}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}[/.-][\w/.-]{{2,4}}\d{{4}}|\d{{4}}-\d\d-\d\d))",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"([^()]{3,60}) \((?=[^()]{0,60}[,\d])([^()]{2,60})\)(?=[,;.]? )")
_WEEKDAY_AT_END = re.compile(rf"\b{WEEKDAY_PATTERN}$", re.IGNORECASE)
_SEPARATOR = re.compile(r" ?[|·•;()\[\]] ?| [-–—/] | for ")
_PAGE_WORDS = r"(?:page|pages|pg\.?|pp?\.?)\s?[A-Z]?\d{1,4}(?:\s?[-–]\s?\d{1,4})?"
_PAGE = re.compile(rf"\b{_PAGE_WORDS}$", re.IGNORECASE)
_NUMBER = r"(?:no|nr|issue)\.? ?\d{1,6}"
_ISSUE = re.compile(
    rf"{_PAGE_WORDS}|(?:section|sect?\.) \w{{1,12}}|.{{0,20}}\bedition|{_NUMBER}|(?:new|old) series"
    rf"|vol(?:ume|\.)? ?(?:\d{{1,4}}|[IVXLCDM]{{1,9}})(?: {_NUMBER})?",
    re.IGNORECASE,
)
_NAMED_SOURCE = re.compile(r"(?:from|for|source|in|published in|printed in|©):? ", re.IGNORECASE)
_TITLE_CASE = re.compile(r"(?:The )?[A-Z][\w.'’&-]*(?: (?:of|the|and|&|[A-Z][\w.'’&-]*)){0,4}")


@dataclass(frozen=True, slots=True)
class Credit:
    source: str | None = None
    authors: tuple[str, ...] = ()
    dateline: Dateline | None = None


@dataclass
class _Names:
    """The names in a line by their possible roles."""

    papers: list[str] = field(default_factory=list)
    likely_papers: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)  # after "By"
    people: list[str] = field(default_factory=list)


def parse(line: str, *, day_first: bool = True) -> Credit | None:
    """The metadata in a line; None if it is not a credit line.

    >>> credit = parse("Ann Low (The Lorne Voice, Tue 7 Feb 2012, p3)")
    >>> credit.source, credit.authors, str(credit.dateline.published)
    ('The Lorne Voice', ('Ann Low',), '2012-02-07')
    >>> parse("- LORNE MONITOR -").source, parse("Lorne Voice for sale"), parse("Party Leader, Ann Low")
    ('Lorne Monitor', None, None)
    """
    if len(line) > MAX_CREDIT_CHARS:
        return None
    framed = _FRAME.fullmatch(line)
    words = _without_place(next(filter(None, framed.groups())) if framed else line, day_first=day_first)
    parts, dateline = _without_date(_parts(words), day_first=day_first)
    names = _names(parts)
    if names is None:
        return None
    has_page = any(_PAGE.search(part) for part in parts)
    source = _source(names, is_placed=bool(dateline or has_page or framed), has_page=has_page)
    if source is None and not (names.authors and dateline):
        return None
    return Credit(source, tuple(names.authors or (names.people if source else ())), dateline)


def _without_place(words: str, *, day_first: bool) -> str:
    """The line without the place behind a publication: "Lorne Herald (Lorne, OH), 7 May 2012". A day stays."""
    found = _IN_BRACKETS.match(words)
    if found is None or not (publications.is_publication(found[1]) or publications.may_be_publication(found[1])):
        return words
    is_dated = _date_among(found[2].split(", "), day_first=day_first) is not None
    return words if is_dated else found[1] + words[found.end() :]


def _parts(words: str) -> list[str]:
    words = _PUBLISHED_IN.sub(r"\1 | ", words)
    cut = []
    for part in _SEPARATOR.split(words):
        at = 0
        for found in _BEFORE_DATE.finditer(part):
            if not _WEEKDAY_AT_END.search(part[at : found.start()]):
                cut.append(part[at : found.start()])
                at = found.end()
        cut.append(part[at:])
    return [part.strip() for part in cut if part.strip(" .,")]


def _without_date(parts: Sequence[str], *, day_first: bool) -> tuple[list[str], Dateline | None]:
    """The parts, split at commas, without the first date; and the date."""
    rest: list[str] = []
    dateline = None
    for part in parts:
        pieces = re.split(r",\s*", part)
        found = None if dateline else _date_among(pieces, day_first=day_first)
        if found:
            start, end, dateline = found
            pieces = pieces[:start] + pieces[end:]
        rest += filter(None, pieces)
    return rest, dateline


def _date_among(pieces: Sequence[str], *, day_first: bool) -> tuple[int, int, Dateline] | None:
    """The span of the longest run of pieces that is a date, and the date."""
    if len(pieces) > _MAX_PARTS or not any(re.search(r"\d{4}", piece) for piece in pieces):
        return None
    for size in range(min(_MAX_DATE_PARTS, len(pieces)), 0, -1):
        for start in range(len(pieces) - size + 1):
            run = pieces[start : start + size]
            dateline = parse_dateline(", ".join(run), day_first=day_first) if _may_be_date(run) else None
            if dateline and not dateline.named and not dateline.byline:
                return start, start + size, dateline
    return None


def _may_be_date(run: Sequence[str]) -> bool:
    return any(re.search(r"\d{4}", piece) for piece in run) and not any(map(_ISSUE.fullmatch, run))


def _names(parts: Sequence[str]) -> _Names | None:
    """The names in the parts of a line; None if a part does not belong to a credit line."""
    names = _Names()
    for part in parts if len(parts) <= _MAX_PARTS else ():
        name = _PAGE.sub("", part).strip(" .,")
        before, _, last = name.rpartition(" ")
        name = before if before and is_label(last) else name  # "By Ann Low Posted: 7 February 2012"
        paper = _NAMED_SOURCE.sub("", name)
        if not name or is_label(name) or _ISSUE.fullmatch(name) or _WEEKDAY_AT_END.fullmatch(name):
            continue
        if authors := bylines.parse_byline(name):
            names.authors += authors
        elif bylines.is_plain_post(name):
            continue
        elif publications.is_publication(paper):
            names.papers.append(publications.in_name_case(paper.removeprefix("the ")))
        elif publications.may_be_publication(paper) or publications.is_title(paper):
            names.likely_papers.append(publications.in_name_case(paper))
        elif bylines.is_name(name) and bylines.may_be_person(name):
            names.people.append(name)
        elif _TITLE_CASE.fullmatch(name) and not bylines.is_post(name):
            names.others.append(name)
        elif not bylines.is_post(name):
            return None
    return names if parts and len(parts) <= _MAX_PARTS else None


def _source(names: _Names, *, is_placed: bool, has_page: bool) -> str | None:
    """The publication among the names. Beside a page number, any name may be the publication."""
    candidates = list(names.papers)
    if is_placed or names.authors:
        candidates += names.likely_papers
    if has_page and not names.people:
        candidates += names.others
    is_alone = not is_placed and not names.authors and not names.people
    unknown = [name for name in names.others if name not in candidates]
    return None if is_alone or unknown or not candidates else candidates[0]
