"""Metadata of an article from outside its text: a row of a sources file, metadata of its format, or its front matter.

    title, source, author or authors, url     text
    date, updated                             2012-02-07, 2012-02 or 2012
    basis = "inferred", words = "..."         the date is not printed, but inferred from these words of the article

A value that cannot be read is reported and stays unknown. The other values still count.

A sources file, `sources.toml` or `sources.tsv`, has metadata that the articles of a folder do not state themselves:

    ["2012-02-07-trickett.txt"]                file                      source       date
    source = "HuffPost UK"                     2012-02-07-trickett.txt   HuffPost UK  2012-02-07
    date = "2012-02-07"

A sources file applies to its own folder and all folders below it; the deepest one takes precedence. If the archive's
top folder has none, its parent folder may have one. `file` is a path relative to the sources file, or a file name that
occurs only once. A row that names a folder or a container applies to everything in it. A row may have any of the keys
above. A broken sources file is reported, and the archive is read without it.
"""

import io
import json
import logging
import re
import reprlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from retrieval import toml
from retrieval.errors import UnreadableFile, nearest
from retrieval.ingest import labels, limits
from retrieval.ingest.formats import plain_text
from retrieval.ingest.formats.database_exports.paragraphs import date_in
from retrieval.ingest.header import bylines, publications
from retrieval.models import Basis, PartialDate, Published
from retrieval.text.dates import UnreadableDate, parse_date
from retrieval.toml import TomlError

logger = logging.getLogger(__name__)

KEYS = ("source", "date", "title", "author", "authors", "url", "updated", "basis", "words")
_ALIASES = {
    "publication": "source",
    "site": "source",
    "sitename": "source",
    "site_name": "source",
    "link": "url",
    "published": "date",
    "pubdate": "date",
}
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_FRONT_MATTER = re.compile(
    rf"\ufeff?---[ \t]*\n(.{{0,{limits.MAX_FRONT_MATTER_CHARS}}}?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_TOML_FRONT_MATTER = re.compile(
    rf"\ufeff?\+\+\+[ \t]*\n(.{{0,{limits.MAX_FRONT_MATTER_CHARS}}}?\n)??\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL
)
_WIKI_LINK = re.compile(r"\[\[([^\[\]|]*)(?:\|[^\[\]]*)?\]\]")  # as Obsidian writes the author of a clipping
_LABELLED = re.compile(r"\ufeff?((?:[^\W\d_][^\W\d_ ]{1,20}:(?![/:])[ \t]*[^\s][^\n]{0,300}\n){2,12})[ \t]*\n")
_MIN_LABELS = 2
_BRIEF = reprlib.Repr()  # for messages: a few YAML aliases can make a list whose full repr never ends
_BRIEF.maxlevel = 1


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None = None
    source: str | None = None
    published: Published | None = None
    updated: PartialDate | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()

    def with_fallback(self, other: "Metadata") -> "Metadata":
        """This metadata, with missing values taken from `other`."""
        return Metadata(*(getattr(self, known.name) or getattr(other, known.name) for known in fields(Metadata)))


def parse_metadata(row: Mapping[str, object], where: str, *, day_first: bool) -> Metadata:
    """The metadata in a row. Keys that are not in `KEYS` are ignored. `where` names the row in warnings."""

    def text(key: str) -> str | None:
        value = row.get(key)
        if value is not None and not isinstance(value, str):
            logger.warning("%s: %s must be text, not %s; put it in quotation marks", where, key, _BRIEF.repr(value))
        return plain_text.one_line(value) or None if isinstance(value, str) else None

    def day(key: str) -> PartialDate | None:
        value = row.get(key)
        if isinstance(value, list | dict):
            value = _BRIEF.repr(value)
        if value is None or not str(value).strip():
            return None
        parsed = parse_date(value, day_first=day_first)
        if isinstance(parsed, UnreadableDate):
            logger.warning("%s: %s: %s; write it like 2012-02-07, 2012-02 or 2012", where, key, parsed)
            return None
        return parsed

    return Metadata(
        title=text("title"),
        source=_host_of(text("source")),
        published=_published(day("date"), text("basis"), row.get("words"), where),
        updated=day("updated"),
        url=text("url"),
        authors=_authors(row, where),
    )


