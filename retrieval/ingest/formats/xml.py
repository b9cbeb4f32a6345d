"""XML: feeds, exports of WordPress, the news agencies' NITF and NewsML, TEI, debates of parliaments, scanned pages,
Excel's tables, and XML of no standard. The root element tells them apart. SGML of many articles has no root.
"""

import re
from collections.abc import Callable, Iterable

from retrieval.ingest.document import Part
from retrieval.ingest.formats import (
    feed,
    hansard,
    news_xml,
    odt,
    plain_xml,
    scanned_xml,
    sgml,
    spreadsheet,
    tei,
    wordpress,
)
from retrieval.settings import ColumnSettings

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_FIRST_BYTES = 64 * 1024  # in which the root element stands
_WORDPRESS = b"wordpress.org/export/"
_READERS: dict[str, Callable[[bytes], Iterable[Part]]] = {  # by the root element, in small letters
    **dict.fromkeys(("nitf", "newsml", "newsitem", "newsmessage", "packageitem", "knowledgeitem"), news_xml.read),
    **dict.fromkeys(("tei", "teicorpus", "tei.2"), tei.read),
    **dict.fromkeys(("", "rss", "rdf", "feed", "channel", "html"), feed.read),
    **dict.fromkeys(("alto", "pcgts"), scanned_xml.read),
    "publicwhip": hansard.read,
}


def read(raw: bytes, columns: ColumnSettings) -> Iterable[Part]:
    if sgml.is_sgml(raw):
        return sgml.read(raw)
    start = raw[:_FIRST_BYTES]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.replace(b"\0", b"")
    root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", start, flags=re.DOTALL))
    name = root[1].decode("ascii", "replace").lower() if root else ""
    if name == "rss" and _WORDPRESS in start:
        return wordpress.read(raw)
    if name == "document-content" or (name == "document" and b"opendocument" in start):
        return odt.read(raw)
    if name == "workbook":
        return spreadsheet.read_xml(raw, columns)
    reader = _READERS.get(name)
    return reader(raw) if reader else plain_xml.read(raw, columns)
