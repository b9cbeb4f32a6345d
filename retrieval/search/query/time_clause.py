"""Finds the words of a question that name a time by an office or an event, not by a date.

    when she was mayor, said as mayor                while somebody held an office
    before he became mayor, since taking office      its beginning; whichever office, if none is named
    after she left office                            its end
    before the strike, since the election            an event

search/terms_of_office.py finds the dates of an office. When an event was, no article tells reliably.

What only looks like a time is left alone: "life after the war", "before the committee", "looking after the children".
"""

import re

from retrieval.models import TermPart, TimeClause
from retrieval.search.query.speakers import NAME, office_in
from retrieval.text import dates
from retrieval.text.person_nouns import PERSON_NOUNS
from retrieval.text.titles import HELD_OFFICES, OFFICES, TITLES

RELATION = (
    r"before|after|since|until|when|while|whilst|during|following|prior\s+to|ahead\s+of|throughout|"
    r"in(?=\s+(?:his|her|their)\b)|as"
)
SAME = dict.fromkeys(("whilst", "while", "during", "throughout", "in", "as"), "when")
SAME |= {"following": "after", "prior to": "before", "ahead of": "before"}
MAX_CLAUSE_WORDS = 10
OFFICE_NOUNS = TITLES | OFFICES | HELD_OFFICES | PERSON_NOUNS
CLAUSE = re.compile(
    rf"(?<![\w’'-])(?P<relation>{RELATION})\s+(?P<rest>{NAME}(?:\s+{NAME}){{0,{MAX_CLAUSE_WORDS - 1}}}?)"
    r"(?=\s*(?P<end>$|[?!,;]|\.\s*$|(?:about|on|regarding|concerning|what|who|how)\b))",
    re.IGNORECASE,
)
WHO = rf"(?:(?P<who>(?:the\s+)?{NAME}(?:\s+{NAME}){{0,3}}?)\s+)"
OFFICE = r"(?:(?:the|an?|our|their)\s+)?(?P<office>.+)"
ANY_OFFICE = r"(?:office|power|post)"
TERM = r"(?:(?P<owner>.+?)[’']s?|his|her|their)\s+(?:\w+\s+)?(?:time|term|tenure|years?|stint|days|spell)"
FORMS = tuple(
    (part, re.compile(pattern, re.IGNORECASE))
    for part, pattern in (
        (TermPart.START, rf"{WHO}?(?:took|taking|entered|entering|came\s+(?:in)?to|coming\s+(?:in)?to)\s+{ANY_OFFICE}"),
        (TermPart.END, rf"{WHO}?(?:left|leaving|lost|losing)\s+{ANY_OFFICE}"),
        (
            TermPart.START,
            rf"{WHO}?(?:bec[oa]me|becoming|took\s+over\s+as|taking\s+over\s+as|(?:(?:was|were|being)\s+)?"
            rf"(?:elected|appointed|named|made|sworn\s+in)(?:\s+as)?)\s+{OFFICE}",
        ),
        (
            TermPart.END,
            rf"{WHO}?(?:(?:stopped|stopping|ceased)\s+(?:to\s+be|being)|(?:resign(?:ed|ing)|quit(?:ting)?|"
            rf"(?:stood|stepped|standing|stepping)\s+down)\s+as)\s+{OFFICE}",
        ),
        (TermPart.WHOLE, rf"(?:{WHO}(?:was|were|is|are)\s+)?in\s+{ANY_OFFICE}"),
        (TermPart.WHOLE, rf"{TERM}\s+in\s+{ANY_OFFICE}"),
        (TermPart.WHOLE, rf"{TERM}\s+as\s+{OFFICE}"),
        (TermPart.WHOLE, rf"{WHO}(?:was|were|is|are|served\s+as)\s+(?:(?:still|only|just)\s+)?{OFFICE}"),
    )
)
WITHOUT_SUBJECT = re.compile(
    r"(?:when|while|whilst|as)\s+(?!(?:the|an?)\b)(?P<office>.+)", re.IGNORECASE
)  # "while mayor"
SAID_AS = re.compile(
    r"\b(?:sa(?:y|id|ying)|tell|told|promised?|speak|spoke|thinks?|thought)\b", re.IGNORECASE
)  # "as mayor"
NOT_AS = re.compile(  # "taking over as mayor", "his time as mayor"
    r"\b(?:over|down|out|up|\w+(?:ed|ing)|known|seen|serve|work|act|quit|stand|run|role|time|term|job|life|years?|such|much|"
    r"well|soon|long|just|far|him|her|them|himself|herself|itself)\s+$",
    re.IGNORECASE,
)
PRONOUNS = frozenset("he she they".split())
EVENT = re.compile(r"(?:the|his|her|their|its|this|that|an?|he|she|they|it|[a-z]{3,}ing)\s+\w|[A-Z]", re.ASCII)
EVENT_RELATION = re.compile(r"before|after|since|until|during|following|prior\s+to|ahead\s+of", re.IGNORECASE)
A_DATE = re.compile(
    rf"\d|\b(?:{dates.MONTH_PATTERN})\b|\b(?:today|yesterday|tomorrow|then|now|week|month|year)\b", re.IGNORECASE
)
NO_TIME = re.compile(  # what stands before the relation
    r"\b(?:life|lives|world|days?|nights?|mornings?|evenings?|hours?|minutes?|weeks?|months?|years?|look\w*|nam\w+|"
    r"happen\w*|c[ao]m(?:e|es|ing)|run\w*|[gt]o|ever|soon|long|just|shortly|right)\s+$",
    re.IGNORECASE,
)
BODIES = re.compile(  # before whom somebody may speak
    r"\b(?:committee|court|jury|judges?|inquiry|commission|panel|tribunal|parliament|house|senate|congress|council|board|"
    r"mps|peers|cameras?|magistrates|commons|lords|hearing|assembly)$",
    re.IGNORECASE,
)


