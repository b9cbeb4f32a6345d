"""Peers that write their index to a folder and open it again, as a server of an archive must.

All get the vectors. Peers that can also search by words do so; `nearest` is the search by vectors alone.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.peers.peer import DEPTH
from retrieval.array_types import Vectors

K = 10
VECTORS: dict[str, Vectors] = {}  # by text, for `transform`, which txtai calls by its name


class PersistentPeer(Protocol):
    """A search library with its index in a folder. It is imported where it is used, so other peers work without it."""

    @property
    def name(self) -> str: ...

    @property
    def packages(self) -> tuple[str, ...]: ...

    def build(self, folder: Path, passages: Sequence[str], vectors: Vectors, /) -> None:
        """Passage i is row i; `vectors` are float32 unit rows, shape (len(passages), dim)."""

    def open(self, folder: Path, /) -> None: ...

    def search(self, question: str, vector: Vectors, /) -> object:
        """The best K passages, with their texts; `vector` is the question's, a float32 unit row, shape (dim,)."""

    def nearest(self, vector: Vectors, /) -> list[int]:
        """The rows of the K nearest vectors."""


class Faiss:
    """An exact search, with the texts in a Python list: the simplest peer."""

    name, packages = "bare FAISS", ("faiss-cpu",)

    def build(self, folder: Path, passages: Sequence[str], vectors: Vectors) -> None:
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, str(folder / "vectors"))
        (folder / "texts").write_text("\0".join(passages), encoding="utf-8")

    def open(self, folder: Path) -> None:
        import faiss

        self._index = faiss.read_index(str(folder / "vectors"))
        self._texts = (folder / "texts").read_text("utf-8").split("\0")

    def search(self, _question: str, vector: Vectors) -> object:
        return [self._texts[row] for row in self.nearest(vector)]

    def nearest(self, vector: Vectors) -> list[int]:
        return [int(row) for row in self._index.search(vector[None, :], K)[1][0]]


class Chroma:
    """By vectors alone, in a graph. A local Chroma does not rank by words."""

    name, packages = "Chroma", ("chromadb",)

    def build(self, folder: Path, passages: Sequence[str], vectors: Vectors) -> None:
        client = self._client(folder)
        cosine = {"hnsw": {"space": "cosine"}}
        made = client.create_collection("passages", configuration=cosine, embedding_function=None)
        at_once = client.get_max_batch_size()
        for start in range(0, len(passages), at_once):
            rows = range(start, min(start + at_once, len(passages)))
            texts, ids = [passages[row] for row in rows], [str(row) for row in rows]
            made.add(ids=ids, documents=texts, embeddings=vectors[rows.start : rows.stop])

    def open(self, folder: Path) -> None:
        self._passages: Any = self._client(folder).get_collection("passages", embedding_function=None)

    def search(self, _question: str, vector: Vectors) -> object:
        return self._passages.query(query_embeddings=vector[None, :], n_results=K)

    def nearest(self, vector: Vectors) -> list[int]:
        found = self._passages.query(query_embeddings=vector[None, :], n_results=K, include=[])
        return [int(row) for row in found["ids"][0]]

    def _client(self, folder: Path) -> Any:
        import chromadb

        return chromadb.PersistentClient(str(folder), chromadb.Settings(anonymized_telemetry=False))


class LanceDB:
    """Words and vectors by reciprocal rank fusion, its default. Vectors are compared one by one, as it advises for so
    few.
    """

    name, packages = "LanceDB, hybrid", ("lancedb",)

    def build(self, folder: Path, passages: Sequence[str], vectors: Vectors) -> None:
        import lancedb
        import pyarrow as pa

        flat = pa.array(vectors.reshape(-1))
        columns = {
            "row": pa.array(range(len(passages))),
            "text": pa.array(passages),
            "vector": pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1]),
        }
        table = lancedb.connect(folder).create_table("passages", pa.table(columns))
        table.create_fts_index("text")

    def open(self, folder: Path) -> None:
        import lancedb

        self._table: Any = lancedb.connect(folder).open_table("passages")

    def search(self, question: str, vector: Vectors) -> object:
        words = "".join(
            each if each.isalnum() else " " for each in question
        )  # punctuation has a meaning in its query language
        return self._table.search(query_type="hybrid").vector(vector).text(words).limit(K).to_list()

    def nearest(self, vector: Vectors) -> list[int]:
        return [int(hit["row"]) for hit in self._table.search(vector).metric("cosine").limit(K).to_list()]


class Txtai:
    """The sum of BM25 and cosine, each weighted one half. The index is approximate from 5,000 passages on."""

    name, packages = "txtai, hybrid", ("txtai",)

    def build(self, folder: Path, passages: Sequence[str], vectors: Vectors) -> None:
        VECTORS.update(zip(passages, vectors, strict=True))
        index = self._embeddings()
        index.index(list(enumerate(passages)))
        index.save(str(folder))

    def open(self, folder: Path) -> None:
        self._index: Any = self._embeddings()
        self._index.load(str(folder))

    def search(self, question: str, vector: Vectors) -> object:
        VECTORS[question] = vector
        return self._index.search(question, K)

    def nearest(self, vector: Vectors) -> list[int]:
        VECTORS[""] = vector
        return [int(hit["id"]) for hit in self._index.search("", K, weights=1.0)]

    def _embeddings(self) -> Any:
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"  # the index keeps the function's name

        from txtai import Embeddings

        return Embeddings(hybrid=True, content=True, method="external", transform=f"{__name__}.{transform.__name__}")


def transform(texts: Sequence[str]) -> Vectors:
    """The stored vectors of the texts, float32, shape (len(texts), dim)."""
    return np.stack([VECTORS[text] for text in texts])


class Haystack:
    """Both retrievers of its in-memory store, by reciprocal rank fusion. The store is saved as a JSON file."""

    name, packages = "Haystack, hybrid", ("haystack-ai",)

    def build(self, folder: Path, passages: Sequence[str], vectors: Vectors) -> None:
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"  # otherwise it reports its use as soon as it is imported

        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        rows = zip(passages, vectors.tolist(), strict=True)
        store.write_documents([Document(str(row), text, embedding=at) for row, (text, at) in enumerate(rows)])
        store.save_to_disk(str(folder / "store.json"))

    def open(self, folder: Path) -> None:
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"

        from haystack import Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._store: Any = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self._pipeline: Any = Pipeline()
        self._pipeline.add_component("words", InMemoryBM25Retriever(self._store, top_k=DEPTH))
        self._pipeline.add_component("vectors", InMemoryEmbeddingRetriever(self._store, top_k=DEPTH))
        self._pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("words", "joined")
        self._pipeline.connect("vectors", "joined")

    def search(self, question: str, vector: Vectors) -> object:
        asked = {"words": {"query": question}, "vectors": {"query_embedding": vector.tolist()}, "joined": {"top_k": K}}
        return self._pipeline.run(asked)["joined"]["documents"]

    def nearest(self, vector: Vectors) -> list[int]:
        return [int(hit.id) for hit in self._store.embedding_retrieval(vector.tolist(), top_k=K)]


PEERS: dict[str, type[PersistentPeer]] = {each.name: each for each in (Faiss, Chroma, LanceDB, Txtai, Haystack)}
