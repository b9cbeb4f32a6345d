"""Dumps of databases as SQL, from MySQL, MariaDB, PostgreSQL and SQLite: each row of a table with texts is an article.

    CREATE TABLE `posts` (`title` text, `body` text, ...);        names the columns if the rows do not
    INSERT INTO `posts` VALUES ('The bill','He said ...'),(...);
    COPY public.posts (title, body) FROM stdin;                   then a line for each row, with tabs, up to "\\."

Nothing is executed. Rows are read by their columns' names, as those of other tables.
"""

import re
from collections.abc import Iterator

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Incomplete, Part
from retrieval.ingest.formats import column_values, plain_text
from retrieval.ingest.formats.row_sequences import articles
from retrieval.ingest.formats.rows import RowReader, renamed
from retrieval.settings import ColumnSettings

_NAME = r"(?:[`\"\[]?\w+[`\"\]]?\.){0,2}[`\"\[]?(\w+)[`\"\]]?"
_STATEMENT = re.compile(
    rf"^[ \t]*(?:CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}\s*\("
    rf"|(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+{_NAME}\s*(?:\(([^()]{{1,20000}})\)\s*)?VALUES\s*(?=\()"
    rf"|COPY\s+{_NAME}\s*\(([^()]{{1,20000}})\)\s+FROM\s+stdin[^\n;]{{0,200}};[ \t]*\n)",
    re.IGNORECASE | re.MULTILINE,
)
_COLUMN = re.compile(r"\s*(?:[`\"\[]([^`\"\]]{1,64})[`\"\]]|(\w{1,64}))\s+\w")
_NO_COLUMN = re.compile(
    r"\s*(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|FULLTEXT|SPATIAL|CHECK|EXCLUDE|LIKE)\b(?!\s*[`\"])",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\s*+(?:[NE]?'((?:[^'\\]|\\.|'')*+)'|([^,()']*+(?:\([^()]*+\)[^,()']*+)*+))\s*+([,)])", re.DOTALL)
_STRICT_VALUE = re.compile(r"\s*+(?:N?'((?:[^']|'')*+)'|([^,()']*+(?:\([^()]*+\)[^,()']*+)*+))\s*+([,)])", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": "", "b": ""}
_NEXT_ROW = re.compile(r"\s*,\s*\(")
_MYSQL = re.compile(r"MySQL|MariaDB|phpMyAdmin|^[^'\n]{0,200}`", re.MULTILINE)
_MARKS = re.compile(r"[(),]|'(?:[^'\\]|\\.|'')*+'|\"[^\"]*+\"|`[^`]*+`", re.DOTALL)
_FIRST_CHARS = 64 * 1024
_MAX_STATEMENT_CHARS = 1 << 20  # characters of the definition of a table
_MAX_NAMED = 8  # tables that a message names
NO_ARTICLES = "is a dump without a table of articles"


def read(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    text = plain_text.decode(raw).removeprefix("\ufeff")
    rows = RowReader(columns)
    yield from articles(_articles(text, rows))
    yield from rows.unread_columns()


def _articles(text: str, rows: RowReader) -> Iterator[Part]:
    numbers: dict[str, int] = {}  # of the rows read of each table
    others: dict[str, int] = {}
    first: dict[str, list[dict[str, str]]] = {}  # rows of the others
    for table, header, cells in _rows(text):
        if not (rows.has_text(header) and rows.has_facts(header)):
            others[table] = others.get(table, 0) + 1
            if others[table] <= column_values.SAMPLE_ROWS:
                first.setdefault(table, []).append(_row(header, cells))
            continue
        numbers[table] = numbers.get(table, 0) + 1
        yield from (renamed(part, table) for part in rows.read(_row(header, cells), numbers[table]))
    told = None if numbers else _table_by_values(first, rows)
    if told is not None:
        del others[told]
        found = (_row(header, cells) for name, header, cells in _rows(text) if name == told)
        for number, row in enumerate(found, 1):
            yield from (renamed(part, told) for part in rows.read(row, number))
    elif not numbers:
        raise UnreadableFile(f"{NO_ARTICLES}: {rows.no_text}")
    if others:
        few = ", ".join(f"{table} ({count})" for table, count in list(others.items())[:_MAX_NAMED])
        yield Incomplete("", f"has tables without articles, which are left out, with their rows: {few}")


def _row(header: list[str], cells: list[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(header, cells, strict=False) if cell}


def _table_by_values(first: dict[str, list[dict[str, str]]], rows: RowReader) -> str | None:
    """The first table whose values are those of articles, whatever its columns' names."""
    for table, found in first.items():
        rows.learn(found)
        if rows.has_text([name for row in found for name in row]):
            return table
    return None


def _rows(text: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each row with the name of its table and those of its columns."""
    headers: dict[str, list[str]] = {}
    has_escapes = _MYSQL.search(text[:_FIRST_CHARS]) is not None
    at = 0
    while found := _STATEMENT.search(text, at):
        created, into, listed, copied, copied_columns = found.groups()
        at = found.end()
        if created:
            headers[created], at = _created(text, at)
        elif into:
            header = _listed(listed) if listed else headers.get(into, [])
            for cells, end in _inserted(text, at, has_escapes=has_escapes):
                yield into, header, cells
                at = end
        else:
            end = text.find("\n\\.", at)
            end = len(text) if end < 0 else end
            for line in text[at:end].split("\n"):
                yield copied, _listed(copied_columns), [_copied(cell) for cell in line.split("\t")]
            at = end


def _created(text: str, start: int) -> tuple[list[str], int]:
    """The columns of a table, read from after "CREATE TABLE name (", and the end of the statement."""
    end = text.find(";", start)
    end = len(text) if end < 0 else end
    names = []
    for part in _split(text[start : min(end, start + _MAX_STATEMENT_CHARS)]):
        column = None if _NO_COLUMN.match(part) else _COLUMN.match(part)
        if column:
            names.append(column[1] or column[2])
    return names[: limits.MAX_COLUMNS], end


def _split(definition: str) -> Iterator[str]:
    """The parts of a list between commas outside brackets and quotation marks."""
    depth, start = 0, 0
    for mark in _MARKS.finditer(definition):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth < 0:
            break
        if mark[0] == "," and depth == 0:
            yield definition[start : mark.start()]
            start = mark.end()
    yield definition[start:]


def _listed(names: str) -> list[str]:
    return [name.strip(' \t\n`"[]') for name in names.split(",")][: limits.MAX_COLUMNS]


def _inserted(text: str, at: int, *, has_escapes: bool) -> Iterator[tuple[list[str], int]]:
    """The cells of each row after "VALUES", and the end of the row."""
    value = _VALUE.match if has_escapes else _STRICT_VALUE.match
    at += 1  # the bracket
    cells: list[str] = []
    while found := value(text, at):
        quoted, plain, mark = found.groups()
        if quoted is None:
            cells.append(_plain(plain))
        else:
            cells.append(_unescaped(quoted) if has_escapes else quoted.replace("''", "'"))
        at = found.end()
        if mark == ")":
            yield cells, at
            cells = []
            following = _NEXT_ROW.match(text, at)
            if following is None:
                return
            at = following.end()


def _unescaped(quoted: str) -> str:
    if "\\" not in quoted and "'" not in quoted:
        return quoted
    return _ESCAPED.sub(lambda mark: _ESCAPES.get(mark[1], mark[1]) if mark[1] else "'", quoted)


def _plain(value: str) -> str:
    return "" if value.strip().upper() == "NULL" else value.strip()


def _copied(cell: str) -> str:
    return "" if cell == "\\N" else _unescaped(cell)
