"""The lexical half: BM25 over the stems of each passage's words and those around it; row i is passage i.

BM25 as Lucene computes it (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009).
postings.py keeps what each word adds to the score of each text, found.py adds it up.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.folding import fold
from retrieval.index import postings
from retrieval.index.found import Found, Scores, Word
from retrieval.index.postings import PostingsIndex
from retrieval.index.vectors import Rows

if TYPE_CHECKING:
    import Stemmer

SATURATION, LENGTH = 0.9, 0.4  # k1 and b: short texts repeat a word by chance, and differ little in length
NOWHERE = np.empty(0, np.uint32)

STOP = frozenset(
    "a about an and are as at be been but by did do does for from had has have he her him his how i if in into is it "
    "its may me my no not of on or our say said she so some than that the their them then there these they this to was "
    "we were what when where which who whom why will with would you your".split()
)


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, stop words left out.

    >>> stems("What did Burnham say about Lansley's reforms?")
    ['burnham', 'lansley', 'reform']
    """
    spoken = re.findall(r"\w+", fold(re.sub(r"[’']s\b", "", text)))
    stemmed: list[str] = _stemmer().stemWords([word for word in spoken if word not in STOP])
    return stemmed


def stems_of_phrase(phrase: str) -> list[str]:
    """The stems that every text with the phrase has, whichever apostrophes stand in either: "thats" may be "that's".

    >>> stems_of_phrase("thats the Bill's end")
    ['bill', 'end']
    """
    return stems(" ".join(word for word in fold(phrase).split() if word.strip("?!.,;:").removesuffix("s") not in STOP))


def stem(word: str) -> str:
    """The stem of one folded word."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def write(folder: Path, texts: Iterable[Sequence[str]]) -> None:
    """Write an index of texts, each given as its stems."""
    postings.write(folder, texts, _weigh)


def _weigh(times: Rows, lengths: Scores, holders: Rows, texts: int) -> Scores:
    idf = np.log1p((texts - holders + 0.5) / (holders + 0.5))
    added: Scores = (idf * times / (times + SATURATION * (1 - LENGTH + LENGTH * lengths))).astype(np.float32)
    return added


class WordIndex:
    """May be shared between threads."""

    def __init__(self, folder: Path) -> None:
        self._postings = PostingsIndex(folder)
        self._own = threading.local()

    def __len__(self) -> int:
        return self._postings.texts

    def match(self, text: str) -> Found:
        """The texts that share words with `text`, for the thread that asks."""
        asked = Counter(stems(text))
        return Found([self._word(stem, times) for stem, times in asked.items() if stem in self._postings], self._sums())

    def holding(self, stems: Iterable[str]) -> Rows:
        """The texts that hold every one of the stems, ascending; none where no stem is given."""
        held = [self._postings.of(stem)[0] if stem in self._postings else NOWHERE for stem in set(stems)]
        first, *others = sorted(held, key=len) or [NOWHERE]
        for rows in others:
            first = first[np.isin(first, rows, assume_unique=True)]
        return first.astype(np.int64)

    def _word(self, stem: str, times: int) -> Word:
        rows, scores = self._postings.of(stem)
        return Word(rows, scores if times == 1 else scores * np.float32(times), self._postings.most(stem) * times)

    def _sums(self) -> Scores:
        """A thread's own zeros: to make them anew would cost more than most questions."""
        if not hasattr(self._own, "sums"):
            self._own.sums = np.zeros(len(self), np.float32)
        sums: Scores = self._own.sums
        return sums


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("english")
