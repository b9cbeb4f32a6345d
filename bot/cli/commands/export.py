"""onrecord export: writes every quotation. It holds one at a time in memory, so the archive may have any size.

csv        a header and a row each; lists are JSON within their cell
jsonl      an object a line
parquet    with types, in groups of ROWS_AT_ONCE rows; needs pyarrow

It writes a temporary file and then renames it, so that an interrupted export leaves no incomplete file.
"""

import argparse
import csv
import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from bot.cli import ANSWERED, nothing_found, output, reply_json, terminal
from bot.rendering.formatting import visible
from retrieval.archive import Archive
from retrieval.errors import QuestionError, RetrievalError
from retrieval.settings import Settings

NAME = "export"
HELP = "write all quotations as CSV, JSON Lines or Parquet"
ROWS_AT_ONCE = 10_000  # of Parquet, held in memory


class ExportFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


class ParquetMissing(RetrievalError):
    def __init__(self) -> None:
        super().__init__('Parquet needs pyarrow, which is not installed; run: pip install "onrecord[parquet]"')


class ExportUnwritable(RetrievalError):
    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"cannot write {path} ({error.strerror}); name another file with --output")


class ExportToNowhere(QuestionError):
    def __init__(self) -> None:
        super().__init__("Parquet is written only to a file; name one with --output")


class UnknownKindOfFile(QuestionError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} shows no export format; end it in .csv, .jsonl or .parquet, or give --format")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    forms = [form.value for form in ExportFormat]
    what = "csv, jsonl or parquet (default: by the file's name, else csv)"
    form = parser.add_mutually_exclusive_group()
    form.add_argument("-f", "--format", choices=forms, metavar="FORMAT", help=what)
    jsonl = ExportFormat.JSONL.value
    form.add_argument("-j", "--json", dest="format", action="store_const", const=jsonl, help="write as jsonl")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="the file to write (default: standard output)"
    )


def run(settings: Settings, given: argparse.Namespace) -> int:
    form = _format(given)
    if form is ExportFormat.PARQUET and given.output is None:
        raise ExportToNowhere
    with Archive.open(settings) as archive:
        rows = (reply_json.export_document(quotation) for quotation in archive.each_quotation())
        first = next(rows, None)
        if first is None:
            return nothing_found()
        _write(form, chain([first], rows), given.output)
    return ANSWERED


def _format(given: argparse.Namespace) -> ExportFormat:
    if given.format:
        return ExportFormat(given.format)
    if given.output is None:
        return ExportFormat.CSV
    suffix = given.output.suffix.removeprefix(".").casefold()
    if suffix not in set(ExportFormat):
        raise UnknownKindOfFile(given.output)
    return ExportFormat(suffix)


def _write(form: ExportFormat, rows: Iterator[dict[str, Any]], path: Path | None) -> None:
    if path is None:
        write_text(form, rows, sys.stdout)
    else:
        count = write_file(form, rows, path)
        terminal.complain(f"{count:,} quotations written to {path}")


def write_file(form: ExportFormat, rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write rows to a file. Returns how many there were."""
    counted = _Counted(rows)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        unfinished.touch(exist_ok=False)
    except OSError as error:
        raise ExportUnwritable(path, error) from error
    try:
        if form is ExportFormat.PARQUET:
            _write_parquet(counted, unfinished)
        else:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                write_text(form, counted, file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return counted.count


def write_text(form: ExportFormat, rows: Iterable[dict[str, Any]], file: TextIO) -> None:
    """Write rows as CSV or as JSON Lines."""
    if form is ExportFormat.JSONL:
        file.writelines(reply_json.dumps(row) + "\n" for row in rows)
        return
    writer = csv.DictWriter(file, reply_json.EXPORT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


class _Counted:
    """Counts rows as they pass."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _cell(value: Any) -> str:
    """
    >>> _cell([[1, 2]]), _cell(None), _cell("=1+1")
    ('[[1, 2]]', '', "'=1+1")
    """
    if value is None:
        return ""
    return output.safe_cell(value) if isinstance(value, str) else visible(json.dumps(value, ensure_ascii=False))


def _write_parquet(rows: Iterable[dict[str, Any]], path: Path) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ParquetMissing from error
    text = pa.string()
    others = {"authors": pa.list_(text), "spans": pa.list_(pa.list_(pa.int64())), "ocr": pa.bool_()}
    schema = pa.schema([(name, others.get(name, text)) for name in reply_json.EXPORT_COLUMNS])
    remaining = iter(rows)
    with parquet.ParquetWriter(path, schema) as writer:
        while batch := list(islice(remaining, ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(batch, schema))
