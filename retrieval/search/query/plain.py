"""Rewords a question in plain words.

`direct` takes the question itself out of an indirect one, before anything else is read of it. What asks for a list
("give me everything he said") stays: the answer depends on it.

could you please tell me what Burnham said about tax?    what Burnham said about tax?
I was wondering whether Burnham backed it, thanks        did Burnham backed it
need a quote from Burnham re tax                         quote from Burnham re tax

`reword` is for the reader, whose training had few questions of some forms.

what did Burnham most recently say about the bill?     what did Burnham say about the bill?
what was the latest thing Burnham said on the bill?    what did Burnham say on the bill?
latest Burnham quotes on the bill                      what did Burnham say about the bill?
what is the latest from Burnham on the bill?           what did Burnham say about the bill?
has Burnham changed his mind about the bill?           what did Burnham say about the bill?
that quote about a knife edge                          what was said about a knife edge?
what did Burnham say sorry for?                        what did Burnham apologise for?
who disagrees with Burnham on the bill?                who criticised Burnham over the bill?

An order of time is no matter of a single passage: ranking.py sorts the answers. Other questions stay as they are. An
office is read with its holder's name: few passages give both.
"""

import re
from collections.abc import Iterable

from retrieval.search.query import intent
from retrieval.search.query.speakers import AUXILIARY

WITHOUT_NOUN = re.compile(r"\b(?:the|[’']s)\s+(?:on|about|from|of)\b", re.IGNORECASE)
CHANGED = re.compile(
    rf"(?:how )?(?:has|have|did|does|do) (?P<who>\S+(?: \S+){{0,4}}?) (?:ever )?{intent.CHANGE_OF_MIND}"
    r"(?: (?:about|on|over|of) (?P<topic>.+))?",
    re.IGNORECASE,
)
SAID = re.compile(
    rf"(?:what (?:is|was|are|were) the {intent.WORDS}|everything|what(?! (?:{AUXILIARY})\b)) (?:that )?"
    r"(?P<who>.+?) (?:has |have )?(?:(?P<said>said|says)|thought|thinks)\b(?P<rest>.*)",
    re.IGNORECASE,
)
QUOTES_OF = re.compile(
    rf"{intent.QUOTES} (?:from|by|of) (?P<who>.+?) (?:about|on|re|regarding) (?P<topic>.+)", re.IGNORECASE
)
OWN_QUOTES = re.compile(rf"(?P<who>.+?)(?:[’']s?)? {intent.QUOTES} (?:about|on) (?P<topic>.+)", re.IGNORECASE)
ANY_QUOTES = re.compile(
    rf"(?:(?:that|the|a|an|any|some) )?(?:{intent.QUOTES}|something|anything) (?:about|on) (?P<topic>.+)", re.IGNORECASE
)
NEWS_FROM = re.compile(
    rf"(?:what(?:[’']s| is| are| was) )?(?:the )?(?:{intent.NEWEST}|anything(?: new)?|new|more|news|word)"
    r" from (?P<who>.+?) (?:about|on) (?P<topic>.+)",
    re.IGNORECASE,
)
DISAGREES = re.compile(
    r"who(?: all| else| also| has)? disagree[ds]? with (?P<whom>.+?)(?: (?:about|on|over) (?P<topic>.+))?",
    re.IGNORECASE,
)
IDIOMS = {  # of everyday speech, for verbs of reporting
    "say sorry": "apologise", "said sorry": "apologised", "own up to": "admit", "owned up to": "admitted",
    "stick up for": "defend", "stuck up for": "defended", "stand up for": "defend", "stood up for": "defended",
    "have a go at": "criticise", "had a go at": "criticised", "lay into": "criticise", "laid into": "criticised",
    "hit out at": "criticise", "lash out at": "criticise", "lashed out at": "criticised",
    "come out against": "oppose", "came out against": "opposed",
}  # fmt: skip
IDIOM = re.compile(rf"\b(?:{'|'.join(IDIOMS)})\b", re.IGNORECASE)
CLAUSE = re.compile(r"\W*(?:what|who|whom|which|how|when|where|why|did|does|do|has|have|was|is)\b", re.IGNORECASE)
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


def reword(text: str, speaker: str | None) -> str:
    """The question in plain words. `speaker` is the person asked about.

    >>> texts = ("latest Burnham quotes on the bill", "has Burnham changed his mind?", "the latest on the bill")
    >>> [reword(text, "Andy Burnham") for text in texts]
    ['what did Burnham say about the bill?', 'what did Burnham say?', 'the latest on the bill']
    >>> reword("something about a knife edge", None), reword("who first said so?", None)
    ('what was said about a knife edge?', 'who said so?')
    >>> reword("who stuck up for Burnham?", None)
    'who defended Burnham?'
    """
    text = IDIOM.sub(lambda idiom: IDIOMS[idiom[0].lower()], text)
    words = _words(text)
    if said := _asks_what_was_said(words, (CHANGED, NEWS_FROM, ANY_QUOTES)):
        return said
    if disagrees := DISAGREES.fullmatch(words):
        return f"who criticised {disagrees['whom']}" + (f" over {disagrees['topic']}?" if disagrees["topic"] else "?")
    plain = _without_order(text)
    words = words if plain == text else _words(plain)
    if reported := SAID.fullmatch(words):
        return f"what did {reported['who']} {'say' if reported['said'] else 'think'}{reported['rest']}?"
    is_own = speaker is not None and not CLAUSE.match(plain)
    return _asks_what_was_said(words, (QUOTES_OF, OWN_QUOTES) if is_own else (QUOTES_OF,)) or plain


def _asks_what_was_said(words: str, forms: Iterable[re.Pattern[str]]) -> str | None:
    """The question "what did ... say about ...?" for words of one of these forms; None for others."""
    for form in forms:
        if found := form.fullmatch(words):
            named = found.groupdict()
            asked = f"what did {named['who']} say" if named.get("who") else "what was said"
            return f"{asked} about {named['topic']}?" if named["topic"] else f"{asked}?"
    return None


def _words(text: str) -> str:
    """The text with single spaces, without the punctuation around it.

    >>> _words(" Burnham's  quotes on the bill?!")
    "Burnham's quotes on the bill"
    """
    return " ".join(text.split()).strip("".join({char for char in text if not char.isalnum()}))


def _without_order(text: str) -> str:
    """
    >>> _without_order("what is Burnham's latest view?"), _without_order("when did he first say it?")
    ("what is Burnham's view?", 'when did he say it?')
    """
    plain = text
    for pattern in (intent.LATEST, intent.EARLIEST):
        plain = pattern.sub(lambda order: intent.ORDER_WORD.sub("", order[0]), plain)
    return text if WITHOUT_NOUN.search(plain) else re.sub(r"\s+(?=[?.!,])", "", " ".join(plain.split()))


def with_name(text: str, office: str, name: str) -> str:
    """The text with a name beside the office that it asks about.

    >>> with_name("what did the health secretary say?", "health secretary", "Andrew Lansley")
    'what did the health secretary, Andrew Lansley, say?'
    """
    words = re.compile(rf"(?<!\w){re.escape(office)}(?!\w)", re.IGNORECASE)
    named = words.sub(lambda found: f"{found[0]}, {name},", text, count=1)
    return re.sub(r",(?=,|\W*$)", "", named)


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
