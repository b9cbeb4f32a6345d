"""Where an article names people or things, and what it calls them there.

    "Shadow Health Secretary Andy Burnham"   words (Andy, Burnham), before (shadow, health, secretary)
    "Mr Burnham's"                           words (Burnham), before (mr)

A naming is a run of capitalised words. Whose it is, register.py decides over the whole article.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.first_names import FEMALE, MALE
from retrieval.text.normalise import normalise
from retrieval.text.titles import COURTESY_TITLES, FEMALE_TITLES, FULL_TITLES, MALE_TITLES, POST_NOMINALS, TITLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

KEPT = TITLES.union(MALE, FEMALE)  # which go with the name that follows
PARTICLES = frozenset("de da del der van von bin al el la le ben di du ibn".split())
UNNAMING = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "PART", "PUNCT", "NUM", "INTJ", "SPACE", "SYM"})
SYLLABLE = 2  # words, before the second half of a given name; "Trump-like" has but one
LONGEST = 7  # words of a name, or of what is said before it

Description = tuple[str, frozenset[str]]  # the noun, and the words that narrow it


def key(word: str) -> str:
    return normalise(word).strip(".,-")


@dataclass(frozen=True, slots=True)
class NameMention:
    """The words of a name, titles aside, as tokens `start` to `end` of a passage; `before` is what leads up to them."""

    words: tuple[str, ...]
    before: tuple[str, ...]
    start: int
    end: int
    person: bool | None  # what the entity model says, if anything

    @property
    def sex(self) -> str | None:
        nearest = self.before[-1] if self.before else ""
        return "m" if nearest in MALE_TITLES else "f" if nearest in FEMALE_TITLES else None

    @property
    def titled(self) -> bool:
        return bool(self.before) and self.before[-1] in TITLES

    @property
    def description(self) -> Description | None:
        words = [FULL_TITLES.get(word, word) for word in self.before if word not in COURTESY_TITLES]
        return (words[-1], frozenset(words[:-1])) if words else None


def find(doc: "Doc", known: Collection[str] = ()) -> Iterator[NameMention]:
    """Every naming of a passage, in order; a name that is `known` is one even where the parser takes it for a verb."""
    start = 0
    while start < len(doc):
        end = start
        while end < len(doc) and end - start < LONGEST and _goes_on(doc, start, end, known):
            end += 1
        if end > start:
            yield from _naming(doc, start, end)
        start = max(end, start + 1)


def _goes_on(doc: "Doc", start: int, end: int, known: Collection[str]) -> bool:
    token = doc[end]
    if end > start and token.ent_iob_ == "B" and doc[end - 1].ent_type_:
        return False  # "Republican | Donald Trump"
    if end > start and _begins(doc, end) and (leading := key(doc[end - 1].text)) not in KEPT and leading not in known:
        return False  # "Chief of Staff | Katie Walsh", "Rival | Hillary Clinton"
    if end > start and (token.lower_ in PARTICLES or (token.text == "-" and not doc[end - 1].whitespace_)):
        return end + 1 < len(doc) and (_is_capital(doc[end + 1], known) or _is_syllable(doc, start, end + 1))
    return _is_capital(token, known) or _is_syllable(doc, start, end)


def _begins(doc: "Doc", place: int) -> bool:
    """Whether a person's name of several words begins here, as the entity model has it."""
    first, rest = doc[place], doc[place + 1 : place + 2]
    return first.ent_iob_ == "B" and first.ent_type_ == "PERSON" and any(token.ent_iob_ == "I" for token in rest)


def _is_syllable(doc: "Doc", start: int, place: int) -> bool:
    """Whether a word in lower case is the end of a given name: "Ban Ki-| moon", "Kim Jong-| un"."""
    token = doc[place]
    joined = place - start > SYLLABLE and doc[place - 1].text == "-" and not doc[place - 1].whitespace_
    return joined and token.text.islower() and token.pos_ == "PROPN" and token.ent_type_ == "PERSON"


def _is_capital(token: "Token", known: Collection[str]) -> bool:
    if token.text[0].isupper() and not token.is_stop and key(token.text) in known:
        return True
    if not token.text[0].isupper() or token.pos_ in UNNAMING - {"NUM"}:
        return False
    named = token.pos_ == "PROPN" or token.ent_type_ == "PERSON"
    return named or (not token.is_sent_start and not token.is_stop)


def _naming(doc: "Doc", start: int, end: int) -> Iterator[NameMention]:
    titles = [place for place in range(start, end - 1) if key(doc[place].text) in TITLES]
    first = titles[-1] + 1 if titles else start
    while end - 1 > first and key(doc[end - 1].text) in POST_NOMINALS:
        end -= 1
    words = tuple(re.sub(r"[’']s?$", "", word) for word in doc[first:end].text.split())
    if not any(len(word) > 1 and any(map(str.isalpha, word)) for word in words):
        return
    article = first > 0 and doc[first - 1].lower_ in {"the", "this", "a"} and doc[first - 1].head.i in range(first, end)
    label = "NORP" if article or doc[end - 1].tag_ == "NNPS" else doc[end - 1].ent_type_
    yield NameMention(words, _before(doc, start, first, end), first, end, label == "PERSON" if label else None)


def _before(doc: "Doc", start: int, first: int, end: int) -> tuple[str, ...]:
    """The words that lead up to a name within its own phrase, from before `start`: "former Trump campaign adviser"."""
    place = start
    while place > max(0, first - LONGEST) and _leads(doc[place - 1], range(place, end)):
        place -= 1
    return tuple(key(token.text) for token in doc[place:first] if token.text[0].isalnum())


def _leads(token: "Token", name: range) -> bool:
    if token.pos_ in {"NOUN", "PROPN", "ADJ"}:
        return token.head.i in name
    return token.dep_ in {"case", "punct"} and token.text in {"'s", "’s", "-"}
