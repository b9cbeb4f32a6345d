"""Finds the type of answer that a question wants: what was said, who, when, an amount, a list or a fact."""

import re

from retrieval.attribution.coreference.roles import is_person_noun
from retrieval.models import AnswerType
from retrieval.search.query.speakers import asks_what_was_said

QUESTION_WORD = re.compile(
    r"\b(?P<word>who|whom|whose|when|what|which|how|why|where)\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
LISTING = r"^\W*(?:please )?(?:list|name|show|give|tell)\b(?: me)?(?: (?:all|every\w*|each)\b)(?: that\b)?"
LIST = re.compile(
    rf"{LISTING}|^\W*(?:list|name) the \w+s\b|"
    r"\b(?:who all|who else|what else|everyone who|everybody who|everything)\b|"
    r"\b(?:what|which|who) (?:are|were) (?:all |some of )?the (?:\w+ )?\w+s\b",
    re.IGNORECASE,
)
WHEN = re.compile(
    r"when|(?:what|which) (?:day|date|month|year|time)\b|how long ago\b|(?:since|until) when\b", re.IGNORECASE
)
AMOUNT = re.compile(
    r"\bhow (?:many|much|few|little|big|large|far|wide|high|low|tall|heavy|long|old|fast|often|close|concentrated|"
    r"popular)\b|"
    r"\b(?:what|which) (?:share|fraction|portion|percentage|percent|slice|proportion|number|amount|sum|price|margin)\b|"
    r"\b(?:price tag|tally|head ?count|(?:death|casualty|inmate) (?:toll|count)|by what margin)\b",
    re.IGNORECASE,
)
MAX_NOUN_WORDS = 6  # words after "which" within which its noun ends
VERB = re.compile(
    r"(?:said|says?|told|tells?|did|does|do|was|were|is|are|has|have|had|of|in|on|that|who)$", re.IGNORECASE
)


def find_answer_type(text: str, speaker: str | None) -> AnswerType:
    """The type of answer, from the question word and the words beside it. `speaker` is the speaker asked about.

    >>> texts = ("which retired senator said so?", "how many jobs went?", "the bill")
    >>> tuple(find_answer_type(text, None) for text in texts)
    (<AnswerType.WHO: 'who'>, <AnswerType.AMOUNT: 'amount'>, <AnswerType.FACT: 'fact'>)
    """
    match = QUESTION_WORD.search(text)
    if LIST.search(text):
        return AnswerType.LIST
    if match and WHEN.match(match[0]):
        return AnswerType.WHEN
    if match and (match["word"].lower().startswith("who") or _names_a_person(match)):
        return AnswerType.WHO
    if AMOUNT.search(text):
        return AnswerType.AMOUNT
    return AnswerType.SAID if speaker and asks_what_was_said(text) else AnswerType.FACT


def strip_listing(text: str) -> str:
    """The text without an instruction to list answers.

    >>> strip_listing("please list everything that Burnham said about Lansley")
    'Burnham said about Lansley'
    """
    return re.sub(LISTING, "", text, flags=re.IGNORECASE).strip()


def _names_a_person(match: re.Match[str]) -> bool:
    """Whether "which" is followed by somebody's role: "which Latvian reporter likened ..."."""
    if match["word"].lower() != "which":
        return False
    for word in re.findall(r"[\w’'-]+", match["rest"])[:MAX_NOUN_WORDS]:
        if VERB.match(word):
            return False
        if is_person_noun(word.rpartition("-")[2]):
            return True
    return False
