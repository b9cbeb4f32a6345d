"""JSON Lines and CSV: a row an article, its facts in columns whose names `[archive.columns]` knows.

    {"id": 17, "headline": "Minister Resigns", "published_at": "2012-02-07", "body": "..."}

A name is found whatever its case, "_" and "-". Rows stream by, so that a table may be of any size.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import partial
from typing import Any, Protocol

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document, Part, Refused
from retrieval.ingest.formats import plain_text
from retrieval.settings import ColumnSettings

_TOO_LONG = f"is longer than {limits.LONGEST_ROW // limits.MEGABYTE} MB"
_SEPARATORS = ",;\t|"
Row = Mapping[str, object]


class Lines(Protocol):
    def readline(self, size: int, /) -> bytes: ...


def json_lines(file: Lines, columns: ColumnSettings) -> Iterator[Part]:
    read, number = _reader(columns), 0
    for number, line in enumerate(_lines(file), 1):
        if line is None:
            yield Refused(str(number), _TOO_LONG)
        elif line.strip():
            yield _one(partial(_object, line), number, read)
    if not number:
        yield Refused("", "is empty")


def comma_separated(file: Lines, columns: ColumnSettings) -> Iterator[Part]:
    csv.field_size_limit(limits.LONGEST_ROW)
    read, number = _reader(columns), 0
    try:
        lines = _text(file)
        header = next(lines, "")
        rows = csv.DictReader(lines, _header(header), delimiter=_separator(header), restval="")
        for number, row in enumerate(rows, 1):
            yield _one(partial(dict, row), number, read)
        if not number:
            yield Refused("", "is empty")
    except (csv.Error, UnreadableFile) as error:
        why = error.why if isinstance(error, UnreadableFile) else _TOO_LONG
        yield Refused(str(number + 1), f"{why}; the rows below it are left out")


def _one(row: Callable[[], Row], number: int, read: Callable[[Row, int], Document]) -> Part:
    try:
        return read(row(), number)
    except UnreadableFile as unfit:
        return Refused(str(number), unfit.why)


def _lines(file: Lines) -> Iterator[bytes | None]:
    """Every line; None for one that is too long, which is passed over without being held."""
    while line := file.readline(limits.LONGEST_ROW):
        if len(line) < limits.LONGEST_ROW or line.endswith(b"\n"):
            yield line
            continue
        while (line := file.readline(limits.LONGEST_ROW)) and not line.endswith(b"\n"):
            pass
        yield None


def _text(file: Lines) -> Iterator[str]:
    for line in _lines(file):
        if line is None:
            raise UnreadableFile(_TOO_LONG)
        yield plain_text.decode(line).removeprefix("\ufeff")


def _object(line: bytes) -> dict[str, object]:
    try:
        found = json.loads(plain_text.decode(line).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("is not valid JSON") from error
    if not isinstance(found, dict):
        raise UnreadableFile("is no JSON object")
    return found


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count)


def _header(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=_separator(line)), [])


def _reader(columns: ColumnSettings) -> Callable[[Row, int], Document]:
    """Makes a document of a row, by its number from 1; Unfit where the row has no text."""
    wanted = {fact.name: [_key(name) for name in getattr(columns, fact.name)] for fact in fields(columns)}

    def read(row: Row, number: int) -> Document:
        known = {_key(name): _plain(value) for name, value in row.items() if isinstance(name, str)}
        filled = {
            fact: next((known[name] for name in names if known.get(name)), None) for fact, names in wanted.items()
        }
        text = filled.pop("text")
        if not isinstance(text, str):
            raise UnreadableFile(f"has no text in a column named {', '.join(columns.text)}; set [archive.columns] text")
        own = filled.pop("id")
        part = plain_text.line(str(own))[: limits.LONGEST_NAME] if isinstance(own, str | int) else ""
        return Document(plain_text.checked(plain_text.line_ends(text)), filled, part or str(number))

    return read


def _key(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def _plain(value: Any) -> object:
    """A value, and of {"id": ..., "name": "The Courier"} the name."""
    return value.get("name") if isinstance(value, dict) else value
