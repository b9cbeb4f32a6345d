"""Who is asked about: whom of the archive's speakers the words of a question mean, and whether as one who speaks."""

import re
from collections import defaultdict
from collections.abc import Collection, Container

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.text.normalise import normalise
from retrieval.text.titles import TITLES
from retrieval.text.tokenise import name_words, without_possessives

AUXILIARY = r"did|does|do|has|have|had|is|was|were|would|will|could|can|might|should"
SAYING = (
    "say|said|saying|tell|told|think|thought|make|made|call|called|describe|react|respond|want|warn|write|written|tweet|"
    "argue|claim|suggest|promise|ask|feel|see|put|explain|give|rate|mean|believe|accuse|urge|deny|predict|reply|insist"
)
NAME = r"[\w.’'-]+"
ASKED = re.compile(
    rf"\b(?:{AUXILIARY})\s+(?P<who>{NAME}(?:\s+{NAME}){{0,5}}?)(?:,[^,]{{1,60}},)?\s+(?:{SAYING})\b", re.IGNORECASE
)
ACCORDING = re.compile(rf"\baccording to\s+(?P<who>(?:{NAME}\s*){{1,4}})", re.IGNORECASE)
REPORTED = re.compile(
    rf"\b(?:what|(?:everything|anything|all)(?:\s+that)?)\s+(?P<who>(?!of\b){NAME}(?:\s+(?!of\b){NAME}){{0,2}}?)"
    rf"\s+(?:has\s+|ever\s+)?(?:said|says|told|thinks|wrote|written)\b",
    re.IGNORECASE,
)
TOLD = re.compile(r"\b(?:told|asked|warned|advised|urged)\s+by\s+(?P<who>.+)", re.IGNORECASE)  # the other way round
SUBJECT = re.compile(
    rf"\b(?:how|why|what|which|did|does|has)\b.{{0,40}}?\b(?:{AUXILIARY})\s+(?P<rest>.+)", re.IGNORECASE
)
OWNED = re.compile(rf"\b(?:was|is|were|are|in)\s+(?P<rest>(?:{NAME}\s+){{0,5}}?{NAME}[’']s?)\s", re.IGNORECASE)
REACH = 8  # words behind an auxiliary within which its subject is named
SHORTEST = 5  # letters of a name that may have been misspelt
LONG = 8  # letters from which two slips are forgiven


