"""When, in a question's own words: "in February 2012", "before 2015", "last week", "WaPo, Sept 2016: ...".

Only what dates the saying counts. A time that belongs to what is asked about does not: "the 2008 crisis", "its August
2016 survey", "about the vote in 2014".
"""

import re
from datetime import date, timedelta

from retrieval.models import PartialDate, Precision, Span
from retrieval.text import dates

Range = tuple[PartialDate | None, PartialDate | None]  # from, and before
Dated = tuple[Range, Span]  # and where that is said

MONTH = rf"(?P<month>{dates.MONTH_PATTERN})\.?"
YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
DAY = r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?"
LATER_DAY = r"(?:\s+(?P<later_day>\d{1,2})(?:st|nd|rd|th)?,?)?"
WHEN = rf"(?:{DAY}{MONTH}{LATER_DAY},?\s+)?{YEAR}"
ROUGHLY = r"(?:(?:early|late|mid|the\s+(?:end|start|beginning)\s+of)[\s-]+)?"
HOW = rf"(?P<how>in|on|during|since|from|after|before|until|by)\s+{ROUGHLY}"
HERE = r"(?=\s*(?:$|[?.!,:;]|(?:about|on|regarding|concerning)\b))"  # the end of a clause, or of what dates it
ADVERBIAL = re.compile(rf"(?:^|(?<=[\s,(])){HOW}{WHEN}{HERE}", re.IGNORECASE)
DATELINE = re.compile(rf"^[^,:?]{{0,40}}?[\s,]*\b{ROUGHLY}{WHEN}\s*(?::|[–—-]\s)", re.IGNORECASE)
CLOSING = re.compile(rf"(?<!\bof)(?<!\bthe)[\s,]\s*{ROUGHLY}(?=[a-z\d]+\.?\s){WHEN}\s*\??$", re.IGNORECASE)
ARTICLE = re.compile(rf"\b{WHEN}\s+(?:piece|article|story|report|column|interview|editorial|coverage)\b", re.IGNORECASE)
FROM = r"(?:(?P<from_month>[a-z]+)\s+)?(?P<from_year>\d{4})?"
TO = r"(?:(?P<to_month>[a-z]+)\s+)?(?P<to_year>\d{4})"
BETWEEN = re.compile(rf"\bbetween\s+{FROM}\s*and\s+{TO}{HERE}", re.IGNORECASE)
RELATIVE = re.compile(rf"\b(?P<word>today|yesterday|(?:this|last)\s+(?:week|month|year)){HERE}", re.IGNORECASE)


def find(text: str, today: date) -> Range:
    """The time that a question names for what was said, from (inclusive) and before (exclusive).

    >>> [str(day) for day in find("what did Burnham say about Lansley in February 2012?", date(2026, 1, 1))]
    ['2012-02', '2012-03']
    >>> find("what did he say about the 2008 crisis?", date(2026, 1, 1))
    (None, None)
    """
    dated = _find(text, today)
    return dated[0] if dated else (None, None)


def less(text: str, today: date, named: Range) -> str:
    """The text less the words that name this time.

    >>> today = date(2026, 1, 1)
    >>> less("Courier, May 2012: who resigned in 2011?", today, find("who resigned in May 2012?", today))
    ' who resigned in 2011?'
    """
    dated = _find(text, today)
    if not dated or dated[0] != named:
        return text
    start, end = dated[1]
    return text[:start] + text[end:]


def _find(text: str, today: date) -> Dated | None:
    if match := RELATIVE.search(text):
        return _relative(match["word"].lower().split(), today), match.span()
    if match := BETWEEN.search(text):
        first = _named(match["from_month"], match["from_year"] or match["to_year"])
        last = _named(match["to_month"], match["to_year"])
        return ((first, _following(last)), match.span()) if first and last else None
    return _of_form(text, DATELINE, ARTICLE) or _adverbial(text) or _of_form(text, CLOSING)


def _of_form(text: str, *forms: re.Pattern[str]) -> Dated | None:
    """The day, month or year of the first form that dates the text."""
    for form in forms:
        if (match := form.search(text)) and (when := _date(match)):
            return (when, _following(when)), match.span()
    return None


def _adverbial(text: str) -> Dated | None:
    """Of several the most precise: "how much in 2013, as Politico wrote in October 2016"."""
    found = [(match, when) for match in ADVERBIAL.finditer(text) if (when := _date(match))]
    found = [(match, when) for match, when in found if _how(match) != "on" or when.precision is Precision.DAY]
    if not found:
        return None
    match, when = max(found, key=lambda each: len(str(each[1])))
    return _range(_how(match), when), match.span()


def _how(match: re.Match[str]) -> str:
    return match["how"].lower()


def _range(how: str, when: PartialDate) -> Range:
    if how in {"since", "from"}:
        return when, None
    if how == "after":
        return _following(when), None
    if how == "before":
        return None, when
    if how in {"until", "by"}:
        return None, _following(when)
    return when, _following(when)


def _date(match: re.Match[str]) -> PartialDate | None:
    month, day = match["month"], match["day"] or match["later_day"]
    return _named(month, match["year"], day)


def _named(month: str | None, year: str | None, day: str | None = None) -> PartialDate | None:
    """A date out of its words; None for what no calendar has."""
    try:
        of_month = [str(dates.month_number(month)), *([day] if day else [])] if month else []
        return PartialDate.parse("-".join([year or "", *of_month]))
    except ValueError:
        return None


def _following(when: PartialDate) -> PartialDate:
    """The day, month or year after."""
    return PartialDate(when.last + timedelta(days=1), when.precision)


def _relative(named: list[str], today: date) -> Range:
    if len(named) == 1:
        day = today - timedelta(days=named[0] == "yesterday")
        return PartialDate(day), PartialDate(day + timedelta(days=1))
    last, unit = named[0] == "last", named[1]
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * last)
        return PartialDate(monday), PartialDate(monday + timedelta(days=7))
    precision = Precision.MONTH if unit == "month" else Precision.YEAR
    first = today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
    now = PartialDate(first, precision)
    if last:
        before = first - timedelta(days=1)
        now = PartialDate(before.replace(day=1) if unit == "month" else before.replace(month=1, day=1), precision)
    return now, _following(now)
