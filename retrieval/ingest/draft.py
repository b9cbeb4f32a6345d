"""Reads a draft: one file whole, as a newsroom writes it. Every word counts, also of footnotes; comments do not.

draft.docx, .odt, .rtf, .html, .md, .txt, .eml, .pdf      the readers of retrieval/ingest/formats

A text is Markdown if it has Markdown's marks, whatever its name is: a pasted draft has none.
"""

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from retrieval.errors import DraftUnreadable, UnreadableFile
from retrieval.ingest import formats, limits, sandbox, text_layout
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import Format, WholeFile, plain_text
from retrieval.ingest.sandbox import Parsers
from retrieval.models import Span
from retrieval.settings import ColumnSettings
from retrieval.text.quotation_marks import CLOSING, OPENING, has_marks

MAX_DRAFT_CHARS = 500_000  # a book of 90,000 words
PASTED = "draft.txt"
KINDS = "Word, OpenDocument, RTF, PDF, HTML, Markdown, text, mail"  # of files in which a newsroom has its drafts


BLOCK_QUOTATION = re.compile(r"^[^\S\n]{0,3}>[> \t]{0,20}", re.MULTILINE)  # a mark of Markdown, no speaker's label
CREDIT = re.compile(r"\s*(?:[-–—]|&mdash;)")  # before the name below a block quotation
LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,200})\]\([^()\s]{1,500}\)")  # of Markdown
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?![\s*_])([^*_\n]{1,300})(?<!\s)\1(?![\w*])")
HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
QUOTED_LINE = re.compile(r"^[^\S\n]{0,3}>[> \t]{0,20}[^\W\d]|^[^\S\n]{0,3}>[> \t]{0,20}[\"'“‘«*_\[]", re.MULTILINE)
MARKS = (QUOTED_LINE, HEADING, LINK, EMPHASIS)  # each is enough to know Markdown by
CREDIT_INSIDE = re.compile(  # the same in a paragraph or line that got the marks of the quotation
    rf"(?<!{CLOSING[0]})(\n[^\S\n]{{0,9}}\n?[^\S\n]{{0,9}}){OPENING[0]}?([-–—―]{{1,2}}[^\S\n]?[^\W\d_a-z][^\n“”]{{1,80}}){CLOSING[0]}"
)


def read_file(path: Path, parsers: Parsers = sandbox.parsers) -> str:
    """The text of a draft in a file. Raises DraftUnreadable if it cannot be read."""
    try:
        with limits.open_regular(path) as file:
            raw = limits.read_whole(file)
    except UnreadableFile as error:
        raise DraftUnreadable(str(path), error.why) from error
    except OSError as error:
        raise DraftUnreadable(str(path), f"cannot be read ({error.strerror})") from error
    return read(path.name, raw, parsers)


def read(name: str, raw: bytes, parsers: Parsers = sandbox.parsers) -> str:
    """The text of a draft, with its notes. `name` tells the format; without a suffix, the content does.

    Raises DraftUnreadable if it cannot be read.
    """
    try:
        return _read(name, raw, parsers)
    except UnreadableFile as error:
        raise DraftUnreadable(name, error.why) from error


def read_text(text: str) -> str:
    """The text of a draft that was pasted or sent as text, read like a file of plain text or Markdown."""
    return read(PASTED, text.encode(errors="replace"), sandbox.parsers)


def is_markdown(text: str) -> bool:
    """Whether a text has a mark of Markdown: a block quotation, a heading, a link or emphasis.

    >>> [is_markdown(text) for text in ("> Never.", "# Water", "*No*, he said", ">5 %", "2 * 3 * 4", "- a list")]
    [True, True, True, False, False, False]
    """
    return any(mark.search(text) for mark in MARKS)


def has_reader(name: str) -> bool:
    """Whether the format of a file of this name is supported; a file without a suffix may be.

    >>> has_reader("story.docx"), has_reader("story"), has_reader("photo.jpg")
    (True, True, False)
    """
    file_format = formats.format_of(name)
    return formats.lacks_suffix(name) if file_format is None else isinstance(file_format.reader, WholeFile)


