"""Articles one below the other in a text, between rules, each with its own headline and date.

    The bill is dead                              Titel: The bill is dead
    The Courier, 2012-02-07                       Quelle: The Courier vom 07.02.2012
    He said ...                                   He said ...
    © The Courier                                 Alle Rechte vorbehalten: (c) Courier Ltd
    ====================                          ____________________

Retriever, Genios, Europresse and others write them so. Nothing else tells such an export: so each piece between the
rules must state its date above its text, by a dateline or by a block of labels.
"""

import re
from collections.abc import Sequence

from retrieval.ingest import labels, page_furniture
from retrieval.text.dates import parse_dateline

MIN_PIECES = 2
MIN_WORDS = 15  # of a piece that must have a date
_HEAD_LINES = 10
_RULE = re.compile(r"[ \t]*(?:={20,}|_{20,}|-{20,}|\*{20,}|#{20,}|~{20,}|news·\d{8}·[\w·-]{1,40})[ \t]*")
_MAX_FOOT_CHARS = 200
_FOOT = re.compile(
    r".{0,80}\b(?:https?://|(?:protected|copyright) (?:under|law)|international copyright)\b.*|.{0,60}(?:\(c\)|©).*",
    re.IGNORECASE,
)


def pieces(text: str) -> list[str]:
    """The texts of the articles between rules; none if the text is no such file."""
    lines = text.split("\n")
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line)]
    if not rules:
        return []
    ends = [*rules, len(lines)]
    parts = [lines[start + 1 : end] for start, end in zip([-1, *rules], ends, strict=True)]
    long = [part for part in parts if sum(len(line.split()) for line in part) >= MIN_WORDS]
    if len(long) < MIN_PIECES or not all(map(_states_date, long)):
        return []
    return ["\n".join(_without_foot(part)).strip("\n") for part in long]


def _states_date(lines: Sequence[str]) -> bool:
    head = [" ".join(line.split()) for line in lines if line.strip()][:_HEAD_LINES]
    block = labels.in_block(head).values()
    is_dated = any(fact == "date" or (fact == "source" and re.search(r"\d{4}", value)) for fact, value in block)
    datelines = [parse_dateline(line) for line in head]
    return is_dated or any(dateline is not None and dateline.published is not None for dateline in datelines)


def _without_foot(lines: Sequence[str]) -> list[str]:
    """The lines without those at the end that say whose the article is and where it stands."""
    end = len(lines)
    while end and _is_foot(lines[end - 1].strip()):
        end -= 1
    return list(lines[:end])


def _is_foot(line: str) -> bool:
    is_short = len(line) <= _MAX_FOOT_CHARS
    return not line or (is_short and (page_furniture.is_furniture(line) or _FOOT.fullmatch(line) is not None))
