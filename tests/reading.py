"""Reads one file as an archive's reader would, for tests of a single article."""

from pathlib import Path

from retrieval.errors import UnreadableFile
from retrieval.ingest import layouts, sandbox
from retrieval.ingest.assembly import Assembly
from retrieval.ingest.document import Document, Skipped
from retrieval.ingest.extract import Extractor
from retrieval.ingest.metadata import Metadata
from retrieval.ingest.sandbox import Parsers
from retrieval.models import Article
from retrieval.settings import ArchiveSettings


def read_article(path: Path, name: str, *, parsers: Parsers = sandbox.parsers) -> Article:
    """The first article in a file, with `name` as its id. Raises UnreadableFile if there is none."""
    with parsers() as parse:
        for file in Extractor(parse, ArchiveSettings().columns).extract(path, name):
            for part in file.parts():
                if isinstance(part, Skipped):
                    raise UnreadableFile(part.why)
                if isinstance(part, Document):
                    return Assembly(layouts.NONE, day_first=True).article(part, name, Metadata(), repr(str(path)))
    raise UnreadableFile("is empty")
