"""Markdown as it reads: without the marks for emphasis, links, headings, quotations and code, a block at a time.

What bears no marks is left as it is, so that most articles keep the very characters of their file. Front matter and
the first "# heading" stay as they stand; both are behind us where an article's body begins.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from retrieval.reading import given, markup, plain
from retrieval.reading.document import Document

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}


def read(raw: bytes) -> list[Document]:
    whole = plain.checked(plain.decode(raw))
    start = given.fence(whole)
    return [Document(whole[:start] + _read(whole[start:]), noted=True, markdown=True)]


def _read(source: str) -> str:
    blocks = "".join(_blocks(_parser().parse(source))).strip()
    return source if blocks.split() == source.split() else blocks + "\n"


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _blocks(tokens: list["Token"]) -> Iterator[str]:
    """The text of every block, each after the break that sets it off from the one before."""
    gap, mark, headed, first, row = "\n\n", "", False, True, False
    for token in tokens:
        match token.type:
            case "heading_open" if token.tag == "h1" and not headed:
                mark, headed = "# ", True
            case "bullet_list_open" | "ordered_list_open" | "table_open":
                first = token.level == 0
            case "list_item_open" | "tr_open":
                gap, first, row = "\n\n" if first else "\n", False, token.type == "tr_open"
                mark = "" if row else f"{token.info}{token.markup} " if token.info else "- "
            case "tr_close":
                gap, row = "\n\n", False
            case "inline" | "fence" | "code_block" | "html_block":
                yield gap + mark + _text(token)
                gap, mark = " " if row else "\n\n", ""


def _text(token: "Token") -> str:
    if token.type == "html_block":
        return markup.text(token.content)
    if token.children is None:
        return token.content.rstrip()
    shown = (_BREAKS.get(each.type, "" if each.type == "html_inline" else each.content) for each in token.children)
    return "".join(shown)
