"""Parses dates as newspapers print them, by a small strict grammar. Month names are English ("February", "Sept.").

    dateline   entry { separator entry }          every entry after the first has a label of its own
    entry      [label] [clock] [weekday] date [weekday] [clock]
    label      Published | Posted | Date | ...    or Updated | Last modified | ..., perhaps with ":" or "on"
    date       2012-02-07 | 07/02/2012 | 7 February 2012 | 7-Feb-2012 | Feb. 7, 2012 | February 2012
    clock      12:37 | 12.37 GMT | 1:47 p.m. ET | at 6pm | T12:37:00Z
    aside      by Jane Roe | The Courier | 5 min read | Page A1 | Updated 12:37      between entries, before or after

A line must be a dateline as a whole, so that a date in running prose never counts. An impossible or ambiguous date is
never guessed: it is an `UnreadableDate` with the reason.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from retrieval.models import PartialDate, Precision

MONTHS = (  # not calendar.month_name, which follows the locale, and a library may set that
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTH_PATTERN = (  # a regular expression for a month in any letter case, in full or abbreviated
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
FOREIGN_MONTHS = {  # German, French, Dutch, Spanish, Italian and Portuguese names, and the number of the month
    name: number
    for number, names in enumerate(
        (
            "januar jänner janvier januari enero gennaio janeiro",
            "februar février fevrier februari febrero febbraio fevereiro",
            "märz maerz mars maart marzo março",
            "april avril abril aprile",
            "mai mei mayo maggio maio",
            "juni juin junio giugno junho",
            "juli juillet julio luglio julho",
            "august août aout augustus agosto",
            "september septembre septiembre settembre setembro",
            "oktober octobre octubre ottobre outubro",
            "november novembre noviembre novembro",
            "dezember décembre decembre december diciembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CENTURY_SPLIT = 70  # the first year of two digits that is of the twentieth century
_FIRST_LETTERS = [month[:3].casefold() for month in MONTHS]


def today() -> date:
    """The day in this machine's time zone."""
    return datetime.now().astimezone().date()


def in_words(when: PartialDate) -> str:
    """A date in words, as precise as it is known.

    >>> [in_words(PartialDate.parse(text)) for text in ("2012-02-07", "2011-05", "2012")]
    ['7 February 2012', 'May 2011', '2012']
    """
    month = MONTHS[when.first.month - 1]
    match when.precision:
        case Precision.DAY:
            return f"{when.first.day} {month} {when.first.year}"
        case Precision.MONTH:
            return f"{month} {when.first.year}"
        case Precision.YEAR:
            return str(when.first.year)


def full_year(short: str) -> str:
    """A year of two digits in full: 70 to 99 are of the twentieth century, as in RFC 2822.

    >>> full_year("69"), full_year("70")
    ('2069', '1970')
    """
    return f"{'19' if int(short) >= CENTURY_SPLIT else '20'}{short}"


def month_number(name: str) -> int:
    """The number of a month, 1 to 12, by the first three letters of its name; ValueError for any other word.

    >>> month_number("Sept"), month_number("JULY")
    (9, 7)
    """
    return _FIRST_LETTERS.index(name[:3].casefold()) + 1


