"""Recognises the columns of a table by their values, if their names say nothing.

    column     value                                    held in nearly every row               fact
    F2         He said the bridge would stay shut ...   prose, the longest of all columns      text
    F1         Footbridge reopens after two winters     a few words, others in every row       title
    F5         Skelby Star                              the name of a newspaper                source
    F4         Harriet Lonsdale                         the name of a person                   author
    F3         2018-02-13                               a day, the earliest of several         date

Columns that hold a paragraph each, such as p1, p2, p3, are a text together. A table without any telling name counts as
one of articles if its values show a text, a title and a date.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice

from retrieval.ingest import labels, limits
from retrieval.ingest.formats import row_values
from retrieval.ingest.formats.row_values import Row
from retrieval.ingest.header import bylines, publications
from retrieval.models import PartialDate, Precision
from retrieval.text.dates import parse_date

SAMPLE_ROWS = 60  # by which a table's columns are known
_MAX_SAMPLE_CHARS = 4_000_000
MIN_PROSE_WORDS = 25
_MIN_VALUE_SHARE = 0.8  # of the values of a column
_MIN_KNOWN_SHARE = 0.6  # of them that are prose, or known names of papers
_MIN_FILLED_SHARE = 0.9
_MIN_TITLE_WORDS, _MAX_TITLE_WORDS, _MAX_TITLE_CHARS = 3, 30, 200
_MEAN_TITLE_WORDS = 4
_MAX_SHORT_CHARS = 400  # of a value that is no text
_SENTENCES = re.compile(r"\w[.!?][\"'”’)]*(?:\s|$)")
NOT_OF_ARTICLE = re.compile(r"comment|bio|note|terms|rights|licen[cs]e|caption|meta|about|prompt|query", re.IGNORECASE)
_OF_COPY = re.compile(  # words of a date that is not the article's, but its copy's
    r"add|access|captur|clip|collect|copied|crawl|creat|download|edit|export|extract|fetch|filed|harvest|import|index"
    r"|insert|load|modif|process|retriev|sav|scan|scrap|seen|stor|sync|updat|visit",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(  # words of names of people who did not write the article
    r"cod(?:er|ed)|credit|edit|illust|image|mention|owner|people|person|photo|pict|quot|speak|subject|user",
    re.IGNORECASE,
)
_OF_TOPICS = re.compile(
    r"address|alt|caption|categor|keyword|location|meta|place|quer|question|section|subject|tag|topic", re.IGNORECASE
)
_NUMBERED = re.compile(r"(.*?)[ _-]?\d{1,3}")
_YEARS = range(1600, 2101)
_ALSO_NAMED = {"source": ("title",), "date": ("source",)}  # the title of a paper, the day of a publication
_FACTS = frozenset(("title", "date", "source", "author"))
_MIN_FACTS = 2  # beside a text


def is_prose(value: object) -> bool:
    """Whether a value is prose: sentences of many words.

    >>> is_prose("He said so. " * 9), is_prose("He said so."), is_prose("ferries, fines, " * 20)
    (True, False, False)
    """
    return (
        isinstance(value, str) and len(value.split(maxsplit=MIN_PROSE_WORDS)) > MIN_PROSE_WORDS and is_sentences(value)
    )


def is_sentences(value: str) -> bool:
    return _SENTENCES.search(value) is not None


def facts(rows: Sequence[Row], known: Collection[str] = (), named: Collection[str] = ()) -> dict[str, list[str]]:
    """The columns of each fact, among those that `named` does not have; a text may have several.

    `known` has the facts that other columns are named by. Values of rows that are no articles tell nothing: an article
    has a text and two facts beside it, of which one is known by its name, or both are a title and a date.
    """
    columns = _columns(rows, named)
    found = {} if labels.TEXT in known else {labels.TEXT: _texts(_that_may_be(labels.TEXT, columns), len(rows))}
    if found and not found[labels.TEXT]:
        return {}
    left = {name: values for name, values in columns.items() if name not in found.get(labels.TEXT, ())}
    left = {name: values for name, values in left.items() if max(map(len, values)) <= _MAX_SHORT_CHARS}
    for fact, of_fact in (("date", _dates), ("source", _sources), ("author", _authors), ("title", _titles)):
        name = None if fact in known else of_fact(_that_may_be(fact, left), len(rows))
        if name is not None:
            found[fact] = [name]
            del left[name]
    stated = _FACTS & {*known, *found}
    is_by_name = len(stated) >= _MIN_FACTS and bool(_FACTS & set(known))
    are_articles = labels.TEXT in known or is_by_name or {"title", "date"} <= stated
    return found if are_articles else {}


def _that_may_be(fact: str, columns: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The columns without those named by words for other facts: "title_of_image" is none of a date."""
    fitting = {fact, *_ALSO_NAMED.get(fact, ())}
    return {name: values for name, values in columns.items() if labels.facts_in(name) <= fitting}


def _columns(rows: Sequence[Row], named: Collection[str]) -> dict[str, list[str]]:
    """The filled values of each column."""
    columns: dict[str, list[str]] = {}
    for row in rows:
        for name, value in islice(row.items(), limits.MAX_COLUMNS):
            if isinstance(name, str) and name not in named and (text := _as_text(value)):
                columns.setdefault(name, []).append(text)
    return columns


