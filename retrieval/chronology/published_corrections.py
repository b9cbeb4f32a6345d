"""Finds corrections of somebody's words that articles of the archive print.

Correction: an earlier article misquoted Ann Lee. She said that it “may bring jobs”. She did not say that it will.

A correction is an article or a paragraph that calls itself one. It concerns a quotation of another article:

    by the words     it has all of them, or quotes four or more
    by the speaker   it names the speaker, and four or more consecutive words are the same, quoted or not

It must be of the same day as the other article or later, or of an unknown day. The reader decides which words are
right.
"""

import re
from collections.abc import Sequence
from itertools import islice

from retrieval.backends.protocol import Backend
from retrieval.method_cache import cached_method
from retrieval.models import Article, Passage, Quotation
from retrieval.text.normalise import normalise
from retrieval.text.titles import NAME_SUFFIXES
from retrieval.text.tokenise import stems, token_words, without_possessives

READ = 8  # passages that match the words, or the words and a speaker, best
MAX_SPEAKERS = 3  # whose corrections are looked for by name
MATCHES_KEPT = 256  # texts, with the corrections that match them
MIN_WORDS = 4  # a shorter quotation is said again by chance
FOUND_BY = "correction clarification corrected misquoted wrongly quoted"
HEADING = r"(?:corrections?|clarifications?|errat(?:um|a))\b(?:\s+and\s+(?:corrections|clarifications)\b)?"
TITLE = re.compile(rf"\W*{HEADING}\s*(?:$|[:.\n–—-]|(?:to|of)\s)", re.IGNORECASE)
OPENING = re.compile(rf"\W*{HEADING}\s*(?:[:.–—\n-]|to\s)", re.IGNORECASE)
ERROR = re.compile(
    r"\bmisquot(?:e[ds]?|ing)\b|\b(?:wrongly|incorrectly|mistakenly|inaccurately)\s+(?:quoted|attributed|reported)\b|"
    r"\b(?:quoted|attributed)\s+(?:\w+\s+){0,4}(?:wrongly|incorrectly|in\s+error)\b|"
    r"\bearlier\s+(?:version|article|report|edition|story)\b[^.]{0,80}\b(?:quoted|said|stated|attributed)\b|"
    r"\bearlier\s+version\s+of\s+th(?:is|e)\s+(?:article|report|story|page)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")


class PublishedCorrections:
    """The corrections that one archive's articles print."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._matching = cached_method(self._read_matching, MATCHES_KEPT)  # a speaker has many quotations

    def find(self, words: str, said: Sequence[Quotation]) -> Passage | None:
        """A passage of a correction that concerns the words of any of the quotations `said`.

        It is looked for in the passages that match the words best, then in those that match the speakers best.
        """
        if len(_plain(words).split()) < MIN_WORDS:
            return None
        speakers = dict.fromkeys(each.speaker for each in said if each.speaker)
        read = (passage for text in (words, *islice(speakers, MAX_SPEAKERS)) for passage in self._matching(text))
        return next((passage for passage in read if any(_concerns(passage, words, each) for each in said)), None)

    def _read_matching(self, text: str) -> list[Passage]:
        """The corrections among the passages that match a text best."""
        rows = self._backend.passage_bm25.match(f"{text} {FOUND_BY}").best(READ)
        return [passage for passage in self._backend.store.passages(rows.tolist()) if is_correction(passage)]


def is_correction(passage: Passage) -> bool:
    """Whether a passage, or its article, calls itself a correction, or says that words were wrongly quoted.

    >>> from retrieval.models import Article
    >>> texts = ("Correction: he said no.", "We misquoted Ann Lee.", "The correction of the map took a year.")
    >>> [is_correction(Passage(Article("a.txt", text), 0, len(text))) for text in texts]
    [True, True, False]
    """
    return bool(_is_headed(passage.article) or OPENING.match(passage.text) or ERROR.search(passage.text))


def _is_headed(article: Article) -> bool:
    heads = (article.title or "", article.text[: article.body])  # a short headline may not be known as one
    return any(map(TITLE.match, heads))


def _concerns(correction: Passage, words: str, quotation: Quotation) -> bool:
    """Whether a correction concerns words that a quotation has."""
    corrected = quotation.article
    if correction.article.id == corrected.id or _is_before(correction.article, corrected):
        return False
    if _has(correction.text, _plain(words)):
        return True
    return _names(correction, quotation.speaker) and _shares_run(correction.text, words)


def _is_before(article: Article, other: Article) -> bool:
    """Whether an article is certainly of an earlier day than another."""
    last, published = article.last_day, other.published
    return last is not None and published is not None and last < published.when.first


def _has(text: str, wanted: str) -> bool:
    """Whether a text has the words, or quotes enough of them."""
    parts = (_plain(part) for part in QUOTED.findall(text))
    return wanted in normalise(text) or any(len(part.split()) >= MIN_WORDS and part in wanted for part in parts)


def _names(correction: Passage, speaker: str | None) -> bool:
    """Whether a correction has a speaker's last name: in the passage, or before it in an article of corrections."""
    start = 0 if _is_headed(correction.article) else correction.start
    text = correction.article.text[start : correction.end]
    name = [word for word in token_words(speaker or "") if word not in NAME_SUFFIXES]
    return bool(name) and name[-1] in token_words(without_possessives(text))


def _shares_run(text: str, words: str) -> bool:
    """Whether two texts share enough consecutive words, not only stop words.

    >>> _shares_run("She did not say that it loses four thousand.", "That it loses “four thousand” is wrong.")
    True
    >>> _shares_run("He is who he was and is.", "It is not who he was and is.")
    False
    """
    runs = _runs(words) & _runs(text)
    return any(stems(" ".join(run)) for run in runs)


def _runs(text: str) -> set[tuple[str, ...]]:
    found = token_words(text)
    return {tuple(found[start : start + MIN_WORDS]) for start in range(len(found) - MIN_WORDS + 1)}


def _plain(words: str) -> str:
    return normalise(words).strip(" .,;:!?…")
