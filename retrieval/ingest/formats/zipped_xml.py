"""XML within a zip, as in EPUB, Word and OpenDocument files. Nothing outside the file is fetched."""

import zipfile
import zlib
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits

BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, RuntimeError, ValueError)


def parse(raw: bytes) -> Any:
    """The root of an XML document. Raises etree.LxmlError if it is not well formed."""
    from lxml import etree

    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


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
