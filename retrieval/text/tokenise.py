"""Words of a text: stems for search, tokens with their places for comparison.

Stems ignore case, accents and inflection, and leave stop words out. Tokens keep every word and its span, so that
what is shown is cut out of the text.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from retrieval.text.normalise import fold

if TYPE_CHECKING:
    import Stemmer

STOP_WORDS = frozenset(
    "a about an and are as at be been but by did do does for from had has have he her him his how i if in into is it "
    "its may me my no not of on or our say said she so some than that the their them then there these they this to was "
    "we were what when where which who whom why will with would you your".split()
)
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as compared, and its span in the text."""

    folded: str
    start: int
    end: int


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, stop words left out.

    >>> stems("What did Burnham say about Lansley's reforms?")
    ['burnham', 'lansley', 'reform']
    """
    spoken = re.findall(r"\w+", fold(re.sub(r"[’']s\b", "", text)))
    stemmed: list[str] = _stemmer().stemWords([word for word in spoken if word not in STOP_WORDS])
    return stemmed


def stems_of_phrase(phrase: str) -> list[str]:
    """The stems that every text with the phrase has, whichever apostrophes stand in either: "thats" may be "that's".

    >>> stems_of_phrase("thats the Bill's end")
    ['bill', 'end']
    """
    words = (word for word in fold(phrase).split() if word.strip("?!.,;:").removesuffix("s") not in STOP_WORDS)
    return stems(" ".join(words))


def stem(word: str) -> str:
    """The stem of one folded word."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words between two places of a text."""
    found = TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(folded(word.group()), word.start(), word.end()) for word in found]


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """One word as it is compared."""
    return fold(word).replace(" ", "")


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("english")
