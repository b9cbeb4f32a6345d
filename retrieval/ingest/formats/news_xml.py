"""NITF and NewsML (1 and G2), the formats in which news agencies deliver their articles.

    nitf          headline in body.head/hedline, byline, dateline; text in body.content
    newsMessage   newsItem, ...: headline and byline in contentMeta, provider in itemMeta, text in contentSet
    NewsML        NewsItem, ...: NewsLines with HeadLine, ByLine; text in DataContent

An item that its agency has cancelled or withheld is skipped. Pictures, packages and other items without a text are
skipped, too.
"""

from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import plain_text, zipped_xml
from retrieval.ingest.formats.zipped_xml import local_name

_PARAGRAPHS = {
    "p",
    "para",
    "paragraph",
    "hl2",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "td",
    "th",
    "dd",
    "dt",
    "pre",
    "blockquote",
    "br",
}
_MIN_WORDS = 3  # that are an element each
_NOT_TEXT = {"media", "table", "style", "script", "del", "s", "strike", "body.head", "head", "block-author", "figure"}
_NOT_USABLE = {"canceled", "cancelled", "withheld", "embargoed"}
_ITEMS = {"newsItem", "NewsItem"}
NOT_USABLE = "was cancelled or withheld by its agency"
NO_TEXT = "is an item without a text"


def read(raw: bytes) -> Iterator[Part]:
    root = zipped_xml.parse_file(raw)
    items = [element for element in root.iter() if local_name(element) in _ITEMS]
    if local_name(root) == "nitf":
        yield _nitf(root, {})
        return
    if not items:
        raise UnreadableFile("holds no news items")
    for number, item in enumerate(items, 1):
        name = str(number) if len(items) > 1 else ""
        yield from _item(item, name)


def _item(item: Any, name: str) -> Iterator[Part]:
    status = _first(item, "pubStatus/@qcode", "Status/@FormalName").rpartition(":")[2].lower()
    if status in _NOT_USABLE:
        yield Skipped(name, NOT_USABLE)
        return
    facts = {
        "title": _first(item, "contentMeta/headline", "HeadLine", "headline"),
        "author": _first(item, "contentMeta/by", "ByLine", "contentMeta/creator/name", "creator/name"),
        "date": _first(item, "contentMeta/contentCreated", "itemMeta/firstCreated", "DateLineDate", "FirstCreated")
        or _first(item, "itemMeta/versionCreated", "ThisRevisionCreated", "DateId"),
        "source": _first(item, "itemMeta/provider/name", "itemMeta/provider/@literal", "contentMeta/infoSource/name")
        or _first(item, "CreditLine", "Provider/Party/@FormalName", "rightsInfo/copyrightHolder/name"),
        "url": _first(item, "link[@rel='irel:seeAlso']/@href"),
    }
    facts["date"] = _day(facts["date"])
    inner = next((element for element in item.iter() if local_name(element) == "nitf"), None)
    if inner is not None:
        document = _nitf(inner, facts)
        yield Document(document.text, document.raw_metadata, name)
        return
    holders = [element for element in item.iter() if local_name(element) in {"inlineXML", "inlineData", "DataContent"}]
    text = next((found for found in map(text_of, holders) if found), "")
    yield Document(text, facts, name) if text else Skipped(name, NO_TEXT)


def _nitf(nitf: Any, facts: dict[str, str]) -> Document:
    """The article of an NITF document. `facts` are those of the item around it."""
    content = next((element for element in nitf.iter() if local_name(element) == "body.content"), None)
    own = {
        "title": _first(nitf, "body.head/hedline/hl1", "hl1", "head/title"),
        "author": _first(nitf, "body.head/byline/person", "body.head/byline", "byline"),
        "date": _day(_first(nitf, "docdata/date.issue/@norm", "pubdata/@date.publication", "date.release/@norm"))
        or _day(_first(nitf, "dateline/story.date/@norm")),
        "source": _first(nitf, "pubdata/@name", "distributor/org", "distributor", "doc.copyright/@holder"),
        "url": _first(nitf, "docdata/doc-id/@url", "pubdata/@ex-ref"),
    }
    found = {key: own[key] or facts.get(key, "") for key in own}
    return Document("" if content is None else text_of(content), found)


def _first(element: Any, *paths: str) -> str:
    """The first filled value of these paths, whatever the namespace: "contentMeta/headline", "pubStatus/@qcode"."""
    for path in paths:
        *steps, last = path.split("/")
        names = [*steps] if last.startswith("@") else [*steps, last]
        tests = "".join(f"//*[local-name()='{step.partition('[')[0]}']" for step in names)
        found = element.xpath("." + tests + (f"/@*[local-name()='{last[1:]}']" if last.startswith("@") else ""))
        for value in found:
            text = str(value) if last.startswith("@") else "".join(value.itertext())
            if line := plain_text.one_line(text):
                return line
    return ""


def _day(date: str) -> str:
    """A date with the "-" that NITF's norm lacks.

    >>> _day("20240213T060000Z"), _day("2024-02-13T06:00:00Z")
    ('2024-02-13', '2024-02-13T06:00:00Z')
    """
    return (
        f"{date[:4]}-{date[4:6]}-{date[6:8]}"
        if date[:8].isdecimal() and date[:8].isascii() and len(date) >= 8
        else date
    )


def _are_words(element: Any) -> bool:
    """Whether an element has a child for each word, with nothing between them, as archives of scans have."""
    is_bare = len(element) >= _MIN_WORDS and not any(child.tail or len(child) for child in element)
    return is_bare and not any(len((child.text or "").split()) > 1 for child in element)


def text_of(holder: Any) -> str:
    """The text of an element, with a blank line between its paragraphs."""
    pieces: list[str] = []
    waiting: list[Any] = [holder]
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            pieces.append(element)
            continue
        name = local_name(element)
        if not name or name in _NOT_TEXT:
            continue
        is_paragraph = name in _PARAGRAPHS
        after = "\0" if is_paragraph else ""
        waiting.append(after)
        gap = " " if _are_words(element) else ""
        for child in reversed(element):
            waiting += [child.tail or gap, child]
        waiting.append(("\0" if is_paragraph else "") + (element.text or ""))
    whole = "".join(pieces)
    if "\0" not in whole.strip("\0") and "\n" in whole.strip():  # a text without markup keeps its lines
        return plain_text.normalise_line_ends(whole.replace("\0", "")).strip()
    paragraphs = (" ".join(paragraph.split()) for paragraph in whole.split("\0"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
