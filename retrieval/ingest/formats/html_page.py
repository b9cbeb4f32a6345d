"""A page from the web, by trafilatura: the article without what stands around it, and what the page tells of it.

A page so short or so odd that no article stands out in it is taken whole.
"""

from typing import Any

from retrieval.ingest.document import Document
from retrieval.ingest.formats import html_text

# A date that a page does not tell in its metadata, its address or a <time> would be guessed from any number in it
_DATES = {"original_date": True, "extensive_search": False}
_UPDATED = "string(//meta[@property='article:modified_time' or @property='og:updated_time']/@content)"
_FALLBACK_TITLE = "normalize-space(//title)"


def read(raw: bytes) -> list[Document]:
    import trafilatura
    from trafilatura.utils import decode_file

    decoded = decode_file(raw)
    tree = html_text.tree(decoded)
    updated, title = str(tree.xpath(_UPDATED)), str(tree.xpath(_FALLBACK_TITLE))
    found: Any = trafilatura.bare_extraction(
        decoded, with_metadata=True, include_comments=False, date_extraction_params=_DATES
    )
    if not found or not found.text:
        return [Document(html_text.of_tree(tree), {"title": title})]
    told = {
        "title": found.title or title,
        "author": found.author,
        "source": found.sitename,
        "url": found.url,
        "date": found.date,
        "updated": updated,
    }
    return [Document(_paragraphs(found.text), told)]


def _paragraphs(text: str) -> str:
    """A blank line between paragraphs, where trafilatura has a line each; items of a list stay together."""
    lines = text.split("\n")
    return "\n".join(
        line if not before or (line.startswith("- ") and before.startswith("- ")) else f"\n{line}"
        for before, line in zip(["", *lines], lines, strict=False)
    )
