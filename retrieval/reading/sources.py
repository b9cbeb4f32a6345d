"""The sources file: `sources.toml` or `sources.tsv`, which gives what the articles of a folder do not state.

    ["2012-02-07-trickett.txt"]                file                      source       date
    source = "HuffPost UK"                     2012-02-07-trickett.txt   HuffPost UK  2012-02-07
    date = "2012-02-07"

It speaks for its own folder and all below; a deeper one is heard first. An archive that holds none at its top may have
it beside itself, in the parent folder. A `file` is a path below the sources file, or a name that only one article has.
The keys of a row are those of `given`. A broken file is reported and the archive is read without it.
"""

import logging
import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import nearest
from retrieval.reading import given
from retrieval.reading.given import KEYS, Given

logger = logging.getLogger(__name__)

NAMES = ("sources.toml", "sources.tsv")  # where both stand in one folder, the first is read
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sources:
    """One sources file: where it is, and what its rows' names are below, seen from the archive ("" at the top)."""

    path: Path
    below: str
    beside: bool = False  # in the parent folder: it may well speak of more than this archive


def find(folder: Path, inside: Sequence[Path]) -> list[Sources]:
    """The sources files of an archive, from the deepest; `inside` are those below `folder`, relative to it."""
    found = [Sources(folder / path, "".join(f"{part}/" for part in path.parent.parts)) for path in inside]
    if not any(sources.below == "" for sources in found):
        parent = folder.resolve().parent
        found += [Sources(parent / name, "", beside=True) for name in NAMES if (parent / name).is_file()]
    return sorted(found, key=lambda sources: (-sources.below.count("/"), sources.below, NAMES.index(sources.path.name)))


def read_all(folder: Path, inside: Sequence[Path], articles: Collection[str], *, day_first: bool) -> dict[str, Given]:
    """What the sources files give, by article id."""
    facts: dict[str, Given] = {}
    by_name = defaultdict(list)
    for article in articles:
        by_name[article.rpartition("/")[2]].append(article)
    for sources in _chosen(find(folder, inside)):
        rows = _rows(sources.path)
        strangers: list[str] = []
        for name, row in rows.items():
            match _article(name, sources, folder, articles, by_name):
                case None:
                    strangers.append(name)
                case meant:
                    row_facts = given.read(row, f"{str(sources.path)!r}, {name!r}", day_first=day_first)
                    facts[meant] = facts.get(meant, Given()).over(row_facts)
        if strangers and not sources.beside:
            few = ", ".join(map(repr, strangers[:3])) + (", ..." if len(strangers) > 3 else "")
            count = f"{len(strangers)} of {len(rows)} rows match"
            logger.warning("%r: %s no one article (%s); correct the file names", str(sources.path), count, few)
    return facts


def _chosen(found: list[Sources]) -> Iterator[Sources]:
    before: Path | None = None
    for sources in found:
        if before is not None and sources.path.parent == before.parent:
            logger.warning("%r is not read because %s stands beside it; keep one", str(sources.path), before.name)
            continue
        before = sources.path
        yield sources


def _article(
    name: str, sources: Sources, folder: Path, articles: Collection[str], by_name: dict[str, list[str]]
) -> str | None:
    path = name.removeprefix("./")
    if sources.beside:
        path = path.removeprefix(f"{folder.resolve().name}/")
    if sources.below + path in articles:
        return sources.below + path
    same = [article for article in by_name.get(path, ()) if article.startswith(sources.below)]
    return same[0] if len(same) == 1 else None


def _rows(path: Path) -> Rows:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        return _toml(path, text) if path.suffix == ".toml" else _tsv(path, text)
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
