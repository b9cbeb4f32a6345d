"""Takes the question itself out of an indirect one, before anything else is read of it.

    could you please tell me what Burnham said about tax?    what Burnham said about tax?
    I was wondering whether Burnham backed it, thanks        did Burnham backed it
    need a quote from Burnham re tax                         quote from Burnham re tax

What asks for a list ("give me everything he said") stays: the answer depends on it.
"""

import re

GREETING = r"(?:(?:hi|hello|hey|ok|okay|so|well|um|quick\s+question)\b[\s,:!.–-]*)*"
REQUEST = (
    r"(?:(?:can|could|would|will)\s+(?:you|u|any(?:one|body)|some(?:one|body))(?:\s+(?:please|kindly|possibly))?|please|"
    r"pls|kindly)\s+(?:tell|show|remind|help|find|explain)(?:\s+(?:me|us|to\s+me))?(?:\s+out)?|"
    r"(?:tell|show|remind|find)\s+(?:me|us)(?:\s+out)?"
)
KNOWS = (
    r"(?:do|does|did)\s+(?:you|u|any(?:one|body)|some(?:one|body))(?:\s+(?:happen\s+to|even))?\s+"
    r"(?:know|remember|recall)"
)
WONDERS = (
    r"i(?:(?:[’']d|\s+would|\s+want|\s+need)(?:\s+(?:like|love))?\s+to\s+(?:know|find\s+out|see|hear|read)|"
    r"(?:[’']m|\s+am|\s+was)\s+(?:just\s+)?(?:wondering|curious|looking\s+for|(?:trying|looking)\s+to\s+"
    r"(?:find(?:\s+out)?|remember|recall)))|wondering|looking\s+for|searching\s+for"
)
LEAD = re.compile(
    rf"^\W*{GREETING}(?:{REQUEST}|{KNOWS}|{WONDERS})[\s,:]+(?:about\s+)?"
    r"(?:(?P<whether>if|whether)\s+|(?=(?:what|who|whom|whose|when|where|why|how|which)\b))",
    re.IGNORECASE,
)
NEEDS = re.compile(
    rf"^\W*{GREETING}(?:i\s+)?(?:need|want|looking\s+for|searching\s+for)\s+(?:a|an|any|some|the)\s+"
    r"(?=(?:quot|comment|statement|remark)\w*\b)",
    re.IGNORECASE,
)
END = re.compile(
    r"[\s,.!?–-]+(?:thanks|thank\s+you|thx|please|pls|cheers)(?:\s+(?:so\s+much|a\s+lot|in\s+advance|very\s+much))?\W*$",
    re.IGNORECASE,
)


def direct(text: str) -> str:
    """
    >>> direct("Hi! Does anyone know what Burnham said, please?"), direct("I'd like to know if Burnham lied.")
    ('what Burnham said', 'did Burnham lied.')
    >>> direct("give me all that he said"), direct("need any comment on tax"), direct("thanks")
    ('give me all that he said', 'comment on tax', 'thanks')
    """
    asked = END.sub("", text) or text
    lead = LEAD.match(asked)
    if lead is None:
        return NEEDS.sub("", asked)
    question = asked[lead.end() :]
    return f"did {question}" if lead["whether"] else question
