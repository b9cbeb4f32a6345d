"""Makes the vectors of passages: each is a weighted sum of three vectors, scaled to length 1.

    1                the passage
    1                the article's headline followed by the passage
    BEFORE_WEIGHT    the passage before

The sum adds context: a passage like "He added: it is not." could be about anything. The third vector costs nothing,
since every passage is encoded by itself anyway (figures in docs/experiments).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrieval import passages
from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.index import stages
from retrieval.models import Passage
from retrieval.text.normalise import spelt_out

if TYPE_CHECKING:
    from retrieval.index.tables import Entry

BEFORE_WEIGHT = 0.4  # weight of the passage before; the other two vectors have weight 1
PASSAGES_PER_REPORT = 512  # passages between two progress reports

EmbeddingProgress = Callable[[int, int], None]  # called with the passages done and the number of all passages


class EncoderInput(NamedTuple):
    """The texts from which a passage's vector is made."""

    own: str
    headed: str  # the headline followed by the passage
    before: str  # the passage before; empty for the first passage


def encoder_input(passage: Passage, previous: Passage | None) -> EncoderInput:
    title, own = passage.article.title, passage.text
    return EncoderInput(own, f"{title}\n{own}" if title else own, previous.text if previous else "")


def digest(encoder: str, *texts: str) -> str:
    """A digest of the encoder and the texts that a vector is made from: equal digests mean equal vectors."""
    version = str(stages.VERSIONS["embedding"])
    return hashlib.sha256("\0".join((version, encoder, *texts)).encode()).hexdigest()[:32]


def digests(encoder: str, article_passages: Sequence[Passage]) -> list[str]:
    """The digests of an article's passages."""
    return [
        digest(encoder, *encoder_input(passage, previous))
        for previous, passage in passages.with_previous(article_passages)
    ]


def inputs_for(entries: "Iterable[Entry]", wanted: Set[str]) -> dict[str, EncoderInput]:
    """For each of the `wanted` digests, the texts that its vector is made from, in the order of the entries."""
    inputs: dict[str, EncoderInput] = {}
    for entry in entries:
        for passage_digest, (previous, passage) in zip(
            entry.digests, passages.with_previous(entry.passages), strict=True
        ):
            if passage_digest in wanted:
                inputs[passage_digest] = encoder_input(passage, previous)
    return inputs


def embed(
    encoder: Encoder, inputs: Sequence[EncoderInput], progress: EmbeddingProgress = lambda _done, _total: None
) -> Vectors:
    """Float32 unit rows, shape (len(inputs), dim), in order."""
    vectors = np.empty((len(inputs), encoder.dim), dtype=np.float32)
    for start in range(0, len(inputs), PASSAGES_PER_REPORT):
        progress(start, len(inputs))
        chunk = inputs[start : start + PASSAGES_PER_REPORT]
        distinct = list(dict.fromkeys(text for passage in chunk for text in passage if text))
        encoded = dict(zip(distinct, encoder.passages(list(map(spelt_out, distinct))), strict=True))
        encoded[""] = np.zeros(encoder.dim, np.float32)
        sums = [
            encoded[passage.own] + encoded[passage.headed] + BEFORE_WEIGHT * encoded[passage.before]
            for passage in chunk
        ]
        vectors[start : start + PASSAGES_PER_REPORT] = unit_rows(np.stack(sums))
    progress(len(inputs), len(inputs))
    return vectors


def unit_rows(rows: Vectors) -> Vectors:
    """The same rows with length 1; a row of zeros stays as it is."""
    units: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return units
