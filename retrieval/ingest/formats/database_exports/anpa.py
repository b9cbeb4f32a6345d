"""ANPA 1312, the format in which agencies sent articles over the wire. "^" and "<" enclose a line.

a0543                                               number of the story
 r i BC-Lorne-Quarry     02-07 0210                 priority, category, slug, date, words
^BC-Lorne-Quarry,0210<
^Six libraries to close<                            headline
^By HANNAH BLYTHE=
^Lorne Courier Writer=
   LORNE (AP) _ The county will close ...           a paragraph
   AP-NY-02-07-12 0917EST<                          date and time of sending

IPTC 7901 frames each story by control characters: SOH, its number, headline, STX, text, ETX, "070917 GMT FEB 12", EOT.
"""

import re
from collections.abc import Iterator

from retrieval.ingest.formats.database_exports.paragraphs import ExportedArticle, unwrapped
from retrieval.ingest.header import leads
from retrieval.ingest.header.bylines import parse_byline, plain_byline
from retrieval.text.dates import MONTH_PATTERN, full_year

_SLUG = re.compile(r"^\^(?:[A-Z]{2}-|BC|AM|PM)[^\n<=]{1,60},[^\n<=]{0,40}<", re.MULTILINE)
_SENT = re.compile(r"\s*[A-Z]{2,4}-[A-Z]{2,3}-(\d\d)-(\d\d)-(\d\d) \d{4}[A-Z]{1,4}<?\s*")
_NUMBER = re.compile(r"\s*[a-z]\d{3,4}\s*")
_NOT_HEADLINE = re.compile(r"(?:Eds?|Editors?|Ad(?:v|vance)|With|Photo|AP Photo|LEAD)\b.*|[^a-z]*,.*", re.IGNORECASE)
_FRAME = re.compile(r"\x01([^\x01-\x04]{0,2000})\x02([^\x01-\x04]+)\x03([^\x01-\x04]{0,200})")
_SENT_IPTC = re.compile(rf"(\d\d)\d{{4}} [A-Z]{{1,4}} ({MONTH_PATTERN}) (\d\d)", re.IGNORECASE)
_INITIALS = re.compile(r"[a-z]{2,5}(?:[/-][a-z]{2,5}){1,4}")  # of those who wrote and checked a story


def is_export(text: str) -> bool:
    is_anpa = _SLUG.search(text) is not None and any(_SENT.fullmatch(line) for line in text.split("\n"))
    return is_anpa or _FRAME.search(text) is not None


def read(text: str) -> list[ExportedArticle]:
    if framed := [_framed(frame) for frame in _FRAME.finditer(text)]:
        return framed
    articles, lines = [], list[str]()
    for line in text.split("\n"):
        if found := _SENT.fullmatch(line):
            month, day, year = found.groups()
            articles.append(_article(lines, f"{full_year(year)}-{month}-{day}"))
            lines = []
        else:
            lines.append(line)
    return articles


def _framed(frame: re.Match[str]) -> ExportedArticle:
    head = [" ".join(line.split()) for line in frame[1].split("\n")[1:] if line.strip()]
    paragraphs = [
        words for words in unwrapped(_indented_apart(frame[2])).split("\n\n") if not _INITIALS.fullmatch(words)
    ]
    sent = _SENT_IPTC.search(frame[3])
    date = f"{sent[1]} {sent[2]} {full_year(sent[3])}" if sent else leads.date(paragraphs[0] if paragraphs else "")
    source = leads.agency(paragraphs[0]) if paragraphs else None
    return "\n\n".join(paragraphs), {"title": head[-1] if head else None, "date": date, "source": source}


def _indented_apart(text: str) -> Iterator[str]:
    """The lines of a text, with a blank line before each indented line."""
    for line in text.split("\n"):
        yield from ["", line] if line.startswith(" ") else [line]


def _article(lines: list[str], date: str) -> ExportedArticle:
    title, author, paragraphs = "", "", list[str]()
    is_head = True
    for line in lines:
        words = " ".join(line.split()).rstrip("<")
        enclosed = line.strip().startswith("^")
        if enclosed and is_head:
            inside = words[1:].rstrip("=").strip()
            if parse_byline(inside):
                author = author or plain_byline(inside)
            elif not title and not author and not _SLUG.fullmatch(line.strip()) and not _NOT_HEADLINE.fullmatch(inside):
                title = inside
        elif is_head and not line.startswith("   "):
            continue  # the lines of the wire above the slug
        elif line.startswith("   ") and words and not _NUMBER.fullmatch(words):
            is_head = False
            paragraphs.append(words)
        elif paragraphs and words and not enclosed:
            paragraphs[-1] += f" {words}"
    source = leads.agency(paragraphs[0]) if paragraphs else None
    return "\n\n".join(paragraphs), {"title": title, "author": author, "date": date, "source": source}
