"""Rewrites a follow-up question as a complete question, with the speaker or topic of the question before it.

what did Burnham say about Lansley?     the question before
and about Cameron?                      what did Andy Burnham say about Cameron?
what did he say before that?            what did Andy Burnham say before that?
and Miliband?                           what did Ed Miliband say about Lansley?
"""

import re
from collections.abc import Iterable

from retrieval.models import Question
from retrieval.text.tokenise import name_words

LEAD = re.compile(r"^(?:(?:and|but|so|ok(?:ay)?|then|also|now)\b[\s,]*)+", re.IGNORECASE)
ABOUT = re.compile(r"^(?:about|on|regarding|concerning|of)\s+(?P<topic>.+)$", re.IGNORECASE)
WHAT_ABOUT = re.compile(r"^(?:(?:what|how)\s+about\s+)?(?P<what>(?:[\w.’'-]+\s*){1,5})$", re.IGNORECASE)
PRONOUN = re.compile(r"\b(?:he|she|they)\b(?!['’])", re.IGNORECASE)
QUESTION_START = re.compile(
    r"^(?:what|who|when|where|which|why|how|did|does|has|is|was|tell|show|list)\b", re.IGNORECASE
)
TIME_START = re.compile(r"^(?:in|since|before|after|until|during|by|from|last|this)\b", re.IGNORECASE)


def rewrite(text: str, before: Question, speakers: Iterable[str]) -> str:
    """`text` as a complete question; unchanged if it already is one. `speakers` tells names of people from topics.

    >>> burnham = Question("what did Burnham say about Lansley?", speaker="Andy Burnham", topic="Lansley")
    >>> for text in ("and about Cameron?", "and Miliband?", "what about the NHS?", "what did he tell the BBC?",
    ...              "in 2013?", "who said it must go?"):
    ...     print(rewrite(text, burnham, ["Andy Burnham", "Ed Miliband"]))
    what did Andy Burnham say about Cameron?
    what did Ed Miliband say about Lansley?
    what did Andy Burnham say about the NHS?
    what did Andy Burnham tell the BBC?
    what did Andy Burnham say about Lansley in 2013?
    who said it must go?
    """
    asked = LEAD.sub("", text.strip()).rstrip(" ?.!")
    if about := ABOUT.match(asked):
        return _question(before.speaker, about["topic"], before)
    if TIME_START.match(asked):
        return _question(before.speaker, before.topic, before).rstrip("?") + f" {asked}?"
    if (named := WHAT_ABOUT.match(asked)) and (named["what"] != asked or not QUESTION_START.match(asked)):
        return _person_or_topic(named["what"].strip(), before, speakers)
    return PRONOUN.sub(before.speaker, text) if before.speaker else text


def is_follow_up(text: str) -> bool:
    """Whether the words of a question show that it is a follow-up.

    >>> [is_follow_up(text) for text in ("and about Cameron?", "what about Miliband?", "why did he resign?", "tax")]
    [True, True, True, False]
    """
    asked = text.strip()
    return bool(
        LEAD.match(asked) or re.match(r"(?:what|how)?\s*about\b", asked, re.IGNORECASE) or PRONOUN.search(asked)
    )


def _person_or_topic(what: str, before: Question, speakers: Iterable[str]) -> str:
    person = next((name for name in speakers if name_words(what) and name_words(what) <= name_words(name)), None)
    return _question(person, before.topic, before) if person else _question(before.speaker, what, before)


def _question(speaker: str | None, topic: str | None, before: Question) -> str:
    """A question with this speaker and topic; the question before if both are None."""
    if speaker:
        return f"what did {speaker} say" + (f" about {topic}?" if topic else "?")
    return f"what was said about {topic}?" if topic else before.text
