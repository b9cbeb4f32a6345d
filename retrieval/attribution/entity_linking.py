"""Entity linking: gives each person one name across the archive, as far as the evidence goes.

Within an article, a speaker has the fullest name that the article gives. Other articles may write "Donald J. Trump", or
only "Mr. Trump". Three rules join such names:

- Names with the same first name and surname are one person, unless middle initials or a suffix ("Jr.") differ. A space
  between initials makes no difference: "J. R. Pell" is "J.R. Pell".
- Initials and a surname ("S. Keane") are the only person in the archive who has that surname, if the first name begins
  so ("Siobhan Keane") and the roles given to both do not differ.
- A bare surname is the only person in the archive who has it, if some article writes it with a title ("Mr Trump") or
  calls its bearer he or she, so "Times" is not joined to "Sunday Times"; and if the roles given to both agree
  ("Senator Cruz", "Sen. Ted Cruz"), or, where none is given, if the full name is quoted at least as often. So the Mr
  Smith who chairs ten debates is not the Mike Smith whom one interview quotes. If both Hillary and Bill Clinton are
  quoted, "Clinton" stays a third name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import NamedTuple

from retrieval.text.normalise import name_key, normalise, spaced_initials, surname_key
from retrieval.text.titles import COURTESY_TITLES, FULL_TITLES, IGNORED_IN_NAMES, NAME_PARTICLE, NAME_SUFFIXES, TITLES

SAME_TITLES = FULL_TITLES | {  # spellings of one title
    "cllr": "councillor", "councilor": "councillor", "councilman": "councillor", "councilwoman": "councillor",
    "capt": "captain", "col": "colonel", "lt": "lieutenant", "sgt": "sergeant", "pres": "president", "adm": "admiral",
    "congressman": "representative", "congresswoman": "representative",
    "chairman": "chair", "chairwoman": "chair", "atty": "attorney",
}  # fmt: skip
PERSONAL = frozenset({"he", "she"})
NAME_WORD = re.compile(rf"[^\W\d_a-z]|{NAME_PARTICLE}$")  # begins with a capital, or is a particle


class NameParts(NamedTuple):
    """A person's name in normalised parts. A bare surname has `first` "". Donald J. Trump has `initials` "j"."""

    first: str
    initials: str
    surname: str
    suffix: str


def link_entities(mentions: Iterable[tuple[str, str | None, int]]) -> dict[str, str]:
    """The new name of each speaker whose name changes.

    Each of `mentions` has a speaker as the article names them, the words beside the cue, and the number of quotations.

    >>> link_entities([("Andrew Lansley", "he", 3), ("Lansley", "Mr Lansley", 1), ("Lansley", None, 1)])
    {'Lansley': 'Andrew Lansley'}
    """
    quoted: Counter[str] = Counter()
    titled: set[str] = set()
    roles: dict[str, set[str]] = defaultdict(set)
    for speaker, mention, times in mentions:
        quoted[speaker] += times
        words = [name_key(word) for word in (mention or "").split()]
        if words and (words[0] in TITLES or words[0] in PERSONAL):
            titled.add(speaker)
        roles[speaker].update(_roles(words, speaker))
    return {speaker: name for speaker, name in canonical_names(quoted, titled, roles).items() if name != speaker}


def _roles(words: Sequence[str], speaker: str) -> Iterator[str]:
    """The words of a mention for the speaker's role: "senator" in "Sen. Ted Cruz"."""
    surname = name_key(speaker.rsplit(maxsplit=1)[-1])
    if surname in words:
        before = (word for word in words[: words.index(surname)] if word in TITLES and word not in COURTESY_TITLES)
        yield from (SAME_TITLES.get(word, word) for word in before)


def canonical_names(
    quoted: Mapping[str, int],
    titled: Set[str] = frozenset(),
    roles: Mapping[str, Set[str]] = MappingProxyType({}),
) -> dict[str, str]:
    """The one name of every speaker, which may be unchanged.

    `quoted` is the number of quotations of each speaker. `titled` has the speakers who have a title, or are "he" or
    "she", in some article. `roles` has the titles that name their roles.

    >>> quoted = {"Donald Trump": 9, "Donald J. Trump": 2, "Trump": 4, "Times": 1, "Sunday Times": 1}
    >>> names = canonical_names(quoted, {"Trump"})
    >>> names["Donald J. Trump"], names["Trump"], names["Times"]
    ('Donald Trump', 'Donald Trump', 'Times')
    """
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)  # by first name, surname and suffix
    initials: dict[str, str] = {}
    for name in quoted:
        if parts := _parts(name):
            groups[parts.first, parts.surname, parts.suffix].append(name)
            initials[name] = parts.initials
    canonical = {name: name for name in quoted}
    for group in groups.values():
        for one in _people(group, initials):
            canonical |= dict.fromkeys(one, _most_quoted(one, quoted))
    canonical |= _in_full(groups, canonical, roles)
    full_names: dict[str, set[str]] = defaultdict(set)  # by surname
    for (first, surname, _), group in groups.items():
        if first:
            full_names[surname].update(canonical[name] for name in group)
    for (first, surname, _), group in groups.items():
        if first or len(full_names[surname]) != 1 or titled.isdisjoint(group):
            continue
        (name,) = full_names[surname]
        bearers = [bearer for bearer in quoted if canonical[bearer] == name]
        if _agree(group, bearers, quoted, roles):
            canonical |= dict.fromkeys(group, name)
    return canonical


