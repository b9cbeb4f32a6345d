"""Heads: the words of a mention that name the speakers, one for each speaker.

Dr Hale and Dr Marlow               Hale, Marlow
a study by Ann Lee and Bo Ames      Lee, Ames
producers Ann Lee and Bo Ames       Lee, Ames
Lee, Ames and Norr Mayor Cy Dow     Lee, Ames, Dow
all she could do                    she
"""

from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles, texts
from retrieval.attribution.coreference.entities import COPULAS, Person
from retrieval.attribution.coreference.mentions import KIN
from retrieval.attribution.coreference.speaking_nouns import TEXT_NOUNS, is_thing
from retrieval.text.nlp import SUBJECTS, neighbour
from retrieval.text.normalise import name_key
from retrieval.text.person_nouns import is_role, singular
from retrieval.text.titles import TITLES

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

HE_OR_SHE = frozenset({"he", "she"})
NOUNS = frozenset({"NOUN", "PROPN", "X"})
AND = frozenset({"and", "&"})
INNER_DEPENDENCIES = frozenset({"compound", "poss", "pobj", "nmod", "amod"})  # a name in one is not the phrase's head

People = Mapping[int, Person | None]  # token number → the person whose name has the token


def speaking_heads(mention: "Span", people: People = MappingProxyType({})) -> "list[Token]":
    """The heads of a mention. For a text, the heads of its authors. Things are left out unless there is nothing else.

    `people` are the people named in the passage.
    """
    heads = [writer for head in _phrase_heads(mention, people) for writer in _writers(head, mention)]
    heads = [named for head in heads for named in _named_together(head, mention, people)]
    return [head for head in heads if not is_thing(head)] or heads  # "at | the Open | and | Ann Lee | said"


def _phrase_heads(mention: "Span", people: People) -> "list[Token]":
    """The heads of the phrases that a mention joins: both names of "Dr Hale and Dr Marlow"."""
    if listed := _in_list(mention, people):
        return listed
    root = mention.root
    is_clause = root.pos_ in {"VERB", "AUX"} and people.get(root.i) is None
    is_no_phrase = root.pos_ not in NOUNS | {"PRON", "NUM", "ADJ"} and not root.n_rights
    if is_clause or root.lower_ in {"all", "what"}:  # "| All she could do | was shout"
        subjects = (token for token in mention if token.dep_ in SUBJECTS and token.pos_ == "PRON" and token != root)
        if subject := next(subjects, None):
            return [subject]
    if is_clause or is_no_phrase:  # by a mistake of the parser
        nouns = (token for token in mention if token.pos_ in NOUNS)
        outer = (token for token in nouns if token.dep_ not in INNER_DEPENDENCIES or token.head not in mention)
        root = next(outer, root)
    joined = (token for token in root.conjuncts if mention.start <= token.i < mention.end)
    heads = [root, *(token for token in joined if token.pos_ not in {"VERB", "AUX"})]
    if (one := _bearer(heads, people)) is not None:
        return [one]
    if people.get(root.i) is None:
        return heads
    others = [*_joined_before(root, people), *_joined_to_place(root, people), *_listed(root, people)]
    return sorted({*heads, *(other for other in others if other in mention)}, key=lambda token: token.i)


def _in_list(mention: "Span", people: People) -> "list[Token]":
    """The people of a mention that is a list of names with titles, whatever the parse: "oarsmen | Lee |, | Ames | and
    Mayor | Dow |".
    """
    named = [token for token in mention if people.get(token.i) is not None]
    last = [token for token in named if token.i + 1 == mention.end or people.get(token.i + 1) != people[token.i]]
    if len(last) < 2 or len({people[token.i] for token in last}) < len(last):
        return []
    first = [token for token in named if token.i == mention.start or people.get(token.i - 1) != people[token.i]]
    gaps = [mention.doc[name.i + 1 : start.i] for name, start in zip(last, first[1:], strict=False)]
    behind = mention.doc[last[-1].i + 1 : mention.end].text
    leads = mention.doc[mention.start : first[0].i]
    is_list = all(_separates(gap) for gap in gaps) and not AND.isdisjoint(word.lower_ for word in gaps[-1])
    is_list = is_list and all(_goes_with_name(word) or word.lower_ == "the" for word in leads)
    return last if is_list and behind[:1] in {"", ",", "("} else []


