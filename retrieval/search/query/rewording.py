"""Rewords questions: requests become questions, passives become actives, unusual forms become usual ones.

`strip_request` takes the question out of a request, before the rest is parsed. A request for a list ("give me
everything he said") stays, because the type of the answer depends on it.

could you please tell me what Burnham said about tax?    what Burnham said about tax?
I was wondering whether Burnham backed it, thanks        did Burnham backed it
need a quote from Burnham re tax                         quote from Burnham re tax

`make_active` turns passive and roundabout questions into forms that the rest of the parser knows.

when was Burnham last quoted on the bill?           what did Burnham last say about the bill?
how often was the bill mentioned by Burnham?        how often did Burnham speak about the bill?
how many times has Burnham brought the bill up?     how often did Burnham speak about the bill?
when was the bill first raised?                     what was first said about the bill?
what is Burnham's view of the bill?                 what did Burnham say about the bill?
what was said about the bill by Burnham?            what did Burnham say about the bill?
was the bill ever discussed?                        did anybody ever speak about the bill?
who was the first to mention the bill?              who first mentioned the bill?
what is the latest that Burnham said about it?      what did Burnham most recently say about it?

`ask_both` turns a comparison of two people into a question for the words of both.

compare Burnham and Lansley on the bill             what did Burnham and Lansley say about the bill?
Burnham vs Lansley on the bill                      what did Burnham and Lansley say about the bill?
how do Burnham and Lansley differ on the bill?      what did Burnham and Lansley say about the bill?

`ask_who_said` gives all questions for anybody's words on a matter the same words. A passage about the ferry need not
have a verb such as "mention", and no article calls a person "anyone".

who mentioned the ferry?                who said what about the ferry?
has anyone brought up the ferry?        who said what about the ferry?
what did anyone say about the ferry?    who said what about the ferry?
reactions to the ferry                  who said what about the ferry?

`for_reader` rewords a question for the reader, whose training data had few questions of some forms.

what did Burnham most recently say about the bill?     what did Burnham say about the bill?
what was the latest thing Burnham said on the bill?    what did Burnham say on the bill?
latest Burnham quotes on the bill                      what did Burnham say about the bill?
what is the latest from Burnham on the bill?           what did Burnham say about the bill?
has Burnham changed his mind about the bill?           what did Burnham say about the bill?
that quote about a knife edge                          what was said about a knife edge?
what did Burnham say sorry for?                        what did Burnham apologise for?
who disagrees with Burnham on the bill?                who criticised Burnham over the bill?

The reader sees no order of time: it reads single passages, and ranking.py sorts the answers. An office is read with
its holder's name, and where the passage does not have the office, the name is read alone.
"""

import re
from collections.abc import Callable, Iterable

from retrieval.search.query import intent
from retrieval.search.query.intent import INDEFINITE, SAYING, WORDS
from retrieval.search.query.speakers import AUXILIARY, PARTICIPLE
from retrieval.text.tokenise import without_possessives

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
CONTRACTED = re.compile(r"\b(what|who|where|when|why|how)[’']?s(?=\s)", re.IGNORECASE)
HAS = re.compile(
    rf"(?:\s+[\w.’'-]+){{0,5}}?\s+(?:{PARTICIPLE}|said|told|thought|called|been|done|got)\b", re.IGNORECASE
)
NEGATED = re.compile(
    r"\b(is|are|was|were|do|does|did|has|have|had|wo|ca|could|would|should)nt\b", re.IGNORECASE
)  # without an apostrophe
SHORT_OFFICES = {"pm": "prime minister", "sec": "secretary", "exec": "executive"}  # as people type them
SHORT_OFFICE = re.compile(r"(?<=[a-z]\s)(?:pm|(?:sec|exec)(?!\s+\d))\b")  # not "7 pm" and "30 sec"
QUOTATION_MARK = re.compile('["“]')
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


