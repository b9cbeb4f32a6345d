"""Acronyms that an article explains: "the MDU" for "the Moorby Dockers' Union (MDU)".

Without brackets, an acronym stands for the only name in the article with these initials. Two letters must stand for a
name that ends as such bodies are called: AP for "Associated Press".
"""

import re
from collections.abc import Iterator

WORD = r"[A-Z][\w’'.-]*"
SMALL = "&|of|and|for|on|in|the|to"
EXPLAINED = re.compile(
    rf"\b(?P<name>{WORD}(?:,? (?:{WORD}|{SMALL})){{1,9}}) \((?:the )?[“\"]?(?P<acronym>[A-Z][A-Za-z&]{{1,7}})[”\"]?\)"
)
MIN_CAPITALS = 2
MIN_LETTERS = 4  # of an acronym that is written as a name: "Comelec"
MAX_NAME_WORDS = 15  # of a name that an acronym of six letters may stand for
MIN_HEADING_CAPITALS_SHARE = 0.7  # of the longer words, in capitals
ACRONYM = re.compile(r"(?<![\w&.-])[A-Z]{2,6}(?![\w&-])")
DOTTED = re.compile(r"(?:[A-Z]\.){2,}")
LAST_WORDS = frozenset(  # of names that two letters may stand for
    "Alliance Association Bank Board Church Commission Committee Council Court House Journal League Motors Nations "
    "News Office Party Press Society Times Union University".split()
)
NAME = re.compile(rf"\b{WORD}(?: (?:{WORD}|{SMALL}))+")
OWNER = re.compile(r"[’']s?$")
MINISTRY_OF = ["Department", "of"], ["Ministry", "of"]
OFTEN_BEHIND = frozenset({"on", "in", "to", "for"})
NO_PART = frozenset(
    "A An The U.S. US UK New In At By From And But When While After As If Former".split()
)  # begins no such name


def explained(text: str) -> dict[str, str]:
    """The names in full by the acronyms that a text explains in brackets.

    >>> explained("The Guild of Harbour Masters (GHM) met the Ministry of Works (MoW) and Ann Lee (MP).")
    {'GHM': 'Guild of Harbour Masters', 'MoW': 'Ministry of Works'}
    >>> explained("The U.S. Centers for Tide Care and Study met on Monday. The CTC said no.")
    {'CTC': 'Centers for Tide Care and Study'}
    >>> explained("It asked the U.S. Tide Survey Agency. A Norr River and Bay Authority boat left. TSA and NRBA agree.")
    {'NRBA': 'Norr River and Bay Authority', 'TSA': 'Tide Survey Agency'}
    >>> explained("The U.S. Tide Survey and the Norr Free Press met. The USTS and the NFP agree; so does the FP.")
    {'NFP': 'Norr Free Press', 'USTS': 'U.S. Tide Survey'}
    >>> explained("The Department of Homes and Urban Works met the Department of Tides. HUW and DOT said no.")
    {'DOT': 'Department of Tides', 'HUW': 'Department of Homes and Urban Works'}
    >>> explained("The Commission on Elections (Comelec) met the Norr Tidal Geo-Studies (NTGeo) and Lee (Leeds).")
    {'Comelec': 'Commission on Elections', 'NTGeo': 'Norr Tidal Geo-Studies'}
    """
    found: dict[str, str] = {}
    for match in EXPLAINED.finditer(text):
        acronym, words = match["acronym"], match["name"].split()
        if sum(map(str.isupper, acronym)) < MIN_CAPITALS and len(acronym) < MIN_LETTERS:
            continue
        for first in range(len(words) - 2, -1, -1):
            if words[first][0].isupper() and _fits(acronym, words[first:]):
                found.setdefault(acronym, " ".join(words[first:]))
                break
    spelt = _by_initials(text)
    for acronym in sorted(set(ACRONYM.findall(text)) - found.keys()):
        names = spelt.get(acronym, set())
        names = {name for name in names if initials(name.split()) == acronym} or names
        if len({name.lower() for name in names}) == 1:
            found[acronym] = min(names)
    return found


def _by_initials(text: str) -> dict[str, set[str]]:
    """The names of a text by their initials: "BHU" → {"Board of Harbour Users"}."""
    names: dict[str, set[str]] = {}
    for line in text.split("\n"):
        if _is_heading(line):
            continue
        for match in NAME.finditer(line):
            for run in _runs(match[0]):
                for name in _names_in(run):
                    for letters in _initials_of(name):
                        names.setdefault(letters, set()).add(" ".join(name))
    return names


