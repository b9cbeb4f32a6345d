"""Name mentions: the places where a passage names a person or a thing.

    "Shadow Health Secretary Andy Burnham"   words: Andy, Burnham    words before: shadow, health, secretary
    "Mr Burnham's"                           words: Burnham          words before: mr

A name mention is a run of capitalised words. EntityTable, which sees the whole article, later decides which person or
thing it names. This module also lists the pronouns that refer to people, and first names by gender.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.text.first_names import FIRST_NAMES
from retrieval.text.nlp import neighbour
from retrieval.text.normalise import name_key, surname_key
from retrieval.text.person_nouns import is_person_noun, is_role
from retrieval.text.titles import (
    COURTESY_TITLES,
    FEMALE_TITLES,
    FULL_TITLES,
    MALE_TITLES,
    NAME_PARTICLES,
    NAME_SUFFIXES,
    PORTFOLIOS,
    POST_NOMINALS,
    TITLES,
    TITLES_AND_SURNAMES,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PRONOUN_GENDER = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(
    ("she", "her", "hers", "herself"), "f"
)
PLURAL_PRONOUNS = frozenset({"they", "them", "their"})
CLAUSE_OPENERS = frozenset(
    "added although amid asked because before despite during if like once replied since stated though unless unlike "
    "until when while with without".split()
)
TokenPlace = tuple[int, int]  # the number of a passage, and the number of a token in it

MIN_VERB_CHARS = 5  # a shorter word in "ing" may be a name: Ming
VERBS_AND_ADVERBS = frozenset({"VBD", "VBG", "VBN", "RB"})  # tags of capitalised words that may precede a name
KIN = frozenset(  # where one is mentioned, a surname may be shared
    "parents couple brothers sisters siblings twins husband wife son daughter children family mother father".split()
)
OFFICE_WORDS = TITLES | PORTFOLIOS  # before "of", "for" and "and" in an office: "Secretary for Health and | Works"
NO_NAMES = (TITLES - TITLES_AND_SURNAMES) | frozenset("whip magistrate economist executive registrar marshal".split())
NAME_OPENERS = TITLES | FIRST_NAMES  # a name continues after one, even if the entity model starts another name
PARTICLES = NAME_PARTICLES | frozenset("el ben di du ibn".split())
NOT_IN_NAMES = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "PART", "PUNCT", "INTJ", "SPACE", "SYM"})
RUN_TITLES = TITLES | frozenset("assemblymember chairperson councilmember member supervisor trooper".split())
OWNER_OR_COLON = re.compile(r"(?:[’']s?|:)$")  # Ann Lee's; Ann Lee:"No."
QUOTES = frozenset("\"“”'‘’")
MAX_NICKNAME_WORDS = 3  # between the marks
MAX_NAME_TOKENS = 9  # of a name, and of the words that lead up to it

Description = tuple[str, frozenset[str]]  # a noun, and the words that narrow it: ("secretary", {"shadow", "health"})


def without_particles(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a name as keys, without particles in front of it.

    >>> without_particles(["von", "der", "Leyen"]), without_particles(["Le", "Pen"]), without_particles(["al-Norri"])
    (('leyen',), ('le', 'pen'), ('norri',))
    """
    first = 0
    while first < len(words) - 1 and words[first] in PARTICLES:
        first += 1
    return tuple(map(surname_key, words[first:]))


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in a passage.

    `words` are the tokens from `start` to `end`, without titles. `before` has the keys of the words before them.
    `title` is the title as it is written, "Mr Justice".
    """

    words: tuple[str, ...]
    before: tuple[str, ...]
    start: int
    end: int
    is_person: bool | None  # by the entity model; None where it has no label
    title: str = ""
    has_article: bool = False
    is_inside: bool = False  # "in" or "at" precedes it
    is_modifier: bool = False  # "the | Exa | office"
    signs: frozenset[str] = frozenset()  # of a person, beside the name: see role_bearers

    @property
    def keys(self) -> tuple[str, ...]:
        """The words as keys, without particles in front."""
        return without_particles(self.words)

    @property
    def gender(self) -> str | None:
        """The gender shown by the title before the name, "m" or "f"; None if there is none."""
        title = self.before[-1] if self.before else ""
        if title in MALE_TITLES:
            return "m"
        return "f" if title in FEMALE_TITLES else None

    @property
    def has_title(self) -> bool:
        return bool(self.before) and self.before[-1] in TITLES

    @property
    def description(self) -> Description | None:
        """The role that the words before the name give the person; courtesy titles ("Mr") do not count."""
        words = [FULL_TITLES.get(word, word) for word in self.before if word not in COURTESY_TITLES]
        return (words[-1], frozenset(words[:-1])) if words else None


def find_names(doc: "Doc", known: Collection[str] = ()) -> Iterator[NameMention]:
    """Every name mention of a passage, in order.

    `known` has the normalised names that the article uses. They count as names even if the parser tags them otherwise.
    """
    start = 0
    while start < len(doc):
        end = start
        while end < len(doc) and end - start < MAX_NAME_TOKENS:
            if end > start and (tokens := _nickname_tokens(doc, end)):
                end += tokens
            elif _is_in_name(doc, start, end, known):
                end += 1
            else:
                break
        if end > start:
            mention = _mention(doc, start, end)
            if mention:
                yield mention
        start = max(end, start + 1)


def _nickname_tokens(doc: "Doc", place: int) -> int:
    """The number of tokens of a nickname in quotation marks in the middle of a name: Maurice | "Mo" | Hillard.

    0 if none begins at `place`.
    """
    if doc[place].text not in QUOTES or doc[place].whitespace_:
        return 0
    for closing in range(place + 2, min(place + 2 + MAX_NICKNAME_WORDS, len(doc) - 1)):
        words = doc[place + 1 : closing]
        if doc[closing].text in QUOTES:
            is_inside = bool(doc[closing].whitespace_) and not words[-1].whitespace_
            is_name = words[0].text[0].isupper() and doc[closing + 1].text[0].isupper()
            return closing + 1 - place if is_inside and is_name else 0
    return 0


def with_shared_surnames(docs: "Sequence[Doc]", mentions: list[list[NameMention]]) -> list[list[NameMention]]:
    """The mentions of each passage, with the shared surname added to a first name.

    In "the parents, Khizr and Ghazala Khan", the first is Khizr Khan. In "Cruz and Marco Rubio", Cruz is a surname.
    """
    alone = Counter(name_key(each.words[0]) for inside in mentions for each in inside if len(each.words) == 1)
    surnames = {name_key(each.words[-1]) for inside in mentions for each in inside if len(each.words) > 1}
    shared: list[list[NameMention]] = []
    for doc, inside in zip(docs, mentions, strict=True):
        has_kin = any(token.lower_ in KIN for token in doc)
        in_passage = list(inside)
        for place, (mention, after) in enumerate(pairwise(inside)):
            first = name_key(mention.words[0])
            is_joined = len(after.words) > 1 and doc[mention.end : after.start].text.lower() in {"and", "&"}
            is_given = first not in surnames and (first in FIRST_NAMES or (has_kin and alone[first] == 1))
            if len(mention.words) == 1 and is_joined and is_given and not mention.has_title:
                words = mention.words[0], after.words[-1]
                in_passage[place] = replace(mention, words=words, is_person=True)
        shared.append(in_passage)
    return shared


def _is_in_name(doc: "Doc", start: int, place: int, known: Collection[str]) -> bool:
    """Whether the token at `place` belongs to the name that begins at `start`."""
    token = doc[place]
    if place == start:
        return _is_name_word(token, known)
    before = doc[place - 1]
    if token.ent_iob_ == "B" and before.ent_type_ and not _is_split_person(before, token):
        return False  # "Republican | Donald Trump"
    if _begins_person(doc, place):
        opener = name_key(before.text)
        is_titled = place > 1 and name_key(doc[place - 2].text) in COURTESY_TITLES  # "Mr Atal | Behari Rao"
        is_first = place == start + 1 and _is_given_name(before)
        if opener not in NAME_OPENERS and opener not in known and not (is_titled or is_first):
            return False  # "Chief of Staff | Katie Walsh", "Rival | Hillary Clinton"
    if token.lower_ in PARTICLES or (token.text == "-" and not before.whitespace_):
        following = place + 1
        while following < len(doc) and _is_between(doc[following]):
            following += 1  # "Ursula | von der Leyen", "Omar Al | -Thani"
        return following < len(doc) and (
            _is_name_word(doc[following], known) or _is_second_syllable(doc, start, following)
        )
    return _is_name_word(token, known) or _is_second_syllable(doc, start, place)


def _is_between(token: "Token") -> bool:
    """Whether a token is a particle in lower case, or a hyphen after a particle."""
    before = neighbour(token, -1)
    is_joined = token.text == "-" and before.lower_ in PARTICLES and not before.whitespace_
    return is_joined or (token.lower_ in PARTICLES and token.text.islower())


def _begins_person(doc: "Doc", place: int) -> bool:
    """Whether the entity model has a person's name of several words that begins at `place`."""
    first, rest = doc[place], doc[place + 1 : place + 2]
    is_longer = any(token.ent_iob_ == "I" and not token.is_space for token in rest)
    return first.ent_iob_ == "B" and first.ent_type_ == "PERSON" and is_longer


