"""Spreadsheets: each row of a sheet is an article, with the columns that the sheet's header names.

A file is Excel's zip (.xlsx), a single XML as Excel wrote it in 2003, or an OpenDocument table (.ods).
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import labels, limits
from retrieval.ingest.document import Incomplete, Part, Skipped
from retrieval.ingest.formats import column_values, zipped_xml
from retrieval.ingest.formats.column_values import is_prose
from retrieval.ingest.formats.row_sequences import articles
from retrieval.ingest.formats.rows import RowReader, renamed, unnamed
from retrieval.ingest.formats.zipped_xml import local_name
from retrieval.settings import ColumnSettings

_HEADER_ROWS = 10  # among which the header is looked for
_PAIR_CELLS = 2  # filled cells of a row with a name and a value


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


def read_open_document(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            root = zipped_xml.parse(zipped_xml.read_member(package, "content.xml"))
    except (*zipped_xml.BROKEN, etree.LxmlError) as error:
        raise UnreadableFile("is not a readable OpenDocument table") from error
    sheets = list(root.iter("{*}table"))
    tables = ((_attribute(sheet, "name"), map(_cells_of_open_document, sheet.iter("{*}table-row"))) for sheet in sheets)
    yield from _of_sheets(tables, RowReader(columns), len(sheets))


def _cells_of_open_document(row: Any) -> tuple[str, ...]:
    """The cells of a row, without their comments. Equal cells beside each other are one element with their number."""
    cells: list[str] = []
    for cell in row.iterfind("./{*}*"):
        number = _attribute(cell, "number-columns-repeated")
        times = int(number[:6]) if number.isdecimal() else 1
        lines = ("".join(line.itertext()) for line in cell.iterfind("./{*}p"))
        value = _attribute(cell, "date-value") or "\n".join(lines)
        cells += [value] * min(times, limits.MAX_COLUMNS - len(cells))
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
    """The articles of a sheet: of a table, or one with a fact in each row."""
    filled = filter(any, ([_text(value) for value in row] for row in cells))
    first = list(islice(filled, _HEADER_ROWS + column_values.SAMPLE_ROWS))
    if not first:
        return
    rows.learn([])
    start = _header(first, rows)
    pairs = {} if start else _pairs(first, rows)
    if not start and not (rows.has_text(list(pairs)) and rows.has_facts(list(pairs))):
        start, pairs = _header_by_values(first, rows), {}
    if pairs:
        rows.learn([pairs])
        yield from unnamed(rows.read(pairs, 1))
        return
    if not start:
        yield Skipped("", rows.no_text)
        return
    names = first[start - 1]
    rows.learn([_named(names, row) for row in first[start:]])
    number = 0
    for number, row in enumerate(chain(first[start:], filled), 1):
        yield from rows.read(_named(names, row), number)
    if not number:
        yield Skipped("", "has a header and no rows below it")


def _named(names: list[str], row: list[str]) -> dict[str, str]:
    return {name: value for name, value in zip(names, row, strict=False) if name}


def _header(first: list[list[str]], rows: RowReader) -> int:
    """The number of rows down to the header: the first that names a text, perhaps below one of groups of columns.

    0 if there is none, or if rows with a fact each stand above it.
    """
    found = 0
    for at, row in enumerate(first[:_HEADER_ROWS], 1):
        stated = list(filter(None, row))
        if any(map(is_prose, row)) or not rows.has_text(stated):
            if found:
                break
            continue
        if not found and len(stated) == 1 and _facts_above(first[: at - 1], rows):
            return 0
        is_pair = len(stated) == _PAIR_CELLS and bool(row[0]) and rows.fact_of(stated[-1]) is None
        if is_pair and _facts_above(first[: at - 1], rows):
            return 0
        if not found or (rows.has_facts(row) and not rows.has_facts(first[found - 1])):
            found = at
    return found


def _header_by_values(first: list[list[str]], rows: RowReader) -> int:
    """The number of rows down to a header whose names say nothing, by the values below it; 0 if there is none."""
    for at, row in enumerate(first[:_HEADER_ROWS], 1):
        names = list(filter(None, row))
        if len(names) > _PAIR_CELLS and not any(map(column_values.is_value, names)):
            rows.learn([_named(row, values) for values in first[at:]])
            if rows.has_text(names):
                return at
    return 0


def _facts_above(first: list[list[str]], rows: RowReader) -> bool:
    """Whether a row has the name of a fact and its value, and nothing else."""
    return any(
        rows.fact_of(row[0]) is not None and len(list(filter(None, row))) == _PAIR_CELLS for row in first if row[0]
    )


def _pairs(first: list[list[str]], rows: RowReader) -> dict[str, str]:
    """The facts of a sheet that has one in each row; rows of a single cell below the name of its text are that text."""
    pairs: dict[str, str] = {}
    text: list[str] = []
    name = ""
    for row in first:
        stated = list(filter(None, row))
        if len(stated) == _PAIR_CELLS and row[0] and (pairs or rows.fact_of(row[0])):
            pairs.setdefault(row[0], stated[-1])
            name = row[0] if rows.fact_of(row[0]) == labels.TEXT else ""
            text = [stated[-1]]
        elif len(stated) == 1 and pairs and (name or rows.has_text(stated)):
            text = [*text, stated[0]] if name else []
            name = name or stated[0]
        if name:
            pairs[name] = "\n\n".join(text)
    return pairs


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
