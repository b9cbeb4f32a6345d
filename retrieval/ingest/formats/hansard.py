"""Debates of parliaments as TheyWorkForYou publishes them ("publicwhip" XML): each debate is an article.

<major-heading>TRANSPORT</major-heading>
<minor-heading>Night Trains</minor-heading>                      the headline
<speech id="uk.org.publicwhip/debate/2012-02-07a.3.0"            the date
        speakername="Ann Low"><p>I opened ...</p></speech>       "Ann Low: I opened ..."
"""

import re
from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part
from retrieval.ingest.formats import plain_text, zipped_xml
from retrieval.ingest.formats.zipped_xml import local_name

_DATE = re.compile(r"/(\d{4}-\d{2}-\d{2})")
_NOBODY = {"", "unknown", "nospeaker"}


def read(raw: bytes) -> Iterator[Part]:
    root = zipped_xml.parse_file(raw)
    debates = list(_debates(root))
    if not debates:
        raise UnreadableFile("holds no speeches")
    for number, debate in enumerate(debates, 1):
        yield Document(debate.text, debate.raw_metadata, str(number) if len(debates) > 1 else "")


def _debates(root: Any) -> Iterator[Document]:
    facts: dict[str, object] = {}
    paragraphs: list[str] = []
    for element in [*root, None]:
        name = "" if element is None else local_name(element)
        if (element is None or name.endswith("-heading")) and paragraphs:
            yield Document("\n\n".join(paragraphs), facts)
            paragraphs, facts = [], {}
        if name.endswith("-heading"):
            facts = {"title": _words(element) or facts.get("title"), "url": element.get("url")}
        elif name:
            paragraphs += _speech(element)
        if name and (day := _DATE.search(element.get("id") or "")):
            facts.setdefault("date", day[1])


def _speech(element: Any) -> Iterator[str]:
    speaker = plain_text.one_line(element.get("speakername") or "")
    lines = [_words(each) for each in element if local_name(each)] or [_words(element)]
    for line in filter(None, lines):
        yield line if speaker.lower() in _NOBODY else f"{speaker}: {line}"
        speaker = ""


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
