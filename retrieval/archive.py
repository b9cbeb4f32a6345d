"""The library's one door: an open archive that answers questions, checks quotations and lists what was said.

retrieval/search/__init__.py has the stages from a question to its answers. Closing waits for the calls in progress.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from retrieval import backends, timeline
from retrieval.attribution import multi_paragraph
from retrieval.backends.protocol import Backend
from retrieval.encoders import Encoder
from retrieval.errors import ArchiveClosed, EncoderMismatch, IndexMissing
from retrieval.index.manifest import Manifest
from retrieval.models import Article, Options, Quotation, Reply
from retrieval.quote_check import Check, QuoteVerifier
from retrieval.search import SearchPipeline, query
from retrieval.search.query import SpeakerNames
from retrieval.search.rerank import Reranker
from retrieval.settings import Settings
from retrieval.text.tokenise import stems
from retrieval.timeline import SpeakerSummary, Statement

if TYPE_CHECKING:
    from retrieval.indexing import IndexingResult
    from retrieval.indexing.pipeline import Progress


class InFlight:
    """`with in_flight:` around each request. Threads may share it."""

    def __init__(self) -> None:
        self._requests, self._closed, self._changed = 0, False, threading.Condition()

    def __enter__(self) -> None:
        """Raise ArchiveClosed after `close_and_wait` was called."""
        with self._changed:
            if self._closed:
                raise ArchiveClosed
            self._requests += 1

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._changed:
            self._requests -= 1
            self._changed.notify_all()

    def close_and_wait(self) -> None:
        """Refuse new requests, and wait until those in progress have ended."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._requests)


NO_OPTIONS = Options()
MOST_QUOTED = 5  # people whom `Status` names


def no_progress(done: float, total: int, passages: int) -> None:
    """A progress callback that shows nothing: articles done, of how many, and new passages done."""


