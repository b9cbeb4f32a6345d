"""A generation on the cluster, opened by one of its bots: collections to ask, and a small copy to keep.

    index/milvus/20261122T060301-5f3c9a/    manifest.json, people.json, terms/; words/ and articles/ where the server
                                            has no full-text search

Where this machine built the generation itself, the copy costs nothing but a look.
"""

import base64
import json
import shutil
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from retrieval.attribution.speaker_turns import SpeakerTurns
from retrieval.backends.milvus import schema
from retrieval.backends.milvus.cluster import Cluster
from retrieval.backends.milvus.lexicon import MilvusLexicon
from retrieval.backends.milvus.rows import PEOPLE
from retrieval.backends.milvus.schema import ARTICLES, FILES
from retrieval.backends.milvus.search import FullText, LocalBm25, MilvusVectors, words_of_articles
from retrieval.backends.milvus.store import MilvusStore
from retrieval.backends.protocol import Bm25
from retrieval.errors import IndexDamaged, IndexMissing
from retrieval.index import generation
from retrieval.index.bm25 import Bm25Index
from retrieval.index.lexicon import Lexicon
from retrieval.index.manifest import Manifest
from retrieval.indexing.generations import DRAFT_SUFFIX
from retrieval.settings import Settings

COPIES = "milvus"  # the folder below [index] folder
AT_ONCE = 200  # pieces, some 13 MB: gRPC's messages are bounded


@dataclass(frozen=True, slots=True)
class MilvusGeneration:
    """An open generation on a cluster, an Engine (retrieval/index/engine.py)."""

    name: str
    manifest: Manifest
    store: MilvusStore
    vectors: MilvusVectors
    passage_bm25: Bm25
    article_bm25: Bm25
    lexicon: Lexicon
    cluster: Cluster

    @property
    def speaker_turns(self) -> SpeakerTurns:
        return self.store.runs

    @property
    def ranking_lock(self) -> AbstractContextManager[object]:
        return nullcontext()  # a question mostly waits for the cluster

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.cluster.close()


def current(settings: Settings) -> str:
    """The name of the generation that answers; IndexMissing where none was ever made current."""
    cluster = Cluster(settings.index)
    try:
        return _current(cluster)[1]
    finally:
        cluster.close()


def open_current(settings: Settings) -> MilvusGeneration:
    """Open what the alias names; GenerationError where it cannot be used, ClusterError where there is no asking."""
    cluster = Cluster(settings.index)
    try:
        collection, name = _current(cluster)
        schema.load(cluster, collection)
        folder = _copy(cluster, collection, settings.index.folder / COPIES / name)
        return _opened(cluster, collection, name, Manifest.read_for(settings.encoder.name, folder), folder)
    except BaseException:
        cluster.close()
        raise


def _current(cluster: Cluster) -> tuple[str, str]:
    collection = cluster.current()
    if collection is None:
        raise IndexMissing(f"{cluster.uri} under {cluster.alias}")
    return collection, schema.generation_of(cluster.alias, collection)


def _opened(cluster: Cluster, collection: str, name: str, manifest: Manifest, folder: Path) -> MilvusGeneration:
    people: dict[str, Any] = json.loads((folder / PEOPLE).read_text(encoding="utf-8"))

    def later(stem: str) -> int | None:  # the terms need the store
        return terms.number(stem)

    store = MilvusStore(cluster, collection, manifest.passages, people, later)
    terms = MilvusLexicon(folder / generation.TERMS, store)
    if cluster.full_text:
        words: Bm25 = FullText(cluster, collection)
        articles: Bm25 = words_of_articles(cluster, collection + ARTICLES)
    else:
        words, articles = (
            LocalBm25(Bm25Index(folder / generation.WORDS), store),
            Bm25Index(folder / generation.ARTICLES),
        )
    vectors = MilvusVectors(cluster, store)
    return MilvusGeneration(name, manifest, store, vectors, words, articles, terms, cluster)


def _copy(cluster: Cluster, collection: str, folder: Path) -> Path:
    """This machine's copy of the files, made where there is none; copies of other generations are removed."""
    if not folder.is_dir():
        part = folder.with_suffix(DRAFT_SUFFIX)
        shutil.rmtree(part, ignore_errors=True)
        for name in sorted({row["name"] for row in _files(cluster, collection, "piece == 0", ["name"])}):
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_content(cluster, collection, name))
        _check(part)
        part.rename(folder)
    for other in folder.parent.iterdir():
        if other != folder and generation.NAME.fullmatch(other.stem):
            shutil.rmtree(other)
    return folder


def _content(cluster: Cluster, collection: str, name: str) -> bytes:
    """A file, put together from its pieces, some at a time: each is 64 KB."""
    content, piece = [], 0
    while some := _files(
        cluster,
        collection,
        f"name == {json.dumps(name)} and piece >= {piece} and piece < {piece + AT_ONCE}",
        ["piece", "data"],
    ):
        content += [base64.b64decode(row["data"]) for row in sorted(some, key=lambda row: int(row["piece"]))]
        piece += AT_ONCE
    return b"".join(content)


def _files(cluster: Cluster, collection: str, expression: str, fields: list[str]) -> list[dict[str, Any]]:
    return cluster.query(collection + FILES, expression, fields)


def _check(folder: Path) -> None:
    for name, digest in Manifest.read(folder).files.items():
        path = folder / name
        if path.is_file() and generation.digest(path) != digest:
            raise IndexDamaged(folder, f"{name} has not come whole from the cluster")
