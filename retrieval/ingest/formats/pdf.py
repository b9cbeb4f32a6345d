"""PDF, by pypdf. pdf_lines.py puts its lines in order and joins them into paragraphs; pdf_ocr.py reads scanned pages.

The headline is in the largest letters of the first page. The file's own title and author are used only if they look
like a headline and a person's name: programs write the name of a document or of an account there. The file's creation
date is not used, because it does not show the date of publication.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import page_furniture
from retrieval.ingest.document import Document, Incomplete, Part, Skipped
from retrieval.ingest.formats import headed_articles, pdf_articles, pdf_lines, pdf_ocr
from retrieval.ingest.header.article_header import parse_header
from retrieval.text.normalise import normalise

MAX_PAGES = 2000
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel|publisher)\b.*"
    r"|.*\.(?:indd|docx?|qx[dp]|rtf|odt|pages|pub|pptx?|xlsx?|ai|pdf|tmp)"
    r"|\(?(?:untitled|anonymous|unspecified|title|no ?name)\b.*|(?:document|slide|layout|page|print|book)[ _-]?\d*",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(r".*\b(?:user|admin\w*|owner|staff|office|pc)\b.*", re.IGNORECASE)
READ_PICTURES = "`onrecord index` reads them if Tesseract and onrecord[ocr] are installed"
_SITE_WORD = r"(?:[^\W\d_a-z][\w.&'’]*|of|the|and|&)"
_SITE = re.compile(rf" ?[|·–—-] ({_SITE_WORD}(?: {_SITE_WORD}){{0,4}})")
_PERSON = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){1,4}(?:[,;&] .+| and .+)?")


def read(raw: bytes) -> list[Part]:
    """The document, and how many pages have no text."""
    pages, stated, broken = _pages(raw)
    kept = pdf_lines.without_surroundings(pages)
    empty = sum(not page for page in kept) - broken
    if empty + broken == len(pages):
        return [Skipped("", f"has no text; perhaps its pages are pictures: {READ_PICTURES}", scans=True)]
    parts: list[Part] = [*_several(kept)] or [_document(pages, kept, {}, stated)]
    if empty:
        parts.append(Incomplete("", _without_text(empty, len(pages)), scans=True))
    if broken:
        parts.append(Incomplete("", f"{broken} of {len(pages)} pages are broken and left out"))
    return parts


def _several(kept: Sequence[list[pdf_lines.Line]]) -> Iterator[Part]:
    """The articles of a file that has several, below their headlines."""
    articles = pdf_articles.split(kept)
    if articles:
        documents = [_document(article, article, {}, {}) for article in articles]
        is_cover = kept[0][:1] != articles[0][0][:1]
        yield from headed_articles.numbered(documents, has_cover=is_cover)


def read_scans(raw: bytes) -> list[Part]:
    """The same, with the pages that OCR reads."""
    pages, stated, _ = _pages(raw)
    kept = pdf_lines.without_surroundings(pages)
    empty = [number for number, page in enumerate(kept) if not page]
    scanned = pdf_ocr.read_pages(raw, empty)
    unread = len(empty) - len(scanned)
    if unread == len(pages):
        return [Skipped("", "has no text, and OCR finds none")]
    parts: list[Part] = [_document(pages, kept, scanned, stated)]
    if scanned:
        parts.append(Incomplete("", f"{len(scanned)} of {len(pages)} pages were read by OCR; some words may be wrong"))
    if unread:
        parts.append(Incomplete("", f"{unread} of {len(pages)} pages hold no text, and OCR finds none"))
    return parts


def _pages(raw: bytes) -> tuple[list[list[pdf_lines.Line]], Mapping[str, object], int]:
    """The lines of each page, the metadata of the file, and how many pages are broken, which have no lines."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("is encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableFile(f"has more than {MAX_PAGES} pages")
        pages = [_lines(page) for page in reader.pages]
        if all(page is None for page in pages):
            raise UnreadableFile("is not a readable PDF")
        return [page or [] for page in pages], _metadata(reader), sum(page is None for page in pages)
    except PyPdfError as error:
        raise UnreadableFile("is not a readable PDF") from error


def _lines(page: Any) -> list[pdf_lines.Line] | None:
    """The lines of a page; None if it is broken, which must not cost the others."""
    try:
        return pdf_lines.lines_of_page(page)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises many kinds for a broken page
        return None


def _metadata(reader: Any) -> Mapping[str, object]:
    try:
        return reader.metadata or {}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - it raises whatever the broken object in its place does
        return {}


def _document(
    pages: Sequence[list[pdf_lines.Line]],
    kept: Sequence[list[pdf_lines.Line]],
    scanned: Mapping[int, list[pdf_ocr.OcrParagraph]],
    stated: Mapping[str, object],
) -> Document:
    """A document of the pages' lines. `kept` are those that are text; `scanned` has the pages that OCR read."""
    date, source = pdf_lines.edition_date(pages[0], kept[0]), pdf_lines.edition_source(pages[0], kept[0])
    if 0 in scanned:
        headline = pdf_ocr.headline(scanned[0])
    else:
        headline = pdf_lines.headline([line for page in kept for line in page])
    paragraphs = list(_paragraphs(kept, scanned))
    paragraphs = paragraphs[: page_furniture.before_list(paragraphs)]
    text = page_furniture.without_furniture("\n\n".join(paragraphs))
    title, author = str(stated.get("/Title") or "").strip(), str(stated.get("/Author") or "").strip()
    is_person = _PERSON.fullmatch(author) and not _NO_AUTHOR.fullmatch(author)
    return Document(
        text,
        {
            "title": _title(title, headline, text),
            "source": source or _site(title, headline, text),
            "date": None if parse_header(text).published else date,
            "author": author if is_person else None,
        },
        ocr=bool(scanned),
    )


def _paragraphs(
    pages: Sequence[list[pdf_lines.Line]], scanned: Mapping[int, list[pdf_ocr.OcrParagraph]]
) -> Iterator[str]:
    """The paragraphs of all pages in order.

    A paragraph continues over the end of a page only if the next page has text.
    """
    for is_scanned, group in groupby(enumerate(pages), key=lambda page: page[0] in scanned):
        if is_scanned:
            yield from (paragraph.text for number, _ in group for paragraph in scanned[number])
        else:
            yield from pdf_lines.paragraphs([page for _, page in group])


def _site(stated: str, headline: str, text: str) -> str | None:
    """The site's name, which a browser adds to the headline: "Dam to be raised | The Courier"."""
    title = _title(stated, headline, text)
    rest = stated[len(title) :] if title and stated.startswith(title) else ""
    site = _SITE.fullmatch(rest)
    return site[1] if site else None


def _without_text(empty: int, pages: int) -> str:
    hold = "1 page holds" if empty == 1 else f"{empty} pages hold"
    return f"{hold} no text, of {pages}; perhaps they are pictures: {READ_PICTURES}"


def _title(stated: str, headline: str, text: str) -> str | None:
    """The stated title, if it looks like a title; else the headline. A browser adds the site's name to the headline."""
    if not stated or _NO_TITLE.fullmatch(stated):
        return headline or None
    first_lines = [headline, *text[:2000].split("\n\n")]
    return next((line for line in first_lines if line and normalise(line) in normalise(stated)), stated)
