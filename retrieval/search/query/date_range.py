"""Finds when something was said, in a question's own words: "in February 2012", "before 2015", "last week".

A date that belongs to the topic does not count: "the 2008 crisis", "its August 2016 survey", "the vote in 2014".
"""

import re
from datetime import date, timedelta

from retrieval.errors import NoDate, NoSuchDay
from retrieval.models import PartialDate, Precision, Span
from retrieval.text import dates

DateRange = tuple[PartialDate | None, PartialDate | None]  # from (inclusive) and before (exclusive); None is open
DatedSpan = tuple[DateRange, Span]  # a range and the span of the words that name it

MONTH = rf"(?P<month>{dates.MONTH_PATTERN})\.?"
YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
DAY = r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?"
LATER_DAY = r"(?:\s+(?P<later_day>\d{1,2})(?:st|nd|rd|th)?,?)?"
DATE = rf"(?:{DAY}{MONTH}{LATER_DAY},?\s+)?{YEAR}"
ROUGHLY = r"(?:(?:early|late|mid|the\s+(?:end|start|beginning)\s+of)[\s-]+)?"
PREPOSITION = rf"(?P<preposition>in|on|during|since|from|after|before|until|by)\s+{ROUGHLY}"
CLAUSE_END = (  # "in 2019 what did she say" begins with its time
    r"(?=\s*(?:$|[?.!,:;]|(?:about|on|regarding|concerning|what|who|whom|how|why|where|which|did|does|has|have)\b))"
)
ISO = re.compile(r"(?<![\w-])(?P<year>(?:1[89]|20)\d\d)-(?P<month>\d\d)(?:-\d\d)?(?![\w-])")
ADVERBIAL = re.compile(rf"(?:^|(?<=[\s,(])){PREPOSITION}{DATE}{CLAUSE_END}", re.IGNORECASE)
DATELINE = re.compile(rf"^[^,:?]{{0,40}}?[\s,]*\b{ROUGHLY}{DATE}\s*(?::|[–—-]\s)", re.IGNORECASE)
AT_END = re.compile(rf"(?<!\bof)(?<!\bthe)[\s,]\s*{ROUGHLY}(?=[a-z\d]+\.?\s){DATE}\s*\??$", re.IGNORECASE)
ARTICLE = re.compile(rf"\b{DATE}\s+(?:piece|article|story|report|column|interview|editorial|coverage)\b", re.IGNORECASE)
MONTH_ALONE = re.compile(
    rf"(?:^|(?<=[\s,(]))(?:(?:in|during|from|last|this\s+past)\s+{ROUGHLY}|on\s+(?:the\s+)?{DAY}(?:of\s+)?)"
    rf"{MONTH}{LATER_DAY}{CLAUSE_END}\s*",
    re.IGNORECASE,
)
LEAP_YEAR = 2000  # in which every day of a month exists
FROM = r"(?:(?P<from_month>[a-z]+)\s+)?(?P<from_year>\d{4})?"
TO = r"(?:(?P<to_month>[a-z]+)\s+)?(?P<to_year>\d{4})"
BETWEEN = re.compile(rf"\bbetween\s+{FROM}\s*and\s+{TO}{CLAUSE_END}", re.IGNORECASE)
RELATIVE = re.compile(rf"\b(?P<phrase>today|yesterday|(?:this|last)\s+(?:week|month|year)){CLAUSE_END}", re.IGNORECASE)


def find_month(text: str) -> tuple[int | None, int | None]:
    """The month in which something was said, 1 to 12, and its day, if the question states them without a year.

    >>> find_month("what did he say in March about tax?"), find_month("what will he do in March 2027?")
    ((3, None), (None, None))
    >>> find_month("what did he say on 29 February?"), find_month("on the 3rd of May, who left?"), find_month("on May?")
    ((2, 29), (5, 3), (None, None))
    """
    match = MONTH_ALONE.search(text)
    day = (match["day"] or match["later_day"]) if match else None
    if match is None or (day is None and match[0].lower().startswith("on")):
        return None, None
    month = dates.month_number(match["month"])
    if day and in_year(month, LEAP_YEAR, int(day)) is None:
        raise NoSuchDay(f"{int(day)} {dates.MONTHS[month - 1]}")
    return month, int(day) if day else None


