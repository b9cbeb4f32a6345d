"""The forms of a person's name: whether two of them may be one person's.

    Dick Durbin     Richard J. Durbin           a short form of the first name
    Bobby Scott     Robert C. “Bobby” Scott     a nickname beside it
    J. R. Pell      John Pell                   an initial
    Ann Lee         Ann B. Lee                  not Ann C. Lee beside Ann B. Lee

short_forms.toml has common English short forms. One may be short for several names: "Sandy", for Alexander and Sandra.
"""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA

from retrieval.text.first_names import FEMALE_NAMES, MALE_NAMES
from retrieval.text.normalise import normalise, spaced_initials, surname_key
from retrieval.text.titles import IGNORED_IN_NAMES, NAME_PARTICLE, NAME_SUFFIXES

IN_FULL = {
    short: frozenset(names.split())
    for short, names in tomllib.loads(Path(__file__).with_name("short_forms.toml").read_text("utf-8")).items()
}
NAME_WORD = re.compile(rf"[^\W\d_a-z]|{NAME_PARTICLE}$")  # begins with a capital, or is a particle
NICKNAME = re.compile(r"[“\"‘'(]([^\W\d_a-z][^“”\"‘’'()]{1,30})[”\"’')](?=\s)")  # Ann “Zip” Lee
DOUBLE = re.compile(r"(.)\1")
MIN_MISSPELT_LETTERS = 5  # of a first name that may have a slip


class NameParts(NamedTuple):
    """A person's name in normalised parts. A bare surname has `first` "". Donald J. Trump has `initials` "j"."""

    first: str
    initials: str
    surname: str
    suffix: str
    nickname: str = ""

    @property
    def firsts(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.first, self.nickname)))


def untitled_words(name: str) -> list[str]:
    """The words of a name without titles; initials are words of their own.

    >>> untitled_words("Sen. J.R. Pell, Jr.")
    ['J.', 'R.', 'Pell', 'Jr.']
    """
    words = spaced_initials(name.replace(",", " ")).split()
    return [word for word in words if normalise(word).rstrip(".") not in IGNORED_IN_NAMES]


def parts(name: str) -> NameParts | None:
    """The parts of a name without titles; None for a speaker without a person's name ("a senior official").

    >>> parts("Robert C. “Bobby” Scott")
    NameParts(first='robert', initials='c', surname='scott', suffix='', nickname='bobby')
    """
    nickname = NICKNAME.search(name)
    words = untitled_words(NICKNAME.sub("", name))
    if not words or " and " in name or not all(map(NAME_WORD.match, words)):
        return None
    *given, surname = [normalise(word).rstrip(".") for word in words]
    suffix = ""
    if surname in NAME_SUFFIXES and given:
        suffix, surname = surname, given.pop()
    first = given[0] if given else ""
    initials = "".join(middle[0] for middle in given[1:])
    return NameParts(first, initials, surname_key(surname), suffix, normalise(nickname[1]) if nickname else "")


def are_short_forms(name: str, other: str) -> bool:
    """Whether two different normalised first names may be short for one name, or one for the other.

    >>> [are_short_forms(name, other) for name, other in (("dick", "richard"), ("bill", "will"), ("ann", "ann"))]
    [True, True, False]
    """
    return name != other and not _in_full(name).isdisjoint(_in_full(other))


def without_doubles(word: str) -> str:
    """
    >>> without_doubles("hillary")
    'hilary'
    """
    return DOUBLE.sub(r"\1", word)


def may_be_one_first_name(name: str, other: str) -> bool:
    """Whether two normalised first names are the same, or one may be short for the other: Dick for Richard, D. for
    Donald, Mari for Marigold. Men and women do not share one: Eric and Erica. Double letters are easily misspelt.

    >>> may_be_one_first_name("hilary", "hillary"), may_be_one_first_name("ana", "anna")
    (True, False)
    """
    short, long = sorted((name, other), key=len)
    if short == long or are_short_forms(short, long):
        return True
    if len(short) >= MIN_MISSPELT_LETTERS and without_doubles(short) == without_doubles(long):
        return True
    return long.startswith(short) and len(short) in {1, 3, 4} and not _differ_in_gender(short, long)


def may_be_one_person(name: NameParts, other: NameParts) -> bool:
    """Whether two full names may be one person's: the same surname and suffix, and given names that agree.

    >>> known = parts("Richard J. Durbin")
    >>> [may_be_one_person(known, parts(f"{given} Durbin")) for given in ("Dick", "R. J.", "Richard K.", "Ian", "J.")]
    [True, True, False, False, False]
    """
    if (name.surname, name.suffix) != (other.surname, other.suffix) or not (name.first and other.first):
        return False
    short, long = sorted((name.initials, other.initials), key=len)
    return long.startswith(short) and any(
        may_be_one_first_name(first, theirs) for first in name.firsts for theirs in other.firsts
    )


def may_be_misspelt(name: NameParts, other: NameParts) -> bool:
    """Whether two full names differ by one letter of the first name: "Dimitri Alde", "Dmitri Alde".

    >>> known = parts("Madeleine Kunz")
    >>> [may_be_misspelt(known, parts(f"{given} Kunz")) for given in ("Madeline", "Magdalene")]
    [True, False]
    >>> may_be_misspelt(parts("Carla Ek"), parts("Carlo Ek"))
    False
    """
    first, theirs = name.first, other.first
    is_long = min(len(first), len(theirs)) >= MIN_MISSPELT_LETTERS and first[0] == theirs[0]
    is_near = is_long and OSA.distance(first, theirs, score_cutoff=1) == 1 and not _differ_in_gender(first, theirs)
    return is_near and may_be_one_person(name, other._replace(first=first))


def _in_full(name: str) -> frozenset[str]:
    return IN_FULL.get(name, frozenset()) | {name}


def _differ_in_gender(name: str, other: str) -> bool:
    return any(man in MALE_NAMES and woman in FEMALE_NAMES for man, woman in ((name, other), (other, name)))
