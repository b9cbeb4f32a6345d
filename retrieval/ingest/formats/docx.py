"""Word (.docx): the paragraphs of its body, with those of tables and text boxes; or several articles by their headings.

Tracked deletions, struck-out and hidden words, field codes and comments are left out. Footnotes and endnotes become the
document's notes. Headers and footers are not read. The file's author and dates are not used: they are those of a
computer.

python-docx is not used, because its paragraphs lack tracked insertions and keep struck-out words.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import labels
from retrieval.ingest.document import Document, Part
from retrieval.ingest.formats import headed_articles, zipped_xml
from retrieval.ingest.formats.zipped_xml import local_name
from retrieval.text.dates import parse_dateline

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
MAX_BOLD_CHARS = 150  # of a headline
_NOT_TEXT = {
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "pPr",
    "rPr",
    "sectPr",
    "tblPr",
    "trPr",
    "tcPr",
    "sdtPr",
    "Fallback",
}
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_UNSEEN = (
    "strike",
    "dstrike",
    "vanish",
    "webHidden",
)  # properties of words that a reader does not see, or sees crossed out
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_REFERENCES = {"footnoteReference", "endnoteReference"}
_OFF = {"0", "false", "off", "none"}


DocxParagraph = tuple[str, str, list[str]]  # the text, the style, and the keys of the notes referred to


def read(raw: bytes) -> list[Part]:
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            body = zipped_xml.parse(zipped_xml.read_member(package, "word/document.xml"))
            names = set(package.namelist())
            styles = _unseen_styles(package) if "word/styles.xml" in names else set()
            has_core = "docProps/core.xml" in names
            core = zipped_xml.parse(zipped_xml.read_member(package, "docProps/core.xml")) if has_core else None
            roots = [zipped_xml.parse(zipped_xml.read_member(package, name)) for name in _NOTES if name in names]
            noted = [note for root in roots for note in root]
    except (*zipped_xml.BROKEN, etree.LxmlError) as error:
        raise UnreadableFile("is not a readable Word file") from error
    paragraphs = list(_paragraphs(body, styles))
    notes = {_note_key(note): "\n\n".join(text for text, _, _ in _paragraphs(note, styles)) for note in noted}
    if articles := headed_articles.spans([(text, style) for text, style, _ in paragraphs]):
        several = [_document(paragraphs[start:end], notes, paragraphs[start][0]) for start, end in articles]
        return headed_articles.numbered(several, has_cover=articles[0][0] > 0)
    title = zipped_xml.title_in(core) if core is not None else ""
    headline = next((text for text, style, _ in paragraphs if style == "Title"), "")
    whole = _document(paragraphs, notes, headline)
    return [whole if headline or title not in whole.text else replace(whole, raw_metadata={"title": title})]


def read_xml(raw: bytes) -> list[Part]:
    """Word's XML in one file, as Word wrote it in 2003, or as it still saves it ("Word XML Document")."""
    root = zipped_xml.parse_file(raw)
    body = next((element for element in root.iter() if local_name(element) == "body"), None)
    paragraphs = [] if body is None else list(_paragraphs(body, set()))
    if not paragraphs:
        raise UnreadableFile("is a Word file without text")
    headline = next((text for text, style, _ in paragraphs if style == "Title"), "")
    return [_document(paragraphs, {}, headline)]


def _document(paragraphs: list[DocxParagraph], notes: dict[str, str], title: str) -> Document:
    text = "\n\n".join(text for text, _, _ in paragraphs)
    quoted = zipped_xml.block_quotations([(text, style) for text, style, _ in paragraphs])
    return Document(text, {"title": title}, notes=tuple(_placed(paragraphs, notes)), block_quotations=tuple(quoted))