def _is_given_name(token: "Token") -> bool:
    """Whether a capitalised word after a noun or adjective in lower case is a name: "tennis great | Billie |"."""
    before = neighbour(token, -1)
    is_label = token.ent_type_ or is_role(token.text)
    return token.pos_ == "PROPN" and not is_label and before.pos_ in {"NOUN", "ADJ"} and before.text.islower()


def _is_split_person(first: "Token", second: "Token") -> bool:
    """Whether the entity model makes two people of a first name and a surname: "Superintendent Laura | Marsh"."""
    are_people = first.ent_type_ == second.ent_type_ == "PERSON"
    return are_people and name_key(first.text) in FIRST_NAMES and not _begins_person(second.doc, second.i)


def _is_second_syllable(doc: "Doc", start: int, place: int) -> bool:
    """Whether a word in lower case ends a given name: "Ban Ki-| moon", "Kim Jong-| un"; not "Trump-| like"."""
    token = doc[place]
    is_hyphenated = place - start > 2 and doc[place - 1].text == "-" and not doc[place - 1].whitespace_
    is_person = "PERSON" in {token.ent_type_, doc[max(0, place - 2)].ent_type_}
    is_name = token.pos_ == "PROPN" or token.ent_type_ == "PERSON"
    return is_hyphenated and token.text.islower() and is_name and is_person