_MONTH = rf"(?P<name>{MONTH_PATTERN})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_ZONE_IN_WORDS = (
    r"(?:eastern|central|mountain|pacific|atlantic|greenwich|british|central european|indian)"
    r"(?: (?:mean|standard|daylight|summer))?(?= time\b)"
)
_ZONE = (
    rf"[(\[]?(?:{_ZONE_IN_WORDS}|(?-i:Z|[A-Z]{{2,5}})\b(?:[+-]\d\d?(?::?\d\d)?\b)?|[+-]\d\d(?::?\d\d)?(?!\d))"
    r"(?:\s+time\b)?[)\]]?(?:\s\([A-Za-z ]{3,40}\stime\))?"
)
_CLOCK = (
    r"(?:(?:[01]?\d|2[0-4])[:.h][0-5]\d(?:[:.][0-5]\d(?:\.\d+)?)?(?:\s*[ap]\.?m\b\.?|\s*(?:hrs|hours)\b)?"
    rf"|1?\d\s*[ap]\.?m\b\.?|(?:[01]\d|2[0-3])[0-5]\d(?=\s*(?:hrs|GMT|UTC|BST)\b))(?:\s*{_ZONE})?"
)
_DATES = (
    rf"{_YEAR}(?P<dash>[-/.])(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}})(?!\d)",
    r"(?P<first>\d{1,2})(?P<slash>[/.-])(?P<second>\d{1,2})(?P=slash)(?P<year>\d{4}|\d\d)(?!\d)",
    rf"(?:the\s+)?{_DAY}\.?(?:\s+|(?P<dash>[-/]))(?:of\s+)?{_MONTH},?(?(dash)(?P=dash)|\s+){_YEAR}",
    rf"{_MONTH}(?:\s+(?:the\s+)?|(?P<dash>[-/])){_DAY}(?(dash)(?P=dash)|,?\s+){_YEAR}",
    rf"{_MONTH}\s+{_DAY},?\s+{_CLOCK}\s+{_YEAR}",
    rf"{_MONTH},?\s+{_YEAR}",
)
WEEKDAY_PATTERN = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:r)?s?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_THING = r"(?:(?:first|originally|last|web|page|story|article|date)\s+)?"
_PUBLISHED = (
    rf"{_THING}(?:published|posted|created|issued|released|submitted|filed|added|uploaded|printed|written|aired|broadcast)"
    r"(?:\s+online)?|dated|(?:volume\s+\d+:\s+)?debated|for\s+(?:immediate\s+)?release|embargoed\s+(?:until|to)|(?:(?:publication|publish|pub|issue|release|posting|cover|edition)\s+)?date"
    r"(?:\s+of\s+(?:publication|issue|release))?"
)
_UPDATED = rf"{_THING}(?:last\s+)?(?:updated?|modified|edited|amended|revised)"
_CREATED = re.compile(rf"{_THING}(?:created|submitted|filed|written|added|uploaded)\b", re.IGNORECASE)
_LABEL = rf"(?:{_PUBLISHED}|(?P<updated>{_UPDATED}))"
_LABEL_END = r"(?:\s+(?:on|at))?(?:\s*[:|–—-]\s*|\s+)(?:(?:on|at)\s+)?"
_BEFORE = (
    rf"(?P<label>{_LABEL}{_LABEL_END})?"
    rf"(?P<early>{_CLOCK}(?:\s*[,|·•/–—-]\s*|\s+)(?:on\s+)?)?(?:{WEEKDAY_PATTERN},?\s+)?"
)
_SEPARATOR = r"(?:\s*[|;,·•/–—-]\s*|\s*$)"
_AFTER = (
    rf"(?:\s*,?\s+\(?{WEEKDAY_PATTERN}\)?)?"
    rf"(?P<late>(?:T|\s*(?:,|[-–—|•·/@])?\s*(?:at\s+)?)(?<!\d){_CLOCK})?"
    rf"(?:{_SEPARATOR}|\s+(?={_PUBLISHED}|{_UPDATED}|by\b|\())"
)
_FLAGS = re.IGNORECASE | re.ASCII
_LABEL_ALONE = re.compile(rf"{_LABEL}\s*:?(?:\s+on)?", _FLAGS)

_NOT_A_NAME = rf"(?!{MONTH_PATTERN}\.?\s+\d|{WEEKDAY_PATTERN}\s|(?:{_PUBLISHED}|{_UPDATED}|leave)\b)"
_NAME_WORD = rf"{_NOT_A_NAME}(?-i:[^\W\d_a-z][\w.'’&-]*|of|the|and|for|in|&|[\w-]+(?:\.[\w-]+)+)"
_NAME = rf"(?=\S*(?-i:[^\W\d_a-z]|\w\.\w)){_NAME_WORD}(?:\s+{_NAME_WORD}){{0,6}}"
_YEARLESS = rf"(?:{MONTH_PATTERN}\.?\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH_PATTERN}\.?)(?:,?\s+(?:at\s+)?{_CLOCK})?"
_ASIDES = (
    rf"(?:(?:written|posted|submitted|published|reported|filed)\s+)?(?P<by>by:?\s+(?:{_NAME}|[\w.-]+))"
    rf"(?:{_SEPARATOR}|\s+(?:on\s+)?)",
    rf"(?P<mark>{_LABEL}){_LABEL_END}(?:{_CLOCK}|{_YEARLESS}){_SEPARATOR}",
    rf"(?:\d+[\s-]*min(?:ute)?s?\s+read|(?:\d+|an?)\s+(?:minute|hour|day|week|month|year)s?\s+ago|(?:\d+|no|leave\s+a)\s+comments?|\(?[\d.,]+\s+(?:reads|views|hits)\)?"
    r"|(?:press|news|media)\s+(?:release|statement)"
    rf"|(?:page|pg\.?|p\.|pp?(?=\s*\d))\s*\w{{1,4}}|(?-i:[A-Z]?\d{{1,3}})(?=\s*[·•|]|$)|\({_NAME}\)){_SEPARATOR}",
    rf"(?P<name>(?:from\s+)?{_NAME})(?:\s*[,|·•;]\s*|\s+[/–—-]\s+|$)",
)

