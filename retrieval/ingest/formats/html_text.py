"""HTML that is all text and no page, as feeds and books hold it: every word of it, a blank line between blocks.

A page from the web goes through `pages`, which tells the article from what stands around it.
"""

from collections.abc import Iterator
from typing import Any

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section summary table tbody tfoot thead title tr ul".split()
)
_UNSEEN = ("script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "select", "textarea")
_CELLS = ("td", "th")


def tree(markup: str) -> Any:
    """The element tree, as far as one can be made; nothing outside the markup is ever looked up."""
    from lxml import etree, html

    # in UTF-8, whatever encoding the markup itself declares: it has been decoded already
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing in it
        return html.document_fromstring(b"<p></p>")


def text(markup: str) -> str:
    """
    >>> text("<p>He said&nbsp;&ldquo;No&rdquo;.<br>Twice.</p><ul><li>One<li>Two</ul><script>x</script>")
    'He said\\xa0“No”.\\nTwice.\\n\\n- One\\n- Two'
    """
    return of_tree(tree(markup))


def of_tree(root: Any) -> str:
    lines = (" ".join(part for part in line.split(" ") if part) for line in "".join(_pieces(root)).split("\n"))
    paragraphs: list[str] = []
    for line in lines:
        if line or (paragraphs and paragraphs[-1]):  # one blank line at most
            paragraphs.append(line)
    return "\n".join(paragraphs).strip()


def _pieces(root: Any) -> Iterator[str]:
    from lxml import etree

    etree.strip_elements(root, *_UNSEEN, with_tail=False)
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


_SPACE = dict.fromkeys(map(ord, "\t\n\r\f"), " ")