def _placed(paragraphs: list[DocxParagraph], notes: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Each note that a paragraph refers to, with the end of the paragraph in the text."""
    end = 0
    for text, _, references in paragraphs:
        end += len(text)
        yield from ((end, notes[key]) for key in references if notes.get(key))
        end += len("\n\n")


def _note_key(element: Any) -> str:
    """The same for a note and for a reference to it."""
    return f"{local_name(element).removesuffix('Reference')} {_attribute(element, 'id')}"


def _unseen_styles(package: zipfile.ZipFile) -> set[str]:
    """The styles whose words are struck out or hidden."""
    styles = zipped_xml.parse(zipped_xml.read_member(package, "word/styles.xml"))
    return {
        str(_attribute(style, "styleId"))
        for style in styles
        if local_name(style) == "style" and _is_unseen(style, set())
    }


def _paragraphs(body: Any, styles: set[str]) -> Iterator[DocxParagraph]:
    """Each paragraph that is not empty. A line of a table is one paragraph."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in _NOT_TEXT or not name:
            continue
        if name == "tr":
            cells = [list(_paragraphs(cell, styles)) for cell in element if local_name(cell) in {"tc", "sdt"}]
            yield from _row([cell for cell in cells if cell])
            continue
        if name == "p":
            boxes: list[Any] = []
            references: list[str] = []
            text = "".join(_words(element, styles, boxes, references)).strip()
            if text:
                yield text, _style(element) or _bold(element, text), references
            waiting += reversed(boxes)
            continue
        waiting += reversed(list(element))


def _bold(paragraph: Any, text: str) -> str:
    """A special style for a short paragraph that is entirely bold, like headlines without a style."""
    runs = [run for run in paragraph if local_name(run) == "r" and "".join(run.itertext()).strip()]
    is_bold = all(
        run.find(f"{_W}rPr/{_W}b") is not None or run.find(f"{_STRICT_W}rPr/{_STRICT_W}b") is not None for run in runs
    )
    return "bold" if runs and is_bold and len(text) <= MAX_BOLD_CHARS else ""


def _row(cells: list[list[DocxParagraph]]) -> Iterator[DocxParagraph]:
    """The paragraphs of a row of a table: one, unless the table is the page's layout or has metadata.

    Two cells with a label and its value become a line like "Source: The Courier".
    """
    texts = ["\n".join(text for text, _, _ in cell) for cell in cells]
    fact = labels.fact_of(texts[0]) if len(cells) == 2 else None
    if fact == labels.TEXT:
        yield from cells[1]
    elif fact:
        yield labels.line(*texts), "", [key for cell in cells for _, _, keys in cell for key in keys]
    elif len(cells) == 1 or any(len(cell) > 1 for cell in cells) or any(map(parse_dateline, texts)):
        for cell in cells:
            yield from cell
    elif cells:
        yield " ".join(texts), "", [key for cell in cells for _, _, keys in cell for key in keys]


def _words(paragraph: Any, styles: set[str], boxes: list[Any], references: list[str]) -> Iterator[str]:
    """The words of a paragraph. Its text boxes are added to `boxes`, since they are paragraphs of their own.

    The keys of the notes that it refers to are added to `references`.
    """
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name == "txbxContent":
            boxes.append(element)
        elif name in _REFERENCES:
            references.append(_note_key(element))
        elif name == "t":
            yield element.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name and name not in _NOT_TEXT and not (name == "r" and _is_unseen(element, styles)):
            waiting += reversed(list(element))


def _is_unseen(run: Any, styles: set[str]) -> bool:
    """Whether the words of a run or a style are struck out or hidden."""
    for properties in run:
        if local_name(properties) == "rPr":
            for mark in properties:
                value = str(_attribute(mark, "val") or "")
                if local_name(mark) in _UNSEEN and value.lower() not in _OFF:
                    return True
                if local_name(mark) == "rStyle" and value in styles:
                    return True
    return False


def _style(paragraph: Any) -> str:
    for properties in paragraph:
        if local_name(properties) == "pPr":
            return next((str(_attribute(mark, "val")) for mark in properties if local_name(mark) == "pStyle"), "")
    return ""


def _attribute(element: Any, name: str) -> str | None:
    found: str | None = element.get(_W + name) or element.get(_STRICT_W + name)
    return found
