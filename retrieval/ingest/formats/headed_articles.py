"""Several articles in one office file, each below a heading with a byline or a date.

    Councillors reject quarry          Heading 1
    By Tess Lorimer                    a byline or dateline within HEADER_PARAGRAPHS
    Plans for a new quarry ...
    Bridge shut after crash            Heading 1
    19 March 2014
    A lorry hit ...

Only headings of one style count, and only if at least two have a byline or dateline below them. The chapters of a
report have none.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.ingest.document import Document, Incomplete, Part
from retrieval.ingest.header import credit_lines
from retrieval.ingest.header.bylines import parse_byline
from retrieval.models import Span
from retrieval.text.dates import parse_dateline

HEADER_PARAGRAPHS = 3  # paragraphs below a heading that may be its byline or dateline
MAX_COVER_CHARS = 200  # of each paragraph above the first article, such as a cover's

HeadedParagraph = tuple[str, str]  # its text and the name of its heading style, or ""


ABOVE = "has lines above its first article, which are left out"


def spans(paragraphs: Sequence[HeadedParagraph]) -> list[Span]:
    """The numbers of the paragraphs of each article, from its heading on; none if the paragraphs are one article."""
    starts = _starts(paragraphs)
    if len(starts) < 2 or any(len(text) > MAX_COVER_CHARS for text, _ in paragraphs[: starts[0]]):
        return []
    return list(pairwise([*starts, len(paragraphs)]))


def numbered(articles: Sequence[Document], *, has_cover: bool) -> list[Part]:
    """The articles with their numbers as names, and that lines above the first are left out."""
    named = [replace(article, name=str(number)) for number, article in enumerate(articles, 1)]
    return [*named, *[Incomplete("", ABOVE)] * has_cover]


def _starts(paragraphs: Sequence[HeadedParagraph]) -> list[int]:
    headed = [at for at, (text, style) in enumerate(paragraphs) if style and _has_header(paragraphs, at)]
    styles = Counter(paragraphs[at][1] for at in headed)  # a cover's title may be headed, too
    style = styles.most_common(1)[0][0] if headed else ""
    return [at for at in headed if paragraphs[at][1] == style]


def _has_header(paragraphs: Sequence[HeadedParagraph], heading: int) -> bool:
    """Whether a heading has a byline or dateline below it, before any other heading or text."""
    style = paragraphs[heading][1]
    if parse_byline(paragraphs[heading][0]) or parse_dateline(paragraphs[heading][0]):
        return False
    for text, other in paragraphs[heading + 1 : heading + 1 + HEADER_PARAGRAPHS]:
        if other == style:
            return False
        if states_facts(text):
            return True
    return False


def states_facts(line: str) -> bool:
    """Whether a line is a byline, a dateline or a credit, perhaps between Markdown's marks of emphasis."""
    plain = line.strip("*_ ")
    return bool(parse_byline(plain) or parse_dateline(plain) or credit_lines.parse(plain))


def day_of(cover: Sequence[str]) -> str | None:
    """The day that stands above several articles, as on an issue; None if none does."""
    days = (parse_dateline(line.strip("*_ ")) for line in cover)
    return next((str(day.published) for day in days if day and day.published), None)
