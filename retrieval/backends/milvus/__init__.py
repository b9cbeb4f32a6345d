"""An archive on a Milvus cluster, shared by several bots (docs/scale.md says when that pays).

    onrecord index                      the bots
        generation on this machine          alias ──→ collections ──→ the same ranking, the same answers
            │ publish                         ↑
            └──→ new collections, counted and searched ──→ one switch of the alias

One generation is three collections, named after it (schema.py):

    onrecord_20261122T060301_5f3c9a            one row for each passage: vector, fields to filter by, words, quotations
    onrecord_20261122T060301_5f3c9a_articles   the articles' texts, in pieces
    onrecord_20261122T060301_5f3c9a_files      small files that every bot copies: people, vocabulary, manifest

The alias `onrecord` points to the first collection. Its name gives the names of the other two, so switching the alias
switches all three.

A bot that opens a generation searches its collections, and keeps a copy of the small files:

    index/milvus/20261122T060301-5f3c9a/    manifest.json, people.json, terms/; also words/ and articles/ if the
                                            server has no full-text search
      copied.json                           the digest of each of them, checked whenever they are opened

Publishing a generation takes these steps:

    1. delete articles that the archive no longer has from the old collections
    2. create the new collections, insert their rows in batches, index and load them
    3. check the new collections: count their rows, and search for a sample of passages
    4. switch the alias
    5. drop old collections

Before the alias is switched, nobody uses the new collections. If an earlier step fails, the old ones stay in use.
"""

import base64
import json
import logging
import shutil
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np

from retrieval import files
from retrieval.backends.milvus import rows, schema
from retrieval.backends.milvus.cluster import WRITE_SECONDS, Cluster
from retrieval.backends.milvus.rows import PEOPLE
from retrieval.backends.milvus.schema import ARTICLES, FILES, MAX_PIECES
from retrieval.backends.milvus.search import FullText, LocalBm25, MilvusLexicon, MilvusVectors, words_of_articles
from retrieval.backends.milvus.store import MilvusStore
from retrieval.backends.protocol import Bm25
from retrieval.errors import ClusterRefused, IndexDamaged, IndexMissing
from retrieval.index import generation
from retrieval.index.bm25 import Bm25Index
from retrieval.index.generation import Generation, Manifest, OpenFiles
from retrieval.index.lexicon import Lexicon
from retrieval.indexing.generations import DRAFT_SUFFIX
from retrieval.joining.speaker_turns import SpeakerTurns
from retrieval.settings import Settings

logger = logging.getLogger(__name__)

COPIES = "milvus"  # the folder below [index] folder
COPIED = "copied.json"
PIECES_PER_READ = 200  # pieces read at once, about 13 MB, since gRPC limits the size of a message
ROWS_PER_INSERT = 500
ARTICLES_PER_DELETE = 100
SAMPLE_PASSAGES = 100  # passages searched for after publishing: each must find itself
MIN_SAME_COSINE = 0.999  # a cosine from here on means the same vector, given float32 rounding


@dataclass(frozen=True, slots=True)
class MilvusGeneration:
    """An open generation on a cluster: a Backend (retrieval/backends/protocol.py)."""

    name: str
    manifest: Manifest
    store: MilvusStore
    vectors: MilvusVectors
    passage_bm25: Bm25
    article_bm25: Bm25
    lexicon: Lexicon
    cluster: Cluster
    files: OpenFiles

    @property
    def speaker_turns(self) -> SpeakerTurns:
        return self.store.runs

    @property
    def ranking_lock(self) -> AbstractContextManager[object]:
        return nullcontext()  # no lock: a question mostly waits for the cluster

    def reading(self) -> AbstractContextManager[object]:
        return self.files.unchanged()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.cluster.close()
        self.files.close()


def current(settings: Settings) -> str:
    """The name of the current generation. Raises IndexMissing if there is none yet."""
    cluster = Cluster(settings.index)
    try:
        return _current(cluster)[1]
    finally:
        cluster.close()


def open_current(settings: Settings) -> MilvusGeneration:
    """Open the generation that the alias points to.

    Raises GenerationError if it cannot be used, and ClusterError if the cluster does not answer.
    """
    cluster = Cluster(settings.index)
    try:
        collection, name = _current(cluster)
        schema.load(cluster, collection)
        folder = settings.index_folder / COPIES / name
        files.make_folder(folder.parent)
        with files.private():
            digests = _copy(cluster, collection, folder)
        manifest = Manifest.read_for(settings.encoder.name, folder)
        return _opened(cluster, collection, manifest, folder, OpenFiles(folder, digests))
    except BaseException:
        cluster.close()
        raise


