"""What users read when nothing is on record: one wording for each situation.

    nobody of the name      Zoe Zimmer is not quoted in this archive; did you mean ...? (retrieval.errors.NobodyCalled)
    nothing on the topic    Nothing on record of Ann Lee on badgers: no paragraph that quotes Ann Lee ... has “badgers”
    another publication     Nothing on record of Ann Lee in the Ledger; the Courier has 2 quotations.
    nothing at all          Nothing on record.

retrieval/search/abstention.py words the reason of a reply. This module says what was searched:

    searched_in_short       Searched 4 articles, May 2011 to 27 January 2015, 1 without a date · “Lee” in no passage
    searched_in_full      the same, one sentence on each line, with the sources and the nearest passage
"""

from collections.abc import Sequence
from typing import Protocol

from bot.rendering.formatting import SEPARATOR, counted, date, when
from retrieval.models import Coverage, PartialDate, Searched
from retrieval.text.name_lookup import publications_with
from retrieval.text.tokenise import WORD, stems, without_possessives

NOTHING = "Nothing on record."
NOT_AS_GIVEN = "Not on record as given"
NEAREST = "What comes nearest:"  # above what somebody said, where none of it is on the topic
BY_MEANING = "what follows is on it by its meaning"
MAX_SOURCES = 10  # publications that were searched, as shown


class FoundOnTopic(Protocol):
    """The part of `retrieval.chronology.on_topic.OnTopic` that is needed."""

    @property
    def quotations(self) -> Sequence[object]: ...

    @property
    def by_meaning(self) -> bool: ...

    @property
    def elsewhere(self) -> Sequence[tuple[str, int]]: ...


def nothing(
    whom: str | None = None,
    topic: str | None = None,
    source: str | None = None,
    others: Sequence[tuple[str, int]] = (),
) -> str:
    """A sentence that nothing is on record of a speaker, on a topic, in a publication.

    `others` are publications that have some.

    >>> nothing("Ann Lee"), nothing("Ann Lee", source="Ledger", others=[("Courier", 2)])
    ('Nothing on record of Ann Lee.', 'Nothing on record of Ann Lee in Ledger; Courier has 2 quotations.')
    >>> nothing(topic="tax", source="Ledger")
    'Nothing on record on tax in Ledger: no paragraph there with a quotation, nor its headline, has “tax” in any form.'
    """
    clauses = (whom and f" of {whom}", topic and f" on {topic}", source and f" in {source}")
    words = not_in_words(topic, whom, " there" if source else "")
    said = "".join(clause for clause in clauses if clause)
    elsewhere_said = f"; {publications_with(others)}" if others else ""
    return f"{NOTHING.rstrip('.')}{said}{f': {words}' if words else ''}{elsewhere_said}."


def nothing_then(
    whom: str, topic: str | None, source: str | None, after: PartialDate | None, before: PartialDate | None
) -> str:
    """A sentence that nothing of a speaker is on record between two days, or from or before one.

    >>> nothing_then("Ann Lee", "tax", None, PartialDate.parse("2012"), None)
    'Nothing on record of Ann Lee on tax, from 2012 on.'
    """
    days = (f"from {date(after)} on" if after else "", f"before {date(before)}" if before else "")
    return nothing(f"{whom}{f' on {topic}' if topic else ''}, {' and '.join(filter(None, days))}", None, source)


def list_heading(whom: str | None, topic: str | None, source: str | None, found: FoundOnTopic) -> str | None:
    """The line above a list of statements or speakers: how they relate to the topic, or that there are none."""
    if found.quotations:
        said = close_in_meaning(topic, whom, source) if found.by_meaning else ""
        return f"{said[0].upper()}{said[1:]}." if said else None
    return nothing(whom, topic, source, found.elsewhere)