def _separates(gap: "Span") -> bool:
    """Whether the words between two names only list them: ", and Norr Mayor"."""
    joining = [word for word in gap[:2] if word.text == "," or word.lower_ in AND]
    return bool(joining) and joining[0].i == gap.start and all(map(_goes_with_name, gap[len(joining) :]))


def _goes_with_name(word: "Token") -> bool:
    """Whether a word may stand before a name in a list: a title, a role or a place; not "of", nor "Lee's"."""
    return word.pos_ in {"NOUN", "PROPN", "ADJ"} or word.text in {".", "-", "–"}


def _bearer(heads: "Sequence[Token]", people: People) -> "Token | None":
    """The only person of a phrase whose other heads are roles of theirs.

    "| Ann Lee |, events and press coordinator", "former governor and council member | Ann Lee |".
    """
    first, *others = heads
    named = [head for head in heads if people.get(head.i) is not None]
    if (
        len(heads) < 2
        or len(named) != 1
        or any(child.dep_ in {"det", "poss"} for head in heads for child in head.lefts)
    ):
        return None
    if named == [first]:
        is_apart = first.i + 1 < others[0].i and neighbour(first).text == ","
        return first if is_apart and any(is_role(head.text) for head in others) else None
    is_role_first = first.tag_ == "NN" and is_role(first.text) and heads[1:] == named
    own_roles = (word for word in named[0].lefts if word.text.islower() and is_role(word.text))
    return named[0] if is_role_first and (any(own_roles) or _ends_field(named[0], people)) else None


def _ends_field(name: "Token", people: People) -> bool:
    """Whether a name follows the field of a role: "member for roads and waste | Ann Lee |"; not "and Mayor Ann Lee"."""
    first = name.i
    while first and people.get(first - 1) is people[name.i]:
        first -= 1
    field, joining = name.doc[max(0, first - 1)], name.doc[max(0, first - 2)]
    is_word = field.text.islower() and (field.pos_ == "NOUN" or field.dep_ == "compound")
    return joining.lower_ == "and" and is_word and not is_role(field.text)


def is_second_role(role: "Token", other: "Token") -> bool:
    """Whether two joined roles may be one person's: "the | senator | and | candidate | said"; no "clerk and a cook"."""
    are_roles = all(word.tag_ == "NN" and is_role(word.text) and word.lower_ not in KIN for word in (role, other))
    return are_roles and not any(child.dep_ in {"det", "poss"} for child in other.children)


def _joined_before(name: "Token", people: People) -> "list[Token]":
    """People joined to a name that the parser took for its modifiers: "| Lee |, | Ames | and Norr Mayor Cy Dow".

    "Lee and Ames adviser Cy Dow" does not count, since no role begins after "and".
    """
    for first in name.lefts:
        joined = list(first.conjuncts)
        is_list = first.dep_ == "nmod" and people.get(first.i) not in {None, people[name.i]} and joined
        if is_list and people.get(joined[-1].i) is None:
            return [first, *(other for other in joined if people.get(other.i) not in {None, people[name.i]})]
    return []


def _listed(name: "Token", people: People) -> "list[Token]":
    """People of a list whom the parser takes for other names of the first: "Ann Lee, | Bo Ames | and | Cy Dow |"."""
    for second in name.rights:
        listed = [second, *second.conjuncts]
        is_list = second.dep_ == "appos" and len(listed) > 1 and all(is_whole_name(word, people) for word in listed)
        words = name.doc[name.i + 1 : listed[-1].i + 1]
        if is_list and all(_is_of_list(word) for word in words):
            return listed
    return []


def _is_of_list(word: "Token") -> bool:
    """Whether a word may be in a list of names: not a role or a preposition ("Ann Lee, Head of Art and Music")."""
    return word.text == "," or word.dep_ == "cc" or (word.pos_ == "PROPN" and not is_role(word.text))


