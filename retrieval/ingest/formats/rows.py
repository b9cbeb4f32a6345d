"""Rows: what JSON, JSON Lines, CSV and Excel have in common. Each row is an article.

    {"id": 17, "headline": "Minister Resigns", "published_at": "2012-02-07", "fields": {"body": "<p>He ...</p>"}}

`[archive.columns]` in config.toml names the columns for each fact. In column names, letter case, spaces, "_" and "-" do
not matter. "fields.body" is a value within a value. A text of HTML is read as HTML. Where none of the columns for a
fact is filled, one whose name means the fact counts (`labels.meaning_of`), unless the settings name others for it.

A column of dates may hold something else ("Published: yes"); then the next one that holds a date counts. A table whose
dates make sense in one order only, such as 03/14/2023, has all its dates in that order.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import labels, limits
from retrieval.ingest.bylines import have_surnames_first, surnames_last
from retrieval.ingest.document import Document, Incomplete, Part, Skipped, part_path
from retrieval.ingest.formats import html, plain_text, wordpress
from retrieval.models import PartialDate
from retrieval.settings import ColumnSettings
from retrieval.text.dates import parse_date

Row = Mapping[str, object]
ToText = Callable[[str], str]  # of HTML; raises UnreadableFile if it cannot be parsed within the limits

TOO_LONG = f"is longer than {limits.MAX_ROW_BYTES // limits.MEGABYTE} MB"
ONLY_EXCERPT = "has only an excerpt of its text"
CUT = "has a text that its source cut short"
MAX_NAMED_COLUMNS = 12  # unread columns that a message names
_MAX_DEPTH = 8  # of values within values
_NAMES = (
    "name",
    "rendered",
    "main",
    "original",
    "value",
    "text",
    "title",
    "$oid",
    "$date",
    "$numberLong",
    "$numberInt",
)  # a value's main part, first counts
_WRAPPERS = ("attributes", "data", "node", "fields")  # around an object with a name
_NO_VALUE = frozenset(("", "nan", "nat", "none", "null", "n/a", "undefined"))  # as programs write a missing value
_MEANT = "\0"  # before a fact, in the key of a column whose name means it
_AUTHOR_IN_TWO = ("authorfirstname", "authorlastname")
_STATUS = "status"  # of a blog's post
_UNPUBLISHED = frozenset("draft auto-draft scheduled future pending private trash".split())
_BODY_PARTS = (
    "summary",
    "headline",
    "text",
    "paragraphs",
    "sections",
    "blocks",
    "children",
    "content",
    "body",
    "value",
)
_WORDPRESS = "<!-- wp:"  # before each block of a post
_WHOLE_BODIES = ("rendered", "processed", "value")  # of an object that may hold a summary or its source, too
_LIST_AS_TEXT = re.compile(
    r"\[(?:'[^'\n]*+'|\"[^\"\n]*+\")(?:,? (?:'[^'\n]*+'|\"[^\"\n]*+\"))*+\]"
)  # as Python writes one
_QUOTED = re.compile(r"'([^'\n]*+)'|\"([^\"\n]*+)\"")
_MAX_LIST_CHARS = 2000
_HTML = re.compile(r"<(?:p|br|div|a|em|strong|b|i|h[1-6]|ul|li|span|blockquote|figure)\b[^<>]*>", re.IGNORECASE)
_CUT_MARK = re.compile(r"\s*\[\+\s?\d+ chars?\]\s*$")
_CUT_MARK_CHARS = 60  # at the end of a text, in which the mark may stand
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Z]{2})?")  # as a key: {"en-GB": "The headline"}
_TEXT_KINDS = {"text", "sanitized_html", "header"}  # among the elements of an article: pictures, a box on its author
_PARAGRAPH = re.compile(r"block|paragraph|heading[-_]?\d?")  # the kind of a node of rich text
_SLASHED = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b")
MAX_WAITING_ROWS = 1000  # with dates of unknown order, that wait for one that tells it
_MAX_WAITING_CHARS = 8_000_000
_SECONDS = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d{1,6})?")  # since 1970, or milliseconds


class RowReader:
    """Makes documents from rows, and notes the columns that it does not read."""

    def __init__(self, columns: ColumnSettings, to_text: ToText = html.to_text) -> None:
        self._columns, self._to_text = columns, to_text
        self._wanted = {
            fact.name: [column_key(name) for name in getattr(columns, fact.name)] for fact in fields(columns)
        }
        self._known = {key.split(".")[0] for keys in self._wanted.values() for key in keys}
        self._known |= {_STATUS, *_AUTHOR_IN_TWO}
        usual = ColumnSettings()
        self._meant = {fact for fact in self._wanted if getattr(columns, fact) == getattr(usual, fact)}
        for fact in self._meant - {labels.EXCERPT}:
            self._wanted[fact].append(_MEANT + fact)
        if "date" in self._meant:
            self._wanted["date"].insert(0, _MEANT + labels.PUBLISHED)
            self._wanted["date"].append(_MEANT + labels.CREATED)
        self._unread: Counter[str] = Counter()
        self._known_names: dict[str, bool] = {}

    def has_text(self, names: Iterator[str] | list[str]) -> bool:
        """Whether one of the columns may hold an article's text, or an excerpt of it."""
        names = list(names)
        found = set(map(self.fact_of, names))
        is_stated = any(column_key(name) in self._wanted["excerpt"] for name in names)
        return "text" in found or is_stated or {"excerpt", "date"} <= found

    def has_facts(self, names: list[str]) -> bool:
        """Whether two of the columns may hold a title, date, source or author."""
        return len({"title", "date", "source", "author"} & set(map(self.fact_of, names))) > 1

    def fact_of(self, name: str) -> str | None:
        """The fact that a column may hold, by the settings or by what its name means."""
        key = column_key(name)
        stated = next((fact for fact, keys in self._wanted.items() if key in keys), None)
        meant = labels.meaning_of(name)
        return stated or (meant if meant in self._meant else None)

    def is_article(self, row: Row) -> bool:
        """Whether a JSON object has a text, or an excerpt or title beside a date or address, as articles have."""
        cells = _flat(row)
        found = {fact for fact in self._wanted if self._value(fact, cells) is not None}
        return "text" in found or ("title" in found and bool(found & {"date", "url", "excerpt"}))

    def with_inner_text(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row without a text or a title, with what the only object within it has that holds a text.

        {"title": ..., "details": {"body": ...}} and {"sys": ..., "fields": {"title": ..., "body": ...}} are such rows.
        """
        cells = _flat(row)
        if self._has("text", cells) and self._has("title", cells):
            return row
        others = [inner for name, inner in row.items() if column_key(name) not in self._wanted["text"]]
        inner = [other for other in others if isinstance(other, dict) and self._has("text", _flat(other))]
        return {**inner[0], **row} if len(inner) == 1 else row

    def _has(self, fact: str, cells: Mapping[str, Any]) -> bool:
        return any(next(_paragraphs(cells.get(key)), None) for key in self._wanted[fact])

    def read(self, row: Row, number: int) -> Iterator[Part]:
        """The document of a row, named by its id or its number, from 1; or the reason why it is none."""
        cells = _flat(row)
        self._unread.update(name for name in row if row[name] and not self._is_known(name))
        row_id = self._value("id", cells)
        name = plain_text.one_line(row_id or "")[: limits.MAX_PART_NAME_CHARS] or str(number)
        if status := _unpublished(cells):
            yield Skipped(name, f"is not published ({status})")
            return
        try:
            text = self._value("text", cells)
            excerpt = self._excerpt(cells) if text is None else None
        except UnreadableFile as error:
            yield Skipped(name, error.why)
            return
        if text is None and excerpt is None:
            is_blank = any(key in cells for key in self._wanted["text"])
            yield Skipped(name, "is empty" if is_blank else self.no_text)
            return
        whole = text or excerpt or ""
        whole = whole[:-_CUT_MARK_CHARS] + _CUT_MARK.sub("", whole[-_CUT_MARK_CHARS:])
        if text is None:
            yield Incomplete(name, ONLY_EXCERPT)
        elif whole != text:
            yield Incomplete(name, CUT)
        facts = {fact: self._value(fact, cells) for fact in ("title", "url")}
        facts |= {fact: self._date(fact, cells) for fact in ("date", "updated")}
        url, source = facts["url"], self._source(cells, facts["url"])
        if source is None and isinstance(cells.get("title"), dict) and isinstance(cells.get("heading"), str):
            source, facts["title"] = facts["title"], cells["heading"]  # the title of a paper, and a headline
        headline = cells.get("headline")
        if facts["title"] and isinstance(headline, str) and facts["title"].endswith(f": {headline.strip()}"):
            facts["title"] = headline  # without the place before it
        raw_metadata = {
            **facts,
            "author": self._authors(cells),
            "source": source,
            "url": url or _address(cells.get("source")) or _address(row_id),
        }
        try:
            yield Document(plain_text.checked(plain_text.normalise_line_ends(whole)), raw_metadata, name)
        except UnreadableFile as error:
            yield Skipped(name, error.why)

    def _is_known(self, name: str) -> bool:
        if name not in self._known_names:
            self._known_names[name] = column_key(name).split(".")[0] in self._known or self.fact_of(name) is not None
        return self._known_names[name]

    def _excerpt(self, cells: Mapping[str, Any]) -> str | None:
        """The excerpt; a column that only means one counts beside a title and a date, as a product's has not."""
        stated = self._value("excerpt", cells)
        is_meant = stated is None and labels.EXCERPT in self._meant
        if not is_meant or not self._value("title", cells) or not self._date("date", cells):
            return stated
        return self._body(cells.get(_MEANT + labels.EXCERPT))

    @property
    def no_text(self) -> str:
        """Why a row without a text is no article."""
        few = ", ".join(self._columns.text[:6])
        return f"has no text in a column named {few}, ...; set [archive.columns] text"

    def unread_columns(self) -> Iterator[Incomplete]:
        """One part that names the columns that held something and were not read, if there are any."""
        if self._unread:
            names = sorted(self._unread)
            more = f" and {len(names) - MAX_NAMED_COLUMNS} more" if len(names) > MAX_NAMED_COLUMNS else ""
            few = ", ".join(plain_text.one_line(name) for name in names[:MAX_NAMED_COLUMNS])
            yield Incomplete("", f"has columns that are not read: {few}{more}")

    def _date(self, fact: str, cells: Mapping[str, Any]) -> str | None:
        """The first column that holds a date; if none does, the first that is filled."""
        found = [_day(value) for key in self._wanted[fact] if (value := _plain(cells.get(key)))]
        if fact == "date" and all(str(cells.get(part) or "").isdecimal() for part in ("year", "month", "day")):
            found.append("-".join(str(cells[part]).zfill(2) for part in ("year", "month", "day")))
        if len(found) < 2:
            return found[0] if found else None
        return next(filter(_is_date, found), found[0])

    def _value(self, fact: str, cells: Mapping[str, Any], *, is_name: bool = False) -> str | None:
        """The first filled column of a fact, as text. With `is_name`, an address does not count."""
        for key in self._wanted[fact]:
            cell = cells.get(key)
            if not cell and not (fact == "id" and cell == 0):
                cell = cells.get(f"{key}.name")
            if key == "fulltext" and isinstance(cells.get("introtext"), str):  # Joomla cuts a text in two
                cell = [cells["introtext"], cell]
            value = self._body(cell) if fact in {"text", "excerpt"} else _plain(cell)
            if value and not (is_name and _ADDRESS.match(value)):
                return value
        return None

    def _source(self, cells: Mapping[str, Any], url: str | None) -> str | None:
        """The publication; the host of its site where no more is known, as programs that fetch pages write it."""
        source = self._value("source", cells, is_name=True)
        site = _plain(cells.get("sourceurl"))
        if source is None and site and url and site != url and _ADDRESS.match(site):
            source = _ADDRESS.sub("", site).partition("/")[0]
        return source.removeprefix("www.") if source and _HOST.fullmatch(source) else source

    def _body(self, value: object) -> str | None:
        """The text of an article: a text, HTML, a list of paragraphs, or an object with sections and paragraphs."""
        pieces = list(_paragraphs(value))
        text = "\n\n".join(pieces)
        if _WORDPRESS in text:
            pieces = [wordpress.without_codes(piece) for piece in pieces]
            text = "\n\n".join(pieces)
        if not _HTML.search(text):
            return text or None
        return self._to_text(text if len(pieces) == 1 else "".join(f"<div>{piece}</div>" for piece in pieces))

    def _authors(self, cells: Mapping[str, Any]) -> object:
        for key in self._wanted["author"]:
            value = cells.get(key)
            if isinstance(value, str) and (listed := _LIST_AS_TEXT.fullmatch(value.strip()[:_MAX_LIST_CHARS])):
                value = [single or double for single, double in _QUOTED.findall(listed[0])]
            if isinstance(value, list) and value:
                return [name for name in map(_plain, value) if name]
            if plain := _plain(value):
                return surnames_last(plain) if have_surnames_first(plain) else plain
        names = [_plain(cells.get(key)) for key in _AUTHOR_IN_TWO]
        return " ".join(filter(None, names)) or None


def _unpublished(cells: Mapping[str, Any]) -> str | None:
    """The status of a post that its blog has not published; None for any other row."""
    status = cells.get(_STATUS)
    return status if isinstance(status, str) and status.lower() in _UNPUBLISHED else None


def _is_date(value: str) -> bool:
    return any(isinstance(parse_date(value, day_first=day_first), PartialDate) for day_first in (True, False))


def in_one_order(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts of a table, with dates like 03/14/2023 as 2023-03-14 if one of the first rows tells their order.

    >>> rows = [Document("", {"date": date}) for date in ("11/08/2022", "03/14/2023")]
    >>> [part.raw_metadata["date"] for part in in_one_order(iter(rows))]
    ['2022-11-08', '2023-03-14']
    """
    waiting: list[Part] = []
    day, chars = 0, 0  # the place of the day in a date: 1 or 3, or 0 as long as it is unknown
    for part in parts:
        slashed = _slashed(part)
        if slashed and not day:
            places = [place for place in (1, 3) if int(slashed[place]) > 12]
            day = places[0] if len(places) == 1 else 0
        has_other_date = isinstance(part, Document) and not slashed and part.raw_metadata.get("date")
        chars += len(part.text) if isinstance(part, Document) else 0
        waiting.append(part)
        may_wait = _slashed(waiting[0]) is not None and not day and not has_other_date
        if not may_wait or len(waiting) > MAX_WAITING_ROWS or chars > _MAX_WAITING_CHARS:
            yield from (_with_dates(each, day) for each in waiting)
            waiting, chars = [], 0
    yield from waiting


def _slashed(part: Part, fact: str = "date") -> re.Match[str] | None:
    date = part.raw_metadata.get(fact) if isinstance(part, Document) else None
    return _SLASHED.match(date) if isinstance(date, str) else None


def _with_dates(part: Part, day: int) -> Part:
    """The part with its dates as 2023-03-14, if the place of the day in them is known."""
    if not day or not isinstance(part, Document):
        return part
    found = {fact: slashed for fact in ("date", "updated") if (slashed := _slashed(part, fact))}
    dates = {fact: f"{date[4]}-{date[4 - day].zfill(2)}-{date[day].zfill(2)}" for fact, date in found.items()}
    return replace(part, raw_metadata={**part.raw_metadata, **dates})


def renamed(part: Part, prefix: str) -> Part:
    """The part with the name of its sheet or table before its own."""
    return replace(part, name=part_path(prefix, part.name))


def unnamed(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts of the only article of a file, which has the name of its file."""
    return (replace(part, name="") for part in parts)


def column_key(name: str) -> str:
    """A column's name without what does not matter in it.

    >>> column_key("Published_At"), column_key("fields.Body-Text")
    ('publishedat', 'fields.bodytext')
    """
    return re.sub(r"[\s_()-]", "", name).casefold()


def _flat(row: Row) -> dict[str, Any]:
    """The values of a row by column key; and those within its values, as in "fields.body"."""
    cells: dict[str, Any] = {}
    for name, value in row.items():
        if not isinstance(name, str):
            continue
        cells.setdefault(column_key(name), value)
        if (meant := labels.meaning_of(name)) and value:
            cells.setdefault(_MEANT + meant, value)
            if meant == "date" and labels.names_publication(name):
                cells.setdefault(_MEANT + labels.PUBLISHED, value)
        if isinstance(value, dict):
            for inner, part in value.items():
                cells.setdefault(f"{column_key(name)}.{column_key(str(inner))}", part)
                if isinstance(part, dict):
                    deeper = {
                        f"{column_key(name)}.{column_key(str(inner))}.{column_key(str(k))}": v for k, v in part.items()
                    }
                    cells = deeper | cells
    return cells


def _plain(value: object, depth: int = 0) -> str | None:
    """A value as text: of an object like {"id": ..., "name": "The Courier"}, its name; of a list, its first value."""
    match value:
        case str():
            return None if value.strip().lower() in _NO_VALUE else value
        case bool() | None:
            return None
        case int():
            return str(value)
        case float():
            return str(value) if math.isfinite(value) else None
        case {"date-parts": _} | {"family": _}:
            parts = iter([_of_reference(value)])
        case dict() if depth < _MAX_DEPTH:
            known = [names for names in (_NAMES, _WRAPPERS) if any(name in value for name in names)]
            names = known[0] if known else _languages(value)
            parts = (_plain(value.get(name), depth + 1) for name in names)
        case list() if depth < _MAX_DEPTH:
            parts = (_plain(part, depth + 1) for part in value)
        case _:
            return None
    return next((part for part in parts if part), None)


def _of_reference(value: object) -> str | None:
    """A date or a name of CSL-JSON.

    >>> _of_reference({"date-parts": [[2012, 2, 7]]}), _of_reference({"family": "Low", "given": "Ann"})
    ('2012-02-07', 'Ann Low')
    """
    match value:
        case {"date-parts": [[int() as year, *rest], *_]}:
            return "-".join([f"{year:04}", *(f"{part:02}" for part in rest if isinstance(part, int))])
        case {"family": str(family), **others}:
            return f"{others.get('given') or ''} {family}".strip()
    return None


def _paragraphs(value: object, depth: int = 0) -> Iterator[str]:
    match value:
        case str() if value.strip():
            yield value
        case list() if depth < _MAX_DEPTH:
            kinds = {part.get("type") for part in value if isinstance(part, dict)}
            for part in value:
                if not kinds & _TEXT_KINDS or (isinstance(part, dict) and part.get("type") in _TEXT_KINDS):
                    yield from _paragraphs(part, depth + 1)
        case dict() if _PARAGRAPH.fullmatch(str(value.get("_type") or value.get("nodeType") or value.get("type"))):
            if run := "".join(_runs(value)).strip():
                yield run
        case dict() if depth < _MAX_DEPTH:
            whole = next((name for name in _WHOLE_BODIES if isinstance(value.get(name), str) and value[name]), None)
            for name in [whole] if whole else (*_BODY_PARTS, *_languages(value)):
                yield from _paragraphs(value.get(name), depth + 1)


def _languages(value: dict[Any, Any]) -> list[str]:
    """The only key of an object with a value for a language, as in {"en-GB": "The headline"}."""
    return [name for name in value if isinstance(name, str) and _LANGUAGE.fullmatch(name)] if len(value) == 1 else []


def _runs(node: Any, depth: int = 0) -> Iterator[str]:
    """The pieces of a paragraph of rich text, which changes of type split, in the order of their nodes."""
    if isinstance(node, dict) and depth < _MAX_DEPTH:
        for name in ("text", "value"):
            if isinstance(node.get(name), str):
                yield node[name]
        for name in ("children", "content"):
            for each in node[name] if isinstance(node.get(name), list) else ():
                yield from _runs(each, depth + 1)


def _day(value: str) -> str:
    """A date that is counted in seconds or milliseconds since 1970, as a day; any other as it is.

    >>> _day("1395133200"), _day("1395133200000"), _day("18 March 2014")
    ('2014-03-18', '2014-03-18', '18 March 2014')
    """
    seconds = _SECONDS.fullmatch(value)
    return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat() if seconds else value


def _address(value: object) -> str | None:
    return value if isinstance(value, str) and _ADDRESS.match(value) else None
