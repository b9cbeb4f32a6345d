"""Plain text: bytes in, text out, and what no text may hold."""

import codecs
import re

from retrieval.errors import UnreadableFile
from retrieval.ingest import article_header, limits
from retrieval.ingest.document import Document

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_UNFIT_FOR_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]+")


def decode(raw: bytes) -> str:
    """UTF-8, UTF-16 with a byte order mark, or else Windows-1252; line ends as "\\n"."""
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        decoded = raw.decode("utf-16" if wide else "cp1252", errors="replace")
    return line_ends(decoded)


def line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def checked(text: str) -> str:
    """The text, if it is one that can be an article's; Unfit says why it is not."""
    if "\0" in text or len(_CONTROL.findall(text)) * 4 > len(text):
        raise UnreadableFile("holds no text but binary data")
    if not article_header.INK.search(text):
        raise UnreadableFile("is empty")
    if len(text) > limits.LONGEST:
        raise UnreadableFile(f"is longer than {limits.LONGEST:,} characters")
    return storable(text)


def storable(text: str) -> str:
    """The text without halves of surrogate pairs, that JSON and YAML can spell but UTF-8 cannot hold.

    >>> storable("\\ud83d\\ude00 and \\ud83d alone")
    '😀 and � alone'
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def line(text: str) -> str:
    """A title or a name: on one line, without anything that only a machine reads."""
    return " ".join(_UNFIT_FOR_A_LINE.sub(" ", storable(text)).split())


def read(raw: bytes) -> list[Document]:
    return [Document(decode(raw), noted=True)]


def read_markdown(raw: bytes) -> list[Document]:
    """Markdown with its marks: an article is cut out of its file, and whoever reads offsets counts in that."""
    return [Document(decode(raw), noted=True, markdown=True)]
