"""RSS and Atom, by feedparser: each entry is an article with the text in the feed; the feed is its source."""

import re
from collections.abc import Mapping
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document
from retrieval.ingest.formats import html

_UNFIT_FOR_A_NAME = re.compile(r"[^\w.:~-]+")


def read(raw: bytes) -> list[Document]:
    import feedparser

    feed: Any = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version") and not feed.entries:
        raise UnreadableFile("is not an RSS or Atom feed")
    if not feed.entries:
        raise UnreadableFile("is a feed without entries")
    return [_document(entry, feed.feed) for entry in feed.entries]


def entry_name(entry: Mapping[str, Any]) -> str:
    """The entry's name within its feed, as part of an article's id.

    >>> entry_name({"id": "https://courier.example/news/17?x=1"})
    'courier.example-news-17-x-1'
    """
    known = str(entry.get("id") or entry.get("link") or entry.get("title") or "")
    address = re.sub(r"^\w+://", "", known)
    return _UNFIT_FOR_A_NAME.sub("-", address).strip("-.")[: limits.MAX_PART_NAME_CHARS]


def _document(entry: Any, feed: Any) -> Document:
    full = max((str(content.get("value", "")) for content in entry.get("content", ())), key=len, default="")
    text = html.to_text(full or str(entry.get("summary", "")))
    raw_metadata = {
        "title": html.to_text(str(entry.get("title", ""))),
        "source": (entry.get("source") or {}).get("title") or feed.get("title"),
        "date": entry.get("published"),
        "updated": dict(entry).get("updated"),  # entry.get("updated") would fall back to "published"
        "authors": [str(author.get("name")) for author in entry.get("authors", ()) if author.get("name")],
        "url": entry.get("link"),
    }
    return Document(text, raw_metadata, name=entry_name(entry))
