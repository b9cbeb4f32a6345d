"""Evernote's export (.enex): each note is an article. The day on which a page was clipped is not its date."""

from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import html, plain_text, zipped_xml

NO_WORDS = "is a note without words"


def read(raw: bytes) -> Iterator[Part]:
    from lxml import etree

    try:
        root = zipped_xml.parse(raw)
    except etree.LxmlError as error:
        raise UnreadableFile("is not well-formed XML") from error
    for number, note in enumerate(root.iterfind("./{*}note"), 1):
        text = html.to_text(_value(note, "content"))
        address = _value(note, "note-attributes/{*}source-url")
        facts: dict[str, object] = {
            "title": plain_text.one_line(_value(note, "title")),
            "author": plain_text.one_line(_value(note, "note-attributes/{*}author")),
            "url": address or None,
        }
        yield Document(text, facts, str(number)) if text.strip() else Skipped(str(number), NO_WORDS)


def _value(note: Any, path: str) -> str:
    return str(note.findtext(f"./{{*}}{path}") or "").strip()
