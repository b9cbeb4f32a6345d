"""One name for one person across the archive, as far as the evidence goes.

An article calls somebody by the fullest name that it gives; another may write "Donald J. Trump", or no more than "Mr.
Trump". Names of one first name and surname are one person unless their middle initials or "Jr." tell them apart. A bare
surname is whoever alone bears it here, if an honorific shows that it is a person's: "Times" is not the New York Times'.
Hillary, Bill and "Mrs Clinton" stay three, since nothing says who the third is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set

from retrieval.attribution.coreference import mentions as names
from retrieval.text.normalise import normalise
from retrieval.text.titles import IGNORED_IN_NAMES, NAME_SUFFIXES, TITLES

Key = tuple[str, str, str]  # first name, surname, suffix; of a bare surname the first is ""


def link_entities(mentions: Iterable[tuple[str, str | None, int]]) -> dict[str, str]:
    """Another name for every speaker who has one across the archive.

    `mentions` are speakers as their articles name them, each with the words next to the cue and how often that is.

    >>> link_entities([("Andrew Lansley", "he", 3), ("Lansley", "Mr Lansley", 1), ("Lansley", None, 1)])
    {'Lansley': 'Andrew Lansley'}
    """
    quoted, titled = Counter[str](), set()
    for speaker, mention, times in mentions:
        quoted[speaker] += times
        if _titled(mention or ""):
            titled.add(speaker)
    return {speaker: name for speaker, name in canonical_names(quoted, titled).items() if name != speaker}


def _titled(mention: str) -> bool:
    return names.key(mention.split(maxsplit=1)[0]) in TITLES if mention.strip() else False


def canonical_names(quoted: Mapping[str, int], titled: Set[str] = frozenset()) -> dict[str, str]:
    """Every speaker's one name: itself where nothing fuller is known.

    `quoted` is how often each is quoted, `titled` those who have an honorific somewhere.

    >>> quoted = {"Donald Trump": 9, "Donald J. Trump": 2, "Trump": 4, "Times": 1, "Sunday Times": 1}
    >>> united = canonical_names(quoted, {"Trump"})
    >>> united["Donald J. Trump"], united["Trump"], united["Times"]
    ('Donald Trump', 'Donald Trump', 'Times')
    """
    known = {name: parts for name in quoted if (parts := _parts(name))}
    by_key: dict[Key, list[str]] = defaultdict(list)
    for name, (first, *_, last, suffix) in known.items():
        by_key[first, last, suffix].append(name)
    united = {name: name for name in quoted}
    for same in by_key.values():
        if len({_middle(known[name]) for name in same} - {""}) <= 1:
            united |= dict.fromkeys(same, _usual(same, quoted))
    bearers: dict[str, set[str]] = defaultdict(set)
    for (first, last, _), same in by_key.items():
        bearers[last] |= {united[name] for name in same if first}
    for (first, last, _), same in by_key.items():
        if not first and len(bearers[last]) == 1 and not titled.isdisjoint(same):
            united |= dict.fromkeys(same, *bearers[last])
    return united


def _parts(name: str) -> list[str] | None:
    """First name, middle ones, surname and suffix, folded; None for what is no person's name ("a senior official")."""
    words = [word for word in name.replace(",", " ").split() if normalise(word).rstrip(".") not in IGNORED_IN_NAMES]
    if (
        not words
        or " and " in name
        or not all(re.match(r"[^\W\d_a-z]|(?:de|la|van|von|bin|al)$", word) for word in words)
    ):
        return None
    *rest, last = [normalise(word).rstrip(".") for word in words]
    suffix = ""
    if last in NAME_SUFFIXES and rest:
        suffix, last = last, rest.pop()
    first, middle = (rest[0], rest[1:]) if rest else ("", [])
    return [first, *middle, last, suffix]


def _middle(parts: list[str]) -> str:
    """The middle initials: "j" of Donald John Trump."""
    return "".join(part[0] for part in parts[1:-2])


def _usual(names: Iterable[str], quoted: Mapping[str, int]) -> str:
    """The name most used; of equals the longer, so that nothing known is lost."""
    return max(sorted(names), key=lambda name: (quoted[name], len(name)))
