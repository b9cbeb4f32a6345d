"""Finds the speakers and sources of an archive that a typed name may mean, in questions, options and operators.

The first rule that finds somebody decides:

    Tony Blair                  a speaker with exactly these words, and nobody else: not "Bush and Tony Blair"
    blair, Labour               every speaker whose name has these words
    health secretary Ed Miliband   speakers whose full name is among the words
    Mayor Ortega                the name behind a title
    Freda Munro                 the only Munro, who is on record as "F. Munro" or "Munro"
    Dick Munro                  Richard Munro, if there is no other (name_forms.py)
    Baroness Munro              the only Munro

A name never means somebody who is described by it: "Ann Lee" is not "spokesman for Ann Lee". Nor does it mean somebody
with another suffix ("Jr.") or another given name.
"""

import re
from collections.abc import Iterable, Sequence, Set
from functools import cached_property
from itertools import combinations, starmap

from rapidfuzz import fuzz, process

from retrieval.errors import any_of
from retrieval.text import name_forms
from retrieval.text.first_names import OF_ONE_GENDER
from retrieval.text.normalise import normalise, spaced_initials
from retrieval.text.person_nouns import PERSON_NOUNS
from retrieval.text.titles import KEPT_TITLES, NAME_SUFFIXES, SURNAME_TITLES, TITLES
from retrieval.text.tokenise import name_words

ACRONYM = re.compile(r"[A-Z]{3,6}")
MIN_ACRONYM_WORDS = 3  # capitalised words that a name has at least, if it has an acronym
OWNER = re.compile(r"\A.*[’']s?\s")  # "Ann Lee's lawyer"
PREPOSITION = r"\b(?:for|of|at|to|from|with|in|close|by|on)"
BELONGING = re.compile(rf"\s{PREPOSITION}\s.*")  # "lawyer for Ann Lee"
SMALL = frozenset("of the and for on in".split())
MAX_NAMED = 3  # names that are like a typed one, or publications that a message names
MIN_LIKENESS = 70  # of names, from 0 to 100


