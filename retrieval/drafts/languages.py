"""Tells words in another language than English: On Record finds who speaks in English articles only.

>>> is_foreign("Nous ne pouvons pas retenir la mer"), is_foreign("Save our basin now"), is_foreign("Не надо так")
(True, False, True)
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
MIN_PROBABILITY = 0.7  # of another language; below, the words are too few or have too many names
MODEL = "data/model.npz.xz"


def is_foreign(words: str) -> bool:
    letters = [character for character in words if character.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin * 2 < len(letters):
        return True
    language, probability = _identifier().classify(words)
    return bool(language != ENGLISH and probability >= MIN_PROBABILITY)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL, norm_probs=True)
