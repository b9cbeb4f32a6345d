"""Entity linking: gives each person one name across the archive, as far as the evidence goes.

Within an article, a speaker has the fullest name that the article gives. Other articles may write "Donald J. Trump", or
only "Mr. Trump". Four rules join such names:

- Names with the same first name and surname are one person, unless middle initials or a suffix ("Jr.") differ. A space
  between initials makes no difference: "J. R. Pell" is "J.R. Pell".
- A short form of the first name ("Dick Durbin", "Richard J. Durbin") is the only other person in the archive who has
  the surname, if articles give both the same role ("senator") or party and state ("D-Ill."). The rower Bob Mason is not
  the professor Robert Mason.
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

from retrieval.text import name_forms
from retrieval.text.name_forms import NameParts
from retrieval.text.normalise import name_key, normalise
from retrieval.text.person_nouns import STATUS_WORDS, is_role
from retrieval.text.titles import COURTESY_TITLES, FULL_TITLES, NAME_SUFFIXES, TITLES

SAME_TITLES = FULL_TITLES | {  # spellings of one title
    "cllr": "councillor", "councilor": "councillor", "councilman": "councillor", "councilwoman": "councillor",
    "capt": "captain", "col": "colonel", "lt": "lieutenant", "sgt": "sergeant", "pres": "president", "adm": "admiral",
    "congressman": "representative", "congresswoman": "representative",
    "chairman": "chair", "chairwoman": "chair", "atty": "attorney",
}  # fmt: skip
PERSONAL = frozenset({"he", "she"})
PARTY_AND_STATE = re.compile(r"\((?:D|R|I)-[A-Z][\w. ]*\)")  # "Sen. Richard J. Durbin (D-Ill.)"


def link_entities(mentions: Iterable[tuple[str, str | None, int]]) -> dict[str, str]:
    """The new name of each speaker whose name changes.

    Each of `mentions` has a speaker as the article names them, the words beside the cue, and the number of quotations.

    >>> link_entities([("Andrew Lansley", "he", 3), ("Lansley", "Mr Lansley", 1), ("Lansley", None, 1)])
    {'Lansley': 'Andrew Lansley'}
    """
    quoted: Counter[str] = Counter()
    titled: set[str] = set()
    roles: dict[str, set[str]] = defaultdict(set)
    described: dict[str, set[str]] = defaultdict(set)
    for speaker, mention, times in mentions:
        quoted[speaker] += times
        words = [name_key(word) for word in (mention or "").split()]
        if words and (words[0] in TITLES or words[0] in PERSONAL):
            titled.add(speaker)
        roles[speaker].update(_roles(words, speaker))
        described[speaker].update(_descriptions(mention or ""))
    linked = canonical_names(quoted, titled, roles, described)
    return {speaker: name for speaker, name in linked.items() if name != speaker}


def _roles(words: Sequence[str], speaker: str) -> Iterator[str]:
    """The words of a mention for the speaker's role: "senator" in "Sen. Ted Cruz"."""
    surname = name_key(speaker.rsplit(maxsplit=1)[-1])
    if surname in words:
        before = (word for word in words[: words.index(surname)] if word in TITLES and word not in COURTESY_TITLES)
        yield from (SAME_TITLES.get(word, word) for word in before)


def _descriptions(mention: str) -> Iterator[str]:
    """The words that say who somebody is in a mention: offices, other nouns for a person, and party and state.

    >>> sorted(_descriptions("Sen. Richard J. Durbin (D-Ill.), the whip and a former mayor"))
    ['(d-ill.)', 'mayor', 'senator']
    """
    yield from (label.lower() for label in PARTY_AND_STATE.findall(mention))
    words = (name_key(word) for word in mention.split())
    words = (SAME_TITLES.get(word, word) for word in words if word not in COURTESY_TITLES)
    yield from (word for word in words if is_role(word) and word not in STATUS_WORDS)


