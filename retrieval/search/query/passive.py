"""Turns passive and roundabout questions about what was said into the form that the rest of the parser knows.

when was Burnham last quoted on the bill?           what did Burnham last say about the bill?
how often was the bill mentioned by Burnham?        how often did Burnham speak about the bill?
how many times has Burnham brought the bill up?     how often did Burnham speak about the bill?
when was the bill first raised?                     what was first said about the bill?
what was said about the bill by Burnham?            what did Burnham say about the bill?
was the bill ever discussed?                        did anybody ever speak about the bill?
who was the first to mention the bill?              who first mentioned the bill?
what is the latest that Burnham said about it?      what did Burnham most recently say about it?
"""

import re

from retrieval.search.query.intent import RAISED_OTHERWISE, SAYING, WORDS

ANY = r"[^,;:?!]{1,120}?"
ORDER = r"(?:(?P<order>first|last|most\s+recently|ever)\s+)?"
BE = r"(?:was|were|is|are|has|have|had)\s+"
BEEN = r"(?:been\s+)?"
OFTEN = r"how\s+(?:often|many\s+times|frequently)\s+"
QUOTED = (
    r"(?:quoted|cited|reported|heard|recorded)(?:\s+as)?(?:\s+(?:saying|speaking|talking|commenting)(?:\s+\w+thing)?)?"
)
SPOKEN_OF = r"(?:mentioned|discussed|brought\s+up|raised|(?:talked|spoken)\s+(?:about|of)|referred\s+to|commented\s+on)"
SPEAK_OF = r"(?:mention(?:ed)?|discuss(?:ed)?|(?:bring|brought)\s+up|raised?|refer(?:red)?\s+to)"
BY = r"(?:\s+by\s+(?P<who>(?![\d])[^,;:?!]{1,60}?))?"
END = r"(?P<end>\s+(?:in|since|before|after|during|last|this|between|until)\s+[^?]{1,60})?\s*\??\s*$"
ABOUT = r"\s+(?:about|on|of|regarding)\s+(?P<topic>[^?]{1,160})"
PHRASE = r"(?!(?:the\s+)?(?:phrases?|words?|terms?|expressions?|slogans?|quotes?)\b)"
FORMS = {
    rf"when\s+{BE}(?P<who>{ANY})\s+{BEEN}{ORDER}{QUOTED}{ABOUT}": "{when}",
    rf"what(?:\s+(?:is|was)|[’']s)\s+the\s+(?P<order>latest|newest|last|first|earliest)\s+(?!{WORDS}\b)(?:that\s+)?(?P<who>{ANY})\s+"
    rf"(?:has\s+|have\s+|had\s+)?(?:said|ever\s+said)(?:{ABOUT})?": "{when}",
    rf"when\s+did\s+(?P<who>{ANY})\s+(?P<order>first|last)\s+(?:speak|talk|comment|say\s+\w+thing){ABOUT}": "{when}",
    rf"{OFTEN}{BE}(?P<who>{ANY})\s+{BEEN}{QUOTED}{ABOUT}": "how often did {who} speak about {topic}{end}?",
    rf"{OFTEN}{BE}(?P<topic>{ANY})\s+{BEEN}{SPOKEN_OF}{BY}{END}": "how often did {who} speak about {topic}{end}?",
    rf"{OFTEN}(?:did|does|do|has|have|had)\s+(?P<who>{ANY})\s+{SPEAK_OF}\s+(?P<topic>[^?]{{1,160}})": (
        "how often did {who} speak about {topic}{end}?"
    ),
    rf"when\s+{BE}{PHRASE}(?P<topic>{ANY})\s+{BEEN}{ORDER}{SPOKEN_OF}{BY}{END}": "{when}",
    rf"{OFTEN}(?:did|does|has|have)\s+(?P<topic>{ANY})\s+(?:(?:get|got)\s+{SPOKEN_OF}|c[oa]me\s+up){BY}{END}": (
        "how often did {who} speak about {topic}{end}?"
    ),
    rf"(?:(?:list|show|give)\s+(?:me\s+)?)?(?:every|each)\s+time\s+(?:that\s+|when\s+)?(?P<who>{ANY})\s+(?:has\s+|had\s+)?"
    rf"{SPEAK_OF}\s+(?P<topic>[^?]{{1,160}})": "everything {who} said about {topic}{end}",
    rf"what\s+{BE}{BEEN}said\s+by\s+(?P<who>[^,;:?!]{{1,60}}?){ABOUT}": "what did {who} say{about}?",
    rf"what\s+{BE}{BEEN}said(?:{ABOUT})?\s+by\s+(?P<who>[^,;:?!]{{1,60}}?){END}": "what did {who} say{about}{end}?",
    rf"{BE}(?P<topic>{ANY})\s+ever\s+{BEEN}{SPOKEN_OF}{BY}{END}": "did {who} ever speak about {topic}{end}?",
}
PASSIVES = tuple((re.compile(rf"\W*{form}\s*\W*", re.IGNORECASE), active) for form, active in FORMS.items())
WAS_THE_FIRST = re.compile(
    r"^\W*who\s+(?:was|were|is)\s+the\s+(?:very\s+)?(?P<order>first|earliest|last|latest|most\s+recent)"
    rf"(?:\s+(?:one|person|people|politician|mp))?\s+to\s+(?P<verb>bring|{SAYING})\b",
    re.IGNORECASE,
)
RAISED = re.compile(rf"(?:\brais(?:ed?)\b.*\b{RAISED_OTHERWISE}|\b{RAISED_OTHERWISE}\b.*\braised)\b", re.IGNORECASE)
PAST = {"bring": "brought", "say": "said", "speak": "spoke"}


def active(text: str) -> str:
    """
    >>> [active(text) for text in ("When was Lee last quoted on tea?", "how often has Lee raised tea?", "Lee on tea")]
    ['what did Lee last say about tea?', 'how often did Lee speak about tea?', 'Lee on tea']
    >>> active("who was the last to speak of tea?"), active("Was tea ever mentioned by the mayor in 2012?")
    ('who last spoke of tea?', 'did the mayor ever speak about tea in 2012?')
    """
    for form, wording in PASSIVES:
        found = form.fullmatch(text)
        if found and not RAISED.search(text):
            return _worded(found, wording)
    return WAS_THE_FIRST.sub(_who_first, text)


def _worded(found: re.Match[str], wording: str) -> str:
    named = {name: value or "" for name, value in found.groupdict().items()}
    who, topic = named.get("who") or "anybody", named.get("topic", "").strip(" ?.!")
    order, end = " ".join(named.get("order", "").lower().split()), named.get("end", "").rstrip(" ?")
    order = {"latest": "most recently", "newest": "most recently", "earliest": "first"}.get(order, order)
    about = f" about {topic}" if topic else ""
    if wording == "{when}":
        if order not in {"first", "last", "most recently"}:
            return f"when did {who} speak{about}{end}?"
        return f"what did {who} {order} say{about}{end}?" if named.get("who") else f"what was {order} said{about}{end}?"
    return wording.format(who=who, topic=topic, end=end, about=about)


def _who_first(found: re.Match[str]) -> str:
    order = "first" if found["order"].lower() in {"first", "earliest"} else "last"
    verb = found["verb"].lower()
    return f"who {order} {PAST.get(verb) or verb.removesuffix('e') + 'ed'}"
