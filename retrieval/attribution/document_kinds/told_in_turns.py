"""Told in turns: whose words the speaker of a turn repeats from somebody else.

    Ann Lee said, “No.”                                     Ann Lee
    Senator, you said, “No.”                                the person who answers
    My grandmother told us, “Salt it twice.”                grandmother
    An old woman said to me, “It rains.”                    old woman
    Her father shouted, “Jump!”                             father: across turns, coreference cannot tell whose
    Ann Lee was there. She said, “No.”                      Ann Lee, since the turn names her
    What did your mother teach you? / She said, “No.”       mother
    He said, “No.”                                          somebody, but not the speaker of the turn

Coreference reads a transcript as prose, in which "he" may be the person who spoke before. So a name counts only if the
turn, or the question that it answers, has it. Reported words count only in a question, and with a name.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.mentions import PRONOUN_GENDER
from retrieval.attribution.document_kinds.transcripts import Transcript
from retrieval.attribution.reported_speech.modality import CONDITIONS
from retrieval.attribution.reported_speech.utterance import Utterance
from retrieval.attribution.speaker_resolution import SpeakerResolver
from retrieval.models import Kind, Modality
from retrieval.text.first_names import FEMALE_NAMES, MALE_NAMES
from retrieval.text.normalise import normalise
from retrieval.text.person_nouns import gender, is_person_noun

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

SOMEBODY = re.compile(
    r"\b(?:my|your|his|her|our|their|an?|the|this|that|one) (?:[a-z-]+ ){0,3}?(?P<noun>[a-z-]+)\b", re.IGNORECASE
)
OWN = frozenset({"i", "we"})
YOU = "you"
PRONOUNS = frozenset("he she they it you who that this".split())
NAMES = re.compile(r"(?<=[a-z,] )(?!Mr |Ms |Mrs )[A-Z][a-z]+ [A-Z][a-z]+")  # within a sentence
NAMES_OF_GENDER = {"m": MALE_NAMES, "f": FEMALE_NAMES}
OWNED = re.compile(r"(?:my|your|his|her|our|their) ", re.IGNORECASE)  # "My grandmother": whose, the turn tells


@dataclass(frozen=True, slots=True)
class Told:
    """The speaker of words that somebody repeats, the steps that led to the name, and whether the words were said."""

    speaker: str | None
    chain: tuple[str, ...]
    modality: Modality


def find(
    resolver: SpeakerResolver, transcript: Transcript, doc: "Doc", utterance: Utterance, number: int
) -> Told | None:
    """Who says an utterance in passage `number`; None if it is a part of the speaker's own words."""
    mention = doc.char_span(*utterance.source, alignment_mode="expand") if utterance.source else None
    place = transcript.place(number, utterance.spans[0][0])
    source = mention.text.lower() if mention else ""
    if mention is None or source in OWN or (utterance.kind is not Kind.DIRECT and not transcript.is_asked(place)):
        return None
    is_name = mention.text[:1].isupper() and source not in PRONOUNS and not OWNED.match(source)
    if not is_name and utterance.kind is Kind.INDIRECT:
        return None
    if source == YOU:
        addressed = transcript.addressed(place)
        return Told(addressed, (source, addressed), utterance.modality) if addressed else None
    if utterance.is_anonymous:
        return Told(None, (), utterance.modality)
    if is_name:
        return Told(*resolver.resolve(mention, number, ()), utterance.modality)
    speaker, chain = _described(resolver, mention, number, transcript.said_before(place), transcript.speaker(place))
    return Told(speaker, chain, Modality.SAID if _is_habit(mention, utterance.kind) else utterance.modality)


def _described(
    resolver: SpeakerResolver, mention: "Span", number: int, before: str, carrier: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """The speaker that a pronoun or a description means, and the steps that led there; None if nothing shows it.

    `before` are the words of the turn before the mention, `carrier` is the turn's speaker.
    """
    pronoun = mention.text.lower()
    owned = mention[1:] if OWNED.match(mention.text) else mention
    name, chain = resolver.resolve(owned, number, ())
    name = name.rpartition("'s ")[2] if name and owned is not mention else name
    unknown = None, (mention.text,)
    place = _place(name, f"{before} {mention.text}") if name and name != carrier else None
    if pronoun not in PRONOUN_GENDER:
        return (name, chain) if place is not None else unknown
    told = [match for match in SOMEBODY.finditer(before) if _agrees(match["noun"], pronoun)]
    if told and (place is None or told[-1].start() > place):
        is_sure = len({match["noun"] for match in told}) == 1
        return (told[-1]["noun"].lower(), (mention.text, told[-1][0])) if is_sure else unknown
    later = [match[0] for match in NAMES.finditer(before) if place is None or match.start() > place]
    if place is not None:
        return (name, chain) if not later else unknown
    only = later[0] if len(set(later)) == 1 else carrier
    is_meant = only and only != carrier and normalise(only.split()[0]) in NAMES_OF_GENDER[PRONOUN_GENDER[pronoun]]
    return (only, (mention.text, only)) if only and is_meant else unknown


def _is_habit(mention: "Span", kind: Kind) -> bool:
    """Whether a pronoun with "'d" and quoted words tell what somebody used to say: "She'd hold up a hand and say"."""
    behind = mention.doc[mention.end].lower_ if mention.end < len(mention.doc) else ""
    is_condition = any(token.lower_ in CONDITIONS for token in mention.sent)
    return kind is Kind.DIRECT and behind in {"'d", "’d"} and not is_condition


def _place(name: str, before: str) -> int | None:
    """Where the text last has the last word of a name; a name without capitals is a description, and in place."""
    word = name.rsplit(maxsplit=1)[-1]
    if not any(map(str.isupper, name)):
        return 0
    places = [match.start() for match in re.finditer(rf"\b{re.escape(word)}\b", before)]
    return places[-1] if places else None


def _agrees(noun: str, pronoun: str) -> bool:
    """Whether a noun may mean a person of the gender that a pronoun has."""
    return is_person_noun(noun) and gender(noun) in {PRONOUN_GENDER[pronoun], None}
