r"""Reads words to be checked with the marks of an editor. Marked insertions and omissions do not count as differences.

    [T]he reforms             letters in brackets belong to their word
    it is [Cameron] who put   words in brackets are the record's, or the editor's in place of the record's
    We will … cut taxes       dots stand for words left out
    he did it [sic]           no word at all
    bureau-\ncracy            a hyphen at the end of a line, of a word that it divides
    J. R. Pell                initials, with or without spaces between them

A negation or a word that denies never counts as an editor's insertion: "[not]" and "[refuse to]" must be in the record.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from retrieval.quote_check.turning_words import DENYING, NEGATING, is_form
from retrieval.text.tokenise import Token, token_words, tokens

DOTS = re.compile(r"…|\.\s?\.\s?\.|\[…\]")
BRACKETS = re.compile(r"\[[^\[\]]{0,200}\]")
LETTERS_IN_BRACKETS = re.compile(r"\[(\w{1,3})\](?=\w)|(?<=\w)\[(\w{1,3})\]")
SIC = re.compile(r"\[sic\]|\(sic\)", re.IGNORECASE)
DIVIDED = re.compile(r"(?<=[a-z])[-\u2010](\s)(?=[a-z])")
SPACED_INITIALS = re.compile(r"(?<=\b[^\W\d_])\. (?=[^\W\d_]\.)")
CLOSE_INITIALS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
CACHED_TEXTS = 256  # the words of one quotation are compared several times
JOINER = "\u2060"  # a character within words that does not count

QuotedPieces = list[list[Token]]  # words with nothing left out between them, piece by piece


@lru_cache(CACHED_TEXTS)
def words_of(text: str) -> list[Token]:
    """The words of a text, with their places in it.

    >>> [word.normalised for word in words_of("[T]he reform[s] he want [sic]")]
    ['the', 'reforms', 'he', 'want']
    """
    return tokens(_without_signs(text))


@lru_cache(CACHED_TEXTS)
def readings(text: str) -> list[QuotedPieces]:
    """The ways to read a text, each as pieces that a record must have in this order. The first has all words.

    >>> def shown(text):
    ...     return [[" ".join(word.normalised for word in piece) for piece in pieces] for pieces in readings(text)]
    >>> shown("We … cut it"), shown("it is [Cameron] who put"), shown("It will [not] go")
    ([['we cut it'], ['we', 'cut it']], [['it is cameron who put'], ['it is', 'who put']], [['it will not go']])
    """
    found: list[QuotedPieces] = []
    whole = _without_signs(text)
    for plain in dict.fromkeys((whole, _undivided(whole), _joined_initials(whole), _parted_initials(whole))):
        words = tokens(plain)
        for pieces in ([words], split_at_dots(plain, words), split_at_dots(*_without_inserted(plain))):
            if pieces[0] and pieces not in found:
                found.append(pieces)
    return found


def split_at_dots(text: str, words: Sequence[Token]) -> QuotedPieces:
    """The words of `text`, split where dots stand for words left out.

    >>> text = "We will … cut ... taxes."
    >>> [[word.normalised for word in piece] for piece in split_at_dots(text, tokens(text))]
    [['we', 'will'], ['cut'], ['taxes']]
    """
    cuts = [at for at in range(1, len(words)) if DOTS.search(text, words[at - 1].end, words[at].start)]
    return [list(words[start:end]) for start, end in pairwise([0, *cuts, len(words)])]


def _without_signs(text: str) -> str:
    """The text with the same length, without the brackets around letters and without "[sic]"."""
    joined = LETTERS_IN_BRACKETS.sub(lambda match: f"{JOINER}{match[1] or match[2]}{JOINER}", text)
    return SIC.sub(lambda match: " " * len(match[0]), joined)


def _undivided(text: str) -> str:
    """The text with the same length, with words rejoined that a hyphen divides at the end of a line."""
    return DIVIDED.sub(JOINER * 2, text)


def _joined_initials(text: str) -> str:
    """The text with the same length, with initials as one word: "J. R. Pell" as "JR Pell"."""
    return SPACED_INITIALS.sub(JOINER * 2, text)


def _parted_initials(text: str) -> str:
    """The text with the same length, with initials as words of their own: "J.R. Pell" as "J R. Pell"."""
    return CLOSE_INITIALS.sub(" ", text)


def _without_inserted(text: str) -> tuple[str, list[Token]]:
    """The text with dots in place of the words in brackets, and its words; words that negate keep their brackets."""
    plain = BRACKETS.sub(lambda match: match[0] if negates(match[0]) else "…".ljust(len(match[0])), text)
    return plain, tokens(plain)


def negates(text: str) -> bool:
    """Whether a text has a negation or a word that denies.

    >>> negates("[refusing to]"), negates("[n’t]"), negates("[near the mayor]")
    (True, True, False)
    """
    return any(word in NEGATING or is_form(word, DENYING) for word in token_words(text))
