"""What stands for a passage among the vectors: its own words and its words in context, half and half.

Alone, "He added: it is not." is like anything. So each passage is embedded twice, as it is and behind its article's
headline and the end of the passage before it, and its vector is the mean of the two (figures in docs/LOG.md).
"""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from retrieval.encoder import Encoder, Vectors
from retrieval.records import Passage

LEAD = 200  # characters of the passage before that go along
CHUNK = 512  # passages between two words of progress

Progress = Callable[[int, int], None]  # passages done, of how many


def in_context(passage: Passage, previous: Passage | None) -> str:
    """A passage behind its headline and the words before it."""
    lead = _end(previous.text) if previous else ""
    return "\n".join(part for part in (passage.article.title, lead, passage.text) if part)


def _end(text: str) -> str:
    return text if len(text) <= LEAD else text[-LEAD:].split(" ", 1)[-1]


def digest(encoder: str, passage: Passage, context: str) -> str:
    """What a vector was made from: two passages of one digest have one vector."""
    return hashlib.sha256("\0".join((encoder, passage.text, context)).encode()).hexdigest()[:32]


def embed(encoder: Encoder, pairs: Sequence[tuple[str, str]], progress: Progress) -> Vectors:
    """Float32 unit rows, shape (len(pairs), dim), one for each (words, words in context), in order."""
    vectors = np.empty((len(pairs), encoder.dim), dtype=np.float32)
    for start in range(0, len(pairs), CHUNK):
        progress(start, len(pairs))
        chunk = pairs[start : start + CHUNK]
        rows = encoder.passages([text for pair in chunk for text in pair])
        vectors[start : start + CHUNK] = units(rows[::2] + rows[1::2])
    progress(len(pairs), len(pairs))
    return vectors


def units(rows: Vectors) -> Vectors:
    """The same rows, each of length 1; one of zeros stays so."""
    made: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return made
