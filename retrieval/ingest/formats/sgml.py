"""Collections of news in SGML, in which many articles follow each other without a root: TREC, Gigaword, Reuters-21578.

<DOC id="ABC_ENG_20120207.0001" type="story">       <DOC>
<HEADLINE> The bill is dead </HEADLINE>             <DOCNO> AP120207-0001 </DOCNO>
<DATELINE> LORNE, Feb. 7 </DATELINE>                <HEAD>The bill is dead</HEAD>
<TEXT> <P> He said ... </P> </TEXT>                 <TEXT> He said ... </TEXT>
</DOC>                                              </DOC>
"""

import re
from collections.abc import Iterator
from html import unescape

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.bylines import plain_byline
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import plain_text

NO_TEXT = "has no text"
_RECORD = re.compile(r"<(DOC|REUTERS)\b([^<>]*)>(.*?)(?=</\1>|<\1\b|\Z)", re.DOTALL | re.IGNORECASE)
_TITLES = ("HEADLINE", "HEAD", "HL", "TITLE", "TI", "H3")
_DATES = ("DATE_TIME", "DATETIME", "DATE", "DD")
_AUTHORS = ("BYLINE", "AUTHOR")
_SOURCES = ("SOURCE", "PUB", "SO")
_NAMES = ("DOCNO", "DOCID", "NEWID")
_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_PARAGRAPH = re.compile(r"</?P\b[^<>]*>", re.IGNORECASE)
_ELEMENT = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_HIDDEN = re.compile(r"<(TITLE|DATELINE|AUTHOR|BYLINE)\b[^<>]*>.{0,2000}?</\1>", re.DOTALL | re.IGNORECASE)


def read(raw: bytes) -> Iterator[Part]:
    text = plain_text.decode(raw).removeprefix("\ufeff")
    number = 0
    for number, record in enumerate(_RECORD.finditer(text), 1):
        yield _article(record[2], record[3], number)
    if not number:
        raise UnreadableFile("is SGML without articles")


def is_sgml(raw: bytes) -> bool:
    """Whether a file has several articles without a root around them, or one that is marked up as they are."""
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").upper()
    return start.startswith((b"<DOC>", b"<DOC ", b"<!DOCTYPE LEWIS", b"<REUTERS ")) and (
        b"<DOCNO" in start or b"<TEXT" in start or b"<REUTERS " in start
    )


def _article(attributes: str, inside: str, number: int) -> Part:
    stated = re.search(r"\b(?:id|newid)\s*=\s*\"([^\"]{1,200})\"", attributes, re.IGNORECASE)
    name = plain_text.one_line(_first(inside, _NAMES) or (stated[1] if stated else ""))
    text = "\n".join(_elements(inside, ("TEXT",))) or "\n".join(_elements(inside, ("BODY", "LEADPARA")))
    body = "\n".join(_elements(text, ("BODY",))) or _HIDDEN.sub("", text)
    words = unescape(_ELEMENT.sub("", _PARAGRAPH.sub("\n\n", body)))
    name = name[: limits.MAX_PART_NAME_CHARS].replace("/", "-") or str(number)
    if not words.strip():
        return Skipped(name, NO_TEXT)
    day = _DAY_IN_NAME.search(name)
    facts: dict[str, object] = {
        "title": _first(inside, _TITLES),
        "author": plain_byline(_first(inside, _AUTHORS)),
        "source": _first(inside, _SOURCES),
        "date": _first(inside, _DATES) or ("-".join(day.groups()) if day else None),
    }
    return Document(re.sub(r"\n{3,}", "\n\n", words).strip("\n"), facts, name, plain=True)


def _first(markup: str, names: tuple[str, ...]) -> str:
    """The words of the first element that has one of the names, in the order of the names."""
    found = next((element for name in names for element in _elements(markup, (name,))), "")
    return plain_text.one_line(unescape(_ELEMENT.sub(" ", found)))


def _elements(markup: str, names: tuple[str, ...]) -> Iterator[str]:
    """What the elements of these names hold. An element ends at its end tag, which must be there."""
    for name in names:
        at = 0
        while found := re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE).search(markup, at):
            end = re.compile(rf"</{name}>", re.IGNORECASE).search(markup, found.end())
            if end is None:
                return
            yield markup[found.end() : end.start()]
            at = end.end()