def is_whole_name(word: "Token", people: People) -> bool:
    """Whether a word ends the name of a person, or a name of several words that the parser does not label."""
    is_name = word.pos_ == "PROPN" and any(child.dep_ == "compound" and child.pos_ == "PROPN" for child in word.lefts)
    is_titled = not TITLES.isdisjoint({name_key(word.text), name_key(neighbour(word, -1).text)}) if word.i else True
    return people.get(word.i) is not None or (is_name and not is_titled)


def _joined_to_place(name: "Token", people: People) -> "list[Token]":
    """People whom the parser joins to another person's place: "Ann Lee of Norr and | Bo Ames | of Vale"."""
    places = (place for place in roles.objects_of(name, {"of", "from"}) if people.get(place.i) is None)
    joined = (other for place in places for other in place.conjuncts)
    return [other for other in joined if people.get(other.i) not in {None, people[name.i]}]


def are_joined(head: "Token", name: "Token", named: Container[int]) -> bool:
    """Whether only "and" is between a head and the last word of a person's name: "Ann Lee and the State | Board |".

    Not in "| Founder | and President Ann Lee". `named` are the tokens of names.
    """
    start = name.i
    while start - 1 in named:
        start -= 1
    is_behind = name.i < head.i
    between = name.doc[name.i + 1 : head.left_edge.i] if is_behind else name.doc[head.i + 1 : start]
    is_whole = is_behind or start == name.left_edge.i
    return len(between) == 1 and between[0].dep_ == "cc" and is_whole and name in head.conjuncts


def _named_together(head: "Token", mention: "Span", people: People) -> "list[Token]":
    """The people named by a role in the plural: "executive producers | Ann Lee | and | Bo Ames |"; else the head."""
    if not roles.is_plural(head):
        return [head]
    first = next((word for word in head.rights if word.dep_ == "appos" and people.get(word.i)), None)
    if first is None:
        return [head]
    named = [first, *(other for other in first.conjuncts if people.get(other.i) and other in mention)]
    return named if len({people[token.i] for token in named}) > 1 else [head]


def _writers(head: "Token", mention: "Span") -> "list[Token]":
    """All authors of a text: "a study by | Ann Lee | and | Bo Ames"; the head itself if it is not a text."""
    author = texts.author(head)
    if author is None:
        return [head]
    others = (other for other in author.conjuncts if author.i < other.i < mention.end)
    return [*_writers(author, mention), *others]


def antecedent(token: "Token") -> "Token | None":
    """The noun to which a relative pronoun refers: "Mr Trump, who said so"."""
    return next((verb.head for verb in token.ancestors if verb.dep_ in {"relcl", "acl"}), None)


def described(head: "Token") -> "Token | None":
    """The person described by a noun after "is": "| Ann Lee | is a gifted poet who says ..."; the text that an aside
    describes.

    "An | editorial | before the vote that said ...": the parser takes the vote for the speaker.
    """
    noun = head
    while noun.dep_ == "conj":
        noun = noun.head
    verb = noun.head
    is_in_list = noun is not head and roles.is_definite(head)  # "is home to Exa, | the group | that says"
    if (
        noun.dep_ == "attr"
        and not is_in_list
        and verb.lower_ in COPULAS
        and not any(child.dep_ == "neg" for child in verb.children)
    ):
        subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
        if subject is None or any("\n" in token.text for token in head.doc[subject.i : noun.i]):
            return None  # of another line of a list
        return subject if subject.pos_ == "PROPN" or subject.lower_ in HE_OR_SHE else None
    if head.dep_ == "pobj" and head.head.dep_ in {"prep", "dative"} and (is_thing(head) or _is_recipient(head)):
        above = head.head.head
        texts_above = [above, *(child for child in above.rights if child.dep_ == "dobj")]
        text = next((text for text in texts_above if singular(text.text) in TEXT_NOUNS), None)
        author = texts.author(text) if text is not None else None
        return text if author is None or author == head else author
    return None


def _is_recipient(name: "Token") -> bool:
    """Whether a text was sent to somebody, and says what follows: "a statement to | Exa | which said"."""
    clauses = [child for child in name.rights if child.dep_ == "relcl"]
    subjects = [word.lower_ for clause in clauses for word in clause.lefts if word.dep_ in SUBJECTS]
    return name.head.lower_ == "to" and bool(subjects) and subjects[0] in {"which", "that"}
