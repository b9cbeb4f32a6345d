"""JSON Lines and CSV: each row is an article. `[archive.columns]` in config.toml names the columns for each fact.

    {"id": 17, "headline": "Minister Resigns", "published_at": "2012-02-07", "body": "..."}

In column names, letter case, "_" and "-" do not matter. Rows are read one at a time, so a table may have any size.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Protocol

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import plain_text
from retrieval.settings import ColumnSettings

_TOO_LONG = f"is longer than {limits.MAX_ROW_BYTES // limits.MEGABYTE} MB"
_DELIMITERS = ",;\t|"
Row = Mapping[str, object]


class LineReader(Protocol):
    def readline(self, size: int, /) -> bytes: ...


def read_json_lines(file: LineReader, columns: ColumnSettings) -> Iterator[Part]:
    to_document = _row_converter(columns)
    number = 0
    for number, line in enumerate(_lines(file), 1):
        if line is None:
            yield Skipped(str(number), _TOO_LONG)
        elif line.strip():
            try:
                yield to_document(_json_object(line), number)
            except UnreadableFile as error:
                yield Skipped(str(number), error.why)
    if not number:
        yield Skipped("", "is empty")


def read_csv(file: LineReader, columns: ColumnSettings) -> Iterator[Part]:
    csv.field_size_limit(limits.MAX_ROW_BYTES)
    to_document = _row_converter(columns)
    number = 0
    try:
        lines = _text_lines(file)
        header = next(lines, "")
        delimiter = max(_DELIMITERS, key=header.count)
        names = next(csv.reader([header], delimiter=delimiter), [])
        for number, row in enumerate(csv.DictReader(lines, names, delimiter=delimiter, restval=""), 1):
            try:
                yield to_document(row, number)
            except UnreadableFile as error:
                yield Skipped(str(number), error.why)
        if not number:
            yield Skipped("", "is empty")
    except (csv.Error, UnreadableFile) as error:
        why = error.why if isinstance(error, UnreadableFile) else _TOO_LONG
        yield Skipped(str(number + 1), f"{why}; the rows below it are left out")


def _lines(file: LineReader) -> Iterator[bytes | None]:
    """Every line; None for a line longer than MAX_ROW_BYTES, which is skipped without being held in memory."""
    while line := file.readline(limits.MAX_ROW_BYTES):
        if len(line) < limits.MAX_ROW_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (line := file.readline(limits.MAX_ROW_BYTES)) and not line.endswith(b"\n"):
            pass
        yield None


def _text_lines(file: LineReader) -> Iterator[str]:
    for line in _lines(file):
        if line is None:
            raise UnreadableFile(_TOO_LONG)
        yield plain_text.decode(line).removeprefix("\ufeff")


def _json_object(line: bytes) -> dict[str, object]:
    try:
        value = json.loads(plain_text.decode(line).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("is not valid JSON") from error
    if not isinstance(value, dict):
        raise UnreadableFile("is not a JSON object")
    return value


def _row_converter(columns: ColumnSettings) -> Callable[[Row, int], Document]:
    """A function that makes a document from a row and its number, from 1. It raises UnreadableFile without a text."""
    wanted = {fact.name: [_column_key(name) for name in getattr(columns, fact.name)] for fact in fields(columns)}

    def to_document(row: Row, number: int) -> Document:
        cells = {_column_key(name): _plain_value(value) for name, value in row.items() if isinstance(name, str)}
        values = {fact: next((cells[key] for key in keys if cells.get(key)), None) for fact, keys in wanted.items()}
        text = values.pop("text")
        if not isinstance(text, str):
            raise UnreadableFile(f"has no text in a column named {', '.join(columns.text)}; set [archive.columns] text")
        row_id = values.pop("id")
        name = plain_text.one_line(str(row_id))[: limits.MAX_PART_NAME_CHARS] if isinstance(row_id, str | int) else ""
        return Document(plain_text.checked(plain_text.normalise_line_ends(text)), values, name or str(number))

    return to_document


def _column_key(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def _plain_value(value: Any) -> object:
    """The value itself; for an object like {"id": ..., "name": "The Courier"}, its name."""
    return value.get("name") if isinstance(value, dict) else value
