"""An utterance: words of one passage that somebody says, before the speaker is known.

An utterance is kept if somebody said it, or is reported to have denied it, and if it is more than a name. Not kept:

    The trend shows that ...      If he says that ...      what is “called” the Silver Week      That said, ...
"""

import re
from dataclasses import dataclass

from retrieval.attribution.reported_speech import reporting_verbs, titles
from retrieval.attribution.reported_speech.context import DASHES, QuoteContext
from retrieval.models import Kind, Modality, Span
from retrieval.text.person_nouns import is_person_noun, singular

DEMONSTRATIVES = frozenset("this that these those".split())
INANIMATE = frozenset(  # what shows something, and says nothing: "the new evidence from trade suggests ..."
    "evidence fact facts history experience sign signs trend trends logic reality events silence response".split()
)
CORRECTED = re.compile(r"\b(?:earlier|previous|prior|original|initial) versions?\b")  # what it said was wrong


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words that somebody says, with their cue and source. All are spans of the passage."""

    spans: tuple[Span, ...]
    kind: Kind
    cue: Span | None
    source: Span | None
    modality: Modality = Modality.SAID
    carrier: Span | None = None  # the person who reports the source's words
    is_anonymous: bool = False  # the text does not name the speaker
    names_topic: bool = False  # the words only name a thing, about which nothing is said


def is_kept(context: QuoteContext, utterance: Utterance) -> bool:
    """Whether an utterance is kept: reported words only if somebody said or denied them.

    Words in what is “called” something are only a name, and “The Long Night”, which won, is a title.
    """
    cue = context.text[slice(*utterance.cue)].lower() if utterance.cue else ""
    verb = reporting_verbs.PLAIN_FORMS.get(cue)
    ends = [utterance.spans[-1][1], *(span[1] for span in (utterance.cue, utterance.source) if span)]
    if utterance.kind is not Kind.DIRECT and titles.is_headline(context.text, utterance.spans[0][0], max(ends)):
        return False
    if utterance.kind is not Kind.INDIRECT:
        is_nickname = utterance.is_anonymous and verb in reporting_verbs.NICKNAMING
        return not (is_nickname or _is_title(context, utterance, verb) or _names_source(context, utterance, verb))
    source = context.text[slice(*utterance.source)].lower() if utterance.source else ""
    if source in DEMONSTRATIVES or CORRECTED.search(source):  # "That said, ...", "An earlier version stated ..."
        return False
    subject = context.doc.char_span(*utterance.source, alignment_mode="expand") if utterance.source else None
    if subject and subject.root.pos_ != "PROPN" and subject.root.lower_ in INANIMATE:
        return False
    is_denial = verb in reporting_verbs.DENYING
    return not utterance.is_anonymous and (utterance.modality is Modality.SAID or is_denial)


def _names_source(context: QuoteContext, utterance: Utterance, verb: str | None) -> bool:
    """Whether quoted words only describe whom somebody cites: "citing “people close to the talks”"."""
    is_cited = verb == "cite" and utterance.kind is Kind.DIRECT
    words = context.doc.char_span(*utterance.spans[0], alignment_mode="expand") if is_cited else None
    return words is not None and (is_person_noun(words.root.text) or singular(words.root.text) == "source")


def _is_title(context: QuoteContext, utterance: Utterance, verb: str | None) -> bool:
    """Whether quoted words are written as a title, and nothing in the text says them.

    Best book: “The Long Tide” - Ann Lee      she wrote a book, “The Long Tide,” on it      “The Long Tide” won
    """
    text, last = context.text, utterance.spans[-1][1]
    if verb == "sing" and text[last - 1].isalnum() and text[slice(*utterance.spans[0])].istitle():
        return True  # singing “Lucky” from her new album
    if not all(titles.is_capitalised(text[start:end]) for start, end in utterance.spans):
        return False
    if utterance.cue is None:
        return any(map(str.islower, text[slice(*utterance.spans[0])]))  # not: “MAKE IT STOP”
    start, end = utterance.cue
    cue = text[start:end]
    if cue in DASHES:
        return text[last - 1] not in ".!?"
    if verb == "write":
        between = text[end : utterance.spans[0][0] - 1].strip()
        return end < utterance.spans[0][0] and (not between or (between[-1] == "," and " " in between))
    return cue.isalpha() and verb in {None, "sing"}
