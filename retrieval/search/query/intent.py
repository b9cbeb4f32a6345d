"""Finds what a question asks besides its topic: an order of time, a count, somebody's questions, or others' words.

what was the latest thing Burnham said on the bill?     latest first
when did Burnham first speak of the bill?               earliest first
when was “knife edge” first used?                       earliest first
everything Burnham said in March                        earliest first, and how many
all quotes by Burnham                                   the same
how often did Burnham speak of the bill?                earliest first, and their number
what does the bill cost now?                            latest first
what did Burnham ask Lansley?                           questions that Burnham asked
thanks!                                                 nothing
who disagrees with Burnham on the bill?                 others' words, not Burnham's
"""

import re

from retrieval.models import Order

SAYING = (
    r"(?:sa(?:y|id)|sp(?:eak|oke)|mention|talk|comment|call|promise|announce|claim|raise|warn|argue|admit|oppose)\w*"
)
INDEFINITE = r"(?:(?:other\s+)?people|others|folks?|every(?:one|body)|any(?:one|body)|some(?:one|body))"
QUOTES = r"(?:quot(?:e|ation)s?|statements?|remarks?|comments?)"
WORDS = rf"(?:things?|words?|{QUOTES}|positions?|views?|thoughts)"
CHANGE_OF_MIND = r"(?:chang|shift)\w*\s+(?:his|her|their|its)\s+(?:mind|views?|positions?|tune|stance)"
TIME = rf"time(?=\s+(?:that\s+)?(?:[\w.’'-]+\s+){{1,4}}?{SAYING})"  # not of an event: "the first time it rained"
PHRASE_NOUNS = "phrase words term expression slogan".split()  # when was the phrase “knife edge” first used?
PHRASE_VERBS = "use used using appear appears appeared coin coined occur occurs occurred".split()
APPEARING = rf"(?:{'|'.join(PHRASE_VERBS)})\b"
NEWEST, NEWLY = r"(?:latest|newest|most\s+recent)", r"(?:most\s+recently|recently|lately)"
OLDEST = r"(?:first|earliest)"
ORDER_WORD = re.compile(
    rf"\b(?:{NEWLY}|{NEWEST}|{OLDEST}|last|new|originally)\b\s*", re.IGNORECASE
)  # of the patterns below
LATEST = re.compile(
    rf"\b(?:(?:the\s+|'s\s+)?{NEWEST}\b(?:\s+{WORDS})?|the\s+last\s+(?!word\b)(?:{WORDS}|{TIME})|{NEWLY}|new(?=\s+from\b)|"
    rf"last(?=\s+{SAYING})|{CHANGE_OF_MIND}(?:\s+(?:on|about|over))?)(?!\s*[’'-])",
    re.IGNORECASE,
)
NOW_WORD = r"(?:now(?!\s+that\b)|currently|nowadays|these\s+days|at\s+(?:present|the\s+moment))\b"
NOW = re.compile(  # of a state that lasts: not "what did Lee say now?"
    rf"\b(?:is|are|does|do|has|have|will|can|must)\b[^?;]{{0,100}}?\s(?P<now>{NOW_WORD})", re.IGNORECASE
)
CHANGE = re.compile(rf"\b{CHANGE_OF_MIND}\b", re.IGNORECASE)
CHANGED = re.compile(r"\b(?:views?|positions?|stance|mind|opinions?)\b[^?]{0,60}\bchanged\b", re.IGNORECASE)
EARLIEST = re.compile(
    rf"\b(?:the\s+{OLDEST}\s+(?:{WORDS}|{TIME})|(?<!the\s)first(?=\s+(?:{SAYING}|{APPEARING}))|"
    rf"originally(?=\s+{SAYING}))",
    re.IGNORECASE,
)
CALLED_A_PHRASE = re.compile(  # as above, without quotation marks, which a shell takes away
    rf"\b(?:{'|'.join(PHRASE_NOUNS)})\s{{1,3}}(?P<words>[^?]{{3,80}}?)\s{{1,3}}first\s{{1,3}}"
    rf"(?:{'|'.join(PHRASE_VERBS)}|said|spoken)\b",
    re.IGNORECASE,
)
QUESTIONS = re.compile(
    r"\bwhat\s+(?:questions?\s+)?(?:did|does|do|has|have|had)\b[^?]{1,80}?\bask(?:ed)?\b(?!\s+for\b)", re.IGNORECASE
)
HOW_OFTEN = re.compile(r"\b(?:how\s+often|how\s+many\s+times|how\s+frequently)\b", re.IGNORECASE)
SHORT_WORD = re.compile(  # that is said, and which would be left out as a stop word
    r"\bsa(?:y|ys|id|ying)\s+(?P<topic>(?:no|yes|nothing|never|sorry|please)\b[^,;:?!]*)", re.IGNORECASE
)
ALL = re.compile(
    r"\b(?:every\s?time|each\s+time|over\s+time|over\s+the\s+years|"
    r"everything(?:\s+that)?(?=\s))",
    re.IGNORECASE,
)
ALL_QUOTES = re.compile(rf"\b(?:all|every|each)(?:\s+of)?(?:\s+(?:the|his|her|their))?\s+(?={QUOTES})", re.IGNORECASE)
COURTESIES = frozenset(
    "a afternoon again alright and bye cheers cool day evening everyone fine good goodbye great haha hello hey hi hmm "
    "indeed lol lot morning much nice night no nope oh ok okay please perfect right so sorry sure test testing thank "
    "thanks that there thx today very welcome well wow yeah yep yes you all".split()
)
TO_THE_PROGRAM = re.compile(r"\b(?:who|what|how)\s+are\s+you\b|\bwhat\s+can\s+you\s+do\b", re.IGNORECASE)
STANCE = (
    r"(?:(?:dis)?agree|criticis|criticiz|attack|oppos|support|back|condemn|defend|prais|accus|blam|rebuk|mock|denounc|"
    r"respond|repl[yi]|react|challeng|contradict|call\w*\s+(?:for|on))\w*"
)
PEOPLE = rf"(?:{INDEFINITE}|critics|opponents|supporters|rivals|allies)"
OTHERS = re.compile(
    rf"\bwho(?:\s+(?:all|else|has|have|had|also|publicly)){{0,3}}\s+{STANCE}(?:\s+(?:with|to|against))?\s+"
    rf"|\b(?:what|how)\s+(?:do|did|does|have|has|are|were)\s+{PEOPLE}(?:\s+else)?\s+\w+\s+(?:of|about|on|to|with)?\s*"
    r"|\b(?:reactions?|responses?|criticism)\s+(?:to|of)\s+|\bwhat\s+(?:was|is|has\s+been|have\s+been)\s+said\s+(?:about|of)\s+",
    re.IGNORECASE,
)


