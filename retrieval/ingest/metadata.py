"""What is given about an article from outside its text: by a row of the sources file, or by its own front matter.

    title, source, author or authors, url     text
    date, updated                             2012-02-07, 2012-02 or 2012
    basis = "inferred", words = "..."         a date that nobody printed, and the words of the article it rests on

Whatever cannot be read is reported and left unknown; the rest of the row still counts.
"""

import logging
import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, fields

import yaml

from retrieval.ingest import bylines, dateline, limits
from retrieval.ingest.dateline import Unreadable
from retrieval.ingest.formats import plain_text
from retrieval.models import Basis, PartialDate, Published

logger = logging.getLogger(__name__)

KEYS = ("source", "date", "title", "author", "authors", "url", "updated", "basis", "words")
_ALIASES = {"publication": "source", "site": "source", "link": "url"}  # in front matter
_FRONT_MATTER = re.compile(
    rf"\ufeff?---[ \t]*\n(.{{0,{limits.LONGEST_FRONT_MATTER}}}?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_BRIEF = reprlib.Repr()  # of what somebody wrote: a few aliases in YAML make lists of lists without end
_BRIEF.maxlevel = 1


@dataclass(frozen=True, slots=True)
class Given:
    title: str | None = None
    source: str | None = None
    published: Published | None = None
    updated: PartialDate | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()

    def over(self, other: "Given") -> "Given":
        """This, and what `other` gives where this is silent."""
        return Given(*(getattr(self, known.name) or getattr(other, known.name) for known in fields(Given)))


def read(table: Mapping[str, object], where: str, *, day_first: bool) -> Given:
    """The facts of a row; keys outside `KEYS` are not looked at. `where` names the row in what is reported."""

    def text(key: str) -> str | None:
        value = table.get(key)
        if value is not None and not isinstance(value, str):
            logger.warning("%s: %s must be text, not %s; put it in quotation marks", where, key, _BRIEF.repr(value))
        return plain_text.line(value) or None if isinstance(value, str) else None

    def day(key: str) -> PartialDate | None:
        value = table.get(key)
        if isinstance(value, list | dict):  # which might take for ever to be written out
            value = _BRIEF.repr(value)
        if value is None or not str(value).strip():
            return None
        found = dateline.read(value, day_first=day_first)
        if isinstance(found, Unreadable):
            logger.warning("%s: %s: %s; write it like 2012-02-07, 2012-02 or 2012", where, key, found)
            return None
        return found

    return Given(
        title=text("title"),
        source=text("source"),
        published=_published(day("date"), text("basis"), table.get("words"), where),
        updated=day("updated"),
        url=text("url"),
        authors=_authors(table, where),
    )


def front_matter(text: str, where: str, *, day_first: bool) -> tuple[Given, int]:
    """What the YAML between two lines of "---" at the top gives, and where the text goes on."""
    fenced = _FRONT_MATTER.match(text)
    if fenced is None:
        return Given(), 0
    try:
        # BaseLoader makes nothing but texts, lists and tables: 2012-02-31 reaches `dates` as it is written.
        front = yaml.load(fenced[1] or "", Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        problem = " ".join(str(error).split())
        logger.warning("%s: its front matter is not valid YAML and is left out: %s", where, problem)
        return Given(), fenced.end()
    if not isinstance(front, dict):  # two rules of dashes with words between them
        return Given(), fenced.end() if front is None else 0
    table = {_ALIASES.get(key, key): value for key, value in reversed(front.items()) if isinstance(key, str)}
    return read(table, where, day_first=day_first), fenced.end()


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


def _authors(table: Mapping[str, object], where: str) -> tuple[str, ...]:
    value = table.get("authors") or table.get("author")
    match value:
        case None | "" | []:
            return ()
        case str():
            return bylines.names(plain_text.line(value))
        case list() if all(isinstance(name, str) for name in value):
            return tuple(name for name in map(plain_text.line, value) if name)
    logger.warning("%s: authors must be text or a list of texts, not %s", where, _BRIEF.repr(value))
    return ()
