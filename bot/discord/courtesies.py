"""Answers what is no question: thanks, a greeting, a call for help, a mention without words."""

import re

HOW_TO_ASK = (
    "Ask me what somebody said, such as: *what did Andy Burnham say about Lansley?* Mention the bot itself, "
    "not the role of the same name, or use `/ask`, which takes a speaker, a source and dates, too. "
    "`/check` tells whether a quote is on record."
)
YOU_ARE_WELCOME = "You are welcome."
THANKS_WORDS = frozenset(
    "thanks thank thx ty cheers ok okay great good nice perfect lol wow yes no ta brilliant lovely cool".split()
)
BESIDE_THANKS = frozenset("you very much so a lot bot".split())
HELP_WORDS = frozenset(
    "help hi hello hey hiya hallo yo there good morning afternoon evening day bot please me i need how do does this it"
    " work to use you are what can who commands".split()
)
HELP_CALLS = frozenset("help hi hello hey hiya hallo yo commands morning afternoon evening day how who what".split())
MAX_COURTESY_WORDS = 8
WORDS = re.compile(r"[^\W_]+")


def reply_to(text: str) -> str | None:
    """The reply to a message that is no question; None for a question.

    >>> reply_to("Thanks!"), reply_to("what did Hunt say?")
    ('You are welcome.', None)
    >>> [reply_to(text) == HOW_TO_ASK for text in ("", "help", "Hi there", "how does this work?", "help the NHS")]
    [True, True, True, True, False]
    """
    words = _words(text)
    if not words:
        return HOW_TO_ASK
    if is_thanks(text):
        return YOU_ARE_WELCOME
    calls = len(words) <= MAX_COURTESY_WORDS and set(words) <= HELP_WORDS and not HELP_CALLS.isdisjoint(words)
    return HOW_TO_ASK if calls else None


def is_thanks(text: str) -> bool:
    """Whether a text only thanks, praises or agrees. An emoji alone counts, too.

    >>> [is_thanks(text) for text in ("thank you!", "👍", "great question for Hunt", "2013?", "so much")]
    [True, True, False, False, False]
    """
    words = set(_words(text))
    return words <= THANKS_WORDS | BESIDE_THANKS and (not words or not words.isdisjoint(THANKS_WORDS))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORDS.findall(text)]
