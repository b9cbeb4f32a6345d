"""What an article says about those whom it names: who is a senator, and who "he" and who "she".

"Sam Nunberg, a former Trump aide," and "Mr Cruz is a senator from Texas" describe; a sentence that names one person and
says "his" tells that person's sex.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.entities import EntityTable
from retrieval.attribution.coreference.mentions import NameMention, key
from retrieval.text.titles import TITLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SEX = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(("she", "her", "hers", "herself"), "f")
BE = frozenset({"is", "was", "'s", "’s", "became", "remains", "being"})


def read(doc: "Doc", namings: Sequence[NameMention], register: EntityTable) -> None:
    """Adds what a passage says to the people in `register`."""
    for naming in namings:
        candidates = register.candidates(naming.words)
        if len(candidates) == 1:
            for noun in _nouns(doc[naming.start : naming.end].root):
                candidates[0].descriptions.add(roles.description(noun))
    for person in register.identified(namings):
        for description in person.descriptions:
            if told := roles.sex(description[0]):
                person.sexes[told] = max(person.sexes[told], 4)
    _count_pronouns(doc, namings, register)


def _nouns(root: "Token") -> Iterator["Token"]:
    """The nouns that stand for the same person as a name does."""
    yield from (child for child in root.rights if child.dep_ == "appos" and child.pos_ == "NOUN")
    if root.dep_ == "appos" and (root.head.pos_ == "NOUN" or key(root.head.text) in TITLES):
        yield root.head
    verb = root.head
    if root.dep_ == "nsubj" and verb.lower_ in BE and not any(child.dep_ == "neg" for child in verb.children):
        yield from (child for child in verb.rights if child.dep_ == "attr" and child.pos_ in {"NOUN", "PROPN"})


def _count_pronouns(doc: "Doc", namings: Sequence[NameMention], register: EntityTable) -> None:
    places = iter(namings)
    naming = next(places, None)
    for sentence in doc.sents:
        here = []
        while naming and naming.start < sentence.end:
            here += register.candidates(naming.words)
            naming = next(places, None)
        told = {SEX[token.lower_] for token in sentence if token.lower_ in SEX}
        if len(set(here)) == 1 and len(told) == 1:
            here[0].sexes[told.pop()] += 1
