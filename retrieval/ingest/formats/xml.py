"""XML: feeds, exports of WordPress, and the news agencies' NITF and NewsML-G2. The root element tells them apart."""

import re
from collections.abc import Iterable

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Part
from retrieval.ingest.formats import feed, news_xml, odt, wordpress

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_FIRST_BYTES = 64 * 1024  # in which the root element stands
_WORDPRESS = b"wordpress.org/export/"


def read(raw: bytes) -> Iterable[Part]:
    start = raw[:_FIRST_BYTES]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.replace(b"\0", b"")
    root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", start, flags=re.DOTALL))
    name = root[1].decode("ascii", "replace").lower() if root else ""
    if name == "rss" and _WORDPRESS in start:
        return wordpress.read(raw)
    if name in {"nitf", "newsml", "newsitem", "newsmessage", "packageitem", "knowledgeitem"}:
        return news_xml.read(raw)
    if name == "document-content" or (name == "document" and b"opendocument" in start):
        return odt.read(raw)
    if name in {"", "rss", "rdf", "feed", "channel", "html"}:
        return feed.read(raw)
    raise UnreadableFile(f"is XML of a kind that is not read ({name[:40]})")
