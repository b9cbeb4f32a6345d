"""The values of rows: by name, of objects within objects, as text, as paragraphs, as days.

flat          the values of a row by column key, with those within objects ("fields.body") and by what names mean
plain         a value as text: of an object its name, of a list its first value
paragraphs    the pieces of an article's text: of lists, sections, rich text
day           a date that is counted since 1970, as a day
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from retrieval.ingest import labels

Row = Mapping[str, object]

_MAX_DEPTH = 8  # of values within values
_NAMES = (
    "name",
    "displayName",
    "display_name",
    "full_name",
    "handle",
    "username",
    "by",
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
MEANT = "\0"  # before a fact, in the key of a column whose name means it
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
)
_WHOLE_BODIES = ("rendered", "processed", "value")  # of an object that may hold a summary or its source, too
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Z]{2})?")  # as a key: {"en-GB": "The headline"}
_TEXT_KINDS = {"text", "sanitized_html", "header"}  # among the elements of an article: pictures, a box on its author
_PARAGRAPH = re.compile(r"block|paragraph|heading[-_]?\d?")  # the kind of a node of rich text
_SECONDS = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d{1,6})?")  # since 1970, or milliseconds


def column_key(name: str) -> str:
    """A column's name without what does not matter in it.

    >>> column_key("Published_At"), column_key("fields.Body-Text")
    ('publishedat', 'fields.bodytext')
    """
    return re.sub(r"[\s_()-]", "", name).casefold()


def flat(row: Row) -> dict[str, Any]:
    """The values of a row by column key; and those within its values, as in "fields.body"."""
    cells: dict[str, Any] = {}
    for name, value in row.items():
        if not isinstance(name, str):
            continue
        cells.setdefault(column_key(name), value)
        if (meant := labels.meaning_of(name)) and value:
            cells.setdefault(MEANT + meant, value)
            if meant == labels.EXCERPT and isinstance(value, str) and len(value) > len(str(cells[MEANT + meant])):
                cells[MEANT + meant] = value
            if meant == "date" and labels.names_publication(name):
                cells.setdefault(MEANT + labels.PUBLISHED, value)
        if isinstance(value, dict):
            is_article = meant == labels.TEXT and any(labels.meaning_of(str(inner)) == labels.TEXT for inner in value)
            for inner, part in value.items():
                cells.setdefault(f"{column_key(name)}.{column_key(str(inner))}", part)
                fact = labels.meaning_of(str(inner)) if is_article else None
                if fact not in {None, labels.TEXT} and part:  # of an article that stands in one object of its record
                    cells.setdefault(f"{MEANT}{fact}", part)
                for innermost, deeper in part.items() if isinstance(part, dict) else ():
                    cells.setdefault(".".join(map(column_key, (name, str(inner), str(innermost)))), deeper)
    return cells


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
            known = [names for names in (_NAMES, _WRAPPERS) if any(name in value for name in names)]
            names = known[0] if known else _languages(value)
            parts = (plain(value.get(name), depth + 1) for name in names)
        case list() if depth < _MAX_DEPTH:
            parts = (plain(part, depth + 1) for part in value)
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


def paragraphs(value: object, depth: int = 0) -> Iterator[str]:
    match value:
        case str() if value.strip():
            yield value
        case list() if depth < _MAX_DEPTH:
            kinds = {part.get("type") for part in value if isinstance(part, dict)}
            for part in value:
                if not kinds & _TEXT_KINDS or (isinstance(part, dict) and part.get("type") in _TEXT_KINDS):
                    yield from paragraphs(part, depth + 1)
        case dict() if _PARAGRAPH.fullmatch(str(value.get("_type") or value.get("nodeType") or value.get("type"))):
            if run := "".join(_runs(value)).strip():
                yield run
        case dict() if depth < _MAX_DEPTH:
            whole = next((name for name in _WHOLE_BODIES if isinstance(value.get(name), str) and value[name]), None)
            for name in [whole] if whole else (*_BODY_PARTS, *_languages(value)):
                yield from paragraphs(value.get(name), depth + 1)


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


def day(value: str) -> str:
    """A date that is counted in seconds or milliseconds since 1970, as a day; any other as it is.

    >>> day("1395133200"), day("1395133200000"), day("18 March 2014")
    ('2014-03-18', '2014-03-18', '18 March 2014')
    """
    seconds = _SECONDS.fullmatch(value)
    return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat() if seconds else value


def address(value: object) -> str | None:
    return value if isinstance(value, str) and ADDRESS.match(value) else None
