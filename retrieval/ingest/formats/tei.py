"""TEI: edited newspapers, the output of trafilatura, and debates of parliaments (ParlaMint).

    teiHeader   what the file was made from (sourceDesc): headline, author, publication, date
    text        <p>, <head>, <l>; what a speaker said: <u who="#AnnLow">, <sp><speaker>; <note> is no text

A speaker stands before each turn, as in "Ann Low: I opened the books." Several `<div type="article">` are an article
each.
"""

import re
from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document
from retrieval.ingest.formats import plain_text, zipped_xml
from retrieval.ingest.formats.zipped_xml import local_name

_PARAGRAPHS = {"p", "head", "l", "ab", "u", "sp", "item", "cell", "quote"}
_NOT_TEXT = {"note", "speaker", "gap", "vocal", "kinesic", "incident", "desc", "figdesc", "fw", "pb", "label"}
_TOKENS = {"w", "pc"}  # words and marks of an annotated text, between which the spaces are not written
_ARTICLES = {"article", "entry", "item"}  # types of divisions
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def read(raw: bytes) -> Iterator[Document]:
    root = zipped_xml.parse_file(raw)
    if local_name(root) == "teiCorpus":
        raise UnreadableFile("is the list of a corpus' files, which are read one by one")
    body = next((each for each in root.iter() if local_name(each) == "body"), None)
    if body is None:
        raise UnreadableFile("is TEI without a text")
    facts = _facts(root)
    articles = [each for each in body if local_name(each) == "div" and each.get("type") in _ARTICLES]
    if len(articles) < 2:
        yield Document(_text(body), {**facts, "title": facts["title"] or _line(body, "head")})
        return
    for number, article in enumerate(articles, 1):
        yield Document(_text(article), {**facts, "title": _line(article, "head")}, str(number))


def _facts(root: Any) -> dict[str, object]:
    header = next((each for each in root.iter() if local_name(each) == "teiHeader"), root)
    origin = next((each for each in header.iter() if local_name(each) == "sourceDesc"), header)
    stated = _line(header, "titleStmt/title")
    headline = _line(origin, "title[@level='a']") or _line(origin, "titleStmt/title")
    journal = _line(origin, "title[@level='j']") or _line(origin, "publisher") or _line(origin, "bibl/title")
    dates = [*_all(origin, "date"), *_all(header, "settingDesc//date")]
    return {
        "title": headline or (stated if origin is header else ""),
        "author": "; ".join(dict.fromkeys(map(_words, _all(origin, "author")))) or _line(header, "titleStmt/author"),
        "date": next(filter(None, map(_day, dates)), None),
        "source": journal if journal != headline else None,
        "url": next((each.get("target") for each in _all(origin, "ptr") if each.get("target")), None),
    }


def _day(date: Any) -> str | None:
    stated = date.get("when") or date.get("from") or date.get("notBefore") or ""
    found = _DAY.match(stated)
    return found[0] if found else _words(date) or None


def _all(element: Any, path: str) -> list[Any]:
    """The elements on a path below an element, whatever their namespace: "titleStmt/title", "title[@level='a']"."""
    steps = [re.sub(r"^(\w+)", r"*[local-name()='\1']", step) for step in path.split("/")]
    return list(element.xpath(".//" + "/".join(steps)))


def _line(element: Any, path: str) -> str:
    return next(filter(None, map(_words, _all(element, path))), "")


def _words(element: Any) -> str:
    return plain_text.one_line("".join(element.itertext()))


def _text(holder: Any) -> str:
    """The paragraphs of a text, with blank lines between them. A turn begins with its speaker."""
    paragraphs: list[str] = []
    speaker = announced = ""
    inside: set[Any] = set()  # what belongs to a paragraph already
    for element in holder.iter():
        name = local_name(element)
        if name == "note" and element.get("type") == "speaker":
            announced = _words(element).rstrip(" :.")
        elif name in {"u", "sp"}:
            speaker = announced or _line(element, "speaker").rstrip(" :.") or _name_of(element.get("who", ""))
            announced = ""
        if name not in _PARAGRAPHS or element in inside:
            continue
        parts = [part for part in element if local_name(part) in {"seg", *_PARAGRAPHS}] if name in {"u", "sp"} else []
        for part in parts or [element]:
            inside.update(part.iter())
            if words := " ".join("".join(_pieces(part)).split()):
                is_turn = name in {"u", "sp"} and speaker
                paragraphs.append(f"{speaker}: {words}" if is_turn else words)
                speaker = ""
        inside.update(element.iter())
    return "\n\n".join(paragraphs) or _words(holder)


def _name_of(who: str) -> str:
    """The name in a reference to a speaker.

    >>> _name_of("#AnnLow"), _name_of("#Low-Peel,Ann"), _name_of("#p17")
    ('Ann Low', 'Ann Low-Peel', '')
    """
    last, _, first = who.rpartition("#")[2].partition(",")
    spaced = " ".join(filter(None, (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part) for part in (first, last))))
    return "" if re.search(r"\d", spaced) else spaced.replace("_", " ").replace(".", " ").strip()


def _pieces(element: Any) -> Iterator[str]:
    """The text within an element, without notes and descriptions of events."""
    waiting: list[Any] = [element]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
            continue
        name = local_name(each)
        if not name or name.lower() in _NOT_TEXT:
            continue
        is_apart = (name in _TOKENS and each.get("join") not in {"right", "both"}) or name in {"lb", *_PARAGRAPHS}
        waiting.append(" " if is_apart else "")
        for child in reversed(each):
            waiting += [child.tail or "", child]
        waiting.append(each.text or "")
