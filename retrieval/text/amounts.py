"""Which stems name an amount, in figures or words, and which a time: a year, a month, a day of the week.

>>> is_amount("438"), is_amount("million"), is_amount("2013"), is_time("2013"), is_time("september")
(True, True, False, True, False)
>>> is_time(stem("september"))
True
"""

import re

from retrieval.text import dates
from retrieval.text.tokenise import stem

YEAR = re.compile(r"(?:1[89]|20)\d\d")
DIGIT = re.compile(r"\d")
AMOUNTS = frozenset(
    map(
        stem,
        "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion "
        "trillion half third quarter percent".split(),
    )
)
TIMES = frozenset(
    map(
        stem,
        f"{' '.join(dates.NAMES)} monday tuesday wednesday thursday friday saturday sunday".lower().split(),
    )
)  # where "may" is none, being a stop word


def is_amount(stem: str) -> bool:
    return stem in AMOUNTS or (bool(DIGIT.search(stem)) and not YEAR.fullmatch(stem))


def is_time(stem: str) -> bool:
    return stem in TIMES or bool(YEAR.fullmatch(stem))
