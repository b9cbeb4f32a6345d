"""The indexing pipeline on a Ray cluster: attribution and embedding, one batch of articles at a time.

    articles, cut here ──→ parse → Quotation, a core each ──→ vectors, a GPU or else a core each ──→ saved here

Two batches per core are in progress at a time, so that no core is idle and memory is bounded. If a machine is lost, Ray
restarts its tasks elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from typing import Any

import numpy as np

from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.errors import RayAway
from retrieval.index.tables import Entry
from retrieval.indexing import attribution_pool, embedding
from retrieval.indexing.attribution_pool import ArticleToIndex
from retrieval.indexing.embedding import EncoderInput
from retrieval.indexing.pipeline import IndexingPipeline, in_order
from retrieval.models import Article

LOCAL = "local"
BATCHES_PER_CORE = 2  # batches in progress for each core
RESTARTS = 3  # restarts of a task whose machine was lost
CORE_SHARE = 0.5  # share of a core that attribution and embedding each reserve, so that both fit on one core

Batch = list[Entry | ArticleToIndex]
Attributed = tuple[list[Entry], dict[str, EncoderInput]]
Embedded = tuple[list[Entry], dict[str, Vectors]]


class RayPipeline(IndexingPipeline):
    @property
    def encode_backend(self) -> str:
        """The way in which new passages were encoded, which may differ between workers."""
        return "ray" if self.embedded else ""

    def run(self, articles: Iterable[Article], expected: int) -> Iterator[list[Entry]]:
        """An entry for each article, in order, a batch at a time. `expected` is the approximate number of articles."""
        done = 0
        with _cluster(self._settings.index.ray, self._load_encoder) as (remote_attribute, workers, cores):
            waiting: list[Batch] = []
            for batch in self.batches(articles):
                attributed = remote_attribute.remote(self._encoder_name, *self._work_on(batch))
                workers.submit(lambda worker, task: worker.embed.remote(task), attributed)
                waiting.append(batch)
                if len(waiting) >= BATCHES_PER_CORE * cores:
                    yield self._completed(waiting[0], workers.get_next())
                    done += len(waiting.pop(0))
                    self._progress(done, max(expected, done), self.parsed)
            while waiting:
                yield self._completed(waiting[0], workers.get_next())
                done += len(waiting.pop(0))
                self._progress(done, max(expected, done), self.parsed)
        self._progress(done, done, self.parsed)

    def _work_on(self, batch: Batch) -> tuple[list[ArticleToIndex], Set[str], dict[str, EncoderInput]]:
        """The new articles of a batch, all its digests without a vector, and the texts for those of reused entries."""
        new = [item for item in batch if isinstance(item, ArticleToIndex)]
        carried_over = [item for item in batch if isinstance(item, Entry)]
        digests = [digest for entry in carried_over for digest in entry.digests]
        digests += [digest for article in new for digest in embedding.digests(self._encoder_name, article.passages)]
        missing = self._checkpoint.missing(digests)
        return new, missing, embedding.inputs_for(carried_over, missing)

    def _completed(self, batch: Batch, embedded: Embedded) -> list[Entry]:
        new_entries, vectors = embedded
        self._save(new_entries, vectors)
        return in_order(batch, new_entries)


def attribute(
    encoder: str, articles: Sequence[ArticleToIndex], missing: Set[str], inputs: dict[str, EncoderInput]
) -> Attributed:
    """The entries of new articles, and for each missing vector's digest the texts that it is made from."""
    entries = list(attribution_pool.attribute(articles, encoder))
    return entries, inputs | embedding.inputs_for(entries, missing)


class EmbeddingWorker:
    """A process on the cluster with an encoder of its own."""

    def __init__(self, load_encoder: Callable[[], Encoder]) -> None:
        self._encoder = load_encoder()

    def embed(self, attributed: Attributed) -> Embedded:
        entries, inputs = attributed
        rows = embedding.embed(self._encoder, list(inputs.values()))
        return entries, dict(zip(inputs, np.asarray(rows), strict=True))


@contextmanager
def _cluster(address: str, load_encoder: Callable[[], Encoder]) -> Iterator[tuple[Any, Any, int]]:
    """`attribute` as a Ray task, a pool of workers, one per GPU or else per core, and the number of cores."""
    try:
        import ray
        from ray.util import ActorPool
    except ImportError as error:
        raise RayAway(address, 'install it with: pip install "onrecord[ray]"') from error
    try:
        ray.init(None if address == LOCAL else address, log_to_driver=False, include_dashboard=False)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise RayAway(address, str(error).partition("\n")[0]) from error
    try:
        resources = ray.cluster_resources()
        cores, gpus = max(1, int(resources.get("CPU", 1))), int(resources.get("GPU", 0))
        restarts = {"max_restarts": RESTARTS, "max_task_retries": RESTARTS}
        worker = ray.remote(num_cpus=CORE_SHARE, num_gpus=1 if gpus else 0, **restarts)(EmbeddingWorker)
        load = getattr(load_encoder, "__wrapped__", load_encoder)  # a cache of this process cannot be sent
        workers = ActorPool([worker.remote(load) for _ in range(gpus or cores)])
        yield ray.remote(num_cpus=CORE_SHARE, max_retries=RESTARTS)(attribute), workers, cores
    finally:
        ray.shutdown()