def strip_month(text: str) -> str:
    """The text without the words for a month, or a day of one, without a year.

    >>> strip_month("what did he say last March about tax?")
    'what did he say about tax?'
    """
    return MONTH_ALONE.sub("", text, count=1)


def names_month(month: int, day: int | None, text: str) -> bool:
    """Whether a text names a month in full, and its day, if one is given.

    >>> [names_month(5, None, text) for text in ("It opens in May.", "It may open.", "Mayors met.")]
    [True, False, False]
    >>> [names_month(5, 3, text) for text in ("It opens on May 3rd.", "It opened on 3 May.", "It opens in May.")]
    [True, True, False]
    """
    name = dates.MONTHS[month - 1]
    named = rf"{name}\s+{day}(?:st|nd|rd|th)?|{day}(?:st|nd|rd|th)?\s+(?:of\s+)?{name}" if day else name
    return re.search(rf"\b(?:{named})\b", text) is not None


def in_year(month: int, year: int, day: int | None = None) -> tuple[PartialDate, PartialDate] | None:
    """The range of a month, or of a day of it; None if the year has no such day.

    >>> [str(when) for when in in_year(12, 2021)], in_year(2, 2023, 29)
    (['2021-12', '2022-01'], None)
    """
    try:
        when = PartialDate(date(year, month, day or 1), Precision.DAY if day else Precision.MONTH)
    except ValueError:
        return None
    return when, _next(when)


def spell_out(text: str) -> str:
    """A text with its dates of digits in words, as the other functions read them. "2011-12" may be two years.

    Raises NoSuchDay for a day that the calendar lacks.

    >>> spell_out("since 2024-06"), spell_out("on 2024-06-03?"), spell_out("in 2011-12")
    ('since June 2024', 'on 3 June 2024?', 'in 2011-12')
    """

    def in_words(match: re.Match[str]) -> str:
        is_span = len(match[0]) == len("2011-12") and int(match["month"]) == (int(match["year"]) + 1) % 100
        try:
            return match[0] if is_span else dates.in_words(PartialDate.parse(match[0]))
        except NoDate as error:
            if len(match[0]) == len("2024-02-31"):
                raise NoSuchDay(match[0]) from error
            return match[0]

    return ISO.sub(in_words, text)


def find_dates(text: str, today: date) -> DateRange:
    """The range of dates in which something was said, as far as the question states it.

    Raises NoSuchDay for a day that the calendar lacks.

    >>> [str(day) for day in find_dates("what did Burnham say about Lansley in February 2012?", date(2026, 1, 1))]
    ['2012-02', '2012-03']
    >>> find_dates("what did he say about the 2008 crisis?", date(2026, 1, 1))
    (None, None)
    """
    found = _find(text, today)
    return found[0] if found else (None, None)


def strip_dates(text: str, today: date, named: DateRange) -> str:
    """The text without the words for the date range `named`; the unchanged text if it states another range.

    >>> today = date(2026, 1, 1)
    >>> may = find_dates("who resigned in May 2012?", today)
    >>> strip_dates("Courier, May 2012: who resigned in 2011?", today, may)
    ' who resigned in 2011?'
    """
    found = _find(text, today)
    if not found or found[0] != named:
        return text
    start, end = found[1]
    return text[:start] + text[end:]


