"""onrecord export: writes every quotation, one after another, as CSV, JSON Lines or Parquet."""

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from bot.cli import ANSWERED, export_files, nothing_found, reply_json, terminal
from bot.cli.export_files import ExportFormat
from retrieval.archive import Archive
from retrieval.errors import QuestionError
from retrieval.settings import Settings

NAME = "export"
HELP = "write all quotations as CSV, JSON Lines or Parquet"


class ExportToNowhere(QuestionError):
    def __init__(self) -> None:
        super().__init__("Parquet is no text for a terminal; name a file with --output")


class UnknownKindOfFile(QuestionError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} names no kind of export; end it in .csv, .jsonl or .parquet, or give --format")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    forms = [form.value for form in ExportFormat]
    what = "csv, jsonl or parquet; without it, by the name of the file, and csv without a file"
    parser.add_argument("-f", "--format", choices=forms, metavar="FORMAT", help=what)
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="the file to write; else standard output")


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
        export_files.write_text(form, rows, sys.stdout)
    else:
        count = export_files.write_file(form, rows, path)
        terminal.complain(f"{count:,} quotations written to {path}")
