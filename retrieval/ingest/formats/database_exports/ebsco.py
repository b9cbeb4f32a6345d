"""EBSCO's pages of articles: labels and their values on lines of their own, and then the text.

Six libraries to close.
Authors:
Blythe, Hannah
Source:
Westmere Courier. 02/13/2024. p4.               month first
Document Type:
Article
Accession Number:
2W63123456
Database:
Newspaper Source Plus
The text. ...
Copyright of Westmere Courier is the property of ...
"""

import re

from retrieval.ingest.formats.database_exports.paragraphs import ExportedArticle, date_in
from retrieval.ingest.header.bylines import plain_byline, surnames_last

_MAX_AUTHORS = 12  # lines
_MARKS = [re.compile(rf"^[ \t]*{mark}:[ \t]*$", re.MULTILINE) for mark in ("Source", "Accession Number", "Database")]
_END = re.compile(r"~{4,}|Copyright of .{1,200} is the property of .*", re.DOTALL)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")


def is_export(text: str) -> bool:
    return all(mark.search(text) for mark in _MARKS)


def read(text: str) -> list[ExportedArticle]:
    lines = [line for each in text.split("\n") if (line := " ".join(each.split()))]
    starts = [_start(lines, at) for at, line in enumerate(lines) if line == "Source:"]
    found = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if start < end:  # two labels in a row have one headline
            found.append(_article(lines[start:end]))
    return found


def _start(lines: list[str], source: int) -> int:
    """The line of the headline: above the authors, if they are named."""
    above = range(source - 1, max(source - _MAX_AUTHORS, 0), -1)
    first = next((at for at in above if lines[at] in {"Authors:", "Author:"}), source)
    return max(first - 1, 0)


def _article(lines: list[str]) -> ExportedArticle:
    values: dict[str, list[str]] = {}
    label = ""
    start = next((at + 2 for at, line in enumerate(lines) if line == "Database:"), len(lines))
    for line in lines[1:start]:
        if line.endswith(":") and len(line) <= 40:
            label = line
        if label:
            values.setdefault(label, [])
            values[label] += [] if line == label else [line]
    title = lines[0].removesuffix(".")
    source = " ".join(values.get("Source:", []))
    date = _SLASHED.search(source)
    body = []
    for line in lines[start:]:
        if _END.fullmatch(line):
            break
        body.append(line)
    if body and body[0].removesuffix(".") == title:
        body.pop(0)
    raw_metadata: dict[str, object] = {
        "title": title,
        "author": plain_byline(surnames_last("; ".join(values.get("Authors:", values.get("Author:", []))))),
        "date": f"{date[3]}-{date[1].zfill(2)}-{date[2].zfill(2)}" if date else date_in(source),
        "source": re.split(r"[.,;] ", source)[0],
    }
    return "\n\n".join(body), raw_metadata
