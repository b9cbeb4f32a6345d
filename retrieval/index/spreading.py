"""The work of indexing, spread over a Ray cluster: attribution and embedding, a batch of articles at a time.

    articles, cut here ──→ batches ──→ hands, one a core or card: parse → Quotation → vectors ──→ put down here

Two batches wait at each hand, so that none is idle and no more than these are held. Ray starts anew what a lost machine
had begun.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from retrieval.encoder import Encoder, Vectors
from retrieval.errors import RayAway
from retrieval.index import embedding
from retrieval.index.finished import Finished
from retrieval.index.storing import Entry
from retrieval.index.workshop import Cut, Progress, Texts, Workshop, attributed
from retrieval.records import Article
from retrieval.settings import Settings

LOCAL = "local"
AHEAD = 2  # batches sent to each hand
RESTARTS = 3  # of a hand whose machine was lost

Work = tuple[list[Entry], dict[str, Vectors]]


class SpreadWorkshop(Workshop):
    def __init__(self, settings: Settings, load: Callable[[], Encoder], finished: Finished, progress: Progress) -> None:
        super().__init__(settings, load, finished, progress)
        self._address = settings.index.ray

    def entries(self, articles: Iterable[Article], expected: int) -> Iterator[Entry]:
        """An entry for each article, in order; `expected` is about how many articles there will be."""
        done = 0
        for batch, work in _in_order(self._address, self._load, self._name, self._sent(articles)):
            entries, vectors = work
            self._put_down(entries, vectors)
            new = iter(entries)
            yield from (next(new) if isinstance(each, Cut) else each for each in batch)
            done += len(batch)
            self._progress(done, max(expected, done))
        self._progress(done, done)

    def _sent(self, articles: Iterable[Article]) -> Iterator[tuple[list[Entry | Cut], list[Cut], set[str]]]:
        """Each batch, what is new in it, and the digests of which there are vectors."""
        for batch in self.batches(articles):
            cuts = [each for each in batch if isinstance(each, Cut)]
            digests = [digest for cut in cuts for digest in _digests(cut, self._name)]
            yield batch, cuts, set(self._finished.vectors(digests))


def _digests(cut: Cut, encoder: str) -> Iterator[str]:
    for previous, passage in zip([None, *cut.passages], cut.passages, strict=False):
        yield embedding.digest(encoder, passage, embedding.in_context(passage, previous))


def work(encoder: Encoder, name: str, cuts: Sequence[Cut], known: set[str]) -> Work:
    """The entries of new articles, and the vectors by digest of those of their passages that are not `known`."""
    entries: list[Entry] = []
    texts: dict[str, Texts] = {}
    for entry, of_entry in attributed(list(cuts), name):
        entries.append(entry)
        texts |= {digest: pair for digest, pair in of_entry.items() if digest not in known}
    rows = embedding.embed(encoder, list(texts.values()), lambda *_: None)
    return entries, dict(zip(texts, np.asarray(rows), strict=True))


class Hand:
    """One process somewhere on the cluster, with an encoder of its own."""

    def __init__(self, load: Callable[[], Encoder], name: str) -> None:
        self._encoder, self._name = load(), name

    def work(self, cuts: Sequence[Cut], known: set[str]) -> Work:
        return work(self._encoder, self._name, cuts, known)


def _in_order(
    address: str, load: Callable[[], Encoder], name: str, sent: Iterator[tuple[list[Entry | Cut], list[Cut], set[str]]]
) -> Iterator[tuple[list[Entry | Cut], Work]]:
    with _hands(address, load, name) as (pool, hands):
        waiting: list[list[Entry | Cut]] = []
        for batch, cuts, known in sent:
            pool.submit(lambda hand, value: hand.work.remote(*value), (cuts, known))
            waiting.append(batch)
            if len(waiting) >= AHEAD * hands:
                yield waiting.pop(0), pool.get_next()
        while waiting:
            yield waiting.pop(0), pool.get_next()


@contextmanager
def _hands(address: str, load: Callable[[], Encoder], name: str) -> Iterator[tuple[Any, int]]:
    """A pool of hands, as many as the cluster has cores, or cards where it has any."""
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
        cards = int(has.get("GPU", 0))
        count = cards or max(1, int(has.get("CPU", 1)))
        remote = ray.remote(num_cpus=1, num_gpus=1 if cards else 0, max_restarts=RESTARTS, max_task_retries=RESTARTS)
        once = getattr(load, "__wrapped__", load)  # a cache of this process cannot be sent
        yield ActorPool([remote(Hand).remote(once, name) for _ in range(count)]), count
    finally:
        ray.shutdown()
