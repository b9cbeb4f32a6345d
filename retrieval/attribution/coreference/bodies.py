"""Bodies: which organisation "the bureau" or "the company" means, by its name in full.

    The Tidal Survey Bureau met. ... the bureau            the body that is named with the noun: Tidal Survey Bureau
    Ames County Sheriff's Office ... the sheriff's office  the body with all the words of the phrase
    Exa Labs recalls its bottles. ... the company          the organisation that a sentence just before is about

    Norr State Police ... the police                       the only police that the article names

If another body of that kind stands in between, nobody is named.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from retrieval.attribution import acronyms
from retrieval.attribution.coreference import roles
from retrieval.text.nlp import SUBJECTS
from retrieval.text.normalise import name_key
from retrieval.text.person_nouns import is_person_noun, singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

NAMED_BODIES = frozenset(  # whose names end or begin with what they are: "the bureau" is the "Tidal Survey Bureau"
    "agency alliance association authority bank board bureau campaign center centre church club coalition college "
    "commission committee company council court department district federation foundation hospital institute league "
    "ministry movement network office party poll service society survey union university".split()
)
FIRMS = frozenset("airline carmaker chain company corporation firm manufacturer retailer startup".split())
FIRM_WORDS = frozenset(  # the last word of a firm's name, which the entity model may take for a person's
    "airlines co corp energy foods group holdings inc industries labs lines llc ltd media motors pharma systems".split()
)
GROUPS = frozenset("band body charity duo group newspaper nonprofit organisation organization outlet trio".split())
AGENCIES = frozenset("agency regulator".split())
PUBLIC_BODIES = frozenset(  # a word of the name of a body that is no firm
    "administration agency assembly association authority board bureau center centers centre church city college "
    "commission committee congress council county court department district federation government house institute "
    "division league ministry nations office party police senate service services society state states union "
    "university".split()
)
AUTHORITIES = frozenset(  # a word of the name of a body that is no group of people
    "administration agency assembly authority bureau city congress county court department district federal "
    "government house ministry nations police senate state states university".split()
)
POLICE_BODIES = frozenset("Department Force Service".split())
COMMON_POLICE = frozenset("the local city".split())  # before "police", tell nothing more
OTHER_POLICE = re.compile(r"[A-Z]{1,4}PD|[Gg]endarmes?|[Ss]heriff")
AGENCY_WORDS = frozenset(
    "administration agency authority board bureau centers commission department service survey".split()
)
MEDIA = re.compile(
    r"\b(?:CNN|BBC|NBC|CBS|ABC|AP|AFP|NPR|News|Times|Post|Press|Reuters|Journal|Magazine|Herald|Today)\b"
)
IN_NAMES = frozenset("of for and the & 's ’s on".split())  # words in small letters that the name of a body may have
NAME_ENDS = re.compile(r" (?:at|by|from|in|to|with) ")  # what follows a name, but is no part of it
MAX_PASSAGES = 5  # between a body's name and its kind alone
NEAR_PASSAGES = 1  # where another body of that kind is named elsewhere; and for a name without its kind

MAX_WORDS_OF_HEADING = 5
KINDS = NAMED_BODIES | FIRMS | AGENCIES | GROUPS

Place = tuple[int, int]  # the number of a passage, and the number of a token in it


class BodyNames:
    """The bodies that one article names."""

    def __init__(self, docs: "Sequence[Doc]", in_full: dict[str, str]) -> None:
        """`docs` are the passages of the article; `in_full` has the names that it gives acronyms."""
        self._docs = docs
        self._in_full = in_full

    def meant(self, noun: "Token", passage: int) -> str | None:
        """The body that "the bureau" means in a passage; None if the article does not tell, or for another noun."""
        if noun.lower_ == "police":
            return self._only_police((passage, noun.i)) if is_alone(noun) else None
        words = bare_body(noun)
        if words is None:
            return None
        kind, here = singular(noun.text), (passage, noun.i)
        found = self._of_kind(kind, words, here) or self._heading(noun)
        found = found or (self._in_subject(kind, here) if len(words) == 1 else None)
        return found or self._described(kind, here)

    @cached_property
    def _organisations(self) -> set[str]:
        """The names that the entity model finds."""
        return {_without_article(span) for doc in self._docs for span in doc.ents if span.label_ == "ORG"}

    def fuller(self, word: str) -> str | None:
        """The only longer name of an organisation, of which a word is the kind, or the name of a firm without its kind.

        "Norr Times" of "Times", "Exa Airlines" of "Exa".
        """
        names = self._organisations
        if singular(word) in NAMED_BODIES or MEDIA.fullmatch(word):
            longer = {name for name in names if name.endswith(f" {word}") and name[0].isupper() and "," not in name}
        else:
            longer = {name for name in names if name.startswith(f"{word} ") and _is_firms(name)}
        return longer.pop() if len(longer) == 1 else None

    def _only_police(self, here: Place) -> str | None:
        """The police that the article names before a place, if it speaks of no other: "Norr State Police"."""
        named = [(place, name) for place, name in self._all_police if name]
        if not named or len(named) < len(self._all_police) or named[0][0] > here:
            return None
        fullest = max((name for _, name in named), key=lambda name: (len(keys_of(name)), name))
        known = keys_of(fullest)
        return fullest if all(keys_of(name) <= known for _, name in named) else None

    def _described(self, kind: str, here: Place) -> str | None:
        """The only body that the article has called such before a place: "Exa and Co, a rowing | group |"."""
        before = [(place[0], name) for place, name, noun in self._all_described if noun == kind and place < here]
        is_near = bool(before) and here[0] - before[-1][0] <= MAX_PASSAGES
        return before[-1][1] if is_near and len({name for _, name in before}) == 1 else None

    def _heading(self, noun: "Token") -> str | None:
        """The body whose name alone is the heading above a noun: "Deep Tide / The rock | band | said ..."."""
        if singular(noun.text) not in FIRMS | GROUPS:
            return None
        for above in reversed([sentence for sentence in noun.doc.sents if sentence.end <= noun.sent.start]):
            words = [token for token in above if token.is_alpha]
            is_line = above[-1].is_space and "\n" in above[-1].text and 0 < len(words) <= MAX_WORDS_OF_HEADING
            if (
                is_line
                and ":" not in above.text
                and all(word.text[0].isupper() and word.ent_type_ not in {"GPE", "DATE"} for word in words)
            ):
                return " ".join(above.text.split())
            if any(word.ent_type_ == "ORG" for word in above):
                break
        return None

    def apposed(self, noun: "Token") -> tuple[str, tuple[str, ...]] | None:
        """The body that a noun is said of between commas: "Exa, | the club | that says", "Exa, | a group | , said"."""
        first = noun.left_edge
        is_behind_comma = first.i >= 2 and first.nbor(-1).text == "," and first.lower_ in {"a", "an", "the"}
        if noun.pos_ != "NOUN" or noun.dep_ not in {"appos", "conj"} or not is_behind_comma:
            return None
        name = self._organisation(first.nbor(-2))
        return (name, ()) if name else None

    def _of_kind(self, kind: str, words: set[str], here: Place) -> str | None:
        """The body named last before a place whose name has the words and the kind; another must not stand between.

        If others have such a name too, it must be near, and for a noun alone no other organisation may be between.
        """
        named = [(place, name) for place, name in self._all_named if kind in keys_of(name) and words <= keys_of(name)]
        before = [(place, name) for place, name in named if place < here]
        if not before:
            return None
        place, last = before[-1]
        forms = [name for _, name in named if keys_of(last) <= keys_of(name)]
        fullest = max(forms, key=len)
        known = keys_of(fullest)
        if not words < known:
            return None
        is_only = all(keys_of(name) <= known for _, name in named)
        if here[0] - place[0] > (MAX_PASSAGES if is_only else NEAR_PASSAGES) and not (is_only and len(words) > 1):
            return None
        in_sentence = self._docs[place[0]][place[1]].sent
        others = (other for other, name in before if other[0] == place[0] and not keys_of(name) <= known)
        if any(in_sentence.start <= token < in_sentence.end for _, token in others):
            return None  # "The Tide Board met the Parole Board"
        is_in_passage = place[0] == here[0] and kind not in AGENCIES
        for token in self._between(place, here):
            is_other = singular(token.text) == kind and not (bare_body(token) or {""}) <= known
            is_named = len(words) == 1 and token.ent_type_ == "ORG" and token.text[0].isupper()
            if is_other or (is_named and not is_in_passage and not is_word_of(token.text, fullest)):
                return None
        return fullest

    def _in_subject(self, kind: str, here: Place) -> str | None:
        """The firm or agency that is the subject of the last sentence about one: "Exa Labs | recalls its bottles"."""
        if kind not in FIRMS | AGENCIES | GROUPS:
            return None
        for number in range(here[0], max(-1, here[0] - 1 - NEAR_PASSAGES), -1):
            for subject in self._subjects(number, here):
                if singular(subject.text) in FIRMS | AGENCIES | GROUPS and subject.pos_ == "NOUN":
                    if roles.is_indefinite(subject):
                        return None  # "a music streaming company"
                    continue
                name = self._organisation(subject)
                if name is None or not _is_kind(name, kind):
                    continue
                if kind in GROUPS and (number < here[0] or " " not in name):
                    return None
                is_alone = not any(
                    token.ent_type_ == "ORG"
                    and not is_word_of(token.text, name)
                    and self._in_full.get(token.text) != name
                    and _is_kind(token.text, kind)
                    for token in self._between((number, subject.i), here)
                )
                return name if is_alone else None
        return None

    def _subjects(self, number: int, here: Place) -> "Iterator[Token]":
        """The subjects of the sentences of a passage before a place, the last one first."""
        for sentence in reversed(list(self._docs[number].sents)):
            for token in reversed(sentence):
                is_main = token.dep_ in SUBJECTS and token.head.dep_ in {"ROOT", "conj", "ccomp", "advcl"}
                if is_main and (number, token.i) < here and token.pos_ in {"PROPN", "NOUN"}:
                    yield token

    def _organisation(self, subject: "Token") -> str | None:
        """The organisation that a subject names, in full where the article explains an acronym."""
        entity = next((span for span in subject.doc.ents if span.start <= subject.i < span.end), None)
        if entity is None or subject.pos_ != "PROPN":
            return None
        name = _without_article(entity)
        if entity.label_ != "ORG" and name_key(subject.text) not in FIRM_WORDS:
            return None
        return self._in_full.get(name, name)

    def _between(self, start: Place, end: Place) -> "Iterator[Token]":
        """The tokens between two places of the article."""
        for number in range(start[0], end[0] + 1):
            for token in self._docs[number]:
                if start < (number, token.i) < end:
                    yield token

    @cached_property
    def _all_police(self) -> list[tuple[Place, str | None]]:
        """The police that the article speaks of, each with its place; None for others, as "riot police".

        Without "police" alone, and without what only belongs to the police, as "police officers".
        """
        found: list[tuple[Place, str | None]] = []
        for number, doc in enumerate(self._docs):
            for token in doc:
                if token.lower_ == "police" and _are_police(token) and not is_alone(token):
                    found.append(((number, token.i), police_name(token)))
                elif OTHER_POLICE.fullmatch(token.text):
                    found.append(((number, token.i), None))
        return found

    @cached_property
    def _all_described(self) -> list[tuple[Place, str, str]]:
        """The bodies that the article describes by a noun, with the place and the noun."""
        found = []
        for number, doc in enumerate(self._docs):
            for token in doc:
                name = described_name(token) if singular(token.text) in FIRMS | GROUPS else None
                if name:
                    found.append(((number, token.i), self._in_full.get(name, name), singular(token.text)))
        return found

    @cached_property
    def _all_named(self) -> list[tuple[Place, str]]:
        """The bodies that the article names, with the place of each name, in order."""
        named = (((number, token.i), body_name(token)) for number, doc in enumerate(self._docs) for token in doc)
        return [(place, name) for place, name in named if name]


def body_name(token: "Token") -> str | None:
    """The name of a body around the noun that tells what it is: "Ministry of Works", "Tidal Survey | Bureau |"."""
    if token.pos_ != "PROPN" or singular(token.text) not in NAMED_BODIES:
        return None
    name = NAME_ENDS.split(roles.noun_phrase(token))[0]
    words = name.split()
    while words and words[0].islower():
        del words[0]  # "the year-old | Coalition of Dockers"
    name = " ".join(words)
    is_name = len(words) > 1 and all(word[0].isupper() or word in IN_NAMES for word in words)
    return name if is_name and words[-1] not in IN_NAMES else None


def _are_police(token: "Token") -> bool:
    """Whether "police" means the police themselves: "Norr police", "Norr police chief"; not "police violence"."""
    behind = token.doc[token.i + 1 : token.i + 2].text
    return token.dep_ != "compound" or behind.title() in POLICE_BODIES or is_person_noun(behind)


def is_alone(police: "Token") -> bool:
    """Whether nothing beside "police" tells whose they are: "the | police |", "local | police |", "| police | said"."""
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
    return " ".join(doc[start:end].text.split()) if start < police.i and not is_person else None


def _is_in_police_name(token: "Token") -> bool:
    is_name = token.pos_ == "PROPN" or token.ent_type_ in {"GPE", "NORP", "ORG"} or token.text == "State"
    return is_name and token.text[0].isupper() and token.ent_type_ not in {"DATE", "TIME"}


def described_name(noun: "Token") -> str | None:
    """The name that a noun describes: "| Exa and Co |, a rowing | group |", "the | group | Rowers of Norr |"."""
    doc, first = noun.doc, noun.left_edge.i
    if noun.pos_ != "NOUN" or noun.tag_ != "NN":
        return None
    if noun.dep_ == "appos" and first >= 2 and doc[first - 1].text == ",":
        start = end = first - 1
        while start > noun.sent.start and _may_be_in_name(doc[start - 1]):
            start -= 1
    else:
        start = end = noun.i + 1
        while end < len(doc) and _may_be_in_name(doc[end]):
            end += 1
    while start < end and (doc[start].pos_ != "PROPN" or doc[start].lower_ == "the"):
        start += 1
    while end > start and not doc[end - 1].text[0].isupper():
        end -= 1
    words = doc[start:end]
    is_body = len(words) > 0 and not any(word.ent_type_ in {"PERSON", "GPE", "DATE"} for word in words)
    return " ".join(words.text.split()) if is_body and not MEDIA.search(words.text) else None


def _may_be_in_name(token: "Token") -> bool:
    return token.text[0].isupper() or token.lower_ in IN_NAMES | {"to", "from", "with"}


def bare_body(token: "Token") -> set[str] | None:
    """The words of "the bureau" or "the survey bureau", what a body named before is called; None for others."""
    if token.tag_ != "NN" or not token.text.islower() or singular(token.text) not in KINDS:
        return None
    text = roles.noun_phrase(token)
    first = token.i - (len(roles.words_before(token)))
    is_the = first > token.sent.start and token.doc[first - 1].lower_ in {"the", "this", "that"}
    is_whole = " ".join(token.doc[first : token.i + 1].text.split()) == text
    return keys_of(text) if is_the and is_whole else None


def keys_of(name: str) -> set[str]:
    """The keys of the words of a name, without "of" and the like."""
    words = (re.sub(r"[’']s$", "", word) for word in re.split(r"[\s-]+", name))
    return {name_key(word) for word in words if word and word not in IN_NAMES}


def is_word_of(word: str, name: str) -> bool:
    """Whether a word belongs to a name, or is its initials: "EPA" of the "U.S. Environmental Protection Agency"."""
    return word in IN_NAMES or name_key(word) in keys_of(name) or acronyms.initials(name.split()).endswith(word)


def _is_kind(name: str, kind: str) -> bool:
    """Whether a name may be that of a firm, or of an agency; newspapers and broadcasters only report on them."""
    if MEDIA.search(name):
        return False
    words = {name_key(word) for word in name.split()}
    if kind in AGENCIES:
        return bool(words & AGENCY_WORDS) or (name.isupper() and name.isalpha() and len(name) > 2)
    return not words & (AUTHORITIES if kind in GROUPS else PUBLIC_BODIES)


def _is_firms(name: str) -> bool:
    """Whether a name ends with what firms are: "Exa Air Lines"."""
    return name_key(name.rsplit(maxsplit=1)[-1]) in FIRM_WORDS


def _without_article(entity: "Span") -> str:
    return re.sub(r"^[Tt]he |[’']s?$", "", " ".join(entity.text.split()))
