"""SQLite databases of programs that collect news: each row of a table with texts is an article.

Only tables are read, not views or computed columns, so that SQL in the file never runs. The file is read into memory
and never written.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Incomplete, Part
from retrieval.ingest.formats import column_values
from retrieval.ingest.formats.row_sequences import articles
from retrieval.ingest.formats.rows import RowReader, renamed
from retrieval.settings import ColumnSettings

_START = b"SQLite format 3\0"
_VERSIONS = slice(18, 20)  # bytes of the header; 2 asks for a log beside the file, which one in memory cannot have
_WITHOUT_LOG = b"\x01\x01"
BROKEN = "is broken; rows are left out"


def read(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    if not raw.startswith(_START):
        raise UnreadableFile("is not an SQLite database")
    rows = RowReader(columns)
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(raw[: _VERSIONS.start] + _WITHOUT_LOG + raw[_VERSIONS.stop :])
        database.execute("PRAGMA trusted_schema = OFF")
        database.text_factory = lambda value: value.decode("utf-8", "replace")
        tables = [name for name in _tables(database) if _holds_articles(database, name, rows)]
        if not tables:
            raise UnreadableFile(f"is a database without articles: no table {rows.no_text}")
        for table in tables:
            prefix = table if len(tables) > 1 else ""
            _learn(database, table, rows)
            for part in articles(_articles(database, table, rows)):
                yield renamed(part, prefix)
    except sqlite3.Error as error:
        raise UnreadableFile("is not a readable SQLite database") from error
    finally:
        database.close()
    yield from rows.unread_columns()


def _tables(database: sqlite3.Connection) -> list[str]:
    """The names of the ordinary tables. Tables of a search index are left out, since they repeat others."""
    found = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    known = [(str(name), str(sql or "")) for name, sql in found]
    indexes = [name for name, sql in known if sql.upper().startswith("CREATE VIRTUAL")]
    return [name for name, _ in known if not any(name == each or name.startswith(f"{each}_") for each in indexes)]


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [str(column[1]) for column in database.execute(f"PRAGMA table_info({_quoted(table)})")][: limits.MAX_COLUMNS]


def _holds_articles(database: sqlite3.Connection, table: str, rows: RowReader) -> bool:
    _learn(database, table, rows)
    return rows.has_text(_columns(database, table))


def _learn(database: sqlite3.Connection, table: str, rows: RowReader) -> None:
    try:
        rows.learn(column_values.sample(_rows(database, table)))
    except sqlite3.DatabaseError:  # which `_articles` reports
        rows.learn([])


def _rows(database: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    names = ", ".join(map(_quoted, _columns(database, table)))  # SQLite lists no computed ones
    cursor = database.execute(f"SELECT {names} FROM {_quoted(table)}")  # noqa: S608 - quoted, and of the file itself
    header = [str(column[0]) for column in cursor.description]
    for cells in cursor:
        yield dict(zip(header, map(_value, cells), strict=True))


def _articles(database: sqlite3.Connection, table: str, rows: RowReader) -> Iterator[Part]:
    try:
        for number, row in enumerate(_rows(database, table), 1):
            yield from rows.read(row, number)
    except sqlite3.DatabaseError:
        yield Incomplete("", BROKEN)


def _value(cell: Any) -> Any:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
