"""RSS and Atom, by feedparser: every entry an article, as far as the feed gives its text; the feed is the source."""

import re
from collections.abc import Mapping
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document
from retrieval.ingest.formats import html_text

_FIT_FOR_A_NAME = re.compile(r"[^\w.:~-]+")


def read(raw: bytes) -> list[Document]:
    import feedparser

    feed: Any = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version") and not feed.entries:
        raise UnreadableFile("is no feed, RSS or Atom")
    if not feed.entries:
        raise UnreadableFile("is a feed without entries")
    return [_document(entry, feed.feed) for entry in feed.entries]


def name(entry: Mapping[str, Any]) -> str:
    """What tells an entry from the others of its feed, as part of an article's id.

    >>> name({"id": "https://courier.example/news/17?x=1"})
    'courier.example-news-17-x-1'
    """
    known = str(entry.get("id") or entry.get("link") or entry.get("title") or "")
    address = re.sub(r"^\w+://", "", known)
    return _FIT_FOR_A_NAME.sub("-", address).strip("-.")[: limits.LONGEST_NAME]


def _document(entry: Any, feed: Any) -> Document:
    full = max((str(content.get("value", "")) for content in entry.get("content", ())), key=len, default="")
    text = html_text.text(full or str(entry.get("summary", "")))
    told = {
        "title": html_text.text(str(entry.get("title", ""))),
        "source": (entry.get("source") or {}).get("title") or feed.get("title"),
        "date": entry.get("published"),
        "updated": dict(entry).get("updated"),  # where there is none, feedparser's own `get` gives `published`
        "authors": [str(author.get("name")) for author in entry.get("authors", ()) if author.get("name")],
        "url": entry.get("link"),
    }
    return Document(text, told, part=name(entry))
