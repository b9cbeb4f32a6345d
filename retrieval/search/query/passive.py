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

from retrieval.search.query.anybody import RAISED_OTHERWISE
from retrieval.search.query.intent import SAYING, WORDS

WORD = r"[^\s,;:?!]+"
ANY = rf"{WORD}(?: {WORD}){{0,15}}?"
ORDER = r"(?:(?P<order>first|last|most recently|ever) )?"
BE = r"(?:was|were|is|are|has|have|had) "
BEEN = r"(?:been )?"
OFTEN = r"how (?:often|many times|frequently) "
QUOTED = r"(?:quoted|cited|reported|heard|recorded)(?: as)?(?: (?:saying|speaking|talking|commenting)(?: \w+thing)?)?"
SPOKEN_OF = r"(?:mentioned|discussed|brought up|raised|(?:talked|spoken) (?:about|of)|referred to|commented on)"
SPEAK_OF = r"(?:mention(?:ed)?|discuss(?:ed)?|(?:bring|brought) up|raised?|refer(?:red)? to)"
BY = rf"(?: by (?P<who>(?!\d){WORD}(?: {WORD}){{0,5}}?))?"
END = r"(?P<end> (?:in|since|before|after|during|last|this|between|until) [^?]{1,60})?"
ABOUT = r" (?:about|on|of|regarding) (?P<topic>[^?]{1,200})"
PHRASE = r"(?!(?:the )?(?:phrases?|words?|terms?|expressions?|slogans?|quotes?)\b)"
FORMS = {
    rf"when {BE}(?P<who>{ANY}) {BEEN}{ORDER}{QUOTED}{ABOUT}": "{when}",
    rf"what(?: (?:is|was)|[’']s) the (?P<order>latest|newest|last|first|earliest) (?!{WORDS}\b)(?:that )?"
    rf"(?P<who>{ANY}) (?:has |have |had )?(?:said|ever said)(?:{ABOUT})?": "{when}",
    rf"when did (?P<who>{ANY}) (?P<order>first|last) (?:speak|talk|comment|say \w+thing){ABOUT}": "{when}",
    rf"{OFTEN}{BE}(?P<who>{ANY}) {BEEN}{QUOTED}{ABOUT}": "how often did {who} speak about {topic}{end}?",
    rf"{OFTEN}{BE}(?P<topic>{ANY}) {BEEN}{SPOKEN_OF}{BY}{END}": "how often did {who} speak about {topic}{end}?",
    rf"{OFTEN}(?:did|does|do|has|have|had) (?P<who>{ANY}) {SPEAK_OF} (?P<topic>[^?]{{1,200}})": (
        "how often did {who} speak about {topic}{end}?"
    ),
    rf"when {BE}{PHRASE}(?P<topic>{ANY}) {BEEN}{ORDER}{SPOKEN_OF}{BY}{END}": "{when}",
    rf"{OFTEN}(?:did|does|has|have) (?P<topic>{ANY}) (?:(?:get|got) {SPOKEN_OF}|c[oa]me up){BY}{END}": (
        "how often did {who} speak about {topic}{end}?"
    ),
    rf"(?:(?:list|show|give) (?:me )?)?(?:every|each) time (?:that |when )?(?P<who>{ANY}) (?:has |had )?"
    rf"{SPEAK_OF} (?P<topic>[^?]{{1,200}})": "everything {who} said about {topic}{end}",
    rf"what {BE}{BEEN}said by (?P<who>{ANY}){ABOUT}": "what did {who} say{about}?",
    rf"what {BE}{BEEN}said(?:{ABOUT})? by (?P<who>{ANY}){END}": "what did {who} say{about}{end}?",
    rf"{BE}(?P<topic>{ANY}) ever {BEEN}{SPOKEN_OF}{BY}{END}": "did {who} ever speak about {topic}{end}?",
}
PASSIVES = tuple((re.compile(form, re.IGNORECASE), active) for form, active in FORMS.items())
WAS_THE_FIRST = re.compile(
    r"^\W*who\s+(?:was|were|is)\s+the\s+(?:very\s+)?(?P<order>first|earliest|last|latest|most\s+recent)"
    rf"(?:\s+(?:one|person|people|politician|mp))?\s+to\s+(?P<verb>bring|{SAYING})\b",
    re.IGNORECASE,
)
RAISED = re.compile(rf"\b{RAISED_OTHERWISE}\b", re.IGNORECASE)
PAST = {"bring": "brought", "say": "said", "speak": "spoke"}


def active(text: str) -> str:
    """
    >>> [active(text) for text in ("When was Lee last quoted on tea?", "how often has Lee raised tea?", "Lee on tea")]
    ['what did Lee last say about tea?', 'how often did Lee speak about tea?', 'Lee on tea']
    >>> active("who was the last to speak of tea?"), active("Was tea ever mentioned by the mayor in 2012?")
    ('who last spoke of tea?', 'did the mayor ever speak about tea in 2012?')
    """
    bare = text.strip(" ?.!,;:–—-")
    if "rais" in bare.lower() and RAISED.search(bare):
        return text
    for form, wording in PASSIVES:
        if found := form.fullmatch(bare):
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
