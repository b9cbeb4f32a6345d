"""The interface of a peer that keeps its index in memory, and the peers with a single retriever."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Protocol
from uuid import uuid4

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


class Bm25s:
    """BM25 with stemming and stop words; otherwise the defaults."""

    name, packages, dense = "BM25", ("bm25s",), False

    def index(self, passages: Sequence[str], _vectors: Vectors) -> None:
        import bm25s
        import Stemmer

        self._tokenize, self._stemmer = bm25s.tokenize, Stemmer.Stemmer("english")
        self._index = bm25s.BM25()
        self._index.index(self._tokens(passages), show_progress=False)

    def search(self, question: str, _vector: Vectors, k: int) -> list[Hit]:
        rows, scores = self._index.retrieve(self._tokens([question]), k=k, show_progress=False)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    def _tokens(self, texts: Sequence[str]) -> Any:
        return self._tokenize(list(texts), stopwords="en", stemmer=self._stemmer, show_progress=False)


class Faiss:
    name, packages, dense = "vectors, exact", ("sentence-transformers", "faiss-cpu"), True

    def index(self, _passages: Sequence[str], vectors: Vectors) -> None:
        import faiss

        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def search(self, _question: str, vector: Vectors, k: int) -> list[Hit]:
        scores, rows = self._index.search(vector[None, :], k)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]


class Chroma:
    """Chroma's approximate index, by cosine. A local Chroma cannot also rank by words."""

    name, packages, dense = "Chroma", ("chromadb",), True

    def index(self, passages: Sequence[str], vectors: Vectors) -> None:
        import chromadb

        client = chromadb.EphemeralClient(chromadb.Settings(anonymized_telemetry=False))
        cosine = {"hnsw": {"space": "cosine"}}
        self._passages: Any = client.create_collection(uuid4().hex, configuration=cosine, embedding_function=None)
        at_once = client.get_max_batch_size()
        for start in range(0, len(passages), at_once):
            rows = range(start, min(start + at_once, len(passages)))
            texts, ids = [passages[row] for row in rows], [str(row) for row in rows]
            self._passages.add(ids=ids, documents=texts, embeddings=vectors[rows.start : rows.stop])

    def search(self, _question: str, vector: Vectors, k: int) -> list[Hit]:
        found = self._passages.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        return [(int(row), 1 - away) for row, away in zip(found["ids"][0], found["distances"][0], strict=True)]
