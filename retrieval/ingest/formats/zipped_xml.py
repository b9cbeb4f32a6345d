"""XML, alone or within a zip as in EPUB, Word and OpenDocument files. Nothing outside the file is fetched."""

import re
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.models import Span

BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, RuntimeError, ValueError)
PARAGRAPHS_APART = "\n\n"
_BLOCK_QUOTATION = re.compile(
    r"quote|quotation|zitat|\bcita|block ?text", re.IGNORECASE
)  # Word names styles by language
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|(\d{1,12}));?")


def with_possible_characters(raw: bytes) -> bytes:
    """The XML with U+FFFD for references to characters that text cannot contain; a recovering parser would keep
    them.
    """
    return _REFERENCE.sub(_possible, raw)


def _possible(reference: re.Match[bytes]) -> bytes:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return b"&#65533;" if number > sys.maxunicode or 0xD800 <= number <= 0xDFFF else reference[0]


def parse(raw: bytes) -> Any:
    """The root of an XML document. Raises etree.LxmlError if it is not well formed."""
    from lxml import etree

    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def parse_file(raw: bytes) -> Any:
    """The root of a file that is XML itself. Raises UnreadableFile if it is not well formed."""
    from lxml import etree

    try:
        return parse(raw)
    except etree.LxmlError as error:
        raise UnreadableFile("is not well-formed XML") from error


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a member. Raises KeyError if there is none, and UnreadableFile if it is too large."""
    with archive.open(name) as file:
        data = file.read(limits.MAX_FILE_BYTES + 1)
    if len(data) > limits.MAX_FILE_BYTES:
        raise UnreadableFile(f"unpacks to more than {limits.MAX_FILE_BYTES // limits.MEGABYTE} MB")
    return data


def local_name(element: Any) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def title_in(root: Any) -> str:
    """The document's own title among its properties (Dublin Core), or ""."""
    return str(root.xpath("string(//*[local-name()='title'])")).strip()


def block_quotations(paragraphs: Sequence[tuple[str, str]]) -> Iterator[Span]:
    """The places of the paragraphs that have a style for quotations. Each paragraph comes with its style.

    >>> list(block_quotations([("He said:", ""), ("We won.", "Quote"), ("“No.”", "IntenseQuote")]))
    [(10, 17), (19, 24)]
    """
    start = 0
    for text, style in paragraphs:
        if is_block_quotation(style):
            yield start, start + len(text)
        start += len(text) + len(PARAGRAPHS_APART)


def is_block_quotation(style: str) -> bool:
    """Whether a style of this name sets paragraphs off as quotations."""
    return _BLOCK_QUOTATION.search(style) is not None
