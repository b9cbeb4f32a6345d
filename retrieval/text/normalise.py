"""Normalises text for comparison: lower case, single spaces, no quotation marks, accents or zero-width characters."""

import re
import unicodedata

from retrieval.text.quotation_marks import EVERY_MARK

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_REMOVED = dict.fromkeys(map(ord, EVERY_MARK + ZERO_WIDTH))
INVISIBLE = "\\s\u200b\u2060\ufeff"  # white space and zero-width characters, for a character class
VISIBLE = re.compile(rf"[^{INVISIBLE}]")


def normalise(text: str) -> str:
    """
    >>> normalise("“It’s  the Bill”,\u00a0he said")
    'its the bill, he said'
    """
    plain = text.translate(_REMOVED)
    if not plain.isascii():  # most text is, once its quotation marks are gone
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())