def canonical_names(
    quoted: Mapping[str, int],
    titled: Set[str] = frozenset(),
    roles: Mapping[str, Set[str]] = MappingProxyType({}),
    described: Mapping[str, Set[str]] = MappingProxyType({}),
) -> dict[str, str]:
    """The one name of every speaker, which may be unchanged.

    `quoted` is the number of quotations of each speaker. `titled` has the speakers who have a title, or are "he" or
    "she", in some article. `roles` has the titles that name their roles, `described` also the nouns that describe them.

    >>> quoted = {"Donald Trump": 9, "Donald J. Trump": 2, "Trump": 4, "Times": 1, "Sunday Times": 1}
    >>> names = canonical_names(quoted, {"Trump"})
    >>> names["Donald J. Trump"], names["Trump"], names["Times"]
    ('Donald Trump', 'Donald Trump', 'Times')
    """
    known = {name: parts for name in quoted if (parts := name_forms.parts(name))}
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)  # by first name, surname and suffix
    for name, parts in known.items():
        groups[parts.first, parts.surname, parts.suffix].append(name)
    canonical = {name: name for name in quoted}
    for group in _with_short_forms(groups, known, roles, described):
        for one in _people(group, {name: known[name].initials for name in group}):
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


def _with_short_forms(
    groups: Mapping[tuple[str, str, str], Sequence[str]],
    known: Mapping[str, NameParts],
    roles: Mapping[str, Set[str]],
    described: Mapping[str, Set[str]],
) -> list[Sequence[str]]:
    """The groups; two are one if nobody else has the surname, and first names and descriptions show one person.

    >>> groups = {("dick", "durbin", ""): ["Dick Durbin"], ("richard", "durbin", ""): ["Richard J. Durbin"]}
    >>> known = {name: name_forms.parts(name) for group in groups.values() for name in group}
    >>> _with_short_forms(groups, known, {}, dict.fromkeys(known, {"senator"}))
    [['Dick Durbin', 'Richard J. Durbin']]
    >>> _with_short_forms(groups, known, {}, {"Dick Durbin": {"senator"}, "Richard J. Durbin": {"farmer"}})
    [['Dick Durbin'], ['Richard J. Durbin']]
    """
    bearers: dict[str, list[Sequence[str]]] = defaultdict(list)  # by surname, without the bare ones
    for (first, surname, _), group in groups.items():
        if first and not all(map(_initials, group)):
            bearers[surname].append(group)
    joined: list[Sequence[str]] = []
    for (first, surname, _), group in groups.items():
        named = bearers[surname] if first else []
        if len(named) != 2 or group not in named or not _are_one(named[0], named[1], known, roles, described):
            joined.append(group)
        elif group is named[0]:
            joined.append([*named[0], *named[1]])
    return joined


def _are_one(
    some: Sequence[str],
    others: Sequence[str],
    known: Mapping[str, NameParts],
    roles: Mapping[str, Set[str]],
    described: Mapping[str, Set[str]],
) -> bool:
    """Whether two groups of names with different first names are one person's, by short forms and descriptions."""
    if not all(name_forms.may_be_one_person(known[name], known[other]) for name in some for other in others):
        return False
    ours, theirs = (set().union(*(described.get(name, set()) for name in names)) for names in (some, others))
    return not ours.isdisjoint(theirs) and not _roles_differ(some, others, roles)


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
    words = name_forms.untitled_words(name)
    has_suffix = len(words) > 1 and normalise(words[-1]).rstrip(".") in NAME_SUFFIXES
    return words[: -2 if has_suffix else -1]


def _agree(bare: Sequence[str], full: Sequence[str], quoted: Mapping[str, int], roles: Mapping[str, Set[str]]) -> bool:
    """Whether a bare surname and a full name are one person, by their roles, or else by the numbers of their
    quotations.
    """
    ours, theirs = (set().union(*(roles.get(name, set()) for name in names)) for names in (bare, full))
    if ours and theirs:
        return not ours.isdisjoint(theirs)
    return sum(quoted[name] for name in full) >= sum(quoted[name] for name in bare)


def _most_quoted(names: Iterable[str], quoted: Mapping[str, int]) -> str:
    """The name quoted most. Ties go to the longest name."""
    return max(sorted(names), key=lambda name: (quoted[name], len(name)))