def is_told_of(after: PartialDate | None, before: PartialDate | None, text: str) -> bool:
    """Whether a text names the time of a range of dates that is a year, or a month or a day of one.

    >>> march, april = PartialDate.parse("2006-03"), PartialDate.parse("2006-04")
    >>> is_told_of(march, april, "Since March 2006 they play."), is_told_of(march, april, "In 2006 they played.")
    (True, False)
    """
    if not after or not before or (before.first - timedelta(days=1)).year != after.first.year:
        return False
    month = (
        "" if after.precision is Precision.YEAR else rf"\b{dates.MONTHS[after.first.month - 1][:3]}\w*\.?\s(?:.*\s)?"
    )
    return re.search(rf"{month}{after.first.year}\b", text) is not None


def _find(text: str, today: date) -> DatedSpan | None:
    if match := RELATIVE.search(text):
        return _relative_range(match["phrase"].lower().split(), today), match.span()
    if match := BETWEEN.search(text):
        first = _parse(match["from_month"], match["from_year"] or match["to_year"])
        last = _parse(match["to_month"], match["to_year"])
        return ((first, _next(last)), match.span()) if first and last else None
    return _find_date(text, DATELINE) or _find_date(text, ARTICLE) or _find_adverbial(text) or _find_date(text, AT_END)


def _find_date(text: str, pattern: re.Pattern[str]) -> DatedSpan | None:
    match = pattern.search(text)
    if match is None:
        return None
    when = _date_of(match)
    return (when, _next(when)), match.span()


def _find_adverbial(text: str) -> DatedSpan | None:
    """The most precise date after a preposition: October in "how much in 2013, as Politico wrote in October 2016"."""
    found = []
    for match in ADVERBIAL.finditer(text):
        when, preposition = _date_of(match), match["preposition"].lower()
        if preposition != "on" or when.precision is Precision.DAY:
            found.append((when, preposition, match.span()))
    if not found:
        return None
    when, preposition, span = max(found, key=lambda candidate: len(str(candidate[0])))
    return relative_to(preposition, when), span


def relative_to(preposition: str, when: PartialDate) -> DateRange:
    """The range that a preposition and a date name.

    >>> [str(day) for day in relative_to("after", PartialDate.parse("2012-02"))]
    ['2012-03', 'None']
    """
    if preposition in {"since", "from"}:
        return when, None
    if preposition == "after":
        return _next(when), None
    if preposition == "before":
        return None, when
    if preposition in {"until", "by"}:
        return None, _next(when)
    return when, _next(when)


def _date_of(match: re.Match[str]) -> PartialDate:
    day, month, year = match["day"] or match["later_day"], match["month"], match["year"]
    when = _parse(month, year, day)
    if when is None:
        raise NoSuchDay(f"{int(day)} {dates.MONTHS[dates.month_number(month) - 1]} {year}")
    return when


def _parse(month: str | None, year: str | None, day: str | None = None) -> PartialDate | None:
    """A date from its words; None for a date that does not exist."""
    try:
        parts = [year or ""]
        if month:
            parts.append(str(dates.month_number(month)))
            parts += [day] if day else []
        return PartialDate.parse("-".join(parts))
    except ValueError:
        return None


def _next(when: PartialDate) -> PartialDate:
    """The day, month or year after."""
    return PartialDate(when.last + timedelta(days=1), when.precision)


def _relative_range(words: list[str], today: date) -> DateRange:
    """The range of "today", "yesterday", or "this" or "last" and a unit."""
    if len(words) == 1:
        day = today - timedelta(days=words[0] == "yesterday")
        return PartialDate(day), PartialDate(day + timedelta(days=1))
    is_last, unit = words[0] == "last", words[1]
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * is_last)
        return PartialDate(monday), PartialDate(monday + timedelta(days=7))
    precision = Precision.MONTH if unit == "month" else Precision.YEAR
    first = _first_day(today, precision)
    if is_last:
        first = _first_day(first - timedelta(days=1), precision)
    when = PartialDate(first, precision)
    return when, _next(when)


def _first_day(day: date, precision: Precision) -> date:
    """The first day of the month or year that a day is in."""
    return day.replace(day=1) if precision is Precision.MONTH else day.replace(month=1, day=1)
