"""OpenDocument text (.odt, and .fodt as plain XML): headings, paragraphs and lists; or several articles by headings.

Tracked deletions, struck-out and hidden words, and comments are left out. Footnotes and endnotes become the document's
notes.

odfpy is not used: it was last released in 2020 and does not know tracked changes.
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

_NOT_TEXT = {"tracked-changes", "note", "annotation", "annotation-end", "sequence-decls", "forms", "table-of-content"}
_MAX_SPACES = 100  # that one element may stand for
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name"
_STYLE_NAME = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}style-name"
_PARENT = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}parent-style-name"
_LEVEL = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}outline-level"
_COUNT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}c"
OdtParagraph = tuple[str, str, list[Any]]  # the text, the style of a heading or a quotation, and the notes


def read(raw: bytes) -> list[Part]:
    from lxml import etree

    try:
        if not raw.startswith(b"PK"):
            content = zipped_xml.parse(raw)
            return _documents(content, content, [content])
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            members = [name for name in ("content.xml", "styles.xml", "meta.xml") if name in package.namelist()]
            parsed = {name: zipped_xml.parse(zipped_xml.read_member(package, name)) for name in members}
            return _documents(parsed["content.xml"], parsed.get("meta.xml"), list(parsed.values()))
    except (*zipped_xml.BROKEN, etree.LxmlError) as error:
        raise UnreadableFile("is not a readable OpenDocument text") from error


def _documents(content: Any, meta: Any, with_styles: list[Any]) -> list[Part]:
    unseen = {name for root in with_styles for name in _unseen_styles(root)}
    body = next(iter(content.xpath("//*[local-name()='body']")), content)
    _spell_out_styles(content)
    paragraphs = list(_paragraphs(body, unseen))
    if articles := headed_articles.spans([(text, style) for text, style, _ in paragraphs]):
        several = [_document(paragraphs[start:end], unseen, paragraphs[start][0]) for start, end in articles]
        return headed_articles.numbered(several, has_cover=articles[0][0] > 0)
    title = "" if meta is None else zipped_xml.title_in(meta)
    whole = _document(paragraphs, unseen, "")
    return [replace(whole, raw_metadata={"title": title if title in whole.text else ""})]


def _document(paragraphs: list[OdtParagraph], unseen: set[str], title: str) -> Document:
    text = "\n\n".join(text for text, _, _ in paragraphs)
    quoted = zipped_xml.block_quotations([(text, style) for text, style, _ in paragraphs])
    return Document(text, {"title": title}, notes=tuple(_placed(paragraphs, unseen)), block_quotations=tuple(quoted))


def _placed(paragraphs: list[OdtParagraph], unseen: set[str]) -> Iterator[tuple[int, str]]:
    """Each note, with the end in the text of the paragraph that it belongs to."""
    end = 0
    for text, _, notes in paragraphs:
        end += len(text)
        for note in notes:
            yield end, "\n\n".join(paragraph for body in note for paragraph, _, _ in _paragraphs(body, unseen))
        end += len("\n\n")


def _unseen_styles(root: Any) -> Iterator[str]:
    """The styles whose words are struck out or hidden."""
    for properties in root.iter():
        if local_name(properties) == "text-properties":
            facts = {name.rpartition("}")[2]: value for name, value in properties.attrib.items()}
            struck = facts.get("text-line-through-style", "none") != "none" or "text-line-through-type" in facts
            if (struck and facts.get("text-line-through-type") != "none") or facts.get("display") == "none":
                name = properties.getparent().get(_STYLE)
                if name:
                    yield str(name)


def _spell_out_styles(content: Any) -> None:
    """Replace a style that the program made, such as "P3", by the style that the author chose, such as "Quotations"."""
    styles = [element for element in content.iter() if local_name(element) == "style"]
    parents = {style.get(_STYLE): style.get(_PARENT) for style in styles if style.get(_PARENT)}
    for element in content.iter():
        if local_name(element) == "p" and element.get(_STYLE_NAME) in parents:
            element.set(_STYLE_NAME, parents[element.get(_STYLE_NAME)])


def _quotation_style(paragraph: Any) -> str:
    """The style of a paragraph, if it is one for quotations; else ""."""
    style = str(paragraph.get(_STYLE_NAME) or "")
    return style if zipped_xml.is_block_quotation(style.replace("_20_", " ")) else ""


def _paragraphs(body: Any, unseen: set[str]) -> Iterator[OdtParagraph]:
    """Each paragraph that is not empty."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in {"p", "h"}:
            boxes: list[Any] = []
            notes: list[Any] = []
            text = "".join(_words(element, unseen, boxes, notes)).strip()
            if text:
                yield text, f"heading {element.get(_LEVEL) or 1}" if name == "h" else _quotation_style(element), notes
            waiting += reversed(boxes)
        elif name == "table-row" and (pair := _labelled_row(list(element), unseen)):
            yield pair
        elif name and name not in _NOT_TEXT:
            waiting += reversed(list(element))


def _labelled_row(cells: list[Any], unseen: set[str]) -> OdtParagraph | None:
    """A row of a label and its value, as a line like "Source: The Courier"; None for any other row."""
    if len(cells) != 2 or any(local_name(cell) != "table-cell" for cell in cells):
        return None
    label, value = ([text for text, _, _ in _paragraphs(cell, unseen)] for cell in cells)
    is_pair = len(label) == len(value) == 1 and labels.fact_of(label[0]) not in {None, labels.TEXT}
    return (labels.line(label[0], value[0]), "", []) if is_pair else None


def _words(paragraph: Any, unseen: set[str], boxes: list[Any], notes: list[Any]) -> Iterator[str]:
    """The words of a paragraph. Its text boxes are added to `boxes`, its notes to `notes`: they are paragraphs too."""
    waiting: list[Any] = [paragraph]
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            yield " ".join(element.split("\n"))
            continue
        name = local_name(element)
        if name == "text-box":
            boxes.append(element)
        elif name == "note":
            notes.append(element)
        elif name in {"tab", "line-break", "s"}:
            yield {"tab": "\t", "line-break": "\n"}.get(name, " " * _spaces(element))
        elif name and name not in _NOT_TEXT and element.get(_STYLE_NAME) not in unseen:
            for child in reversed(element):
                waiting += [child.tail or "", child]
            waiting.append(element.text or "")


def _spaces(element: Any) -> int:
    count = element.get(_COUNT) or "1"
    return min(int(count), _MAX_SPACES) if count.isascii() and count.isdecimal() else 1
