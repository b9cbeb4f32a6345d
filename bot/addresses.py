"""Addresses of the reading room's pages (bot/web). Other faces link to them where `[web] base_url` is set.

Names and ids are in the query, because browsers and proxies may change a path that has dots or slashes.
"""

from urllib.parse import urlencode

from retrieval.models import Span

WORDS = "words"  # the anchor of the words that an article was opened for


def page(path: str, **given: str | int | None) -> str:
    """A page's address. Parameters that are empty or None are left out.

    >>> page("/speaker", name="Andy Burnham", topic=None, page=2)
    '/speaker?name=Andy+Burnham&page=2'
    """
    query = urlencode({name: value for name, value in given.items() if value}, errors="replace")
    return f"{path}?{query}" if query else path


def article(id: str, span: Span | None = None) -> str:  # noqa: A002 - it is one
    """The address of an article, opened at a span of its words if one is given.

    >>> article("old/a b.txt", (12, 80)), article("a.txt")
    ('/article?id=old%2Fa+b.txt&at=12-80#words', '/article?id=a.txt')
    """
    at = f"{span[0]}-{span[1]}" if span else None
    return page("/article", id=id, at=at) + (f"#{WORDS}" if at else "")


def cite(id: str, start: int) -> str:  # noqa: A002
    """The address of the citation of an article's words at an offset.

    >>> cite("a.txt", 0)
    '/cite?id=a.txt&at=0'
    """
    return page("/cite", id=id, at=str(start))


def article_from_outside(base_url: str, id: str, span: Span | None = None) -> str:  # noqa: A002
    """
    >>> article_from_outside("https://archive.example/room/", "a.txt")
    'https://archive.example/room/article?id=a.txt'
    """
    return base_url.rstrip("/") + article(id, span)
