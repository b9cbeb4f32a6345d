"""PDF, by pypdf: pages of lines made paragraphs again.

A PDF knows where each line stands and nothing of paragraphs. A line ends one when it ends like a sentence, short of
the margin, or when an empty line follows. Words cut at a line's end are joined, and what stands at the head or foot of
most pages (a running title, a page number) is left out. The date on which a PDF was made is not when its words were
published, so it gives none.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document

MOST_PAGES = 2000
_SHORT = 0.8  # of the page's longest line: what ends before it, ends a paragraph if it ends a sentence
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_CUT = re.compile(r"(?<=[a-z])-$")
_NUMBERS = re.compile(r"\d+")


def read(raw: bytes) -> list[Document]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("is encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableFile(f"has more than {MOST_PAGES} pages")
        pages = [[line.rstrip() for line in page.extract_text().split("\n")] for page in reader.pages]
        told = {"title": reader.metadata.title, "author": reader.metadata.author} if reader.metadata else {}
    except PyPdfError as error:
        raise UnreadableFile("is no PDF that can be read") from error
    text = "\n\n".join(_paragraphs([line for page in _without_margins(pages) for line in page]))
    if not text:
        raise UnreadableFile("holds no text, only pictures of it perhaps")
    return [Document(text, told)]


def _without_margins(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without a first or last line that most of them have, numbers aside."""
    pages = [_trimmed(page) for page in pages]
    edges = Counter(edge for page in pages for edge in {_edge(page[:1]), _edge(page[-1:])})
    running = {edge for edge, count in edges.items() if edge and count > 2 and count * 2 > len(pages)}
    return [_trimmed(page[_edge(page[:1]) in running : len(page) - (_edge(page[-1:]) in running)]) for page in pages]


def _trimmed(page: list[str]) -> list[str]:
    inked = [at for at, line in enumerate(page) if line.strip()]
    return page[inked[0] : inked[-1] + 1] if inked else []


def _edge(lines: list[str]) -> str:
    return _NUMBERS.sub("#", lines[0].strip()) if lines else ""


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    margin = max(map(len, lines), default=0) * _SHORT
    paragraph = ""
    for line in lines:
        words = " ".join(line.split())
        joined = _CUT.sub("", paragraph) if words[:1].islower() else paragraph
        paragraph = joined + words if joined != paragraph or not paragraph else f"{paragraph} {words}"
        if paragraph and (not words or (len(line) < margin and _ENDS.search(words))):
            yield paragraph.strip()
            paragraph = ""
    if paragraph:
        yield paragraph
