"""Everybody whom an article names: one person for "Andy Burnham", "Mr Burnham" and "Andy", two for the Clintons.

Whether a naming is a person's is put to the vote over the article, since the entity model errs on a single line more
often than on most of them; a title or a common first name counts for more than it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from retrieval.attribution.coreference.first_names import FEMALE, MALE, SHORT
from retrieval.attribution.coreference.mentions import Description, NameMention, key
from retrieval.text.titles import NAME_SUFFIXES, TITLES, TITLES_AND_SURNAMES

NAMESAKES = 20  # so many are told apart; with more, it is a list and no article
SURELY = 20  # votes of a first name or of "Mrs"; a pronoun in the same sentence has one


@dataclass(eq=False, slots=True)
class Person:
    """Somebody named; `sexes` and `descriptions` are what the article says beside the name.

    `name` is the longest form, of those the most frequent; `called` has the first names, each with "jr" or the like.
    """

    name: str = ""
    forms: Counter[str] = field(default_factory=Counter)
    called: dict[tuple[str, str], None] = field(default_factory=dict)
    sexes: Counter[str] = field(default_factory=Counter)
    descriptions: set[Description] = field(default_factory=set)
    plural: bool = False

    def call(self, form: str, words: Sequence[str]) -> None:
        """Takes in one more naming, as it is written and as keys."""
        self.forms[form] += 1
        self.name = max(self.name, form, key=lambda known: (len(known.split()), self.forms[known], known))
        if len(words) > 1 and len(self.called) < NAMESAKES:
            self.called[words[0], _suffix(words)] = None

    @property
    def junior(self) -> bool:
        return any(suffix for _, suffix in self.called)

    @property
    def sex(self) -> str | None:
        his, hers = self.sexes["m"], self.sexes["f"]
        return "m" if his > 2 * hers else "f" if hers > 2 * his else None


@dataclass(slots=True)
class EntityTable:
    """Every person of one article by surname and by first name."""

    surnames: dict[str, list[Person]] = field(default_factory=dict)
    firsts: dict[str, list[Person]] = field(default_factory=dict)

    @classmethod
    def of(cls, namings: Iterable[NameMention]) -> Self:
        register = cls()
        counted: dict[tuple[str, ...], list[NameMention]] = defaultdict(list)
        for naming in namings:
            counted[tuple(map(key, naming.words))].append(naming)
        for words, same in sorted(counted.items(), key=lambda item: (-min(2, len(item[0])), -len(item[1]))):
            if _is_person(words, same):
                register._enter(words, same)
        for same in counted.values():
            for naming in same:
                register._describe(naming)
        return register

    def introduced(self) -> dict[str, list[Person]]:
        """Everybody by the nouns that describe them: "senator" has Ted Cruz."""
        found: dict[str, list[Person]] = {}
        for person in dict.fromkeys(one for candidates in self.surnames.values() for one in candidates):
            for noun in sorted({noun for noun, _ in person.descriptions}):
                found.setdefault(noun, []).append(person)
        return found

    def identified(self, namings: Iterable[NameMention]) -> set[Person]:
        """Those whom some namings mean for sure."""
        return {found[0] for naming in namings if len(found := self.candidates(naming.words)) == 1}

    def candidates(self, words: Sequence[str]) -> list[Person]:
        """Who may be meant by a name: nobody, one, or all who share it."""
        return self._borne(words)[1]

    def _borne(self, words: Sequence[str]) -> tuple[int, list[Person]]:
        """How many of the words stand before the name, one in "Crooked Hillary Clinton", and who may be meant by it."""
        keys = [key(word) for word in words]
        if len(keys) == 1:
            sharing = self.surnames.get(keys[0]) or self.firsts.get(keys[0], [])
            return 0, [one for one in sharing if not one.junior] or sharing
        for place in range(min(3, len(keys) - 1)):
            found = [one for one in self.surnames.get(_surname(keys), []) if _is_called(one, keys[place:])]
            if found:
                return place, found
        return 0, []

    def _enter(self, words: tuple[str, ...], same: list[NameMention]) -> None:
        before, found = self._borne(words)
        if len(words) == 1 and found:
            return
        if len(found) != 1 or words[0] in MALE | FEMALE or words[before] not in MALE | FEMALE:
            before = 0  # "Mary" is a part of "Mary Jane Smith", though Jane Smith is known
        forms, words = [" ".join(naming.words[before:]) for naming in same], words[before:]
        surname = _surname(words)
        if len(self.surnames.get(surname, [])) == NAMESAKES:
            return
        person = found[0] if len(found) == 1 else Person()
        for form in forms:
            person.call(form, words)
        if person not in self.surnames.setdefault(surname, []):
            self.surnames[surname].append(person)
        namesakes = self.firsts.setdefault(words[0], []) if len(words) > 1 else [person]
        if person not in namesakes and len(namesakes) < NAMESAKES:
            namesakes.append(person)
        first = words[0] if len(words) > 1 or words[0] in MALE | FEMALE else ""
        person.sexes.update({"m": SURELY * (first in MALE), "f": SURELY * (first in FEMALE)})

    def _describe(self, naming: NameMention) -> None:
        """What stands before a name is said of its bearer, where there is but one."""
        found = self.candidates(naming.words)
        if len(found) == 1:
            if naming.sex:
                found[0].sexes[naming.sex] += SURELY
            if naming.description:
                found[0].descriptions.add(naming.description)


def _is_person(words: tuple[str, ...], same: list[NameMention]) -> bool:
    if not all(re.search(r"[^\W\d]", word) for word in words) or len(words) > 5:
        return False
    if len(words) > 1 and words[-1] in TITLES - TITLES_AND_SURNAMES:  # "Charlotte Mayor", whose name comes next
        return False
    said = Counter(naming.person for naming in same)
    if any(naming.titled for naming in same) and said[False] <= 2 * said[True] + 1:
        return True
    if len(words) > 1 and words[0] in MALE | FEMALE and said[False] <= said[True] + said[None]:
        return True
    often = 3 if said[True] > 2 else 2
    return said[True] > 0 and often * said[True] >= said[False]


def _surname(words: Sequence[str]) -> str:
    names = [word for word in words if word not in NAME_SUFFIXES]
    return names[-1] if names else words[-1]


def _is_called(person: Person, words: Sequence[str]) -> bool:
    """Whether a first name, a surname and what follows it may be theirs: Sam is short for Samuel, and D. for Donald."""
    return any(
        suffix == _suffix(words) and _shortens(*sorted((first, words[0]), key=len)) for first, suffix in person.called
    )


def _suffix(words: Sequence[str]) -> str:
    return words[-1] if words[-1] in {"jr", "sr", "ii"} else ""


def _shortens(short: str, long: str) -> bool:
    return (
        short == long
        or SHORT.get(short) == long
        or SHORT.get(long) == short
        or (long.startswith(short) and len(short) in {1, 3, 4})
    )
