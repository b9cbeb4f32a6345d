"""The ends of reported words according to the punctuation: before remarks, reporters and media, and at whole brackets.

He said it was over | — a claim that peers denied      She said the bill was dead | in a statement on Monday
to ban all boats — ferries too — from the quay |       it had rained all week (the third in a row) |
"""

import re

from retrieval.attribution.reported_speech.context import QuoteContext
from retrieval.models import Span
from retrieval.text.quotation_marks import trimmed

REMARK = re.compile(
    r"(?<!\s)\s++(?:[—–]\s(?:an?|something|which)\s[^—–“\"]*|(?:[—–]|--?)\sall (?:true|false))$"
)  # he said it was over — | a claim that peers denied
RETORT = re.compile(  # he said he was abroad, | claims that fell apart in court
    r",\s(?:an?\s|the\s)?(?:accusation|allegation|assertion|charge|claim|contention|denial|excuse|stor)(?:s|y|ies)?"
    r"\s(?:that|which|denied|disputed|he|rejected|she|they)\b[^“\"]*$"
)
REPORTED_BY = re.compile(  # "announced that it will close, | WUSA-TV reports |"
    r",\s(?:(?:the\s)?[A-Z][\w.&’'-]{0,30}(?:\s[A-Z][\w.&’'-]{0,30}){0,4}|(?:local|news) (?:media|outlets|reports))"
    r"\s(?:reports?|reported|said|say)$"
)
MEDIUM = re.compile(  # said the bill was dead | in a statement on Monday
    r"(?<!\s)\s++(?:in (?:an?|his|her|their|its) (?:\w+ )?(?:statement|tweet|diary|memo|filing|release|email|post)"
    r"|in an (?:\w+ )?interview (?:with|on)(?= [A-Z])"
    r"|(?:at|during) an? (?:\w+ )?(?:news|press) (?:conference|briefing)"
    r"|via (?:Twitter|Facebook|Instagram|email|X))(?: [\w.’'-]+){0,4}$"
    r"|(?<!\s)\s++on \w{3,6}day[’']s (?:(?:broadcast|edition|episode) of )?(?:[A-Z]\w{1,20}[’']s )?"
    r"[“\"][A-Z][^“”\"]{2,40}[”\"]$"
)
ASIDE = re.compile(  # to ban all boats | — ferries too — | from the quay
    r"\s[—–―]\s[^—–―.]{1,80}\s[—–―]\s(?=(?:at|by|for|from|in|into|of|on|to|with)\b)"
)


OCCASION = re.compile(  # called it “a crime” | based on the figures; “vile” | in an interview with the Courier
    r"\s(?:based on|in an? (?:[\w-]{1,20} ){0,3}(?:interview|statement|tweet|post|speech|letter)"
    r"|on (?:Facebook|Instagram|Truth Social|Twitter|X)"
    r"|(?:at|during) an? (?:[\w-]{1,20} ){0,3}(?:briefing|conference|debate|event|hearing|meeting|rally))\b"
)
DESCRIBED = re.compile(r"\s*(?:(?:him|her|it|them)(?:sel(?:f|ves))?|himself|me|us) as\s+(?=[“\"])")
REASON = re.compile(r",?(?: (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?, (?:by|because)\b")
CITING = re.compile(r"\W*(?:citing|quoting)\b")
NEXT_SUBJECT = re.compile(r",?\s(?P<and>and|but|while)(?:\s[^\s,]+){1,5}$")
AUXILIARIES = re.compile(r"\s(?:(?:has|have|had|also|later|then)\s){0,2}")
ABBREVIATION = re.compile(r"(?<=\d)\s[ap]\.m\.|(?<=\.[A-Za-z])\.")
MOMENT = re.compile(r"\sthe (?:night|day|morning|week|month|year)$")  # declared her the nominee | the night | before
BEFORE_CLAUSE = re.compile(r"\s(?:before|after|when)\b")


