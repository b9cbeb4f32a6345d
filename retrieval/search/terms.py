"""Finds the office that somebody held on the day of an article, as articles of that time give it.

    7 February 2012    "Health Secretary Andrew Lansley told reporters ..."
    11 February 2012   "Lansley went on: ..."                                  Andrew Lansley, then Health Secretary

The office stands beside the name in a mention. The article's own mention counts first, then that which most articles of
NEAR days before or after have. Articles without a date say nothing about another day.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from retrieval.backends.protocol import Store
from retrieval.models import Answer, PartialDate, Quotation
from retrieval.text import roles

NEAR = timedelta(days=92)  # between an article and another one that gives the office
Mention = tuple[str, PartialDate]  # the words for a speaker in an article, and the article's date


def of_answer(answer: Answer, store: Store) -> str | None:
    """The office of an answer's speaker on the day of its article."""
    return office_on_the_day(answer.quotation, store) if answer.quotation else None


def office_on_the_day(quotation: Quotation, store: Store) -> str | None:
    """The office of a quotation's speaker when its article was published; None if no article of that time gives one."""
    speaker, published = quotation.speaker, quotation.article.published
    if speaker is None or (own := roles.office(quotation.speaker_text, speaker)):
        return None if speaker is None else own
    if published is None:
        return None
    return office_around(published.when, speaker, store.mentions_of(speaker))


def office_around(when: PartialDate, speaker: str, mentions: Iterable[Mention]) -> str | None:
    """The office that most mentions around a date give; of several, the one given most closely to it.

    >>> days = [PartialDate.parse(day) for day in ("2012-02-01", "2014-02-01", "2012-02-03")]
    >>> mentions = list(zip(("Minister Bo Ek", "Mayor Bo Ek", "Bo Ek"), days))
    >>> [office_around(PartialDate.parse(when), "Bo Ek", mentions) for when in ("2012-02-09", "2012-03", "2013-02")]
    ['Minister', 'Minister', None]
    """
    counts: Counter[str] = Counter()
    written: dict[str, tuple[timedelta, str]] = {}  # folded office → how near its nearest mention is, as written there
    for mention, published in mentions:
        apart = _apart(when, published)
        office = roles.office(mention, speaker) if apart <= NEAR else None
        if office:
            folded = office.casefold()
            counts[folded] += 1
            written[folded] = min(written.get(folded, (apart, office)), (apart, office))
    if not counts:
        return None
    best = max(counts, key=lambda folded: (counts[folded], -written[folded][0]))
    return written[best][1]


def _apart(one: PartialDate, other: PartialDate) -> timedelta:
    """The most time that may lie between two dates.

    >>> _apart(PartialDate.parse("2012-02-27"), PartialDate.parse("2012-02")).days
    26
    """
    return max(one.last - other.first, other.last - one.first)
