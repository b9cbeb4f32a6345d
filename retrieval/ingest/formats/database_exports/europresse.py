"""Europresse: one page with an <article> for each article, whose classes say what each part is.

<span class="DocPublicationName">The Courier</span>
<span class="DocHeader">News, mardi 7 février 2012 214 mots, p. 4</span>
<p class="titreArticleVisu">The bill is dead</p>
<p class="sm-margin-bottomNews">Ann Low</p>
<div class="DocText"><p>He said ...</p></div>
"""

from collections.abc import Callable, Iterator
from typing import Any

from retrieval.ingest.document import Document
from retrieval.ingest.formats.database_exports.paragraphs import date_in
from retrieval.ingest.header.bylines import plain_byline

MARK = "DocPublicationName"  # by which a page is known
_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"


def read(tree: Any, text_of: Callable[[Any], str]) -> list[Document]:
    """The articles of a page; none if it is no export. `text_of` gives the text of an element."""
    articles = tree.xpath(f"//article[.//*[{_CLASS.format(MARK)}]]")
    found = [_document(article, text_of) for article in articles]
    named = [(str(number) if len(found) > 1 else "", each) for number, each in enumerate(found, 1)]
    return [Document(each.text, each.raw_metadata, name) for name, each in named if each.text]


def _document(article: Any, text_of: Callable[[Any], str]) -> Document:
    title, paper, head = (_words(article, name) for name in ("titreArticleVisu", MARK, "DocHeader"))
    texts = [text_of(element) for element in _classed(article, "DocText") or _classed(article, "docOcurrContainer")]
    facts: dict[str, object] = {
        "title": title,
        "source": paper.split(" • ")[0],
        "date": date_in(head),
        "author": plain_byline(_words(article, "sm-margin-bottomNews")) or None,
    }
    return Document("\n\n".join(filter(None, texts)), facts)


def _classed(article: Any, name: str) -> list[Any]:
    return list(article.xpath(f".//*[{_CLASS.format(name)}]"))


def _words(article: Any, name: str) -> str:
    return next((" ".join(words.split()) for words in _all_words(article, name) if words.strip()), "")


def _all_words(article: Any, name: str) -> Iterator[str]:
    return ("".join(element.itertext()) for element in _classed(article, name))
