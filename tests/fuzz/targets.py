"""The fuzz targets: each takes bytes, and raises if the code breaks a promise for these bytes.

    jsonl, html, zip, ...         the bytes are one file of an archive, before a harmless file: reading never raises,
                                  the harmless file is read, and every other article can be stored and cut into passages
    sources.toml, sources.tsv     the same, with the bytes as the sources file of the harmless article
    dates, retry-after            no text makes the parsers raise
    feed                          a stored entry is read back unchanged

A parser that sandbox.py runs in a process of its own may raise anything: its file is skipped.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from retrieval import ingest, passages
from retrieval.errors import UnreadableFile
from retrieval.ingest import formats
from retrieval.ingest.document import Document, Part
from retrieval.ingest.feeds import http
from retrieval.ingest.feeds.storage import FeedStore, entry_key
from retrieval.ingest.formats import Format, plain_text
from retrieval.ingest.sandbox import Parse
from retrieval.models import Article
from retrieval.settings import ArchiveSettings, ColumnSettings
from retrieval.text import dates

Target = Callable[[bytes], None]
HARMLESS = "He said so."
LAST = "z.txt"


@contextmanager
def parsers() -> Iterator[Parse]:
    """Parsers in this process. Any error in them means that the file is rejected."""

    def parse(kind: Format, raw: bytes, columns: ColumnSettings) -> Callable[[], list[Part]]:
        def outcome() -> list[Part]:
            try:
                return formats.read_documents(kind, raw, columns)
            except UnreadableFile:
                raise
            except Exception as error:
                raise UnreadableFile(type(error).__name__) from error

        return outcome

    yield parse


def _archive(name: str, raw: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="onrecord-", dir=_memory()) as folder:
        (Path(folder) / name).write_bytes(raw)
        (Path(folder) / LAST).write_text(HARMLESS, encoding="utf-8")
        reader = ingest.ArchiveReader(ArchiveSettings(Path(folder)), parsers)
        articles = list(reader)
        json.dumps(reader.report.as_json()).encode()
    assert (articles[-1].id, articles[-1].text) == (LAST, HARMLESS)
    ids = [article.id for article in articles]
    assert len(set(ids)) == len(ids)
    for article in articles:
        _can_be_stored(article)


def _memory() -> str | None:
    """Linux's folder in memory, if there is one."""
    return next((folder for folder in ("/dev/shm",) if Path(folder).is_dir()), None)  # noqa: S108


def _can_be_stored(article: Article) -> None:
    lines = [article.title, article.source, article.url, *article.authors]
    for text in (article.id, article.text, *filter(None, lines)):
        text.encode("utf-8")
    assert not any("\n" in line or "\0" in line for line in filter(None, lines))
    assert 0 <= article.body <= len(article.text)
    cut = passages.split(article, lambda piece: len(piece) <= 400)
    edges = [edge for passage in cut for edge in (passage.start, passage.end)]
    assert edges == sorted(edges)
    assert all(passage.text.strip() for passage in cut)


def _file(name: str) -> Target:
    return lambda raw: _archive(name, raw)


def _dates(raw: bytes) -> None:
    text = plain_text.decode(raw)
    dates.parse_dateline(text)
    dates.parse_dateline(text, day_first=False)
    str(dates.parse_date(text))
    dates.is_label(text)


def _retry_after(raw: bytes) -> None:
    assert 0 <= http.retry_after_seconds(raw.decode("latin-1")) <= http.MAX_RETRY_AFTER_SECONDS


def _feed(raw: bytes) -> None:
    """An entry's text and metadata, written by feeds/storage.py and read back."""
    with tempfile.TemporaryDirectory(prefix="onrecord-", dir=_memory()) as folder, suppress(UnreadableFile):
        store = FeedStore.open(Path(folder), "feeds")
        entries = _entries(raw)
        for entry in entries:
            store.store_entry("https://courier.example/rss", entry_key(entry), entry)
            assert not store.store_entry("https://courier.example/rss", entry_key(entry), entry)
        if not entries:
            return
        found = list(ingest.ArchiveReader(ArchiveSettings(Path(folder)), parsers))
        assert len(found) == len({entry_key(entry) for entry in entries})
        for article in found:
            _can_be_stored(article)


def _entries(raw: bytes) -> list[Document]:
    try:
        return [
            part for part in formats.read_documents(Format.XML, raw, ColumnSettings()) if isinstance(part, Document)
        ]
    except Exception:  # noqa: BLE001 - it would be sandboxed
        return []


TARGETS: dict[str, Target] = {
    **{suffix.removeprefix("."): _file(f"a{suffix}") for suffix in formats.BY_SUFFIX},
    "unnamed": _file("a"),
    "z.json": _file("z.json"),  # beside the harmless file
    "sources.toml": _file("sources.toml"),
    "sources.tsv": _file("sources.tsv"),
    "dates": _dates,
    "retry-after": _retry_after,
    "feed": _feed,
}
