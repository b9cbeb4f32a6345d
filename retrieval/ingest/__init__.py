"""Reads a folder of files into articles.

    archive/
      2012-02-07-trickett.txt      an article; its id is its path
      hsj/interview.html           "hsj/interview.html"
      old.zip                      "old.zip/1998/budget.txt", ...
      wire.jsonl                   "wire.jsonl/17", ...: a row's own id, or its number
      sources.toml                 metadata that the articles do not state themselves
      metadata.csv                 a table with metadata of the files beside it (metadata/sidecars.py)
      corrections.toml             corrections by people (retrieval/corrections)

How a file becomes an article:

    folder              feeds/ may have added fetched feeds: each entry is a file
      ↓ walk.py             lists the files; a file that cannot hold articles is skipped with a reason
    path
      ↓ extract.py          opens a file within limits.py; a zip or tar gives a file for each member
      ↓ formats/            the reader of the file's format; if it could hang or fill the memory, it runs in sandbox.py
      ↓ scans.py            a PDF with scanned pages is read again, by OCR where that is installed
    Document            a text and its raw metadata (document.py)
      ↓ folders.py, layouts.py     what the articles of its folder have in common: furniture, places of facts
      ↓ metadata/           metadata from sources.toml, the format and the front matter
      ↓ header/             headline, dateline (text/dates.py) and byline above the text, and where the body begins
    Article             text, body, title, source, dates, url and authors (retrieval/models.py)

The text of a text file is the file as it is, with line ends as "\\n"; text_layout.py joins wrapped lines and blanks
page furniture in it. It is decoded as UTF-8 (a byte order mark stays), else as UTF-16 or Windows-1252. The text of
another format is the result of its reader. If several places state the same fact, the first of these counts. A file
that describes others (metadata/sidecars.py) counts as a sources file, below the real ones.

    date        the sources file, the format's metadata, the dateline, the front matter; an inferred date counts only
                if none of them has another date; the path (metadata/file_names.py)
    update      the sources file, the format's metadata, the dateline, the front matter
    source      the sources file, the format's metadata, the front matter, the header of the text, the path
    the rest    the sources file, the format's metadata, the front matter, the header of the text

A file that cannot be read is reported and never stops the others.
"""

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from retrieval import corrections
from retrieval.errors import NO_ARTICLES, ArchiveMissing, UnreadableFile
from retrieval.ingest import folders, limits, metadata, sandbox, walk
from retrieval.ingest.assembly import Assembly
from retrieval.ingest.document import Document, IngestReport, LeftOut, Skipped, part_path, printable_name
from retrieval.ingest.extract import ExtractedFile, Extractor, prefetch
from retrieval.ingest.folders import ReadFile
from retrieval.ingest.formats import Format
from retrieval.ingest.layouts import Layout
from retrieval.ingest.metadata import (
    SourcesMetadata,
    find_sources_files,
    is_sources_file,
    parse_metadata,
)
from retrieval.ingest.metadata.sidecars import Facts, Sidecars
from retrieval.ingest.sandbox import Parsers
from retrieval.ingest.scans import Scans
from retrieval.models import Article
from retrieval.settings import ArchiveSettings

logger = logging.getLogger(__name__)

_SAME_NAME = "has the same name as another part of its file"
_SAME_ESCAPED_NAME = "has the same name as another file, once the bytes in it that are not UTF-8 are escaped; rename it"
WARNINGS_LOGGED = 3  # warnings of a kind that are logged in full