def _read(name: str, raw: bytes, parsers: Parsers) -> str:
    if len(raw) > limits.MAX_FILE_BYTES:
        raise UnreadableFile(limits.TOO_LARGE)
    file_format = formats.format_of(name)
    if file_format is None and formats.lacks_suffix(name):
        file_format = formats.format_by_content(raw[: formats.SNIFFED_BYTES])
    if file_format is Format.HTML:
        file_format = Format.HTML_WHOLE
    if file_format in {Format.TEXT, Format.MARKDOWN}:
        file_format = Format.MARKDOWN if is_markdown(plain_text.decode(raw)) else Format.TEXT
    if file_format is None or not isinstance(file_format.reader, WholeFile):
        why = formats.why_unsupported(name)
        raise UnreadableFile(f"is not a supported file type ({KINDS})" if why == formats.UNSUPPORTED else why)
    parts = _parts(file_format, raw, parsers)
    texts = [text for part in parts if isinstance(part, Document) and (text := _text(part)).strip()]
    if not texts:
        raise UnreadableFile(next((part.why for part in parts if isinstance(part, Skipped)), "is empty"))
    text = CREDIT_INSIDE.sub(rf"{CLOSING[0]}\1\2", "\n\n".join(texts))
    if len(text) > MAX_DRAFT_CHARS:
        raise UnreadableFile(f"has more than {MAX_DRAFT_CHARS:,} characters; check its parts one by one")
    return text


def _parts(file_format: Format, raw: bytes, parsers: Parsers) -> list[Part]:
    columns = ColumnSettings()
    if isinstance(file_format.reader, WholeFile) and not file_format.reader.sandboxed:
        return formats.read_documents(file_format, raw, columns)
    with parsers() as parse:
        return parse(file_format, raw, columns)()


def _text(document: Document) -> str:
    """The text with marks around block quotations, and with each note after its paragraph, because "he" in a note
    usually means a person named in the paragraph.
    """
    text = text_layout.prepare(document.text, 0) if document.plain else document.text
    quoted, source = document.block_quotations, text
    if document.markdown:
        quoted = tuple(_of_markdown(text))
        text = BLOCK_QUOTATION.sub(lambda match: " " * len(match[0]), text)
    inserted = [
        *_marks(source, quoted, markdown=document.markdown),
        *((position, f"\n\n{note}") for position, note in document.notes),
    ]
    pieces, last = [], 0
    for position, words in sorted(inserted, key=itemgetter(0)):
        pieces += [text[last:position], words]
        last = position
    marked = "".join([*pieces, text[last:]])
    return EMPHASIS.sub(r"\2", LINK.sub(r"\1", marked)) if document.markdown else marked


def _of_markdown(text: str) -> Iterator[Span]:
    """The paragraphs of block quotations: lines that begin with ">". A line with the speaker's name does not count."""
    place, span = 0, None
    for line in text.splitlines(keepends=True):
        mark = BLOCK_QUOTATION.match(line)
        first = mark.end() if mark else 0
        is_words = bool(line[first:].strip()) and not CREDIT.match(line, first)
        if is_words and (mark or span):  # a line without a mark goes on with the paragraph
            span = (span[0] if span else place + first, place + len(line.rstrip()))
        elif span:
            yield span
            span = None
        place += len(line)
    if span:
        yield span


def _marks(text: str, quoted: Sequence[Span], *, markdown: bool) -> Iterator[tuple[int, str]]:
    """Where to put quotation marks around paragraphs set off as quotations that have none of their own.

    Only the last of adjacent paragraphs gets a closing mark, as in print. In Markdown, lines with nothing but ">" are
    between them.
    """
    for at, (start, end) in enumerate(quoted):
        gap = text[end : quoted[at + 1][0]] if at + 1 < len(quoted) else ""
        is_continued = "\n" in gap and not gap.strip("> \t\n") and (not markdown or gap.count(">") > 1)
        if not has_marks(text[start:end]):
            yield start, OPENING[0]
            if not is_continued:
                yield end, CLOSING[0]
