"""WordPress's export (WXR, a kind of RSS): each published post or page is an article.

Drafts, private posts, posts with a password, revisions, attachments and menus were not published: they are skipped and
counted. Old posts have blank lines between paragraphs, and codes in square brackets; newer posts have HTML with
comments.
"""

import re
from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import html, plain_text, zipped_xml
from retrieval.ingest.formats.feed import entry_name
from retrieval.ingest.formats.zipped_xml import local_name

_ALWAYS_SKIPPED = {"attachment", "revision", "nav_menu_item", "custom_css", "wp_global_styles", "wp_block", "feedback"}
_PARAGRAPH_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|blockquote|table)\b", re.IGNORECASE)
_SHORTCODE = re.compile(
    r"\[/?[a-z][\w-]*(?:\s++[\w-]++=(?:\"[^\"]*+\"|'[^']*+'|[^\s\]]++)|\s++\d++)*+\s*+/?\]", re.IGNORECASE
)
_CAPTION = re.compile(r"\[caption\b.{0,2000}?\[/caption\]", re.DOTALL | re.IGNORECASE)


def read(raw: bytes) -> Iterator[Part]:
    from lxml import etree

    # some plugins write characters that XML does not allow
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(zipped_xml.with_possible_characters(raw), parser)
    if root is None:
        raise UnreadableFile("is not well-formed XML")
    channel = next((element for element in root.iter() if local_name(element) == "channel"), root)
    site = _value(channel, "title")
    authors = {
        _value(author, "author_login"): _value(author, "author_display_name")
        for author in channel
        if local_name(author) == "author"
    }
    for number, item in enumerate((each for each in channel if local_name(each) == "item"), 1):
        yield _post(item, number, site, authors)


def _post(item: Any, number: int, site: str, authors: dict[str, str]) -> Part:
    kind, status = _value(item, "post_type") or "post", _value(item, "status") or "publish"
    address, post_id = _value(item, "link"), _value(item, "post_id")
    name = entry_name({"id": post_id, "link": address}) or str(number)
    if kind in _ALWAYS_SKIPPED or kind.startswith("wp_"):
        return Skipped(name, f"is not a post ({kind})")
    if status != "publish":
        return Skipped(name, f"is not published ({plain_text.one_line(status)})")
    if _value(item, "post_password"):
        return Skipped(name, "is not published (it has a password)")
    creator = _value(item, "creator")
    raw_metadata = {
        "title": html.to_text(_value(item, "title")),
        "source": site,
        "date": _value(item, "post_date") or _value(item, "pubDate"),
        "authors": [authors.get(creator) or creator] if creator else [],
        "url": address,
    }
    return Document(_text(_content(item)), raw_metadata, name)


def without_codes(content: str) -> str:
    """A post without WordPress's codes in square brackets, such as [gallery ids="1,2"]."""
    return _SHORTCODE.sub("", _CAPTION.sub("", content))


def _text(content: str) -> str:
    content = without_codes(plain_text.normalise_line_ends(content))
    if not _PARAGRAPH_TAG.search(content):
        content = "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in re.split(r"\n\s*\n", content))
    return html.to_text(content)


def _content(item: Any) -> str:
    return next(
        ("".join(child.itertext()) for child in item if local_name(child) == "encoded" and "excerpt" not in child.tag),
        "",
    )


def _value(element: Any, name: str) -> str:
    return next(("".join(child.itertext()).strip() for child in element if local_name(child) == name), "")