def _host_of(source: str | None) -> str | None:
    """The name of a publication; if it is an address, its host, or the paper that the host names.

    >>> _host_of("The Courier"), _host_of("https://www.courier.example/"), _host_of("lorne-courier.example")
    ('The Courier', 'courier.example', 'Lorne Courier')
    """
    if not source:
        return None
    host = _ADDRESS.sub("", source).partition("/")[0].removeprefix("www.") if _ADDRESS.match(source) else source
    return publications.of_host(host) or (publications.without_number(source) if host == source else host) or None


def parse_front_matter(
    text: str, where: str, *, day_first: bool, facts: Mapping[str, str] | None = None
) -> tuple[Metadata, int]:
    """The metadata at the top of a text, and where it ends: between lines of "---" (YAML) or "+++" (TOML), or JSON.

    `facts` has the facts of keys of YAML whose names say nothing.
    """
    if toml := _TOML_FRONT_MATTER.match(text):
        return _toml_front_matter(toml[1] or "", where, day_first=day_first), toml.end()
    if text.startswith("{") and (found := _json_front_matter(text)):
        return _fenced_metadata(found[0], where, day_first=day_first), found[1]
    fenced = _FRONT_MATTER.match(text)
    if fenced is None:
        return _labelled_lines(text, where, day_first=day_first)
    try:
        # BaseLoader returns only strings, lists and dicts, so that 2012-02-31 reaches `parse_date` as it is written.
        front = yaml.load(fenced[1] or "", Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        problem = " ".join(str(error).split())
        logger.warning("%s: its front matter is not valid YAML and is left out: %s", where, problem)
        return Metadata(), fenced.end()
    if not isinstance(front, dict):  # ordinary text between two lines of dashes
        return Metadata(), fenced.end() if front is None else 0
    named = {(facts or {}).get(str(key), key): value for key, value in front.items()}
    return _fenced_metadata({**named, **front}, where, day_first=day_first), fenced.end()


def front_values(text: str) -> tuple[Mapping[str, object], int]:
    """The keys and values of YAML front matter as it stands, and where it ends; none if it cannot be read."""
    fenced = _FRONT_MATTER.match(text)
    try:
        front = yaml.load(fenced[1] or "", Loader=yaml.BaseLoader) if fenced else None  # noqa: S506
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        front = None
    return (front, fenced.end()) if fenced and isinstance(front, dict) else ({}, 0)


def _json_front_matter(text: str) -> tuple[dict[str, Any], int] | None:
    """A JSON object on separate lines at the top of a text with a title or a date, and its end."""
    try:
        value, end = json.JSONDecoder().raw_decode(text[: limits.MAX_FRONT_MATTER_CHARS])
    except (ValueError, RecursionError):
        return None
    is_front_matter = isinstance(value, dict) and {"title", "date"} & value.keys() and text[end : end + 1] == "\n"
    return (value, end) if is_front_matter and text[end:].strip() else None


def _toml_front_matter(text: str, where: str, *, day_first: bool) -> Metadata:
    try:
        return _fenced_metadata(toml.loads(text), where, day_first=day_first)
    except TomlError as error:
        logger.warning("%s: its front matter is not valid TOML and is left out: %s", where, error)
        return Metadata()


def _fenced_metadata(front: Mapping[Any, Any], where: str, *, day_first: bool) -> Metadata:
    address = front.get("source")
    is_address = isinstance(address, str) and _ADDRESS.match(address) is not None  # as web clippers write it
    if is_address:
        front = {"url": address, **{key: value for key, value in front.items() if key != "source"}}
    names = [key for key in reversed(list(front)) if isinstance(key, str)]
    meant = {labels.meaning_of(key) or key: _named(front[key]) for key in names}
    row = {**meant, **{_ALIASES.get(key, key): _named(front[key]) for key in names if key in {*KEYS, *_ALIASES}}}
    if is_address and not row.get("source"):
        row["source"] = address
    return parse_metadata(row, where, day_first=day_first)


def _named(value: Any) -> Any:
    """The name of an object with further fields; for a list, the names of its members.

    >>> _named({"name": "The Courier", "url": "https://courier.example"}), _named([{"name": "Jane Doe"}, "Bo Ek"])
    ('The Courier', ['Jane Doe', 'Bo Ek'])
    """
    if isinstance(value, list):
        return [each.get("name", each) if isinstance(each, dict) else each for each in value]
    return value.get("name", value) if isinstance(value, dict) else value


def _labelled_lines(text: str, where: str, *, day_first: bool) -> tuple[Metadata, int]:
    """The metadata in lines like "Author: Jane Doe" at the top of a text; none if fewer than two have a known label."""
    block = _LABELLED.match(text)
    if block is None:
        return Metadata(), 0
    lines = [line.partition(":") for line in block[1].strip().split("\n")]
    row: dict[str, object] = {}
    for label, _, value in lines:
        fact = labels.fact_with(label, value.strip())
        if fact == "source":
            row["source"], issue = publications.without_issue(value.strip())
            row.setdefault("date", date_in(issue))
        elif fact in KEYS:
            row[fact] = value.strip()
    row = {fact: value for fact, value in row.items() if value}
    if len(row) < _MIN_LABELS:
        return Metadata(), 0
    return parse_metadata(row, where, day_first=day_first), block.end()


def _published(when: PartialDate | None, basis: str | None, words: object, where: str) -> Published | None:
    if when is None:
        return None
    match basis:
        case "given" | None:
            return Published(when, Basis.GIVEN)
        case "inferred" if isinstance(words, str) and words.strip():
            return Published(when, Basis.INFERRED, words)
        case "inferred":
            problem = 'an inferred date needs words = "...", as the article has them'
        case _:
            problem = f'basis can be "given" or "inferred", not {basis!r}'
    logger.warning("%s: %s; until then the date stays unknown", where, problem)
    return None


def _authors(row: Mapping[str, object], where: str) -> tuple[str, ...]:
    value = row.get("authors") or row.get("author")
    match value:
        case None | "" | []:
            return ()
        case str():
            return bylines.author_names(_person(value))
        case list() if all(isinstance(name, str) for name in value):
            return tuple(name for name in map(_person, value) if name)
    logger.warning("%s: authors must be text or a list of texts, not %s", where, _BRIEF.repr(value))
    return ()


def _person(name: str) -> str:
    """
    >>> _person(" [[Jane Doe|Jane]] ")
    'Jane Doe'
    """
    return plain_text.one_line(_WIKI_LINK.sub(r"\1", name))


WHOLE_FOLDER = "."  # the name of a row for everything below the sources file's folder
FILE_NAMES = ("sources.toml", "sources.tsv")  # if a folder has both, the first is read
RowsByFile = dict[str, dict[str, Any]]  # the rows of a sources file, by the file or folder that each row names


@dataclass(frozen=True, slots=True)
class SourcesFile:
    """A sources file. It applies to everything below `prefix`, a folder of the archive: "" for the whole archive, or
    "hsj/".

    The names in its rows are relative to its own folder. That is `prefix`, unless the file is beside the archive: then
    a name may begin with the archive's own folder, and a row with no more than that folder covers the whole archive.
    """

    path: Path
    prefix: str
    beside: bool = False  # whether the file is in the archive's parent folder, where it may also cover other archives


def is_sources_file(file: str) -> bool:
    """Whether a path in an archive is the path of a sources file."""
    return file.rpartition("/")[2] in FILE_NAMES


def find_sources_files(folder: Path, inside: Sequence[Path]) -> list[SourcesFile]:
    """The sources files of an archive, deepest first. `inside` has the paths of those in `folder`, relative to it."""
    found = [SourcesFile(folder / path, "".join(f"{part}/" for part in path.parent.parts)) for path in inside]
    if not any(sources.prefix == "" for sources in found):
        parent = folder.resolve().parent
        found += [SourcesFile(parent / name, "", beside=True) for name in FILE_NAMES if (parent / name).is_file()]
    return sorted(found, key=lambda file: (-file.prefix.count("/"), file.prefix, FILE_NAMES.index(file.path.name)))


class SourcesMetadata:
    """The metadata of each article in the sources files of an archive.

    First call `note_file` for every file of the archive, then `metadata_of` for each article, and `warn_of_unused_rows`
    at the end.
    """

    def __init__(self, folder: Path, inside: Sequence[Path], *, day_first: bool) -> None:
        self._tables = [
            _Table(file, folder, _read_rows(file.path), day_first=day_first)
            for file in _one_per_folder(find_sources_files(folder, inside))
        ]

    @property
    def has_rows(self) -> bool:
        return any(table.rows for table in self._tables)

    def note_file(self, file: str) -> None:
        """Record that the archive has this file. Rows may name it without its folder if no other file has its name."""
        for table in self._tables:
            table.note_file(_composed(file))

    def metadata_of(self, article: str) -> Metadata:
        """The metadata of an article. Values missing in its own rows come from the rows of its file and its folders."""
        article = _composed(article)
        names = [article, *(parent.as_posix() for parent in PurePosixPath(article).parents)][:-1]
        metadata = Metadata()
        for name in names or [article]:
            for table in self._tables:
                metadata = metadata.with_fallback(table.metadata_of(name))
        for table in self._tables:
            metadata = metadata.with_fallback(table.metadata_of_all(article))
        return metadata

    def warn_of_unused_rows(self) -> None:
        """Warn of rows that match neither a noted file nor an article that `metadata_of` was called for."""
        for table in self._tables:
            table.warn_of_unused_rows()


def _composed(name: str) -> str:
    """A file's name with its accents composed: macOS and some archives write "e" and an accent for "é"."""
    return unicodedata.normalize("NFC", name)


class _Table:
    """The rows of one sources file, by the path that each row names."""

    def __init__(self, sources: SourcesFile, folder: Path, rows: RowsByFile, *, day_first: bool) -> None:
        own = f"{folder.resolve().name}/" if sources.beside else ""
        self.rows = rows
        self._sources, self._day_first = sources, day_first
        self._row_of = {self._path(_composed(name), own): name for name in rows}
        self._files_named: dict[str, list[str]] = {path: [] for path in self._row_of if "/" not in path}
        self._used: set[str] = set()
        self._metadata: dict[str, Metadata] = {}

    @staticmethod
    def _path(name: str, own: str) -> str:
        """The path that a row names, below the archive's folder. `own` is that folder, as a file beside it names it."""
        plain = name.removeprefix("./").rstrip("/")
        if not plain or f"{plain}/" == own or plain == WHOLE_FOLDER:
            return WHOLE_FOLDER
        return plain.removeprefix(own)

    def note_file(self, file: str) -> None:
        name = file.rpartition("/")[2]
        if file.startswith(self._sources.prefix):
            if name in self._files_named:
                self._files_named[name].append(file)
            self._used |= {file.removeprefix(self._sources.prefix)} & self._row_of.keys()

    def metadata_of(self, article: str) -> Metadata:
        if not article.startswith(self._sources.prefix):
            return Metadata()
        path, name = article.removeprefix(self._sources.prefix), article.rpartition("/")[2]
        if path not in self._row_of and self._files_named.get(name) == [article]:
            path = name
        return self._parsed(path) if path in self._row_of else Metadata()

    def metadata_of_all(self, article: str) -> Metadata:
        """The metadata that the file gives for everything in its folder, if the article is in this folder."""
        is_covered = WHOLE_FOLDER in self._row_of and article.startswith(self._sources.prefix)
        return self._parsed(WHOLE_FOLDER) if is_covered else Metadata()

    def _parsed(self, path: str) -> Metadata:
        if path not in self._metadata:
            row, where = self._row_of[path], str(self._sources.path)
            self._metadata[path] = parse_metadata(self.rows[row], f"{where!r}, {row!r}", day_first=self._day_first)
        return self._metadata[path]

    def warn_of_unused_rows(self) -> None:
        used = self._used | {name for name, files in self._files_named.items() if len(files) == 1}
        unused = [row for path, row in self._row_of.items() if path not in used | self._metadata.keys()]
        if unused and not self._sources.beside:
            few = ", ".join(map(repr, unused[:3])) + (", ..." if len(unused) > 3 else "")
            problem = f"{len(unused)} of {len(self.rows)} rows match no article, or more than one ({few})"
            logger.warning("%r: %s; correct the file names", str(self._sources.path), problem)


def _one_per_folder(found: list[SourcesFile]) -> Iterator[SourcesFile]:
    before: Path | None = None
    for sources in found:
        if before is not None and sources.path.parent == before.parent:
            logger.warning("%r is not read because %s is beside it; keep one of them", str(sources.path), before.name)
            continue
        before = sources.path
        yield sources


def _read_rows(path: Path) -> RowsByFile:
    try:
        with limits.open_regular(path) as file:
            raw = limits.read_whole(file)
        text = plain_text.normalise_line_ends(raw.decode("utf-8-sig"))
        return _parse_toml(path, text) if path.suffix == ".toml" else _parse_tsv(path, text)
    except UnreadableFile as error:
        problem = error.why
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = f"line {line} is not UTF-8"
    except TomlError as error:
        problem = f"is not valid TOML: {error}"
    logger.warning("%r %s; the archive is read without it", str(path), problem)
    return {}


def _parse_toml(path: Path, text: str) -> RowsByFile:
    rows = {}
    for name, row in toml.loads(text).items():
        if not isinstance(row, dict):
            logger.warning('%r: %s is outside a table; begin one with ["FILE NAME"]', str(path), name)
            continue
        for key, value in row.items():
            if isinstance(value, dict):
                logger.warning('%r: put the file name in quotation marks: ["%s.%s"]', str(path), name, key)
            elif key not in KEYS:
                logger.warning("%r, %r: unknown key %s; %s", str(path), name, key, nearest(key, KEYS))
        rows[name] = row
    return rows


def _parse_tsv(path: Path, text: str) -> RowsByFile:
    lines = io.StringIO(text)
    columns = {_unquoted(name).lower(): place for place, name in enumerate(next(lines, "").split("\t"))}
    if "file" not in columns:
        logger.warning('%r, line 1: no column is named "file"; the archive is read without it', str(path))
        return {}
    wanted, rows = {name: place for name, place in columns.items() if name in {"file", *KEYS}}, {}
    for line in lines:
        cells = line.split("\t")
        row = {name: _unquoted(cells[place]) for name, place in wanted.items() if place < len(cells)}
        if any(row.values()):
            rows[row.pop("file", "")] = row
        if len(rows) > limits.MAX_PARTS:
            raise UnreadableFile(f"has more than {limits.MAX_PARTS:,} rows")
    return rows


def _unquoted(cell: str) -> str:
    """A cell without the quotation marks that a spreadsheet added. Other quotation marks stay."""
    cell = cell.strip()
    inner = re.fullmatch(r'"((?:[^"]|"")*)"', cell)
    return inner[1].replace('""', '"') if inner else cell
