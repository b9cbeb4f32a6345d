"""The person whom a mention names beside a role, where the parser takes the role for the head.

Inspector | Bo Ray | of Norr Road police station
| Ann Lee |, Norr team coach
team captain | Joe Dyer |
co-founder | Ann Lee |
Exa Times editor in chief | Ann Lee |
head of research at Exa Trust | Ann Lee |
"""

from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.entities import Person
from retrieval.attribution.coreference.speaking_nouns import may_speak
from retrieval.attribution.mention_heads import INNER_DEPENDENCIES, People, are_joined, is_whole_name
from retrieval.text.first_names import OF_ONE_GENDER
from retrieval.text.nlp import neighbour
from retrieval.text.normalise import name_key, normalise
from retrieval.text.person_nouns import is_person_noun, is_role
from retrieval.text.titles import ABBREVIATED_TITLES, TITLES

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

MAX_ROLE_TOKENS = 8  # between a prefix and the name that its role belongs to
MIN_ROLE_TOKENS = 3  # before a name that ends a role
OF_BODY = frozenset({"of", "at", "for", "with"})
PREFIXES = frozenset({"co", "ex", "vice"})


def beside_role(head: "Token", mention: "Span", people: People) -> str | None:
    """The name of the person beside the role `head` in a mention; None if there is none.

    `people` are the people named in the passage, by the number of a token.
    """
    titled = people.get(mention.start + 1) if name_key(mention[0].text) in TITLES else None
    if titled and not _is_owner_of_people(mention.doc[mention.start + 1]):
        return titled.name
    if person := _before(head, mention, people):
        return person.name
    if name := _behind_prefix(head, people) or _behind_body(head, mention, people):
        return name
    person = _right_behind(head, mention, people) or _at_end(head, mention, people)
    if person is None and head.pos_ == "PROPN":
        person = _inside(head, mention, people)
    return person.name if person else None


def _is_owner_of_people(name: "Token") -> bool:
    """Whether a name only owns the one who speaks: "Mr. | Hale | 's aides", "... 's VP"; not "... 's remark"."""
    return name.dep_ == "poss" and (is_person_noun(name.head.text) or name.head.text.isupper())


def _before(head: "Token", mention: "Span", people: People) -> Person | None:
    """The person named right before a mention that is their role: "| Ann Lee |, Norr team coach said".

    With an article, the name opens the sentence: "| Ann Lee |, the head of a club that rows, said".
    """
    doc, start = mention.doc, mention.start
    if start < 2 or doc[start - 1].text != "," or not is_person_noun(head.text) or roles.is_plural(head):
        return None
    person, first = people.get(start - 2), start - 2
    while first > doc[start].sent.start and people.get(first - 1) is person:
        first -= 1
    is_aside = first == doc[start].sent.start and doc[mention.end : mention.end + 1].text == ","
    is_bare = not any(word.tag_ in {"DT", "PRP$"} for word in mention)
    return person if is_bare or is_aside else None


def _behind_prefix(head: "Token", people: People) -> str | None:
    """The person whose role begins with a prefix that the parser took for the whole role: "said | co |-founder Ann
    Lee".
    """
    following = head.doc[head.i + 1 : head.i + 1 + MAX_ROLE_TOKENS]
    if head.lower_ not in PREFIXES or not following or following[0].text != "-":
        return None
    for token in following[1:]:
        person = people.get(token.i)
        if person or token.pos_ == "PROPN":
            return person.name if person else token.doc[token.i : token.head.i + 1].text or None
        if token.is_punct or token.pos_ == "VERB":
            break
    return None


def _behind_body(head: "Token", mention: "Span", people: People) -> str | None:
    """The name directly after the body or the field of a role: "head of research at | Exa Trust | Ann Lee", "member for
    | culture | Ann Lee".

    None in "spokesman for Ann Lee", where the name itself follows the preposition.
    """
    doc = mention.doc
    first = last = mention.end - 1
    person = people.get(last)
    while first - 1 > mention.start and _goes_before_name(doc[first - 1]):
        if person and people.get(first - 1) is not person:
            break  # "Head of Public Policy | Ann Lee |"
        first -= 1
    role, body = doc[mention.start : first - 1], doc[first - 1]
    links = [word for word in role if word.lower_ in OF_BODY]
    if not links or not is_role(head.text) or roles.is_plural(head) or any(word.text == "," for word in role):
        return None
    is_titled = name_key(doc[first].text) in TITLES and body.tag_ in {"NN", "NNP"}
    is_known = person or doc[last].ent_type_ == "PERSON" or normalise(doc[first].text) in OF_ONE_GENDER
    is_noun = (
        body.tag_ in {"NN", "NNS"} or neighbour(body, -1).lower_ == "and"
    )  # "roads and | waste |", taken for a verb
    is_field = is_noun and body.text.islower() and not is_person_noun(body.text)
    is_name = first < last and bool(is_known) and (is_titled or is_field or body.ent_type_ == "ORG")
    return doc[first : last + 1].text if is_name else None