def _is_name_word(token: "Token", known: Collection[str]) -> bool:
    if not token.text[0].isupper():
        return False
    if not token.is_stop and name_key(token.text) in known:
        return True
    has_subject = token.pos_ == "VERB" and any(child.dep_ == "nsubj" for child in token.lefts)
    if token.pos_ in NOT_IN_NAMES or has_subject:  # "Hillary Clinton | Said she was tired"
        return False
    if token.is_sent_start and token.tag_ in VERBS_AND_ADVERBS:  # "| Served | Ann right.", "| Slowly | Ann left."
        return False
    is_labelled = token.pos_ == "PROPN" or token.ent_type_ == "PERSON"
    return is_labelled or (not token.is_sent_start and not token.is_stop)


def _mention(doc: "Doc", start: int, end: int) -> NameMention | None:
    """The mention in the capitalised words from `start` to `end`; None for mere initials. Titles may come first."""
    first = _behind_titles(doc, start, end)
    whole_end = end
    while end - 1 > first and (name_key(doc[end - 1].text) in POST_NOMINALS or _is_label_of_age(doc[end - 1])):
        end -= 1
    if all(name_key(token.text) in NO_NAMES for token in doc[first:end]):
        return None  # "Chief Minister", "Chief Whip", "Attorney General"
    if doc[first].is_sent_start and _is_capitalised_word(doc, first, end):
        first += 1
    portfolio = _portfolio(doc, start, first, end)
    first += portfolio
    while first > 0 and doc[first - 1].lower_ in PARTICLES and doc[first - 1].text.islower() and first == start:
        start = first = first - 1  # "| von der Leyen"
    words = tuple(word if word[0] in QUOTES else OWNER_OR_COLON.sub("", word) for word in doc[first:end].text.split())
    if not any(len(word) > 1 and any(map(str.isalpha, word)) for word in words):
        return None
    last, is_person = doc[end - 1], None
    has_article = (
        first > 0 and doc[first - 1].lower_ in {"the", "this", "a"} and doc[first - 1].head.i in range(first, end)
    )
    if portfolio:
        is_person = True
    elif has_article or (last.tag_ == "NNPS" and not (last.ent_type_ == "PERSON" and len(words) > 1)):
        is_person = False  # "the Clintons", "Democrats"; not "Ann Rivers"
    elif any(word[0] in QUOTES for word in words):
        is_person = True  # by the nickname
    elif last.ent_type_:
        is_person = last.ent_type_ == "PERSON"
    before, title = _keys_before(doc, start, first, end), _title_before(doc, start, first)
    is_inside = first > 0 and doc[first - 1].lower_ in {"in", "at"}
    is_modifier = last.dep_ == "compound" and last.head.pos_ == "NOUN" and last.head.i == last.i + 1
    return NameMention(words, before, first, whole_end, is_person, title, has_article, is_inside, is_modifier)


