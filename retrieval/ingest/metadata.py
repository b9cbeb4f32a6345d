"""Metadata of an article from outside its text: a row of the sources file, or the file's own front matter.

    title, source, author or authors, url     text
    date, updated                             2012-02-07, 2012-02 or 2012
    basis = "inferred", words = "..."         a date that nobody printed, inferred from these words of the article

A value that cannot be read is reported and stays unknown; the rest of the row still counts.
"""

import logging
import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, fields

import yaml

from retrieval.ingest import article_header, limits
from retrieval.ingest.dateline import UnreadableDate, parse_date
from retrieval.ingest.formats import plain_text
from retrieval.models import Basis, PartialDate, Published

logger = logging.getLogger(__name__)

KEYS = ("source", "date", "title", "author", "authors", "url", "updated", "basis", "words")
_ALIASES = {"publication": "source", "site": "source", "link": "url"}  # in front matter
_FRONT_MATTER = re.compile(
    rf"\ufeff?---[ \t]*\n(.{{0,{limits.MAX_FRONT_MATTER_CHARS}}}?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_BRIEF = reprlib.Repr()  # for messages: a few YAML aliases can make a list whose full repr never ends
_BRIEF.maxlevel = 1


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None = None
    source: str | None = None
    published: Published | None = None
    updated: PartialDate | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()

    def with_fallback(self, other: "Metadata") -> "Metadata":
        """This metadata, with what is missing taken from `other`."""
        return Metadata(*(getattr(self, known.name) or getattr(other, known.name) for known in fields(Metadata)))


def parse_metadata(row: Mapping[str, object], where: str, *, day_first: bool) -> Metadata:
    """The metadata in a row; keys outside `KEYS` are ignored. `where` names the row in warnings."""

    def text(key: str) -> str | None:
        value = row.get(key)
        if value is not None and not isinstance(value, str):
            logger.warning("%s: %s must be text, not %s; put it in quotation marks", where, key, _BRIEF.repr(value))
        return plain_text.one_line(value) or None if isinstance(value, str) else None

    def day(key: str) -> PartialDate | None:
        value = row.get(key)
        if isinstance(value, list | dict):
            value = _BRIEF.repr(value)
        if value is None or not str(value).strip():
            return None
        parsed = parse_date(value, day_first=day_first)
        if isinstance(parsed, UnreadableDate):
            logger.warning("%s: %s: %s; write it like 2012-02-07, 2012-02 or 2012", where, key, parsed)
            return None
        return parsed

    return Metadata(
        title=text("title"),
        source=text("source"),
        published=_published(day("date"), text("basis"), row.get("words"), where),
        updated=day("updated"),
        url=text("url"),
        authors=_authors(row, where),
    )


def parse_front_matter(text: str, where: str, *, day_first: bool) -> tuple[Metadata, int]:
    """The metadata in the YAML between two lines of "---" at the top of a text, and where the text goes on."""
    fenced = _FRONT_MATTER.match(text)
    if fenced is None:
        return Metadata(), 0
    try:
        # BaseLoader makes only texts, lists and tables, so that 2012-02-31 reaches `parse_date` as it is written.
        front = yaml.load(fenced[1] or "", Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        problem = " ".join(str(error).split())
        logger.warning("%s: its front matter is not valid YAML and is left out: %s", where, problem)
        return Metadata(), fenced.end()
    if not isinstance(front, dict):  # two rules of dashes with words between them
        return Metadata(), fenced.end() if front is None else 0
    row = {_ALIASES.get(key, key): value for key, value in reversed(front.items()) if isinstance(key, str)}
    return parse_metadata(row, where, day_first=day_first), fenced.end()


def _published(when: PartialDate | None, basis: str | None, words: object, where: str) -> Published | None:
    if when is None:
        return None
    match basis:
        case "given" | None:
            return Published(when, Basis.GIVEN)
        case "inferred" if isinstance(words, str) and words.strip():
            return Published(when, Basis.INFERRED, words)
        case "inferred":
            problem = 'an inferred date needs words = "...", as the article has them'
        case _:
            problem = f'basis can be "given" or "inferred", not {basis!r}'
    logger.warning("%s: %s; until then the date stays unknown", where, problem)
    return None


def _authors(row: Mapping[str, object], where: str) -> tuple[str, ...]:
    value = row.get("authors") or row.get("author")
    match value:
        case None | "" | []:
            return ()
        case str():
            return article_header.author_names(plain_text.one_line(value))
        case list() if all(isinstance(name, str) for name in value):
            return tuple(name for name in map(plain_text.one_line, value) if name)
    logger.warning("%s: authors must be text or a list of texts, not %s", where, _BRIEF.repr(value))
    return ()
