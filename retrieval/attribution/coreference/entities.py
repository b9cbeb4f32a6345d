"""Entities: the people of an article, each with every form of their name and what the article says about them.

"Andy Burnham", "Mr Burnham" and "Andy" are one person; the two Clintons are two. Mentions with the same words vote on
whether they name a person, because the entity model may err on one mention but rarely errs on most of them. A title or
a common first name outweighs the model.

Descriptions come from the words beside a name: "Sam Nunberg, a former Trump aide," and "Mr Cruz is a senator from
Texas". Titles, first names, nouns ("actress") and pronouns vote on a person's gender. A pronoun votes if its sentence
names only one person.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.mentions import (
    FEMALE_NAMES,
    FIRST_NAMES,
    MALE_NAMES,
    PRONOUN_GENDER,
    SHORT_FORMS,
    Description,
    NameMention,
    name_key,
)
from retrieval.text.titles import NAME_SUFFIXES, TITLES, TITLES_AND_SURNAMES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MAX_NAMESAKES = 20  # people who share a surname or first name; an article with more is a list
MAX_NAME_WORDS = 5
# The weights of votes on a person's gender. A pronoun in a sentence that names only this person has weight 1.
NAME_VOTES = 20  # weight of a first name, or of a title like "Mrs"
NOUN_VOTES = 4  # weight of a description like "actress"
COPULAS = frozenset({"is", "was", "'s", "’s", "became", "remains", "being"})


@dataclass(eq=False, slots=True)
class Person:
    """A person named in the article.

    `name` is the longest form of the name, or the most frequent of several equally long forms. `first_names` has pairs
    of normalised words, a first name and the suffix used with it: ("donald", "jr"), ("donald", "").
    """

    name: str = ""
    forms: Counter[str] = field(default_factory=Counter)
    first_names: set[tuple[str, str]] = field(default_factory=set)
    gender_votes: Counter[str] = field(default_factory=Counter)
    descriptions: set[Description] = field(default_factory=set)
    plural: bool = False

    def add_form(self, form: str, words: Sequence[str]) -> None:
        """Count one more mention: `form` is the name as written, `words` are its normalised words."""
        self.forms[form] += 1
        self.name = max(self.name, form, key=lambda known: (len(known.split()), self.forms[known], known))
        if len(words) > 1 and len(self.first_names) < MAX_NAMESAKES:
            self.first_names.add((words[0], _suffix(words)))

    @property
    def has_suffix(self) -> bool:
        return any(suffix for _, suffix in self.first_names)

    @property
    def gender(self) -> str | None:
        """The gender with more than twice the votes of the other, "m" or "f"; None if neither has."""
        male, female = self.gender_votes["m"], self.gender_votes["f"]
        if male > 2 * female:
            return "m"
        return "f" if female > 2 * male else None


@dataclass(eq=False, slots=True)
class UnnamedEntity:
    """One or several people without a name ("Downing Street spokeswoman"), or two people named together."""

    name: str
    gender: str | None
    plural: bool


Entity = Person | UnnamedEntity


class EntityTable:
    """Every person of one article, looked up by normalised surname or first name."""

    def __init__(self, mentions: Iterable[NameMention]) -> None:
        self.by_surname: dict[str, list[Person]] = {}
        self.by_first_name: dict[str, list[Person]] = {}
        groups: dict[tuple[str, ...], list[NameMention]] = defaultdict(list)
        for mention in mentions:
            groups[tuple(map(name_key, mention.words))].append(mention)
        # Names of several words come first, so that a bare surname joins its person; then frequent before rare names.
        for words, group in sorted(groups.items(), key=lambda item: (-min(2, len(item[0])), -len(item[1]))):
            if _names_person(words, group):
                self._add(words, group)
        for group in groups.values():
            for mention in group:
                self._add_title(mention)

    def candidates(self, words: Sequence[str]) -> list[Person]:
        """The people whom a name may mean: none, one, or all who share it."""
        return self._match(words)[1]

    def by_noun(self) -> dict[str, list[Person]]:
        """The people by the nouns that describe them: "senator" → [Ted Cruz]."""
        found: dict[str, list[Person]] = {}
        for person in dict.fromkeys(person for namesakes in self.by_surname.values() for person in namesakes):
            for noun in {noun for noun, _ in person.descriptions}:
                found.setdefault(noun, []).append(person)
        return found

    def add_descriptions(self, doc: "Doc", mentions: Sequence[NameMention]) -> None:
        """Add the descriptions and pronouns that a passage uses for people; `mentions` are its names in order."""
        named: set[Person] = set()
        for mention in mentions:
            candidates = self.candidates(mention.words)
            if len(candidates) == 1:
                named.add(candidates[0])
                for noun in _describing_nouns(doc[mention.start : mention.end].root):
                    candidates[0].descriptions.add(roles.describe(noun))
        for person in named:
            for word, _ in person.descriptions:
                if gender := roles.gender(word):
                    person.gender_votes[gender] = max(person.gender_votes[gender], NOUN_VOTES)
        self._count_pronouns(doc, mentions)

    def _count_pronouns(self, doc: "Doc", mentions: Sequence[NameMention]) -> None:
        """Add a gender vote for each sentence that names one person and has pronouns of one gender only."""
        following = 0
        for sentence in doc.sents:
            named: set[Person] = set()
            while following < len(mentions) and mentions[following].start < sentence.end:
                named.update(self.candidates(mentions[following].words))
                following += 1
            genders = {PRONOUN_GENDER[token.lower_] for token in sentence if token.lower_ in PRONOUN_GENDER}
            if len(named) == 1 and len(genders) == 1:
                named.pop().gender_votes[genders.pop()] += 1

    def _match(self, words: Sequence[str]) -> tuple[int, list[Person]]:
        """How many words stand before the name (one in "Crooked Hillary Clinton"), and the people it may mean."""
        keys = [name_key(word) for word in words]
        if len(keys) == 1:
            sharing = self.by_surname.get(keys[0]) or self.by_first_name.get(keys[0], [])
            return 0, [person for person in sharing if not person.has_suffix] or sharing
        namesakes = self.by_surname.get(_surname(keys), [])
        for skipped in range(min(3, len(keys) - 1)):
            found = [person for person in namesakes if _may_have_name(person, keys[skipped:])]
            if found:
                return skipped, found
        return 0, []

    def _add(self, words: tuple[str, ...], group: Sequence[NameMention]) -> None:
        """Add the mentions of one name to the person they fit, or to a new one; `words` is the name, normalised."""
        skipped, found = self._match(words)
        if len(words) == 1 and found:
            return
        # "Mary" belongs to "Mary Jane Smith" although Jane Smith is known; "Crooked" does not belong to a name.
        if len(found) != 1 or words[0] in FIRST_NAMES or words[skipped] not in FIRST_NAMES:
            skipped = 0
        words = words[skipped:]
        namesakes = self.by_surname.get(_surname(words), [])
        if len(namesakes) == MAX_NAMESAKES:
            return
        person = found[0] if len(found) == 1 else Person()
        for mention in group:
            person.add_form(" ".join(mention.words[skipped:]), words)
        if person not in namesakes:
            self.by_surname.setdefault(_surname(words), []).append(person)
        if len(words) > 1:
            same_first_name = self.by_first_name.setdefault(words[0], [])
            if person not in same_first_name and len(same_first_name) < MAX_NAMESAKES:
                same_first_name.append(person)
        if words[0] in MALE_NAMES:
            person.gender_votes["m"] += NAME_VOTES
        if words[0] in FEMALE_NAMES:
            person.gender_votes["f"] += NAME_VOTES

    def _add_title(self, mention: NameMention) -> None:
        """Add the title before a name to its person, if only one person bears the name."""
        found = self.candidates(mention.words)
        if len(found) == 1:
            if mention.gender:
                found[0].gender_votes[mention.gender] += NAME_VOTES
            if mention.description:
                found[0].descriptions.add(mention.description)


def _names_person(words: tuple[str, ...], group: Sequence[NameMention]) -> bool:
    """Whether the mentions of one name mean a person rather than a thing; `words` is the name, normalised."""
    if not all(re.search(r"[^\W\d]", word) for word in words) or len(words) > MAX_NAME_WORDS:
        return False
    if len(words) > 1 and words[-1] in TITLES - TITLES_AND_SURNAMES:  # "Charlotte Mayor", whose name comes next
        return False
    votes = Counter(mention.is_person for mention in group)
    if any(mention.has_title for mention in group) and votes[False] <= 2 * votes[True] + 1:
        return True
    if len(words) > 1 and words[0] in FIRST_NAMES and votes[False] <= votes[True] + votes[None]:
        return True
    weight = 3 if votes[True] > 2 else 2
    return votes[True] > 0 and weight * votes[True] >= votes[False]


def _surname(words: Sequence[str]) -> str:
    names = [word for word in words if word not in NAME_SUFFIXES]
    return names[-1] if names else words[-1]


def _suffix(words: Sequence[str]) -> str:
    return words[-1] if words[-1] in {"jr", "sr", "ii"} else ""


def _may_have_name(person: Person, words: Sequence[str]) -> bool:
    """Whether the first name and suffix in `words` may belong to this person; "D." may be short for "Donald"."""
    return any(suffix == _suffix(words) and _are_one_name(first, words[0]) for first, suffix in person.first_names)


def _are_one_name(name: str, other: str) -> bool:
    """Whether two first names are the same, or one is short for the other: Sam for Samuel, D. for Donald."""
    short, long = sorted((name, other), key=len)
    if short == long or SHORT_FORMS.get(short) == long or SHORT_FORMS.get(long) == short:
        return True
    return long.startswith(short) and len(short) in {1, 3, 4}


def _describing_nouns(name: "Token") -> Iterator["Token"]:
    """The nouns that describe the person whose name has the root `name`: in apposition, or behind "is"."""
    yield from (child for child in name.rights if child.dep_ == "appos" and child.pos_ == "NOUN")
    if name.dep_ == "appos" and (name.head.pos_ == "NOUN" or name_key(name.head.text) in TITLES):
        yield name.head
    verb = name.head
    if name.dep_ == "nsubj" and verb.lower_ in COPULAS and not any(child.dep_ == "neg" for child in verb.children):
        yield from (child for child in verb.rights if child.dep_ == "attr" and child.pos_ in {"NOUN", "PROPN"})
