"""PDF, by pypdf. pdf_lines.py puts its lines in order and joins them into paragraphs.

The headline is in the largest letters of the first page. The file's own title and author are believed only if they can
be a headline's and a person's: programs write the name of a document or of an account there. The file's creation date
is not used: it says nothing about publication.
"""

import io
import re
from collections.abc import Mapping

from retrieval.errors import UnreadableFile
from retrieval.ingest import page_furniture
from retrieval.ingest.article_header import parse_header
from retrieval.ingest.document import Document, Incomplete, Part
from retrieval.ingest.formats import pdf_lines
from retrieval.text.normalise import normalise

MAX_PAGES = 2000
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel|publisher)\b.*"
    r"|.*\.(?:indd|docx?|qx[dp]|rtf|odt|pages|pub|pptx?|xlsx?|ai|pdf|tmp)"
    r"|\(?(?:untitled|anonymous|unspecified|title|no ?name)\b.*|(?:document|slide|layout|page|print|book)[ _-]?\d*",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(r".*\b(?:user|admin\w*|owner|staff|office|pc)\b.*", re.IGNORECASE)
_READ_PICTURES = "ocrmypdf can make them text"
_PERSON = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){1,4}(?:[,;&] .+| and .+)?")


def read(raw: bytes) -> list[Part]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("is encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableFile(f"has more than {MAX_PAGES} pages")
        pages = [pdf_lines.lines_of_page(page) for page in reader.pages]
        stated: Mapping[str, object] = reader.metadata or {}
        title, author = str(stated.get("/Title") or "").strip(), str(stated.get("/Author") or "").strip()
    except PyPdfError as error:
        raise UnreadableFile("is not a readable PDF") from error
    empty = sum(not page for page in pages)
    if empty == len(pages):
        raise UnreadableFile(f"has no text; perhaps its pages are pictures: {_READ_PICTURES}")
    kept = pdf_lines.without_surroundings(pages)
    date = pdf_lines.edition_date(pages[0], kept[0])
    pages = kept
    headline = pdf_lines.headline([line for page in pages for line in page])
    paragraphs = list(pdf_lines.paragraphs(pages))
    paragraphs = paragraphs[: page_furniture.before_list(paragraphs)]
    text = page_furniture.without_furniture("\n\n".join(paragraphs))
    is_person = _PERSON.fullmatch(author) and not _NO_AUTHOR.fullmatch(author)
    document = Document(
        text,
        {
            "title": _title(title, headline, text),
            "date": None if parse_header(text).published else date,
            "author": author if is_person else None,
        },
    )
    if not empty:
        return [document]
    pictures = "1 page holds" if empty == 1 else f"{empty} pages hold"
    return [
        document,
        Incomplete("", f"{pictures} no text, of {len(pages)}; perhaps they are pictures: {_READ_PICTURES}"),
    ]


def _title(stated: str, headline: str, text: str) -> str | None:
    """The stated title, if it can be one; else the headline. A browser adds the site's name to the headline."""
    if not stated or _NO_TITLE.fullmatch(stated):
        return headline or None
    first_lines = [headline, *text[:2000].split("\n\n")]
    return next((line for line in first_lines if line and normalise(line) in normalise(stated)), stated)
