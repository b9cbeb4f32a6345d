"""Name lookup: which speakers and sources of an archive a typed name may mean."""

import re
from collections.abc import Sequence
from functools import cached_property

from retrieval.text.normalise import normalise
from retrieval.text.tokenise import name_words

ACRONYM = re.compile(r"[A-Z]{3,6}")
IN_FULL = 3  # capitalised words that a name has at least, if it has an acronym
SMALL = frozenset("of the and for on in".split())


class NameLookup:
    """The speakers and sources of an archive, most frequent first, and which of them a typed name means.

    >>> speakers = ["Andy Burnham", "Hillary Clinton", "Bill Clinton", "Andrew Lansley"]
    >>> names = NameLookup(speakers, ["Daily Post", "Post"])
    >>> names.speakers_named("burnham"), names.speakers_named("clinton")
    (['Andy Burnham'], ['Hillary Clinton', 'Bill Clinton'])
    >>> names.speakers_named("health secretary andrew lansley")
    ['Andrew Lansley']
    >>> names.sources_named("post"), names.sources_named("pos")
    (['Post'], ['Daily Post', 'Post'])
    """

    def __init__(self, speakers: Sequence[str], sources: Sequence[str]) -> None:
        self.speakers: tuple[str, ...] = tuple(speakers)
        self.sources: tuple[str, ...] = tuple(sources)

    def speakers_named(self, speaker: str) -> list[str]:
        """The speakers, by their full names, that a typed name may mean.

        "burnham" is Andy Burnham, "clinton" every Clinton, and "health secretary andrew lansley" still Andrew Lansley;
        "IMF" is the International Monetary Fund too, and the other way round where that is on record.
        """
        wanted = name_words(speaker)
        near = sorted({number for word in wanted for number in self._by_word.get(word, ())})
        bearers = [(number, name_words(self.speakers[number])) for number in near]
        named = [number for number, known in bearers if wanted <= known]
        named = named or [number for number, known in bearers if len(known) > 1 and known <= wanted]
        acronym, in_full = _acronym(speaker)
        same = self._by_acronym.get(acronym, ()) if named or not in_full else ()  # IMF may be the initials of another
        shortened = [number for number, full in same if not (full and in_full)]
        return [self.speakers[number] for number in sorted({*named, *shortened})]

    def sources_named(self, source: str) -> list[str]:
        """The sources that a typed name may mean: the one of exactly that name, else all whose names contain it."""
        wanted = normalise(source)
        holding = [known for known in self.sources if wanted and wanted in normalise(known)]
        return [known for known in holding if normalise(known) == wanted] or holding

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
        """For each acronym, the numbers of the speakers that it names, and whether their name is the full one."""
        found: dict[str, list[tuple[int, bool]]] = {}
        for number, speaker in enumerate(self.speakers):
            acronym, in_full = _acronym(speaker)
            if acronym:
                found.setdefault(acronym, []).append((number, in_full))
        return found


def _acronym(name: str) -> tuple[str, bool]:
    """The acronym of a name, "" if it has none, and whether the name is the full one.

    >>> _acronym("I.M.F."), _acronym("International Monetary Fund"), _acronym("former White House Chief")
    (('IMF', False), ('IMF', True), ('', False))
    """
    bare = name.replace(".", "")
    if ACRONYM.fullmatch(bare):
        return bare, False
    initials = [word[0] for word in bare.split() if word not in SMALL]
    in_full = len(initials) >= IN_FULL and all("A" <= initial <= "Z" for initial in initials)
    return ("".join(initials), True) if in_full else ("", False)
