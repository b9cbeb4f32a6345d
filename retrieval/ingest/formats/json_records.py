"""JSON and JSON Lines: each object is an article, also inside arrays and other objects.

{"headline": ...}                                   one article
[{"headline": ...}, ...]                            an array
{"status": "ok", "articles": [{...}, ...]}          the reply of an API: the nearest objects that are articles
{"hits": {"hits": [{"_source": {...}}, ...]}}
{"a17": {"headline": ...}, ...}                     articles by their ids
{"columns": ["headline", ...], "data": [[...], ...]}    a table by rows, or by columns
{"headline": ...}⏎{"headline": ...}                 JSON Lines, also in a file called .json
exports of social networks, Ghost, Apple News       known_json.py
transcripts with the time of each turn              timed_json.py
"""

import io
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Protocol

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Part, Skipped
from retrieval.ingest.formats import column_values, html, known_json, plain_text, timed_json
from retrieval.ingest.formats.row_sequences import articles
from retrieval.ingest.formats.rows import TOO_LONG, RowReader, ToText, unnamed
from retrieval.settings import ColumnSettings

NOT_JSON = "is not valid JSON"
NESTED = "is nested too deeply"
NO_OBJECT = "is not a JSON object"
_BEGINNING = re.compile(rb'\{\s*"|\[\s*\{\s*"')
_FIRST_BYTES = 4096
_MAX_LOOKED_AT = 20  # objects of a list
_MAX_WRAPPERS = 6  # objects and arrays around the articles
_WRAPPERS = ("_source", "_doc")  # of one article, in the replies of search engines


class LineReader(Protocol):
    def readline(self, size: int, /) -> bytes: ...