class NameLookup:
    """The speakers and sources of an archive. Both lists have the most frequent first.

    >>> speakers = ["Andy Burnham", "Hillary Clinton", "Bill Clinton", "Andrew Lansley"]
    >>> names = NameLookup(speakers, ["Daily Post", "Post"])
    >>> names.speakers_named("burnham"), names.speakers_named("clinton")
    (['Andy Burnham'], ['Hillary Clinton', 'Bill Clinton'])
    >>> names.sources_named("post"), names.sources_named("pos")
    (['Post'], ['Daily Post', 'Post'])
    """

    def __init__(self, speakers: Sequence[str], sources: Sequence[str]) -> None:
        self.speakers: tuple[str, ...] = tuple(speakers)
        self.sources: tuple[str, ...] = tuple(sources)

    def speakers_named(self, typed: str) -> list[str]:
        """The full names of the speakers that a typed name means; empty if it means none of them.

        An acronym also means the full name: "IMF" is "International Monetary Fund". The full name also means the
        acronym, but only if a speaker has the full name, since other names may have the same initials.

        >>> names = NameLookup(["Tony Blair", "Bush and Tony Blair", "spokesman for Ann Lee", "F. Munro"], [])
        >>> names.speakers_named("Tony Blair"), names.speakers_named("Blair")
        (['Tony Blair'], ['Tony Blair', 'Bush and Tony Blair'])
        >>> names.speakers_named("Ann Lee"), names.speakers_named("former minister Tony Blair")
        ([], ['Tony Blair'])
        >>> names.speakers_named("Councillor Munro"), names.speakers_named("Freda Munro")
        (['F. Munro'], ['F. Munro'])
        """
        named = self._by_words(typed)
        acronym, in_full = _acronym(typed)
        same = self._by_acronym.get(acronym, ()) if named or not in_full else ()
        shortened = [number for number, full in same if not (full and in_full)]
        return [self.speakers[number] for number in sorted({*named, *shortened})]

    def in_full(self, acronym: str) -> str | None:
        """The only speaker whose full name has these initials; None if there are several, or the initials are a
        speaker's name.

        >>> NameLookup(["Ann Maria Lee Olsen"], []).in_full("amlo"), NameLookup(["AMLO"], []).in_full("amlo")
        ('Ann Maria Lee Olsen', None)
        """
        found = self._by_acronym.get(acronym.upper(), ())
        return self.speakers[found[0][0]] if len(found) == 1 and found[0][1] else None

    def with_word(self, word: str) -> list[str]:
        """The speakers whose names have this word. `word` is normalised."""
        return [self.speakers[number] for number in self._by_word.get(word, ())]

    def sources_named(self, source: str) -> list[str]:
        """The sources that a typed name may mean: the source with exactly that name, else all that contain it."""
        wanted = normalise(source)
        holding = [known for known in self.sources if wanted and wanted in normalise(known)]
        return [known for known in holding if normalise(known) == wanted] or holding

    def _by_words(self, typed: str) -> list[int]:
        """The numbers of the speakers that the words of a typed name mean."""
        wanted = name_words(typed)
        near = sorted({number for word in wanted for number in self._by_word.get(word, ())})
        bearers = [(number, name_words(self.speakers[number])) for number in near]
        exact = [number for number, known in bearers if len(wanted) > 1 and wanted == known]
        named = (
            [*exact, *self._short_forms(typed)]
            if exact
            else [
                number for number, known in bearers if wanted <= known and _is_or_joins(self.speakers[number], wanted)
            ]
        )
        named = named or [number for number, _ in bearers if _is_in_longer(self.speakers[number], typed)]
        if named:
            return named
        head = OWNER.sub("", typed)
        name = head if head != typed and head[:1].isupper() else without_titles(typed)
        return self._by_words(name) if name != typed else self._short_forms(typed) or self._other_forms(typed)

    def _other_forms(self, typed: str) -> list[int]:
        """The one person who is on record under another form of a typed name; empty if it may be several people.

        >>> names = NameLookup(["Richard J. Munro", "R. Munro", "Robert Orr", "Rob Orr Jr.", "Al Ek", "Alan Ek"], [])
        >>> names.speakers_named("dick munro"), names.speakers_named("Bob Orr"), names.speakers_named("Allan Ek")
        (['Richard J. Munro', 'R. Munro'], ['Robert Orr'], ['Al Ek'])
        >>> names.speakers_named("Robret Orr"), names.speakers_named("Lady Orr"), names.speakers_named("Justice Ek")
        (['Robert Orr'], ['Robert Orr', 'Rob Orr Jr.'], ['Al Ek', 'Alan Ek'])
        >>> NameLookup(["John Ek", "Jackson Ek"], []).speakers_named("Jack Ek")
        []
        """
        wanted = name_forms.parts(typed.title() if typed.islower() else typed)
        if wanted is None or not wanted.first:
            return []
        known = {number: name_forms.parts(self.speakers[number]) for number in self._by_word.get(wanted.surname, ())}
        full = {n: each for n, each in known.items() if each and each.first and each.surname == wanted.surname}
        fitting = full if wanted.first in SURNAME_TITLES else {}
        for may_be in (name_forms.may_be_one_person, name_forms.may_be_misspelt):
            fitting = fitting or {number: each for number, each in full.items() if may_be(each, wanted)}
        if not fitting or not all(starmap(name_forms.may_be_one_person, combinations(fitting.values(), 2))):
            return []
        return sorted({*fitting, *(short for number in fitting for short in self._short_forms(self.speakers[number]))})

    def _short_forms(self, typed: str) -> list[int]:
        """The speakers with the typed surname and only initials, or no given names.

        If somebody has the surname with other given names, a bare surname or matching initials may mean that person.

        >>> NameLookup(["Munro", "Freda Munro"], []).speakers_named("Freda Munro")
        ['Munro', 'Freda Munro']
        >>> NameLookup(["Munro", "Freda Munro", "Ian Munro"], []).speakers_named("Freda Munro")
        ['Freda Munro']
        >>> names = NameLookup(["F. Munro", "Freda Munro", "I. Munro", "A. Lee", "Ann Lee", "Alan Lee"], [])
        >>> names.speakers_named("Freda Munro"), names.speakers_named("Ann Lee")
        (['F. Munro', 'Freda Munro'], ['Ann Lee'])
        >>> NameLookup(["spokesman", "Lee's spokesman"], []).speakers_named("Lee's spokesman")  # any spokesman
        ["Lee's spokesman"]
        """
        wanted, surname = name_words(typed), _surname(typed)
        bearers = [number for number in self._by_word.get(surname, ()) if _surname(self.speakers[number]) == surname]
        others = [number for number in bearers if name_words(self.speakers[number]) != wanted]
        others = [number for number in others if _is_name(self.speakers[number])]  # "spokesman" is anybody's
        short = [number for number in others if may_shorten(self.speakers[number], typed)]
        rivals = [self.speakers[number] for number in others if number not in short]
        initialled = [number for number in short if len(self.speakers[number].split()) > 1]
        if rivals:
            return [n for n in initialled if not any(may_shorten(self.speakers[n], rival) for rival in rivals)]
        return short

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """For each word, the numbers of the speakers whose names have it."""
        found: dict[str, list[int]] = {}
        for number, speaker in enumerate(self.speakers):
            for word in name_words(speaker):
                found.setdefault(word, []).append(number)
        return found

    @cached_property
    def _by_acronym(self) -> dict[str, list[tuple[int, bool]]]:
        """For each acronym, the numbers of the speakers that it may mean, and whether their name is a full one."""
        found: dict[str, list[tuple[int, bool]]] = {}
        for number, speaker in enumerate(self.speakers):
            acronym, in_full = _acronym(speaker)
            if acronym:
                found.setdefault(acronym, []).append((number, in_full))
        return found


