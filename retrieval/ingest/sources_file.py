"""The sources file: `sources.toml` or `sources.tsv`, which gives what the articles of a folder do not state.

    ["2012-02-07-trickett.txt"]                file                      source       date
    source = "HuffPost UK"                     2012-02-07-trickett.txt   HuffPost UK  2012-02-07
    date = "2012-02-07"

It speaks for its own folder and all below; a deeper one is heard first. An archive that holds none at its top may have
it beside itself, in the parent folder. A `file` is a path below the sources file, or a name that only one file has; a
row that names a folder or a packed file speaks for all that it holds.
The keys of a row are those of `given`. A broken file is reported and the archive is read without it.
"""

import logging
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path, PurePosixPath
from typing import Any

from retrieval.errors import UnreadableFile, nearest
from retrieval.ingest import metadata, safe_open
from retrieval.ingest.metadata import KEYS, Given

logger = logging.getLogger(__name__)

NAMES = ("sources.toml", "sources.tsv")  # where both stand in one folder, the first is read
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sources:
    """One sources file: where it is, and what its rows' names are below, seen from the archive ("" at the top)."""

    path: Path
    below: str
    beside: bool = False  # in the parent folder: it may well speak of more than this archive


def is_one(file: str) -> bool:
    """Whether a file of an archive is a sources file, by its path."""
    return file.rpartition("/")[2] in NAMES


def find(folder: Path, inside: Sequence[Path]) -> list[Sources]:
    """The sources files of an archive, from the deepest; `inside` are those below `folder`, relative to it."""
    found = [Sources(folder / path, "".join(f"{part}/" for part in path.parent.parts)) for path in inside]
    if not any(sources.below == "" for sources in found):
        parent = folder.resolve().parent
        found += [Sources(parent / name, "", beside=True) for name in NAMES if (parent / name).is_file()]
    return sorted(found, key=lambda sources: (-sources.below.count("/"), sources.below, NAMES.index(sources.path.name)))


class Facts:
    """What the sources files of an archive give, asked for an article at a time."""

    def __init__(self, folder: Path, inside: Sequence[Path], *, day_first: bool) -> None:
        self._tables = [
            _Table(found, folder, _rows(found.path), day_first=day_first) for found in _chosen(find(folder, inside))
        ]

    @property
    def told(self) -> bool:
        """Whether any sources file says anything."""
        return any(table.rows for table in self._tables)

    def meet(self, file: str) -> None:
        """Take note of a file before any is asked for: a row may name it without its folder if no other is so named."""
        for table in self._tables:
            table.meet(file)

    def of(self, article: str) -> Given:
        """What is given about an article, and where that is silent about the file and the folders that hold it."""
        names = [article, *(parent.as_posix() for parent in PurePosixPath(article).parents)][:-1]
        told = (table.of(name) for name in names or [article] for table in self._tables)
        return reduce(Given.over, told, Given())

    def report(self) -> None:
        """Warn of rows that mean no file, and no article that was asked for."""
        for table in self._tables:
            table.report()


class _Table:
    """The rows of one sources file, by the path below it that each one names."""

    def __init__(self, sources: Sources, folder: Path, rows: Rows, *, day_first: bool) -> None:
        own = f"{folder.resolve().name}/" if sources.beside else ""
        self.rows = rows
        self._sources, self._day_first = sources, day_first
        self._row_of = {name.removeprefix("./").removeprefix(own): name for name in rows}
        self._so_named: dict[str, list[str]] = {path: [] for path in self._row_of if "/" not in path}
        self._used: set[str] = set()
        self._facts: dict[str, Given] = {}

    def meet(self, file: str) -> None:
        name = file.rpartition("/")[2]
        if file.startswith(self._sources.below):
            if name in self._so_named:
                self._so_named[name].append(file)
            self._used |= {file.removeprefix(self._sources.below)} & self._row_of.keys()

    def of(self, article: str) -> Given:
        if not article.startswith(self._sources.below):
            return Given()
        path, name = article.removeprefix(self._sources.below), article.rpartition("/")[2]
        if path not in self._row_of and self._so_named.get(name) == [article]:
            path = name
        return self._read(path) if path in self._row_of else Given()

    def _read(self, path: str) -> Given:
        if path not in self._facts:
            row, where = self._row_of[path], str(self._sources.path)
            self._facts[path] = metadata.read(self.rows[row], f"{where!r}, {row!r}", day_first=self._day_first)
        return self._facts[path]

    def report(self) -> None:
        alone = {name for name, files in self._so_named.items() if len(files) == 1}
        strangers = [row for path, row in self._row_of.items() if path not in self._used | alone | self._facts.keys()]
        if strangers and not self._sources.beside:
            few = ", ".join(map(repr, strangers[:3])) + (", ..." if len(strangers) > 3 else "")
            count = f"{len(strangers)} of {len(self.rows)} rows match"
            logger.warning("%r: %s no one article (%s); correct the file names", str(self._sources.path), count, few)


def _chosen(found: list[Sources]) -> Iterator[Sources]:
    before: Path | None = None
    for sources in found:
        if before is not None and sources.path.parent == before.parent:
            logger.warning("%r is not read because %s stands beside it; keep one", str(sources.path), before.name)
            continue
        before = sources.path
        yield sources


def _rows(path: Path) -> Rows:
    try:
        with safe_open.opened(path) as file:
            raw = safe_open.whole(file)
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        return _toml(path, text) if path.suffix == ".toml" else _tsv(path, text)
    except UnreadableFile as unfit:
        problem = unfit.why
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = f"line {line} is not UTF-8"
    except tomllib.TOMLDecodeError as error:
        problem = f"is not valid TOML: {error}"
    except RecursionError:
        problem = "is not valid TOML: nested too deeply"
    logger.warning("%r %s; the archive is read without it", str(path), problem)
    return {}


def _toml(path: Path, text: str) -> Rows:
    rows = {}
    for name, row in tomllib.loads(text).items():
        if not isinstance(row, dict):
            logger.warning('%r: %s stands outside a table; begin one with ["FILE NAME"]', str(path), name)
            continue
        for key, value in row.items():
            if isinstance(value, dict):
                logger.warning('%r: a file name stands in quotation marks: ["%s.%s"]', str(path), name, key)
            elif key not in KEYS:
                logger.warning("%r, %r: unknown key %s; %s", str(path), name, key, nearest(key, KEYS))
        rows[name] = row
    return rows


def _tsv(path: Path, text: str) -> Rows:
    header, *lines = ([_unquoted(cell) for cell in line.split("\t")] for line in text.split("\n"))
    columns = [column.lower() for column in header]
    if "file" not in columns:
        logger.warning('%r, line 1: no column is named "file"; the archive is read without it', str(path))
        return {}
    rows = (dict(zip(columns, cells, strict=False)) for cells in lines if any(cells))
    return {row.pop("file", ""): row for row in rows}


def _unquoted(cell: str) -> str:
    """A cell as it was before a spreadsheet quoted it; quotation marks that are not a spreadsheet's stay."""
    cell = cell.strip()
    inner = re.fullmatch(r'"((?:[^"]|"")*)"', cell)
    return inner[1].replace('""', '"') if inner else cell
