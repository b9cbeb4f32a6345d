"""The work of indexing, spread over a Ray cluster: attribution and embedding, a batch of articles at a time.

    articles, cut here ──→ parse → Quotation, a core each ──→ vectors, a card each, or a core ──→ put down here

Two batches are under way for each core, so that none is idle and no more than these are held. Ray starts anew what a
lost machine had begun.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from retrieval import passages
from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.errors import RayAway
from retrieval.index.tables.writer import Entry
from retrieval.indexing import embedding
from retrieval.indexing.attribution_pool import ArticleToIndex, attributed
from retrieval.indexing.checkpoint import Checkpoint
from retrieval.indexing.embedding import Texts
from retrieval.indexing.pipeline import IndexingPipeline, Progress
from retrieval.models import Article
from retrieval.settings import Settings

LOCAL = "local"
AHEAD = 2  # batches under way for each core
RESTARTS = 3  # of what a lost machine had begun
SHARE = 0.5  # of a core that attribution and embedding are each given, so that either finds room beside the other

Found = tuple[list[Entry], dict[str, Texts]]
Work = tuple[list[Entry], dict[str, Vectors]]


class RayPipeline(IndexingPipeline):
    def __init__(
        self, settings: Settings, load: Callable[[], Encoder], finished: Checkpoint, progress: Progress
    ) -> None:
        super().__init__(settings, load, finished, progress)
        self._address = settings.index.ray

    @property
    def way(self) -> str:
        """Each hand finds its own."""
        return "ray" if self.embedded else ""

    def entries(self, articles: Iterable[Article], expected: int) -> Iterator[Entry]:
        """An entry for each article, in order; `expected` is about how many articles there will be."""
        done = 0
        for batch, work in _in_order(self._address, self._load, self._name, self._sent(articles)):
            entries, vectors = work
            self._put_down(entries, vectors)
            new = iter(entries)
            yield from (next(new) if isinstance(each, ArticleToIndex) else each for each in batch)
            done += len(batch)
            self._progress(done, max(expected, done), self.parsed)
        self._progress(done, done, self.parsed)

    def _sent(
        self, articles: Iterable[Article]
    ) -> Iterator[tuple[list[Entry | ArticleToIndex], list[ArticleToIndex], set[str]]]:
        """Each batch, what is new in it, and the digests of which there are vectors."""
        for batch in self.batches(articles):
            cuts = [each for each in batch if isinstance(each, ArticleToIndex)]
            digests = [digest for cut in cuts for digest in _digests(cut, self._name)]
            yield batch, cuts, set(self._finished.vectors(digests))


def _digests(cut: ArticleToIndex, encoder: str) -> Iterator[str]:
    for previous, passage in passages.with_previous(cut.passages):
        yield embedding.digest(encoder, embedding.texts(passage, previous))


def attribute(name: str, cuts: Sequence[ArticleToIndex], known: set[str]) -> Found:
    """The entries of new articles, and by digest what vectors are to be made from that are not `known`."""
    entries: list[Entry] = []
    texts: dict[str, Texts] = {}
    for entry, of_entry in attributed(cuts, name):
        entries.append(entry)
        texts |= {digest: pair for digest, pair in of_entry.items() if digest not in known}
    return entries, texts


class EmbeddingWorker:
    """One process somewhere on the cluster, with an encoder of its own."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._encoder = load()

    def embed(self, found: Found) -> Work:
        entries, texts = found
        rows = embedding.embed(self._encoder, list(texts.values()), lambda *_: None)
        return entries, dict(zip(texts, np.asarray(rows), strict=True))


def _in_order(
    address: str,
    load: Callable[[], Encoder],
    name: str,
    sent: Iterator[tuple[list[Entry | ArticleToIndex], list[ArticleToIndex], set[str]]],
) -> Iterator[tuple[list[Entry | ArticleToIndex], Work]]:
    with _hands(address, load) as (remote, pool, cores):
        waiting: list[list[Entry | ArticleToIndex]] = []
        for batch, cuts, known in sent:
            pool.submit(lambda hand, found: hand.embed.remote(found), remote.remote(name, cuts, known))
            waiting.append(batch)
            if len(waiting) >= AHEAD * cores:
                yield waiting.pop(0), pool.get_next()
        while waiting:
            yield waiting.pop(0), pool.get_next()


@contextmanager
def _hands(address: str, load: Callable[[], Encoder]) -> Iterator[tuple[Any, Any, int]]:
    """`attribute` as Ray runs it, a pool of hands, one a card or else a core, and how many cores there are."""
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
        has = ray.cluster_resources()
        cores, cards = max(1, int(has.get("CPU", 1))), int(has.get("GPU", 0))
        restarted = {"max_restarts": RESTARTS, "max_task_retries": RESTARTS}
        hand = ray.remote(num_cpus=SHARE, num_gpus=1 if cards else 0, **restarted)(EmbeddingWorker)
        once = getattr(load, "__wrapped__", load)  # a cache of this process cannot be sent
        pool = ActorPool([hand.remote(once) for _ in range(cards or cores)])
        yield ray.remote(num_cpus=SHARE, max_retries=RESTARTS)(attribute), pool, cores
    finally:
        ray.shutdown()