class Models:
    """The encoder and the reranker of an archive, each loaded when it is first needed, and only once.

    Archives that follow one another, such as a generation and the next, share one of these.
    """

    def __init__(
        self, load_encoder: Callable[[], Encoder], load_reranker: Callable[[], Reranker | None] = lambda: None
    ) -> None:
        self._load_encoder, self._load_reranker = load_encoder, load_reranker
        self._lock = threading.RLock()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The models that the settings name."""

        def load_encoder() -> Encoder:
            from retrieval import encoders

            return encoders.load(settings.encoder)

        def load_reranker() -> Reranker | None:
            from retrieval.search import rerank

            return rerank.load(settings.ranking)

        return cls(load_encoder, load_reranker)

    @property
    def encoder(self) -> Encoder:
        """EncoderError where it cannot be loaded."""
        with self._lock:
            return self._encoder

    @property
    def reranker(self) -> Reranker | None:
        """None where the settings name none; RerankerError where it cannot be loaded."""
        with self._lock:
            return self._reranker

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load_encoder()

    @cached_property
    def _reranker(self) -> Reranker | None:
        return self._load_reranker()


@dataclass(frozen=True, slots=True)
class Status:
    """What an archive holds. Dates are ISO 8601, None where no article is dated."""

    generation: str
    built: str
    encoder: str
    articles: int
    passages: int
    repeated: int
    quotations: int
    people: int
    most_quoted: list[Any]
    sources: list[str]
    first_day: str | None
    last_day: str | None
    skipped: int


class Archive:
    """An open generation of the index. Threads may share it; every method raises ArchiveClosed once it is closed."""

    def __init__(self, settings: Settings, backend: Backend, models: Models) -> None:
        self._settings, self._backend, self._models = settings, backend, models
        self._store = backend.store
        self._speaker_names = SpeakerNames(backend.store.speakers, backend.lexicon)
        self._pipeline = SearchPipeline(backend, settings)
        self._in_flight = InFlight()

    @classmethod
    def open(cls, settings: Settings, models: Models | None = None) -> Self:
        """Open the current generation; GenerationError where there is none that can be used. Loads no model."""
        return cls(settings, backends.open_current(settings), models or Models.of(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Wait for the calls in flight, then close the index."""
        self._in_flight.close_and_wait()
        self._backend.close()

    def load_models(self) -> Self:
        """Load encoder and reranker now, so that the first question need not wait for them."""
        _ = self._encoder, self._models.reranker
        return self

    def ask(self, text: str, options: Options = NO_OPTIONS, limit: int | None = None) -> Reply:
        """Up to `limit` answers, best first; QuestionError for a question that cannot be read."""
        with self._in_flight:
            return self._answer(text, options, limit)

    def check(self, words: str, speaker: str | None = None, source: str | None = None) -> Check:
        """Whether words are on record; `speaker` and `source`, where given, as somebody types their names."""
        with self._in_flight:
            speakers = set(self._store.speakers_named(speaker)) if speaker else None
            sources = frozenset(self._store.sources_named(source)) if source else None
            return QuoteVerifier(self._backend.speaker_turns).check(words, speakers, sources)

    def quotations(self, speaker: str | None = None, article: str | None = None) -> list[Quotation]:
        """Every quotation, by speaker or article id where given, in the archive's order."""
        with self._in_flight:
            speakers = set(self._store.speakers_named(speaker)) if speaker else None
            return [
                quotation
                for quotation in multi_paragraph.join(self._store.all_quotations())
                if (speakers is None or quotation.speaker in speakers)
                and (article is None or quotation.article.id == article)
            ]

    def said(self, speaker: str | None = None, topic: str | None = None, source: str | None = None) -> list[Quotation]:
        """The quotations of a speaker, on a topic, in a publication, where these are given; the oldest first."""
        with self._in_flight:
            speakers = self._store.speakers_named(speaker) if speaker else None
            sources = set(self._store.sources_named(source)) if source else None
            quotations = multi_paragraph.join(self._store.quotations_about(speakers, stems(topic or "")))
            return timeline.select(quotations, None if speakers is None else set(speakers), topic, sources)

    def timeline(
        self, speaker: str | None = None, topic: str | None = None, source: str | None = None
    ) -> list[Statement]:
        """The same as statements: the sentences that hold the quotations, the oldest first."""
        return timeline.statements(self.said(speaker, topic, source))

    def who(self, topic: str | None = None, source: str | None = None) -> list[SpeakerSummary]:
        """Everybody who is quoted on a topic, most quoted first."""
        return timeline.count_by_speaker(self.said(None, topic, source))

    def article(self, id: str) -> Article | None:  # noqa: A002 - it is one
        """The article of an id (its path below the archive folder), None where there is none."""
        with self._in_flight:
            return self._store.article(id)

    def status(self) -> Status:
        with self._in_flight:
            manifest, dates = self._backend.manifest, self._store.dates()
            return Status(
                generation=self._backend.name,
                built=manifest.built,
                encoder=manifest.encoder,
                articles=manifest.articles,
                passages=manifest.passages,
                repeated=self._store.count_duplicates(),
                quotations=manifest.quotations,
                people=len(self._store.speakers),
                most_quoted=list(self._store.most_quoted(MOST_QUOTED)),
                sources=list(self._store.sources),
                first_day=dates[0] if dates else None,
                last_day=dates[1] if dates else None,
                skipped=manifest.skipped,
            )

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        return self._backend.name

    @property
    def manifest(self) -> Manifest:
        return self._backend.manifest

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who is quoted, most quoted first."""
        return self._store.speakers

    @property
    def sources(self) -> tuple[str, ...]:
        """Every publication, the one with the most articles first."""
        return self._store.sources

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """The id of every article."""
        with self._in_flight:
            return self._store.article_ids()

    @property
    def dates(self) -> tuple[str, str] | None:
        """The first and the last day that an article is dated."""
        with self._in_flight:
            return self._store.dates()

    def quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody who is quoted in a publication, found by part of its name, most quoted first."""
        with self._in_flight:
            return self._store.quoted_in(source)

    @cached_property
    def _encoder(self) -> Encoder:
        """The encoder of questions; EncoderMismatch where its vectors are not of the index's dimension."""
        encoder, dim = self._models.encoder, self._backend.manifest.dim
        if encoder.dim != dim:
            found, wanted = (f"{encoder.name} of dimension {each}" for each in (dim, encoder.dim))
            raise EncoderMismatch(self._settings.index.folder, found, wanted)
        _use_one_core_per_question()
        return encoder

    def _answer(self, text: str, options: Options, limit: int | None) -> Reply:
        started = time.perf_counter()
        question = query.parse(text, self._speaker_names, options, self.sources)
        vector = self._encoder.question(question.text)
        result = self._pipeline.search(question, vector, self._models.reranker, limit or self._settings.reply.limit)
        took_ms = (time.perf_counter() - started) * 1000
        return Reply(text, question, result.answers, result.confidence, result.reason, self.generation, took_ms)


def open_archive(settings: Settings, models: Models | None = None, progress: "Progress" = no_progress) -> Archive:
    """Open the current generation, and build it first where there is none."""
    models = models or Models.of(settings)
    try:
        return Archive.open(settings, models)
    except IndexMissing:
        bring_up_to_date(settings, models, progress)
        return Archive.open(settings, models)


def bring_up_to_date(
    settings: Settings, models: Models | None = None, progress: "Progress" = no_progress, *, full: bool = False
) -> "IndexingResult":
    """Index what has changed in the archive since the current generation; everything where `full`."""
    models = models or Models.of(settings)
    return backends.bring_up_to_date(settings, lambda: models.encoder, progress, full=full)


def _use_one_core_per_question() -> None:
    """Have torch answer a question on one core: threads that wait for one another where cores are busy take longer
    than one, and other questions want the other cores."""
    import torch

    torch.set_num_threads(1)
