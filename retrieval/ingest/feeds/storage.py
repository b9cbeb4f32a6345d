"""Where what was fetched is kept, below the archive folder: a file an entry, and beside them how each feed stands.

    archive/feeds/
      .feeds.json                              of each feed: ETag, Last-Modified, when it is due, whether it is gone
      courier.example-rss-3fa2c1/
        courier.example-news-17-9b0d44e1.txt   an entry, its facts as front matter; one that changes is written anew

A file is written whole or not at all. What has left its feed, or whose feed has gone, stays.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import yaml

from retrieval.ingest import limits
from retrieval.ingest.document import Document
from retrieval.ingest.formats import plain_text

STATES = ".feeds.json"
LONGEST_SLUG = 80  # characters of an address that stand in a file's name
AT_ONCE = datetime(1, 1, 1, tzinfo=UTC)
_FACTS = ("title", "date", "updated", "source", "authors", "url")
_LONGEST_FACT, _MOST_AUTHORS = 1000, 20
_UNFIT = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class State:
    """How a feed stands: what it said of itself last, when it may be asked again, where to and whether at all."""

    etag: str | None = None
    modified: str | None = None
    due: datetime = AT_ONCE
    moved: str | None = None
    gone: bool = False


class Shelf:
    """The folder of what was fetched, and the state of every feed."""

    def __init__(self, folder: Path, states: dict[str, State]) -> None:
        self._folder, self._states = folder, states
        self._before = dict(states)

    @classmethod
    def open(cls, archive: Path, name: str) -> Self:
        """The folder of this name below the archive; of states that cannot be read, every feed is asked as if new."""
        folder = archive / name
        folder.mkdir(parents=True, exist_ok=True)
        try:
            written = json.loads((folder / STATES).read_text(encoding="utf-8"))
            states = {
                url: State(**{**state, "due": datetime.fromisoformat(state["due"]).astimezone(UTC)})
                for url, state in written.items()
            }
        except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
            states = {}
        return cls(folder, states)

    def state(self, url: str) -> State:
        return self._states.get(url, State())

    def put(self, url: str, state: State) -> None:
        self._states[url] = state

    def save(self, urls: Iterable[str]) -> None:
        """Write down how these feeds stand, if any stands otherwise than before; others are forgotten."""
        kept = {url: self._states[url] for url in urls if url in self._states}
        if kept != self._before:
            told = {url: {**asdict(state), "due": state.due.isoformat()} for url, state in kept.items()}
            _write(self._folder / STATES, json.dumps(told, indent=1))
            self._before = kept

    def keep(self, url: str, key: str, entry: Document) -> bool:
        """Keep an entry of the feed at `url`; whether it is new or has changed."""
        path = self._folder / _name(url, url, 6) / f"{_name(entry.part, key, 8)}.txt"
        text = _text(entry)
        try:
            if path.read_bytes() == text.encode():
                return False
        except FileNotFoundError:
            path.parent.mkdir(exist_ok=True)
        _write(path, text)
        return True


def key(entry: Document) -> str:
    """What tells an entry from the others of its feed, at whatever length; its words where it has no name."""
    if not entry.part:
        return entry.text
    whole = len(entry.part) < limits.LONGEST_NAME
    return entry.part if whole else f"{entry.part} {entry.told.get('url')} {entry.told.get('title')}"


def _name(address: str, whole: str, digits: int) -> str:
    """A file's name that any system takes and no other address has.

    >>> _name("https://courier.example/rss?Ä", "https://courier.example/rss?Ä", 6)
    'courier.example-rss-4c3780'
    """
    slug = _UNFIT.sub("-", re.sub(r"^\w+://", "", address.lower()))[:LONGEST_SLUG].strip("-.")
    return "-".join(filter(None, (slug, hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:digits])))


def _text(entry: Document) -> str:
    told = {fact: _fact(entry.told.get(fact)) for fact in _FACTS}
    known = {fact: value for fact, value in told.items() if value}
    front = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=10_000) if known else ""
    return f"---\n{front}---\n\n{plain_text.line_ends(entry.text).strip()}\n"


def _fact(value: object) -> str | list[str] | None:
    match value:
        case str():
            return plain_text.line(value)[:_LONGEST_FACT]
        case list():
            return [plain_text.line(str(one))[:_LONGEST_FACT] for one in value[:_MOST_AUTHORS]]
    return None


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
