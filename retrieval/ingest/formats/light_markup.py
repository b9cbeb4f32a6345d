"""Text with light markup: Org, AsciiDoc and reStructuredText.

Fields above the text are metadata; directives are left out.

#+TITLE: The dam                 = The dam                        The dam
#+AUTHOR: Jane Doe               Jane Doe <jane@lorne.example>    =======
#+DATE: <2012-02-07 Tue>         v1.0, 2012-02-07                 :date: 2012-02-07
                                 :toc:                            :author: Jane Doe
The dam is safe.
#+BEGIN_EXPORT ...               image::dam.jpg[]                 .. image:: dam.jpg

An Org heading with fields in a drawer (":AUTHOR: Jane Doe") begins an article.
"""

import re
from dataclasses import replace
from itertools import pairwise

from retrieval.ingest import labels
from retrieval.ingest.document import Document, Part
from retrieval.ingest.formats import headed_articles, plain_text
from retrieval.ingest.header.article_header import parse_header

_FACT = re.compile(r"(?:#\+|:)([\w][\w -]{0,40}):(?:\s+(.*))?")
_BRACKETED_DATE = re.compile(r"[<\[](\d{4}-\d\d-\d\d)[^<>\[\]]{0,30}[>\]]")
_TITLE = re.compile(r"=\s+(\S.*)")
_AUTHOR_LINE = re.compile(r"([^\W\d_][^<>:\n]{2,60}?)\s*<[^<>\s]+@[^<>\s]+>")
_REVISION = re.compile(r"(?:v[\w.]+,\s*)?(\d{4}-\d\d-\d\d|\d{1,2} \w+ \d{4}|\w+ \d{1,2}, \d{4})(?::.*)?")
_UNDERLINE = re.compile(r"([=\-~^\"'#*+.`_:])\1{2,}\s*")
_HEADING = re.compile(r"(?:\*{1,6}|={2,6})\s++(?=\S)|(?<!\s)\s++={2,6}$")
_NO_TEXT = re.compile(  # lines: directives, block attributes, macros of blocks, comments
    r"#\+.*|#\s.*|//.*|\[[^\[\]]{0,200}\]|\w+::\S*\[.*\]|:[\w -]{1,40}:(?:\s.*)?|-{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|<<<"
)
_DIRECTIVE = re.compile(r"\.\.(?:\s.*)?")  # of reStructuredText, with the indented lines below it
_DRAWER = re.compile(r":[A-Z]+:\s*")  # of Org, up to ":END:"
_MARKDOWN_HEADING = re.compile(r"(#{1,4})[ \t]+(\S.*)")
_MARKDOWN_RULE = re.compile(r"[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*")
_TAGS = re.compile(r"(?<!\s)\s++:[\w@:]+:\s*+$")  # of a heading
_FOOTNOTES = re.compile(r"\*+\s+(?:footnotes|endnotes)\s*", re.IGNORECASE)
_MARKS = (  # within a line, and what stays of each
    (re.compile(r"\[\[[^\[\]]{1,500}\]\[([^\[\]]{1,300})\]\]"), r"\1"),
    (re.compile(r"\[fn:[\w-]{1,20}\]|\[#[\w-]{1,20}\]_"), ""),
    (re.compile(r"https?://[^\s\[\]]{1,500}\[([^\[\]]{1,300})\]"), r"\1"),
    (re.compile(r"`([^`<>\n]{1,300}?) <[^<>\s]{1,500}>`_{1,2}"), r"\1"),
    (re.compile(r"(?<![\w*])(\*{1,2}|__?|/(?=\w))([^\s*_/](?:[^*_/\n]{0,300}[^\s*_/])?)\1(?![\w*])"), r"\2"),
)


def read_markdown(raw: bytes) -> list[Part]:
    """Markdown as one article, or as several articles below their headings."""
    return [*_below_headings(plain_text.decode(raw))] or plain_text.read_markdown(raw)


def read(raw: bytes) -> list[Document]:
    lines = plain_text.decode(raw).removeprefix("\ufeff").split("\n")
    facts, start = _head(lines)
    if clippings := _clippings(lines[start:]):
        return [replace(each, name=str(number)) for number, each in enumerate(clippings, 1)]
    return [Document(_text(lines[start:]), facts, plain=True)]


