"""Evernote's export (.enex): each note is an article. The day on which a page was clipped is not used as its date."""

from collections.abc import Iterator
from typing import Any

from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import html, plain_text, zipped_xml

NO_WORDS = "is a note without words"


def read(raw: bytes) -> Iterator[Part]:
    root = zipped_xml.parse_file(raw)
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
