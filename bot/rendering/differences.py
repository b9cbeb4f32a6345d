"""The difference between checked words and the record, as every program shows it, within the record's sentences.

checked   no reorganisation of the NHS
shown     He would not instigate    no       a       reorganisation of the NHS   , he said.
          around                    added    left out    same                    around
"""

import re
from dataclasses import replace

from retrieval.quote_check import Match
from retrieval.quote_check.alignment import Change, ChangeKind

MARKS_AT_END = re.compile(r"(?<!\S)[^\w\s]+\Z")
MARKS_AT_START = re.compile(r"[^\w\s]+(?!\S)")
GIVEN = "given, not on record"  # the meaning of ADDED, for a legend
ON_RECORD = "on record, not given"  # the meaning of LEFT_OUT
AROUND = "the rest of the sentence on record"


def shown(match: Match) -> list[Change]:
    """The changes of a match, and around them the rest of the record's sentences; empty if nothing differs.

    Punctuation stays at the word of the record that it belongs to.

    >>> from retrieval.models import Article, Kind, Quotation
    >>> article = Article("a.txt", "They would not “sell it”. No.")
    >>> changes = (Change(ChangeKind.ADDED, "buy"), Change(ChangeKind.LEFT_OUT, "sell"), Change(ChangeKind.SAME, "it"))
    >>> match = Match((Quotation(article, ((15, 24),), Kind.DIRECT),), 0.5, changes, (16, 23))
    >>> [change.words for change in shown(match)]
    ['They would not', 'buy', '“sell', 'it”.']
    """
    on_record = [number for number, change in enumerate(match.changes) if change.kind is not ChangeKind.ADDED]
    if not on_record:
        return list(match.changes)
    before, after = match.around
    opening, closing = MARKS_AT_END.search(before), MARKS_AT_START.match(after)
    changes = list(match.changes)
    if opening:
        changes[on_record[0]] = _with(changes[on_record[0]], before=opening[0])
        before = before[: opening.start()]
    if closing:
        changes[on_record[-1]] = _with(changes[on_record[-1]], after=closing[0])
        after = after[closing.end() :]
    around = [Change(ChangeKind.AROUND, " ".join(text.split())) for text in (before, after)]
    return [change for change in (around[0], *changes, around[1]) if change.words]


def _with(change: Change, before: str = "", after: str = "") -> Change:
    return replace(change, words=f"{before}{change.words}{after}")