def _current(cluster: Cluster) -> tuple[str, str]:
    collection = cluster.current()
    if collection is None:
        raise IndexMissing(f"{cluster.uri} under {cluster.alias}")
    return collection, schema.generation_of(cluster.alias, collection)


def _opened(cluster: Cluster, collection: str, manifest: Manifest, folder: Path, opened: OpenFiles) -> MilvusGeneration:
    people: dict[str, Any] = json.loads((folder / PEOPLE).read_text(encoding="utf-8"))

    def stem_number(stem: str) -> int | None:  # looks up `lexicon` later, since store and lexicon need each other
        return lexicon.number(stem)

    store = MilvusStore(cluster, collection, manifest.passages, people, stem_number)
    lexicon = MilvusLexicon(folder / generation.LEXICON, store)
    if cluster.full_text:
        passage_bm25: Bm25 = FullText(cluster, collection)
        article_bm25: Bm25 = words_of_articles(cluster, collection + ARTICLES)
    else:
        passage_bm25 = LocalBm25(Bm25Index(folder / generation.PASSAGE_BM25), store)
        article_bm25 = Bm25Index(folder / generation.ARTICLE_BM25)
    vectors = MilvusVectors(cluster, store)
    return MilvusGeneration(folder.name, manifest, store, vectors, passage_bm25, article_bm25, lexicon, cluster, opened)


def _copy(cluster: Cluster, collection: str, folder: Path) -> dict[str, str]:
    """Copy the files of a generation to this machine if needed, and remove the copies of other generations.

    A copy that has changed is made again. Returns the sha256 of each file.
    """
    digests = _digests(folder)
    if digests is None:
        shutil.rmtree(folder, ignore_errors=True)
        part = folder.with_suffix(DRAFT_SUFFIX)
        shutil.rmtree(part, ignore_errors=True)
        for name in sorted({row["name"] for row in _files(cluster, collection, "piece == 0", ["name"])}):
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_content(cluster, collection, name))
        _check(part)
        digests = {path.relative_to(part).as_posix(): files.digest(path) for path in _below(part)}
        (part / COPIED).write_text(json.dumps(digests), encoding="utf-8")
        part.rename(folder)
    for other in folder.parent.iterdir():
        if other != folder and generation.NAME.fullmatch(other.stem):
            shutil.rmtree(other)
    return digests


def _digests(folder: Path) -> dict[str, str] | None:
    """The sha256 of each file of a copy, or None if there is no whole and unchanged copy."""
    try:
        digests: dict[str, str] = json.loads((folder / COPIED).read_text(encoding="utf-8"))
        found = {path.relative_to(folder).as_posix(): files.digest(path) for path in _below(folder)}
    except (OSError, ValueError):
        return None
    return digests if found == digests else None


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != COPIED)


def _content(cluster: Cluster, collection: str, name: str) -> bytes:
    """The content of a file, joined from its pieces of 64 KB. PIECES_PER_READ pieces are read at a time."""
    content, piece = [], 0
    while pieces := _files(
        cluster,
        collection,
        f"name == {json.dumps(name)} and piece >= {piece} and piece < {piece + PIECES_PER_READ}",
        ["piece", "data"],
    ):
        content += [base64.b64decode(row["data"]) for row in sorted(pieces, key=lambda row: int(row["piece"]))]
        piece += PIECES_PER_READ
    return b"".join(content)


def _files(cluster: Cluster, collection: str, expression: str, fields: list[str]) -> list[dict[str, Any]]:
    return cluster.query(collection + FILES, expression, fields)


def _check(folder: Path) -> None:
    for name, digest in Manifest.read(folder).files.items():
        path = folder / name
        if path.is_file() and files.digest(path) != digest:
            raise IndexDamaged(folder, f"the copy of {name} from the cluster is incomplete")


def publish(settings: Settings) -> bool:
    """Make the cluster serve this machine's current generation. Returns False if it already does.

    Raises ClusterAway or ClusterRefused on failure; the previous generation then stays in use.
    """
    cluster = Cluster(settings.index)
    with generation.open_current(settings.index_folder, settings.encoder.name) as local:
        fresh, before = schema.collection_name(cluster.alias, local.name), cluster.current()
        if before == fresh:
            return False
        if before:
            forget(cluster, before, set(_paths(cluster, before)) - set(local.store.article_ids()))
        if not (kept := _is_there(cluster, fresh, local)):
            _make(cluster, fresh, local, settings.index_folder / local.name)
    cluster("alter_alias" if before else "create_alias", fresh, cluster.alias)
    if not kept:  # after a rollback nothing is dropped, since bots may still use the generation that was current
        _prune(cluster, fresh, before, settings.index.keep)
    return True


