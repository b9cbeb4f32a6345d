"""Plain text and Markdown. Also the functions that all formats share: decoding, and checking that a text is usable."""

import codecs
import re

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document, Incomplete, Part
from retrieval.ingest.formats import mended_text
from retrieval.text.normalise import VISIBLE

REPLACEMENT = "\ufffd"
READ_WRONGLY = "has garbled letters such as â€œ (UTF-8 read as Windows-1252); save the original file again"
MIN_WHOLE_PER_BROKEN = 2  # for each broken byte of UTF-8, at least so many whole characters beyond ASCII
_JOPLIN = re.compile(r"\n\nid: [0-9a-f]{32}\n(?:[a-z_]{2,40}:[^\n]*(?:\n|\Z)){3,60}\Z")
_MAX_TAIL_CHARS = 8000
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_UNFIT_FOR_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]+")


def read(raw: bytes) -> list[Part]:
    return _parts(Document(decode(raw), front_matter=True, plain=True), raw)


def read_markdown(raw: bytes) -> list[Part]:
    """Markdown, with its markup kept: articles are quoted verbatim, so offsets must count in the unchanged file."""
    text, facts = _without_joplin_facts(decode(raw))
    return _parts(Document(text, facts, front_matter=True, markdown=True), raw)


def _without_joplin_facts(text: str) -> tuple[str, dict[str, object]]:
    """A note of Joplin's raw export without the fields at its end, and its author and address."""
    tail = _JOPLIN.search(text[-_MAX_TAIL_CHARS:])
    if tail is None:
        return text, {}
    stated = dict(line.partition(": ")[::2] for line in tail[0].strip().split("\n"))
    facts = {"author": stated.get("author"), "url": stated.get("source_url")}
    return text[: len(text[:-_MAX_TAIL_CHARS]) + tail.start()], {name: fact for name, fact in facts.items() if fact}


def _parts(document: Document, raw: bytes) -> list[Part]:
    """The document; with a note about letters that were saved wrongly, or bytes that are not UTF-8."""
    if mended_text.is_read_wrongly(document.text):
        return [document, Incomplete("", READ_WRONGLY)]
    broken = document.text.count(REPLACEMENT) - raw.count(REPLACEMENT.encode())
    if broken <= 0 or raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return [document]
    bytes_ = "1 byte that is" if broken == 1 else f"{broken} bytes that are"
    return [document, Incomplete("", f"has {bytes_} not UTF-8, shown as {REPLACEMENT}")]


def decode(raw: bytes) -> str:
    """Decode bytes as UTF-8, as UTF-16 with a byte order mark, or else as Windows-1252. Line ends become "\\n".

    Text that is UTF-8 except for a few bytes is decoded as UTF-8; each of these bytes becomes U+FFFD.
    """
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            decoded = raw.decode("utf-16", errors="replace")
        else:
            decoded = raw.decode("utf-8", errors="replace")
            good = sum(not character.isascii() for character in decoded) - decoded.count(REPLACEMENT)
            if good < MIN_WHOLE_PER_BROKEN * decoded.count(REPLACEMENT):
                decoded = raw.decode("cp1252", errors="replace")
    return normalise_line_ends(decoded)


def normalise_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def checked(text: str) -> str:
    """The text, made storable. Raises UnreadableFile if it cannot be an article."""
    if "\0" in text or len(_CONTROL.findall(text)) * 4 > len(text):
        raise UnreadableFile("is binary data, not text")
    if not VISIBLE.search(text):
        raise UnreadableFile("is empty")
    if len(text) > limits.MAX_ARTICLE_CHARS:
        raise UnreadableFile(f"is longer than {limits.MAX_ARTICLE_CHARS:,} characters")
    return storable(text)


def storable(text: str) -> str:
    """The text without lone surrogates, which JSON and YAML can contain but UTF-8 cannot encode.

    >>> storable("\\ud83d\\ude00 and \\ud83d alone")
    '😀 and � alone'
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def one_line(text: str) -> str:
    """A title or a name on one line, without control characters."""
    return " ".join(_UNFIT_FOR_A_LINE.sub(" ", storable(text)).split())
