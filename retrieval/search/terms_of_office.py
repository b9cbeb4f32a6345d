"""Finds the dates of an office that a question gives as a time: "before she was mayor", "after he left office".

    2012-02-07    "Health Secretary Andrew Lansley ..."            he holds it, as the articles of these days have it
    2012-09-03    "Andrew Lansley, who was ..."                    says nothing
    2012-09-05    "the former health secretary, Andrew Lansley"    no longer

    when he was health secretary       from three months before the first day that shows him in it to three months after
                                       the last, but no further than articles that call him former or shadow secretary
    before he was health secretary     before those days; or before the day of an article that tells how it began
    after he left office               after those days

If no dated article shows the office, or the articles contradict each other, the time does not restrict the answers, and
the reply says so. The same applies if nothing from that time answers, because the term may have been longer than the
articles show.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from retrieval.backends.protocol import Backend
from retrieval.models import Order, PartialDate, Passage, Question, TermPart, TimeClause
from retrieval.search import offices
from retrieval.search.features import asks_for_anything
from retrieval.search.query import SpeakerNames, time_expressions
from retrieval.text import person_nouns
from retrieval.text.normalise import holds_phrase
from retrieval.text.titles import TAKEN_OFFICES

MAX_PASSAGES_READ = 200  # the passages read: those that match the name and the office best
MONTHS = 3  # before the first and after the last day that shows an office, in which it counts as held
TOOK_OFFICE = r"(?:took|takes|has\s+taken)\s+office"
WAS = r"(?:was|were|had\s+been|used\s+to|served|left|lost|resigned|quit|st(?:oo|eppe)d\s+down)\b"
BECAME = (
    r"(?:bec[oa]mes?|has\s+become|is|took\s+over\s+as|(?:was|is|has\s+been)\s+(?:elected|appointed|named|made|sworn\s+in)"
    r"(?:\s+as)?)\s+(?:(?:the|an?)\s+)?(?:new\s+)?"
)


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """The dates of articles that show a person in an office, tell how the office began, or show that it has ended."""

    held: list[PartialDate] = field(default_factory=list)
    began: list[PartialDate] = field(default_factory=list)
    not_held: list[PartialDate] = field(default_factory=list)


def bind(question: Question, backend: Backend, names: SpeakerNames) -> Question:
    """Add to the question the dates of the office in its clause, as far as the articles show them."""
    clause = question.clause
    if clause is None or clause.part is None:
        return question
    holder = names.full_name(clause.who) if clause.who else question.speaker or next(iter(question.about), None)
    if holder is None or holder not in names:
        return question
    found = _range(clause, _shown(holder, clause.office, backend, names))
    if found is None:
        return question
    after, before = found
    return replace(
        question,
        after=question.after or after,
        before=question.before or before,
        clause=replace(clause, who=holder, is_bound=True),
    )


def without_time(question: Question, unbound: Question) -> Question | None:
    """The question to ask next if a question with a time has no answer; None if the time must be kept.

    The term of office may have been longer than the articles show; then this is `unbound`, the question before the
    dates were added. The words of an event are left out if there is a topic, or if the question asks for everything
    said since.
    """
    clause = question.clause
    if clause is None:
        return None
    if clause.part is None:
        text, asked = (time_expressions.strip_clause(words, clause) for words in (question.text, question.asked))
        wider = replace(question, text=text, asked=asked)
        if wider == question:
            return None
        if not asks_for_anything(wider):
            return wider
        return replace(wider, order=Order.LATEST) if clause.relation == "since" else None
    return unbound if clause.is_bound and clause.relation == "when" else None


def _range(clause: TimeClause, found: ShownTerm) -> time_expressions.DateRange | None:
    """The date range that a clause means; None if it is not clear.

    >>> days = [PartialDate.parse(f"2012-{month}-01") for month in ("01", "03", "12")]
    >>> shown = ShownTerm(days[:2], not_held=days[2:])
    >>> for relation, part in (("before", TermPart.START), ("after", TermPart.END), ("when", TermPart.WHOLE)):
    ...     print([str(day) for day in _range(TimeClause("", relation, part), shown)])
    ['None', '2011-10-01']
    ['2012-06-01', 'None']
    ['2011-10-01', '2012-06-01']
    >>> _range(TimeClause("", "when", TermPart.WHOLE), ShownTerm([days[0], days[2]], not_held=[days[1]]))  # held twice
    """
    if not found.held:
        return None
    first, last = min(found.held), max(found.held)
    if any(first < day < last for day in found.not_held):
        return None
    begin = max(
        [months_on(first.first, -MONTHS), *(day.last + timedelta(days=1) for day in found.not_held if day < first)]
    )
    end = min([months_on(last.last, MONTHS), *(day.first for day in found.not_held if day > last)])
    if clause.relation == "when":
        return PartialDate(begin), PartialDate(end)
    means_begin = clause.part is TermPart.START or (clause.part is TermPart.WHOLE and clause.relation != "after")
    if clause.relation in {"before", "until"}:
        start = first if first in found.began else PartialDate(begin)
        return None, start if means_begin else PartialDate(end)
    return first if means_begin else PartialDate(end), None


def months_on(day: date, months: int) -> date:
    """The same day of a month so many months later, or that month's last day.

    >>> str(months_on(date(2011, 5, 3), -3)), str(months_on(date(2011, 11, 30), 3))
    ('2011-02-03', '2012-02-29')
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _shown(holder: str, office: str | None, backend: Backend, names: SpeakerNames) -> ShownTerm:
    """The dates at which articles show a person in an office or out of it."""
    found = ShownTerm()
    for mention, when in backend.store.mentions_of(holder):
        shown = _in_mention(mention, holder, office)
        if shown is not None:
            (found.held if shown else found.not_held).append(when)
    rows = backend.passage_bm25.match(f"{holder} {office or ''} took office").best(MAX_PASSAGES_READ)
    for passage in backend.store.passages(rows.tolist()):
        published = passage.article.when
        if published and any(names.full_name(name) == holder for name in _as_new(passage, office)):
            found.began.append(published)
        if published and office and any(names.full_name(name) == holder for name in _beside(passage.text, office)):
            found.held.append(published)
    found.held.extend(found.began)
    return found