def differently_named(names: Sequence[str]) -> list[str]:
    """The names without variants.

    Of names that differ only in spaces between initials, accents or case, the first is kept.

    >>> differently_named(["J. R. Pell", "J.R. Pell", "J. Pell"])
    ['J. R. Pell', 'J. Pell']
    """
    first = {normalise(spaced_initials(name)): name for name in reversed(names)}
    return [name for name in names if name in first.values()]


def in_full(names: Iterable[str], speakers: Iterable[str]) -> dict[str, str]:
    """The full name of each surname, alone or with initials, that only one of the speakers can have.

    >>> names = ["Lee", "M. Lee", "Ek", "India"]
    >>> in_full(names, [*names, "Mary Lee", "Ann Ek", "Carl Ek", "Guild of India"])
    {'M. Lee': 'Mary Lee', 'Lee': 'Mary Lee'}
    """
    short = {name for name in names if _is_name(name) and all(len(word.strip(".")) == 1 for word in name.split()[:-1])}
    surnames = {name.split()[-1] for name in short}
    lookup = NameLookup([speaker for speaker in speakers if speaker.rpartition(" ")[2] in surnames], ())
    found: dict[str, set[str]] = {}
    for full in lookup.speakers:
        if normalise(full.split()[0]) in OF_ONE_GENDER and full not in short:
            for name in short.intersection(lookup.speakers_named(full)):
                found.setdefault(name, set()).add(full)
    return {name: full.pop() for name, full in sorted(found.items(), reverse=True) if len(full) == 1}


def near_names(typed: str, names: Sequence[str]) -> list[str]:
    """The names most similar to a typed one, the most similar first; for "did you mean".

    >>> near_names("Andi Lansly", ["Andy Burnham", "Andrew Lansley"]), near_names("Obama", ["Andy Burnham"])
    (['Andrew Lansley'], [])
    """
    near = process.extract(typed, names, scorer=fuzz.WRatio, score_cutoff=MIN_LIKENESS, limit=MAX_NAMED)
    return [name for name, *_ in near]


def unknown_source(typed: str, sources: Sequence[str]) -> str:
    """The message for an unknown publication: it names similar publications, or else some of them.

    >>> unknown_source("Corier", ["Post", "Courier"])
    'no article here is from Corier; did you mean Courier?'
    >>> unknown_source("Times", ["Post", "HSJ", "Courier", "Ledger"]), unknown_source("Times", [])
    ('no article here is from Times; this archive has articles of Post, HSJ, Courier and 1 more', \
'no article here is from Times; no article names its source')
    """
    near = near_names(typed, sources)
    more = f" and {len(sources) - MAX_NAMED:,} more" if len(sources) > MAX_NAMED else ""
    listed = (
        f"this archive has articles of {', '.join(sources[:MAX_NAMED])}{more}"
        if sources
        else "no article names its source"
    )
    hint = f"did you mean {any_of(near)}?" if near else listed
    return f"no article here is from {typed}; {hint}"


def publications_with(counts: Sequence[tuple[str, int]], noun: str = "quotation") -> str:
    """A clause that names other publications with results, the one with most first; empty if there is none.

    >>> publications_with([("Courier", 2), ("Post", 1)]), publications_with([("Courier", 1)], "answer")
    ('Courier has 2 quotations, Post 1', 'Courier has 1 answer')
    >>> publications_with([("Courier", 2), ("HSJ", 2), ("Post", 1), ("Ledger", 1)])
    'Courier has 2 quotations, HSJ 2, Post 1, and 1 more publication has some'
    """
    if not counts:
        return ""
    (first, most), *others = counts[:MAX_NAMED]
    more = len(counts) - MAX_NAMED
    rest = f"{more:,} more {'publication has' if more == 1 else 'publications have'} some"
    named = [f"{first} has {most:,} {noun}{'' if most == 1 else 's'}", *(f"{name} {count:,}" for name, count in others)]
    return f"{', '.join(named)}{f', and {rest}' if more > 0 else ''}"


