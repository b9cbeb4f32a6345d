"""EPUB: a zip of XHTML chapters. Each chapter is an article, in the order of the book's spine; the book is its source.

META-INF/container.xml → content.opf: metadata (Dublin Core), manifest (id → file), spine (ids in order)
"""

import io
import posixpath
import re
import zipfile
from typing import Any
from urllib.parse import unquote

from retrieval.errors import UnreadableFile
from retrieval.ingest import page_furniture
from retrieval.ingest.document import Document
from retrieval.ingest.formats import html, page_body, plain_text, zipped_xml
from retrieval.ingest.header import publications
from retrieval.ingest.header.article_header import parse_header
from retrieval.text.dates import MONTH_PATTERN

CONTAINER = "META-INF/container.xml"
_UNDEFINED_YEARS = ("00", "01")  # Calibre writes 0101-01-01 for a date that it does not know
_NOBODY = frozenset(("calibre", "unknown", "various", "anonymous"))
_DATE_AT_END = re.compile(
    rf"(?<=\w)[,:]? (?:[–—-] )?(?P<bracket>[(\[])?(?:[a-z]{{3,9}}, )?"
    rf"(?P<day>\d{{1,2}} {MONTH_PATTERN} \d{{4}}|{MONTH_PATTERN} \d{{1,2}}, \d{{4}})(?(bracket)[)\]])$",
    re.IGNORECASE,
)  # of an issue
_HEADINGS = "//h1 | //h2 | //h3"
_CHAPTER_TYPES = {"application/xhtml+xml", "text/html"}


def read(raw: bytes) -> list[Document]:
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            package = zipped_xml.parse(zipped_xml.read_member(book, CONTAINER)).xpath(
                "string(//*[local-name()='rootfile']/@full-path)"
            )
            content = zipped_xml.parse(zipped_xml.read_member(book, package))
            metadata = _book_metadata(content)
            chapters = [_chapter(book, name, metadata) for name in _spine(content, posixpath.dirname(package))]
    except (*zipped_xml.BROKEN, etree.LxmlError) as error:
        raise UnreadableFile("is not a readable EPUB") from error
    with_text = [chapter for chapter in chapters if chapter]
    if not with_text:
        raise UnreadableFile("is empty")
    return with_text


def _book_metadata(content: Any) -> dict[str, object]:
    """The book's title as the source, its creators as authors, and its date of publication, from Dublin Core."""

    def core(name: str) -> list[str]:
        return [str(text).strip() for text in content.xpath(f"//*[local-name()='{name}']/text()")]

    dates = content.xpath("//*[local-name()='date'][not(@*) or @*[local-name()='event']='publication']/text()")
    title = next(iter(core("title")), "")
    source, issue = _paper_of(_DATE_AT_END.sub("", title)), _DATE_AT_END.search(title)
    return {
        "source": source,
        "date": next((date for date in dates if not str(date).startswith(_UNDEFINED_YEARS)), issue and issue["day"]),
        "authors": [name for name in core("creator") if name.lower() not in _NOBODY and name != source],
    }


def _paper_of(title: str) -> str | None:
    """The name of a book without its subtitle, if that leaves a name.

    >>> _paper_of("Lorne Life: the year in stories"), _paper_of("1989: a year"), _paper_of("News: The Lorne Herald")
    ('Lorne Life', '1989: a year', 'The Lorne Herald')
    """
    parts = title.split(": ")
    papers = [part for part in parts if publications.is_publication(part)]
    names = [part for part in parts[:1] if len(words := part.split()) > 1 and all(word[0].isupper() for word in words)]
    return next(iter([*papers, *names]), title) or None


def _spine(content: Any, folder: str) -> list[str]:
    """The members that hold the chapters, in reading order."""
    files = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in content.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        if item.get("media-type") in _CHAPTER_TYPES and "nav" not in (item.get("properties") or "").split()
    }
    order = content.xpath("//*[local-name()='spine']/*[local-name()='itemref']/@idref")
    return [files[item] for item in dict.fromkeys(order) if item in files]


def _chapter(book: zipfile.ZipFile, name: str, metadata: dict[str, object]) -> Document | None:
    """A chapter with the book's metadata. Date and byline above the chapter's text take precedence."""
    tree = html.parse_tree(plain_text.decode(zipped_xml.read_member(book, name)))
    remover = page_body.Remover(tree)
    page_body.remove_unseen(remover)
    title = next((html.tree_text(heading) for heading in tree.xpath(_HEADINGS)), None)
    text = page_furniture.without_furniture(html.tree_text(tree))
    header = parse_header(text, title=title)
    own: dict[str, object] = {"title": title}
    own |= {"date": None} if header.published else {}
    own |= {"authors": None} if header.authors else {}
    facts = {**metadata, **own}
    return Document(text, facts, name=name) if text else None
