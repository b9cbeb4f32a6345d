"""Libraries' formats for scanned newspapers: ALTO and PAGE XML, with the place of every line and word of a page.

    ALTO    <TextBlock><TextLine><String CONTENT="The"/><SP/><String CONTENT="bill"/></TextLine></TextBlock>
    PAGE    <TextRegion><TextLine><TextEquiv><Unicode>The bill</Unicode></TextEquiv></TextLine></TextRegion>

A block is a paragraph. A word that is cut at a line's end is joined. Words may be misread, as in all scans.
"""

from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document
from retrieval.ingest.formats import pdf_lines, zipped_xml
from retrieval.ingest.formats.zipped_xml import local_name

_BLOCKS = {"TextBlock", "TextRegion"}


def read(raw: bytes) -> list[Document]:
    root = zipped_xml.parse_file(raw)
    blocks = [list(_lines(element)) for element in root.iter() if local_name(element) in _BLOCKS]
    known = {word.casefold() for lines in blocks for line in lines for word in line.split()}
    text = "\n\n".join(filter(None, (_joined(lines, known) for lines in blocks)))
    if not text:
        raise UnreadableFile("is a scan without words")
    return [Document(text, ocr=True)]


def _lines(block: Any) -> Iterator[str]:
    for line in block:
        if local_name(line) != "TextLine":
            continue
        words = [str(each.get("CONTENT") or "") for each in line if local_name(each) == "String"]
        if not words:
            words = [str(each.text or "") for each in line.iterfind("./{*}TextEquiv/{*}Unicode")][:1]
        is_cut = any(local_name(each) == "HYP" for each in line)
        if any(words):
            yield " ".join(" ".join(words).split()) + ("-" if is_cut and not words[-1].endswith("-") else "")


def _joined(lines: list[str], known: set[str]) -> str:
    pieces: list[str] = []
    for line in lines:
        if pieces:
            pieces[-1] = pdf_lines.before_next_line(pieces[-1], line, known)
        pieces.append(line)
    return "".join(pieces)
