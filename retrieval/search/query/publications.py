"""Where to look, in a question's own words: "according to the Courier", "WaPo, Sept 2016: ...", "in the NYT"."""

import re
from collections.abc import Iterable, Iterator

from retrieval.text.normalise import normalise

SHORT = {  # what well-known papers are called for short
    "wapo": "washington post",
    "nyt": "new york times",
    "wsj": "wall street journal",
    "hsj": "health service journal",
    "ft": "financial times",
    "huffpo": "huffpost",
    "huffington post": "huffpost",
    "the beeb": "bbc",
}
INITIALS = 3  # words from which a name is known by their initials


def find(text: str, sources: Iterable[str]) -> str | None:
    """The publication that a question names as the one to look in; None where it names none, or as what is asked about.

    >>> find("How many jobs, according to the Courier in May 2012?", ["The Courier", "Daily Post"])
    'The Courier'
    >>> find("what did the Courier say about it?", ["The Courier"]) is None
    True
    """
    asked = normalise(text)
    for source in sources:
        for name in _names(source):
            if name in asked and re.search(_clause(name), asked):  # an archive may have many sources
                return source
    return None


def less(text: str, source: str) -> str:
    """The text less the clause that names a publication as the one to look in.

    >>> less("How many jobs, according to the Courier in May 2012?", "The Courier")
    'How many jobs,  in May 2012?'
    """
    for name in _names(source):
        shorter = re.sub(rf"(?:{_clause(name)})(?![/-])", "", text, count=1, flags=re.IGNORECASE)
        if shorter != text:
            return shorter
    return text


def _clause(name: str) -> str:
    """What tells that a publication of this name is the one to look in, as an expression."""
    called = rf"(?:the )?{re.escape(name)}"
    own = "(?:[’']?s(?: (?:take|report|reporting|account|coverage|story|tally|piece|article))?)?"
    named = rf"\b(?:according to|per|as|in|from|via) {called}{own}\b"
    reported = rf"\b(?:as|which) {called} (?:reported|reports|had it|put it|wrote|noted)\b"
    ahead = rf"^(?:in )?{called}(?=[,:]| (?:mid-)?[a-z]+\.? \d{{4}}\s*[:,])"
    return f"{ahead}|{reported}|{named}"


def without(text: str, sources: Iterable[str]) -> str:
    """The text less the names of publications, which may hold any word: "USA Today" is no day.

    >>> without("who won today, per USA TODAY?", ["USA Today"])
    'who won today, per ?'
    """
    for source in sources:
        text = re.sub(re.escape(source), "", text, flags=re.IGNORECASE)
    return text


def means(name: str, source: str) -> bool:
    """Whether the name of somebody asked about is that of a source, as in "according to the NYT in May".

    >>> means("NYT", "New York Times"), means("NYT May", "New York Times"), means("Nytram", "New York Times")
    (True, True, False)
    """
    return any(re.match(rf"(?:the )?{re.escape(called)}s?\b", normalise(name)) for called in _names(source))


def _names(source: str) -> Iterator[str]:
    """What a source may be called, longest first: its name without "The", and for short."""
    name = re.sub(r"^the ", "", normalise(source))
    yield name
    yield from (short for short, full in SHORT.items() if full in {name, name.removesuffix(" uk")})
    if len(name.split()) >= INITIALS:
        yield "".join(word[0] for word in name.split())
    if name.endswith((" uk", " us")):
        yield name[:-3]
