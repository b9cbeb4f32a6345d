"""XML: feeds, exports of WordPress, the news agencies' NITF and NewsML, TEI, debates of parliaments, scanned pages,
Excel's tables, and XML of no standard. The root element tells them apart. SGML of many articles has no root.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

from retrieval.ingest.document import Part
from retrieval.ingest.formats import (
    debates,
    docx,
    evernote,
    feed,
    hansard,
    news_xml,
    odt,
    plain_xml,
    scanned_xml,
    sgml,
    spreadsheet,
    subtitles,
    tei,
    wordpress,
)
from retrieval.settings import ColumnSettings

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_FIRST_BYTES = 64 * 1024  # which contain the root element
_WORDPRESS = b"wordpress.org/export/"
XmlReader = Callable[[bytes], Iterable[Part]]
_READERS: dict[str, XmlReader] = {  # by the root element, in small letters
    **dict.fromkeys(("nitf", "newsml", "newsitem", "newsmessage", "packageitem", "knowledgeitem"), news_xml.read),
    **dict.fromkeys(("tei", "teicorpus", "tei.2"), tei.read),
    **dict.fromkeys(("", "rss", "rdf", "feed", "channel", "html"), feed.read),
    **dict.fromkeys(("alto", "pcgts"), scanned_xml.read),
    "publicwhip": hansard.read,
    "akomantoso": debates.read,
    "en-export": evernote.read,
    **dict.fromkeys(("tt", "timedtext"), subtitles.read_timed_text),
}


def read(raw: bytes, columns: ColumnSettings) -> Iterable[Part]:
    return _reader(raw, columns)(raw)


def _reader(raw: bytes, columns: ColumnSettings) -> XmlReader:
    start = raw[:_FIRST_BYTES]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.replace(b"\0", b"")
    root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", start, flags=re.DOTALL))
    name = root[1].decode("ascii", "replace").lower() if root else ""
    is_of_reuters = root is not None and root[1] == b"newsitem"  # NewsML has <newsItem> and <NewsItem>
    by_content: tuple[tuple[bool, XmlReader], ...] = (
        (sgml.is_sgml(raw), sgml.read),
        (name == "rss" and _WORDPRESS in start, wordpress.read),
        (name == "document-content" or (name == "document" and b"opendocument" in start), odt.read),
        (name == "worddocument" or (name == "package" and b"wordprocessingml" in start), docx.read_xml),
        (name == "hansard" and b"<ExtractedItem" in start, debates.read),
        (name == "transcript" and b"<text start=" in start, subtitles.read_timed_text),
        (name == "workbook", partial(spreadsheet.read_xml, columns=columns)),
        (name == "rdf" and b"purl.org/rss/" not in start, partial(plain_xml.read, columns=columns)),
        (is_of_reuters or name not in _READERS, partial(plain_xml.read, columns=columns)),
    )
    return next((reader for is_kind, reader in by_content if is_kind), None) or _READERS[name]
