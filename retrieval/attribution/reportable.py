"""Which reported words are kept: those whose source the article tells. Quoted words are kept with or without a speaker.

Officials said that it was late.             kept: the article names none of them
The man said that it was late.               kept: so is somebody unnamed
The Norr brewery said that it was late.      kept: the phrase tells which one
The automaker said that it was late.         left out: the article names it elsewhere, and nothing tells how
One said that it was late, another ...       kept: one of several unnamed
They said that it was late.                  left out, if it is open who "they" are
"""

import re
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.bodies import AGENCIES, FIRMS, GROUPS
from retrieval.attribution.coreference.speaking_nouns import DOCUMENTS, TEXT_NOUNS
from retrieval.attribution.reported_speech.utterance import Utterance
from retrieval.models import Kind
from retrieval.text.person_nouns import singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Firms, groups and texts, which an article names. "The council" and "the court" tell by themselves which is meant.
NAMED = FIRMS.union(
    GROUPS,
    AGENCIES,
    TEXT_NOUNS,
    DOCUMENTS,
    "automaker brand campaign coalition department franchise label league maker ministry studio".split(),
)
OF_SEVERAL = frozenset("another first one second third".split())  # of several whom nobody names
NARROWING = frozenset({"prep", "relcl", "acl", "poss", "compound"})  # dependencies


def has_told_source(doc: "Doc", utterance: Utterance, speaker: str | None) -> bool:
    """Whether the article tells who says an utterance, as far as reported words need it."""
    if utterance.kind is Kind.DIRECT:
        return True
    source = doc.char_span(*utterance.source, alignment_mode="expand") if utterance.source else None
    if speaker is None:
        return source is not None and source.root.lower_ in OF_SEVERAL
    return source is None or not _is_named_elsewhere(source.root, speaker)


def _is_named_elsewhere(noun: "Token", speaker: str) -> bool:
    """Whether a phrase means one body or text that readers know from elsewhere, and no name was found: "the firm"."""
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
    """Whether a word or clause tells which one is meant: "Norr's", "tax", "of Norr"; no aside behind a comma."""
    is_aside = child.left_edge.i > 0 and child.left_edge.nbor(-1).text == ","
    is_name = child.text[0].isupper() and not child.is_sent_start
    is_count = any(word.like_num for word in child.subtree)  # "the 41-page report"
    return is_name or (child.dep_ in NARROWING and not (is_aside or is_count))
