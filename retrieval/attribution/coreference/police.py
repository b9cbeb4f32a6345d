"""Police: resolves "the police" to a police force.

Norr State Police ... the police          the only force that the article names
Norr police ... Vale police ... police    the force named just before
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.mentions import TokenPlace
from retrieval.text.nlp import neighbour
from retrieval.text.normalise import name_key
from retrieval.text.person_nouns import is_person_noun

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

POLICE_BODIES = frozenset("Department Force Service".split())
COMMON_POLICE = frozenset("the local city state".split())  # before "police", do not identify the force
OTHER_POLICE = re.compile(r"[A-Z]{1,4}PD|[Gg]endarmes?|[Ss]heriff")
IN_NAMES = frozenset("of for and the & 's ’s on".split())  # words in small letters that the name of a body may have
MAX_PASSAGES = 15  # from a name to "the police"
NEAR_PASSAGES = 1  # from a name to "the police", where the article names other police elsewhere


def meant(noun: "Token", here: TokenPlace, known: Sequence[tuple[TokenPlace, str | None]]) -> str | None:
    """The force that "police" means at a place; None if it is not clear.

    `known` are the forces of the article. It is the only force, or the only one named nearby.
    """
    if not is_alone(noun):
        return None
    is_states = noun.i > 0 and neighbour(noun, -1).lower_ == "state"
    if is_states:
        known = [(place, name) for place, name in known if name and "State" in name.split()]
    before = [place for place, name in known if name and place < here]
    if not before or here[0] - before[-1][0] > MAX_PASSAGES:
        return None
    near = [(place, name) for place, name in known if here[0] - NEAR_PASSAGES <= place[0] and place < here]
    for found in (known, near):
        names = [name for _, name in found if name]
        if not names or len(names) < len(found):
            continue
        fullest = max(names, key=lambda name: (len(keys_of(name)), name))
        if all(keys_of(name) <= keys_of(fullest) for name in names):
            return fullest
    return None


def named(docs: "Sequence[Doc]") -> Iterator[tuple[TokenPlace, str | None]]:
    """The police forces that an article names, each with its place.

    "Police" alone, "riot police" and "police officers" do not count.
    """
    for number, doc in enumerate(docs):
        for token in doc:
            if token.lower_ == "police" and _are_police(token) and not is_alone(token):
                yield (number, token.i), police_name(token)
            elif OTHER_POLICE.fullmatch(token.text):
                yield (number, token.i), None


def keys_of(name: str) -> set[str]:
    """The keys of the words of a name, without "of" and the like."""
    words = (re.sub(r"[’']s$", "", word) for word in re.split(r"[\s-]+", name))
    return {name_key(word) for word in words if word and word not in IN_NAMES}


def _are_police(token: "Token") -> bool:
    """Whether "police" means the force itself: "Norr police", "Norr police chief"; not "police violence"."""
    behind = token.doc[token.i + 1 : token.i + 2].text
    return token.dep_ != "compound" or behind.title() in POLICE_BODIES or is_person_noun(behind)


def is_alone(police: "Token") -> bool:
    """Whether no word beside "police" identifies the force: "the | police |", "local | police |", "| police | said"."""
    doc, place = police.doc, police.i - 1
    while place >= 0 and doc[place].lower_ in COMMON_POLICE:
        place -= 1
    behind = doc[police.i + 1 : police.i + 3]
    if len(behind) > 1 and behind[0].lower_ in {"in", "of"} and behind[1].text[0].isupper():
        return False
    if place < police.sent.start:
        return True
    before = doc[place]
    is_of_kind = before.head == police and before.pos_ in {"NOUN", "PROPN", "ADJ"}
    return not (_is_in_police_name(before) or before.tag_ == "POS" or is_of_kind)


def police_name(police: "Token") -> str | None:
    """The name of the police: "Norr | Police | Department", "Norr State | Police |"; None for "riot police"."""
    doc, start, end = police.doc, police.i, police.i + 1
    while start > police.sent.start and _is_in_police_name(doc[start - 1]):
        start -= 1
    if police.text[0].isupper() and doc[end : end + 1].text in POLICE_BODIES:
        end += 1
    is_person = any(word.ent_type_ == "PERSON" for word in doc[start : police.i])
    start += doc[start].lower_ == "the"
    return " ".join(doc[start:end].text.split()) if start < police.i and not is_person else None


def _is_in_police_name(token: "Token") -> bool:
    is_name = token.pos_ == "PROPN" or token.ent_type_ in {"GPE", "NORP", "ORG"} or token.text == "State"
    return is_name and token.text[0].isupper() and token.ent_type_ not in {"DATE", "TIME"}
