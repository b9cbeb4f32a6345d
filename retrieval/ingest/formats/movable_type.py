"""Exports of Movable Type and TypePad as text: each published post is an article, without its comments.

AUTHOR: Ann Low
TITLE: The bill is dead
STATUS: Publish
DATE: 02/07/2012 12:37:00 PM          month first
-----
BODY:
<p>He said ...</p>
-----
EXTENDED BODY:
-----
COMMENT:
...
--------
"""

import re
from collections.abc import Iterator

from retrieval.ingest.document import Document, Part, Skipped
from retrieval.ingest.formats import html, plain_text

NO_TEXT = "is a post without words"
_POST_END = re.compile(r"^--------[ \t]*$", re.MULTILINE)
_PART_END = re.compile(r"^-----[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"^([A-Z][A-Z ]{2,20}): (.*)$", re.MULTILINE)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b")
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:AUTHOR|TITLE): [^\n]*\n(?:[A-Z][A-Z ]{2,20}:[^\n]*\n|[ \t\r]*\n){1,40}-----\s"
)
_BLOCK = re.compile(r"<(?:p|div|br|ul|ol|blockquote|h[1-6])\b", re.IGNORECASE)


def is_export(raw: bytes) -> bool:
    return _START.match(raw[:8000]) is not None and b"\nBODY:" in raw


def read(raw: bytes) -> Iterator[Part]:
    posts = _POST_END.split(plain_text.decode(raw).removeprefix("\ufeff"))
    for number, post in enumerate(filter(str.strip, posts), 1):
        yield _post(post, str(number))


def _post(post: str, name: str) -> Part:
    head, *parts = _PART_END.split(post)
    facts = dict(reversed(_FIELD.findall(head)))  # the first of each name counts
    status = facts.get("STATUS", "Publish").strip()
    if status.lower() != "publish":
        return Skipped(name, f"is not published ({plain_text.one_line(status)})")
    bodies = [text for label in ("BODY:", "EXTENDED BODY:") for part in parts if (text := _labelled(part, label))]
    text = "\n\n".join(filter(None, map(_text, bodies)))
    day = _DAY.match(facts.get("DATE", "").strip())
    raw_metadata: dict[str, object] = {
        "title": html.to_text(facts.get("TITLE", "")),
        "author": plain_text.one_line(facts.get("AUTHOR", "")),
        "date": f"{day[3]}-{day[1].zfill(2)}-{day[2].zfill(2)}" if day else None,
    }
    return Document(text, raw_metadata, name) if text else Skipped(name, NO_TEXT)


def _labelled(part: str, label: str) -> str:
    text = part.lstrip()
    return text.removeprefix(label).strip() if text.startswith(label) else ""


def _text(body: str) -> str:
    """The text of a body, which is HTML; a blank line may end its paragraphs."""
    return html.to_text(body if _BLOCK.search(body) else re.sub(r"\n[ \t]*\n", "<p>", body))