def without_occasion(context: QuoteContext, content: Span) -> Span:
    """A content with a name in quotation marks, without the occasion of saying after it."""
    text = context.text
    named = next((quote for quote in reversed(context.quoted) if content[0] <= quote[0] < content[1]), None)
    return (content[0], named[1]) if named and OCCASION.match(text, named[1]) else content


def without_pronoun(text: str, content: Span) -> Span:
    """A content without the pronoun that it describes: "described | him as | “a coward”"."""
    pronoun = DESCRIBED.match(text, *content)
    return (pronoun.end(), content[1]) if pronoun else content


def without_next_subject(context: QuoteContext, content: Span) -> Span:
    """A content without the subject of the next cue at its end: "it had closed | and the police | said that ...".

    The parser takes that subject for another object of the content.
    """
    joined = NEXT_SUBJECT.search(context.text, *content)
    behind = AUXILIARIES.match(context.text, content[1])
    is_next = behind is not None and any(relation.cue[0] == behind.end() for relation in context.relations)
    is_noun = joined is not None and not context.has_verb((joined.end("and"), content[1]))
    return (content[0], joined.start()) if joined is not None and is_next and is_noun else content


def with_reason(context: QuoteContext, content: Span, clause: Span) -> Span:
    """A content that ends before its reporting clause, with the reason after the clause: It is dead, he said, | because
    ...
    """
    is_before = content[1] <= clause[0] and not context.text[content[1] : clause[0]].strip(" ,")
    goes_on = is_before and REASON.match(context.text, clause[1])
    return (content[0], context.sentence(clause[0])[1]) if goes_on else content


def cites(text: str, part: Span) -> bool:
    """Whether a part after a reporting clause names the source's evidence: "it fell, he said, | citing a poll"."""
    return CITING.match(text, *part) is not None


def without_remarks(text: str, content: Span, clause: Span) -> Span:
    """A content without the narrator's remark, or the name of a reporter, at its end.

    What the reporting clause follows is no remark: "It rose by a point — a small rise |, he said."
    """
    if content[1] <= clause[0] and not text[content[1] : clause[0]].strip(" ,"):
        return content
    if (moment := MOMENT.search(text, *content)) and BEFORE_CLAUSE.match(text, content[1]):
        content = content[0], moment.start()
    for added in (REMARK, RETORT, REPORTED_BY):
        if remark := added.search(text, *content):
            content = content[0], remark.start()
    return content


def without_medium(text: str, content: Span) -> Span:
    """A content without the medium of saying at its end: "the bill was dead | in a statement on Monday"."""
    medium = MEDIUM.search(text, *content)
    return (content[0], medium.start()) if medium else content


def with_rest(context: QuoteContext, content: Span) -> Span:
    """A content that the parse ends at an aside, with the rest after it: "to ban boats | — ferries too — from the quay
    |".
    """
    aside, end = ASIDE.match(context.text, content[1]), context.sentence(content[0])[1]
    rest = trimmed(context.text, (aside.end(), end)) if aside and aside.end() < end else None
    return (content[0], rest[1]) if rest and not context.has_verb(rest) else content


def with_abbreviation(text: str, content: Span) -> Span:
    """A content that ends within an abbreviation, with its end: "at 7:30 | p.m.", "in the U.S|."."""
    rest = ABBREVIATION.match(text, content[1])
    return (content[0], rest.end()) if rest else content


def in_brackets(text: str, content: Span) -> Span:
    """A content that ends inside brackets, extended to their end if that follows, else cut at their beginning."""
    if text[content[0]] == "(" and ")" not in text[slice(*content)]:
        return content[0] + 1, content[1]
    opened = text.rfind("(", *content)
    if opened < 0 or ")" in text[opened : content[1]]:
        return content
    if text[content[1] : content[1] + 1] == ")":
        return content[0], content[1] + 1
    return trimmed(text, (content[0], opened)) or content
