"""Excel: each row of a sheet is an article, with the columns that the sheet's header names.

A file is a zip (.xlsx), or a single XML as Excel wrote it in 2003.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Incomplete, Part, Skipped
from retrieval.ingest.formats import zipped_xml
from retrieval.ingest.formats.row_sequences import articles
from retrieval.ingest.formats.rows import RowReader, is_prose, renamed, unnamed
from retrieval.ingest.formats.zipped_xml import local_name
from retrieval.settings import ColumnSettings

_HEADER_ROWS = 10  # among which the header is looked for
_PAIR = 2  # filled cells of a row with a name and a value


def read(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    from openpyxl import load_workbook

    rows = RowReader(columns)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        for sheet in sheets:
            sheet.reset_dimensions()  # some programs state a size that is not the sheet's
    except MemoryError:
        raise
    except Exception as error:  # openpyxl raises many kinds for a broken file
        raise UnreadableFile("is not a readable Excel file") from error
    tables = ((sheet.title, sheet.iter_rows(values_only=True)) for sheet in sheets)
    yield from _of_sheets(tables, rows, len(sheets))


def read_xml(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    """The rows of Excel's XML of 2003."""
    root = zipped_xml.parse_file(raw)
    sheets = [element for element in root if local_name(element) == "Worksheet"]
    tables = ((_attribute(sheet, "Name"), map(_cells_of_xml, sheet.iterfind("./{*}Table/{*}Row"))) for sheet in sheets)
    yield from _of_sheets(tables, RowReader(columns), len(sheets))


def _cells_of_xml(row: Any) -> tuple[str, ...]:
    """The cells of a row; one that states its number comes behind those that are left out."""
    cells: list[str] = []
    for cell in row.iterfind("./{*}Cell"):
        number = _attribute(cell, "Index")
        if number.isdecimal() and len(cells) < int(number[:6]) <= limits.MAX_COLUMNS:
            cells += [""] * (int(number) - len(cells) - 1)
        data = cell.find("./{*}Data")
        cells.append("" if data is None else "".join(data.itertext()))
    return tuple(cells)


def _attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _of_sheets(tables: Iterable[tuple[str, Iterator[tuple[Any, ...]]]], rows: RowReader, count: int) -> Iterator[Part]:
    """The articles of all sheets; they are named by their sheet, if there are several."""
    for title, cells in tables:
        prefix = title if count > 1 else ""
        try:
            for part in articles(_articles(cells, rows)):
                yield renamed(part, prefix)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a broken sheet costs its own rows, from the broken one on
            yield Incomplete(prefix, f"has a sheet that is broken ({type(error).__name__}); rows are left out")
    yield from rows.unread_columns()


def _articles(cells: Iterator[tuple[Any, ...]], rows: RowReader) -> Iterator[Part]:
    header: list[str] | None = None
    number = filled = 0
    pairs: dict[str, str] = {}  # of a sheet that is one article, with a fact in each row
    for row in cells:
        values = [_text(value) for value in row]
        if not any(values):
            continue
        filled += 1
        stated = list(filter(None, values))
        is_pair = len(stated) == _PAIR and bool(values[0]) and rows.fact_of(stated[-1]) is None
        is_header = not any(map(is_prose, values)) and not (is_pair and pairs) and rows.has_text(stated)
        if is_header and (header is None or (number == 0 and rows.has_facts(values) and not rows.has_facts(header))):
            header = values  # perhaps below one of groups of columns
        elif header is not None:
            number += 1
            found = {name: value for name, value in zip(header, values, strict=False) if name}
            yield from rows.read(found, number)
        elif is_pair and (pairs or rows.fact_of(values[0])):
            pairs.setdefault(values[0], stated[-1])
        if header is None and filled == _HEADER_ROWS:
            break
    if header is None and rows.has_text(list(pairs)) and rows.has_facts(list(pairs)):
        yield from unnamed(rows.read(pairs, 1))
    elif filled and not number:
        yield Skipped("", rows.no_text if header is None else "has a header and no rows below it")


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
