"""RSS and Atom, parsed by feedparser: each entry is an article with the text in the feed; the feed is its source.

In a backup of Blogger, only published posts and pages are read.

If an entry has only the time of an update, or a date in Dublin Core, it was published at that time at the latest.
"""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits, page_furniture
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import html, plain_text, zipped_xml
from retrieval.text.dates import full_year

_UNFIT_FOR_A_NAME = re.compile(r"[^\w.:~-]+")
_BLOGGER_KIND = "schemas.google.com/blogger/2008/kind#"
_DIGEST_CHARS = 8
_BARE_AMPERSAND = re.compile(rb"&(?!#\d+;|#[xX][0-9a-fA-F]+;|\w+;)")
_SHORT_YEAR = re.compile(r"^((?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-][A-Za-z]{3,9}[\s-])(\d\d)(?=\s|$)", re.ASCII)


def read(raw: bytes) -> list[Part]:
    import feedparser

    if not raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        raw = zipped_xml.with_possible_characters(_BARE_AMPERSAND.sub(b"&amp;", raw))
    # given bytes, feedparser would open a file, or fetch an address, that they name
    feed: Any = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version") and not feed.entries:
        raise UnreadableFile("is not an RSS or Atom feed")
    if not feed.entries:
        raise UnreadableFile("is a feed without entries")
    entries = [(entry, _why_no_post(entry)) for entry in feed.entries]
    of_all = _names(feed.feed) if str(feed.get("version")).startswith("atom") else []  # RSS names its editor there
    posts = _told_apart([_document(entry, feed.feed, of_all) for entry, why in entries if not why])
    return [*posts, *(Skipped(entry_name(entry), why) for entry, why in entries if why)]


def _why_no_post(entry: Any) -> str:
    """The reason why an entry of Blogger's backup is not a published post; "" for any other entry."""
    kinds = [str(tag.get("term")).partition(_BLOGGER_KIND)[2] for tag in entry.get("tags", ())]
    kind = next(filter(None, kinds), "") or str(entry.get("blogger_type") or "post").lower()
    if kind not in {"post", "page"}:
        return f"is not a post ({plain_text.one_line(kind)})"
    status = str(entry.get("blogger_status") or "live").lower()
    is_draft = entry.get("app_draft") == "yes" or status not in {"live", "published"}
    return "is not published (draft)" if is_draft else ""


def _told_apart(entries: list[Document]) -> list[Document]:
    """The entries with unique names. If a feed gives one id to several entries, their names include their titles."""
    counts = Counter(entry.name for entry in entries)
    return [
        entry
        if counts[entry.name] == 1 or not entry.name
        else replace(entry, name=_fit_name(f"{entry.name} {entry.raw_metadata['title'] or entry.raw_metadata['url']}"))
        for entry in entries
    ]


def entry_name(entry: Mapping[str, Any]) -> str:
    """The entry's name within its feed, as part of an article's id.

    >>> entry_name({"id": "https://courier.example/news/17?x=1"})
    'courier.example-news-17-x-1'
    """
    known = str(entry.get("id") or entry.get("link") or entry.get("title") or "")
    return _fit_name(re.sub(r"^\w+://", "", known))


def _fit_name(name: str) -> str:
    """The name of a part. A long name ends with a digest, so that long names with the same beginning differ."""
    fit = _UNFIT_FOR_A_NAME.sub("-", name).strip("-.")
    if len(fit) <= limits.MAX_PART_NAME_CHARS:
        return fit
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:_DIGEST_CHARS]
    return f"{fit[: limits.MAX_PART_NAME_CHARS - _DIGEST_CHARS - 1]}-{digest}"


def _document(entry: Any, feed: Any, authors: list[str]) -> Document:
    """The article of an entry; `authors` are those of the feed, for entries that state none."""
    texts = [html.to_text(_text(content, "value")) for content in entry.get("content", ())]
    texts.append(html.to_text(_text(entry, "summary")))
    text = page_furniture.without_furniture(max(texts, key=len))
    # get("updated") could give "published"
    published, updated = _text(entry, "published"), _text(dict(entry), "updated")
    raw_metadata = {
        "title": html.to_text(_text(entry, "title")),
        "source": _text(entry.get("source"), "title") or _text(feed, "title"),
        "date": _full_year(published or updated),
        "updated": _full_year(updated) if published else None,
        "authors": _names(entry) or authors,
        "url": _text(entry, "link") or None,
    }
    return Document(text, raw_metadata, name=entry_name(entry))


def _names(entry_or_feed: Any) -> list[str]:
    return [name for author in entry_or_feed.get("authors", ()) if (name := _text(author, "name"))]


def _text(values: Any, name: str) -> str:
    """The value if it is a text; "" for any other value, which a broken feed may have."""
    value = values.get(name) if isinstance(values, dict) else None
    return value if isinstance(value, str) else ""


def _full_year(date: str) -> str | None:
    """A date with its year in four digits, as feeds of the nineties write two.

    >>> _full_year("Tue, 07 Feb 12 12:37:00 GMT")
    'Tue, 07 Feb 2012 12:37:00 GMT'
    """
    short = _SHORT_YEAR.match(date)
    if not short:
        return date or None
    return f"{short[1]}{full_year(short[2])}{date[short.end(2) :]}"
