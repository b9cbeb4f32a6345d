"""What stands for a passage among the vectors: its own words, these behind its headline, a little of what was before.

Alone, "He added: it is not." is like anything. So a passage's vector is the sum of three: of its words, of these behind
its article's headline, and, weighing BEFORE, of the words of the passage before. The last costs nothing: every passage
is read by itself anyway (figures in docs/LOG.md).
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.models import Passage

BEFORE = 0.4  # what the passage before weighs, beside 1 for each of the other two
CHUNK = 512  # passages between two words of progress

Progress = Callable[[int, int], None]  # passages done, of how many


class Texts(NamedTuple):
    """What a passage's vector is made from."""

    own: str
    headed: str  # the same behind the article's headline
    before: str  # the passage before; empty where there is none


def texts(passage: Passage, previous: Passage | None) -> Texts:
    title, own = passage.article.title, passage.text
    return Texts(own, f"{title}\n{own}" if title else own, previous.text if previous else "")


def digest(encoder: str, given: Texts) -> str:
    """What a vector was made from: two passages of one digest have one vector."""
    return hashlib.sha256("\0".join((encoder, *given)).encode()).hexdigest()[:32]


def embed(encoder: Encoder, passages: Sequence[Texts], progress: Progress) -> Vectors:
    """Float32 unit rows, shape (len(passages), dim), in order."""
    vectors = np.empty((len(passages), encoder.dim), dtype=np.float32)
    for start in range(0, len(passages), CHUNK):
        progress(start, len(passages))
        chunk = passages[start : start + CHUNK]
        distinct = list(dict.fromkeys(text for each in chunk for text in each if text))
        of = dict(zip(distinct, encoder.passages(distinct), strict=True))
        of[""] = np.zeros(encoder.dim, np.float32)
        vectors[start : start + CHUNK] = units(
            np.stack([of[each.own] + of[each.headed] + BEFORE * of[each.before] for each in chunk])
        )
    progress(len(passages), len(passages))
    return vectors


def units(rows: Vectors) -> Vectors:
    """The same rows, each of length 1; one of zeros stays so."""
    made: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return made
