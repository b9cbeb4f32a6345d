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
from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import ArchiveMissing
from retrieval.reading import files, given, heading, sources
from retrieval.reading.files import Skipped
from retrieval.reading.given import Given
from retrieval.records import Article, Basis, Published
from retrieval.settings import ArchiveSettings

logger = logging.getLogger(__name__)


class Reading:
    """The articles of an archive in the order of their paths, each read when it is asked for: no two are held at once.

    To be iterated once. `skipped` grows with it, in the same order; at the end ArchiveMissing is raised where no
    article could be read.
    """

    def __init__(self, settings: ArchiveSettings) -> None:
        self.skipped: list[Skipped] = []
        self._folder, self._day_first = settings.folder, settings.day_first
        self._listing = files.walk(settings.folder)
        self._facts: dict[str, Given] = {}

    @property
    def expected(self) -> int:
        """About how many articles there will be."""
        return sum(1 for _ in self._listing.articles)

    def __iter__(self) -> Iterator[Article]:
        names = {_id(path) for path in self._listing.articles}
        self._facts = sources.read_all(self._folder, self._listing.sources, names, day_first=self._day_first)
        taken = False
        for found in self._listing.found:
            read_one = found if isinstance(found, Skipped) else self._read(found)
            if isinstance(read_one, Article):
                taken = True
                yield read_one
            else:
                logger.warning("%s", read_one)
                self.skipped.append(read_one)
        if not taken:
            raise ArchiveMissing(self._folder, "holds no articles that can be read")

    def _read(self, path: Path) -> Article | Skipped:
        name = _id(path)
        return read(self._folder / path, name, self._facts.get(name), day_first=self._day_first)


def read_all(settings: ArchiveSettings) -> Reading:
    """Every article of an archive; ArchiveMissing where there is no such folder."""
    return Reading(settings)


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


def fingerprint(settings: ArchiveSettings) -> str:
    """The same for as long as all articles and sources files are, by name and content, and so is their reading."""
    folder = settings.folder
    listing, whole = files.walk(folder), hashlib.sha256(str(settings.day_first).encode())
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
