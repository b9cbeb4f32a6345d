"""Attribution in several processes, since parsing uses only one core.

    new articles ──→ shares of some hundred passages ──→ a process each: parse → Quotation ──→ entries, in order

The first batch with enough passages starts the processes. They end with their parent process, even if it is killed. If
one of them dies, the parent process does its share.
"""

import logging
import os
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrieval import attribution, passages, worker_processes
from retrieval.corrections import Correction, applying
from retrieval.index.tables import Entry
from retrieval.indexing import embedding
from retrieval.models import Article, Passage, Quotation
from retrieval.text import nlp

if TYPE_CHECKING:
    from pebble import ProcessPool
    from spacy.tokens import Doc

logger = logging.getLogger(__name__)

MIN_PASSAGES = 512  # processes pay from this many passages on, since each takes seconds to load its parser
MIN_PASSAGES_PER_PROCESS = 128  # a process gets at least this many passages at once
MAX_PROCESSES = 8  # each needs about 300 MB
FAILED = " without quotations"  # appended to the key of an article whose quotations could not be found


@dataclass(frozen=True, slots=True)
class ArticleToIndex:
    """A new article, its key in the checkpoint, its passages, and the corrections of its quotations."""

    article: Article
    key: str
    passages: list[Passage]
    corrections: tuple[Correction, ...] = ()


class AttributionPool:
    """Finds the quotations of articles in several processes.

    Use it in a `with` block, which stops the processes at its end.
    """

    def __init__(self) -> None:
        self._count = min(MAX_PROCESSES, os.cpu_count() or 1)
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def attribute(self, articles: Sequence[ArticleToIndex], encoder: str) -> Iterator[Entry]:
        """The entries of new articles, in order, with digests for the encoder of this name."""
        if self._count == 1 or sum(len(article.passages) for article in articles) < MIN_PASSAGES:
            return attribute(articles, encoder)
        return self._attribute_in_processes(articles, encoder)

    def _attribute_in_processes(self, articles: Sequence[ArticleToIndex], encoder: str) -> Iterator[Entry]:
        from pebble import ProcessExpired

        pool = self._started()
        scheduled = [(share, pool.schedule(_attribute_all, (share, encoder))) for share in shares(articles)]
        for share, future in scheduled:
            try:
                entries = future.result()
            except (ProcessExpired, BrokenProcessPool) as error:
                if self._count > 1:
                    logger.warning("a worker process ended, so attribution continues in one process: %s", error)
                self._count = 1
                entries = _attribute_all(share, encoder)
            yield from entries

    def _started(self) -> "ProcessPool":
        if not self._pool:
            from pebble import ProcessPool

            nlp.model()  # raises here where it is missing, not in a process
            self._pool = ProcessPool(self._count, context=worker_processes.context())
        return self._pool


def shares(articles: Sequence[ArticleToIndex]) -> Iterator[list[ArticleToIndex]]:
    """The articles in order, in shares of MIN_PASSAGES_PER_PROCESS passages or a few more."""
    share: list[ArticleToIndex] = []
    for article in articles:
        share.append(article)
        if sum(len(each.passages) for each in share) >= MIN_PASSAGES_PER_PROCESS:
            yield share
            share = []
    if share:
        yield share


def _attribute_all(articles: Sequence[ArticleToIndex], encoder: str) -> list[Entry]:
    """Like `attribute`, but returns a list, since a process cannot return an iterator."""
    return list(attribute(articles, encoder))


def attribute(articles: Sequence[ArticleToIndex], encoder: str) -> Iterator[Entry]:
    """The entries of new articles, in order, made by this process.

    If attribution fails for an article, the article has no quotations, and its entry says why. The entry's key is then
    not the article's, so that the next build tries again.
    """
    if not articles:
        return  # so that the parser is not loaded
    parsed = nlp.parse([[passage.text for passage in article.passages] for article in articles])
    for new, docs in zip(articles, parsed, strict=True):
        quotations, failure = _quotations(new, docs)
        yield Entry(
            article=new.article,
            passages=new.passages,
            continues=[
                previous is not None and passages.continues_quotation(previous.text, passage.text)
                for previous, passage in passages.with_previous(new.passages)
            ],
            digests=embedding.digests(encoder, new.passages),
            quotations=quotations,
            key=f"{new.key}{FAILED}" if failure else new.key,
            failure=failure,
        )


def _quotations(new: ArticleToIndex, docs: "Sequence[Doc]") -> tuple[Sequence[Quotation], str]:
    """The quotations of an article; or none, and the reason why they could not be found."""
    try:
        found = attribution.find(new.article, new.passages, docs)
        return applying.apply(new.article, new.passages, found, new.corrections), ""
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of the rules must cost one article, never the whole build
        place = traceback.extract_tb(error.__traceback__)[-1]
        return (), f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})"
