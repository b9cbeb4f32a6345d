"""Names beside a person's role ("chief executive, Nina Obi"), or beside other signs of a person."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.entities import NO_FIRST_NAMES, NO_SURNAMES
from retrieval.attribution.coreference.mentions import KIN, PRONOUN_GENDER, NameMention
from retrieval.attribution.coreference.speaking_nouns import SPEAKERS
from retrieval.text.first_names import FIRST_NAMES
from retrieval.text.nlp import SUBJECTS, neighbour
from retrieval.text.person_nouns import is_person_noun, singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MAY_BE_BODIES = frozenset(  # person nouns that a firm, a team or a country may be called
    "ally agent bidder broker builder buyer carrier champion client competitor contractor creditor customer developer "
    "distributor employer exporter favourite founder giant host importer insurer investor leader lender loser maker "
    "manufacturer member neighbour neighbor newcomer operator opponent owner parent partner player producer provider "
    "publisher regulator retailer rival seller sister sponsor star successor supplier supporter underdog user vendor "
    "victim winner".split()
)
RELATIVES = KIN | frozenset("aunt boyfriend brother cousin fiance girlfriend grandmother sister uncle widow".split())
MIN_AGE, MAX_AGE = 15, 99  # that follows a name between commas


def with_evident_people(doc: "Doc", mentions: Iterable[NameMention]) -> list[NameMention]:
    """The mentions, with those beside a person's role marked as people: "chief executive, Nina Obi".

    Each mention gets the signs of a person beside it.
    """
    return [
        replace(mention, is_person=True) if _is_evident_person(doc, mention) else mention
        for mention in (replace(mention, signs=frozenset(_signs(doc, mention))) for mention in mentions)
    ]


def _signs(doc: "Doc", mention: NameMention) -> Iterator[str]:
    """The signs that a name is a person's: "| Rezan |, who fled", "| Rezan |'s sister", "| Rezan | clasps her
    rifle".
    """
    if mention.gender:
        yield "title"
    behind = [token for token in doc[mention.end : mention.end + 2] if token.text != ","]
    if behind and behind[0].tag_ in {"WP", "WP$"} and behind[0].lower_ != "what":
        yield "who"
    root = doc[mention.start : mention.end].root
    if root.dep_ == "poss" and root.head.lower_ in RELATIVES:
        yield "kin"
    if root.dep_ in SUBJECTS and any(
        word.dep_ == "poss" and word.lower_ in PRONOUN_GENDER and _verb_above(word) == root.head
        for word in root.head.subtree
    ):
        yield "pronoun"


def _verb_above(word: "Token") -> "Token | None":
    return next((above for above in word.ancestors if above.pos_ in {"VERB", "AUX"}), None)


def _is_evident_person(doc: "Doc", mention: NameMention) -> bool:
    """Whether a name is beside a person's role, and the entity model gives it no label or an unlikely one."""
    if len(mention.words) == 1:
        is_pseudonym = mention.start > 0 and doc[mention.start - 1].lower_ in {"alias", "pseudonym"}
        is_set_off = mention.keys[0] in FIRST_NAMES and roles.with_name_set_off(doc, mention.start, mention.end)
        # "a trader who named herself | Ada |", "the driver, | Ada |, said"
        return is_pseudonym or bool(is_set_off) or roles.identified(doc, mention.start) is not None
    if roles.with_name_set_off(doc, mention.start - len(mention.title.split()), mention.end) is not None:
        return True  # "a resident, | Progress Ekoma |, said", labelled a place
    is_body = mention.keys[0] in NO_FIRST_NAMES or mention.keys[-1] in NO_SURNAMES
    return not is_body and (_has_role_before(doc, mention) or _has_role_behind(doc, mention))


def _has_role_before(doc: "Doc", mention: NameMention) -> bool:
    """Whether a role is directly before a name: "the firm's CEO | Carly Marlow |", labelled an organisation."""
    root, first = doc[mention.start : mention.end].root, doc[mention.start]
    if mention.is_person is None and root.dep_ == "appos" and root.head.pos_ == "NOUN":
        return is_person_noun(root.head.text)
    before = neighbour(first, -1)
    if before.pos_ != "NOUN" or not before.text.islower() or not is_person_noun(before.text):
        return False
    if first.ent_iob_ == "I" and mention.is_person is not None:
        return True  # "Leeds resident | Ann Ada Lee |", all of it labelled a work of art
    return before.tag_ == "NN" and (mention.keys[0] in FIRST_NAMES or _is_only_a_person(before.text))


def _has_role_behind(doc: "Doc", mention: NameMention) -> bool:
    """Whether a role or an age follows a name: "Bo Ames, chief of ...", "Bo Ames, 26, ..."."""
    root = doc[mention.start : mention.end].root
    asides = (aside for aside in root.rights if aside.dep_ == "appos" and aside.tag_ == "NN")
    return _has_age(doc, mention.end) or any(_is_only_a_person(aside.text) for aside in asides)


def _is_only_a_person(noun: str) -> bool:
    """Whether a noun always means a person, never a body: "hopeful", "director"; not "owner", which a firm may be."""
    word = singular(noun)
    return is_person_noun(noun) and word not in MAY_BE_BODIES | SPEAKERS


def _has_age(doc: "Doc", end: int) -> bool:
    """Whether a name is followed by an age between commas: "Bo Ames, | 26 |, ..."."""
    aside = doc[end : end + 3]
    if len(aside) < 3 or aside[0].text != "," or aside[2].text not in {",", "."}:
        return False
    return aside[1].text.isdigit() and MIN_AGE <= int(aside[1].text) <= MAX_AGE


def named_behind(doc: "Doc", mentions: Iterable[NameMention]) -> dict[int, NameMention]:
    """The nouns of roles, by place, that are followed by the holder's name: "the chairman of the branch, Ann Lee,"."""
    found: dict[int, NameMention] = {}
    for mention in mentions:
        noun = roles.with_name_set_off(doc, mention.start - len(mention.title.split()), mention.end)
        if noun is not None:
            found[noun.i] = mention
    return found
