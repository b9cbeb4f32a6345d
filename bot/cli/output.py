"""The forms in which results are printed.

text       for people, on a terminal in colour (terminal.py)
json       one object a line, for scripts (reply_json.py)
markdown   for documents and messages (bot/rendering/markdown.py)
csv        a header and rows, for spreadsheets
html       a page, of a checked draft only (bot/rendering/draft_page.py)

CSV has only the values that fit into a cell. JSON has all of them.
"""

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from bot.cli import reply_json, terminal
from bot.rendering.formatting import visible

# A spreadsheet takes a cell that begins so for a formula, also behind blanks, and full-width marks where these are
# usual. One that parts cells at other marks than commas takes what stands behind these for a cell of its own.
FORMULA = re.compile(r"(\A[\s\u200b-\u200d\u2060\ufeff]*+|[;\t])(?=[=+\-@＝＋－＠])")
BLANK_START = ("\t", "\r")


class OutputFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"


def print_documents(documents: Iterable[dict[str, Any]], form: str) -> None:
    """Print objects as JSON lines or as CSV."""
    if form == OutputFormat.CSV:
        print_rows(documents)
        return
    for document in documents:
        reply_json.print_line(document)


def print_left_out(count: int, form: str) -> None:
    """Say that a limit has cut the output: in JSON as an extra object, else as a line on standard error."""
    if count and form == OutputFormat.JSON:
        reply_json.print_line({"left_out": count})
    elif count:
        terminal.complain(f"and {count:,} more; show more with --limit")


def print_rows(documents: Iterable[Mapping[str, Any]]) -> None:
    """Print objects as CSV. The columns are the keys of all objects, in the order of their first appearance."""
    rows = [dict(_cells(document)) for document in documents]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    if columns:
        writer.writeheader()
    writer.writerows(rows)
    sys.stdout.write(visible(text.getvalue()))


def _cells(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values of an object that fit into a cell: `published` as its date, lists of texts joined, no other lists.

    >>> dict(_cells({"speaker": None, "published": {"date": "2012-02"}, "spans": [[1, 2]], "text": "=1+1", "n": -1}))
    {'speaker': '', 'published': '2012-02', 'text': "'=1+1", 'n': -1}
    """
    for name, value in document.items():
        match value:
            case {"date": date}:
                yield name, date
            case str():
                yield name, safe_cell(value)
            case None:
                yield name, ""
            case bool() | int() | float():
                yield name, value
            case list() if value and all(isinstance(each, str) for each in value):
                yield name, safe_cell("; ".join(value))


def safe_cell(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet would take it for a formula.

    >>> safe_cell("=1+1"), safe_cell(" ＝1+1"), safe_cell("a;@b"), safe_cell("He said; then = so.")
    ("'=1+1", "' ＝1+1", "a;'@b", 'He said; then = so.')
    """
    marked = FORMULA.sub(_with_apostrophe, text)
    return visible(f"'{marked}" if text.startswith(BLANK_START) and marked[0] != "'" else marked)


def _with_apostrophe(before: re.Match[str]) -> str:
    return f"'{before[1]}" if before.start() == 0 and before[1] not in {";", "\t"} else f"{before[1]}'"