class SpeakerNames:
    """The archive's speakers, by the words of their names.

    >>> SpeakerNames(["Andy Burnham", "Ed Miliband"]).speaker("what did Burnham say?")
    'Andy Burnham'
    """

    def __init__(self, names: Collection[str], vocabulary: Container[str] = frozenset()) -> None:
        """`vocabulary` are the normalised words of the articles, which are no slips."""
        self._names = frozenset(names)
        self._vocabulary = vocabulary
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for word in name_words(name):
                self._by_word[word].append(name)
        surnames = (name.split()[-1] for name in names if re.match(r"[A-Z]\S+(?: [A-Z]\S*)+$", name))
        self._surnames = {normalise(surname): surname for surname in surnames}

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def speaker(self, text: str) -> str | None:
        """Who is asked about as speaking, by a full name of the archive if possible."""
        if told := TOLD.search(text):
            return self.full_name(told["who"]) if self.named(told["who"]) or told["who"][:1].isupper() else None
        if match := _saying(text):
            return self.full_name(match["who"].strip())
        return self._subject(text)

    def _subject(self, text: str) -> str | None:
        """Somebody whom the archive knows and who does something that is not in the list of verbs of saying."""
        for form in (SUBJECT, OWNED):
            if match := form.search(text):
                ahead = match["rest"].split()[:REACH]
                for end in range(1, len(ahead) + 1):
                    known = self._ending_in(ahead[:end])
                    if known and not (end < len(ahead) and self._ending_in(ahead[: end + 1])):
                        return known
                    if ahead[end - 1].endswith(("’s", "'s")):
                        break
        return None

    def _ending_in(self, ahead: list[str]) -> str | None:
        """The one person whose name, in full or by a capitalised surname, the last of these words are."""
        bare = re.sub(r"[’']s?$|[,.?!]$", "", ahead[-1])
        surname = normalise(bare)
        fitting = [name for name in self._by_word.get(surname, ()) if normalise(name.split()[-1]) == surname]
        before = name_words(" ".join(ahead))
        full = [name for name in fitting if len(name_words(name)) > 1 and name_words(name) <= before]
        if full:
            return max(full, key=lambda name: len(name_words(name)))
        alone = len(fitting) == 1 and bare[:1].isupper() and (len(ahead) == 1 or ahead[-2].islower())
        return fitting[0] if alone else None

    def named(self, text: str) -> tuple[str, ...]:
        """Everybody whose whole name of two words or more stands in the text, in the archive's order."""
        asked = name_words(text)
        near = dict.fromkeys(name for word in asked for name in self._by_word.get(word, ()))
        return tuple(sorted(name for name in near if len(name_words(name)) > 1 and name_words(name) <= asked))

    def full_name(self, asked: str) -> str | None:
        """The speaker whom the words mean; where they fit several, or nobody, the name as it was asked.

        >>> SpeakerNames(["Andy Burnham", "Ed Miliband"]).full_name("Burnham")
        'Andy Burnham'
        >>> SpeakerNames(["Hillary Clinton", "Bill Clinton"]).full_name("Clinton")
        'Clinton'
        >>> people = SpeakerNames(["Andy Burnham"])
        >>> people.full_name("letter writer George Osborne"), people.full_name("it")
        ('George Osborne', None)
        >>> SpeakerNames(["Andrew George"]).full_name("George Osborne")
        'George Osborne'
        >>> people.full_name("Jane Burnham"), people.full_name("Health Secretary Burnham")
        ('Jane Burnham', 'Andy Burnham')
        """
        wanted = name_words(asked)
        near = dict.fromkeys(name for word in sorted(wanted) for name in self._by_word.get(word, ()))
        namesakes = [name for name in near if name_words(name.split()[-1]) & wanted and not _differs(asked, name)]
        shared = {name: len(wanted & name_words(name)) for name in namesakes}
        most = max(shared.values(), default=0)
        closest = [name for name, count in shared.items() if count == most]
        fullest = max(closest, key=lambda name: len(name_words(name)), default="")
        if closest and all(name_words(name) <= name_words(fullest) for name in closest):
            return fullest
        if closest:
            return " ".join(word for word in asked.split() if name_words(word) & name_words(fullest))
        return " ".join(re.findall(r"\b[A-Z][\w.’'-]*", asked)) or None

    def spelling_corrections(self, text: str) -> dict[str, str]:
        """Words of the text that must be misspelt surnames, with those.

        A word is one only where neither a name nor an article here has it, and where exactly one surname is as near:
        one letter left out, added, changed or swapped, two in a long one, the first always right (Damerau, "A
        technique for computer detection and correction of spelling errors", 1964).

        >>> names = SpeakerNames(["Andy Burnham", "Ed Miliband"])
        >>> names.spelling_corrections("what did Burnam tell Milliband about Burnley?")
        {'Burnam': 'Burnham', 'Milliband': 'Miliband'}
        """
        found = {}
        for word in dict.fromkeys(re.findall(r"[^\W\d_]+", without_possessives(text))):
            normalised = normalise(word)
            if len(normalised) < SHORTEST or normalised in self._vocabulary or normalised in self._by_word:
                continue
            most = 1 if len(normalised) < LONG else 2
            near = process.extract(normalised, self._surnames.keys(), scorer=OSA.distance, score_cutoff=most, limit=2)
            near = [one for one in near if one[0][0] == normalised[0]]
            if near and (len(near) == 1 or near[0][1] < near[1][1]):
                found[word] = self._surnames[near[0][0]]
        return found


def is_said_to_speak(text: str) -> bool:
    """Whether the words ask what somebody said, by a verb of saying or "according to"."""
    return bool(TOLD.search(text) or _saying(text))


def _saying(text: str) -> re.Match[str] | None:
    return ASKED.search(text) or ACCORDING.search(text) or REPORTED.search(text)


def _differs(asked: str, person: str) -> bool:
    """Whether the words name another person of the same surname, by another given name."""
    *given, surname = person.split()
    if re.search(rf"\b{re.escape(surname)}\s+[A-Z]", asked):  # it is a given name here: "George Osborne"
        return True
    before = re.search(rf"([A-Z][\w’'-]+)\s+{re.escape(surname)}\b", asked)
    if not given or before is None:
        return False
    return before[1].lower() not in TITLES and not name_words(asked) & name_words(" ".join(given))
