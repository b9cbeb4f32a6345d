"""Parses dates as newspapers print them, by a small strict grammar. Month names are English ("February", "Sept.").

    dateline   entry { separator entry }          every entry after the first has a label of its own
    entry      [label] [clock] [weekday] date [clock]
    label      Published | Posted | Date | ...    or Updated | Last modified | ..., perhaps with ":" or "on"
    date       2012-02-07 | 07/02/2012 | 7 February 2012 | Feb. 7, 2012 | February 2012
    clock      12:37 | 12.37 GMT | 1:47 p.m. ET | at 6pm | T12:37:00Z

A line must be a dateline as a whole, so that a date in running prose never counts. An impossible or ambiguous date is
never guessed: it is an `UnreadableDate` with the reason.
"""

import re
from dataclasses import dataclass
from datetime import date

from retrieval.models import PartialDate, Precision

MONTHS = (  # not calendar.month_name, which follows the locale, and a library may set that
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTH_PATTERN = (  # a regular expression for a month in any letter case, in full or abbreviated
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST_LETTERS = [month[:3].casefold() for month in MONTHS]


def month_number(name: str) -> int:
    """The number of a month, 1 to 12, by the first three letters of its name; ValueError for any other word.

    >>> month_number("Sept"), month_number("JULY")
    (9, 7)
    """
    return _FIRST_LETTERS.index(name[:3].casefold()) + 1


_MONTH = rf"(?P<name>{MONTH_PATTERN})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_DATES = (
    rf"{_YEAR}(?P<dash>[-/])(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}})",
    r"(?P<first>\d{1,2})(?P<slash>[/.-])(?P<second>\d{1,2})(?P=slash)(?P<year>\d{4}|\d\d)",
    rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
    rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
    rf"{_MONTH},?\s+{_YEAR}",
)
_WEEKDAY = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:r)?s?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_ZONE = r"\(?(?:(?-i:Z|[A-Z]{2,5})\b(?:[+-]\d\d?\b)?|[+-]\d\d:?\d\d)\)?"
_CLOCK = (
    r"(?:(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[:.][0-5]\d(?:\.\d+)?)?(?:\s*[ap]\.?m\b\.?)?|1?\d\s*[ap]\.?m\b\.?)"
    rf"(?:\s*{_ZONE})?"
)
_PUBLISHED = r"(?:(?:first|originally)\s+)?(?:published|posted|created)(?:\s+online)?|(?:publication\s+)?date"
_UPDATED = r"(?:last\s+)?(?:updated?|modified|edited|amended|revised)"
_LABEL = rf"(?:{_PUBLISHED}|(?P<updated>{_UPDATED}))"
_BEFORE = (
    rf"(?P<label>{_LABEL}(?:\s+(?:on|at))?(?:\s*:\s*|\s+)(?:(?:on|at)\s+)?)?"
    rf"(?P<early>{_CLOCK}(?:\s*[,|]\s*|\s+)(?:on\s+)?)?(?:{_WEEKDAY},?\s+)?"
)
_AFTER = (
    rf"(?P<late>(?:T|\s*(?:,|[-–—|•·])?\s*(?:at\s+)?)(?<!\d){_CLOCK})?"
    rf"\s*(?:[|;,·•–—-]\s*|$|(?<=\s)(?={_PUBLISHED}|{_UPDATED}))"
)
_FLAGS = re.IGNORECASE | re.ASCII
_ENTRIES = tuple(re.compile(rf"{_BEFORE}(?P<date>{form}){_AFTER}", _FLAGS) for form in _DATES)
_LABEL_ALONE = re.compile(rf"{_LABEL}\s*:?(?:\s+on)?", _FLAGS)

MAX_LINE_CHARS = 160  # the longest dateline


@dataclass(frozen=True, slots=True)
class UnreadableDate:
    """A date that stays unknown; `why` completes the sentence "the date 07/02/12 ..."."""

    text: str
    why: str

    def __str__(self) -> str:
        return f"the date {self.text!r} {self.why}"


@dataclass(frozen=True, slots=True)
class Dateline:
    """The dates of a dateline. `marked` is true if it has a label or a time of day, which a subheading lacks."""

    published: PartialDate | None = None
    updated: PartialDate | None = None
    marked: bool = False
    unreadable: tuple[UnreadableDate, ...] = ()