def without_titles(name: str) -> str:
    """A name without the titles and offices before it. A title that belongs to the name stays.

    >>> without_titles("Health Secretary Burnham"), without_titles("Lord Mandely"), without_titles("the mayor")
    ('Burnham', 'Lord Mandely', 'the mayor')
    >>> without_titles("letter writer George Osborne"), without_titles("the Health Secretary")
    ('George Osborne', 'the Health Secretary')
    >>> without_titles("GM chief executive"), without_titles("senator burnham")  # an office, and no name in capitals
    ('GM chief executive', 'burnham')
    """
    words = name.split()
    is_title = [normalise(word).strip(".") in TITLES - KEPT_TITLES for word in words]
    start = len(words) - is_title[::-1].index(True) if True in is_title else 0
    if start == 0 and words and words[-1][:1].isupper():  # then lower case shows what is no part of the name
        start = next(place for place, word in enumerate(words) if word[:1].isupper())
    if start < len(words) and words[start].islower() and (not name.islower() or words[start] in PERSON_NOUNS):
        return name
    owned = OWNER.match(name) or (start and re.fullmatch(PREPOSITION, words[start - 1]))  # then it is somebody else's
    return name if owned else " ".join(words[start:]) or name


def _head(name: str) -> str:
    """A name without the person that describes it: of "lawyer for Ann Lee", only "lawyer"."""
    return BELONGING.sub("", OWNER.sub("", name))


def _is_name(known: str) -> bool:
    """Whether a speaker's entry is a name, not only a noun or an office: "spokesman", "Minister"."""
    return known[:1].isupper() and not name_words(known) <= TITLES


def surname_of(name: str) -> str:
    """The last word of a name that is no suffix.

    >>> surname_of("Ann Lee"), surname_of("Bo B. Ek Jr."), surname_of("Di Fox III"), surname_of("")
    ('Lee', 'Ek', 'Fox', '')
    """
    words = [word for word in name.split() if normalise(word).strip(".,") not in NAME_SUFFIXES]
    return words[-1].rstrip(",") if words else ""


def _surname(name: str) -> str:
    return normalise(name.rsplit(maxsplit=1)[-1]) if name.split() else ""


def _is_or_joins(known: str, wanted: Set[str]) -> bool:
    """Whether a speaker whose name has all wanted words is the person wanted, alone or with others.

    Otherwise the speaker is only described by that person, like a spokesman.

    >>> _is_or_joins("spokesman for Ann Lee", {"lee"}), _is_or_joins("Ann Lee's lawyer", {"lee"})
    (False, False)
    >>> _is_or_joins("Tom Hale and Ann Lee", {"lee"}), _is_or_joins("spokesman for Ann Lee", {"spokesman", "lee"})
    (True, True)
    """
    if not any(word[0].islower() for word in known.split()):
        return not OWNER.match(known) or bool(wanted & name_words(OWNER.sub("", known)))
    parts = known.split(" and ")
    return any(wanted & name_words(_head(part)) for part in parts)


def _is_in_longer(known: str, typed: str) -> bool:
    """Whether a known name of two words or more is part of a typed name that means the same person.

    >>> [_is_in_longer("Ann Lee", typed) for typed in ("mayor of Sund Ann Lee", "Ann Lee Jr.", "lawyer for Ann Lee")]
    [True, False, False]
    """
    name, words = name_words(known), name_words(typed)
    if len(name) <= 1 or not name <= words or (words - name) & NAME_SUFFIXES:
        return False
    owner = rf"{PREPOSITION}\s+{re.escape(known)}\b|\b{re.escape(known)}[’']"
    return re.search(owner, typed, re.IGNORECASE) is None


def may_shorten(known: str, typed: str) -> bool:
    """Whether a known name has given names of a typed one as initials, or none. Both have the same surname.

    >>> may_shorten("F. Munro", "Freda Munro"), may_shorten("Munro", "Freda Munro"), may_shorten("Munro", "Munro")
    (True, True, False)
    >>> may_shorten("G. Munro", "Freda Munro"), may_shorten("Freda Munro", "F. Munro")
    (False, False)
    >>> may_shorten("F.A. Munro", "Freda Ann Munro"), may_shorten("F. Ann Munro", "Freda Ann Munro")
    (True, True)
    """
    full = {normalise(word) for word in typed.split()[:-1]}
    initials = {word[:1] for word in full}
    given = [normalise(word).strip(".") for word in spaced_initials(known).split()[:-1]]
    has_initial = not given or any(len(word) == 1 for word in given)
    return bool(initials) and has_initial and all(word in (initials if len(word) == 1 else full) for word in given)


def _acronym(name: str) -> tuple[str, bool]:
    """The acronym of a name ("" if it has none), and whether the name is the full form of that acronym.

    >>> _acronym("I.M.F."), _acronym("International Monetary Fund"), _acronym("former White House Chief")
    (('IMF', False), ('IMF', True), ('', False))
    """
    bare = name.replace(".", "")
    if ACRONYM.fullmatch(bare):
        return bare, False
    initials = [word[0] for word in bare.split() if word not in SMALL]
    in_full = len(initials) >= MIN_ACRONYM_WORDS and all("A" <= initial <= "Z" for initial in initials)
    return ("".join(initials), True) if in_full else ("", False)
