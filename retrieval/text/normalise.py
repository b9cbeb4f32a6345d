"""Text as it is compared: lower case, single spaces, without quotation marks, accents and zero-width characters."""

import re
import unicodedata
from functools import lru_cache

UNSEEN = dict.fromkeys(map(ord, "\"'‘’‚“”„«»‹›″′＂＇`´\u200b\u200c\u200d\u2060\ufeff\u00ad"))
TITLES = frozenset("mr mrs ms miss dr sir dame lord lady sen rep gov prof the".split())


def fold(text: str) -> str:
    """
    >>> fold("“It’s  the Bill”,\u00a0he said")
    'its the bill, he said'
    """
    plain = text.translate(UNSEEN)
    if not plain.isascii():  # most text is, once its quotation marks are gone
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


@lru_cache(maxsize=100_000)  # a question compares its names with those of everybody who is quoted
def words(name: str) -> frozenset[str]:
    """The words of a name, titles aside.

    >>> sorted(words("Mr Andrew Lansley"))
    ['andrew', 'lansley']
    """
    return frozenset(re.findall(r"[^\W_]+", fold(re.sub(r"[’']s\b", "", name)))) - TITLES
