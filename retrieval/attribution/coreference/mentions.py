"""Name mentions: where a passage names somebody or something.

    "Shadow Health Secretary Andy Burnham"   words (Andy, Burnham), before (shadow, health, secretary)
    "Mr Burnham's"                           words (Burnham), before (mr)

A name mention is a run of capitalised words. EntityTable, which sees the whole article, later decides which person or
thing it names. This module also lists the pronouns that refer to people, and first names by gender.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.text.normalise import normalise
from retrieval.text.titles import COURTESY_TITLES, FEMALE_TITLES, FULL_TITLES, MALE_TITLES, POST_NOMINALS, TITLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PRONOUN_GENDER = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(
    ("she", "her", "hers", "herself"), "f"
)
PLURAL_PRONOUNS = frozenset({"they", "them", "their"})
# First names that leave little doubt whether a person is a man or a woman.
MALE_NAMES = frozenset(
    "aaron adam alan albert alex andrew andy anthony antonin arnold arthur barack barry ben benjamin bernard bernie "
    "bill bob bobby brad brandon brian bruce carl carlos charles charlie chris chuck clarence colin corey cornel "
    "craig dan daniel darrell dave david dean dennis devin dick don donald doug douglas ed eddie edward eric ernest "
    "evan francis frank fred gary gavin geoffrey george gerald glenn gordon graham greg gregory gustav harold harry "
    "henry howard hugh ian jack jacob jake james jared jason jeb jeff jeffrey jeremy jerry jim jimmy joe joel john "
    "johnny jon jonathan jorge jose joseph josh joshua juan julian justin karl keith ken kenneth kevin larry "
    "lawrence lester lou luis marc marco mark martin matt matthew michael miguel mike mitch mitt nate nathan neil "
    "newt nicholas nick nigel norman oliver oscar patrick paul pete peter phil philip rand ralph randy ray reince "
    "ricardo richard rick rob robert roger ron ronald rudy rush russell ryan sam samuel scott sean sheldon simon "
    "stanley stephen steve steven stuart ted terry theodore thomas tim timothy todd tom tony trey tyler victor "
    "vincent vladimir walter warren wayne wes will william".split()
)
FEMALE_NAMES = frozenset(
    "abigail alice alicia alison amanda amy andrea angela anita ann anna anne annie ashley barbara beth betsy betty "
    "beverly brenda bridget carly carol caroline carrie catherine cathy charlotte chelsea cheryl christina "
    "christine cindy claire connie cynthia dana deborah debbie denise diana diane donna dorothy elaine eleanor "
    "elizabeth ellen emily emma erin eva eve evelyn fiona frances gail gina gloria grace greta hannah heather heidi "
    "helen hillary holly hope huma irene ivanka jackie jane janet janice jean jennifer jenny jessica jill joan "
    "joanna joyce judith judy julia julie karen kate katherine kathleen kathy katie kellyanne kelly kim kimberly "
    "kirsten kristen laura lauren leah linda lisa liz loretta lori louise lucy lynn madeleine margaret maria "
    "marianne marie marilyn marine martha mary maureen megan megyn melania melissa michelle miriam monica nancy "
    "natalie nicola nicole nikki olivia pamela patricia paula peggy penny phyllis rachel rebecca rita robin rosa "
    "rose roxane ruth sally samantha sandra sara sarah sharon sheila shirley sonia sophie stephanie sue susan "
    "suzanne sylvia tammy tara teresa theresa tina tracy tulsi ursula valerie vanessa veronica victoria virginia "
    "vivian wendy yvonne zoe".split()
)
FIRST_NAMES = MALE_NAMES | FEMALE_NAMES
SHORT_FORMS = {
    "bill": "william", "bob": "robert", "chuck": "charles", "dick": "richard", "jim": "james", "jack": "john",
    "liz": "elizabeth", "mike": "michael", "rick": "richard", "ted": "edward", "tony": "anthony", "harry": "harold",
    "kate": "katherine", "peggy": "margaret", "bernie": "bernard", "jerry": "gerald", "andy": "andrew",
}  # fmt: skip
NAME_OPENERS = TITLES | FIRST_NAMES  # a name continues after these, even if the entity model starts a new name there
PARTICLES = frozenset("de da del der van von bin al el la le ben di du ibn".split())
NOT_IN_NAMES = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "PART", "PUNCT", "INTJ", "SPACE", "SYM"})
MAX_NAME_TOKENS = 7  # the most tokens in a name, and the most in the words before it

Description = tuple[str, frozenset[str]]  # a noun, and the words that narrow it: ("secretary", {"shadow", "health"})


def name_key(word: str) -> str:
    """A word of a name, normalised for comparison.

    >>> name_key("Jr."), name_key("O’Brien")
    ('jr', 'obrien')
    """
    return normalise(word).strip(".,-")


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in a passage.

    `words` are the tokens from `start` to `end`, without titles. `before` has the title and role words before the name,
    normalised.
    """

    words: tuple[str, ...]
    before: tuple[str, ...]
    start: int
    end: int
    is_person: bool | None  # the entity model's view; None if it gives no label

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
        while end < len(doc) and end - start < MAX_NAME_TOKENS and _is_in_name(doc, start, end, known):
            end += 1
        if end > start:
            mention = _mention(doc, start, end)
            if mention:
                yield mention
        start = max(end, start + 1)


