"""Quantities of people in a phrase: "both sides", "21% of Norwegians", "more than 4 in 10 households"."""

import re
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.text.nlp import neighbour

if TYPE_CHECKING:
    from spacy.tokens import Token

QUANTIFIERS = frozenset("both all some many most several few".split())
FOCUS = frozenset("even just only".split())
NUMBER = r"(?:\d[\d,.]{0,12}|one|two|three|four|five|six|seven|eight|nine|ten)"
OUT_OF = re.compile(rf"\b{NUMBER}[ -](?:in|out of)[ -]{NUMBER} $", re.IGNORECASE)  # "4 in 10 | households"
OUT_OF_NUMBER = re.compile(rf"\b{NUMBER}[ -](?:in|out of)[ -]$", re.IGNORECASE)  # "4 in | 10 households"
PART = re.compile(
    rf"{NUMBER}\b|%|half\b|(?P<fraction>half|third|quarter|fifth|tenth|majority|couple|dozen|portion) of\b",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"\b(?:(?:slightly|just|only|well) )?"
    r"(?:(?:more|less|fewer) than|at least|up to|as many as|about|nearly|almost|roughly|around|over) (?:an? )?$",
    re.IGNORECASE,
)
TENS = re.compile(r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-$", re.IGNORECASE)  # "| Twenty- | four"
ONLY_NUMBER = re.compile(NUMBER, re.IGNORECASE)  # the phrase after it does not belong to it: "nearly | two |-thirds"
ARTICLE = re.compile(r"\ban? $", re.IGNORECASE)


def quantified(token: "Token") -> str:
    """The phrase around a noun with its quantity."""
    phrase = _with_quantifier(token)
    before = _text_before(token, phrase)
    if tens := TENS.search(before):
        phrase, before = tens[0] + phrase, before[: tens.start()]
        return f"{rough[0]}{phrase}" if (rough := ABOUT.search(before)) else phrase
    part = PART.match(phrase)
    if share := (OUT_OF_NUMBER if part else OUT_OF).search(before):
        phrase, before = share[0] + phrase, before[: share.start()]
        part = PART.match(phrase)
    if part is None or ONLY_NUMBER.fullmatch(phrase):
        return phrase
    rough = ABOUT.search(before) or (ARTICLE.search(before) if part["fraction"] else None)
    return rough[0] + phrase if rough else phrase


def _with_quantifier(token: "Token") -> str:
    """The phrase around a noun with the quantifier or number directly before it: "more than a dozen | advisers"."""
    phrase = roles.noun_phrase(token)
    start = token.i - len(roles.words_before(token))
    if number := _number(token, start):
        first = number.left_edge
        first = neighbour(first) if first.lower_ in FOCUS else first
        quantity = token.doc[first.i : number.i + 1]
        return f"{quantity}{number.whitespace_}{phrase.removeprefix(number.text).lstrip()}"
    first = token.doc[start - 1] if start else token
    is_named = phrase.startswith(first.text)  # "All Norr Rowing Association"
    return f"{first.text}{first.whitespace_}{phrase}" if first.lower_ in QUANTIFIERS and not is_named else phrase


def _number(noun: "Token", start: int) -> "Token | None":
    """The number of a noun in the plural whose phrase starts at `start`; of one person, only in a list of others."""
    is_listed = noun.dep_ == "conj" and roles.is_plural(noun.head)  # "three nurses and | one cook |"
    if not (roles.is_plural(noun) or noun.lower_ in {"%", "percent"} or is_listed):
        return None
    numbers = (child for child in noun.lefts if child.dep_ == "nummod" or child.pos_ == "NUM")
    return next((child for child in numbers if start - 1 <= child.i <= start), None)


def _text_before(token: "Token", phrase: str) -> str:
    """The text of the sentence before a phrase that ends with or after a noun."""
    sentence = token.sent
    place = sentence.text.rfind(phrase, 0, token.idx - sentence.start_char + len(phrase))
    return sentence.text[: max(0, place)]
