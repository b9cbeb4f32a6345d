"""Options as people type them: dates in many forms, misspelt names, and the format of a citation."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache

from bot.rendering import markdown
from retrieval import citations
from retrieval.citations import Citation
from retrieval.errors import QuestionError
from retrieval.models import Options, PartialDate, Precision
from retrieval.search import query
from retrieval.search.query import SpeakerNames
from retrieval.text import dates
from retrieval.text.name_lookup import NameLookup, near_names
from retrieval.text.normalise import plain_letters

DAYS_AGO = {
    **dict.fromkeys(("today", "now", "tonight", "this morning", "this afternoon", "this evening"), 0),
    **dict.fromkeys(("yesterday", "last night"), 1),
    "the day before yesterday": 2,
    "tomorrow": -1,
}
UNITS = {"day": 1, "week": 7, "fortnight": 14}
NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_NUMBER = rf"(?P<number>\d{{1,4}}|{'|'.join(NUMBERS)})"
_UNIT = r"(?P<unit>day|week|fortnight|month|year)s?"
AGO = re.compile(rf"{_NUMBER} {_UNIT} ago")
LAST_FEW = re.compile(rf"(?:the )?(?:last|past) ({_NUMBER} {_UNIT})")
SPAN = re.compile(r"(?P<which>this|last|past) (?P<unit>week|month|year)")
WEEKDAY = re.compile(rf"(?P<last>last )?(?P<day>{'|'.join(dates.WEEKDAYS).casefold()})")
BEFORE_DATE = re.compile(r"(?:(?:in|on|since|from|until|around|about|early|mid|late)[ -])+")  # left out
SHORT_YEAR = re.compile(r"(?P<before>\d{1,2}[/.-]\d{1,2}[/.-]|(?:\S+ )?')(?P<year>\d\d)")
PARTS_OF_YEAR = {  # the month in which each begins; a winter is of two years
    "spring": 3,
    "summer": 6,
    "autumn": 9,
    "fall": 9,
    **{f"q{number}": 3 * number - 2 for number in range(1, 5)},
    **{f"{which} quarter": 3 * at + 1 for at, which in enumerate(("first", "second", "third", "fourth"))},
    "h1": 1,
    "h2": 7,
    "first half": 1,
    "second half": 7,
}
PART_OF_YEAR = re.compile(rf"(?:the )?(?P<part>{'|'.join(PARTS_OF_YEAR)})(?: of)? (?P<year>\d{{4}})")
DECADE = re.compile(r"(?:the )?(?P<year>\d{3}0)'?s")
FEASTS = {
    "christmas eve": "24 december",
    "christmas day": "25 december",
    "christmas": "25 december",
    "boxing day": "26 december",
    "new year's eve": "31 december",
    "new year's day": "1 january",
}
FEAST = re.compile("|".join(FEASTS))
IDEOGRAPHS = re.compile(r"(\d{4}) ?[年년] ?(\d\d?) ?[月월](?: ?(\d\d?) ?[日일])?")  # Japanese, Chinese and Korean
MONTHS_ELSEWHERE = {  # their names without accents, and the English names
    plain_letters(name): dates.MONTHS[number - 1].casefold() for name, number in dates.FOREIGN_MONTHS.items()
}
MAX_QUOTE_CHARS = 2000  # of words to be checked
MAX_QUESTION_CHARS = query.MAX_QUESTION_CHARS
DAY_AND_MONTH = re.compile(r"\d{1,2}(?P<mark>[/.-])\d{1,2}")
SPACED = re.compile(r"(\d{1,2}) (\d{1,2}) (\d{4})")
WORDS = (
    *(month.casefold() for month in dates.MONTHS),
    *(day.casefold() for day in dates.WEEKDAYS),
    "yesterday",
    "today",
)
MIN_WORD_RATIO = 0.8  # how alike a word must be to one of them


class DateUnreadable(QuestionError):
    def __init__(self, typed: str, option: str) -> None:
        forms = "7 February 2012, 07/02/2012, last month, February 2012 or 2012"
        super().__init__(f"{option}: {typed!r} is not a date; write it like {forms}")


class NoDayBetween(QuestionError):
    def __init__(self, after: PartialDate, before: PartialDate) -> None:
        super().__init__(f"no day is from {after} on and before {before}; give a later end or an earlier start")


def parse(
    today: date | None = None,
    /,
    speaker: str | None = None,
    source: str | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Options:
    """Options from typed text, with dates as people write them. Raises DateUnreadable or NoDayBetween.

    >>> str(parse(after="2024", before="2024-02").before)
    '2024-02'
    >>> parse(after="2024-02", before="2024-02")
    Traceback (most recent call last):
        ...
    bot.typed_options.NoDayBetween: no day is from 2024-02 on and before 2024-02; give a later end or an earlier start
    """
    day = today or dates.today()
    first, last = read_start(after, day, "after"), read_start(before, day, "before")
    if first and last and first.first >= last.first:
        raise NoDayBetween(first, last)
    return replace(query.parse_options(speaker, source), after=first, before=last)


def read_start(typed: str | None, today: date, option: str) -> PartialDate | None:
    """As `read_date`, for options of which only the beginning counts; of part of a year or a decade, it is that.

    >>> [str(read_start(text, date(2012, 2, 7), "since")) for text in ("spring 2012", "the third quarter of 2011")]
    ['2012-03', '2011-07']
    >>> [str(read_start(text, date(2012, 2, 7), "since")) for text in ("H2 2011", "since the 1990s", "May 2011")]
    ['2011-07', '1990', '2011-05']
    """
    text = BEFORE_DATE.sub("", " ".join((typed or "").casefold().replace("’", "'").split()), count=1)
    if (part := PART_OF_YEAR.fullmatch(text)) and (year := int(part["year"])):
        return PartialDate(date(year, PARTS_OF_YEAR[part["part"]], 1), Precision.MONTH)
    if (decade := DECADE.fullmatch(text)) and (beginning := _year(int(decade["year"]))):
        return beginning
    return read_date(typed, today, option)


def read_date(typed: str | None, today: date, option: str) -> PartialDate | None:
    """The day, month or year that a user typed; None for empty text. Raises DateUnreadable, which names the option.

    >>> today = date(2012, 2, 7)  # a Tuesday
    >>> def read(*typed: str) -> list[str]:
    ...     return [str(read_date(text, today, "since")) for text in typed]
    >>> read("yesterday", "last week", "3 days ago", "two months ago", "last year")
    ['2012-02-06', '2012-01-30', '2012-02-04', '2011-12', '2011']
    >>> read("07/02/2012", "7 Feb 2012", "Feb. 7, 2012", "February 2012", "2012")
    ['2012-02-07', '2012-02-07', '2012-02-07', '2012-02', '2012']
    >>> read("02/27/2012", "7/2/12", "7 February", "May", " ")
    ['2012-02-27', '2012-02-07', '2012-02-07', '2011-05', 'None']
    >>> read("Monday", "last Tuesday", "last May", "last 3 days", "ten weeks ago")
    ['2012-02-06', '2012-01-31', '2011-05', '2012-02-04', '2011-11-29']
    >>> read("7/2", "07 02 2012", "Feb '12", "since 2010", "Feburary 2012")
    ['2012-02-07', '2012-02-07', '2012-02', '2010', '2012-02']
    >>> read("Christmas 2011", "new year's day", "7 février 2012", "1er mars 2011", "7. März 2011")
    ['2011-12-25', '2012-01-01', '2012-02-07', '2011-03-01', '2011-03-07']
    >>> read("7 de abril de 2011", "2012年2月7日", "2011년 5월")
    ['2011-04-07', '2012-02-07', '2011-05']
    """
    text = " ".join((typed or "").casefold().replace(",", ", ").replace("’", "'").split())
    if not text:
        return None
    found = _read(text, today) or _read(_without_slips(text), today) or _read(_in_english(text), today)
    if found is None:
        raise DateUnreadable(typed or "", option)
    return found


def _read(text: str, today: date) -> PartialDate | None:
    if before := BEFORE_DATE.match(text):
        text = text[before.end() :]
    if few := LAST_FEW.fullmatch(text):
        text = f"{few[1]} ago"
    if short := SHORT_YEAR.fullmatch(text):
        text = f"{short['before'].removesuffix(chr(39))}20{short['year']}"
    return _relative(text, today) or _weekday(text, today) or _without_year(text, today) or _printed(text)


def _without_slips(text: str) -> str:
    """The text with misspelt months and weekdays corrected."""
    found = {word: get_close_matches(word, WORDS, 1, MIN_WORD_RATIO) for word in text.split() if word.isalpha()}
    return " ".join(next(iter(found.get(word, ())), word) for word in text.split())


def _in_english(text: str) -> str:
    """A date of a feast, or in another language, as it is written in English."""
    text = IDEOGRAPHS.sub(lambda found: "-".join(f"{int(number):02}" for number in found.groups() if number), text)
    text = FEAST.sub(lambda found: FEASTS[found[0]], text)
    words = ["1" if word == "1er" else word for word in text.split() if word not in {"de", "del", "do"}]
    return " ".join(MONTHS_ELSEWHERE.get(plain_letters(word), word) for word in words)


def _relative(text: str, today: date) -> PartialDate | None:
    if text in DAYS_AGO:
        return PartialDate(today - timedelta(DAYS_AGO[text]))
    if ago := AGO.fullmatch(text):
        number = NUMBERS.get(ago["number"]) or int(ago["number"])
        if ago["unit"] in UNITS:
            return _days_before(today, number * UNITS[ago["unit"]])
        return _months_before(today, number) if ago["unit"] == "month" else _year(today.year - number)
    if span := SPAN.fullmatch(text):
        back = 0 if span["which"] == "this" else 1
        if span["unit"] == "week":
            return _days_before(today, today.weekday() + 7 * back)
        return _months_before(today, back) if span["unit"] == "month" else _year(today.year - back)
    return None


def _days_before(today: date, days: int) -> PartialDate | None:
    return PartialDate(today - timedelta(days)) if days < today.toordinal() else None


def _months_before(today: date, months: int) -> PartialDate | None:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return PartialDate(date(year, month + 1, 1), Precision.MONTH) if year > 0 else None


def _year(year: int) -> PartialDate | None:
    return PartialDate(date(year, 1, 1), Precision.YEAR) if year > 0 else None


def _weekday(text: str, today: date) -> PartialDate | None:
    """The latest weekday of this name. It may be today, unless the text says "last"."""
    found = WEEKDAY.fullmatch(text)
    if found is None:
        return None
    back = (today.weekday() - dates.WEEKDAYS.index(found["day"].capitalize())) % 7
    return _days_before(today, back or (7 if found["last"] else 0))


def _without_year(text: str, today: date) -> PartialDate | None:
    """A day or a month without its year: the latest one that is not in the future."""
    text = text.removeprefix("last ")
    numbers = DAY_AND_MONTH.fullmatch(text)
    for year in (today.year, today.year - 1):
        found = _printed(f"{text}{numbers['mark'] if numbers else ' '}{year}")
        if found and found.first <= today:
            return found
    return None


def _printed(text: str) -> PartialDate | None:
    """A date as newspapers print it. Slashed dates have the day first, unless only the other order is a date."""
    text = SPACED.sub(r"\1/\2/\3", text)
    for day_first in (True, False):
        found = dates.parse_date(text, day_first=day_first)
        if isinstance(found, PartialDate):
            return found
    return None


def put_right(name: str, speakers: tuple[str, ...]) -> str:
    """A typed name with misspelt surnames corrected as in questions.

    >>> put_right("Andy Burnam", ("Andy Burnham", "Ed Miliband")), put_right("Obama", ("Andy Burnham",))
    ('Andy Burnham', 'Obama')
    """
    for wrong, right in _names(speakers).spelling_corrections(name).items():
        name = re.sub(rf"\b{re.escape(wrong)}\b", right, name)
    return name


def source_put_right(typed: str, sources: Sequence[str]) -> str:
    """A typed publication; in place of one with a slip, the only one that is near.

    >>> sources = ("HuffPost UK", "HSJ", "The Post")
    >>> [source_put_right(typed, sources) for typed in ("Hufpost UK", "huffpost", "The HSJ", "Guardian")]
    ['HuffPost UK', 'huffpost', 'HSJ', 'Guardian']
    """
    if NameLookup((), sources).sources_named(typed):
        return typed
    near = near_names(typed, sources)
    return near[0] if len(near) == 1 else typed


@lru_cache(maxsize=4)  # the speakers of the current archive and of older ones
def _names(speakers: tuple[str, ...]) -> SpeakerNames:
    return SpeakerNames(speakers)


CITATION_FORMS: dict[str, Callable[[Sequence[Citation]], str]] = {
    "text": citations.text,
    "markdown": markdown.citations,
    "bibtex": citations.bibtex,
    "ris": citations.ris,
    "csl-json": citations.csl_json,
}
