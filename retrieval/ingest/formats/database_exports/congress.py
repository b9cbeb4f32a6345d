"""The Congressional Record, as the Government Publishing Office serves it: a page is an article.

[Congressional Record Volume 168, Number 104 (Tuesday, June 21, 2022)]
[House]
[Page H5733]
From the Congressional Record Online through the Government Publishing Office [www.gpo.gov]

                          NIGHT TRAINS TO THE COAST                      the headline

  (Ms. LOW asked and was given permission ...)                           indented: a new paragraph
  Ms. LOW. Mr. Speaker, I opened ...
"""

import re
from itertools import dropwhile

from retrieval.ingest.formats.database_exports.paragraphs import ExportedArticle, date_in

SOURCE = "Congressional Record"
_FIRST = re.compile(r"\s*\[Congressional Record Volume \d+, Number \d+ \(([^()]{1,60})\)\]")
_BRACKETED = re.compile(
    r"\[+(?:Page|Pages|House|Senate|Extensions of Remarks|Daily Digest|Congressional Record)[^\]]*\]+"
)
_NOISE = re.compile(r"From the Congressional Record Online.*|_{5,}|-{5,}|\s*")
_HEADLINE_INDENT = 8  # blanks before a line in the middle of the page


def is_export(text: str) -> bool:
    return _FIRST.match(text) is not None


def read(text: str) -> list[ExportedArticle]:
    found = _FIRST.match(text)
    lines = [line for line in text.split("\n") if not _BRACKETED.fullmatch(line.strip())]
    lines = list(dropwhile(lambda line: _NOISE.fullmatch(line.strip()), lines))
    start = next((at for at, line in enumerate(lines) if line.strip() and not _is_centred(line)), len(lines))
    headline = [line.strip() for line in lines[:start]]
    paragraphs: list[list[str]] = []
    is_new = True
    for line in lines[start:]:
        words = " ".join(line.split())
        if _NOISE.fullmatch(words):
            is_new = True
        elif is_new or line.startswith("  "):
            paragraphs.append([words])
            is_new = False
        else:
            paragraphs[-1].append(words)
    date = date_in(found[1]) if found else None
    facts: dict[str, object] = {"title": " ".join(filter(None, headline)), "source": SOURCE, "date": date}
    return [("\n\n".join(map(" ".join, paragraphs)), facts)]


def _is_centred(line: str) -> bool:
    return line.startswith(" " * _HEADLINE_INDENT) and bool(line.strip())
