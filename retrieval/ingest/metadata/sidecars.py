"""Files that only describe articles in other files.

    metadata.csv     a table with a column of file names, and no text: filename,title,date⏎001.txt,The dam,2012-02-07
    list.json        the same as an array of objects: [{"slug": "001", "title": "The dam"}]
    001.json         metadata of the file beside it with the same name: 001.txt, 001.html, 001.pdf
    mets.xml         the newspaper and the day of scanned pages: alto/0001.xml

A sources file takes precedence over them, and they take precedence over the described files. A table counts if one of
its rows names a file of the archive by its path, its name, or its name without the suffix.
"""

import csv
import io
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from pathlib import Path, PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.ingest import labels, limits, walk
from retrieval.ingest.document import printable_name
from retrieval.ingest.formats import plain_text, row_values
from retrieval.ingest.formats.rows import RowReader
from retrieval.ingest.metadata import KEYS
from retrieval.settings import ColumnSettings

logger = logging.getLogger(__name__)

MAX_TABLE_BYTES = 4 << 20
MAX_FACTS_BYTES = 256 << 10  # of a JSON file beside an article
_TABLES = (".csv", ".tsv")
_LISTS = (".json", ".jsonl")
_FIRST_CHARS = 64 << 10  # of a list, in which its first object is
_BESIDE = (".txt", ".html", ".htm", ".md", ".pdf", ".docx", ".rtf", ".odt")  # suffixes of articles with facts beside
_FILE_COLUMNS = frozenset(
    "file filename filepath path textfile txtfile documentfile docid documentid articleid id slug".split()
)
_NUMBER = "id"  # a file column that may only number the rows
_OF_ARTICLES = frozenset(("title", "date", "source", "author"))
_METS = re.compile(r"(?:.*[_.-])?mets(?:[_.-].*)?\.xml", re.IGNORECASE)
_METS_DAY = re.compile(r"<(?:\w+:)?dateIssued\b[^<>]*>\s*(\d{4}(?:-\d\d){0,2})\s*<")
_METS_TITLE = re.compile(
    r"<(?:\w+:)?titleInfo\b[^<>]*>\s*(?:<(?:\w+:)?nonSort>([^<>]{0,20})</(?:\w+:)?nonSort>\s*)?"
    r"<(?:\w+:)?title>([^<>]{1,200})<"
)
_METS_LABEL = re.compile(r"\bLABEL=\"([^\"]{3,200}?),? \(?(\d{4}-\d\d-\d\d)\)?\"")
_METS_FILE = re.compile(r"\bhref=\"(?:file:/{0,3})?([^\"]{1,500}\.xml)\"")

Facts = Mapping[str, object]


