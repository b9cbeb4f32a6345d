"""Attribution by as many processes as there are cores: a parse takes one core alone.

    new articles ──→ shares of some hundred passages ──→ a process each: parse → Quotation ──→ entries, in order

The processes are started by the first batch that is worth it, and end with whoever started them, even when that is
killed. Where one dies, what was left to it is done here.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval import attribution, passages, worker_processes
from retrieval.index.tables.writer import Entry
from retrieval.indexing import embedding
from retrieval.indexing.embedding import Texts
from retrieval.models import Article, Passage
from retrieval.text import nlp

if TYPE_CHECKING:
    from pebble import ProcessPool
    from spacy.tokens import Doc

logger = logging.getLogger(__name__)

MANY = 512  # passages from which on starting processes pays, since each takes seconds to load its parser
SHARE = 128  # passages, at least, that a process is given at once
MOST = 8  # processes, of which each has some 300 MB


@dataclass(frozen=True, slots=True)
class ArticleToIndex:
    """A new article and its passages."""

    article: Article
    key: str
    passages: list[Passage]


Attributed = tuple[Entry, dict[str, Texts]]  # with what its passages' vectors are to be made from, by digest
Attribute = Callable[[Sequence[ArticleToIndex], str], Iterator[Attributed]]  # by an encoder's name


@contextmanager
def side_by_side() -> Iterator[Attribute]:
    """Something that attributes new articles, by processes where there are many."""
    processes = AttributionPool()
    try:
        yield processes.attribute
    finally:
        processes.stop()


class AttributionPool:
    def __init__(self) -> None:
        self._count = min(MOST, os.cpu_count() or 1)
        self._pool: ProcessPool | None = None

    def attribute(self, cuts: Sequence[ArticleToIndex], encoder: str) -> Iterator[Attributed]:
        if self._count == 1 or sum(len(cut.passages) for cut in cuts) < MANY:
            return attributed(cuts, encoder)
        return self._shared_out(cuts, encoder)

    def _shared_out(self, cuts: Sequence[ArticleToIndex], encoder: str) -> Iterator[Attributed]:
        from pebble import ProcessExpired

        pool = self._started()
        waiting = [(share, pool.schedule(_all_of, (share, encoder))) for share in shares(cuts)]
        for share, future in waiting:
            try:
                found = future.result()
            except (ProcessExpired, BrokenProcessPool) as error:
                if self._count > 1:
                    logger.warning("attribution goes on in one process, for another has died: %s", error)
                self._count = 1
                found = _all_of(share, encoder)
            yield from found

    def _started(self) -> "ProcessPool":
        if not self._pool:
            from pebble import ProcessPool

            nlp.model()  # where it is missing, here is the place to say so
            self._pool = ProcessPool(self._count, context=worker_processes.context())
        return self._pool

    def stop(self) -> None:
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


def shares(cuts: Sequence[ArticleToIndex]) -> Iterator[list[ArticleToIndex]]:
    """The articles in order, SHARE passages or a little more together."""
    share: list[ArticleToIndex] = []
    for cut in cuts:
        share.append(cut)
        if sum(len(each.passages) for each in share) >= SHARE:
            yield share
            share = []
    if share:
        yield share


def _all_of(cuts: Sequence[ArticleToIndex], encoder: str) -> list[Attributed]:
    """In a process, which can only send back what is complete."""
    return list(attributed(cuts, encoder))


def attributed(cuts: Sequence[ArticleToIndex], encoder: str) -> Iterator[Attributed]:
    """The same by this process."""
    if not cuts:
        return  # and load no parser
    parsed = nlp.parse([[passage.text for passage in cut.passages] for cut in cuts])
    for cut, docs in zip(cuts, parsed, strict=True):
        texts = [embedding.texts(passage, previous) for previous, passage in passages.with_previous(cut.passages)]
        entry = _entry(cut, docs, [embedding.digest(encoder, each) for each in texts])
        yield entry, dict(zip(entry.digests, texts, strict=True))


def _entry(cut: ArticleToIndex, docs: list["Doc"], digests: list[str]) -> Entry:
    """What the store takes of an article; `docs` are its passages as parsed."""
    return Entry(
        article=cut.article,
        passages=cut.passages,
        continues=[
            previous is not None and passages.continues_quotation(previous.text, passage.text)
            for previous, passage in passages.with_previous(cut.passages)
        ],
        digests=digests,
        quotations=attribution.find(cut.article, cut.passages, docs),
        key=cut.key,
    )
