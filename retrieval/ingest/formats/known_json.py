"""JSON whose articles are not rows: exports of social networks, and Apple News. Each becomes rows for `rows.py`.

    X (Twitter)     window.YTD.tweets.part0 = [{"tweet": {"full_text": ..., "created_at": ...}}, ...]
    Facebook        [{"timestamp": 1612430100, "data": [{"post": ...}]}, ...]        its text is coded twice
    Mastodon        {"type": "OrderedCollection", "orderedItems": [{"type": "Create", "object": {...}}, ...]}
    Apple News      {"components": [{"role": "title", "text": ...}, {"role": "body", ...}], "metadata": {...}}
    Slack           [{"type": "message", "user": ..., "text": ..., "ts": "1328616000.0001"}, ...]
    Discord         {"guild": ..., "messages": [{"type": "Default", "content": ..., "author": {...}}, ...]}
    Telegram        {"name": "The Courier", "type": "public_channel", "messages": [{"date": ..., "text": [...]}, ...]}
    Ghost           {"db": [{"data": {"posts": [...], "users": [...], "posts_authors": [...]}}]}
    Roam            [{"title": ..., "children": [{"string": ..., "children": [...]}, ...]}, ...]
    JSON Feed       {"version": "https://jsonfeed.org/...", "title": the source of its items}

A repost is skipped, because its words are not the poster's own.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

from retrieval.ingest.document import Skipped

REPOST = "is a repost of somebody else's words"
NO_WORDS = "has no words"
_ASSIGNED = re.compile(r"\s*window\.YTD\.[\w.]{1,60}\s*=\s*")
_STATUS = re.compile(r"(.{1,80}?) (?:updated (?:his|her|their) status|added|shared|posted|wrote|published|was)\b")
_BODY_ROLES = frozenset("body intro pullquote quote heading heading1 heading2 heading3 heading4".split())
_WIKI_LINK = re.compile(r"\[\[([^\[\]]{1,300})\]\]")
_BYLINE = re.compile(r"^by\s+", re.IGNORECASE)

Record = dict[str, Any] | Skipped


def without_assignment(text: str) -> str:
    """The JSON in a file of an X archive, which is a script that assigns it to a variable.

    >>> without_assignment('window.YTD.tweets.part0 = [{"tweet": {}}]')
    '[{"tweet": {}}]'
    """
    found = _ASSIGNED.match(text[:200])
    return text[found.end() :] if found else text


def records(value: Any) -> list[Record] | None:
    """The rows of JSON of a known kind; None for any other."""
    match value:
        case {"components": [{"role": str()}, *_] as components}:
            return [_apple_news(value, components)]
        case {"version": str(version), "title": str(title), "items": list(items)} if "jsonfeed.org" in version:
            return [{"source": title, **each} for each in items if isinstance(each, dict)]
        case {"name": str(name), "type": str(kind), "messages": [{"type": "message" | "service"}, *_] as messages}:
            return [_telegram(each, number, name, kind) for number, each in enumerate(messages, 1)]
        case {"db": [{"data": {"posts": list(), "users": list()} as data}, *_]}:
            return _ghost(data)
    found = _entries(value)
    return [found[1](each, number) for number, each in enumerate(found[0], 1)] if found else None


def _entries(value: Any) -> tuple[list[Any], Callable[[object, int], Record]] | None:
    """The posts of a network's export, and the function that reads one."""
    found: tuple[list[Any], Callable[[object, int], Record]] | None = None
    match value:
        case [{"tweet": dict()}, *_]:
            found = value, _tweet
        case [{"title": str(), "children": [{"string": str()}, *_]}, *_]:
            found = value, _outline
        case [{"timestamp": int(), "data": list()}, *_] | [{"timestamp": int(), "attachments": list()}, *_]:
            found = value, _facebook
        case [{"type": "message", "ts": str()}, *_]:
            found = value, _slack
        case {"guild": dict(), "messages": [{"content": str()}, *_] as messages}:
            found = messages, _discord
        case {"orderedItems": [{"type": str(), "object": _}, *_] as items}:
            found = items, _activity
    return found


def _outline(page: object, number: int) -> Record:
    """A page of an outline, whose blocks are paragraphs."""
    waiting = (
        list(reversed(page["children"])) if isinstance(page, dict) and isinstance(page.get("children"), list) else []
    )
    blocks: list[str] = []
    while waiting:
        block = waiting.pop()
        if isinstance(block, dict):
            blocks.append(_WIKI_LINK.sub(r"\1", str(block.get("string") or "")))
            waiting += reversed(block["children"]) if isinstance(block.get("children"), list) else []
    text = "\n\n".join(filter(None, blocks))
    if not isinstance(page, dict) or not text:
        return Skipped(str(number), NO_WORDS)
    return {"title": page.get("title"), "text": text}


def _tweet(entry: object, number: int) -> Record:
    tweet = entry.get("tweet") if isinstance(entry, dict) else None
    if not isinstance(tweet, dict):
        return Skipped(str(number), NO_WORDS)
    text = str(tweet.get("full_text") or tweet.get("text") or "")
    name = str(tweet.get("id_str") or number)
    if text.startswith("RT @") or tweet.get("retweeted") is True:
        return Skipped(name, REPOST)
    return {"id": name, "text": unescape(text), "date": tweet.get("created_at")}


