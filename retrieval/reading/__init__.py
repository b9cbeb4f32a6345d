"""The reading room: a folder of files in, articles out.

    archive/
      2012-02-07-trickett.txt      an article; .text, .md and .markdown too
      hsj/interview.md             its id is "hsj/interview.md"
      sources.toml                 what the articles do not state themselves

An article's text is its file as it is, as UTF-8 (a byte order mark stays), else UTF-16 or Windows-1252; only line ends
are made "\\n". Where several speak of one thing, the first of these is believed:

    date        the sources file, the dateline, the front matter; an inferred one only where none of them has any
    update      the sources file, the dateline, the front matter
    the rest    the sources file, the front matter, the text

A file that cannot be read is reported and never stops the others.
"""

import hashlib
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ArchiveMissing
from retrieval.reading import files, given, heading, sources
from retrieval.reading.files import Skipped
from retrieval.reading.given import Given
from retrieval.records import Article, Basis, Published

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """Articles in the order of their paths, and what was left out."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]


def read_all(folder: Path, *, day_first: bool = True) -> Reading:
    """Every article below a folder; ArchiveMissing where there is no folder, or none that can be read in it."""
    listing = files.walk(folder)
    names = {path: _id(path) for path in listing.articles}
    facts = sources.read_all(folder, listing.sources, set(names.values()), day_first=day_first)
    articles, skipped = [], list(listing.skipped)
    for path, name in names.items():
        match read(folder / path, name, facts.get(name, Given()), day_first=day_first):
            case Article() as article:
                articles.append(article)
            case Skipped() as unread:
                skipped.append(unread)
    skipped.sort(key=lambda unread: unread.path.as_posix())
    for unread in skipped:
        logger.warning("%s", unread)
    if not articles:
        raise ArchiveMissing(folder, "holds no articles that can be read")
    return Reading(tuple(articles), tuple(skipped))


def read(path: Path, name: str, facts: Given | None = None, *, day_first: bool = True) -> Article | Skipped:
    """The article in one file, to be known as `name`; `facts` are what a sources file gives about it."""
    text = files.text(path)
    if isinstance(text, Skipped):
        return text
    where, facts = repr(str(path)), facts or Given()
    front, start = given.front_matter(text, where, day_first=day_first)
    told = facts.over(front)
    markdown = path.suffix.lower() in {".md", ".markdown"}
    top = heading.read(text, start, title=told.title, markdown=markdown, day_first=day_first)
    stated = Published(top.published, Basis.STATED) if top.published else None
    if told.published is None:
        for problem in top.unreadable:
            logger.warning("%s: %s and stays unknown; give it in sources.toml", where, problem)
    return Article(
        id=name,
        text=text,
        body=top.body,
        title=told.title or top.title,
        source=told.source,
        published=_believed((facts.published, stated, front.published), text, where),
        updated=facts.updated or top.updated or front.updated,
        url=told.url,
        authors=told.authors or top.authors,
    )


def fingerprint(folder: Path) -> str:
    """The same for as long as the names and contents of all articles and sources files are the same."""
    listing, whole = files.walk(folder), hashlib.sha256()
    beside = [(b"../", found.path) for found in sources.find(folder, listing.sources) if found.beside]
    inside = [(os.fsencode(path), folder / path) for path in (*listing.articles, *listing.sources)]
    for name, path in inside + beside:
        try:
            content = hashlib.sha256(path.read_bytes()).digest()
        except OSError:  # reported by whoever reads it; here it only has to differ from a file that can be read
            content = b"unreadable"
        whole.update(hashlib.sha256(name).digest() + content)
    return whole.hexdigest()


def _id(path: Path) -> str:
    """The path with "/"; bytes that are no UTF-8 are spelled out, so that an id can be stored and printed anywhere."""
    return os.fsencode(path.as_posix()).decode("utf-8", errors="backslashreplace")


def _believed(offers: tuple[Published | None, ...], text: str, where: str) -> Published | None:
    """The first date that somebody states or gives, else the first inferred one whose words the text has."""
    known = [offer for offer in offers if offer]
    supported = []
    for offer in known:
        if offer.basis is Basis.INFERRED and (offer.words is None or offer.words not in text):
            logger.warning("%s: has no words %r for its date to rest on; copy them as they are", where, offer.words)
        else:
            supported.append(offer)
    return min(supported, key=lambda offer: offer.basis is Basis.INFERRED, default=None)
