"""Acronyms that an article explains: "the Moorby Dockers' Union (MDU)" is meant by "the MDU"."""

import re

WORD = r"[A-Z][\w’'.-]*"
SMALL = "&|of|and|for|on|in|the|to"
EXPLAINED = re.compile(
    rf"\b(?P<name>{WORD}(?: (?:{WORD}|{SMALL})){{1,9}}) \((?:the )?[“\"]?(?P<acronym>[A-Z][A-Za-z&]{{1,7}})[”\"]?\)"
)
MIN_CAPITALS = 2


def explained(text: str) -> dict[str, str]:
    """The names in full by the acronyms that a text explains in brackets.

    >>> explained("The Guild of Harbour Masters (GHM) met the Ministry of Works (MoW) and Ann Lee (MP).")
    {'GHM': 'Guild of Harbour Masters', 'MoW': 'Ministry of Works'}
    """
    found: dict[str, str] = {}
    for match in EXPLAINED.finditer(text):
        acronym, words = match["acronym"], match["name"].split()
        if sum(map(str.isupper, acronym)) < MIN_CAPITALS:
            continue
        for first in range(len(words) - 2, -1, -1):
            if words[first][0].isupper() and _fits(acronym, words[first:]):
                found.setdefault(acronym, " ".join(words[first:]))
                break
    return found


def initials(words: list[str]) -> str:
    """The first letters of the words of a name, without "of", "and" and the like: HM of "Harbour-Master"."""
    return "".join(part[0] for word in words for part in word.split("-") if part[:1].isupper())


def _fits(acronym: str, words: list[str]) -> bool:
    every = "".join(part[0] for word in words for part in word.split("-") if part)
    return acronym.lower() == every.lower() or acronym == initials(words)