def _in_mention(mention: str, holder: str, office: str | None) -> bool | None:
    """Whether a mention shows its person in an office; None if it does not tell.

    >>> [_in_mention(f"{office} Bo Ek", "Bo Ek", "mayor") for office in ("Mayor", "former mayor", "President")]
    [True, False, None]
    >>> [_in_mention(f"{office} Bo Ek", "Bo Ek", None) for office in ("Mayor", "shadow minister", "Labour leader")]
    [True, False, None]
    """
    found = person_nouns.office(mention, holder) or ""
    place = re.search(_noun(office), found, re.IGNORECASE)
    return None if place is None else not offices.STATUS.search(found[: place.start()])


def _noun(office: str | None) -> str:
    """The pattern of an office's words; without an office, of any office that people take and leave."""
    return rf"(?<!\w){re.escape(office) if office else '|'.join(sorted(TAKEN_OFFICES))}(?!\w)"


def _beside(text: str, office: str) -> list[str]:
    """The names of people whom a text shows in an office.

    >>> _beside("The mayor, Bo Ek, met Ann Lee, who was mayor.", "mayor")
    ['Bo Ek']
    """
    past = set(_names(WAS, text))
    return [name for name in offices.named_beside(office, text) if name not in past]


def _as_new(passage: Passage, office: str | None) -> Iterator[str]:
    """The names of people whom a passage reports to have entered an office.

    >>> from retrieval.models import Article
    >>> def passage(text: str) -> Passage:
    ...     return Passage(Article("a.txt", f"The mayor spoke.\\n{text}"), 17, 17 + len(text))
    >>> [list(_as_new(passage(text), "mayor")) for text in ("Bo Ek became mayor.", "Ann Lee took office.")]
    [['Bo Ek'], ['Ann Lee']]
    """
    if office:
        yield from _names(rf"{BECAME}(?:\w+\s+){{0,2}}?{_noun(office)}", passage.text)
    if office is None or holds_phrase(passage.article.text, office):
        yield from _names(TOOK_OFFICE, passage.text)


def _names(verb: str, text: str) -> Iterator[str]:
    """The names before a verb: "Bo Ek became ..." and "Bo Ek, who became ..."."""
    for match in re.finditer(rf"\b(?P<name>{offices.NAME})(?:,?\s+who)?\s+(?i:{verb})", text):
        yield match["name"]