def _names_in(run: list[str]) -> Iterator[list[str]]:
    """The possible names in a run of words: the whole run, or a part between words that are often around a name."""
    owners = [place + 1 for place, word in enumerate(run) if OWNER.search(word)]  # "Tide Board's | Ann Lee"
    starts = [place + 1 for place, word in enumerate(run) if word == "the"]  # "According to the | Board"
    behind = [place for place, word in enumerate(run) if word in OFTEN_BEHIND]  # "Tide Board | on Monday"
    ends = {*behind, *owners, len(run)}
    for start in (0, *starts, *owners):
        for end in ends.intersection(range(start + 1, start + MAX_NAME_WORDS + 1)):
            name = _without_edges(run[start:end])
            yield name
            before = run[: end - len(name)] if name == run[end - len(name) : end] else []
            if name and before[-1:] == ["U.S."]:
                yield ["U.S.", *name]


def _runs(text: str) -> Iterator[list[str]]:
    """The words of a text, cut at a full stop and before "and the".

    >>> list(_runs("Board of Tides and the Guild of Weavers. The Moor League"))
    [['Board', 'of', 'Tides'], ['Guild', 'of', 'Weavers'], ['The', 'Moor', 'League']]
    """
    run: list[str] = []
    for word in text.replace(" and the ", ". ").split():
        is_abbreviation = "." in word[:-1]  # "U.S."
        run.append(word if is_abbreviation else word.rstrip("."))
        if word.endswith(".") and not is_abbreviation:
            yield run
            run = []
    if run:
        yield run


def _initials_of(name: list[str]) -> set[str]:
    """The acronyms that a name may have: CTCS, or CTC, of "Centers for Tide Care and Study".

    Likewise TUC of "Tide Users Club of Norr", and HUD or DOT of the Department of Housing and Urban Development, of
    Transportation.
    """
    if any(word[-1] in ".,’'" for word in name[:-1] if word != "U.S.") or name[-1:] == ["Convention"]:
        return set()
    shorter = name[:-2] if len(name) > MIN_CAPITALS and name[-2] in {"and", "&", "of"} else name
    short = {initials(name)} if len(name) == MIN_CAPITALS and name[-1] in LAST_WORDS else set()
    long = [initials(name), initials(shorter)]
    if name[:2] in MINISTRY_OF:
        long += [initials(name[2:]), "".join(word[0].upper() for word in name)]
    return short | {letters for letters in long if len(letters) > MIN_CAPITALS}


def _without_edges(words: list[str]) -> list[str]:
    """A run of capitalised words without the words that do not belong to a name: "At the | Board for Tides and Floods
    |".
    """
    while words and (words[0] in NO_PART or words[0][0].islower()):
        words = words[1:]
    while words and words[-1][0].islower():
        words = words[:-1]
    return [*words[:-1], OWNER.sub("", words[-1])] if words else words


def _is_heading(line: str) -> bool:
    """Whether a line is not a sentence and has nearly all words in capitals, so that capitals do not show a name."""
    long = [word for word in line.split() if len(word) > MIN_CAPITALS]
    is_sentence = line.rstrip("”’\"' ").endswith(".")
    return not is_sentence and sum(word[0].isupper() for word in long) > MIN_HEADING_CAPITALS_SHARE * len(long)


def initials(words: list[str]) -> str:
    """The first letters of the words of a name, without words such as "of" and "and": HM for "Harbour-Master".

    Abbreviations count whole: USTS for "U.S. Tide Survey".
    """
    parts = (part for word in words for part in word.split("-") if part[:1].isupper())
    return "".join(part.replace(".", "") if DOTTED.fullmatch(part) else part[0] for part in parts)


def _fits(acronym: str, words: list[str]) -> bool:
    every = "".join(part[0] for word in words for part in word.split("-") if part)
    if acronym.lower() == every.lower() or acronym == initials(words):
        return True
    return not acronym.isupper() and _is_of_beginnings(acronym.lower(), [word for word in words if word[0].isupper()])


def _is_of_beginnings(acronym: str, words: list[str]) -> bool:
    """Whether an acronym consists of the beginnings of all words.

    >>> _is_of_beginnings("comelec", ["Commission", "Elections"]), _is_of_beginnings("moscow", ["Ministry", "Works"])
    (True, False)
    """
    if not words:
        return not acronym
    ends = range(1, min(len(acronym), len(words[0])) + 1)
    first, others = words[0].lower(), words[1:]
    return any(first.startswith(acronym[:end]) and _is_of_beginnings(acronym[end:], others) for end in ends)
