"""The values of rows: by name, from nested objects, as text, as paragraphs, as days.

flat          the values of a row by column key, with those within objects ("fields.body") and by what names mean
plain         a value as text: of an object its name, of a list its first value
paragraphs    the pieces of an article's text: of lists, sections, rich text
day           a date that is counted since 1970, as a day
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from retrieval.ingest import labels, limits
from retrieval.ingest.formats.database_exports.paragraphs import date_in
from retrieval.text.dates import MONTH_PATTERN, full_year

Row = Mapping[str, object]

_MAX_CELLS = 2 * limits.MAX_COLUMNS  # of a row, with those of the objects within it
_MAX_DEPTH = 8  # of values within values
_NAMES = (
    "name",
    "displayname",
    "display_name",
    "full_name",
    "handle",
    "username",
    "by",
    "rendered",
    "basic",
    "main",
    "original",
    "value",
    "text",
    "title",
    "$oid",
    "$date",
    "$numberlong",
    "$numberint",
    *("$text", "#text", "_text", "$t", "@value", "__cdata"),  # as programs turn XML into JSON
    *("s", "n"),  # as DynamoDB writes a text and a number
)  # a value's main part in small letters, first counts
_WRAPPERS = ("attributes", "data", "node", "fields")  # around an object with a name
_NO_VALUE = frozenset(("", "nan", "nat", "none", "null", "n/a", "undefined"))  # as programs write a missing value
MEANT = "\0"  # before a fact, in the key of a column whose name means it
OF_RECORD = frozenset("meta metadata frontmatter header properties credits fields".split())  # objects with its facts
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
    "transcript",
    "root",
    "data",
    "items",
    "content_elements",
    "paragraph",
    *("$text", "#text", "_text", "$t", "@value", "__cdata", "S"),
)
_BESIDE_TEXT = frozenset(("summary", "headline"))  # of an object that may also have a text
_WHOLE_BODIES = ("rendered", "processed", "value")  # of an object that may also have a summary or its source
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Z]{2})?")  # as a key: {"en-GB": "The headline"}
_TEXTS = {"text", "sanitized_html"}  # among the elements of an article: pictures, a box on its author
_TEXT_KINDS = _TEXTS | {"header", "quote", "blockquote", "list"}
_PARAGRAPH = re.compile(r"block|paragraph|heading[-_]?\d?|list[-_]?item")  # the kind of a node of rich text
_PIECE = re.compile(
    r"(?:paragraph|para|sentence|sent|segment|chunk|absatz|satz)s?[ _-]?(?:no|nr|num|number|id|index|idx)?",
    re.IGNORECASE,
)
_MAX_DIGITS = 9
_SHORT_YEAR = re.compile(rf"(\d{{1,2}}[-/ ]{MONTH_PATTERN}[-/ ])(\d\d)", re.IGNORECASE)
_IN_WORDS = re.compile(r"(?:[^\W\d_]+,? )?\d{1,2}(?:\.|er)? (?:de )?[^\W\d_]+\.? (?:de )?\d{4}")
_SECONDS = re.compile(  # since 1970, or milliseconds; "201202071237" is a day and a time
    r"(\d{10})(?:\d{3})?(?:\.\d{1,6})?|(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d[0-2]\d[0-5]\d$)(\d{9})(?:\d{3})?"
)


def column_key(name: str) -> str:
    """A column's name without letter case, spaces and other parts that do not matter.

    >>> column_key("Published_At"), column_key("fields.Body-Text")
    ('publishedat', 'fields.bodytext')
    """
    return re.sub(r"[\s_()-]", "", name).casefold()


def flat(row: Row) -> dict[str, Any]:
    """The values of a row by column key; and those within its values, as in "fields.body"."""
    cells: dict[str, Any] = {}
    named = {name: value for name, value in islice(row.items(), limits.MAX_COLUMNS) if isinstance(name, str)}
    for name, value in named.items():
        cells.setdefault(column_key(name), value)
        if (meant := labels.meaning_of(name)) and value:
            _add_meant(cells, name, meant, value)
        if isinstance(value, dict):
            _add_inner(cells, name, value, is_text=meant == labels.TEXT)
    for name, value in named.items():
        if isinstance(value, dict) and column_key(name) in OF_RECORD:
            _add_facts(cells, value)
    return cells


def _add_meant(cells: dict[str, Any], name: str, meant: str, value: object) -> None:
    """Add a value to the field that its name means.

    The longest excerpt, the first date of publication and a name rather than an address of the source count.
    """
    cells.setdefault(MEANT + meant, value)
    if meant == "source" and address(cells[MEANT + meant]):
        cells[MEANT + meant] = value
    if meant == labels.EXCERPT and isinstance(value, str) and len(value) > len(str(cells[MEANT + meant])):
        cells[MEANT + meant] = value
    if meant == "date" and labels.names_publication(name):
        if labels.is_first(name):
            cells[MEANT + labels.PUBLISHED] = value
        cells.setdefault(MEANT + labels.PUBLISHED, value)


def _add_inner(cells: dict[str, Any], name: str, value: dict[Any, Any], *, is_text: bool) -> None:
    """Add the values of an object; also its fields, if the object is the article within its record."""
    is_article = is_text and any(labels.meaning_of(str(inner)) == labels.TEXT for inner in value)
    for inner, part in islice(value.items(), max(0, _MAX_CELLS - len(cells))):
        cells.setdefault(f"{column_key(name)}.{column_key(str(inner))}", part)
        fact = labels.meaning_of(str(inner)) if is_article else None
        if fact not in {None, labels.TEXT} and part:
            cells.setdefault(f"{MEANT}{fact}", part)
        deep = part.items() if isinstance(part, dict) else ()
        for innermost, deeper in islice(deep, max(0, _MAX_CELLS - len(cells))):
            cells.setdefault(".".join(map(column_key, (name, str(inner), str(innermost)))), deeper)


def _add_facts(cells: dict[str, Any], facts: dict[Any, Any]) -> None:
    """Add fields from a separate object of the record, such as "meta", if the record itself lacks them."""
    stated = set(cells)
    for name, value in islice(facts.items(), limits.MAX_COLUMNS):
        meant = labels.meaning_of(str(name))
        if value and meant and meant not in {labels.TEXT, labels.EXCERPT} and MEANT + meant not in stated:
            _add_meant(cells, str(name), meant, value)


def plain(value: object, depth: int = 0) -> str | None:
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
            by_key = {name.casefold(): name for name in reversed(list(value)) if isinstance(name, str)}
            known = [[by_key[name] for name in names if name in by_key] for names in (_NAMES, _WRAPPERS)]
            parts = (plain(value[name], depth + 1) for name in known[0] or known[1] or _languages(value))
        case list() if depth < _MAX_DEPTH:
            parts = (plain(part, depth + 1) for part in value)
        case _:
            return None
    return next((part for part in parts if part), None)


def _of_reference(value: object) -> str | None:
    """A date or a name of CSL-JSON.

    >>> _of_reference({"date-parts": [["2012", 2, 7]]}), _of_reference({"family": "Low", "given": "Ann"})
    ('2012-02-07', 'Ann Low')
    """
    match value:
        case {"date-parts": [list() as parts, *_]} if parts and all(str(part).isdecimal() for part in parts):
            return "-".join(str(part).zfill(2) for part in parts)
        case {"family": str(family), **others}:
            return f"{others.get('given') or ''} {family}".strip()
    return None


def paragraphs(value: object, depth: int = 0) -> Iterator[str]:
    match value:
        case str() if value.strip():
            yield value
        case list() if depth < _MAX_DEPTH:
            kinds = {part.get("type") for part in value if isinstance(part, dict)}
            for part in value:
                if not kinds & _TEXTS or (isinstance(part, dict) and part.get("type") in _TEXT_KINDS):
                    yield from paragraphs(part, depth + 1)
        case dict() if _PARAGRAPH.fullmatch(str(value.get("_type") or value.get("nodeType") or value.get("type"))):
            if run := "".join(_runs(value)).strip():
                yield run
        case dict() if depth < _MAX_DEPTH:
            whole = next((name for name in _WHOLE_BODIES if isinstance(value.get(name), str) and value[name]), None)
            parts = [name for name in _BODY_PARTS if name in value]
            if set(parts) <= _BESIDE_TEXT:
                parts = [*_languages(value), *_named_text(value)] or parts
            for name in [whole] if whole else parts:
                yield from paragraphs(value.get(name), depth + 1)


def _named_text(value: dict[Any, Any]) -> list[str]:
    """The first key of an object whose name means a text, as "bodyHtml" does."""
    return [name for name in value if isinstance(name, str) and labels.meaning_of(name) == labels.TEXT][:1]


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
        yield from _runs(node.get("data"), depth + 1)


def day(value: str) -> str:
    """A date that is counted in seconds or milliseconds since 1970, as a day; any other as it is.

    Excel writes "18-Mar-14"; years from 70 on are of the last century.

    >>> day("1395133200"), day("1395133200000"), day("18 March 2014"), day("18-Mar-14"), day("2 mars 2014")
    ('2014-03-18', '2014-03-18', '18 March 2014', '18-Mar-2014', '2014-03-02')
    >>> day("915148800000"), day("201202071237")
    ('1999-01-01', '201202071237')
    """
    if seconds := _SECONDS.fullmatch(value):
        return datetime.fromtimestamp(int(seconds[1] or seconds[2]), UTC).date().isoformat()
    if short := _SHORT_YEAR.fullmatch(value.strip()):
        return f"{short[1]}{full_year(short[2])}"
    return (date_in(value) if _IN_WORDS.fullmatch(value.strip()) else None) or value


def piece(row: Row) -> int | None:
    """The number of a row's paragraph within its article; None if no column has it.

    >>> piece({"article_id": "a", "para_no": "3", "text": "He left."}), piece({"no": "3", "text": "He left."})
    (3, None)
    """
    for name, value in row.items():
        if (
            isinstance(name, str)
            and _PIECE.fullmatch(name)
            and str(value).isdecimal()
            and len(str(value)) <= _MAX_DIGITS
        ):
            return int(str(value))
    return None


def address(value: object) -> str | None:
    return value if isinstance(value, str) and ADDRESS.match(value) else None
