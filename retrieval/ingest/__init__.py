"""The reading room: a folder of files in, articles out.

    archive/
      2012-02-07-trickett.txt      an article; its id is its path
      hsj/interview.html           "hsj/interview.html"
      old.zip                      "old.zip/1998/budget.txt", ...
      wire.jsonl                   "wire.jsonl/17", ...: a row's own id, or its number
      sources.toml                 what the articles do not state themselves

    files        which files there are
    opening      what each holds: its format's reader (`formats`) makes documents of it, bounded by `limits`
    heading ...  documents become articles

The text of a text file is the file as it is, as UTF-8 (a byte order mark stays), else UTF-16 or Windows-1252; only
line ends are made "\\n". Of other formats it is what the reader makes of them. Where several speak of one thing, the
first of these is believed:

    date        the sources file, the format's own metadata, the dateline, the front matter; an inferred one only where
                none of them has any
    update      the sources file, the metadata, the dateline, the front matter
    the rest    the sources file, the metadata, the front matter, the text

What cannot be read is reported and never stops the others.
"""

import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import ArchiveMissing, UnreadableFile
from retrieval.ingest import article_header, extract, safe_open, sandbox, sources_file, walk
from retrieval.ingest import metadata as given
from retrieval.ingest.document import Document, Refused
from retrieval.ingest.extract import Opened, Opener
from retrieval.ingest.metadata import Given
from retrieval.ingest.report import IngestReport
from retrieval.ingest.sandbox import Parsers
from retrieval.ingest.sources_file import Facts
from retrieval.ingest.walk import Skipped
from retrieval.models import Article, Basis, Published
from retrieval.settings import ArchiveSettings

logger = logging.getLogger(__name__)


class ArchiveReader:
    """The articles of an archive in the order of their files, each read when it is asked for: none need be held.

    To be iterated once. `report` grows with it; at the end ArchiveMissing is raised where no article could be read.
    """

    def __init__(self, settings: ArchiveSettings, parsers: Parsers = sandbox.parsers) -> None:
        walk.require(settings.folder)
        self.report = IngestReport(settings.folder)
        self._settings, self._folder, self._parsers = settings, settings.folder, parsers

    @property
    def expected(self) -> int:
        """About how many articles there will be: a file may hold more than one."""
        return sum(not sources_file.is_one(name) for name in walk.names(self._folder))

    def __iter__(self) -> Iterator[Article]:
        facts = self._facts()
        with self._parsers() as parse:
            for opened in extract.ahead(self._opened(Opener(parse, self._settings.columns))):
                yield from self._articles(opened, facts)
        facts.report()
        if not self.report.taken:
            raise ArchiveMissing(self._folder, "holds no articles that can be read")

    def _facts(self) -> Facts:
        inside = [Path(name) for name in walk.names(self._folder) if sources_file.is_one(name)]
        facts = Facts(self._folder, inside, day_first=self._settings.day_first)
        for name in walk.names(self._folder) if facts.told else ():  # there may be too many to be held
            facts.meet(walk.known_as(name))
        return facts

    def _opened(self, opener: Opener) -> Iterator[Opened]:
        for found in walk.walk(self._folder):
            if isinstance(found, Skipped):
                self.report.skip(found)
            elif not sources_file.is_one(found):
                yield from opener.open(self._folder / found, found)

    def _articles(self, opened: Opened, facts: Facts) -> Iterator[Article]:
        seen: set[str] = set()
        for part in opened.parts():
            name = f"{opened.name}/{part.part}" if part.part else opened.name
            if isinstance(part, Refused):
                self.report.skip(Skipped(self._folder / name, part.why))
            elif part.part in seen:
                self.report.skip(Skipped(self._folder / name, "has the name of another part of its file"))
            else:
                seen.add(part.part)
                self.report.take(opened.format)
                where, told = repr(str(self._folder / name)), facts.of(walk.known_as(name))
                yield _article(part, walk.known_as(name), told, where, day_first=self._settings.day_first)


def read_article(path: Path, name: str, *, day_first: bool = True, parsers: Parsers = sandbox.parsers) -> Article:
    """The article in one file that holds a single one, to be known as `name`; Unfit where there is none."""
    with parsers() as parse:
        for opened in Opener(parse, ArchiveSettings().columns).open(path, name):
            for part in opened.parts():
                if isinstance(part, Refused):
                    raise UnreadableFile(part.why)
                return _article(part, name, Given(), repr(str(path)), day_first=day_first)
    raise UnreadableFile("is empty")


def _article(document: Document, name: str, facts: Given, where: str, *, day_first: bool) -> Article:
    """`facts` are what a sources file gives about it."""
    text, front, start = document.text, Given(), 0
    if document.noted:
        front, start = given.front_matter(text, where, day_first=day_first)
    metadata = given.read(document.told, where, day_first=day_first)
    told = facts.over(metadata).over(front)
    top = article_header.read(text, start, title=told.title, markdown=document.markdown, day_first=day_first)
    stated = Published(top.published, Basis.STATED) if top.published else None
    if facts.published is None and metadata.published is None:
        for problem in top.unreadable:
            logger.warning("%s: %s and stays unknown; give it in sources.toml", where, problem)
    return Article(
        id=name,
        text=text,
        body=top.body,
        title=told.title or top.title,
        source=told.source,
        published=_believed((facts.published, metadata.published, stated, front.published), text, where),
        updated=facts.updated or metadata.updated or top.updated or front.updated,
        url=told.url,
        authors=told.authors or top.authors,
    )


def fingerprint(settings: ArchiveSettings) -> str:
    """The same for as long as all files that are read are, by name and content, and so is their reading."""
    folder = settings.folder
    walk.require(folder)
    whole = hashlib.sha256(repr((settings.day_first, settings.columns)).encode())
    inside = []
    for name in walk.names(folder):
        whole.update(hashlib.sha256(os.fsencode(name)).digest() + _digest(folder / name))
        if sources_file.is_one(name):
            inside.append(Path(name))
    for found in sources_file.find(folder, inside):
        if found.beside:
            whole.update(hashlib.sha256(b"../").digest() + _digest(found.path))
    return whole.hexdigest()


def _digest(path: Path) -> bytes:
    try:
        with safe_open.opened(path) as file:
            return hashlib.file_digest(file, "sha256").digest()
    except (
        OSError,
        UnreadableFile,
    ):  # reported by whoever reads it; here it only has to differ from a file that can be read
        return b"unreadable"


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
