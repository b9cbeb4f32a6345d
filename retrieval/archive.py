"""An open archive: the desk where a question is put and a Reply handed back.

question → Question → vector + BM25 → candidates → ranked → reread → statements → Answers → Reply
"""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from typing import Self

from retrieval import backends, timeline
from retrieval.array_types import Selection, Vectors
from retrieval.attribution import multi_paragraph
from retrieval.backends.protocol import Backend
from retrieval.encoders import Encoder
from retrieval.errors import EncoderMismatch
from retrieval.in_flight import InFlight
from retrieval.index.generation import Manifest
from retrieval.models import Article, Options, Question, Quotation, Reply
from retrieval.quote_check import Check, QuoteVerifier
from retrieval.search import answers as statements
from retrieval.search import candidates, features, ranking, rerank, weights
from retrieval.search import confidence as abstaining
from retrieval.search import query as questions
from retrieval.search.cross_encoder import Reranker
from retrieval.search.query import People
from retrieval.search.ranking import Ranking
from retrieval.settings import Settings
from retrieval.text.tokenise import stems

ANYTHING = Options()


class Archive:
    """An open generation and its encoder, which threads may share and ask at once; ArchiveClosed once it is closed."""

    def __init__(self, settings: Settings, opened: Backend, encoder: Encoder, reranker: Reranker | None = None) -> None:
        self._settings, self._opened, self._encoder, self._reranker = settings, opened, encoder, reranker
        self._store = opened.store
        self._people = People(opened.store.speakers, opened.terms)
        self._door, self._reading = InFlight(), threading.Lock()

    @classmethod
    def open(
        cls,
        settings: Settings,
        load_encoder: Callable[[], Encoder],
        load_reranker: Callable[[], Reranker | None] = lambda: None,
    ) -> Self:
        """Open the current generation; GenerationError, EncoderError or RerankerError where that cannot be done."""
        with ExitStack() as on_failure:
            opened = on_failure.enter_context(backends.open_current(settings))
            encoder = load_encoder()
            if encoder.dim != opened.manifest.dim:
                found, wanted = (f"{encoder.name} of dimension {dim}" for dim in (opened.manifest.dim, encoder.dim))
                raise EncoderMismatch(settings.index.folder, found, wanted)
            reranker = load_reranker()
            on_failure.pop_all()
        _take_one_core_each()
        return cls(settings, opened, encoder, reranker)

    def close(self) -> None:
        """Once those who are asking have their answers."""
        self._door.shut()
        self._opened.close()

    @property
    def generation(self) -> str:
        return self._opened.name

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who is quoted, most quoted first."""
        return self._store.speakers

    @property
    def sources(self) -> tuple[str, ...]:
        """Every publication, the one with the most articles first."""
        return self._store.sources

    def quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody who is quoted in a publication, found by part of its name, most quoted first."""
        with self._door:
            return self._store.quoted_in(source)

    @property
    def manifest(self) -> Manifest:
        return self._opened.manifest

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """The id of every article."""
        with self._door:
            return self._store.article_ids()

    def article(self, id: str) -> Article | None:  # noqa: A002 - it is one
        with self._door:
            return self._store.article(id)

    def check(self, words: str, speaker: str | None = None, source: str | None = None) -> Check:
        """Whether words are on record, as said by whoever a name means, in a publication, where these are given."""
        with self._door:
            speakers = set(self._store.named(speaker)) if speaker else None
            sources = frozenset(self._store.published_by(source)) if source else None
            return QuoteVerifier(self._opened.quoted).check(words, speakers, sources)

    def said(self, speaker: str | None = None, topic: str | None = None, source: str | None = None) -> list[Quotation]:
        """What was said by whoever a name means, on a topic, in a publication; the oldest first."""
        with self._door:
            speakers = self._store.named(speaker) if speaker else None
            sources = set(self._store.published_by(source)) if source else None
            quotations = multi_paragraph.joined(self._store.quotations_about(speakers, stems(topic or "")))
            return timeline.said(quotations, None if speakers is None else set(speakers), topic, sources)

    @property
    def dates(self) -> tuple[str, str] | None:
        """The first and the last day that an article is dated."""
        with self._door:
            return self._store.dates()

    def ask(self, text: str, options: Options = ANYTHING, limit: int | None = None) -> Reply:
        """Up to `limit` answers, best first; QuestionError for a question that cannot be read."""
        with self._door:
            return self._answer(text, options, limit)

    def _answer(self, text: str, options: Options, limit: int | None) -> Reply:
        started = time.perf_counter()
        asked = questions.parse(text, self._people, options, self.sources)
        query = self._encoder.question(asked.text)
        with self._opened.turn:
            left = self._store.rows(asked.only, asked.phrase)
            if nothing := left is not None and not len(left):
                left = None  # then the closest of everything is offered
            ranked = self._rank(asked, query, left)
            confidence = 0.0 if nothing else self._confidence(asked, ranked)
        if self._reranker:
            with self._reading:  # it takes all cores, and its time runs from when it has them
                ranked = rerank.reread(ranked, self._reranker, asked, self._store, self._settings.ranking)
        with self._opened.turn:
            answers = tuple(statements.answers(self._opened, asked, ranked, limit or self._settings.reply.limit))
            reason = None
            if nothing:
                reason = abstaining.nothing_left(asked, self._store)
            elif confidence < self._settings.reply.abstain_below:
                reason = abstaining.not_sure(asked, self._opened)
        took = (time.perf_counter() - started) * 1000
        return Reply(text, asked, answers, confidence, reason, self.generation, took)

    def _rank(self, asked: Question, query: Vectors, among: Selection | None) -> Ranking:
        search = features.search(self._opened, asked, query, among)
        rows = candidates.find(self._opened, search, self._settings.ranking.candidates)
        return ranking.rank(*features.gather(self._opened, asked, search, rows), weights.load()["ranked"])

    def _confidence(self, asked: Question, ranked: Ranking) -> float:
        return abstaining.confidence(abstaining.weigh(asked, ranked, self._store), weights.load()["confidence"])


def _take_one_core_each() -> None:
    """Have torch answer a question on one core: several threads that wait for one another where cores are busy take
    longer than one, and who asks beside wants the other cores."""
    import torch

    torch.set_num_threads(1)