def _is_in_name(doc: "Doc", start: int, place: int, known: Collection[str]) -> bool:
    """Whether the token at `place` belongs to the name that begins at `start`."""
    token = doc[place]
    if place == start:
        return _is_name_word(token, known)
    before = doc[place - 1]
    if token.ent_iob_ == "B" and before.ent_type_:
        return False  # "Republican | Donald Trump"
    if _begins_person(doc, place):
        opener = name_key(before.text)
        if opener not in NAME_OPENERS and opener not in known:
            return False  # "Chief of Staff | Katie Walsh", "Rival | Hillary Clinton"
    if token.lower_ in PARTICLES or (token.text == "-" and not before.whitespace_):
        following = place + 1
        return following < len(doc) and (
            _is_name_word(doc[following], known) or _is_second_syllable(doc, start, following)
        )
    return _is_name_word(token, known) or _is_second_syllable(doc, start, place)


def _begins_person(doc: "Doc", place: int) -> bool:
    """Whether, for the entity model, a person's name of several words begins at `place`."""
    first, rest = doc[place], doc[place + 1 : place + 2]
    return first.ent_iob_ == "B" and first.ent_type_ == "PERSON" and any(token.ent_iob_ == "I" for token in rest)


def _is_second_syllable(doc: "Doc", start: int, place: int) -> bool:
    """Whether a word in lower case ends a given name: "Ban Ki-| moon", "Kim Jong-| un"; not "Trump-| like"."""
    token = doc[place]
    is_hyphenated = place - start > 2 and doc[place - 1].text == "-" and not doc[place - 1].whitespace_
    return is_hyphenated and token.text.islower() and token.pos_ == "PROPN" and token.ent_type_ == "PERSON"


def _is_name_word(token: "Token", known: Collection[str]) -> bool:
    if not token.text[0].isupper():
        return False
    if not token.is_stop and name_key(token.text) in known:
        return True
    if token.pos_ in NOT_IN_NAMES:
        return False
    is_labelled = token.pos_ == "PROPN" or token.ent_type_ == "PERSON"
    return is_labelled or (not token.is_sent_start and not token.is_stop)


def _mention(doc: "Doc", start: int, end: int) -> NameMention | None:
    """The mention in the capitalised words from `start` to `end`; None for mere initials. Titles may come first."""
    titles = [place for place in range(start, end - 1) if name_key(doc[place].text) in TITLES]
    first = titles[-1] + 1 if titles else start
    while end - 1 > first and name_key(doc[end - 1].text) in POST_NOMINALS:
        end -= 1
    words = tuple(re.sub(r"[’']s?$", "", word) for word in doc[first:end].text.split())
    if not any(len(word) > 1 and any(map(str.isalpha, word)) for word in words):
        return None
    last, is_person = doc[end - 1], None
    has_article = (
        first > 0 and doc[first - 1].lower_ in {"the", "this", "a"} and doc[first - 1].head.i in range(first, end)
    )
    if has_article or last.tag_ == "NNPS":  # "the Clintons", "Democrats"
        is_person = False
    elif last.ent_type_:
        is_person = last.ent_type_ == "PERSON"
    return NameMention(words, _keys_before(doc, start, first, end), first, end, is_person)


def _keys_before(doc: "Doc", start: int, first: int, end: int) -> tuple[str, ...]:
    """The words before a name within its noun phrase: "former Trump campaign adviser".

    The name is the tokens from `first` to `end`. The run of capitalised words around it begins at `start`.
    """
    place = start
    while place > max(0, first - MAX_NAME_TOKENS) and _leads_up(doc[place - 1], range(place, end)):
        place -= 1
    return tuple(name_key(token.text) for token in doc[place:first] if token.text[0].isalnum())


def _leads_up(token: "Token", name: range) -> bool:
    if token.pos_ in {"NOUN", "PROPN", "ADJ"}:
        return token.head.i in name
    return token.dep_ in {"case", "punct"} and token.text in {"'s", "’s", "-"}