class ArchiveReader:
    """Iterates once over the articles of an archive, in the order of their files. Each article is read when needed.

    A withdrawn article is left out. `report` grows during the iteration. Raises CorrectionsDamaged if corrections.toml
    cannot be read; ArchiveMissing if the folder does not exist and, at the end, if no article could be read.
    """

    def __init__(
        self, settings: ArchiveSettings, parsers: Parsers = sandbox.parsers, scans: Scans | None = None
    ) -> None:
        """Without `scans`, the scanned pages of PDFs are only counted."""
        walk.require_folder(settings.folder)
        self.report = IngestReport(settings.folder)
        self.corrections = corrections.read(settings.folder)
        self._settings, self._folder, self._parsers, self._scans = settings, settings.folder, parsers, scans

    @property
    def expected(self) -> int:
        """The approximate number of articles: one for each file, although a file may hold more."""
        return sum(not _describes_articles(name) for name in walk.readable_names(self._folder))

    def __iter__(self) -> Iterator[Article]:
        sources, beside = self._sources(), self._sidecars()
        top, taken = "", set[str]()
        with counted_warnings(logger, metadata.logger), self._parsers() as parse:
            extractor = Extractor(parse, self._settings.columns, self._scans)
            for read in folders.with_layouts(prefetch(self._files(extractor, beside))):
                if read.file.top != top:
                    top, taken = read.file.top, set(filter(_may_be_escaped, taken))
                yield from self._articles(read, sources, beside, taken)
            sources.warn_of_unused_rows()
        if not self.report.taken:
            raise ArchiveMissing(self._folder, NO_ARTICLES)

    def _sources(self) -> SourcesMetadata:
        inside = [Path(name) for name in walk.readable_names(self._folder) if is_sources_file(name)]
        sources = SourcesMetadata(self._folder, inside, day_first=self._settings.day_first)
        if sources.has_rows:
            for name in walk.readable_names(self._folder):  # listed again, since the names may not all fit in memory
                sources.note_file(printable_name(name))
        return sources

    def _sidecars(self) -> Sidecars:
        def names() -> Iterator[str]:
            return (name for name in walk.readable_names(self._folder) if not _describes_articles(name))

        return Sidecars(self._folder, names, self._settings.columns)

    def _files(self, extractor: Extractor, beside: Sidecars) -> Iterator[ExtractedFile]:
        for name in walk.walk(self._folder):
            if isinstance(name, Skipped):
                yield ExtractedFile(name.name, name.name, Format.TEXT, partial(list, [Skipped("", name.why)]))
            elif not _describes_articles(name) and not beside.describes(name):
                yield from extractor.extract(self._folder / name, name)

    def _articles(
        self, read: ReadFile, sources: SourcesMetadata, beside: Sidecars, taken: set[str]
    ) -> Iterator[Article]:
        """The articles of a file.

        `taken` has the names already used for articles of the same file; this function adds to it.
        """
        file, left_out = read.file, list[LeftOut]()
        for part in read.parts:
            name = part_path(file.name, part.name)
            article_id = printable_name(name)
            if not isinstance(part, Document):
                left_out.append(part)
            elif article_id in taken:
                is_whole_file = name == file.top
                left_out.append(Skipped(part.name, _SAME_ESCAPED_NAME if is_whole_file else _SAME_NAME))
            else:
                taken.add(article_id)
                if self.corrections.is_withdrawn(article_id):
                    logger.info("%r is withdrawn", article_id)
                    continue
                article = self._article(part, article_id, read.layout, sources, beside.facts_of(name))
                if isinstance(article, Skipped):
                    left_out.append(article)
                else:
                    self.report.take(file.format.label, article)
                    yield article
        self.report.leave_out(file.name, left_out)

    def _article(
        self, document: Document, article_id: str, layout: Layout, sources: SourcesMetadata, beside: Facts
    ) -> Article | Skipped:
        where = repr(str(self._folder / article_id))
        try:
            described = parse_metadata(beside, where, day_first=self._settings.day_first)
            known = sources.metadata_of(article_id).with_fallback(described)
            assembly = Assembly(layout, day_first=self._settings.day_first)
            return self.corrections.dated(assembly.article(document, article_id, known, where))
        except Exception as error:  # an error in our own rules costs one article, never the archive
            logger.debug("%s", where, exc_info=error)
            return Skipped(document.name, f"cannot be made an article ({type(error).__name__})")


def _describes_articles(name: str) -> bool:
    """Whether a file of the archive holds no articles, but metadata or corrections of them."""
    return is_sources_file(name) or name == corrections.FILE


def _may_be_escaped(article_id: str) -> bool:
    """Whether `printable_name` may have made this id of another name: it is the only one to write a backslash."""
    return "\\" in article_id


def report_unread(settings: ArchiveSettings, earlier: Sequence[Mapping[str, Any]] = ()) -> int:
    """Log the files of the folder that cannot hold articles, a line for each reason. Returns their number.

    `earlier` has the reasons why files were skipped when they were last read, as in `IngestReport.as_json`. Those that
    still stand in the folder are logged, too.
    """
    unread = walk.unread_files(settings.folder)
    IngestReport(settings.folder).leave_out("", unread)
    whys = {part.why for part in unread}
    for reason in earlier:
        names = [name for name in reason["files"] if _is_in(settings.folder, name)]
        if names and reason["why"] not in whys:
            more = f" and {reason['count'] - 3} more" if reason["count"] > 3 else ""
            logger.warning("skipped as before: %s%s: %s", ", ".join(map(repr, names[:3])), more, reason["why"])
    return len(unread)


def _is_in(folder: Path, name: str) -> bool:
    """Whether a file, or the file of which it is a member, is in the folder."""
    return any((folder / part).is_file() for part in (name, *map(str, PurePosixPath(name).parents)))


def fingerprint(settings: ArchiveSettings) -> str:
    """A digest of the names and contents of all readable files, and of the settings for reading them."""
    folder = settings.folder
    walk.require_folder(folder)
    digest = hashlib.sha256(repr((settings.day_first, settings.columns)).encode())
    inside = []
    for name in walk.readable_names(folder):
        digest.update(hashlib.sha256(os.fsencode(name)).digest() + _file_digest(folder / name))
        if is_sources_file(name):
            inside.append(Path(name))
    for sources in find_sources_files(folder, inside):
        if sources.beside:
            digest.update(hashlib.sha256(b"../").digest() + _file_digest(sources.path))
    return digest.hexdigest()


def _file_digest(path: Path) -> bytes:
    try:
        with limits.open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").digest()
    except (OSError, UnreadableFile):  # the reader reports it; here the digest must only differ from a readable file's
        return b"unreadable"


class _FirstOfEachKind(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        self.counts[str(record.msg)] += 1
        return self.counts[str(record.msg)] <= WARNINGS_LOGGED


@contextmanager
def counted_warnings(*loggers: logging.Logger) -> Iterator[None]:
    """Within the `with` block, log the first few warnings of each kind; at its end, how many more there were.

    Two warnings are of one kind if they have the same format string, such as "%s: %s and stays unknown".
    """
    few = _FirstOfEachKind()
    for logger in loggers:
        logger.addFilter(few)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(few)
        for kind, count in few.counts.items():
            if (more := count - WARNINGS_LOGGED) > 0:
                loggers[0].warning("%d more warnings like the last of these: %s", more, _plain_warning(kind))


def _plain_warning(kind: str) -> str:
    """
    >>> _plain_warning("%s: %s: %s; write it like 2012-02-07")
    '...; write it like 2012-02-07'
    """
    words = kind.replace("%r", "%s").replace("%d", "%s")
    return "..." + words.rpartition("%s")[2] if "%s" in words else words