def parse_dateline(line: str, *, day_first: bool = True) -> Dateline | None:
    """The dates of a line, if the line is a dateline; else None.

    >>> line = parse_dateline("07/02/2012 12:37 GMT | Updated 08/04/2012 06:12 BST")
    >>> str(line.published), str(line.updated)
    ('2012-02-07', '2012-04-08')
    >>> str(parse_dateline("Oct. 10, 2025, 1:47 p.m. ET").published)
    '2025-10-10'
    >>> print(parse_dateline("Last modified on Tue 7 Feb 2012 12.37 GMT").published)
    None
    >>> print(*parse_dateline("31/02/2012").unreadable)
    the date '31/02/2012' is not a calendar date, read day first
    >>> parse_dateline("On 7 February 2012 he resigned")
    """
    line = line.translate({ord(mark): None for mark in "*_"}).strip().rstrip(". ")  # Markdown's emphasis
    if len(line) > MAX_LINE_CHARS or not (entries := _split(line)):
        return None
    published: PartialDate | None = None
    updated: PartialDate | None = None
    unreadable = []
    for entry in entries:
        match _date(entry, day_first):
            case UnreadableDate() as problem:
                unreadable.append(problem)
            case when if entry["updated"]:
                updated = updated or when
            case when:
                published = published or when
    marked = any(entry[group] for entry in entries for group in ("label", "early", "late"))
    return Dateline(published, updated, marked, tuple(unreadable))


def is_label(line: str) -> bool:
    """Whether a line is only a label, with its date on the next line.

    >>> is_label("Last updated:"), is_label("Updated plans")
    (True, False)
    """
    return _LABEL_ALONE.fullmatch(line.strip()) is not None


def parse_date(value: object, *, day_first: bool = True) -> PartialDate | UnreadableDate:
    """A date from a metadata field, which is text or a date that TOML has parsed.

    >>> [str(parse_date(value)) for value in ("2012-02", 2012, "7 February 2012", date(2012, 2, 7))]
    ['2012-02', '2012', '2012-02-07', '2012-02-07']
    >>> print(parse_date("07/02/12"))
    the date '07/02/12' has a year of two digits
    """
    if isinstance(value, date):  # a datetime too
        return PartialDate(date(value.year, value.month, value.day))
    text = " ".join(str(value).split())
    if short := re.fullmatch(r"(\d{4})(?:-(\d\d?))?", text, re.ASCII):
        month = int(short[2] or 1)
        return _checked(text, (int(short[1]), month, 1), Precision.MONTH if short[2] else Precision.YEAR)
    entries = _split(text)
    if len(entries) != 1 or entries[0]["label"]:
        return UnreadableDate(text, "cannot be read")
    return _date(entries[0], day_first)


def _split(line: str) -> list[re.Match[str]]:
    """The entries of a dateline; none if the line has any other text."""
    entries: list[re.Match[str]] = []
    position = 0
    while position < len(line):
        found = next((entry for form in _ENTRIES if (entry := form.match(line, position))), None)
        if found is None or (entries and not found["label"]):
            return []
        entries.append(found)
        position = found.end()
    return entries


def _date(entry: re.Match[str], day_first: bool) -> PartialDate | UnreadableDate:  # noqa: FBT001 - private
    parts, text = entry.groupdict(), entry["date"]
    if len(parts["year"]) == 2:
        return UnreadableDate(text, "has a year of two digits")
    if "first" in parts:
        day, month = (parts["first"], parts["second"]) if day_first else (parts["second"], parts["first"])
        order = f", read {'day' if day_first else 'month'} first"
        return _checked(text, (int(parts["year"]), int(month), int(day)), Precision.DAY, order)
    month = parts["month"] if "month" in parts else month_number(parts["name"])
    precision = Precision.DAY if "day" in parts else Precision.MONTH
    return _checked(text, (int(parts["year"]), int(month), int(parts.get("day", 1))), precision)


def _checked(
    text: str, day: tuple[int, int, int], precision: Precision, order: str = ""
) -> PartialDate | UnreadableDate:
    try:
        return PartialDate(date(*day), precision)
    except ValueError:
        return UnreadableDate(text, f"is not a calendar date{order}")
