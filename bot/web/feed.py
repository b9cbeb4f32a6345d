"""An Atom feed (RFC 4287) of what somebody is quoted with, for feed readers: /feed?name=Burnham&topic=NHS&source=HSJ.

An entry is a statement, identified by its speaker and words: the same words in five papers are one entry, and a new
index does not change it. Entries are sorted by the dates of their articles, newest first; statements without a date are
left out.
"""

import hashlib
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot import addresses, lookup
from bot.rendering import formatting
from bot.rendering.formatting import visible
from bot.web.pages import NotFound, RequestValues, text_of
from retrieval.archive import Archive
from retrieval.chronology import timeline
from retrieval.chronology.timeline import Statement
from retrieval.errors import NobodyCalled
from retrieval.text.normalise import normalise

PATH = "/feed"
MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
MAX_ENTRIES = 50
MAX_TITLE_CHARS = 100
NO_XML = re.compile("[\ufffe\uffff]")  # characters that XML cannot contain and `visible` leaves


def feed(archive: Archive, given: RequestValues, base_url: str) -> bytes:
    """The feed. `base_url` is the address of the reading room, without a path."""
    name, topic, source = (text_of(given, each) for each in ("name", "topic", "source"))
    if not name:
        raise NotFound("a feed is about a speaker, but its address names none")
    try:
        lookup.find_people(archive, name)
        if source:
            lookup.find_sources(archive, source)
    except (NobodyCalled, lookup.NoSuchSource) as error:
        raise NotFound(str(error)) from error
    base, asked = base_url.rstrip("/"), {"name": name, "topic": topic, "source": source}
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}feed")
    _add(root, "title", f"{name}{f' on {topic}' if topic else ''} – On Record")
    _add(root, "id", f"urn:sha256:{_digest(name, topic, source)}")
    _add(root, "updated", archive.manifest.built)
    _add(_add(root, "author"), "name", "On Record")
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=base + addresses.page(PATH, **asked))
    _add(root, "link", rel="alternate", type="text/html", href=base + addresses.page("/speaker", **asked))
    said = timeline.statements([each for each in archive.said(name, topic or None, source or None) if each.is_said])
    for day, digest, statement in list(_newest(said))[:MAX_ENTRIES]:
        _add_entry(root, base, day, digest, statement)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _newest(statements: list[Statement]) -> Iterator[tuple[str, str, Statement]]:
    """The dated statements with day and digest, newest first. Words in several papers count for the first of them."""
    first: dict[str, tuple[str, str, Statement]] = {}
    for statement in statements:  # oldest first
        quotation = statement.quotations[0]
        if date := timeline.date_of(quotation):
            digest = _digest(quotation.speaker or "", formatting.words(statement.quotations))
            first.setdefault(digest, (date.first.isoformat(), digest, statement))
    yield from sorted(first.values(), key=lambda entry: entry[0], reverse=True)


def _add_entry(root: ET.Element, base: str, day: str, digest: str, statement: Statement) -> None:
    quotation, article = statement.quotations[0], statement.quotations[0].article
    speaker, words = formatting.speaker_name(quotation) or "", " ".join(statement.text.split())
    entry = _add(root, "entry")
    title = words if len(words) <= MAX_TITLE_CHARS else f"{words[: MAX_TITLE_CHARS - 1].rsplit(' ', 1)[0]}…"
    _add(entry, "title", f"{speaker}: {title}" if speaker else title)
    _add(entry, "id", f"urn:sha256:{digest}")
    _add(entry, "updated", f"{day}T00:00:00Z")
    _add(_add(entry, "author"), "name", speaker or formatting.source(article))
    span = (statement.start, statement.end)
    _add(entry, "link", rel="alternate", type="text/html", href=base + addresses.article(article.id, span))
    credit = formatting.SEPARATOR.join(
        (formatting.publication(article, quotation), formatting.when(article.published), article.title or article.id)
    )
    _add(entry, "content", f"{statement.text}\n\n{credit}", type="text")


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    child.text = NO_XML.sub("", visible(text)) if text else text
    return child


def _digest(*texts: str) -> str:
    whole = "\n".join(" ".join(normalise(text).split()) for text in texts)
    return hashlib.sha256(whole.encode(errors="replace")).hexdigest()
