"""Finds the publication that a question restricts its answer to.

"according to the Courier", "WaPo, Sept 2016: ...", "in the NYT", "what did he tell the BBC?"; not "what did the Courier
say?", which asks about it.
"""

import re
from collections.abc import Iterable, Iterator

from retrieval.text.normalise import normalise

SHORT_NAMES = {  # of well-known publications
    "wapo": "washington post",
    "nyt": "new york times",
    "wsj": "wall street journal",
    "hsj": "health service journal",
    "ft": "financial times",
    "huffpo": "huffpost",
    "huffington post": "huffpost",
    "the beeb": "bbc",
}
MIN_WORDS_OF_INITIALS = 3  # a name with at least this many words also goes by its initials


def find_source(text: str, sources: Iterable[str]) -> str | None:
    """The publication to search; None if the question names none, or if it asks about the publication itself.

    >>> find_source("How many jobs, according to the Courier in May 2012?", ["The Courier", "Daily Post"])
    'The Courier'
    >>> find_source("what did the Courier say about it?", ["The Courier"]) is None
    True
    """
    asked = normalise(text)
    for source in sources:
        for name in _names(source):
            if name in asked and re.search(_clause(name), asked):  # `in` first, since there may be many sources
                return source
    return None


def strip_source(text: str, source: str) -> str:
    """The text without the clause that names the publication to search.

    >>> strip_source("How many jobs, according to the Courier in May 2012?", "The Courier")
    'How many jobs,  in May 2012?'
    """
    for name in _names(source):
        shorter = re.sub(rf"(?:{_clause(name)})(?![/-])", "", text, count=1, flags=re.IGNORECASE)
        if shorter != text:
            return shorter
    return text


def _clause(name: str) -> str:
    """A regular expression for the clauses that name a publication as the one to search."""
    called = rf"(?:the )?{re.escape(name)}"
    own = "(?:[’']?s(?: (?:take|report|reporting|account|coverage|story|tally|piece|article))?)?"
    named = rf"\b(?:according to|per|as|in|from|via|interview with|speaking to) {called}{own}\b"
    told = rf"(?<=\b(?:tell|told)) {called}\b(?!['’])"
    reported = rf"\b(?:as|which) {called} (?:reported|reports|had it|put it|wrote|noted)\b"
    ahead = rf"^(?:in )?{called}(?=[,:]| (?:mid-)?[a-z]+\.? \d{{4}}\s*[:,])"
    return f"{ahead}|{reported}|{named}|{told}"


def strip_source_names(text: str, sources: Iterable[str]) -> str:
    """The text without any names of publications, since they may hold any word: "USA Today" is no date.

    >>> strip_source_names("who won today, per USA TODAY?", ["USA Today"])
    'who won today, per ?'
    """
    for source in sources:
        text = re.sub(re.escape(source), "", text, flags=re.IGNORECASE)
    return text


def is_name_of(name: str, source: str) -> bool:
    """Whether a supposed speaker is the publication itself, as in "according to the NYT in May".

    >>> times = "New York Times"
    >>> is_name_of("NYT", times), is_name_of("NYT May", times), is_name_of("Nytram", times)
    (True, True, False)
    """
    return any(re.match(rf"(?:the )?{re.escape(called)}s?\b", normalise(name)) for called in _names(source))


def _names(source: str) -> Iterator[str]:
    """The names of a source, longest first: its full name without "The", and its short names."""
    name = re.sub(r"^the ", "", normalise(source))
    yield name
    yield from (short for short, full in SHORT_NAMES.items() if full in {name, name.removesuffix(" uk")})
    if len(name.split()) >= MIN_WORDS_OF_INITIALS:
        yield "".join(word[0] for word in name.split())
    if name.endswith((" uk", " us")):
        yield name[:-3]
