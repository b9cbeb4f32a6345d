"""Labels of facts above a text, as people and programs write them: "Source: The Courier", "Byline: Jane Doe".

A label's fact is a key of `metadata.KEYS`, or TEXT for the article itself.
"""

import re

TEXT = "text"
OTHER = "other"  # of no use for an article
_LABELS = {
    **dict.fromkeys(("title", "headline", "heading", "subject", "article title"), "title"),
    **dict.fromkeys(("author", "authors", "author(s)", "by", "byline", "from", "journalist", "reporter"), "author"),
    **dict.fromkeys(("written by", "writer"), "author"),
    **dict.fromkeys(("date", "published", "publication date", "date published", "date of publication"), "date"),
    **dict.fromkeys(("source", "publication", "publication name", "newspaper", "paper", "site", "outlet"), "source"),
    **dict.fromkeys(("url", "link", "web address"), "url"),
    **dict.fromkeys(("updated", "last updated"), "updated"),
    **dict.fromkeys(("tags", "tag", "category", "categories", "keywords", "status", "last edited time"), OTHER),
    **dict.fromkeys(("text", "body", "article", "full text", "article text"), TEXT),
}
_LINE = re.compile(r"([A-Za-z][A-Za-z() ]{1,20}):[ \t]+(\S.*)")


def fact_of(label: str) -> str | None:
    """
    >>> fact_of("Byline"), fact_of(" Publication:"), fact_of("He said")
    ('author', 'source', None)
    """
    return _LABELS.get(" ".join(label.split()).rstrip(": ").lower())


def line(label: str, value: str) -> str:
    """
    >>> line("Source:", "The Courier")
    'Source: The Courier'
    """
    return f"{label.rstrip(': ')}: {value}"


def labelled(line: str) -> tuple[str, str] | None:
    """The fact and the value of a line like "Source: The Courier"; None for any other line.

    >>> labelled("Source: The Courier"), labelled("He said: The Courier"), labelled("Source:")
    (('source', 'The Courier'), None, None)
    """
    found = _LINE.fullmatch(line.replace("**", "").strip("*_ "))  # without Markdown's emphasis
    fact = fact_of(found[1]) if found else None
    return (fact, found[2].strip()) if found and fact else None
