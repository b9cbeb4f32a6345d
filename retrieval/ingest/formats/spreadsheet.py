"""Excel: each row of a sheet is an article, with the columns that the sheet's header names."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part, Skipped, part_path
from retrieval.ingest.formats.rows import RowReader
from retrieval.settings import ColumnSettings

_HEADER_ROWS = 10  # among which the header is looked for


def read(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    rows = RowReader(columns)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableFile("is not a readable Excel file") from error
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    for sheet in sheets:
        sheet.reset_dimensions()  # some programs state a size that is not the sheet's
        prefix = sheet.title if len(sheets) > 1 else ""
        for part in _articles(sheet.iter_rows(values_only=True), rows):
            yield _renamed(part, prefix)
    yield from rows.unread_columns()


def _articles(cells: Iterator[tuple[Any, ...]], rows: RowReader) -> Iterator[Part]:
    header: list[str] | None = None
    number = filled = 0
    for row in cells:
        values = [_text(value) for value in row]
        if not any(values):
            continue
        filled += 1
        if header is not None:
            number += 1
            found = {name: value for name, value in zip(header, values, strict=False) if name}
            yield from rows.read(found, number)
        elif rows.has_text(list(filter(None, values))):
            header = values
        elif filled == _HEADER_ROWS:
            break
    if header is None and filled:
        yield Skipped("", rows.no_text)


def _renamed(part: Part, prefix: str) -> Part:
    if not prefix:
        return part
    name = part_path(prefix, part.name)
    return Document(part.text, part.raw_metadata, name) if isinstance(part, Document) else type(part)(name, part.why)


def _text(value: Any) -> str:
    """A cell as text; a date without its time of day as 2012-02-07."""
    match value:
        case None:
            return ""
        case datetime() | date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value)