def _is_label_of_age(word: "Token") -> bool:
    """Whether a word labels an age: "Ann Lee | Age | 45", "Ann Lee | Aged |: 45"."""
    behind = [token for token in word.doc[word.i + 1 : word.i + 3] if token.text != ":"]
    return word.text in {"Age", "Aged"} and bool(behind) and behind[0].text.isdigit()


def _behind_titles(doc: "Doc", start: int, end: int) -> int:
    """The start of a name after the titles in a run of capitalised words: "Mr Justice | Hale"."""
    surname = end - 1
    while surname > start and name_key(doc[surname].text) in NAME_SUFFIXES:
        surname -= 1  # "John B. | King | Jr."
    nickname = next((place for place in range(start, end) if doc[place].text in QUOTES), end)
    titles = [
        place
        for place in range(start, min(nickname, surname))
        if _is_title(name_key(doc[place].text))
        and not (doc[place].text.isupper() and neighbour(doc[place]).text == "-")
    ]  # not in "KING-TV"
    first = titles[-1] + 1 if titles else start
    return first + (doc[first].text == "-" and first < end - 1)  # "Director-| General |"


def _is_title(word: str) -> bool:
    """Whether a normalised word in a name is a title, perhaps of several people: "Sens. | Ann Lee"."""
    return word in RUN_TITLES or word.removesuffix("s") in RUN_TITLES


def _is_role_before(word: "Token", following: "Token") -> bool:
    """Whether the first word of a sentence is capitalised only because it is first: "| Filmmaker | Jack Marlow".

    It is not in "| Carmela | Marie Santos", if the model labels all of it a person.
    """
    if name_key(word.text) in NAME_OPENERS or not word.text[1:].islower() or not following.text[0].isupper():
        return False
    is_in_name = word.ent_type_ == "PERSON" and following.ent_iob_ == "I"
    if is_person_noun(word.text):
        return not is_in_name or name_key(following.text) in FIRST_NAMES
    return not is_in_name and name_key(following.text) in FIRST_NAMES


def _is_capitalised_word(doc: "Doc", first: int, end: int) -> bool:
    """Whether the first word of a sentence does not belong to the name after it: "| Filmmaker | Jack Dow", "| Though |
    Dow".
    """
    if end - first > 2 and _is_role_before(doc[first], doc[first + 1]):
        return True
    return end - first > 1 and _opens_clause(doc[first])


def _opens_clause(word: "Token") -> bool:
    """Whether the first word of a sentence opens a clause: "| Though | Dow won", "| Underpinning | Dow's dream"."""
    is_word = word.lower_ in CLAUSE_OPENERS or (len(word) > MIN_VERB_CHARS and word.lower_.endswith("ing"))
    return word.text.istitle() and is_word and name_key(word.text) not in FIRST_NAMES


def _portfolio(doc: "Doc", start: int, first: int, end: int) -> int:
    """The number of words before a name that belong to an office's portfolio: 1 in "Minister of | Health Patel |"."""
    if (
        start < 2
        or doc[start - 1].lower_ not in {"of", "for", "and"}
        or name_key(doc[start - 2].text) not in OFFICE_WORDS
        or name_key(doc[end - 1].text) in PORTFOLIOS
    ):
        return 0
    place = first
    while place < end - 1 and name_key(doc[place].text) in PORTFOLIOS:
        place += 1
    return place - first


def _title_before(doc: "Doc", start: int, first: int) -> str:
    """The titles right before a name, in the capitalised run that begins at `start`: "Mr Justice"."""
    place = first
    while place > start and name_key(doc[place - 1].text) in TITLES:
        place -= 1
    return " ".join(doc[place:first].text.split())


def _keys_before(doc: "Doc", start: int, first: int, end: int) -> tuple[str, ...]:
    """The words before a name within its noun phrase: "former Trump campaign adviser".

    The name is the tokens from `first` to `end`. The run of capitalised words around it begins at `start`.
    """
    if first > 0 and doc[first - 1].tag_ == "POS":
        return ()  # "the Sheriff's | Office |"
    place = start
    while place > max(0, first - MAX_NAME_TOKENS) and _leads_up(doc[place - 1], range(place, end)):
        place -= 1
    return tuple(name_key(token.text) for token in doc[place:first] if token.text[0].isalnum())


def _leads_up(token: "Token", name: range) -> bool:
    if token.pos_ in {"NOUN", "PROPN", "ADJ"}:
        return token.head.i in name
    return token.dep_ in {"case", "punct"} and token.text in {"'s", "’s", "-"}