def _is_there(cluster: Cluster, collection: str, local: Generation) -> bool:
    """Whether the cluster already has the whole generation: true for a rollback, false after a killed run."""
    if collection + FILES not in cluster("list_collections"):
        return False
    try:
        schema.load(cluster, collection)
        _verify(cluster, collection, local)
    except ClusterRefused:
        return False
    return True


def _make(cluster: Cluster, collection: str, local: Generation, folder: Path) -> None:
    schema.drop(cluster, collection)
    try:
        _fill(cluster, collection, local, folder)
        _verify(cluster, collection, local)
    except Exception:  # after any error, drop the incomplete generation
        schema.drop(cluster, collection)
        raise


def forget(cluster: Cluster, collection: str, paths: Iterable[str]) -> int:
    """Delete articles from a collection in use. Returns how many were deleted.

    When this function returns, no bot finds the articles any longer.
    """
    gone = set(paths)
    numbers = [number for path, number in _paths(cluster, collection).items() if path in gone] if gone else []
    for start in range(0, len(numbers), ARTICLES_PER_DELETE):
        some = numbers[start : start + ARTICLES_PER_DELETE]
        for name, expression in (
            (collection, f"article in {some}"),
            (collection + ARTICLES, schema.pieces_of(some)),
        ):
            cluster("delete", name, filter=expression)
            if cluster.count(name, expression, consistency_level="Strong"):
                raise ClusterRefused(cluster.uri, f"{name} still has rows that were deleted")
    return len(numbers)


def _paths(cluster: Cluster, collection: str) -> dict[str, int]:
    """The path of every article → its number."""
    found, after = {}, -1
    while rows := cluster.query(collection + ARTICLES, f'id > {after} and path != ""', ["id", "path"]):
        found.update({row["path"]: row["id"] // MAX_PIECES for row in rows})
        after = max(row["id"] for row in rows)
    return found


def _fill(cluster: Cluster, collection: str, local: Generation, folder: Path) -> None:
    schema.create(cluster, collection, local.manifest.dim)
    for name, sent in (
        (collection, rows.passages(local, full_text=cluster.full_text)),
        (collection + ARTICLES, rows.articles(local, full_text=cluster.full_text)),
        (collection + FILES, rows.files(local, folder, full_text=cluster.full_text)),
    ):
        while batch := list(islice(sent, ROWS_PER_INSERT)):
            cluster("insert", name, batch, timeout=WRITE_SECONDS)
        cluster("flush", name, timeout=WRITE_SECONDS)
    schema.index(cluster, collection, local.manifest.passages)


def _verify(cluster: Cluster, collection: str, local: Generation) -> None:
    """Check the counts, and that each passage of an evenly spread sample finds itself and has its text."""
    pieces = cluster.count(collection + ARTICLES, 'path != ""', consistency_level="Strong")
    counts = (cluster.count(collection, "", consistency_level="Strong"), pieces)
    if counts != (wanted := (local.manifest.passages, local.manifest.articles)):
        raise ClusterRefused(cluster.uri, f"{collection} has {counts} passages and articles where {wanted} were sent")
    sample = np.unique(np.linspace(0, local.manifest.passages - 1, SAMPLE_PASSAGES).astype(np.int64))
    found = cluster("search", collection, data=list(rows.units(local, sample)), limit=1, consistency_level="Strong")
    texts = {row["id"]: row["text"] for row in cluster.query(collection, f"id in {sample.tolist()}", ["id", "text"])}
    passages = local.store.passages(sample.tolist())
    for row, hits, passage in zip(sample.tolist(), found, passages, strict=True):
        if not hits or hits[0]["distance"] < MIN_SAME_COSINE or texts.get(row) != passage.text:
            raise ClusterRefused(cluster.uri, f"{collection} does not find passage {row}, which was sent")


def _prune(cluster: Cluster, serving: str, before: str | None, keep: int) -> None:
    """Drop all but `keep` generations.

    The generations in use and `before` it are always kept, since bots may still use either; then the newest others.
    Generations of other aliases are not touched.
    """
    collections = cluster("list_collections")
    names = [name for name in collections if generation.NAME.fullmatch(schema.generation_of(cluster.alias, name))]
    first = [serving, *([before] if before else [])]
    others = sorted((name for name in names if name not in first), reverse=True)
    for name in others[max(keep - len(first), 0) :]:
        logger.info("dropped %s", name)
        schema.drop(cluster, name)
