"""The interface of a peer that keeps its index in memory."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Protocol

from retrieval.array_types import Vectors

DEPTH = 30  # passages from each retriever of a hybrid, if the caller can choose
Hit = tuple[int, float]  # (row, score); the score is 0 if the peer gives none


class Peer(Protocol):
    """A search library in the configuration that it recommends. It is imported in `index`, so other peers work without
    it.

    `packages` are the packages whose versions matter. `dense` tells whether the peer uses the vector of a question.
    """

    @property
    def name(self) -> str: ...

    @property
    def packages(self) -> tuple[str, ...]: ...

    @property
    def dense(self) -> bool: ...

    def index(self, passages: Sequence[str], vectors: Vectors, /) -> None:
        """Passage i is row i; `vectors` are float32 unit rows, shape (len(passages), dim)."""

    def search(self, question: str, vector: Vectors, k: int, /) -> list[Hit]:
        """Up to `k` hits, best first; `vector` is the question's, a float32 unit row, shape (dim,)."""


def versions(packages: Sequence[str]) -> str:
    """Each package with its version. Raises PackageNotFoundError if one is not installed."""
    return ", ".join(f"{package} {version(package)}" for package in packages)
