"""The receipt of a reply that abstains, in words: what was searched before On Record said "nothing on record"."""

from bot.rendering.formatting import SEPARATOR, counted, date, when
from retrieval.models import Coverage, PartialDate, Searched
from retrieval.text.name_lookup import publications_with

MAX_SOURCES = 10  # publications that were searched, as shown


def in_short(found: Searched) -> str:
    """What was searched, on one line; `in_full` says the rest.

    >>> covered = Coverage(4, 1, "2011-05", "2015-01-27", ("HSJ",))
    >>> from dataclasses import replace
    >>> receipt = Searched("articles", covered, "g", "2026-11-29T08:00:00+00:00", ("Burnham",), 12, quoted=5)
    >>> in_short(receipt)
    'Searched 4 articles, May 2011 to 27 January 2015, 1 without a date · “Burnham” in 12 passages, quoted in 5'
    >>> in_short(replace(receipt, quotations=7)).rpartition(" · ")[2]
    '“Burnham” in 12 passages; 7 quotations, in 5 passages'
    >>> in_short(replace(receipt, names=("hunt",), named=0, quoted=0, named_otherwise=True)).rpartition(" · ")[2]
    '“hunt” as a name in no passage, quoted in none'
    >>> in_short(replace(receipt, names=(), uncovered="2019", newer=2)).partition(" · ")[2]
    'none dated 2019 · 2 files newer than the index'
    >>> in_short(replace(receipt, names=(), elsewhere=(("Courier", 3), ("Post", 1)))).partition(" · ")[2]
    'elsewhere: Courier has 3 quotations, Post 1'
    """
    parts = (
        f"Searched {_covered(found.covered)}",
        _named(found),
        f"none dated {found.uncovered}" if found.uncovered else None,
        f"{counted(found.newer, 'file')} newer than the index" if found.newer else None,
        f"elsewhere: {publications_with(found.elsewhere)}" if found.elsewhere else None,
    )
    return SEPARATOR.join(part for part in parts if part)


def in_full(found: Searched) -> list[str]:
    """What was searched, a sentence a line. The archive's folder is left out, since anybody may read this in Discord.

    >>> covered = Coverage(4, 1, "2011-05", "2015-01-27", ("HuffPost UK", "HSJ"))
    >>> from dataclasses import replace
    >>> from retrieval.models import NearestMiss
    >>> nearest = NearestMiss("a.txt", 0, 9, "Reforms", "HSJ", None, "Bo Ek", "it quotes Bo Ek, not Ann Lee")
    >>> receipt = Searched("articles", covered, "g-1", "2026-11-29T08:00:00+00:00", ("Lee",), 0, quoted=0)
    >>> for line in in_full(replace(receipt, nearest=nearest, uncovered="2019", skipped=1, newer=2)):
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
        f"Searched {_covered(covered)}.",
        f"Sources: {', '.join(covered.sources[:MAX_SOURCES])}{more}." if covered.sources else None,
        f"Indexed on {date(PartialDate.parse(found.indexed[:10]))} at {found.indexed[11:16]} UTC ({found.generation}).",
        f"{named}." if named else None,
        f"None of them is dated {found.uncovered}." if found.uncovered else None,
        f"Not read then: {counted(found.skipped, 'file')}, or parts of files." if found.skipped else None,
        f"Added or changed since: {counted(found.newer, 'file')}." if found.newer else None,
        f"Elsewhere: {publications_with(found.elsewhere)}." if found.elsewhere else None,
    ]
    if nearest:
        place = (f"“{nearest.title or nearest.article}”", nearest.source or "source unknown", when(nearest.published))
        lines.append(f"Nearest: {SEPARATOR.join(place)}. It is no answer: {nearest.why}.")
    return [line for line in lines if line]


def _covered(covered: Coverage) -> str:
    """
    >>> _covered(Coverage(1, 0, "2011", "2011", ())), _covered(Coverage(None, None, None, None, ("HSJ", "Post")))
    ('1 article, 2011', 'the articles of HSJ, Post')
    """
    days = dict.fromkeys(date(PartialDate.parse(day)) for day in (covered.first_day, covered.last_day) if day)
    if covered.articles is None:
        return f"the articles of {', '.join(covered.sources[:MAX_SOURCES])}" if covered.sources else "the articles"
    undated = f"{covered.undated:,} without a date" if covered.undated else None
    return ", ".join(filter(None, (counted(covered.articles, "article"), " to ".join(days), undated)))


def _named(found: Searched) -> str | None:
    """In how many passages the names of the person asked about are, and how many quote them; None for nobody."""
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
