"""Decides which reported words are kept: those with a clear source. Quoted words are kept with or without a speaker.

Officials said that it was late.             kept: the article names none of them
The man said that it was late.               kept: so is somebody unnamed
The Norr brewery said that it was late.      kept: the phrase tells which one
The automaker said that it was late.         left out: the article names it elsewhere, and nothing tells how
One said that it was late, another ...       kept: one of several unnamed
They said that it was late.                  left out, if it is open who "they" are

Of nested quotations, the quoted words belong to the innermost speaker:

    Ms Lee wrote that an aide had said Mr Cole “should go”.
            the aide's, as reported by Ms Lee: └─────────┘

The outer quotation becomes indirect, unless it has quotation marks of its own. If it has no source, it is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.bodies import AGENCIES, FIRMS, GROUPS
from retrieval.attribution.coreference.speaking_nouns import DOCUMENTS, TEXT_NOUNS
from retrieval.attribution.reported_speech.utterance import Utterance
from retrieval.models import Kind, Quotation
from retrieval.text.nlp import neighbour
from retrieval.text.person_nouns import singular
from retrieval.text.quotation_marks import CLOSING, OPENING, STRAIGHT

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Firms, groups and texts, which an article names. "The council" and "the court" are clear without a name.
NAMED = FIRMS.union(
    GROUPS,
    AGENCIES,
    TEXT_NOUNS,
    DOCUMENTS,
    "automaker brand campaign coalition department franchise label league maker ministry studio".split(),
)
OF_SEVERAL = frozenset("another first one second third".split())  # of several whom nobody names
ANYBODY = frozenset({"people", "some people", "many people", "most people", "lots of people", "everybody", "everyone"})
NARROWING = frozenset({"prep", "relcl", "acl", "poss", "compound"})  # dependencies
MARKS = frozenset(f"{OPENING}{CLOSING}{STRAIGHT}")


def has_told_source(doc: "Doc", utterance: Utterance, speaker: str | None) -> bool:
    """Whether the article shows clearly enough who says an utterance."""
    if utterance.kind is Kind.DIRECT:
        return True
    source = doc.char_span(*utterance.source, alignment_mode="expand") if utterance.source else None
    if speaker is None:
        return source is not None and source.root.lower_ in OF_SEVERAL
    if utterance.kind is Kind.MIXED:
        return source is None or source.text.lower() not in ANYBODY
    return source is None or not (source.text.lower() in ANYBODY or _is_named_elsewhere(source.root, speaker))


def _is_named_elsewhere(noun: "Token", speaker: str) -> bool:
    """Whether a phrase refers to a body or text named elsewhere in the article, and its name was not found: "the
    firm".
    """
    phrase = noun.doc[noun.left_edge.i : noun.right_edge.i + 1].text
    is_count = re.search(r"\d", speaker) is not None  # "the report", before called "a 41-page report"
    is_unresolved = noun.text in speaker and (is_count or speaker in " ".join(phrase.split()))
    return (
        is_unresolved
        and noun.pos_ == "NOUN"
        and roles.is_definite(noun)
        and not roles.is_plural(noun)
        and singular(noun.text) in NAMED
        and not any(_narrows(child) for child in noun.children)
    )


def _narrows(child: "Token") -> bool:
    """Whether a word or clause identifies the body or text: "Norr's", "tax", "of Norr"; an aside after a comma does
    not.
    """
    is_aside = child.left_edge.i > 0 and neighbour(child.left_edge, -1).text == ","
    is_name = child.text[0].isupper() and not child.is_sent_start
    is_count = any(word.like_num for word in child.subtree)  # "the 41-page report"
    return is_name or (child.dep_ in NARROWING and not (is_aside or is_count))


def inner_first(quotations: Sequence[Quotation]) -> list[Quotation]:
    """The quotations of a passage, with quoted words given to the innermost speaker.

    A quotation that reports another one is indirect, unless it has quoted words of its own. One without a speaker is
    left out.
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
    """Whether the cue of one quotation is inside another, which therefore reports it."""
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
