"""Finds the correction that an archive's own article prints of somebody's words.

Correction: an earlier article quoted Ann Lee as saying “It will bring jobs”. She said: “It may bring jobs.”

Which of the words are right is left to the reader: what is known is that an article calling itself a correction has
them, or quotes a part of them.
"""

import re

from retrieval.backends.protocol import Backend
from retrieval.models import Passage
from retrieval.text.normalise import normalise

READ = 8  # passages that match the words best
MIN_WORDS = 4  # a shorter quotation is said again by chance
FOUND_BY = "correction clarification corrected misquoted wrongly quoted"
HEADING = r"(?:corrections?|clarifications?|errat(?:um|a))\b(?:\s+and\s+(?:corrections|clarifications)\b)?"
TITLE = re.compile(rf"\W*{HEADING}\s*(?:$|[:.\n–—-]|(?:to|of)\s)", re.IGNORECASE)
OPENING = re.compile(rf"\W*{HEADING}\s*(?:[:.–—\n-]|to\s)", re.IGNORECASE)
ERROR = re.compile(
    r"\bmisquot(?:e[ds]?|ing)\b|\b(?:wrongly|incorrectly|mistakenly|inaccurately)\s+(?:quoted|attributed|reported)\b|"
    r"\b(?:quoted|attributed)\s+(?:\w+\s+){0,4}(?:wrongly|incorrectly|in\s+error)\b|"
    r"\bearlier\s+(?:version|article|report|edition|story)\b[^.]{0,80}\b(?:quoted|said|stated|attributed)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")


def find(words: str, backend: Backend, besides: str | None = None) -> Passage | None:
    """A passage of a correction that has the words, or quotes a part of them; none of the article `besides`."""
    wanted = _plain(words)
    if len(wanted.split()) < MIN_WORDS:
        return None
    rows = backend.passage_bm25.match(f"{words} {FOUND_BY}").best(READ)
    found = (passage for passage in backend.store.passages(rows.tolist()) if passage.article.id != besides)
    return next((passage for passage in found if is_correction(passage) and _has(passage.text, wanted)), None)


def is_correction(passage: Passage) -> bool:
    """Whether a passage, or its article, calls itself a correction, or says that words were wrongly quoted.

    >>> from retrieval.models import Article
    >>> texts = ("Correction: he said no.", "We misquoted Ann Lee.", "The correction of the map took a year.")
    >>> [is_correction(Passage(Article("a.txt", text), 0, len(text))) for text in texts]
    [True, True, False]
    """
    article = passage.article
    heads = (article.title or "", article.text[: article.body])  # a short headline may not be known as one
    is_headed = any(map(TITLE.match, heads)) or OPENING.match(passage.text)
    return bool(is_headed or ERROR.search(passage.text))


def _has(text: str, wanted: str) -> bool:
    """Whether a text has the words, or quotes enough of them."""
    parts = (_plain(part) for part in QUOTED.findall(text))
    return wanted in normalise(text) or any(len(part.split()) >= MIN_WORDS and part in wanted for part in parts)


def _plain(words: str) -> str:
    return normalise(words).strip(" .,;:!?…")
