"""Normalises text for comparison: lower case, single spaces, no quotation marks, accents or zero-width characters."""

import re
import unicodedata

from retrieval.text.quotation_marks import EVERY_MARK

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
COMBINING = "\u0300-\u036f"  # accents that are characters of their own, for a character class
APOSTROPHES = "'’‘´`′＇\u02bc"  # as typed within a word
_REMOVED = re.compile(
    f"[{re.escape(EVERY_MARK + APOSTROPHES + ZERO_WIDTH)}]"
)  # a pattern is three times as fast as str.translate
LIGATURES = {  # for str.translate
    ord(ligature): letters
    for ligature, letters in zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
}
_PLAIN = str.maketrans(  # letters that Unicode does not take apart
    dict(zip("ÆæŒœØøŁłĐđĦħŦŧı", ("AE", "ae", "OE", "oe", *"OoLlDdHhTti"), strict=True))
)
_SPELT_OUT = dict.fromkeys(map(ord, ZERO_WIDTH)) | LIGATURES
ARABIC_ARTICLE = re.compile(r"^(?:a[dlnrstz]|ash|el)-(?=\w{3})")
_INITIAL_WITHOUT_SPACE = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_])")
INVISIBLE = "\\s\u200b\u2060\ufeff"  # white space and zero-width characters, for a character class
VISIBLE = re.compile(rf"[^{INVISIBLE}]")
_WORD_CHARACTER = re.compile(r"\w")
_PERHAPS_COMBINING = re.compile("[^\x00-\u02ff]")  # the first combining character is U+0300


def normalise(text: str) -> str:
    """
    >>> normalise("“It’s  the Bill”,\u00a0he said")
    'its the bill, he said'
    """
    return " ".join(plain_letters(text).casefold().split())


def plain_letters(text: str) -> str:
    """The text without quotation marks, accents and zero-width characters; letter case and white space stay.

    >>> plain_letters("O’Brien’s  caf\u00e9, Mu\u0308ller, Łódź, S\u00f8ren")
    'OBriens  cafe, Muller, Lodz, Soren'
    """
    plain = _REMOVED.sub("", text)
    if not plain.isascii():  # most text is, once its quotation marks are gone
        plain = _PERHAPS_COMBINING.sub(_without_combining, unicodedata.normalize("NFKD", plain)).translate(_PLAIN)
    return plain


def _without_combining(character: re.Match[str]) -> str:
    return "" if unicodedata.combining(character[0]) else character[0]


def name_key(word: str) -> str:
    """A word of a name, normalised for comparison.

    >>> name_key("Jr."), name_key("O’Brien")
    ('jr', 'obrien')
    """
    return normalise(word).strip(".,-")


def surname_key(word: str) -> str:
    """A word of a name, normalised, without the Arabic article that newspapers leave out of a surname alone.

    >>> surname_key("al-Norri"), surname_key("El-Tidi"), surname_key("Smith-Jones"), surname_key("Al-Bo")
    ('norri', 'tidi', 'smith-jones', 'al-bo')
    """
    return ARABIC_ARTICLE.sub("", name_key(word))


def spaced_initials(name: str) -> str:
    """A name with a space between its initials, so that different spacings compare equal.

    >>> spaced_initials("J.R. Pell"), spaced_initials("A.B.C.Pell"), spaced_initials("St.John Pell")
    ('J. R. Pell', 'A. B. C. Pell', 'St.John Pell')
    """
    return _INITIAL_WITHOUT_SPACE.sub(" ", name)


def holds_phrase(text: str, phrase: str) -> bool:
    """Whether a text has the words of a phrase, whole and next to each other.

    >>> holds_phrase("He dropped “the Bill”.", "the bill"), holds_phrase("He paid the bills.", "the bill")
    (True, False)
    """
    wanted, searched = normalise(phrase), normalise(text)
    start = searched.find(wanted)
    while start >= 0:
        around = searched[start - 1 : start] + searched[start + len(wanted) : start + len(wanted) + 1]
        if not _WORD_CHARACTER.search(around):
            return True
        start = searched.find(wanted, start + 1)
    return False


def spelt_out(text: str) -> str:
    """The text with ligatures as letters, and without soft hyphens and other zero-width characters.

    >>> spelt_out("the o\ufb03ce can\u00adnot")
    'the office cannot'
    """
    return text if text.isascii() else text.translate(_SPELT_OUT)
