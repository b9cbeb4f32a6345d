"""Before a new generation answers: a sample of its own passages must find themselves in it.

A row too many or too few, vectors that are not numbers, an index that finds nothing near: whatever has gone wrong on
the way, a passage that is asked for in its own words is then not among the first.
"""

from collections.abc import Callable

import numpy as np

from retrieval.array_types import Vectors
from retrieval.errors import SelfCheckFailed
from retrieval.index.generation import Generation

SAMPLE = 24  # passages, spread over all
FIRST = 10  # among which each should be
LEAST = 0.75  # share that must be; of good generations at least .83 of any such sample is
ALIKE = 1e-3  # of cosines
Question = Callable[[str], Vectors]


def check(opened: Generation, question: Question | None) -> None:
    """Raise SelfCheckFailed where too few passages find themselves, by meaning or by words.

    `question` makes the vector of a text as it does of what users ask; without it a passage's own vector is sought.
    """
    counted = len(opened.store), len(opened.vectors), len(opened.words)
    if len(set(counted)) > 1:
        raise SelfCheckFailed(opened.name, "{} passages, {} vectors, {} texts".format(*counted))
    rows = np.unique(np.linspace(0, len(opened.store) - 1, SAMPLE).astype(np.int64))
    texts = [passage.text for passage in opened.store.passages(rows)]
    asked = [question(text) for text in texts] if question else opened.vectors.at(rows)
    by_meaning = sum(_meant(opened, query, row) for query, row in zip(asked, rows, strict=True))
    by_words = sum(_worded(opened, text, row) for text, row in zip(texts, rows, strict=True))
    if min(by_meaning, by_words) < LEAST * len(rows):
        raise SelfCheckFailed(opened.name, f"of {len(rows)} {by_meaning} by meaning, {by_words} by words")


def _meant(opened: Generation, query: Vectors, row: int) -> bool:
    """Whether a passage is among the first; those that say the same are as good."""
    own, *others = opened.vectors.cosines(query, np.array([row, *opened.vectors.nearest(query, FIRST)]))
    return bool(own >= min(others, default=np.inf) - ALIKE)  # of vectors that are no numbers none is near


def _worded(opened: Generation, text: str, row: int) -> bool:
    found = opened.words.match(text)
    own, *first = found.at(np.array([row, *found.best(FIRST)]))
    return not first or bool(own >= min(first) and own > 0)
