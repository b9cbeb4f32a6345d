"""Explains in sentences whose words a quotation has, and how the speaker was found.

The words are those of Andy Burnham, since the article writes “he … said”.
“he” there means “Andy Burnham”.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from retrieval.models import Quotation
from retrieval.text.tokenise import name_words

LABEL = "label"  # a step of the chain that says where a turn's speaker is named, and no name
PLACE = re.compile(r"(?P<words>.+), (?P<place>paragraph \d+)")


def whose_words(quotation: Quotation | None) -> Iterator[str]:
    if quotation is None:
        yield "Nobody is quoted in this passage."
        return
    label = f"{quotation.speaker_text}:" if quotation.cue == ":" and quotation.speaker_text else None
    written = label or " … ".join(filter(None, (quotation.speaker_text, quotation.cue)))
    name = quotation.speaker
    if name is None:
        more = f"; it writes “{written}”." if written else "."
        yield f"The article does not say clearly whose words these are{more}"
    elif written:
        yield f"The words are those of {name}, since the article writes “{written}”."
    else:
        yield f"The words are those of {name}."
    steps = [(words, place) for words, place in map(_placed, quotation.chain) if words != LABEL]
    for (meaning, _), (meant, place) in pairwise(steps):
        if not name_words(meant) <= name_words(meaning):  # nothing new: “Mayor Ann Lee” means “Ann Lee”
            yield f"“{meaning}” there means “{meant}”{place}."


def _placed(step: str) -> tuple[str, str]:
    """A step of the chain of names, and the place of its words in the article.

    >>> _placed("Mayor Ann Lee, paragraph 2"), _placed("Ann Lee")
    (('Mayor Ann Lee', ' (paragraph 2)'), ('Ann Lee', ''))
    """
    found = PLACE.fullmatch(step)
    return (found["words"], f" ({found['place']})") if found else (step, "")
