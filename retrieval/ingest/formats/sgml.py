"""Collections of news in SGML, in which many articles follow each other without a root: TREC, Gigaword, Reuters-21578.

<DOC id="ABC_ENG_20120207.0001" type="story">       <DOC>
<HEADLINE> The bill is dead </HEADLINE>             <DOCNO> AP120207-0001 </DOCNO>
<DATELINE> LORNE, Feb. 7 </DATELINE>                <HEAD>The bill is dead</HEAD>
<TEXT> <P> He said ... </P> </TEXT>                 <TEXT> He said ... </TEXT>
</DOC>                                              </DOC>

Corpora tag plain texts: @@17 <h> The bill is dead <p> He said ...      <CHAPTER ID=1>⏎The bill⏎<SPEAKER NAME="Low">
"""

import re
from collections.abc import Iterator
from html import unescape

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import plain_text
from retrieval.ingest.header.bylines import plain_byline

NO_TEXT = "has no text"
_RECORD = re.compile(r"<(DOC|REUTERS)\b([^<>]*)>(.*?)(?=</\1>|<\1\b|\Z)", re.DOTALL | re.IGNORECASE)
_TITLES = ("HEADLINE", "HEAD", "HL", "TITLE", "TI", "H3")
_DATES = ("DATE_TIME", "DATETIME", "DATE", "DD")
_AUTHORS = ("BYLINE", "AUTHOR")
_SOURCES = ("SOURCE", "PUB", "SO")
_NAMES = ("DOCNO", "DOCID", "NEWID")
_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_TAGGED = re.compile(rb"@@\d{1,12} (?=[^\n]{0,2000}<[hp]>)|<CHAPTER\b[^<>]{0,80}>\s*\n")
_TAGGED_START = re.compile(r"^(?:@@\d{1,12} |<CHAPTER\b[^<>]{0,80}>[ \t]*$)", re.MULTILINE)
_TAGGED_TITLE = re.compile(r"\s*<h>([^<>]{1,300})(?=<)|\s*([^\n<>]{1,300})\n(?=\s*<SPEAKER\b)")
_SPEAKER = re.compile(r"<SPEAKER\b[^<>]{0,200}\bNAME=\"([^\"<>]{1,100})\"[^<>]{0,200}>\s*", re.IGNORECASE)
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
    """Whether a file has several articles without a root element, or one article with the same markup."""
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").upper()
    return start.startswith((b"<DOC>", b"<DOC ", b"<!DOCTYPE LEWIS", b"<REUTERS ")) and (
        b"<DOCNO" in start or b"<TEXT" in start or b"<REUTERS " in start
    )


def is_tagged(raw: bytes) -> bool:
    """Whether a text is a file of the corpora of English-Corpora.org or of Europarl."""
    return _TAGGED.match(raw[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")) is not None


def read_tagged(raw: bytes) -> Iterator[Part]:
    """The articles of a tagged text: each begins with "@@" and its number, or with <CHAPTER>."""
    text = plain_text.decode(raw).removeprefix("\ufeff")
    pieces = [piece for piece in _TAGGED_START.split(text) if piece.strip()]
    for number, piece in enumerate(pieces, 1):
        headed = _TAGGED_TITLE.match(piece)
        words = _SPEAKER.sub(lambda tag: f"\n\n{tag[1]}: ", piece[headed.end() if headed else 0 :])
        words = unescape(_ELEMENT.sub("", _PARAGRAPH.sub("\n\n", words)))
        paragraphs = [" ".join(each.split()) for each in words.split("\n\n") if each.strip()]
        name = str(number) if len(pieces) > 1 else ""
        title = plain_text.one_line(headed[1] or headed[2]) if headed else None
        yield Document("\n\n".join(paragraphs), {"title": title}, name) if paragraphs else Skipped(name, NO_TEXT)


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
    """The content of the elements with these names. An element ends at its end tag, which must be there."""
    for name in names:
        at = 0
        while found := re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE).search(markup, at):
            end = re.compile(rf"</{name}>", re.IGNORECASE).search(markup, found.end())
            if end is None:
                return
            yield markup[found.end() : end.start()]
            at = end.end()
