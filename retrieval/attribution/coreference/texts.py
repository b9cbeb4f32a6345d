"""Texts: finds the author of "a column", "the statement" or "the lawsuit", who is the speaker of its words.

a column by Jane Marlow          Jane Marlow
Mr Hale's letter                 Mr Hale's
His verdict: "No."               His
He sent a statement              He
The statement added              nobody here: an earlier mention of the statement may show the author
"""

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.speaking_nouns import DOCUMENTS, TEXT_NOUNS, may_speak
from retrieval.text.nlp import SUBJECTS
from retrieval.text.person_nouns import is_person_noun, singular

if TYPE_CHECKING:
    from spacy.tokens import Token

PUBLISHING_VERBS = frozenset(  # the subject of such a verb is the author of the text in its object
    "air airs aired airing brought circulated delivered distributed filed gave issue issues issued issuing launched "
    "launching post posts posted posting publish published put release releases released releasing send sends sent "
    "sending share shared signed tweeted wrote".split()
)

COMPILING_VERBS = frozenset("authored collected compiled gathered prepared written".split())

# Texts that an article mentions again without their author. "The paper" is a newspaper.
OF_ONE_WRITER = TEXT_NOUNS - {"paper", "campaigning", "headline"}
OF_COURTS = frozenset("affidavit complaint filing lawsuit petition suit".split())  # told by their kind alone
OF_ONE_SPEAKER = frozenset("email essay letter memo message note post speech statement testimony tweet".split())
# What somebody says, if a colon and the words follow: "Her verdict: ..."
SAYINGS = frozenset(
    "advice answer apology comeback comment conclusion explanation line message motto plea quip reaction remark reply "
    "response retort summary verdict warning word".split()
)
MAX_WORDS_TO_COLON = 5
MAX_WORDS_OF_RELEASER = 8
IN_TEXTS = frozenset({"in", "via", "through"})


def author(token: "Token") -> "Token | None":
    """The author of a text, marked by | here: "a column by |Jane Marlow", "|Mr Hale's letter", "|He sent a statement".

    Or "a statement released by |Jane Marlow".

    None if the noun is not a text. In "the news site |LeedsToday" and "much of |Labour's campaigning", the author is in
    a second noun.
    """
    if token.lower_ == "much":
        return next((noun for noun in roles.objects_of(token, {"of"}) if _has_owner(noun)), None)
    if token.pos_ == "NOUN" and not is_person_noun(token.text):
        name = next((word for word in token.rights if word.dep_ == "appos" and word.pos_ == "PROPN"), None)
        if name is not None and name.left_edge.i == token.i + 1:
            return name
    kind = singular(token.text)
    owners = (word for word in token.lefts if word.dep_ == "poss" and word.ent_type_ not in {"DATE", "TIME"})
    behind = token.doc[token.i + 1 : token.i + 1 + MAX_WORDS_TO_COLON]
    if kind in SAYINGS and any(word.text == ":" for word in behind):
        return next(owners, None)
    if kind in DOCUMENTS:  # "| Ann Lee |'s figures"; "figures from Ann Lee" remain so
        known = (word for word in owners if word.pos_ == "PROPN" or is_person_noun(word.text))
        return next(chain(known, _agents(token), _releasers(token)), None)
    if kind not in TEXT_NOUNS:
        return None
    senders = (noun for noun in roles.objects_of(token, {"by", "from"}) if noun.ent_type_ not in {"DATE", "TIME"})
    return next(chain(owners, senders, _agents(token), _releasers(token), _publishers(token), _bodies(token)), None)


def _bodies(text: "Token") -> Iterator["Token"]:
    """The organisation named before its text: "a | Norr Police | statement", "the | Exa | press release"."""
    kind = singular(text.text)
    if text.text.islower() and kind in OF_ONE_SPEAKER | {"release"} and text.dep_ != "compound":
        yield from (word for word in reversed(list(text.lefts)) if word.ent_type_ == "ORG" and word.text[0].isupper())


def _agents(text: "Token") -> Iterator["Token"]:
    """The person said to have published a text: "released by |Jane Marlow".

    For a body's own report, this is not the author.
    """
    is_bodys = any(word.dep_ == "compound" and word.ent_type_ == "ORG" for word in text.lefts)
    if is_bodys and singular(text.text) not in OF_ONE_SPEAKER:
        return
    for participle in text.rights:
        if participle.dep_ == "acl" and participle.lower_ in PUBLISHING_VERBS | COMPILING_VERBS:
            for by in participle.rights:
                if by.dep_ == "agent":
                    yield from (noun for noun in by.rights if noun.dep_ == "pobj")


def _releasers(text: "Token") -> Iterator["Token"]:
    """The subject of the clause that tells who published a text, whatever the parse: "figures | her campaign |
    released".
    """
    doc = text.doc
    first = text.i + (2 if doc[text.i + 1 : text.i + 2].text in {"that", "which"} else 1)
    for noun, verb in pairwise(doc[first : first + MAX_WORDS_OF_RELEASER]):
        if verb.lower_ in PUBLISHING_VERBS and noun.pos_ in {"NOUN", "PROPN"} and noun.left_edge.i == first:
            yield noun


def _publishers(text: "Token") -> Iterator["Token"]:
    """The subjects of the verb that publishes a text."""
    if text.dep_ == "dobj" and text.head.lower_ in PUBLISHING_VERBS:
        yield from (word for word in text.head.lefts if word.dep_ == "nsubj")


def _has_owner(noun: "Token") -> bool:
    return singular(noun.text) in TEXT_NOUNS or any(word.dep_ == "case" for word in noun.rights)


def writer(text: "Token") -> "Token | None":
    """The author of a text, or the person who speaks in it: "a statement by |Ann Lee", "in a statement, |Ann Lee
    said", "|Ann Lee said in her letter".
    """
    known = author(text)
    is_own = known is not None and known.dep_ == "poss" and known.pos_ == "PRON"
    if (known is not None and not is_own) or text.dep_ != "pobj" or text.head.lower_ not in IN_TEXTS:
        return known
    above = text.head.head
    if above.dep_ == "dobj":
        above = above.head  # "|Ann Lee confirmed the decision in a letter"
    if above.pos_ == "PROPN":
        return above  # "|Ann Lee, in a statement, blamed the weather"
    subjects = [child for child in above.lefts if child.dep_ in SUBJECTS]
    speaks = bool(subjects) and (subjects[-1].pos_ in {"PROPN", "PRON"} or may_speak(subjects[-1].text))
    return subjects[-1] if speaks else known


def speaker_in(text: "Token") -> "Token | None":
    """The author of a text that a relative clause describes: "|Ann Lee replied in a note that said ..."."""
    is_told_more = any(word.dep_ == "relcl" for word in text.rights)
    if singular(text.text) not in OF_ONE_SPEAKER or not is_told_more or text.dep_ != "pobj" or author(text) is not None:
        return None
    above = text.head.head
    subjects = [child for child in above.lefts if child.dep_ == "nsubj"] if text.head.lower_ in IN_TEXTS else []
    is_somebody = bool(subjects) and (subjects[0].pos_ in {"PROPN", "PRON"} or is_person_noun(subjects[0].text))
    return subjects[0] if is_somebody else None


def is_bare(text: "Token") -> bool:
    """Whether no word beside a text names its author: "the lawsuit filed in Leeds"."""
    return text.n_lefts <= 1 and all(word.dep_ in {"acl", "relcl", "punct"} for word in text.rights)
