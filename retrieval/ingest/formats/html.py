"""HTML: web pages, and the fragments that feed entries and EPUB chapters hold.

In a web page, trafilatura separates the article from navigation and footer. In a fragment, `to_text` keeps every word,
with a blank line between blocks. It is also used if trafilatura finds no article in a short or unusual page.
"""

import re
from collections.abc import Iterator
from typing import Any

from retrieval.ingest.document import Document
from retrieval.ingest.formats import database_exports
from retrieval.ingest.formats.database_exports import factiva

# Dates come only from metadata, address and <time>: trafilatura's extensive search takes any number for a date.
_DATE_SEARCH = {"original_date": True, "extensive_search": False}
_UPDATED = "string(//meta[@property='article:modified_time' or @property='og:updated_time']/@content)"
_FALLBACK_TITLE = "normalize-space(//title)"
_EXPORT_MARKS = re.compile(
    r"enArticle|\bFactiva\b|\bDOCUMENTS?\b|End of Document|\bProQuest\b|LexisNexis|Load-Date|NewsBank"
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section summary table tbody tfoot thead title tr ul".split()
)
_INVISIBLE = tuple("script style template noscript head svg math iframe object select textarea".split())
_CELLS = ("td", "th")
_SPACE = dict.fromkeys(map(ord, "\t\n\r\f"), " ")


def read(raw: bytes) -> list[Document]:
    """The article of a web page, with its metadata."""
    import trafilatura
    from trafilatura.utils import decode_file

    markup = decode_file(raw)
    tree = parse_tree(markup)
    if _EXPORT_MARKS.search(markup):
        factiva.mark_up(tree)
        exported = tree_text(tree)
        if database_exports.is_export(exported):
            return [Document(exported)]
        tree = parse_tree(markup)
    updated, title = str(tree.xpath(_UPDATED)), str(tree.xpath(_FALLBACK_TITLE))
    extracted: Any = trafilatura.bare_extraction(
        markup, with_metadata=True, include_comments=False, date_extraction_params=_DATE_SEARCH
    )
    if not extracted or not extracted.text:
        return [Document(tree_text(tree), {"title": title})]
    raw_metadata = {
        "title": extracted.title or title,
        "author": extracted.author,
        "source": extracted.sitename,
        "url": extracted.url,
        "date": extracted.date,
        "updated": updated,
    }
    return [Document(_spaced_paragraphs(extracted.text), raw_metadata)]


def _spaced_paragraphs(text: str) -> str:
    """The text with blank lines between paragraphs, where trafilatura has line ends. List items stay together."""
    lines = text.split("\n")
    return "\n".join(
        line if not before or (line.startswith("- ") and before.startswith("- ")) else f"\n{line}"
        for before, line in zip(["", *lines], lines, strict=False)
    )


def parse_tree(markup: str) -> Any:
    """The lxml element tree of the markup; an empty paragraph if none can be made. Fetches nothing."""
    from lxml import etree, html

    # encoded again as UTF-8, because the markup may still declare its original encoding
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # the markup is empty
        return html.document_fromstring(b"<p></p>")


def to_text(markup: str) -> str:
    """
    >>> to_text("<p>He said&nbsp;&ldquo;No&rdquo;.<br>Twice.</p><ul><li>One<li>Two</ul><script>x</script>")
    'He said\\xa0“No”.\\nTwice.\\n\\n- One\\n- Two'
    """
    return tree_text(parse_tree(markup))


def tree_text(root: Any) -> str:
    """All visible text of a tree, at most one blank line between blocks. Removes invisible elements from the tree."""
    lines = (" ".join(part for part in line.split(" ") if part) for line in "".join(_pieces(root)).split("\n"))
    paragraphs: list[str] = []
    for line in lines:
        if line or (paragraphs and paragraphs[-1]):
            paragraphs.append(line)
    return "\n".join(paragraphs).strip()


def _pieces(root: Any) -> Iterator[str]:
    from lxml import etree

    etree.strip_elements(root, *_INVISIBLE, with_tail=False)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield "\n\n"
        elif event == "start" and element.tag in {"br", "li"}:
            yield "\n- " if element.tag == "li" else "\n"
        elif event == "end" and element.tag in _CELLS:
            yield " "
        inside = element.text if event == "start" else element.tail if element is not root else None
        if inside:
            yield inside.translate(_SPACE)
