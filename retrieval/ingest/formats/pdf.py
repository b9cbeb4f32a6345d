"""PDF, by pypdf. Lines are joined into paragraphs.

A PDF records the place of each line, but no paragraphs. A paragraph ends before an empty line, or with a short line
that ends like a sentence. Words hyphenated at a line's end are joined. A first or last line that most pages share (a
running title, a page number) is left out. The file's creation date is not used: it says nothing about publication.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document

MAX_PAGES = 2000
_SHORT_LINE = 0.8  # a line is short below this share of the longest line
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_HYPHEN = re.compile(r"(?<=[a-z])-$")
_NUMBERS = re.compile(r"\d+")


def read(raw: bytes) -> list[Document]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("is encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableFile(f"has more than {MAX_PAGES} pages")
        pages = [[line.rstrip() for line in page.extract_text().split("\n")] for page in reader.pages]
        metadata = {"title": reader.metadata.title, "author": reader.metadata.author} if reader.metadata else {}
    except PyPdfError as error:
        raise UnreadableFile("is not a readable PDF") from error
    text = "\n\n".join(_paragraphs([line for page in _without_running_titles(pages) for line in page]))
    if not text:
        raise UnreadableFile("has no text; perhaps its pages are pictures")
    return [Document(text, metadata)]


def _without_running_titles(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without a first or last line that most pages share. Numbers in it may differ."""
    pages = [_trimmed(page) for page in pages]
    edges = Counter(edge for page in pages for edge in {_numberless(page[:1]), _numberless(page[-1:])})
    running = {edge for edge, count in edges.items() if edge and count > 2 and count * 2 > len(pages)}
    kept = []
    for page in pages:
        first = 1 if _numberless(page[:1]) in running else 0
        last = len(page) - (1 if _numberless(page[-1:]) in running else 0)
        kept.append(_trimmed(page[first:last]))
    return kept


def _trimmed(page: list[str]) -> list[str]:
    """A page without empty lines at its top and bottom."""
    filled = [at for at, line in enumerate(page) if line.strip()]
    return page[filled[0] : filled[-1] + 1] if filled else []


def _numberless(lines: list[str]) -> str:
    """The only line, with each number replaced by "#"; "" if there is no line."""
    return _NUMBERS.sub("#", lines[0].strip()) if lines else ""


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    margin = max(map(len, lines), default=0) * _SHORT_LINE
    paragraph = ""
    for line in lines:
        words = " ".join(line.split())
        joined = _HYPHEN.sub("", paragraph) if words[:1].islower() else paragraph
        paragraph = joined + words if joined != paragraph or not paragraph else f"{paragraph} {words}"
        if paragraph and (not words or (len(line) < margin and _SENTENCE_END.search(words))):
            yield paragraph.strip()
            paragraph = ""
    if paragraph:
        yield paragraph
