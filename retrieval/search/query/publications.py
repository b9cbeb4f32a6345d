"""Finds the publication to which a question restricts its answer.

"according to the Courier", "WaPo, Sept 2016: ...", "in the NYT", "what did he tell the BBC?"; not "what did the Courier
say?", which asks about it. "The Post" is the Daily Post if no other source is called a Post.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

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
MASTHEADS = frozenset(  # with a capital letter and the article, they name the only such newspaper
    "advertiser argus bugle bulletin chronicle citizen courier dispatch echo examiner express gazette globe guardian "
    "herald independent journal leader ledger mail mercury mirror observer post press record register reporter "
    "review sentinel standard star sun telegraph times tribune".split()
)
CITED = re.compile(r"\baccording to the (\w+)\b")  # by the last word of its name, whatever that is
MIN_WORDS_OF_INITIALS = 3  # a name with at least this many words also goes by its initials


def find_source(text: str, sources: Iterable[str]) -> str | None:
    """The publication to search; None if the question names none, or asks about the publication itself.

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
    return _by_masthead(text, sources)


def _by_masthead(text: str, sources: Iterable[str]) -> str | None:
    """The source whose name ends in a masthead that the text names as the one to search; None if there are several.

    >>> _by_masthead("what did he tell the Post?", ["Daily Post"]), _by_masthead("by post", ["Daily Post"])
    ('Daily Post', None)
    >>> _by_masthead("in the Post", ["Daily Post", "Evening Post"]) is None
    True
    >>> _by_masthead("according to the beacon", ["Sund Beacon"]), _by_masthead("in the Beacon", ["Sund Beacon"])
    ('Sund Beacon', None)
    """
    named = {word for word in re.findall(r"\b[tT]he ([A-Z][a-z]+)\b", text) if word.lower() in MASTHEADS}
    for word in sorted(named.union(CITED.findall(text))):
        ending = [source for source in sources if source.split()[-1].lower() == word.lower()]
        if len(ending) == 1 and re.search(_clause(word), text):
            return ending[0]
    return None


def strip_source(text: str, source: str) -> str:
    """The text without the clause that names the publication to search.

    >>> strip_source("How many jobs, according to the Courier in May 2012?", "The Courier")
    'How many jobs,  in May 2012?'
    >>> strip_source("what did he tell the Post about jobs?", "Daily Post")
    'what did he tell about jobs?'
    """
    for name in (*_names(source), source.rsplit(maxsplit=1)[-1]):
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
    """The text without names of publications, which may contain any word: "USA Today" is not a date.

    >>> strip_source_names("who won today, per USA TODAY?", ["USA Today"])
    'who won today, per ?'
    """
    for source in sources:
        if source.lower() in text.lower() or not (source.isascii() and text.isascii()):  # there may be many sources
            text = re.sub(re.escape(source), "", text, flags=re.IGNORECASE)
    return text


def is_name_of(name: str, source: str) -> bool:
    """Whether a supposed speaker is in fact the publication, as in "according to the NYT in May".

    >>> times = "New York Times"
    >>> is_name_of("NYT", times), is_name_of("NYT May", times), is_name_of("Nytram", times), is_name_of("Times", times)
    (True, True, False, True)
    """
    masthead = normalise(source).rpartition(" ")[2]  # "according to the Echo"
    is_full = any(re.match(rf"(?:the )?{re.escape(called)}s?\b", normalise(name)) for called in _names(source))
    return is_full or (masthead != "" and normalise(name).removeprefix("the ") == masthead)


@lru_cache(maxsize=10_000)  # each question is compared with all sources
def _names(source: str) -> tuple[str, ...]:
    """The names of a source: its full name without "The" and without its country in brackets, and its short names.

    A source whose name has no letters has none.
    """
    name = re.sub(r"^the |\s*\(.*\)$", "", normalise(source))
    shorter = [short for short, full in SHORT_NAMES.items() if full in {name, name.removesuffix(" uk")}]
    if len(name.split()) >= MIN_WORDS_OF_INITIALS:
        shorter.append("".join(word[0] for word in name.split()))
    if name.endswith((" uk", " us")):
        shorter.append(name[:-3])
    return (name, *shorter) if name else ()
