"""A generation on this machine, made current on the cluster.

    new collections ← rows in batches → indexed, loaded → counted and searched → the alias switched → old ones dropped

Until the switch nobody sees the new collections; whatever goes wrong before it leaves the ones before answering. What
an archive no longer has is deleted from them at once, before the new ones are begun.
"""

import logging
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np

from retrieval.backends.milvus import rows, schema
from retrieval.backends.milvus.cluster import WRITING, Cluster
from retrieval.backends.milvus.schema import ARTICLES, FILES, PIECES
from retrieval.errors import ClusterRefused
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.settings import Settings

logger = logging.getLogger(__name__)

BATCH = 500  # rows sent at once
DELETED = 100  # articles deleted at once
SAMPLE = 100  # passages that must find themselves
ALIKE = 0.999  # the cosine of a vector with itself, as far as float32 goes


def publish(settings: Settings) -> bool:
    """Have the cluster serve this machine's current generation; False where it does already.

    ClusterAway or ClusterRefused where that cannot be done; the one before goes on answering.
    """
    cluster = Cluster(settings.index)
    with generation.open_current(settings.index.folder, settings.encoder.name) as opened:
        fresh, before = schema.named(cluster.alias, opened.name), cluster.current()
        if before == fresh:
            return False
        if before:
            forget(cluster, before, set(_paths(cluster, before)) - set(opened.store.article_ids()))
        if not (kept := _is_there(cluster, fresh, opened)):
            _make(cluster, fresh, opened, settings.index.folder / opened.name)
    cluster("alter_alias" if before else "create_alias", fresh, cluster.alias)
    if not kept:  # else it is gone back to, and bots may be asking what was current a moment ago
        _prune(cluster, fresh, before, settings.index.keep)
    return True


def _is_there(cluster: Cluster, collection: str, opened: Generation) -> bool:
    """Whether it has been sent before: what was rolled back to, rather than what a killed run left."""
    if collection + FILES not in cluster("list_collections"):
        return False
    try:
        schema.load(cluster, collection)
        _verify(cluster, collection, opened)
    except ClusterRefused:
        return False
    return True


def _make(cluster: Cluster, collection: str, opened: Generation, folder: Path) -> None:
    schema.drop(cluster, collection)
    try:
        _fill(cluster, collection, opened, folder)
        _verify(cluster, collection, opened)
    except Exception:  # whatever it was: half a generation is of no use to anybody
        schema.drop(cluster, collection)
        raise


def forget(cluster: Cluster, collection: str, paths: Iterable[str]) -> int:
    """Delete articles from what is being served, at once: how many there were. When it returns, no bot finds them."""
    gone = set(paths)
    numbers = [number for path, number in _paths(cluster, collection).items() if path in gone] if gone else []
    for start in range(0, len(numbers), DELETED):
        some = numbers[start : start + DELETED]
        for name, expression in (
            (collection, f"article in {some}"),
            (collection + ARTICLES, schema.pieces_of(some)),
        ):
            cluster("delete", name, filter=expression)
            if cluster.count(name, expression, consistency_level="Strong"):
                raise ClusterRefused(cluster.uri, f"{name} still has what was deleted from it")
    return len(numbers)


def _paths(cluster: Cluster, collection: str) -> dict[str, int]:
    """The number of every article by its path."""
    found, after = {}, -1
    while rows := cluster.query(collection + ARTICLES, f'id > {after} and path != ""', ["id", "path"]):
        found.update({row["path"]: row["id"] // PIECES for row in rows})
        after = max(row["id"] for row in rows)
    return found


def _fill(cluster: Cluster, collection: str, opened: Generation, folder: Path) -> None:
    schema.create(cluster, collection, opened.manifest.dim)
    for name, sent in (
        (collection, rows.passages(opened, full_text=cluster.full_text)),
        (collection + ARTICLES, rows.articles(opened, full_text=cluster.full_text)),
        (collection + FILES, rows.files(opened, folder, full_text=cluster.full_text)),
    ):
        while batch := list(islice(sent, BATCH)):
            cluster("insert", name, batch, timeout=WRITING)
        cluster("flush", name, timeout=WRITING)
    schema.index(cluster, collection, opened.manifest.passages)


def _verify(cluster: Cluster, collection: str, opened: Generation) -> None:
    """Everything is there, and a sample of passages, evenly spread, is found by itself and reads as it should."""
    pieces = cluster.count(collection + ARTICLES, 'path != ""', consistency_level="Strong")
    counts = (cluster.count(collection, "", consistency_level="Strong"), pieces)
    if counts != (wanted := (opened.manifest.passages, opened.manifest.articles)):
        raise ClusterRefused(cluster.uri, f"{collection} has {counts} passages and articles where {wanted} were sent")
    sample = np.unique(np.linspace(0, opened.manifest.passages - 1, SAMPLE).astype(np.int64))
    found = cluster("search", collection, data=list(rows.units(opened, sample)), limit=1, consistency_level="Strong")
    texts = {row["id"]: row["text"] for row in cluster.query(collection, f"id in {sample.tolist()}", ["id", "text"])}
    passages = opened.store.passages(sample.tolist())
    for row, hits, passage in zip(sample.tolist(), found, passages, strict=True):
        if not hits or hits[0]["distance"] < ALIKE or texts.get(row) != passage.text:
            raise ClusterRefused(cluster.uri, f"{collection} does not find passage {row}, which was sent")


def _prune(cluster: Cluster, serving: str, before: str | None, keep: int) -> None:
    """Drop all but `keep` generations: that which serves, that before it, which bots still ask, and the newest others.

    Those of other aliases are not touched.
    """
    names = [name for name in cluster("list_collections") if generation.NAME.fullmatch(_generation(cluster, name))]
    first = [serving, *([before] if before else [])]
    others = sorted((name for name in names if name not in first), reverse=True)
    for name in others[max(keep - len(first), 0) :]:
        logger.info("dropped %s", name)
        schema.drop(cluster, name)


def _generation(cluster: Cluster, collection: str) -> str:
    return schema.generation_of(cluster.alias, collection)