def find_order(text: str) -> Order:
    """
    >>> texts = ("his latest quote", "when did he first speak?", "how often did he say so?", "the last bill")
    >>> [find_order(text).value for text in texts], find_order("when was “knife edge” first used?").value
    (['latest', 'earliest', 'earliest', 'relevance'], 'earliest')
    """
    if LATEST.search(text) or CHANGED.search(text) or NOW.search(text):
        return Order.LATEST
    is_earliest = any(pattern.search(text) for pattern in (EARLIEST, ALL, ALL_QUOTES, HOW_OFTEN))
    return Order.EARLIEST if is_earliest else Order.RELEVANCE


def asks_for_a_change(text: str) -> bool:
    """Whether a question asks if somebody changed their mind. It then asks for that person's words.

    >>> asks_for_a_change("has Burnham changed his mind on tax?"), asks_for_a_change("how has her view of it changed?")
    (True, True)
    """
    return CHANGE.search(text) is not None or CHANGED.search(text) is not None


def asks_for_all(text: str) -> bool:
    """
    >>> asks_for_all("everything Burnham said"), asks_for_all("all of his quotes"), asks_for_all("all he said no to")
    (True, True, False)
    """
    return ALL.search(text) is not None or ALL_QUOTES.search(text) is not None


def without_listing(text: str) -> str:
    """The text without the words that ask for everything: "over the years", "everything"."""
    return " ".join(ALL.sub("", text).split())


def asks_nothing(text: str) -> bool:
    """Whether a text is only a courtesy, or a question about the program itself.

    >>> [asks_nothing(text) for text in ("OK, thanks a lot!", "hello, who are you?", "thanks from whom?", "“thanks”")]
    [True, True, False, False]
    """
    words = re.findall(r"[\w’'-]+", TO_THE_PROGRAM.sub(" ", text).lower())
    return COURTESIES.issuperset(words) and not re.search(r'["“]', text) and re.search(r"\w", text) is not None


def asks_for_questions(text: str) -> bool:
    """
    >>> asks_for_questions("what did Burnham ask Lansley?"), asks_for_questions("what did Burnham ask for?")
    (True, False)
    """
    return QUESTIONS.search(text) is not None


def asks_how_often(text: str) -> bool:
    return HOW_OFTEN.search(text) is not None


def strip_how_often(text: str) -> str:
    """The text without the words that ask how often. The rest asks for the statements to count.

    >>> strip_how_often("How often has Burnham ruled it out?")
    'has Burnham ruled it out?'
    """
    return " ".join(HOW_OFTEN.sub("", text).split())


def short_word_said(text: str) -> str | None:
    """The words said that begin with a short word: "no to the tax" in "did Burnham say no to the tax?"; else None.

    >>> short_word_said("how often did Burnham say no to the tax?"), short_word_said("what did Burnham say now?")
    ('no to the tax', None)
    """
    match = SHORT_WORD.search(text)
    return match["topic"].rstrip(" .") if match else None


def strip_order(text: str) -> str:
    """The text without the words that ask for an order of time.

    >>> strip_order("What was the latest thing Burnham said about the bill?"), strip_order("How deep is it now?")
    ('What was Burnham said about the bill?', 'How deep is it?')
    """
    if lasting := NOW.search(text):
        text = f"{text[: lasting.start('now')].rstrip()}{text[lasting.end('now') :]}"
    for pattern in (LATEST, EARLIEST, ALL):
        text = pattern.sub("", text)
    return " ".join(text.split())


def asked_about_by_others(text: str) -> str | None:
    """The words after a phrase that asks what others say about somebody; None if there is no such phrase.

    >>> asked_about_by_others("who disagrees with Burnham on the bill?"), asked_about_by_others("who is Burnham?")
    ('Burnham on the bill?', None)
    """
    match = OTHERS.search(text)
    return text[match.end() :] if match else None