def _people(group: Sequence[str], initials: Mapping[str, str]) -> list[list[str]]:
    """The names of a group, separated by person.

    `initials` are the middle initials. A name without initials may be any of them.

    >>> middle = {"George Bush": "", "George W. Bush": "w", "George W Bush": "w", "George H.W. Bush": "hw"}
    >>> _people(list(middle), middle)
    [['George Bush'], ['George W. Bush', 'George W Bush'], ['George H.W. Bush']]
    """
    by_initials: dict[str, list[str]] = defaultdict(list)
    for name in group:
        by_initials[initials[name]].append(name)
    return list(by_initials.values()) if len(by_initials.keys() - {""}) > 1 else [list(group)]


def _in_full(
    groups: Mapping[tuple[str, str, str], Sequence[str]], canonical: Mapping[str, str], roles: Mapping[str, Set[str]]
) -> dict[str, str]:
    """The full name of each name with initials, if nobody else has the surname.

    >>> groups = {("s", "keane", ""): ["S. Keane"], ("siobhan", "keane", ""): ["Siobhan Keane"]}
    >>> names = {name: name for group in groups.values() for name in group}
    >>> _in_full(groups, names, {}), _in_full({**groups, ("ian", "keane", ""): ["Ian Keane"]}, names, {})
    ({'S. Keane': 'Siobhan Keane'}, {})
    """
    bearers: dict[str, list[tuple[str, Sequence[str]]]] = defaultdict(list)  # by surname, without the bare ones
    for (first, surname, suffix), group in groups.items():
        if first:
            bearers[surname].append((suffix, group))
    joined: dict[str, str] = {}
    for named in bearers.values():
        short = [group for _, group in named if all(map(_initials, group))]
        full = [group for _, group in named if not any(map(_initials, group))]
        if len(named) != 2 or len(short) != 1 or len(full) != 1 or len({suffix for suffix, _ in named}) != 1:
            continue
        people = {canonical[name] for name in full[0]}
        if len(people) == 1 and _may_be_initials(short[0], full[0]) and not _roles_differ(short[0], full[0], roles):
            joined |= dict.fromkeys(short[0], people.pop())
    return joined


def _may_be_initials(short: Iterable[str], full: Iterable[str]) -> bool:
    """Whether the given names of every full name begin with the initials of every short one.

    >>> _may_be_initials(["S. Keane"], ["Siobhan M. Keane"]), _may_be_initials(["M. Keane"], ["MLA Keane"])
    (True, False)
    """
    given = [_given(name) for name in full]
    if any(word.isupper() and len(word.rstrip(".")) > 1 for words in given for word in words):  # "MLA" is not a name
        return False
    letters = [normalise("".join(word[0] for word in words)) for words in given]
    return all(each.startswith(_initials(name)) for each in letters for name in short)


def _roles_differ(some: Iterable[str], others: Iterable[str], roles: Mapping[str, Set[str]]) -> bool:
    """Whether the articles give roles to both names, and never the same role."""
    ours, theirs = (set().union(*(roles.get(name, set()) for name in names)) for names in (some, others))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _initials(name: str) -> str:
    """The initials of a name that has no given name in full; "" for another one.

    >>> _initials("S. Keane"), _initials("Dr J.P. Keane Jr."), _initials("M John Paul"), _initials("MLA Keane")
    ('s', 'jp', '', '')
    """
    letters = [word.rstrip(".") for word in _given(name)]
    return "".join(map(normalise, letters)) if all(len(letter) == 1 for letter in letters) else ""


def _given(name: str) -> list[str]:
    """The words of a name before the surname, without titles."""
    words = _without_titles(name)
    has_suffix = len(words) > 1 and normalise(words[-1]).rstrip(".") in NAME_SUFFIXES
    return words[: -2 if has_suffix else -1]


def _without_titles(name: str) -> list[str]:
    words = spaced_initials(name.replace(",", " ")).split()
    return [word for word in words if normalise(word).rstrip(".") not in IGNORED_IN_NAMES]


def _agree(bare: Sequence[str], full: Sequence[str], quoted: Mapping[str, int], roles: Mapping[str, Set[str]]) -> bool:
    """Whether a bare surname and a full name are one person, by their roles, or else by the numbers of their
    quotations.
    """
    ours, theirs = (set().union(*(roles.get(name, set()) for name in names)) for names in (bare, full))
    if ours and theirs:
        return not ours.isdisjoint(theirs)
    return sum(quoted[name] for name in full) >= sum(quoted[name] for name in bare)


def _parts(name: str) -> NameParts | None:
    """The parts of a name without titles; None for a speaker without a person's name ("a senior official")."""
    words = _without_titles(name)
    if not words or " and " in name or not all(map(NAME_WORD.match, words)):
        return None
    *given, surname = [normalise(word).rstrip(".") for word in words]
    suffix = ""
    if surname in NAME_SUFFIXES and given:
        suffix, surname = surname, given.pop()
    surname = surname_key(surname)
    first = given[0] if given else ""
    return NameParts(first, "".join(middle[0] for middle in given[1:]), surname, suffix)


def _most_quoted(names: Iterable[str], quoted: Mapping[str, int]) -> str:
    """The name quoted most. Ties go to the longest name."""
    return max(sorted(names), key=lambda name: (quoted[name], len(name)))