class Sidecars:
    """The metadata that files of an archive give for other files. Made before the articles are read."""

    def __init__(self, folder: Path, names: Callable[[], Iterable[str]], columns: ColumnSettings) -> None:
        """`names` lists the readable files of the archive, perhaps several times."""
        self._folder, self._rows, self._top = folder, RowReader(columns), os.path.realpath(folder)
        self._left = limits.MAX_PARTS  # rows of all tables together
        self._by_file: dict[str, Facts] = {}
        found = {name: rows for name in names() if (rows := self._rows_of(name))}
        self._used = self._match(found, names()) if found else set()

    def describes(self, name: str) -> bool:
        """Whether a file has no article, only metadata of other files."""
        return name in self._used or (name.endswith(".json") and self._has_article(name) and bool(self._facts(name)))

    def facts_of(self, name: str) -> Facts:
        """The metadata for the article of a file; empty for an article within a container."""
        path = PurePosixPath(name)
        beside = self._facts(str(path.with_suffix(".json"))) if path.suffix.lower() in _BESIDE else {}
        return {**beside, **self._by_file.get(name, {})}

    def _has_article(self, name: str) -> bool:
        path = self._folder / name
        return any(path.with_suffix(suffix).is_file() for suffix in _BESIDE)

    def _facts(self, name: str) -> Facts:
        """The facts in a JSON file; none if it holds a text, or cannot be read."""
        raw = self._read(name, MAX_FACTS_BYTES)
        try:
            value = json.loads(plain_text.decode(raw).removeprefix("\ufeff")) if raw else None
        except (ValueError, RecursionError):
            return {}
        if not isinstance(value, dict) or self._rows.has_text(list(filter(None, map(str, value)))):
            return {}
        return _stated((self._rows.fact_of(name), cell) for name, cell in islice(value.items(), limits.MAX_COLUMNS))

    def _read(self, name: str, most: int) -> bytes:
        """The bytes of a file; none if it is missing, cannot be read, leads out of the archive or exceeds `most`."""
        path = self._folder / name
        try:
            if walk.leads_out(path, self._top) or not path.is_file() or path.stat().st_size > most:
                return b""
            with limits.open_regular(path) as file:
                return file.read(most)
        except (OSError, UnreadableFile):
            return b""

    def _rows_of(self, name: str) -> dict[str, Facts]:
        """The facts in a table or a METS file, by the name that it gives to a file."""
        file = name.rpartition("/")[2]
        is_mets = _METS.fullmatch(file) is not None
        if not self._left or not (is_mets or name.lower().endswith(_TABLES + _LISTS)):
            return {}
        raw = self._read(name, MAX_TABLE_BYTES)
        rows = _mets(raw) if is_mets else self._list(raw) if name.lower().endswith(_LISTS) else self._table(raw)
        found = dict(islice(rows, self._left + 1))
        self._left -= len(found)
        if self._left < 0:
            self._left = 0
            logger.warning("%r has too many rows to be read as facts of other files", name)
            return {}
        return found

    def _table(self, raw: bytes) -> Iterator[tuple[str, Facts]]:
        lines = io.StringIO(plain_text.decode(raw).removeprefix("\ufeff"))
        first = lines.readline()
        delimiter = max(",;\t|", key=first.count)
        try:
            header = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:  # a cell is too long
            return
        if len(header) > limits.MAX_COLUMNS:
            return
        named = _file_column(header)
        if named is None or not self._describes_files(header, named):
            return
        column, known = header.index(named), [self._rows.fact_of(name) for name in header]
        try:
            for cells in csv.reader(lines, delimiter=delimiter):
                facts = _stated(zip(known, cells, strict=False))
                if len(cells) > column and cells[column].strip() and facts:
                    yield cells[column].strip(), facts
        except csv.Error:
            return

    def _describes_files(self, names: list[str], column: str) -> bool:
        """Whether the columns have facts of articles, but no text. A summary counts as one where rows are numbered."""
        known = {name: self._rows.fact_of(name) for name in names}
        is_numbered = row_values.column_key(column) == _NUMBER
        without_summary = [name for name in names if is_numbered or known[name] != labels.EXCERPT]
        return bool(_OF_ARTICLES & set(known.values())) and not self._rows.has_text(without_summary)

    def _list(self, raw: bytes) -> Iterator[tuple[str, Facts]]:
        """The facts in an array of objects, or in an object a line. The first object tells whether it is read."""
        text = plain_text.decode(raw).removeprefix("\ufeff").strip()
        try:
            first, _ = json.JSONDecoder().raw_decode(text[:_FIRST_CHARS].lstrip("[ \t\n"))
            names = [name for name in first if isinstance(name, str)] if isinstance(first, dict) else []
            known = {name: self._rows.fact_of(name) for name in names}
            column = _file_column(names)
            if column is None or not self._describes_files(names, column):
                return
            rows = json.loads(text) if text.startswith("[") else map(json.loads, filter(str.strip, text.split("\n")))
            for row in rows:
                facts = _stated((known.get(name), row[name]) for name in row) if isinstance(row, dict) else {}
                if facts and (file := row_values.plain(row.get(column))):
                    yield file.strip(), facts
        except (ValueError, RecursionError):
            return

    def _match(self, found: Mapping[str, Mapping[str, Facts]], names: Iterable[str]) -> set[str]:
        """Store the metadata of each file that a row names.

        Returns the tables that name a file. A file name that occurs in several folders identifies none of them.
        """
        folders: dict[tuple[str, str], set[str]] = {}
        named = list(_mentions(found, names))
        for name, table, key in named:
            folders.setdefault((table, key), set()).add(name.rpartition("/")[0])
        used: dict[str, set[str]] = {}
        for name, table, key in named:
            if len(folders[table, key]) == 1:
                self._by_file[printable_name(name)] = found[table][key]
                used.setdefault(table, set()).add(key)
        for table, keys in used.items():
            logger.info("%r is used as metadata of other files", table)
            if (unused := len(found[table]) - len(keys)) > 0:
                logger.warning("%r has %d rows that name no file of the archive", table, unused)
        return set(used)


def _file_column(names: Sequence[str]) -> str | None:
    """The column that names files; one that only numbers rows counts where no other does.

    >>> _file_column(["ID", "Title", "File name"]), _file_column(["id", "Title"]), _file_column(["Title"])
    ('File name', 'id', None)
    """
    found = [name for name in names if row_values.column_key(name) in _FILE_COLUMNS]
    return min(found, key=lambda name: row_values.column_key(name) == _NUMBER, default=None)


def _mentions(found: Mapping[str, Mapping[str, Facts]], names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Each file that a row names, with the table and the name in the row."""
    tables: dict[str, dict[str, list[str]]] = {}  # by their folder and by what their rows name
    for table, rows in found.items():
        by_key = tables.setdefault(table.rpartition("/")[0], {})
        for key in rows:
            by_key.setdefault(key, []).append(table)
    for name in names:
        for folder in {"", *map(str, PurePosixPath(name).parents)} & tables.keys():
            told = {name}
            for key in _names_of(name, folder):
                others = [table for table in tables[folder].get(key, ()) if table not in told]
                told.update(others)
                yield from ((name, table, key) for table in others)


def _stated(values: Iterable[tuple[str | None, object]]) -> Facts:
    """The fields of a row with their values; none if they do not describe an article."""
    facts: dict[str, object] = {}
    for fact, value in values:
        if fact in KEYS and fact not in facts and (plain := row_values.plain(value)):
            facts[fact] = row_values.day(plain) if fact in {"date", "updated"} else plain
    return facts if facts.keys() & _OF_ARTICLES else {}


def _names_of(name: str, folder: str) -> Sequence[str]:
    """The ways in which a table may name a file: by its path from the table or from the archive, by its name or stem.

    >>> _names_of("news/texts/001.txt", "news")
    ['texts/001.txt', 'news/texts/001.txt', '001.txt', '001']
    """
    path = PurePosixPath(name)
    return [name[len(folder) + 1 if folder else 0 :], name, path.name, path.stem]


def _mets(raw: bytes) -> Iterator[tuple[str, Facts]]:
    text = plain_text.decode(raw)
    label, day, title = _METS_LABEL.search(text), _METS_DAY.search(text), _METS_TITLE.search(text)
    paper = f"{title[1] or ''}{title[2]}" if title else label[1] if label else ""
    date = day[1] if day else label[2] if label else ""
    facts = {"source": plain_text.one_line(unescape(paper)), "date": date}
    if any(facts.values()):
        yield from ((href[1].removeprefix("./"), facts) for href in _METS_FILE.finditer(text))
