"""Finds the dates that a question names by somebody's office: "before she was mayor", "after he left office".

    2012-02-07    "Health Secretary Andrew Lansley ..."            he holds it, as the articles of these days have it
    2012-09-03    "Andrew Lansley, who was ..."                    says nothing
    2012-09-05    "the former health secretary, Andrew Lansley"    no longer

    before he was health secretary     before 7 February 2012: the first day that shows him in it
    after he left office               from 8 February 2012 on: after the last such day
    when he was health secretary       from three months before the first such day to three months after the last, but
                                       no further than articles that call him former or shadow health secretary

If no dated article shows it, or the articles contradict one another, the time is not bound; a reply then says so.
Neither is it if nothing from the time of an office answers: it may have been longer than the articles show.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from retrieval.backends.protocol import Backend
from retrieval.models import PartialDate, Passage, Question, TermPart, TimeClause
from retrieval.search import offices
from retrieval.search.answers import OFFICE_HELD
from retrieval.search.query import SpeakerNames, date_range
from retrieval.text import roles
from retrieval.text.normalise import holds_phrase

PASSAGES = 200  # the passages read: those that match the name and the office best
TAKEN = frozenset("president secretary minister governor mayor chancellor premier senator representative".split())
TOOK_OFFICE = r"(?:took|takes|has\s+taken)\s+office"
WAS = r"(?:was|were|had\s+been|used\s+to|served|left|lost|resigned|quit|st(?:oo|eppe)d\s+down)\b"
BECAME = (
    r"(?:bec[oa]mes?|has\s+become|is|took\s+over\s+as|(?:was|is|has\s+been)\s+(?:elected|appointed|named|made|sworn\s+in)"
    r"(?:\s+as)?)\s+(?:(?:the|an?)\s+)?(?:new\s+)?"
)
Dates = list[PartialDate]


def bind(question: Question, backend: Backend, names: SpeakerNames) -> Question:
    """The question with the dates of the office in its clause, as far as the articles show them."""
    clause = question.clause
    if clause is None or clause.part is None:
        return question
    holder = names.full_name(clause.who) if clause.who else question.speaker or next(iter(question.about), None)
    if holder is None or holder not in names:
        return question
    held, not_held = _shown(holder, clause.office, backend, names)
    found = _range(clause, held, not_held)
    if found is None:
        return question
    after, before = found
    return replace(
        question,
        after=question.after or after,
        before=question.before or before,
        clause=replace(clause, who=holder, is_bound=True),
    )


def is_perhaps_longer(question: Question) -> bool:
    """Whether the time that a question is bound to may have been longer than the articles show."""
    return question.clause is not None and question.clause.is_bound and question.clause.relation == "when"


def _range(clause: TimeClause, held: Dates, not_held: Dates) -> date_range.DateRange | None:
    """The dates that a clause means; None if they are not clear.

    >>> days = [PartialDate.parse(f"2012-0{month}-01") for month in (1, 3, 5)]
    >>> for relation, part in (("before", TermPart.START), ("after", TermPart.END), ("when", TermPart.WHOLE)):
    ...     print([str(day) for day in _range(TimeClause("", relation, part), days[:2], days[2:])])
    ['None', '2012-01-01']
    ['2012-03-02', 'None']
    ['2011-10-01', '2012-05-01']
    >>> _range(TimeClause("", "when", TermPart.WHOLE), [days[0], days[2]], [days[1]])  # twice in office
    """
    if not held:
        return None
    first, last = min(held), max(held)
    if any(first < day < last for day in not_held):
        return None
    if clause.relation == "when":
        from_day = max([first.first - OFFICE_HELD, *(day.last + timedelta(days=1) for day in not_held if day < first)])
        to_day = min([last.last + OFFICE_HELD, *(day.first for day in not_held if day > last)])
        return PartialDate(from_day), PartialDate(to_day)
    if clause.part is TermPart.START:
        return date_range.relative_to("since" if clause.relation == "after" else clause.relation, first)
    if clause.part is TermPart.END:
        return date_range.relative_to("after" if clause.relation in {"after", "since"} else "until", last)
    is_later = clause.relation in {"after", "until"}
    return date_range.relative_to(clause.relation, last if is_later else first)


def _shown(holder: str, office: str | None, backend: Backend, names: SpeakerNames) -> tuple[Dates, Dates]:
    """The dates of the articles that show somebody in an office, and of those that show them out of it."""
    held: Dates = []
    not_held: Dates = []
    for mention, when in backend.store.mentions_of(holder):
        shown = _in_mention(mention, holder, office)
        if shown is not None:
            (held if shown else not_held).append(when)
    rows = backend.passage_bm25.match(f"{holder} {office or ''} took office").best(PASSAGES)
    for passage in backend.store.passages(rows.tolist()):
        published, beside = passage.article.when, _beside(passage, office)
        if published and any(names.full_name(name) == holder for name in beside):
            held.append(published)
    return held, not_held


def _in_mention(mention: str, holder: str, office: str | None) -> bool | None:
    """Whether a mention shows its person in an office; None if it says nothing of that.

    >>> [_in_mention(f"{office} Bo Ek", "Bo Ek", "mayor") for office in ("Mayor", "former mayor", "President")]
    [True, False, None]
    >>> [_in_mention(f"{office} Bo Ek", "Bo Ek", None) for office in ("Mayor", "shadow minister", "Labour leader")]
    [True, False, None]
    """
    found = roles.office(mention, holder) or ""
    place = re.search(_noun(office), found, re.IGNORECASE)
    return None if place is None else not offices.STATUS.search(found[: place.start()])


def _noun(office: str | None) -> str:
    """The pattern of an office's words; without one, of any that is taken and left."""
    return rf"(?<!\w){re.escape(office) if office else '|'.join(sorted(TAKEN))}(?!\w)"


def _beside(passage: Passage, office: str | None) -> Iterator[str]:
    """The names of those whom a passage shows in an office, or as new in it.

    >>> from retrieval.models import Article
    >>> def passage(text: str) -> Passage:
    ...     return Passage(Article("a.txt", f"The mayor spoke.\\n{text}"), 17, 17 + len(text))
    >>> texts = ("Bo Ek became mayor.", "The mayor, Bo Ek, met Ann Lee, who took office", "Bo Ek, who was mayor, left")
    >>> [sorted(_beside(passage(text), "mayor")) for text in texts]
    [['Bo Ek'], ['Ann Lee', 'Bo Ek'], []]
    """
    text = passage.text
    if office:
        past = set(_names(WAS, text))
        yield from (name for name in offices.named_beside(office, text) if name not in past)
        yield from _names(rf"{BECAME}(?:\w+\s+){{0,2}}?{_noun(office)}", text)
    if office is None or holds_phrase(passage.article.text, office):
        yield from _names(TOOK_OFFICE, text)


def _names(verb: str, text: str) -> Iterator[str]:
    """The names before a verb: "Bo Ek became ..." and "Bo Ek, who became ..."."""
    for match in re.finditer(rf"\b(?P<name>{offices.NAME})(?:,?\s+who)?\s+(?i:{verb})", text):
        yield match["name"]
