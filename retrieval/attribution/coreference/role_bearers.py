"""Names that stand beside the role of a person: "chief executive, Nina Obi", "the chairman of the branch, Ann Lee"."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.mentions import FIRST_NAMES, NameMention
from retrieval.text.person_nouns import PERSON_NOUNS, is_person_noun, singular

if TYPE_CHECKING:
    from spacy.tokens import Doc


def with_evident_people(doc: "Doc", mentions: Iterable[NameMention]) -> list[NameMention]:
    """Mentions, those taken for people that stand beside a person's role: "chief executive, Nina Obi"."""
    return [replace(mention, is_person=True) if _is_evident_person(doc, mention) else mention for mention in mentions]


def _is_evident_person(doc: "Doc", mention: NameMention) -> bool:
    """Whether a name stands beside the role of a person, and the entity model gives it no label or an unlikely one."""
    root, first = doc[mention.start : mention.end].root, doc[mention.start]
    if len(mention.words) == 1:
        return roles.identified(doc, mention.start) is not None  # "a trader who gave her name as | Aisha |"
    if roles.with_name_set_off(doc, mention.start - len(mention.title.split()), mention.end) is not None:
        return True  # "a resident, | Progress Ekoma |, said", labelled a place
    if mention.is_person is None:
        return root.dep_ == "appos" and is_person_noun(root.head.text) and root.head.pos_ == "NOUN"
    before = first.nbor(-1) if first.i else first
    if first.ent_iob_ == "I" and before.text.islower() and is_person_noun(before.text):
        return True  # "Leeds resident | Ann Ada Lee |", all of it labelled a work of art
    if first.ent_iob_ == "B" and mention.keys[0] in FIRST_NAMES and is_person_noun(before.text):
        return True  # "the firm's CEO | Carly Marlow |", labelled an organisation
    asides = (child for child in root.rights if child.dep_ == "appos" and child.tag_ == "NN")
    return any(singular(aside.text) in PERSON_NOUNS for aside in asides)  # "Bo Ames, chief of ..."


def named_behind(doc: "Doc", mentions: Iterable[NameMention]) -> dict[int, NameMention]:
    """The nouns of roles, by their place, whose bearer is named behind them: "the chairman of the branch, Ann Lee,"."""
    found: dict[int, NameMention] = {}
    for mention in mentions:
        noun = roles.with_name_set_off(doc, mention.start - len(mention.title.split()), mention.end)
        if noun is not None:
            found[noun.i] = mention
    return found
