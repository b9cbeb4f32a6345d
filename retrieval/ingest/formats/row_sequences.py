"""Sequences of rows: rows with one paragraph each become one article, and all dates get the same order of day and
month.

If one date of a table makes sense in only one order, such as 03/14/2023, all its dates are in that order.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from retrieval.ingest import limits
from retrieval.ingest.document import Document, Part

PIECE = "piece"  # of an article with a row for each paragraph: its number, among the row's raw metadata
_SLASHED = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b")
MONTHS_OF_A_YEAR = 12
MAX_WAITING_ROWS = 1000  # with dates of unknown order, which wait for a date that shows the order
_MAX_WAITING_CHARS = 8_000_000


def articles(parts: Iterator[Part]) -> Iterator[Part]:
    """The articles of a table: rows with one paragraph each are joined, and dates are brought into one order."""
    return in_one_order(joined(parts))


def joined(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts of a table, with rows of the same metadata and a growing number joined into one article.

    >>> facts = {"title": "The dam"}
    >>> rows = [Document(text, {**facts, PIECE: at}) for at, text in enumerate(("It is safe.", "He left."))]
    >>> [part.text for part in joined(iter(rows))]
    ['It is safe.\\n\\nHe left.']
    """
    first, pieces, last, chars = None, list[str](), 0, 0
    for part in parts:
        number = part.raw_metadata.get(PIECE) if isinstance(part, Document) else None
        if first and isinstance(part, Document) and isinstance(number, int) and number > last:
            chars += len(part.text)
            if _facts(part) == _facts(first) and chars <= limits.MAX_ARTICLE_CHARS:
                pieces.append(part.text)
                last = number
                continue
        if first:
            yield replace(first, text="\n\n".join(pieces))
            first = None
        is_told_apart = isinstance(part, Document) and (part.raw_metadata.get("title") or part.raw_metadata.get("url"))
        if isinstance(part, Document) and isinstance(number, int) and is_told_apart:
            first, pieces, last, chars = part, [part.text], number, len(part.text)
        else:
            yield part
    if first:
        yield replace(first, text="\n\n".join(pieces))


def _facts(part: Document) -> dict[str, object]:
    return {fact: value for fact, value in part.raw_metadata.items() if fact != PIECE}


def in_one_order(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts of a table, with dates like 03/14/2023 as 2023-03-14 if one of the first rows tells their order.

    >>> rows = [Document("", {"date": date}) for date in ("11/08/2022", "03/14/2023")]
    >>> [part.raw_metadata["date"] for part in in_one_order(iter(rows))]
    ['2022-11-08', '2023-03-14']
    """
    waiting: list[Part] = []
    day, chars = 0, 0  # the place of the day in a date: 1 or 3, or 0 as long as it is unknown
    for part in parts:
        slashed = _slashed(part)
        if slashed and not day:
            places = [place for place in (1, 3) if int(slashed[place]) > MONTHS_OF_A_YEAR]
            day = places[0] if len(places) == 1 else 0
        has_other_date = isinstance(part, Document) and not slashed and part.raw_metadata.get("date")
        chars += len(part.text) if isinstance(part, Document) else 0
        waiting.append(part)
        may_wait = _slashed(waiting[0]) is not None and not day and not has_other_date
        if not may_wait or len(waiting) > MAX_WAITING_ROWS or chars > _MAX_WAITING_CHARS:
            yield from (_with_dates(each, day) for each in waiting)
            waiting, chars = [], 0
    yield from waiting


def _slashed(part: Part, fact: str = "date") -> re.Match[str] | None:
    date = part.raw_metadata.get(fact) if isinstance(part, Document) else None
    return _SLASHED.match(date) if isinstance(date, str) else None


def _with_dates(part: Part, day: int) -> Part:
    """The part with its dates as 2023-03-14, if the place of the day is known; others stay as they are."""
    if not day or not isinstance(part, Document):
        return part
    found = {fact: slashed for fact in ("date", "updated") if (slashed := _slashed(part, fact))}
    dates = {
        fact: f"{date[4]}-{date[4 - day].zfill(2)}-{date[day].zfill(2)}"
        for fact, date in found.items()
        if int(date[4 - day]) <= MONTHS_OF_A_YEAR
    }
    return replace(part, raw_metadata={**part.raw_metadata, **dates})