def _below_headings(text: str) -> list[Document]:
    """The articles below headings of one level, each with a byline or a date; none if the text is one article."""
    lines = text.split("\n")
    headings = [_MARKDOWN_HEADING.match(line) for line in lines]
    filled = [at for at, line in enumerate(lines) if line.strip() and not _MARKDOWN_RULE.fullmatch(line)]
    paragraphs = [((found[2] if (found := headings[at]) else lines[at]), found[1] if found else "") for at in filled]
    levels = {style for _, style in paragraphs if style}
    if len(levels) < 1 or text.startswith("---\n"):
        return []
    found_spans = headed_articles.spans(paragraphs)
    pieces = [lines[filled[start] : filled[end] if end < len(filled) else len(lines)] for start, end in found_spans]
    texts = ["\n".join(line for line in piece if not _MARKDOWN_RULE.fullmatch(line)) for piece in pieces]
    day = headed_articles.day_of([text for text, _ in paragraphs[: found_spans[0][0]]]) if found_spans else None
    texts = [re.sub(r"\A#+", "#", each).strip("\n") for each in texts]
    days = [None if parse_header(each, markdown=True).published else day for each in texts]
    return [
        Document(each, {"date": own}, str(number), markdown=True)
        for number, (each, own) in enumerate(zip(texts, days, strict=True), 1)
    ]


def _text(lines: list[str]) -> str:
    return "\n".join(_without_marks(line) for line in _text_lines(lines)).strip("\n")


def _clippings(lines: list[str]) -> list[Document]:
    """The articles below Org headings with fields in a drawer; none if there are fewer than two."""
    starts = [at for at, line in enumerate(lines) if line.startswith("* ")]
    found = []
    for start, end in pairwise([*starts, len(lines)]):
        drawer = lines[start + 1 : end]
        drawer = drawer[: drawer.index(":END:")] if ":END:" in drawer else []
        facts: dict[str, object] = {"title": _TAGS.sub("", lines[start][2:]).strip()}
        for line in drawer:
            if fact := _FACT.fullmatch(line.strip()):
                _note(facts, fact[1], fact[2] or "")
        text = _text(lines[start + 1 : end])
        if len(facts) > 1 and text:
            found.append(Document(text, facts, plain=True))
    return found if len(found) > 1 else []


def _head(lines: list[str]) -> tuple[dict[str, object], int]:
    """The fields above the text, and the number of the line below them."""
    facts: dict[str, object] = {}
    is_of_asciidoc = False
    for at, line in enumerate(lines):
        words = line.strip()
        title = _TITLE.fullmatch(words)
        if fact := _FACT.fullmatch(words):
            _note(facts, fact[1], fact[2] or "")
        elif title and not facts:
            facts["title"], is_of_asciidoc = title[1], True
        elif is_of_asciidoc and at and lines[at - 1].strip() and (author := _AUTHOR_LINE.fullmatch(words)):
            facts["author"] = author[1]
        elif is_of_asciidoc and at and lines[at - 1].strip() and (revision := _REVISION.fullmatch(words)):
            facts["date"] = revision[1]
        elif words and "title" not in facts and at + 1 < len(lines) and _UNDERLINE.fullmatch(lines[at + 1]):
            facts["title"] = words
        elif words and not _UNDERLINE.fullmatch(words):
            return facts, at
    return facts, len(lines)


def _note(facts: dict[str, object], name: str, value: str) -> None:
    fact = labels.fact_of(name) or labels.meaning_of(name)
    if value and fact in {"title", "date", "author", "source", "url", "updated"}:
        facts.setdefault(fact, _BRACKETED_DATE.sub(r"\1", value.strip()))


def _text_lines(lines: list[str]) -> list[str]:
    """The lines that are text."""
    kept: list[str] = []
    is_directive = is_drawer = False
    for line in lines:
        words = line.strip()
        if _FOOTNOTES.fullmatch(words):
            break
        is_drawer = words != ":END:" and (is_drawer or _DRAWER.fullmatch(words) is not None)
        is_directive = _DIRECTIVE.fullmatch(line) is not None or (is_directive and (not words or line[0] in " \t"))
        if not is_drawer and not is_directive and not (words and _NO_TEXT.fullmatch(words)):
            kept.append(_HEADING.sub("", line))
    return kept


def _without_marks(line: str) -> str:
    """
    >>> _without_marks("He was *very* late, [[https://x.example][she said]].[fn:1]")
    'He was very late, she said.'
    """
    for mark, words in _MARKS:
        line = mark.sub(words, line)
    return line
