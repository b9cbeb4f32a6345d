"""The check of a new generation before it answers: a sample of its own passages must find themselves in it.

A row too many or too few, vectors that are not numbers, an index that finds no neighbour: whatever went wrong, a
passage that is searched for in its own words is then not among the first.
"""

from collections.abc import Callable

import numpy as np

from retrieval.array_types import Vectors
from retrieval.errors import SelfCheckFailed
from retrieval.index.generation import Generation

SAMPLE = 24  # passages, spread over all
TOP_K = 10  # each passage should be among the first TOP_K
LEAST_SHARE = 0.75  # of the sample that must be; good generations find at least .83 of any sample
TOLERANCE = 1e-3  # of cosines
EncodeQuestion = Callable[[str], Vectors]


def check(generation: Generation, encode_question: EncodeQuestion | None) -> None:
    """Raise SelfCheckFailed where too few passages find themselves, by their vectors or by their words.

    Without `encode_question`, a passage is searched for by its own vector.
    """
    counts = len(generation.store), len(generation.vectors), len(generation.passage_bm25)
    if len(set(counts)) > 1:
        raise SelfCheckFailed(generation.name, "{} passages, {} vectors, {} texts".format(*counts))
    rows = np.unique(np.linspace(0, len(generation.store) - 1, SAMPLE).astype(np.int64))
    texts = [passage.text for passage in generation.store.passages(rows)]
    queries = [encode_question(text) for text in texts] if encode_question else generation.vectors.at(rows)
    by_vectors = sum(_is_near(generation, query, row) for query, row in zip(queries, rows, strict=True))
    by_words = sum(_is_found_by_words(generation, text, row) for text, row in zip(texts, rows, strict=True))
    if min(by_vectors, by_words) < LEAST_SHARE * len(rows):
        raise SelfCheckFailed(generation.name, f"of {len(rows)} {by_vectors} by meaning, {by_words} by words")


def _is_near(generation: Generation, query: Vectors, row: int) -> bool:
    """Whether a passage is among the first, or has the same words as one of them."""
    own, *first = generation.vectors.cosines(query, np.array([row, *generation.vectors.nearest(query, TOP_K)]))
    return bool(own >= min(first, default=np.inf) - TOLERANCE)  # vectors that are not numbers have no neighbours


def _is_found_by_words(generation: Generation, text: str, row: int) -> bool:
    match = generation.passage_bm25.match(text)
    own, *first = match.scores(np.array([row, *match.best(TOP_K)]))
    return not first or bool(own >= min(first) and own > 0)
