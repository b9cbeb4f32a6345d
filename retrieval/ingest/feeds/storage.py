"""Stores fetched feeds below the archive folder: a file for each entry, and the state of every feed.

    archive/feeds/
      .feeds.json                              for each feed: ETag, Last-Modified, when it is due, whether it is gone,
                                               and the entries that it has had
      courier.example-rss-3fa2c1/
        courier.example-news-17-9b0d44e1.txt   an entry, with its metadata as front matter

A file is written completely or not at all. A changed entry is written again. Entries stay stored even if they, or their
feed, disappear. An entry whose file somebody has deleted or moved is not stored again.
"""

import errno
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import yaml

from retrieval import files
from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document
from retrieval.ingest.formats import plain_text

STATE_FILE = ".feeds.json"
STORED = "stored"  # the key in it for the entries of a feed
MAX_SLUG_CHARS = 80  # characters of an address used in a file name
ALWAYS_DUE = datetime(1, 1, 1, tzinfo=UTC)
_FRONT_MATTER_KEYS = ("title", "date", "updated", "source", "authors", "url")
_MAX_VALUE_CHARS, _MAX_AUTHORS = 1000, 20
_UNFIT_FOR_A_SLUG = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class FeedState:
    """The state of a feed. The names of these fields are the keys in STATE_FILE."""

    etag: str | None = None
    modified: str | None = None  # Last-Modified
    due: datetime = ALWAYS_DUE  # when it may be fetched again
    moved: str | None = None  # the address that it has moved to permanently
    gone: bool = False


class FeedStore:
    """The folder of stored entries, and the state of every feed by its address without credentials."""

    def __init__(self, folder: Path, states: dict[str, FeedState], stored: dict[str, set[str]]) -> None:
        """`stored` has the short digests of the keys of all entries that each feed has had."""
        self._folder, self._states, self._stored = folder, states, stored
        self._saved = self._written(states)

    @classmethod
    def open(cls, archive: Path, name: str) -> Self:
        """Open the folder `name` below the archive, and create it if needed. States that cannot be read are dropped."""
        folder = archive / name
        _require_inside(folder, archive)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            written = json.loads(_content(folder / STATE_FILE) or b"")
            stored = {url: set(map(str, state.pop(STORED, ()))) for url, state in written.items()}
            states = {
                url: FeedState(**{**state, "due": datetime.fromisoformat(state["due"]).astimezone(UTC)})
                for url, state in written.items()
            }
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            states, stored = {}, {}
        return cls(folder, states, stored)

    def state(self, url: str) -> FeedState:
        return self._states.get(url, FeedState())

    def set_state(self, url: str, state: FeedState) -> None:
        self._states[url] = state

    def save(self, urls: Iterable[str]) -> None:
        """Write the states of these feeds if any has changed. The states of other feeds are dropped."""
        written = self._written({url: self._states[url] for url in urls if url in self._states})
        if written != self._saved:
            files.write_atomically(self._folder / STATE_FILE, json.dumps(written, indent=1).encode())
            self._saved = written

    def _written(self, states: Mapping[str, FeedState]) -> dict[str, Any]:
        return {
            url: {**asdict(state), "due": state.due.isoformat(), STORED: sorted(self._stored.get(url, ()))}
            for url, state in states.items()
        }

    def store_entry(self, url: str, key: str, entry: Document) -> bool:
        """Store an entry of the feed at `url`. Returns False if it is stored and has not changed, or was deleted."""
        path = self._folder / _file_name(url, url, 6) / f"{_file_name(entry.name, key, 8)}.txt"
        text = _entry_text(entry)
        stored, digest = self._stored.setdefault(url, set()), _digest(key, 8)
        _require_inside(path.parent, self._folder)
        before = None if path.is_symlink() else _content(path)
        if before is None:
            is_new = digest not in stored
            path.parent.mkdir(exist_ok=True)
        else:
            is_new = before != text.encode()
        stored.add(digest)
        if is_new:
            files.write_atomically(path, text.encode())
        return is_new


def _require_inside(folder: Path, outer: Path) -> None:
    """Raise OSError if a folder leads out of the one around it, by a link."""
    if not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(outer)):
        raise OSError(errno.ELOOP, "it leads out of the archive")


def _content(path: Path) -> bytes | None:
    """The bytes of a file; None if it is missing or not a regular file."""
    try:
        with limits.open_regular(path) as file:
            return file.read()
    except (FileNotFoundError, UnreadableFile):
        return None


def entry_key(entry: Document) -> str:
    """A key that is unique within a feed: the entry's name, or its text if it has none."""
    return entry.name or entry.text


def _file_name(address: str, unique: str, digits: int) -> str:
    """A portable file name: the start of an address, and `digits` digits of the digest of `unique`.

    >>> _file_name("https://courier.example/rss?Ä", "https://courier.example/rss?Ä", 6)
    'courier.example-rss-4c3780'
    """
    slug = _UNFIT_FOR_A_SLUG.sub("-", re.sub(r"^\w+://", "", address.lower()))[:MAX_SLUG_CHARS].strip("-.")
    digest = _digest(unique, digits)
    return f"{slug}-{digest}" if slug else digest


def _digest(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:digits]


def _entry_text(entry: Document) -> str:
    values = {key: _front_matter_value(entry.raw_metadata.get(key)) for key in _FRONT_MATTER_KEYS}
    known = {key: value for key, value in values.items() if value}
    front = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=10_000) if known else ""
    return f"---\n{front}---\n\n{plain_text.normalise_line_ends(entry.text).strip()}\n"


def _front_matter_value(value: object) -> str | list[str] | None:
    match value:
        case str():
            return plain_text.one_line(value)[:_MAX_VALUE_CHARS]
        case list():
            return [plain_text.one_line(str(item))[:_MAX_VALUE_CHARS] for item in value[:_MAX_AUTHORS]]
    return None
