"""Words of a text: stems for search, tokens with their places for comparison, and the words of a name.

Each purpose needs its own definition of a word, so there are several patterns:

    pattern          used for                              "Jean-Luc's U.S. p_53 3.5"
    WORD             stems, the vocabulary of the index    Jean Luc s U S p_53 3 5
    NAME_WORD        names                                 Jean Luc s U S p 53 3 5
    TOKEN            tokens of quotations                  Jean Luc's U.S p 53 3 5
    JOINED_TOKEN     near duplicates: figures stay whole   Jean Luc's U.S p 53 3.5
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from retrieval.text import dates
from retrieval.text.normalise import APOSTROPHES, COMBINING, ZERO_WIDTH, normalise
from retrieval.text.titles import IGNORED_IN_NAMES

if TYPE_CHECKING:
    import Stemmer

STOP_WORDS = frozenset(
    "a about an and are as at be been but by did do does for from had has have he her him his how i if in into is it "
    "its may me my no not of on or our say said she so some than that the their them then there these they this to was "
    "we were what when where which who whom why will with would you your".split()
)
WORD = re.compile(r"\w+")
NAME_WORD = re.compile(r"[^\W_]+")
TOKEN = re.compile(  # initials with dots between them; or letters, with accents of their own and apostrophes
    rf"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
    rf"|[^\W_]+(?:[{COMBINING}]+[^\W_]*|(?:[{APOSTROPHES}]|[{ZERO_WIDTH}]+)[^\W_]+)*"
)
JOINED_TOKEN = re.compile(rf"[^\W_]+(?:(?:['’.,]|[{ZERO_WIDTH}]+)[^\W_]+)*")
YEAR = re.compile(r"(?:1[89]|20)\d\d")
DIGIT = re.compile(r"\d")
NUMERALS = (
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion "
    "trillion half third quarter percent".split()
)
NEGATIONS = frozenset(  # as normalised: "isn't" is "isnt"
    "no not never none nobody nothing neither nor without cannot aint arent cant couldnt didnt doesnt dont hadnt hasnt "
    "havent isnt mightnt mustnt neednt shant shouldnt wasnt werent wont wouldnt".split()
)
_POSSESSIVE = re.compile(r"[’']s\b")


class Token(NamedTuple):
    """A normalised word, and its span in the text."""

    normalised: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words between two places of a text, in order. No word is left out, so that their spans can be cut out."""
    matches = TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(normalised_word(match.group()), *match.span()) for match in matches]


def token_words(text: str, start: int = 0, end: int | None = None) -> list[str]:
    """The normalised words of `tokens`, without their places: a quarter of the time."""
    return [normalised_word(word) for word in TOKEN.findall(text, start, len(text) if end is None else end)]


@lru_cache(maxsize=100_000)
def normalised_word(word: str) -> str:
    """One word, normalised and without spaces and dots.

    >>> normalised_word("U.S"), normalised_word("O´Brien")
    ('us', 'obrien')
    """
    return normalise(word).replace(" ", "").replace(".", "")


@lru_cache(maxsize=100_000)  # each question's names are compared with the names of all speakers
def name_words(name: str) -> frozenset[str]:
    """The normalised words of a name, without titles.

    >>> sorted(name_words("Mr Andrew Lansley"))
    ['andrew', 'lansley']
    """
    return frozenset(NAME_WORD.findall(normalise(without_possessives(name)))) - IGNORED_IN_NAMES


def without_possessives(text: str) -> str:
    """
    >>> without_possessives("Lansley's and Burnham’s bills")
    'Lansley and Burnham bills'
    """
    return _POSSESSIVE.sub("", text)


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order and without stop words. Letter case, accents and inflection do not matter.

    >>> stems("What did Burnham say about Lansley's reforms?")
    ['burnham', 'lansley', 'reform']
    """
    words = WORD.findall(normalise(without_possessives(text)))
    stemmed: list[str] = _stemmer().stemWords([word for word in words if word not in STOP_WORDS])
    return stemmed


def stems_of_phrase(phrase: str) -> list[str]:
    """The stems that every text with the phrase has. Apostrophes may differ: "thats" may be "that's" in the text.

    >>> stems_of_phrase("thats the Bill's end")
    ['bill', 'end']
    """
    words = (word for word in normalise(phrase).split() if word.strip("?!.,;:").removesuffix("s") not in STOP_WORDS)
    return stems(" ".join(words))


def stem(word: str) -> str:
    """The stem of one normalised word."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def is_amount(stem: str) -> bool:
    """Whether a stem is an amount, in figures or words. A year is not an amount.

    >>> is_amount("438"), is_amount("million"), is_amount("2013")
    (True, True, False)
    """
    return stem in _amount_stems() or (bool(DIGIT.search(stem)) and not YEAR.fullmatch(stem))


def is_time(stem: str) -> bool:
    """Whether a stem is a year, a month or a day of the week. (May never comes up: it is a stop word.)

    >>> is_time("2013"), is_time(stem("september"))
    (True, True)
    """
    return stem in _time_stems() or bool(YEAR.fullmatch(stem))


@cache
def _amount_stems() -> frozenset[str]:
    return frozenset(map(stem, NUMERALS))


@cache
def _time_stems() -> frozenset[str]:
    return frozenset(stem(name.lower()) for name in (*dates.MONTHS, *dates.WEEKDAYS))


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("english")
