"""Finds the first appearance of words in an archive, by any speaker, as far as the articles' dates show it.

    7 February 2012   “on a knife edge”      the first
    February 2012     “on a knife edge”      may be the first as well: its day is not known
    date unknown      “on a knife edge”      may be older than both
    11 February 2012  “on a knife edge”      later
    6 February 2012   “on a knife edge”      updated on 9 February, so that it may be older or newer than the first

The passage has the words as given; letter case, accents, quotation marks and white space do not count. The speaker is
that of the quotation that contains the words; without a quotation, the words are the article's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from retrieval.models import Passage, Published, Quotation
from retrieval.text.normalise import holds_phrase


@dataclass(frozen=True, slots=True)
class Appearance:
    """A passage that has the words, and the quotation that contains them, if there is one."""

    passage: Passage
    quotation: Quotation | None

    @property
    def published(self) -> Published | None:
        return self.passage.article.published


@dataclass(frozen=True, slots=True)
class FirstUse:
    """The first appearance of a phrase.

    `first` has the earliest appearances: several if their dates do not show which came first. `first_said` has the same
    for appearances in somebody's quotation. `undated` have no date, and may be older. `total` counts all appearances.
    """

    phrase: str
    first: tuple[Appearance, ...]
    first_said: tuple[Appearance, ...]
    undated: tuple[Appearance, ...]
    total: int


def find(phrase: str, found: Iterable[tuple[Passage, Iterable[Quotation]]]) -> FirstUse:
    """The first use of a phrase. `found` has the passages that contain it, each with its quotations."""
    appearances = [
        Appearance(passage, next((one for one in quotations if holds_phrase(one.text, phrase)), None))
        for passage, quotations in found
    ]
    return FirstUse(
        phrase,
        first=_earliest(appearances),
        first_said=_earliest([one for one in appearances if one.quotation and one.quotation.is_said]),
        undated=tuple(one for one in appearances if one.published is None),
        total=len(appearances),
    )


def _earliest(appearances: Iterable[Appearance]) -> tuple[Appearance, ...]:
    """The dated appearances that may be the first, sorted by the first possible day of each."""
    dated = [(one.published.when.first, one) for one in appearances if one.published]
    last_possible = min((day for _, one in dated if (day := one.passage.article.last_day)), default=date.max)
    possible = [(first, place, one) for place, (first, one) in enumerate(dated) if first <= last_possible]
    return tuple(one for _, _, one in sorted(possible, key=lambda item: item[:2]))