def _as_text(value: object) -> str:
    if isinstance(value, list) and len(value) > 1 and all(isinstance(each, str) for each in value):
        return "\n\n".join(value)
    return (row_values.plain(value) or "").strip()


def _texts(columns: Mapping[str, list[str]], rows: int) -> list[str]:
    """The column with the most prose; else those with a number each that hold a paragraph."""
    prose = {
        name: sum(map(len, values))
        for name, values in columns.items()
        if len(values) * 2 >= rows
        and not NOT_OF_ARTICLE.search(name)
        and sum(map(is_prose, values)) >= _MIN_KNOWN_SHARE * len(values)
    }
    longest = max(prose, key=lambda name: prose[name], default=None)
    by_stem: dict[str, list[str]] = {}
    for name, values in columns.items():
        stem = _NUMBERED.fullmatch(name)
        if stem and sum(map(is_sentences, values)) >= _MIN_KNOWN_SHARE * len(values):
            by_stem.setdefault(stem[1], []).append(name)
    together = max(by_stem.values(), key=lambda names: (len(names) > 1, _chars(columns, names)), default=[])
    if len(together) > 1 and _chars(columns, together) > _chars(columns, [longest] if longest else []):
        return together
    return [longest] if longest else []


def _chars(columns: Mapping[str, list[str]], names: Sequence[str]) -> int:
    return sum(len(value) for name in names for value in columns[name])


def _dates(columns: Mapping[str, list[str]], rows: int) -> str | None:
    """The column of days; of several, the one with the earliest. A day that all rows have is that of their copy."""
    found: dict[str, tuple[str, ...]] = {}
    for name, values in columns.items():
        days = [day for value in values if (day := _day(value))]
        is_filled = len(values) >= _MIN_VALUE_SHARE * rows and len(days) >= _MIN_FILLED_SHARE * len(values)
        if is_filled and not _OF_COPY.search(name) and (len(set(days)) > 1 or rows == 1):
            found[name] = tuple(sorted(days))
    return min(found, key=lambda name: found[name], default=None)


def _day(value: str) -> str | None:
    """A value as a day, like 2012-02-07; None if it is none."""
    plain = row_values.day(value.strip())
    if len(plain) > _MAX_SHORT_CHARS // 4 or not any(map(str.isdigit, plain)):
        return None
    for day_first in (True, False):
        date = parse_date(plain, day_first=day_first)
        if isinstance(date, PartialDate) and date.precision is Precision.DAY and date.first.year in _YEARS:
            return date.first.isoformat()
    return None


def _sources(columns: Mapping[str, list[str]], _rows: int) -> str | None:
    """The column of newspapers' names: most known as such, and fewer names than rows."""
    share = {
        name: _share(values, lambda value: publications.is_publication(value) or publications.may_be_publication(value))
        for name, values in columns.items()
        if not _OF_TOPICS.search(name)
    }
    return _best(share, _MIN_KNOWN_SHARE)


def _authors(columns: Mapping[str, list[str]], _rows: int) -> str | None:
    people = {name: _share(values, _is_person) for name, values in columns.items() if not _OF_OTHERS.search(name)}
    return _best(people, _MIN_VALUE_SHARE)


def _titles(columns: Mapping[str, list[str]], rows: int) -> str | None:
    """The first column of headlines, which are others in nearly every row."""
    for name, values in columns.items():
        words = sum(len(value.split()) for value in values)
        is_unlike = len(set(values)) >= _MIN_FILLED_SHARE * len(values)
        is_long = words >= _MEAN_TITLE_WORDS * len(values)
        is_filled = len(values) >= _MIN_VALUE_SHARE * rows and not _OF_TOPICS.search(name)
        if is_filled and is_unlike and is_long and _share(values, _may_be_title) >= _MIN_VALUE_SHARE:
            return name
    return None


def _may_be_title(value: str) -> bool:
    words = value.split()
    is_sized = _MIN_TITLE_WORDS <= len(words) <= _MAX_TITLE_WORDS and len(value) <= _MAX_TITLE_CHARS
    return is_sized and "\n" not in value and not value.endswith((".", ":", ";", ",")) and _day(value) is None


def _is_person(value: str) -> bool:
    names = bylines.parse_byline(value) or bylines.parse_byline(f"By {value}")
    return bool(names) and bylines.is_name(names[0]) and (names[0].isupper() or bylines.may_be_person(names[0]))


def _share(values: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, values)) / len(values)


def _best(share: Mapping[str, float], least: float) -> str | None:
    best = max(share, key=lambda name: share[name], default=None)
    return best if best is not None and share[best] >= least else None


def is_day(value: str) -> bool:
    return _day(value) is not None


def is_value(cell: str) -> bool:
    """Whether a cell is a value, and not the name of a column.

    >>> is_value("2012-02-07"), is_value("publication_date"), is_value("https://courier.example/dam")
    (True, False, True)
    """
    return is_prose(cell) or is_day(cell) or row_values.address(cell) is not None


def sample(rows: Iterator[Row]) -> list[Row]:
    """The first rows, as many as tell what the columns hold."""
    first: list[Row] = []
    chars = 0
    for row in rows:
        first.append(row)
        chars += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(first) == SAMPLE_ROWS or chars > _MAX_SAMPLE_CHARS:
            break
    return first
