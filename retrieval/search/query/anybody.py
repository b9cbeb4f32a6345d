"""Recognises questions that ask for anybody's words on a matter, and words them alike.

who mentioned the ferry?                who said what about the ferry?
has anyone brought up the ferry?        who said what about the ferry?
what did anyone say about the ferry?    who said what about the ferry?
reactions to the ferry                  who said what about the ferry?

A passage about the ferry need not have a verb such as "mention", and "anyone" is nobody whom an article may call so.
"""

import re

INDEFINITE = r"(?:(?:other\s+)?people|others|folks?|every(?:one|body)|any(?:one|body)|some(?:one|body))"
RAISED_OTHERWISE = (  # than by speaking of it: "who raised the rent?"
    r"(?:money|cash|funds?|capital|rents?|tax\w*|prices?|fares?|fees?|rates?|wages?|pay|costs?|duty|duties|standards?|"
    r"children|kids|sons?|daughters?|family|cattle|sheep|flags?|walls?|roofs?|hands?|eyebrows|hopes|limits?|ages?|bar|"
    r"[£$€]\S*|\d\S*|\w*illions?)"
)
ISSUE = (
    r"(?:(?:the|an?|any)\s+)?(?:issues?|questions?|matters?|subjects?|topics?|problems?|points?|possibility|concerns?|"
    r"worries|doubts)\s+(?:of|about|over|with)\s+"
)
WHO_SPOKE_OF = (
    r"\b(?:who(?:\s+(?:is|are|was|were))?|(?:has|have|had|did|does|do|is)\s+(?:any|some|no)(?:one|body))"
    r"(?:\s+(?:all|else|has|have|had|also|ever|even|first|last|publicly|keeps?|kept)){0,3}\s+(?:"
    r"mention\w*|(?:talk\w*|sp(?:eak|oke)\w*)\s+(?:about|of|on)|refer\w*\s+to|allud\w+\s+to|touch\w*\s+(?:up)?on|"
    rf"br(?:ing|ought)\w*\s+up|discuss\w*|comment\w*\s+(?:up)?on|rais(?:e|ed|es|ing)(?!\s+(?:\S+\s+){{0,3}}?{RAISED_OTHERWISE}(?!\w)))"
    rf"\s+(?:{ISSUE})?(?!(?:him|her|it|them|that|this)\b)(?=\w)"
)
WHAT_THEY_SAID = (
    rf"^\W*what\s+(?:(?:do|did|does|have|has)\s+(?:the\s+)?{INDEFINITE}(?:\s+else)?\s+(?:all\s+|ever\s+)?"
    r"(?:sa(?:y|id)|th(?:ink|ought)|ma[kd]e)|(?:is|are|was|were|has\s+been|have\s+been)\s+"
    rf"{INDEFINITE}\s+(?:saying|thinking))\s+(?:about|of|on)\s+"
    r"|^\W*(?:the\s+)?(?:views|opinions|reactions?)\s+(?:on|about|of|to)\s+"
)
FORMS = re.compile(f"{WHO_SPOKE_OF}|{WHAT_THEY_SAID}", re.IGNORECASE)


def as_said_about(text: str, said: str = "who said what about ") -> str:
    """The text with the words `said` for those that ask who spoke of a matter.

    >>> as_said_about("Who else brought up the ferry?"), as_said_about("who raised the issue of tolls?")
    ('who said what about the ferry?', 'who said what about tolls?')
    >>> as_said_about("who raised the rent?"), as_said_about("who mentioned it?")
    ('who raised the rent?', 'who mentioned it?')
    >>> as_said_about("What are people saying about tea?", "who spoke about "), as_said_about("what did Lee say of it?")
    ('who spoke about tea?', 'what did Lee say of it?')
    """
    return FORMS.sub(said, text)
