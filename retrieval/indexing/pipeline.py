"""The indexing pipeline: cuts, attributes and embeds articles, unless the checkpoint already has the results.

The result is an Entry for each article: its passages and quotations, to be written to the tables.

    article ──→ batch ──→ new: parse → Quotation ──→ passages without a vector: embed ──→ saved ──→ entries
                   └──→ carried over from the checkpoint ──┘

A batch has about a thousand new passages. Only one batch is in memory at a time. Each complete batch is saved in the
checkpoint, so a builder that is killed loses at most one batch.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np

from retrieval import corrections, passages
from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.errors import EncoderMismatch
from retrieval.index.tables import Entry
from retrieval.indexing import embedding
from retrieval.indexing.attribution_pool import ArticleToIndex, AttributionPool
from retrieval.indexing.checkpoint import Checkpoint, article_key
from retrieval.models import Article
from retrieval.settings import Settings

logger = logging.getLogger(__name__)

Progress = Callable[[float, int, int], None]  # called with articles done, number of all articles, new passages done
READING, ATTRIBUTING, EMBEDDING = 0.2, 0.4, 0.4  # shares of the work on an article, for the progress
BATCH_PASSAGES = 1024  # a batch ends after this many new passages
BATCH_ARTICLES = 1024  # ... or after this many articles, if few are new


class IndexingPipeline:
    """Runs the pipeline. `parsed` and `embedded` count passages, and grow with every batch."""

    def __init__(
        self, settings: Settings, load_encoder: Callable[[], Encoder], checkpoint: Checkpoint, progress: Progress
    ) -> None:
        self.parsed = self.embedded = self._finished = 0  # `_finished` counts the articles of complete batches
        self._settings, self._encoder_name = settings, settings.encoder.name
        self._load_encoder, self._checkpoint, self._progress = load_encoder, checkpoint, progress
        self._corrections = corrections.read(settings.archive.folder)

    def run(self, articles: Iterable[Article], expected: int) -> Iterator[list[Entry]]:
        """An entry for each article, in order, a batch at a time. `expected` is the approximate number of articles."""

        def report_reading(old: int, new: int) -> None:
            self._progress(self._finished + old + READING * new, expected, self.parsed)

        with AttributionPool() as pool:
            for batch in self.batches(articles, report_reading):
                yield self._complete(batch, pool, self._finished, expected)
                self._finished += len(batch)
        self._progress(self._finished, self._finished, self.parsed)

    def batches(
        self, articles: Iterable[Article], report: Callable[[int, int], None] = lambda *_: None
    ) -> Iterator[list[Entry | ArticleToIndex]]:
        """The articles in order, in batches: as finished entries from the checkpoint, or cut into passages if new.

        `report` is called after each article with the numbers of old and new articles in the batch.
        """
        batch: list[Entry | ArticleToIndex] = []
        new_articles = new_passages = 0
        for article in articles:
            key = article_key(article, self._encoder_name, self._corrections.digest(article.id))
            entry = self._checkpoint.entry(article, key)
            if entry:
                batch.append(entry)
            else:
                cut = passages.split(article, self._encoder.fits)
                new = ArticleToIndex(article, key, cut, self._corrections.of_words(article.id))
                batch.append(new)
                new_articles += 1
                new_passages += len(new.passages)
            report(len(batch) - new_articles, new_articles)
            if new_passages >= BATCH_PASSAGES or len(batch) >= BATCH_ARTICLES:
                yield batch
                new_articles, new_passages, batch = 0, 0, []
        yield batch

    @property
    def dim(self) -> int:
        return self._checkpoint.dim or self._encoder.dim

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """A unit row for every word, shape (len(words), dim). The checkpoint saves them like passages."""
        rows = np.empty((len(words), self.dim), np.float32)
        for start in range(0, len(words), BATCH_PASSAGES):
            chunk = {
                embedding.digest(self._encoder_name, "a word", word): word
                for word in words[start : start + BATCH_PASSAGES]
            }
            known = self._checkpoint.vectors(list(chunk))
            new = [digest for digest in chunk if digest not in known]
            if new:
                known |= zip(new, self._encoder.passages([chunk[digest] for digest in new]), strict=True)
                self._checkpoint.save([], {digest: known[digest] for digest in new})
            rows[start : start + BATCH_PASSAGES] = [known[digest] for digest in chunk]
        return rows

    @property
    def encode_backend(self) -> str:
        """The way in which new passages were encoded; empty if there were none."""
        return self._encoder.encode_backend if self.embedded else ""

    @property
    def encode_question(self) -> Callable[[str], Vectors] | None:
        """The encoder's method for questions; None if the encoder was not loaded."""
        return self._encoder.question if "_encoder" in self.__dict__ else None

    @cached_property
    def _encoder(self) -> Encoder:
        """The encoder, loaded for the first new article."""
        encoder = self._load_encoder()
        if self._checkpoint.dim not in {None, encoder.dim}:
            found, wanted = (f"{encoder.name} of dimension {dim}" for dim in (self._checkpoint.dim, encoder.dim))
            raise EncoderMismatch(self._settings.index_folder, found, wanted)
        return encoder

    def _complete(
        self, batch: Sequence[Entry | ArticleToIndex], pool: AttributionPool, done: int, expected: int
    ) -> list[Entry]:
        """The entries of a batch, in order."""
        new = [item for item in batch if isinstance(item, ArticleToIndex)]
        new_passages, parsed = sum(len(article.passages) for article in new), self.parsed
        done += len(batch) - len(new)

        def report(attributed: float, embedded: float) -> None:
            share = ATTRIBUTING * attributed + EMBEDDING * embedded
            new_done = parsed + round(share / (ATTRIBUTING + EMBEDDING) * new_passages)
            self._progress(done + (READING + share) * len(new), expected, new_done)

        report(0, 0)
        new_entries: list[Entry] = []
        for entry in pool.attribute(new, self._encoder_name):
            new_entries.append(entry)
            report(len(new_entries) / len(new), 0)
        entries = in_order(batch, new_entries)

        missing = self._checkpoint.missing([digest for entry in entries for digest in entry.digests])
        inputs = embedding.inputs_for(entries, missing)
        vectors: dict[str, Vectors] = {}
        if inputs:
            rows = embedding.embed(self._encoder, list(inputs.values()), lambda done, total: report(1, done / total))
            vectors.update(zip(inputs, rows, strict=True))
        self._save(new_entries, vectors)
        return entries

    def _save(self, entries: Sequence[Entry], vectors: dict[str, Vectors]) -> None:
        for entry in entries:
            if entry.failure:
                logger.warning(
                    "%s is indexed without quotations, since finding them failed; please report %s",
                    entry.article.id,
                    entry.failure,
                )
        self._checkpoint.save(entries, vectors)
        self.parsed += sum(len(entry.passages) for entry in entries)
        self.embedded += len(vectors)


def in_order(batch: Sequence[Entry | ArticleToIndex], new_entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a batch in order. `new_entries` take the places of its new articles."""
    remaining = iter(new_entries)
    return [next(remaining) if isinstance(item, ArticleToIndex) else item for item in batch]