def find(text: str) -> TimeClause | None:
    """The first such words of a question; None if it has none.

    >>> clause = find("what did Lee say before she was mayor about tax?")
    >>> clause.words, clause.relation, clause.part.value, clause.office
    ('before she was mayor', 'before', 'whole', 'mayor')
    >>> [clause and clause.words for clause in map(find, ("what did Lee say since the strike?", "life after the war"))]
    ['since the strike', None]
    """
    for match in CLAUSE.finditer(text):
        if NO_TIME.search(text[: match.start()]) or A_DATE.search(match["rest"]):
            continue
        ahead = text[: match.start()]
        if match["relation"].lower() == "as" and (NOT_AS.search(ahead) or not SAID_AS.search(ahead)):
            continue
        clause = _of_office(match) or _of_event(match)
        if clause:
            return clause
    return None


def strip(text: str, clause: TimeClause) -> str:
    """The text without the words of a clause.

    >>> asked = "before she was mayor, what did Lee say?"
    >>> strip(asked, find(asked))
    'what did Lee say?'
    """
    before, _, after = text.partition(clause.words)
    return " ".join(f"{before.rstrip(' ,')} {after.lstrip(' ,')}".split())


def _of_office(match: re.Match[str]) -> TimeClause | None:
    for part, form in FORMS if match["relation"].lower() != "as" else ():
        found = form.fullmatch(match["rest"])
        groups = found.groupdict() if found else {}
        office = _office(groups["office"]) if groups.get("office") else None
        if found is None or (office is None and "office" in groups):
            continue
        if _relation(match) == "when" and part is not TermPart.WHOLE:  # "when she became mayor": on that day
            return None
        who = groups.get("who") or groups.get("owner")
        named = None if who is None or who.lower() in PRONOUNS else who
        return TimeClause(match[0], _relation(match), part, named, office)
    alone = WITHOUT_SUBJECT.fullmatch(match[0])
    office = _office(alone["office"]) if alone else None
    return TimeClause(match[0], "when", TermPart.WHOLE, office=office) if office else None


def _office(words: str) -> str | None:
    """The office that words name by a noun that is known to be one of a person: not "when buses got dearer".

    >>> _office("mayor of Sund"), _office("chief executive"), _office("buses got dearer"), _office("younger")
    ('mayor of Sund', 'chief executive', None, None)
    """
    office = office_in(f"the {words}")
    noun = re.split(r"\s(?:of|for|at)\s", office, flags=re.IGNORECASE)[0].split()[-1].lower() if office else ""
    return office if noun in OFFICE_NOUNS else None


def _of_event(match: re.Match[str]) -> TimeClause | None:
    is_event = (
        EVENT.match(match["rest"]) and EVENT_RELATION.fullmatch(match["relation"]) and not match["end"].strip("?!,.")
    )
    if not is_event or (_relation(match) == "before" and BODIES.search(match["rest"])):
        return None
    return TimeClause(match[0], _relation(match))


def _relation(match: re.Match[str]) -> str:
    relation = " ".join(match["relation"].lower().split())
    return SAME.get(relation, relation)