def _facebook(entry: object, number: int) -> Record:
    if not isinstance(entry, dict):
        return Skipped(str(number), NO_WORDS)
    data = entry.get("data")
    posts = [each.get("post") for each in data if isinstance(each, dict)] if isinstance(data, list) else []
    text = "\n\n".join(_decoded_twice(post) for post in posts if isinstance(post, str))
    if not text.strip():
        return Skipped(str(number), NO_WORDS)
    author = _STATUS.match(_decoded_twice(str(entry.get("title") or "")))
    return {"text": text, "date": entry.get("timestamp"), "author": author[1] if author else None}


def _slack(entry: object, number: int) -> Record:
    """A message. Messages with a subtype are notices, for example that somebody joined."""
    if not isinstance(entry, dict) or entry.get("subtype") or not entry.get("text"):
        return Skipped(str(number), NO_WORDS)
    profile = entry.get("user_profile")
    author = profile.get("real_name") if isinstance(profile, dict) else None
    return {"text": entry["text"], "date": str(entry.get("ts") or "").partition(".")[0], "author": author}


def _discord(entry: object, number: int) -> Record:
    if not isinstance(entry, dict) or not entry.get("content"):
        return Skipped(str(number), NO_WORDS)
    person = entry.get("author")
    author = (person.get("nickname") or person.get("name")) if isinstance(person, dict) else None
    return {"id": entry.get("id"), "text": entry["content"], "date": entry.get("timestamp"), "author": author}


def _telegram(entry: object, number: int, name: str, kind: str) -> Record:
    """A message of a chat or a channel; a channel is the source of what it publishes."""
    if not isinstance(entry, dict) or entry.get("type") != "message":
        return Skipped(str(number), NO_WORDS)
    if entry.get("forwarded_from"):
        return Skipped(str(number), REPOST)
    pieces = entry["text"] if isinstance(entry.get("text"), list) else [entry.get("text")]
    text = "".join(str(each.get("text") or "") if isinstance(each, dict) else str(each or "") for each in pieces)
    if not text.strip():
        return Skipped(str(number), NO_WORDS)
    is_channel = kind.endswith("channel")
    author = None if is_channel and entry.get("from") in {name, None} else entry.get("from")
    return {
        "id": entry.get("id"),
        "text": text,
        "date": entry.get("date"),
        "updated": entry.get("edited"),
        "author": author,
        "source": name if is_channel else None,
    }


def _ghost(data: dict[str, Any]) -> list[Record]:
    """The posts with their authors, who are in a separate table, and the site's title as source."""

    def rows(table: str) -> list[dict[str, Any]]:
        return [row for row in data[table] if isinstance(row, dict)] if isinstance(data.get(table), list) else []

    names = {str(user.get("id")): user.get("name") for user in rows("users")}
    pairs = sorted(rows("posts_authors"), key=lambda row: str(row.get("sort_order")))
    site = next((row.get("value") for row in rows("settings") if row.get("key") == "title"), None)
    authors: dict[str, list[object]] = {}
    for pair in [*pairs, *({"post_id": post.get("id"), "author_id": post.get("author_id")} for post in rows("posts"))]:
        wrote = authors.setdefault(str(pair.get("post_id")), [])
        name = names.get(str(pair.get("author_id")))
        if name and name not in wrote:
            wrote.append(name)
    return [
        {
            "id": post.get("id"),
            "title": post.get("title"),
            "text": post.get("html") or post.get("plaintext"),
            "date": post.get("published_at"),
            "updated": post.get("updated_at"),
            "status": post.get("status"),
            "author": authors[str(post.get("id"))],
            "source": site,
        }
        for post in rows("posts")
    ]


def _decoded_twice(text: str) -> str:
    """A text of Facebook's export, which writes each byte of UTF-8 as a character.

    >>> _decoded_twice("The island\\u00e2\\u0080\\u0099s ferry")
    'The island’s ferry'
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _activity(entry: object, number: int) -> Record:
    if not isinstance(entry, dict) or entry.get("type") != "Create":
        return Skipped(str(number), REPOST)
    note = entry.get("object")
    if not isinstance(note, dict) or not note.get("content"):
        return Skipped(str(number), NO_WORDS)
    facts = {"title": note.get("name"), "date": note.get("published"), "url": note.get("url") or note.get("id")}
    return {"text": note["content"], **facts}


def _apple_news(article: dict[str, Any], components: list[object]) -> Record:
    metadata = article.get("metadata")
    stated = metadata if isinstance(metadata, dict) else {}
    texts = list(_texts(components))
    titles = [text for role, text in texts if role == "title"]
    bylines = [text for role, text in texts if role in {"byline", "author"}]
    return {
        "id": article.get("identifier"),
        "title": titles[0] if titles else article.get("title"),
        "author": stated.get("authors") or (_BYLINE.sub("", bylines[0].split(" | ")[0]) if bylines else None),
        "date": stated.get("datePublished"),
        "updated": stated.get("dateModified"),
        "url": stated.get("canonicalURL"),
        "text": [text for role, text in texts if role in _BODY_ROLES],
    }


def _texts(components: list[object]) -> Iterator[tuple[str, str]]:
    """Role and text of each component in order, nested components included."""
    waiting = list(reversed(components))
    while waiting:
        each = waiting.pop()
        if not isinstance(each, dict):
            continue
        if isinstance(text := each.get("text"), str):
            yield str(each.get("role")), text
        if isinstance(inner := each.get("components"), list):
            waiting += reversed(inner)
