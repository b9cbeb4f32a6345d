"""The table of file formats, each with its name, suffixes and reader.

To add a format, write a module in this folder with a function that reads it, and a member to `Format`. A reader is one
of these:

    WholeFile          bytes → documents; runs in a sandbox, unless the format cannot make it hang or fill the memory
    TableRows          an open table → documents, one row at a time
    ContainerMembers   an open container → its members, which are files of other formats
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import BinaryIO

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import containers, epub, feed, html, pdf, plain_text, tables
from retrieval.settings import ColumnSettings


@dataclass(frozen=True, slots=True)
class WholeFile:
    read: Callable[[bytes], list[Document]]
    sandboxed: bool = True


@dataclass(frozen=True, slots=True)
class TableRows:
    read: Callable[[tables.LineReader, ColumnSettings], Iterator[Part]]


@dataclass(frozen=True, slots=True)
class ContainerMembers:
    read: Callable[[BinaryIO], Iterator[containers.Member]]


class Format(Enum):
    TEXT = "plain text", (".txt", ".text"), WholeFile(plain_text.read, sandboxed=False)
    MARKDOWN = "Markdown", (".md", ".markdown"), WholeFile(plain_text.read_markdown, sandboxed=False)
    HTML = "HTML", (".html", ".htm", ".xhtml"), WholeFile(html.read)
    JSON_LINES = "JSON Lines", (".jsonl", ".ndjson"), TableRows(tables.read_json_lines)
    CSV = "CSV", (".csv", ".tsv"), TableRows(tables.read_csv)
    PDF = "PDF", (".pdf",), WholeFile(pdf.read)
    EPUB = "EPUB", (".epub",), WholeFile(epub.read)
    FEED = "feed", (".rss", ".atom", ".xml"), WholeFile(feed.read)
    ZIP = "zip", (".zip",), ContainerMembers(containers.zip_members)
    TAR = "tar", (".tar", ".tar.gz", ".tgz", ".tar.bz2"), ContainerMembers(containers.tar_members)

    def __init__(self, label: str, suffixes: tuple[str, ...], reader: WholeFile | TableRows | ContainerMembers) -> None:
        self.label = label
        self.suffixes = suffixes
        self.reader = reader


BY_SUFFIX = {suffix: file_format for file_format in Format for suffix in file_format.suffixes}
UNSUPPORTED = f"is not a supported file type ({', '.join(file_format.label for file_format in Format)})"


def format_of(name: str) -> Format | None:
    """The format of a file, by its name.

    >>> format_of("a.TXT") is Format.TEXT, format_of("b.tar.gz") is Format.TAR, format_of("c.gz"), format_of(".txt")
    (True, True, None, None)
    """
    stem, *suffixes = name.lower().split(".")
    if not stem or not suffixes:
        return None
    return BY_SUFFIX.get("." + ".".join(suffixes[-2:])) or BY_SUFFIX.get("." + suffixes[-1])


def read_documents(file_format: Format, raw: bytes) -> list[Part]:
    """The documents of a file that is read whole. Documents that cannot be articles come as Skipped.

    Raises UnreadableFile if the file cannot be read at all.
    """
    reader = file_format.reader
    if not isinstance(reader, WholeFile):
        raise TypeError(f"{file_format.label} is not read whole")
    parts: list[Part] = []
    for document in reader.read(raw):
        try:
            parts.append(replace(document, text=plain_text.checked(document.text)))
        except UnreadableFile as error:
            parts.append(Skipped(document.name, error.why))
    return parts