def _goes_before_name(word: "Token") -> bool:
    """Whether a word may be a forename before a surname, and is not the name of a body."""
    return word.pos_ == "PROPN" and (word.ent_type_ != "ORG" or normalise(word.text) in OF_ONE_GENDER)


def _right_behind(head: "Token", mention: "Span", people: People) -> Person | None:
    """The person named directly after a role: "From team | captain | Joe Dyer:", "Navy | Capt. | Ann Lee"."""
    is_cut = name_key(head.text) in ABBREVIATED_TITLES and head.i + 2 < len(head.doc)
    following = head.i + 2 if is_cut and neighbour(head).text == "." else head.i + 1
    person = people.get(following) if is_cut or following < mention.end else None
    return person if is_role(head.text) and not roles.is_plural(head) else None


def _at_end(head: "Token", mention: "Span", people: People) -> Person | None:
    """The person whose name ends a long role: "Exa editor in chief | Ann Lee |", "Board of Works chair | Bo Ray |".

    Nobody in "supporters of Senator Ann Lee" and "the office of Exa chair Bo Ray".
    """
    doc, last = mention.doc, mention.start
    while last + 1 < mention.end and doc[last + 1].text != ",":
        last += 1
    first, person = last, people.get(last)
    while first > mention.start and people.get(first - 1) is person:
        first -= 1
    before = doc[mention.start : first]
    if person is None or first == last or len(before) < MIN_ROLE_TOKENS or head.i >= first or roles.is_plural(head):
        return None
    role, link = before[-1], before[-2]
    while link.i > before.start and len(before) > MIN_ROLE_TOKENS and (link.text == "-" or link.lower_ in PREFIXES):
        link = doc[link.i - 1]  # "Norr Foundation co-| president | Ann Lee"
    own = [word for word in before if word.head.dep_ != "poss"]  # not "the" in "the Herald's editor in chief"
    if any(word.tag_ in {"DT", "PRP$"} or word.pos_ in {"VERB", "AUX"} for word in own) or not role.is_alpha:
        return None
    if not is_role(head.text):
        return (
            person if head.pos_ == link.pos_ == "PROPN" and is_role(role.text) and not roles.is_plural(role) else None
        )
    is_in_chief = (link.lower_, role.lower_) in {("in", "chief"), ("at", "large")}
    is_of_many = is_person_noun(role.text) and role.tag_ == "NNS" and link.lower_ == "for"
    return person if is_in_chief or is_of_many else None  # "counsel for the | operators | Ann Lee"


def _listed_before(name: "Token") -> "list[Token]":
    """The names before another in a list: "| Ann Lee |, | Bo Ames | and Cy Dow"."""
    first = name
    while first.dep_ in {"conj", "appos"}:
        first = first.head
    return [token for token in (first, *first.conjuncts) if token.i < name.i]


def _inside(head: "Token", mention: "Span", people: People) -> Person | None:
    """The person named in a mention that the parser split: "Capt. | Ann Lee", "Secretary of | State Ann Lee".

    Nobody who is joined to the head: "Ann Lee and the State | Department |".
    """
    named = {token.i: token for token in mention if token.i in people}
    for place, token in named.items():
        is_another = token in _listed_before(head) and is_whole_name(head, people)
        if token.dep_ not in INNER_DEPENDENCIES and not is_another and not are_joined(head, token, named):
            return people[place]
    if not named or not is_role(mention.root.text):
        return None
    first = last = max(named)
    while first - 1 in named:
        first -= 1
    if first == mention.start:
        return None  # "| Ann Lee |'s deputy"
    before = mention.doc[first - 1]
    is_thing = before.tag_ in {"NN", "NNS"} and not may_speak(before.text)  # "head of communications | Ann Lee"
    is_behind_name = (before.pos_ == "PROPN" or is_thing) and name_key(before.text) not in TITLES
    return people[last] if is_behind_name else None