def read(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    return articles(_read(raw, columns))


def _read(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    text = known_json.without_assignment(plain_text.decode(raw).removeprefix("\ufeff"))
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise UnreadableFile(NESTED) from error
    except ValueError as error:
        if not _is_json_lines(text):
            raise UnreadableFile(NOT_JSON) from error
        yield from read_lines(io.BytesIO(text.encode("utf-8", "replace")), columns)
        return
    if transcript := timed_json.read(value):
        yield transcript
        return
    rows = RowReader(columns)
    records = known_json.records(value) or _records(value, rows) or _records_by_values(value, rows)
    if records is None:
        raise UnreadableFile(f"holds no articles: {rows.no_text}")
    rows.learn(column_values.sample(record for record in records if isinstance(record, dict)))
    for number, record in enumerate(records, 1):
        if isinstance(record, Skipped):
            yield record
        elif isinstance(record, dict):
            yield from rows.read(record, number) if len(records) > 1 else unnamed(rows.read(record, number))
        else:
            yield Skipped(str(number), NO_OBJECT)
    yield from rows.unread_columns()


def read_lines(file: LineReader, columns: ColumnSettings, to_text: ToText = html.to_text) -> Iterator[Part]:
    return articles(_read_lines(file, columns, to_text))


def _read_lines(file: LineReader, columns: ColumnSettings, to_text: ToText) -> Iterator[Part]:
    rows = RowReader(columns, to_text)
    number = 0
    all_lines = lines(file)
    first = _first_lines(all_lines)
    rows.learn([row for line in first if (row := _row(line, rows))])
    for number, line in enumerate(chain(first, all_lines), 1):
        if line is None:
            yield Skipped(str(number), TOO_LONG)
        elif line.strip():
            try:
                yield from rows.read(rows.with_inner_text(_json_object(line)), number)
            except UnreadableFile as error:
                yield Skipped(str(number), error.why)
    if not number:
        yield Skipped("", "is empty")
    yield from rows.unread_columns()


def _first_lines(all_lines: Iterator[bytes | None]) -> list[bytes | None]:
    """The first lines, as many as tell what the rows hold."""
    first: list[bytes | None] = []
    size = 0
    for line in all_lines:
        first.append(line)
        size += len(line or b"")
        if len(first) == column_values.SAMPLE_ROWS or size > limits.MAX_ROW_BYTES:
            break
    return first


def _row(line: bytes | None, rows: RowReader) -> dict[str, Any] | None:
    try:
        return rows.with_inner_text(_json_object(line)) if line and line.strip() else None
    except UnreadableFile:
        return None


def lines(file: LineReader) -> Iterator[bytes | None]:
    """Every line; None for a line longer than MAX_ROW_BYTES, which is skipped without being held in memory."""
    while line := file.readline(limits.MAX_ROW_BYTES):
        if len(line) < limits.MAX_ROW_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (line := file.readline(limits.MAX_ROW_BYTES)) and not line.endswith(b"\n"):
            pass
        yield None


def _json_object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(plain_text.decode(line).removeprefix("\ufeff"))
    except RecursionError as error:
        raise UnreadableFile(NESTED) from error
    except ValueError as error:
        raise UnreadableFile(NOT_JSON) from error
    if not isinstance(value, dict):
        raise UnreadableFile(NO_OBJECT)
    return _unwrapped(value)


def is_json(raw: bytes) -> bool:
    """Whether a file with a suffix of plain text is JSON, or its lines are."""
    start = raw[:_FIRST_BYTES].lstrip(b"\xef\xbb\xbf \r\n\t")
    if not _BEGINNING.match(start) or raw.rstrip()[-1:] not in {b"}", b"]"}:
        return False
    text = plain_text.decode(raw).removeprefix("\ufeff")
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return _is_json_lines(text)
    return True


def _is_json_lines(text: str) -> bool:
    """Whether each of the first two lines is a JSON object."""
    first = [line for line in text[: 2 * limits.MAX_ROW_BYTES].split("\n", 3) if line.strip()][:2]
    try:
        return len(first) == 2 and all(isinstance(json.loads(line), dict) for line in first)
    except (ValueError, RecursionError):
        return False


def _records(value: object, rows: RowReader) -> list[Any] | None:
    """The list of articles nearest to the top of a JSON value (breadth first); None if there is none."""
    level = [value]
    for _ in range(_MAX_WRAPPERS):
        lists = [node for node in level if isinstance(node, list) and any(_is_article(part, rows) for part in node)]
        if lists:  # several, as under a key for each month
            return [_whole(part, rows) if isinstance(part, dict) else part for node in lists for part in node]
        for node in level:
            whole = _whole(node, rows) if isinstance(node, dict) else {}
            if rows.is_article(whole) and not _lists_articles(whole, rows):
                return [whole]
            if isinstance(node, dict) and len(node) > 1 and all(_is_article(part, rows) for part in node.values()):
                return [{"id": key, **part} for key, part in node.items()]
        level = [part for node in level if isinstance(node, dict) for part in node.values()] + [
            part for node in level if isinstance(node, list) for part in node if isinstance(part, dict | list)
        ]
    return None


def _records_by_values(value: object, rows: RowReader) -> list[Any] | None:
    """The nearest list of articles whose keys say nothing, breadth first, by the values of its objects."""
    level = [value]
    for _ in range(_MAX_WRAPPERS):
        for node in level:
            found = _objects(node)
            rows.learn(column_values.sample(iter(found)))
            if found and rows.has_text(iter(found[0])):
                return list(found)
        level = [part for node in level if isinstance(node, dict | list) for part in _parts(node)]
    return None


def _objects(node: object) -> list[dict[str, Any]]:
    """The objects of a list; the rows of a table by columns; else the object itself."""
    match node:
        case list():
            return [part for part in node if isinstance(part, dict)]
        case {"columns": [str(), *_] as names, "data": [list(), *_] as rows}:  # as pandas splits a table
            return [dict(zip(names, row, strict=False)) for row in rows if isinstance(row, list)]
        case dict():
            lengths = {len(column) if isinstance(column, dict | list) else 0 for column in node.values()}
            if len(node) > 1 and len(lengths) == 1 and max(lengths) > 1:
                columns = [list(column.values()) if isinstance(column, dict) else column for column in node.values()]
                return [dict(zip(node, cells, strict=True)) for cells in zip(*columns, strict=True)]
            return [node]
    return []


def _parts(node: dict[str, Any] | list[Any]) -> list[Any]:
    parts = node.values() if isinstance(node, dict) else node
    return [part for part in parts if isinstance(part, dict | list)]


def _lists_articles(node: dict[str, Any], rows: RowReader) -> bool:
    """Whether an object without a text of its own, such as a feed, contains a list of articles."""
    others = {name: value for name, value in node.items() if not _are_articles(value, rows)}
    return len(others) < len(node) and not rows.states("text", others)


def _are_articles(value: object, rows: RowReader) -> bool:
    titled = (
        [part for part in value if isinstance(part, dict) and rows.states("title", part)]
        if isinstance(value, list)
        else []
    )
    return sum(_is_article(part, rows) for part in titled[:_MAX_LOOKED_AT]) > 1


def _is_article(value: object, rows: RowReader) -> bool:
    return isinstance(value, dict) and rows.is_article(_whole(value, rows))


def _whole(record: dict[str, Any], rows: RowReader) -> dict[str, Any]:
    return rows.with_inner_text(_unwrapped(record))


def _unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    only = next(iter(record.values())) if len(record) == 1 else None
    inner = next((record[key] for key in _WRAPPERS if isinstance(record.get(key), dict)), only)
    return {"id": record.get("_id"), **inner} if isinstance(inner, dict) else record
