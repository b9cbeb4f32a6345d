"""Which reader the name of a file calls for, and the readers of those that have to be read whole.

The others are read as they stream by: `tables` a row at a time, `packed` a member at a time.
"""

from collections.abc import Callable
from enum import StrEnum

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part, Refused
from retrieval.ingest.formats import epub, feed, html_page, pdf, plain_text


class Format(StrEnum):
    TEXT = "plain text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    JSON_LINES = "JSON Lines"
    CSV = "CSV"
    PDF = "PDF"
    EPUB = "EPUB"
    FEED = "feed"
    ZIP = "zip"
    TAR = "tar"


SUFFIXES = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".pdf": Format.PDF,
    ".epub": Format.EPUB,
    ".rss": Format.FEED,
    ".atom": Format.FEED,
    ".xml": Format.FEED,
    ".zip": Format.ZIP,
    ".tar": Format.TAR,
    ".tar.gz": Format.TAR,
    ".tgz": Format.TAR,
    ".tar.bz2": Format.TAR,
}
PLAIN = {Format.TEXT, Format.MARKDOWN}  # nothing in them can hang or explode
PACKED = {Format.ZIP, Format.TAR}
TABLES = {Format.JSON_LINES, Format.CSV}
UNKNOWN = f"is none of the kinds that are read ({', '.join(Format)})"

_READERS: dict[Format, Callable[[bytes], list[Document]]] = {
    Format.TEXT: plain_text.read,
    Format.MARKDOWN: plain_text.read_markdown,
    Format.HTML: html_page.read,
    Format.PDF: pdf.read,
    Format.EPUB: epub.read,
    Format.FEED: feed.read,
}


def of(name: str) -> Format | None:
    """
    >>> of("a.TXT"), of("b.tar.gz"), of("c.gz"), of(".txt")
    (<Format.TEXT: 'plain text'>, <Format.TAR: 'tar'>, None, None)
    """
    stem, *suffixes = name.lower().split(".")
    whole = stem if suffixes else ""
    found = (SUFFIXES.get("." + ".".join(suffixes[-count:])) for count in (2, 1))
    return next(filter(None, found), None) if whole else None


def read(format: Format, raw: bytes) -> list[Part]:  # noqa: A002 - it is one
    """The articles of a file that is read whole; Unfit where it holds none."""
    return [_checked(document) for document in _READERS[format](raw)]


def _checked(document: Document) -> Part:
    try:
        text = plain_text.checked(document.text)
    except UnreadableFile as unfit:
        return Refused(document.part, unfit.why)
    return Document(text, document.told, document.part, document.noted, document.markdown)
