"""EPUB: a zip of XHTML chapters, read in the order of its spine; every chapter is an article, the book its source.

META-INF/container.xml → content.opf: metadata (Dublin Core), manifest (id → file), spine (ids in order)
"""

import io
import posixpath
import zipfile
import zlib
from typing import Any
from urllib.parse import unquote

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document
from retrieval.ingest.formats import html_text, plain_text

CONTAINER = "META-INF/container.xml"
_HEADINGS = "//h1 | //h2 | //h3"
_PAGES = {"application/xhtml+xml", "text/html"}


def read(raw: bytes) -> list[Document]:
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            package = _xml(book, CONTAINER).xpath("string(//*[local-name()='rootfile']/@full-path)")
            content = _xml(book, package)
            told = _told(content)
            chapters = [_chapter(book, name, told) for name in _spine(content, posixpath.dirname(package))]
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, etree.LxmlError) as error:
        raise UnreadableFile("is no EPUB that can be read") from error
    inked = [chapter for chapter in chapters if chapter]
    if not inked:
        raise UnreadableFile("is empty")
    return inked


def _xml(book: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(_member(book, name), parser)


def _member(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as file:
        data = file.read(limits.LARGEST + 1)
    if len(data) > limits.LARGEST:
        raise UnreadableFile(f"unpacks to more than {limits.LARGEST // limits.MEGABYTE} MB")
    return data


def _told(content: Any) -> dict[str, object]:
    """The book as the source, and what else Dublin Core says of it; the date is that of publication."""

    def core(name: str) -> list[str]:
        return [str(text).strip() for text in content.xpath(f"//*[local-name()='{name}']/text()")]

    published = content.xpath("//*[local-name()='date'][not(@*) or @*[local-name()='event']='publication']/text()")
    return {
        "source": next(iter(core("title")), None),
        "date": next(iter(published), None),
        "authors": core("creator"),
    }


def _spine(content: Any, folder: str) -> list[str]:
    files = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in content.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        if item.get("media-type") in _PAGES
    }
    order = content.xpath("//*[local-name()='spine']/*[local-name()='itemref']/@idref")
    return [files[one] for one in dict.fromkeys(order) if one in files]


def _chapter(book: zipfile.ZipFile, name: str, told: dict[str, object]) -> Document | None:
    tree = html_text.tree(plain_text.decode(_member(book, name)))
    title = next((html_text.of_tree(heading) for heading in tree.xpath(_HEADINGS)), None)
    text = html_text.of_tree(tree)
    return Document(text, {**told, "title": title}, part=name) if text else None
