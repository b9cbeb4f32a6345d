"""Articles in, entries of the store out: cut, parsed, attributed, embedded; what is finished already is taken as it is.

Articles go through in batches of about a thousand new passages. Only one batch is held at a time, however large the
archive, and each is put down when it is done, so that a builder that is killed loses no more than the last.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np

from retrieval import passages
from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.errors import EncoderMismatch
from retrieval.index.generation import FORMAT
from retrieval.index.tables.writer import Entry
from retrieval.indexing import attribution_pool, embedding
from retrieval.indexing.attribution_pool import ArticleToIndex, Attribute
from retrieval.indexing.checkpoint import Checkpoint
from retrieval.indexing.embedding import Texts
from retrieval.models import Article
from retrieval.settings import Settings

Progress = Callable[[float, int, int], None]  # articles done, of how many; new passages done
BATCH = 1024  # new passages that go through together
MOST = 1024  # articles that do, where few of them are new


class IndexingPipeline:
    """`parsed` and `embedded` count passages, and grow as the entries are taken."""

    def __init__(
        self, settings: Settings, load: Callable[[], Encoder], finished: Checkpoint, progress: Progress
    ) -> None:
        self.parsed = self.embedded = 0
        self._name, self._index = settings.encoder.name, settings.index.folder
        self._load, self._finished, self._progress = load, finished, progress

    def entries(self, articles: Iterable[Article], expected: int) -> Iterator[Entry]:
        """An entry for each article, in order; `expected` is about how many articles there will be."""
        done = 0
        with attribution_pool.side_by_side() as attribute:
            for batch in self.batches(articles):
                yield from self._worked(batch, attribute, done, expected)
                done += len(batch)
        self._progress(done, done, self.parsed)

    def batches(self, articles: Iterable[Article]) -> Iterator[list[Entry | ArticleToIndex]]:
        """The articles in order, as much at a time as is worked on together: as entries what is finished already."""
        batch: list[Entry | ArticleToIndex] = []
        new = 0
        for article in articles:
            batch.append(each := self._finished_or_cut(article))
            new += len(each.passages) if isinstance(each, ArticleToIndex) else 0
            if new >= BATCH or len(batch) >= MOST:
                yield batch
                new, batch = 0, []
        yield batch

    @property
    def dim(self) -> int:
        return self._finished.dim or self._encoder.dim

    def meanings(self, words: Sequence[str]) -> Vectors:
        """A unit row for every word, shape (len(words), dim); put down as passages are."""
        rows = np.empty((len(words), self.dim), np.float32)
        for start in range(0, len(words), BATCH):
            keys = {_digest(self._name, "a word", word): word for word in words[start : start + BATCH]}
            known = self._finished.vectors(list(keys))
            new = [key for key in keys if key not in known]
            if new:
                known |= zip(new, self._encoder.passages([keys[key] for key in new]), strict=True)
                self._finished.keep([], {key: known[key] for key in new})
            rows[start : start + BATCH] = [known[key] for key in keys]
        return rows

    @property
    def way(self) -> str:
        """By which way what was new has been embedded, empty where nothing was."""
        return self._encoder.encode_backend if self.embedded else ""

    @property
    def question(self) -> Callable[[str], Vectors] | None:
        """What the encoder makes of a question, where it was needed."""
        return self._encoder.question if "_encoder" in self.__dict__ else None

    @cached_property
    def _encoder(self) -> Encoder:
        """Loaded when the first thing is new."""
        encoder = self._load()
        if self._finished.dim not in {None, encoder.dim}:
            found, wanted = (f"{encoder.name} of dimension {dim}" for dim in (self._finished.dim, encoder.dim))
            raise EncoderMismatch(self._index, found, wanted)
        return encoder

    def _finished_or_cut(self, article: Article) -> Entry | ArticleToIndex:
        key = _key(article, self._name)
        found = self._finished.entry(article, key)
        return found or ArticleToIndex(article, key, passages.split(article, self._encoder.fits))

    def _worked(
        self, batch: list[Entry | ArticleToIndex], attribute: Attribute, done: int, expected: int
    ) -> Iterator[Entry]:
        """A batch in order, with what is new in it finished; `done` articles stand before it."""
        cuts = [each for each in batch if isinstance(each, ArticleToIndex)]
        before = done + len(batch) - len(cuts)
        passages, parsed = sum(len(cut.passages) for cut in cuts), self.parsed

        def report(share: float) -> None:
            self._progress(before + share * len(cuts), expected, parsed + round(share * passages))

        new = iter(self._finish(cuts, attribute, report))
        yield from (next(new) if isinstance(each, ArticleToIndex) else each for each in batch)

    def _finish(self, cuts: list[ArticleToIndex], attribute: Attribute, report: Callable[[float], None]) -> list[Entry]:
        """Attributed and embedded, each of which counts as half the work, and put down."""
        report(0)
        entries: list[Entry] = []
        made_from: dict[str, Texts] = {}
        for entry, texts in attribute(cuts, self._name):
            entries.append(entry)
            made_from |= texts
            report(len(entries) / len(cuts) / 2)
        known = self._finished.vectors(list(made_from))
        new = {digest: texts for digest, texts in made_from.items() if digest not in known}
        if new:
            rows = embedding.embed(self._encoder, list(new.values()), lambda done, of: report((1 + done / of) / 2))
        self._put_down(entries, dict(zip(new, rows if new else (), strict=True)))
        return entries

    def _put_down(self, entries: list[Entry], vectors: dict[str, Vectors]) -> None:
        self._finished.keep(entries, vectors)
        self.parsed += sum(len(entry.passages) for entry in entries)
        self.embedded += len(vectors)


def _key(article: Article, encoder: str) -> str:
    """Of all that an article's passages, their vectors and its quotations come from."""
    return _digest(str(FORMAT), encoder, str(article.body), article.title or "", *article.authors, article.text)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
