"""Nested quotations: a quotation that reports another one. Quoted words belong to the innermost speaker.

    Ms Lee wrote that an aide had said Mr Cole “should go”.
            the aide's, as reported by Ms Lee: └─────────┘

The outer quotation becomes indirect, unless it has quotation marks of its own. If it has no source, it is left out.
"""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.models import Kind, Quotation
from retrieval.text.quotation_marks import CLOSING, OPENING, STRAIGHT

MARKS = frozenset(f"{OPENING}{CLOSING}{STRAIGHT}")


def inner_first(quotations: Sequence[Quotation]) -> list[Quotation]:
    """The quotations of a passage, where quoted words belong to the innermost speaker.

    A quotation that reports another one is indirect, unless it has quoted words of its own; one by nobody is left out.
    """
    carried = [quotation for quotation in quotations if quotation.carrier]
    result = []
    for quotation in quotations:
        inside = [other for other in carried if other is not quotation and _reports(quotation, other)]
        if quotation.kind is not Kind.INDIRECT and inside and not _has_own_marks(quotation, inside):
            quotation = replace(quotation, kind=Kind.INDIRECT)  # noqa: PLW2901 - the same quotation, seen as nested
        is_nobodys = quotation.cue and not quotation.speaker_text
        if not (is_nobodys and any(_reports(quotation, other) for other in quotations if other.speaker)):
            result.append(quotation)
    return result


def _reports(outer: Quotation, inner: Quotation) -> bool:
    """Whether the cue of a quotation stands inside another one, so that that one reports it."""
    cue = inner.cue_span
    return cue is not None and any(start <= cue[0] and cue[1] <= end for start, end in outer.spans)


def _has_own_marks(quotation: Quotation, inside: Sequence[Quotation]) -> bool:
    """Whether a quotation has quotation marks that are not of the quotations that it reports, nor of their sources."""
    text = quotation.article.text
    places = (place for start, end in quotation.spans for place in range(start, end) if text[place] in MARKS)
    taken = [(start - 1, end + 1) for inner in inside for start, end in inner.spans]
    cues = [(inner.cue_span, inner.speaker_text) for inner in inside if inner.cue_span]
    taken += [(cue[0] - len(source or "") - 1, cue[1]) for cue, source in cues]
    return any(not any(start <= place < end for start, end in taken) for place in places)
