"""Whom a phrase without a name stands for, by its noun: "a Downing Street spokeswoman", "the senator", "aides".

>>> sex("spokeswoman"), sex("senator")
('f', None)
>>> singular("spokeswomen"), singular("aides"), singular("boss")
('spokeswoman', 'aide', 'boss')
"""

import re
from collections.abc import Collection, Iterator
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.mentions import Description, key
from retrieval.text.titles import FULL_TITLES, REFERRING_ROLES

if TYPE_CHECKING:
    from spacy.tokens import Token

HIS = frozenset("man boy father husband son brother businessman gentleman king prince actor uncle grandfather".split())
HERS = frozenset("woman girl mother wife daughter sister actress queen princess aunt grandmother".split())
OTHERS = frozenset(
    "aide official critic analyst expert ally source spokesperson people friend judge scholar activist student "
    "guest parent resident delegate surrogate chief head executive insider veteran graduate neighbor neighbour "
    "colleague witness pundit narrator police cop coach agent pastor priest nurse economist politician person child "
    "kid couple member fan patient client assistant consultant chairperson historian journalist columnist staff".split()
)
AGENT = re.compile(r"(?:man|woman|[a-z]{2}(?:er|or|ist|ian|eer))$")
THINGS = frozenset(
    "letter newspaper paper number order matter member-state center centre power computer chapter offer answer "
    "quarter summer winter dinner border corner poster error floor factor sector minor major rumor rumour humor "
    "humour labor labour twitter banner layer water river monitor encounter never over after under other weather "
    "whether cover tower disaster trailer".split()
)
WRITINGS = frozenset(
    "ad advert advertisement article blog book campaigning column editorial email essay letter memo message note op-ed "
    "post release speech statement testimony text tweet video".split()
)  # what is said in one is its author's
ISSUING = frozenset(
    "air airs aired airing circulated delivered distributed gave issue issues issued issuing launched launching post "
    "posts posted posting publish published put release releases released releasing send sends sent sending share "
    "shared tweeted wrote".split()
)  # whoever does that to a writing is its author
TELLING = frozenset({"shadow", "former", "deputy", "vice", "acting", "ex", "assistant", "future", "late"})
ONLY_LINKS = frozenset({"of", "for", "at", "by", "from", "to", "in", "with"})
LEADING = frozenset({"NOUN", "PROPN", "ADJ"})
LONGEST = 16  # words behind a noun that still belong to what somebody is called


def singular(noun: str) -> str:
    word = key(noun)
    if word.endswith("men") and len(word) > 4:
        return f"{word[:-3]}man"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def is_person(noun: str) -> bool:
    word = singular(noun)
    return word in HIS | HERS | REFERRING_ROLES | OTHERS or (bool(AGENT.search(word)) and word not in THINGS)


def sex(noun: str) -> str | None:
    word = singular(noun)
    if word in HERS or word.endswith("woman"):
        return "f"
    return "m" if word in HIS or (word.endswith("man") and word != "chairman") else None


def is_plural(token: "Token") -> bool:
    return token.tag_ in {"NNS", "NNPS"} or token.lower_ in {"people", "police", "others", "some", "many", "most"}


def is_definite(token: "Token") -> bool:
    return any(child.dep_ == "det" and child.lower_ in {"the", "this", "that"} for child in token.lefts)


def description(token: "Token") -> Description:
    """The noun of a phrase, and the words that narrow it."""
    telling = [word for word in _leading(token) if not _colours(word)]
    words = [key(word.text) for word in telling]
    noun = singular(token.text)
    return FULL_TITLES.get(noun, noun), frozenset(FULL_TITLES.get(word, word) for word in words)


def _colours(word: "Token") -> bool:
    """Whether a word tells nobody apart: "embattled" does not, "Democratic" and "former" do."""
    return word.pos_ == "ADJ" and word.text.islower() and word.lower_ not in TELLING


def fits(asked: Description, told: Description) -> bool:
    """Whether "the health secretary" may be somebody described as "Health Secretary"; a shadow one is not."""
    noun, words = asked
    other, others = told
    if noun != other or words & TELLING != others & TELLING:
        return False
    narrow, narrower = words - TELLING, others - TELLING
    return not narrow or not narrower or bool(narrow & narrower)


def called(token: "Token") -> str:
    """What somebody is called by a phrase around `token`, its article left out: "spokesman for the campaign"."""
    doc = token.doc
    leading = _leading(token)
    if token.pos_ == "PROPN" and not is_person(token.text):  # of "news site BuzzFeed" the name
        leading = list(takewhile(lambda word: not (word.pos_ == "NOUN" and word.text.islower()), leading[::-1]))[::-1]
    start = leading[0].i if leading else token.i
    end = token.i + 1
    for child in token.rights:
        inside = list(takewhile(lambda word: word.text not in {",", "(", "“", '"'}, child.subtree))
        if child.dep_ != "prep" or child.lower_ not in ONLY_LINKS or child.i != end or len(inside) > LONGEST:
            break
        if any(word.dep_ in {"relcl", "acl"} for word in inside):
            break
        end = inside[-1].i + 1
    return " ".join(doc[start:end].text.split())


def author(token: "Token") -> "Token | None":
    """Whose words a writing holds: "a column by | Jane Marlow", "| Mr Hale's letter", "| He sent out a statement"."""
    if token.lower_ == "much":
        return next((noun for noun in _behind(token, {"of"}) if _is_owned(noun)), None)
    if token.pos_ == "NOUN" and not is_person(token.text):  # "the news site | LeedsToday"
        named = (word for word in token.rights if word.dep_ == "appos" and word.pos_ == "PROPN")
        if (name := next(named, None)) is not None and name.left_edge.i == token.i + 1:
            return name
    if singular(token.text) not in WRITINGS:
        return None
    owners = (word for word in token.lefts if word.dep_ == "poss")
    return next(chain(owners, _behind(token, {"by", "from"}), _issuers(token)), None)


def _issuers(writing: "Token") -> Iterator["Token"]:
    """Who puts a writing out: the subject of the verb that takes it."""
    if writing.dep_ == "dobj" and writing.head.lower_ in ISSUING:
        yield from (word for word in writing.head.lefts if word.dep_ == "nsubj")


def _is_owned(noun: "Token") -> bool:
    return singular(noun.text) in WRITINGS or any(word.dep_ == "case" for word in noun.rights)


def _behind(token: "Token", prepositions: Collection[str]) -> Iterator["Token"]:
    links = (word for word in token.rights if word.dep_ == "prep" and word.lower_ in prepositions)
    return (noun for link in links for noun in link.rights if noun.dep_ == "pobj")


def _leading(token: "Token") -> list["Token"]:
    """The words of a phrase before its noun, without article, possessor's pronoun, number and what precedes a comma."""
    words: list[Token] = []
    for place in range(token.i - 1, token.left_edge.i - 1, -1):
        word = token.doc[place]
        hyphened = word.pos_ == "NUM" and token.doc[place + 1].text == "-"
        if not (hyphened or word.pos_ in LEADING or word.dep_ in {"amod", "case"} or word.text == "-"):
            break
        words.append(word)
    return words[::-1]