def no_passage_has(phrase: str, source: str | None = None, others: int = 0) -> str:
    """A sentence that no passage has certain words, or none of a publication.

    `others` are passages of other publications.

    >>> no_passage_has("knife edge"), no_passage_has("knife edge", "Ledger", 2)
    ('Nothing on record has the words “knife edge”.', \
'Nothing on record in Ledger has the words “knife edge”; other publications have 2 passages with them.')
    """
    more = f"; other publications have {others:,} passage{'' if others == 1 else 's'} with them" if others else ""
    return f"{NOTHING.rstrip('.')}{f' in {source}' if source else ''} has the words “{phrase}”{more}."


def not_in_words(topic: str | None, whom: str | None = None, where: str = "") -> str | None:
    """The words of a topic that no passage has; None if the topic has no words. `whom` is the speaker.

    >>> not_in_words("the hospital's closure", "Ann Lee")
    'no paragraph that quotes Ann Lee, nor its headline, has “hospital” and “closure” in any form'
    >>> not_in_words("tax on tea, tax on tax", where=" of Post"), not_in_words("of the")
    ('no paragraph of Post with a quotation, nor its headline, has “tax” and “tea” in any form', None)
    """
    words = {word.casefold(): f"“{word}”" for word in WORD.findall(without_possessives(topic or "")) if stems(word)}
    if not words:
        return None
    paragraph = f"no paragraph{where} {f'that quotes {whom}' if whom else 'with a quotation'}"
    return f"{paragraph}, nor its headline, has {' and '.join(words.values())} in any form"


def close_in_meaning(topic: str | None, whom: str | None = None, source: str | None = None) -> str:
    """The line above statements that have none of the words of a topic but are close to it in meaning.

    >>> close_in_meaning("tax", "Ann Lee")
    'no paragraph that quotes Ann Lee, nor its headline, has “tax” in any form; what follows is on it by its meaning'
    """
    return f"{not_in_words(topic, whom, f' of {source}' if source else '')}; {BY_MEANING}"


def searched_in_short(found: Searched) -> str:
    """What was searched, on one line. `searched_in_full` gives the details.

    >>> covered = Coverage(4, 1, "2011-05", "2015-01-27", ("HSJ",))
    >>> from dataclasses import replace
    >>> receipt = Searched("articles", covered, "g", "2026-11-29T08:00:00+00:00", ("Burnham",), 12, quoted=5)
    >>> searched_in_short(receipt)
    'Searched 4 articles, May 2011 to 27 January 2015, 1 without a date · “Burnham” in 12 passages, quoted in 5'
    >>> searched_in_short(replace(receipt, quotations=7)).rpartition(" · ")[2]
    '“Burnham” in 12 passages; 7 quotations, in 5 passages'
    >>> otherwise = replace(receipt, names=("hunt",), named=0, quoted=0, named_otherwise=True)
    >>> searched_in_short(otherwise).rpartition(" · ")[2]
    '“hunt” as a name in no passage, quoted in none'
    >>> searched_in_short(replace(receipt, names=(), uncovered="2019", newer=2)).partition(" · ")[2]
    'none dated 2019 · 2 files newer than the index'
    >>> elsewhere = replace(receipt, names=(), quotations=0, elsewhere=(("Courier", 3), ("Post", 1)))
    >>> searched_in_short(elsewhere).partition(" · ")[2]
    'elsewhere: Courier has 3 quotations, Post 1'
    >>> searched_in_short(replace(elsewhere, named=None)).partition(" · ")[2]
    'elsewhere: Courier has 3 answers, Post 1'
    """
    parts = (
        f"Searched {in_coverage(found.covered)}",
        _named(found),
        f"none dated {found.uncovered}" if found.uncovered else None,
        f"{counted(found.newer, 'file')} newer than the index" if found.newer else None,
        f"elsewhere: {_elsewhere(found)}" if found.elsewhere else None,
    )
    return SEPARATOR.join(part for part in parts if part)