_DATE_IN_BRACKETS = re.compile(
    rf"([^()]{{1,60}}) \(([^()]{{0,30}}\b(?:{MONTH_PATTERN}|\d[/.-]\d)[^()]{{0,30}})\)", _FLAGS
)

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
    """The dates of a dateline, and the other words of its line.

    `marked` is true if it has a label, a byline or a time of day, which a subheading lacks. `byline` begins with "by".
    `created` is true if its label says that something was made then, which may be earlier than its publication.
    `named` is true if the line has a name beside its date, such as a publication's or a place's.
    """

    published: PartialDate | None = None
    updated: PartialDate | None = None
    marked: bool = False
    unreadable: tuple[UnreadableDate, ...] = ()
    byline: str = ""
    named: bool = False
    created: bool = False


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
    >>> line = parse_dateline("Posted on February 7, 2012 by Jane Roe")
    >>> str(line.published), line.byline
    ('2012-02-07', 'by Jane Roe')
    >>> parse_dateline("On 7 February 2012 he resigned")
    """
    line = line.translate({ord(mark): None for mark in "*_"}).strip().rstrip(". ")  # Markdown's emphasis
    if bracketed := re.fullmatch(r"\((.*)\)|\[(.*)\]", line):
        line = bracketed[1] or bracketed[2] or ""
    elif bracketed := _DATE_IN_BRACKETS.fullmatch(line):  # "The Courier (7 February 2012)"
        line = f"{bracketed[1]}, {bracketed[2]}"
    if len(line) > MAX_LINE_CHARS:
        return None
    entries, asides = _split(line)
    if not entries:
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
    known = [aside.groupdict() for aside in asides]
    byline = next((aside["by"] for aside in known if aside.get("by")), "")
    marked = any(entry[group] for entry in entries for group in ("label", "early", "late"))
    marked = marked or any(aside.get("by") or aside.get("mark") for aside in known)
    named = any(aside.get("name") for aside in known)
    created = any(_CREATED.match(entry["label"] or "") for entry in entries)
    return Dateline(published, updated, marked, tuple(unreadable), byline, named, created)


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
    if compact := re.fullmatch(r"([12]\d{3})(\d\d)(\d\d)(?:T?\d{4,6}Z?)?", text, re.ASCII):  # 20120207
        return _checked(text, (int(compact[1]), int(compact[2]), int(compact[3])), Precision.DAY)
    entries, asides = _split(text[: MAX_LINE_CHARS + 1])
    if len(entries) != 1 or asides or entries[0]["label"]:
        return UnreadableDate(text, "cannot be read")
    return _date(entries[0], day_first)


@cache  # a question needs none of these patterns, and compiling them takes long
def _entry_forms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"{_BEFORE}(?P<date>{form}){_AFTER}", _FLAGS) for form in _DATES)


@cache
def _aside_forms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in _ASIDES)


def _split(line: str) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """The entries of a dateline, and the asides between them; no entries if the line has any other text."""
    entries: list[re.Match[str]] = []
    asides: list[re.Match[str]] = []
    position = 0
    while position < len(line):
        found = next((entry for form in _entry_forms() if (entry := form.match(line, position))), None)
        if found and (not entries or found["label"]):
            entries.append(found)
        elif found := next((aside for form in _aside_forms() if (aside := form.match(line, position))), None):
            asides.append(found)
        else:
            return [], []
        position = found.end()
    return entries, asides


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
