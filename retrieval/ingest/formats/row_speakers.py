"""Tables of quotations and of speeches: a column says who speaks.

    Quote                   Who said it      the text is "Ann Low: I never said so."
    I never said so.        Ann Low

    contents                speakers         the author is Ann Low: the text is in the first person
    I thank you. We ...     Ann Low

Of any other text, the speaker is somebody whom it quotes.
"""

import re
from collections.abc import Mapping
from typing import Any

from retrieval.ingest.formats import plain_text, row_values

QUOTATIONS = ("quote", "quotetext", "quotation", "statement")  # keys of columns that are the text where no other is
MIN_QUOTATION_WORDS = 3  # others are prices
_SPEAKER = re.compile(
    r"speakers?(?:(?:full)?name)?|(?:who)?said(?:by|it)|quoted(?:person)?|(?:who|person|people)quoted"
    r"|attributedto|spokes(?:man|woman|person)|(?:statement)?originator"
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
_QUOTED = re.compile(r"“[^“”]{0,2000}”|\"[^\"]{0,2000}\"|(?<!\w)[‘'][^‘’'\n]{0,2000}[’'](?!\w)")
_MAX_SPEECH_CHARS = 10_000  # that show who speaks
_MIN_FIRST_PERSON_WORDS = 2


def speaker(cells: Mapping[str, Any]) -> tuple[str, str] | None:
    """The key of the column that says who speaks in a row, and the name."""
    for key, value in cells.items():
        name = plain_text.one_line(row_values.plain(value) or "") if _SPEAKER.fullmatch(key) else ""
        if name and not name.isdecimal():
            return key, name
    return None


def with_speaker(words: str, name: str) -> str:
    """A quotation behind the name of its speaker, unless it has the name itself.

    >>> with_speaker("I never said so.", "Ann Low"), with_speaker("“No,” said Low.", "Ann Low")
    ('Ann Low: I never said so.', '“No,” said Low.')
    """
    return words if name.rsplit(maxsplit=1)[-1] in words else f"{name}: {words}"


def is_speech(text: str) -> bool:
    """Whether a text is in the first person outside quotation marks.

    >>> is_speech("I thank you. We shall see."), is_speech("“I thank you, as we all do,” he said.")
    (True, False)
    """
    return len(_FIRST_PERSON.findall(_QUOTED.sub("", text[:_MAX_SPEECH_CHARS]))) >= _MIN_FIRST_PERSON_WORDS