def for_reader(text: str, speaker: str | None) -> str:
    """The question as the reader reads it. `speaker` is the person asked about.

    >>> texts = ("latest Burnham quotes on the bill", "has Burnham changed his mind?", "the latest on the bill")
    >>> [for_reader(text, "Andy Burnham") for text in texts]
    ['what did Burnham say about the bill?', 'what did Burnham say?', 'the latest on the bill']
    >>> for_reader("something about a knife edge", None), for_reader("who first said so?", None)
    ('what was said about a knife edge?', 'who said so?')
    >>> for_reader("who stuck up for Burnham?", None)
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
    """The question "what did ... say about ...?" if the words have one of these forms; else None."""
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
    """The text with the holder's name beside the office that it asks about.

    >>> with_name("what did the health secretary say?", "health secretary", "Andrew Lansley")
    'what did the health secretary, Andrew Lansley, say?'
    """
    words = re.compile(rf"(?<!\w){re.escape(office)}(?!\w)", re.IGNORECASE)
    named = words.sub(lambda found: f"{found[0]}, {name},", text, count=1)
    return re.sub(r",(?=,|\W*$)", "", named)


def without_office(text: str, office: str, name: str) -> str:
    """The text of `with_name` with the name alone.

    >>> without_office("what did the new mayor, Ann Lee, say?", "mayor", "Ann Lee")
    'what did Ann Lee say?'
    """
    words = re.compile(rf"(?:\bthe\s+(?:\w+\s+)?)?\b{re.escape(office)},\s{re.escape(name)},?", re.IGNORECASE)
    return words.sub(lambda _: name, text, count=1)


def spell_contractions(text: str) -> str:
    """The text with contractions of question words and short offices spelt out, and with apostrophes left out.

    >>> [spell_contractions(text) for text in ("whats the mayor's view?", "what's Lee said?", "who said “whats up”")]
    ["what is the mayor's view?", 'what has Lee said?', 'who said “whats up”']
    >>> [spell_contractions(text) for text in ("whos against it", "why didnt Lee go?")]
    ['who is against it', "why didn't Lee go?"]
    >>> spell_contractions("what did the health sec tell the pm at 7 pm?")
    'what did the health secretary tell the prime minister at 7 pm?'
    """
    if QUOTATION_MARK.search(text):  # quoted words are searched for as typed
        return text
    text = CONTRACTED.sub(lambda word: f"{word[1]} {'has' if HAS.match(text, word.end()) else 'is'}", text)
    text = SHORT_OFFICE.sub(lambda office: SHORT_OFFICES[office[0]], text)
    return NEGATED.sub(r"\1n't", text)


def strip_request(text: str) -> str:
    """The question without a request around it, a greeting and thanks.

    >>> texts = ("Hi! Does anyone know what Burnham said, please?", "I'd like to know if Burnham lied.", "thanks")
    >>> [strip_request(text) for text in texts]
    ['what Burnham said', 'did Burnham lied.', 'thanks']
    >>> strip_request("give me all that he said"), strip_request("need any comment on tax")
    ('give me all that he said', 'comment on tax')
    """
    asked = END.sub("", text) or text
    lead = LEAD.match(asked)
    if lead is None:
        return NEEDS.sub("", asked)
    question = asked[lead.end() :]
    return f"did {question}" if lead["whether"] else question


PERSON = r"[^\s,;:?!]+(?: (?!(?:and|with|to|vs?|versus|on|about)\b)[^\s,;:?!]+){0,4}?"
BOTH = rf"(?P<one>{PERSON}) (?:and|with|to|against|versus|vs?\.?) (?P<other>{PERSON})"
MATTER = (
    r"(?: (?:views?|positions?|stances?|words|statements?|quotes|said|says?|thinks?|thought))?"
    r"(?: (?:about|on|over)(?: (?P<topic>[^?]{1,200}))?)?"
)
COMPARISONS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:please )?(?:(?:can|could) you )?(?:compare|contrast)(?: what| how)? {BOTH}{MATTER}",
        rf"(?:what(?: is| are|[’']s) )?(?:the |a )?(?:difference|comparison|disagreement)s? between {BOTH}{MATTER}",
        rf"(?:how|where|what) (?:do|did|does) {BOTH} (?:differ|disagree|agree|compare){MATTER}",
        rf"(?P<one>{PERSON}) (?:versus|vs?\.?) (?P<other>{PERSON}){MATTER}",
    )
)


def ask_both(text: str, are_people: Callable[..., bool]) -> str:
    """A comparison of two people as a question for the words of both; other texts as they are.

    >>> texts = ("Compare Ann Lee with Bo Ek on tea.", "Lee vs. Ek about tea", "how did Lee and Ek differ over tea?")
    >>> [ask_both(text, lambda *_: True) for text in texts]
    ['what did Ann Lee and Bo Ek say about tea?', 'what did Lee and Ek say about tea?', \
'what did Lee and Ek say about tea?']
    >>> ask_both("compare tea and coffee on price", lambda *_: False)
    'compare tea and coffee on price'
    """
    bare = text.strip(" ?.!,;:–—-")
    for form in COMPARISONS:
        found = form.fullmatch(bare)
        people = [without_possessives(name) for name in found.group("one", "other")] if found else []
        if found and are_people(*people):
            about = f" about {found['topic']}" if found["topic"] else ""
            return f"what did {' and '.join(people)} say{about}?"
    return text


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
ASKS_ANYBODY = re.compile(f"{WHO_SPOKE_OF}|{WHAT_THEY_SAID}", re.IGNORECASE)


def ask_who_said(text: str, said: str = "who said what about ") -> str:
    """The text with `said` in place of other words that ask for anybody's words on a matter.

    >>> ask_who_said("Who else brought up the ferry?"), ask_who_said("who raised the issue of tolls?")
    ('who said what about the ferry?', 'who said what about tolls?')
    >>> ask_who_said("who raised the rent?"), ask_who_said("who mentioned it?")
    ('who raised the rent?', 'who mentioned it?')
    >>> ask_who_said("What are people saying about tea?", "who spoke about "), ask_who_said("what did Lee say of it?")
    ('who spoke about tea?', 'what did Lee say of it?')
    """
    return ASKS_ANYBODY.sub(said, text)


ANY_WORD = r"[^\s,;:?!]+"
ANY_WORDS = rf"{ANY_WORD}(?: {ANY_WORD}){{0,15}}?"
ORDER = r"(?:(?P<order>first|last|most recently|ever) )?"
BE = r"(?:was|were|is|are|has|have|had) "
BEEN = r"(?:been )?"
OFTEN = r"how (?:often|many times|frequently) "
QUOTED = r"(?:quoted|cited|reported|heard|recorded)(?: as)?(?: (?:saying|speaking|talking|commenting)(?: \w+thing)?)?"
SPOKEN_OF = r"(?:mentioned|discussed|brought up|raised|(?:talked|spoken) (?:about|of)|referred to|commented on)"
SPEAK_OF = r"(?:mention(?:ed)?|discuss(?:ed)?|(?:bring|brought) up|raised?|refer(?:red)? to)"
BY = rf"(?: by (?P<who>(?!\d){ANY_WORD}(?: {ANY_WORD}){{0,5}}?))?"
TIME = r"(?P<end> (?:in|since|before|after|during|last|this|between|until) [^?]{1,60})?"
ABOUT = r" (?:about|on|of|regarding) (?P<topic>[^?]{1,200})"
OPINION = r"(?:views?|opinions?|positions?|stance|take|thoughts|comments?|reaction|response|reply)"
PHRASE = r"(?!(?:the )?(?:phrases?|words?|terms?|expressions?|slogans?|quotes?)\b)"
PASSIVE_FORMS = {
    rf"when {BE}(?P<who>{ANY_WORDS}) {BEEN}{ORDER}{QUOTED}{ABOUT}": "{when}",
    rf"what(?: (?:is|was)|[’']s) the (?P<order>latest|newest|last|first|earliest) (?!{WORDS}\b)(?:that )?"
    rf"(?P<who>{ANY_WORDS}) (?:has |have |had )?(?:said|ever said)(?:{ABOUT})?": "{when}",
    rf"when did (?P<who>{ANY_WORDS}) (?P<order>first|last) (?:speak|talk|comment|say \w+thing){ABOUT}": "{when}",
    rf"{OFTEN}{BE}(?P<who>{ANY_WORDS}) {BEEN}{QUOTED}{ABOUT}": "how often did {who} speak about {topic}{end}?",
    rf"{OFTEN}{BE}(?P<topic>{ANY_WORDS}) {BEEN}{SPOKEN_OF}{BY}{TIME}": "how often did {who} speak about {topic}{end}?",
    rf"{OFTEN}(?:did|does|do|has|have|had) (?P<who>{ANY_WORDS}) {SPEAK_OF} (?P<topic>[^?]{{1,200}})": (
        "how often did {who} speak about {topic}{end}?"
    ),
    rf"when {BE}{PHRASE}(?P<topic>{ANY_WORDS}) {BEEN}{ORDER}{SPOKEN_OF}{BY}{TIME}": "{when}",
    rf"{OFTEN}(?:did|does|has|have) (?P<topic>{ANY_WORDS}) (?:(?:get|got) {SPOKEN_OF}|c[oa]me up){BY}{TIME}": (
        "how often did {who} speak about {topic}{end}?"
    ),
    rf"(?:(?:list|show|give) (?:me )?)?(?:every|each) time (?:that |when )?(?P<who>{ANY_WORDS}) (?:has |had )?"
    rf"{SPEAK_OF} (?P<topic>[^?]{{1,200}})": "everything {who} said about {topic}{end}",
    rf"what {BE}{BEEN}said by (?P<who>{ANY_WORDS}){ABOUT}": "what did {who} say{about}?",
    rf"what (?:is|was) (?P<who>{ANY_WORDS})[’']s? {OPINION} (?:on|of|about|to) (?P<topic>[^?]{{1,200}})": (
        "what did {who} say{about}?"
    ),
    rf"what {BE}{BEEN}said(?:{ABOUT})? by (?P<who>{ANY_WORDS}){TIME}": "what did {who} say{about}{end}?",
    rf"{BE}(?P<topic>{ANY_WORDS}) ever {BEEN}{SPOKEN_OF}{BY}{TIME}": "did {who} ever speak about {topic}{end}?",
}
PASSIVES = tuple((re.compile(form, re.IGNORECASE), active) for form, active in PASSIVE_FORMS.items())
WAS_THE_FIRST = re.compile(
    r"^\W*who\s+(?:was|were|is)\s+the\s+(?:very\s+)?(?P<order>first|earliest|last|latest|most\s+recent)"
    rf"(?:\s+(?:one|person|people|politician|mp))?\s+to\s+(?P<verb>bring|{SAYING})\b",
    re.IGNORECASE,
)
RAISED = re.compile(rf"\b{RAISED_OTHERWISE}\b", re.IGNORECASE)
PAST = {"bring": "brought", "say": "said", "speak": "spoke"}


def make_active(text: str) -> str:
    """A passive or roundabout question in the active voice; other questions as they are.

    >>> texts = ("When was Lee last quoted on tea?", "how often has Lee raised tea?", "Lee on tea")
    >>> [make_active(text) for text in texts]
    ['what did Lee last say about tea?', 'how often did Lee speak about tea?', 'Lee on tea']
    >>> make_active("who was the last to speak of tea?"), make_active("Was tea ever mentioned by the mayor in 2012?")
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
