"""Figures with their signs: "£2.5bn" and "$2.5bn" have the same words, "2" and "5bn", but are different figures.

A word with a digit includes the currency or minus sign before it, and the decimal, percent or degree sign after it.
"""

from collections.abc import Iterable, Sequence

from retrieval.models import Span
from retrieval.text.tokenise import Token, token_words, tokens

BEFORE = frozenset("£$€¥₹")
MINUS = frozenset("-−–")
BEHIND = frozenset("%‰°")
SEPARATORS = frozenset(".,:/")


def signed(text: str, words: Sequence[Token]) -> list[str]:
    """The normalised words of a text; words with a digit include their signs.

    >>> from retrieval.text.tokenise import tokens
    >>> text = "We cut £2.5bn, or 3%, of 10-12 at −5°, or € 8 or 9 %."
    >>> signed(text, tokens(text))
    ['we', 'cut', '£2.', '5bn', 'or', '3%', 'of', '10', '12', 'at', '-5°', 'or', '€8', 'or', '9%']
    """
    return [_signed(text, word) if _has_digit(word.normalised) else word.normalised for word in words]


def signed_words(text: str, spans: Iterable[Span]) -> list[str]:
    """The same as `signed` for the words of spans, but four times as fast if there is no figure.

    >>> signed_words("We cut £25. He did not cut £30.", [(0, 11), (15, 26)])
    ['we', 'cut', '£25', 'did', 'not', 'cut']
    """
    found: list[str] = []
    for start, end in spans:
        words = token_words(text, start, end)
        found += words if "".join(words).isalpha() else signed(text, tokens(text, start, end))
    return found


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))  # isalpha is the faster, and true of nearly all


def span(text: str, word: Token) -> Span:
    """The place of a word, with its signs if it is a figure.

    >>> from retrieval.text.tokenise import tokens
    >>> text = "We cut £25%."
    >>> text[slice(*span(text, tokens(text)[2]))]
    '£25%'
    """
    if not _has_digit(word.normalised):
        return word.start, word.end
    start = word.start - 1 if text[word.start - 1 : word.start].isspace() else word.start  # "£ 5"
    before, ahead = text[start - 1 : start], text[max(0, start - 2) : max(0, start - 1)]
    end = word.end + 1 if text[word.end : word.end + 1].isspace() else word.end  # "5 %"
    behind, following = text[word.end : word.end + 1], text[word.end + 1 : word.end + 2]
    has_prefix = before in BEFORE or (before in MINUS and start == word.start and not ahead.isalnum())
    has_separator = behind in SEPARATORS and following.isdigit()
    last = end + 1 if text[end : end + 1] in BEHIND else word.end + has_separator
    return start - 1 if before and has_prefix else word.start, last


def _signed(text: str, word: Token) -> str:
    start, end = span(text, word)
    before, behind = text[start : word.start].strip(), text[word.end : end].strip()
    return f"{'-' if before in MINUS else before}{word.normalised}{behind}"