def searched_in_full(found: Searched) -> list[str]:
    """What was searched, one sentence on each line.

    The archive's folder is left out, because anybody may read this in Discord.

    >>> covered = Coverage(4, 1, "2011-05", "2015-01-27", ("HuffPost UK", "HSJ"))
    >>> from dataclasses import replace
    >>> from retrieval.models import NearestMiss
    >>> nearest = NearestMiss("a.txt", 0, 9, "Reforms", "HSJ", None, "Bo Ek", "it quotes Bo Ek, not Ann Lee")
    >>> receipt = Searched("articles", covered, "g-1", "2026-11-29T08:00:00+00:00", ("Lee",), 0, quoted=0)
    >>> for line in searched_in_full(replace(receipt, nearest=nearest, uncovered="2019", skipped=1, newer=2)):
    ...     print(line)
    Searched 4 articles, May 2011 to 27 January 2015, 1 without a date.
    Sources: HuffPost UK, HSJ.
    Indexed on 29 November 2026 at 08:00 UTC (g-1).
    “Lee” in no passage, quoted in none.
    None of them is dated 2019.
    Not read then: 1 file, or parts of files.
    Added or changed since: 2 files.
    Nearest: “Reforms” · HSJ · date unknown. It is no answer: it quotes Bo Ek, not Ann Lee.
    """
    covered, nearest, named = found.covered, found.nearest, _named(found)
    more = f" and {len(covered.sources) - MAX_SOURCES} more" if len(covered.sources) > MAX_SOURCES else ""
    lines = [
        f"Searched {in_coverage(covered)}.",
        f"Sources: {', '.join(covered.sources[:MAX_SOURCES])}{more}." if covered.sources else None,
        f"Indexed on {date(PartialDate.parse(found.indexed[:10]))} at {found.indexed[11:16]} UTC ({found.generation}).",
        f"{named}." if named else None,
        f"None of them is dated {found.uncovered}." if found.uncovered else None,
        f"Not read then: {counted(found.skipped, 'file')}, or parts of files." if found.skipped else None,
        f"Added or changed since: {counted(found.newer, 'file')}." if found.newer else None,
        f"Elsewhere: {_elsewhere(found)}." if found.elsewhere else None,
    ]
    if nearest:
        place = (f"“{nearest.title or nearest.article}”", nearest.source or "source unknown", when(nearest.published))
        lines.append(f"Nearest: {SEPARATOR.join(place)}. It is no answer: {nearest.why}.")
    return [line for line in lines if line]


def in_coverage(covered: Coverage) -> str:
    """Which articles were looked through.

    >>> in_coverage(Coverage(1, 0, "2011", "2011", ())), in_coverage(Coverage(None, None, None, None, ("HSJ", "Post")))
    ('1 article, 2011', 'the articles of HSJ, Post')
    """
    days = dict.fromkeys(date(PartialDate.parse(day)) for day in (covered.first_day, covered.last_day) if day)
    if covered.articles is None:
        return f"the articles of {', '.join(covered.sources[:MAX_SOURCES])}" if covered.sources else "the articles"
    undated = f"{covered.undated:,} without a date" if covered.undated else None
    return ", ".join(filter(None, (counted(covered.articles, "article"), " to ".join(days), undated)))


def _elsewhere(found: Searched) -> str:
    """Which publications have quotations of the person whom the one asked about does not quote; else, have answers."""
    return publications_with(found.elsewhere, "answer" if found.named is None or found.quotations else "quotation")


def _named(found: Searched) -> str | None:
    """The number of passages that have the name of the person asked about, and that quote them; None without a
    person.
    """
    if not found.names:
        return None
    names, quoted = " or ".join(f"“{name}”" for name in found.names), f", quoted in {found.quoted or 'none'}"
    if found.quoted and found.quotations is not None:
        quoted = f"; {counted(found.quotations, 'quotation')}, in {counted(found.quoted, 'passage')}"
    if found.named_otherwise:
        names += " as a name"
    if not found.named:
        return f"{names} in {'none of the passages read' if found.named_at_least else 'no passage'}{quoted}"
    return f"{names} in {'at least ' if found.named_at_least else ''}{counted(found.named, 'passage')}{quoted}"
