"""The library's main class: an open archive that answers questions, checks quotations and lists who said what.

retrieval/search/__init__.py describes the stages from a question to its answers. Closing an archive waits for the calls
in progress.
"""

import logging
import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from retrieval import backends, citations, corrections, drafts, encoders, status
from retrieval.array_types import Vectors
from retrieval.backends.protocol import Backend
from retrieval.chronology import first_use, timeline
from retrieval.chronology.first_use import FirstUse
from retrieval.chronology.novelty import WhatIsNew, without_corrections
from retrieval.chronology.timeline import SpeakerSummary, Statement
from retrieval.citations import Citation
from retrieval.corrections import writing
from retrieval.drafts import DraftCheck, DraftChecker, DraftProgress, quotations
from retrieval.drafts.quotations import DraftQuotation
from retrieval.drafts.speakers import SpeakersMeant
from retrieval.drafts.words import WordsJudge
from retrieval.encoders import Encoder
from retrieval.errors import (
    ArchiveClosed,
    ClusterError,
    CorrectionsDamaged,
    EncoderMismatch,
    GenerationError,
    IndexMissing,
    NobodyCalled,
    QuestionError,
)
from retrieval.index import generation
from retrieval.index.generation import Manifest
from retrieval.joining import multi_paragraph
from retrieval.models import (
    Answer,
    Article,
    Coverage,
    Novelty,
    Options,
    Passage,
    Question,
    Quotation,
    Reply,
    Role,
    Searched,
    Silence,
    Span,
)
from retrieval.quote_check import Check, Verdict
from retrieval.search import (
    SearchPipeline,
    SearchResult,
    abstention,
    features,
    offices,
    query,
    reader,
    receipt,
    terms_of_office,
)
from retrieval.search.query import SpeakerNames
from retrieval.search.reader import PassageReader
from retrieval.settings import Settings
from retrieval.status import Status
from retrieval.text import dates
from retrieval.text.name_lookup import differently_named, near_names
from retrieval.text.normalise import holds_phrase, normalise
from retrieval.text.tokenise import stem, stems

if TYPE_CHECKING:
    from retrieval.indexing import IndexingResult
    from retrieval.indexing.pipeline import Progress


logger = logging.getLogger(__name__)


class InFlight:
    """Counts the requests in progress. Wrap each request in `with in_flight:`. Threads may share it."""

    def __init__(self) -> None:
        self._requests, self._closed, self._changed = 0, False, threading.Condition()

    def __enter__(self) -> None:
        """Begin a request. Raises ArchiveClosed once `close_and_wait` has been called."""
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


Checked = TypeVar("Checked", Check, DraftCheck)
NO_OPTIONS = Options()
MAX_READ_FOR_WORD = 200  # passages read to find out whether any has a word
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a pair, as JSON may have it: no character
MAX_LOOK_SECONDS = 5.0  # for a look at the archive's folder
RECEIPT_LOOK_SECONDS = 0.1  # for the same look when a question has no answer
RECEIPT_LOOK_INTERVAL_SECONDS = 60.0  # between two such looks
MAX_PEOPLE_NAMED = 5  # in a message about a name of several people


def no_progress(done: float, total: int, passages: int) -> None:
    """A progress callback that shows nothing. `done` of `total` articles are done, with `passages` new passages."""


def no_draft_progress(done: int, total: int) -> None:
    """A progress callback that shows nothing. `done` of `total` quotations of a draft are checked."""


class Models:
    """The encoder and the reader of an archive, each loaded once, when it is first needed.

    When a new generation replaces an open one, both archives share one `Models`.
    """

    def __init__(
        self, load_encoder: Callable[[], Encoder], load_reader: Callable[[], PassageReader | None] = lambda: None
    ) -> None:
        self._encoder, self._reader = cache(load_encoder), cache(load_reader)
        self._lock = threading.RLock()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The models that the settings name."""
        return cls(lambda: encoders.load(settings.encoder), lambda: reader.load(settings.ranking))

    @property
    def encoder(self) -> Encoder:
        """The encoder. Raises EncoderError if it cannot be loaded."""
        with self._lock:
            return self._encoder()

    @property
    def reader(self) -> PassageReader | None:
        """The reader, or None if the settings name none. Raises ReaderError if it cannot be loaded."""
        with self._lock:
            return self._reader()


class Archive:
    """An open generation of the index. Threads may share it. Once it is closed, requests raise ArchiveClosed."""

    def __init__(self, settings: Settings, backend: Backend, models: Models) -> None:
        self._settings, self._backend, self._models = settings, backend, models
        self._store = backend.store
        self._speaker_names = SpeakerNames(
            backend.store.speakers, backend.lexicon, backend.lexicon.nearest, self._is_written, self._is_english
        )
        self._pipeline = SearchPipeline(backend, settings, self._embed)
        self._in_flight = InFlight()
        self._newer, self._looked = 0, -math.inf  # files newer than the index, and when that was counted

    @classmethod
    def open(cls, settings: Settings, models: Models | None = None) -> Self:
        """Open the current generation, without loading a model. Raises GenerationError if it cannot be used."""
        return cls(settings, backends.open_current(settings), models or Models.of(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Wait for the calls in progress, then close the index."""
        self._in_flight.close_and_wait()
        self._backend.close()

    def load_models(self) -> Self:
        """Load the encoder and the reader now, so that the first question does not wait for them."""
        _ = self._encoder, self._models.reader
        return self

    def ask(self, text: str, options: Options = NO_OPTIONS, limit: int | None = None) -> Reply:
        """Answer a question: up to `limit` answers, best first. Raises QuestionError if it cannot be understood."""
        with self._request():
            return self._answer(LONE_SURROGATE.sub("\ufffd", text), options, limit)

    def check(self, words: str, speaker: str | None = None, source: str | None = None) -> Check:
        """Check whether words are on record. `speaker` and `source` are typed names; a part of a name is enough."""
        with self._request():
            given = DraftQuotation(words, ((0, len(words)),), speaker or None, speaker or "")
            check = WordsJudge(self._backend, self._speaker_names, source).check(given)
            is_foreign = check.verdict is Verdict.NOTHING and drafts.is_foreign(words)
            return replace(self._with_correction(check, words, source), other_language=is_foreign)

    def _correction(self, words: str, said: Sequence[Quotation], source: str | None = None) -> Passage | None:
        """The passage of an article that corrects the words of quotations.

        If a `source` is given, it must be from there.
        """
        if not said:
            return None
        with self._backend.ranking_lock:
            found = self._what_is_new.corrections.find(words, said)
        is_hidden = found and source and found.article.source not in self._store.sources_named(source)
        return None if is_hidden else found

    def cite(
        self, words: str, speaker: str | None = None, source: str | None = None, read: date | None = None
    ) -> list[Citation]:
        """Citations of words on record, oldest article first; none if the words are not on record as given.

        `read` is the date of reading for the citation, by default today. `citations.of_answer` cites an answer. Raises
        NobodyCalled if nobody is quoted by the speaker's name.
        """
        with self._request():
            self._meant(speaker)
        return citations.of_check(self.check(words, speaker, source), read or dates.today())

    def cite_place(self, article: Article, offset: int, paragraph: Span, read: date | None = None) -> Citation:
        """The citation of the quotation at an offset of an article, else of the first quotation in its paragraph, else
        of the paragraph. `read` is the date of reading, by default today.
        """
        with self._request():
            found = multi_paragraph.join(self._store.quotations_in(article.id))
            cited = citations.of_place(article, found, offset, paragraph, read or dates.today())
            said = [cited.quotation] if cited.quotation else []
            return replace(cited, correction=self._correction(cited.words, said))

    def check_draft(
        self, text: str, progress: DraftProgress = no_draft_progress, source: str | None = None
    ) -> list[DraftCheck]:
        """Check every quotation of a draft, in order, against all articles or those of a publication.

        `progress` is called with the number of quotations checked, and the number of all. If the index cannot be read
        any more, or its cluster is away, no quotation could be checked.
        """
        found = quotations.find(LONE_SURROGATE.sub("\ufffd", text))
        try:
            with self._request():
                checker = DraftChecker(self._backend, self._speaker_names, source)
                checks = drafts.check_all(checker, found, progress)
                return [self._with_correction(check, check.quotation.words, source) for check in checks]
        except (GenerationError, ClusterError) as error:
            logger.warning("no quotation of the draft could be checked: %s", error)
            return drafts.unread(found)

    def _with_correction(self, check: Checked, words: str, source: str | None) -> Checked:
        matches = without_corrections(words, check.matches)
        said = [quotation for match in matches for quotation in match.quotations]
        return replace(check, matches=matches, correction=self._correction(words, said, source))

    def quotations(self, speaker: str | None = None, article: str | None = None) -> list[Quotation]:
        """Every quotation in the archive's order; optionally only those by a speaker or carrier, or from an article.

        Raises NobodyCalled if nobody is quoted by the speaker's name.
        """
        with self._request():
            people, office = self._meant(speaker)
            found = self._store.all_quotations() if article is None else self._store.quotations_in(article)
            joined = multi_paragraph.join(found)
            if office:
                return offices.said_by_holders(joined, office)
            return [each for each in joined if people is None or each.speaker in people or each.carrier in people]

    def _meant(self, typed: str | None) -> tuple[list[str] | None, str | None]:
        """The people or the office that a typed name may mean; both None without a name. Raises NobodyCalled."""
        if not typed:
            return None, None
        if office := self.office_named(typed):
            return None, office
        people = self.people_named(typed)
        if not people:
            raise self._nobody_called(typed)
        return people, None

    def _nobody_called(self, typed: str) -> NobodyCalled:
        shown = LONE_SURROGATE.sub("\ufffd", typed)
        near = near_names(shown, self.speakers)
        return NobodyCalled(shown, near, *(() if near else [abstention.not_quoted(shown, NO_OPTIONS, self._store)]))

    def each_quotation(self) -> Iterator[Quotation]:
        """Every quotation, in the archive's order, read one article at a time."""
        for article in self.articles:
            with self._request():
                quotations = multi_paragraph.join(self._store.quotations_in(article))
            yield from quotations

    def said(self, speaker: str | None = None, topic: str | None = None, source: str | None = None) -> list[Quotation]:
        """The quotations of a speaker, on a topic, in a publication, oldest first. Each restriction is optional.

        `speaker` may be an office: then the quotations are those of everybody whom the article calls so. Raises
        NobodyCalled if nobody is quoted by the name.
        """
        with self._request():
            people, office = self._meant(speaker)
            sources = set(self._store.sources_named(source)) if source else None
            needed = [*stems(topic or ""), *offices.needed_stems(office or "")]
            found = self._store.quotations_about(people, needed)
            joined = multi_paragraph.join(found)
            by_holders = offices.said_by_holders(joined, office) if office else joined
            return timeline.select(by_holders, people, topic, sources)

    def timeline(
        self, speaker: str | None = None, topic: str | None = None, source: str | None = None
    ) -> list[Statement]:
        """The quotations of `said` as statements (the sentences that contain them), oldest first.

        A statement that other articles repeat is returned once, with the repeats in `also`.
        """
        return timeline.without_reprints(timeline.statements(self.said(speaker, topic, source)))

    def who(self, topic: str | None = None, source: str | None = None) -> list[SpeakerSummary]:
        """Everybody who is quoted on a topic or in a publication, most quoted first."""
        return timeline.count_by_speaker(self.said(None, topic, source), self.speakers)

    def first(self, phrase: str, source: str | None = None) -> FirstUse:
        """The first appearance of words, by any speaker, as far as the articles' dates show it."""
        with self._request():
            if not normalise(phrase):
                raise QuestionError("no words to look for; give a phrase, such as: onrecord first knife edge")
            passages = self._store.passages_with(phrase, source)
            return first_use.find(phrase, ((passage, self._store.quotations(row)) for row, passage in passages))

    def novelty(self, quotation: Quotation, topic: str = "") -> Novelty | None:
        """What is new of a quotation: first on a topic, said again, or contradicting earlier words; None if unclear."""
        with self._request(), self._backend.ranking_lock:
            return self._what_is_new.of(quotation, topic)

    def people_named(self, typed: str) -> list[str]:
        """The full names of the speakers that a typed name may mean, after misspelt words are corrected."""
        return self._speaker_names.named(typed)

    def put_right(self, typed: str) -> str:
        """A typed name. If nobody has the name as typed, its misspelt words are corrected."""
        return self._speaker_names.put_right(typed)

    def nobody_called(self, typed: str) -> NobodyCalled:
        """The error for a name by which nobody is quoted, with similar names; if there are none, where the name is in
        articles.
        """
        with self._request():
            return self._nobody_called(typed)

    def office_named(self, typed: str) -> str | None:
        """The office that is typed in place of a name, for `said`; None if somebody has that name."""
        return self._speaker_names.office_named(typed)

    def is_written(self, words: str, *, as_name: bool = False) -> bool:
        """Whether the articles have the words next to each other; if `as_name` is true, capitalised as a name."""
        with self._request():
            return offices.is_written(words, self._backend, as_name=as_name)

    def gender(self, name: str) -> str | None:
        """Return "m" or "f" if the articles show that somebody is a man or a woman, else None."""
        with self._request():
            return SpeakersMeant(self._backend, self._speaker_names).gender(name)

    def full_name(self, typed: str) -> str:
        """The name of the speaker that a typed name means; the typed name if nobody has it.

        Raises QuestionError if it may mean several people.
        """
        people = differently_named(self.people_named(typed))
        if len(people) > 1 and typed not in people:
            raise QuestionError(f"{typed} may be {' or '.join(people[:MAX_PEOPLE_NAMED])}; give the full name")
        return people[0] if len(people) == 1 else typed

    def correct(self, **values: writing.Value) -> int:
        """Write a correction with these keys into the archive's corrections.toml.

        The next index applies it. Returns its line. Raises CorrectionsDamaged or CorrectionsUnwritable.
        """
        return writing.add(self._settings.archive.folder, **values)

    def article(self, id: str) -> Article | None:  # noqa: A002 - it is one
        """The article with this id (its path below the archive folder), or None."""
        with self._request():
            return None if LONE_SURROGATE.search(id) else self._store.article(id)

    def status(self) -> Status:
        with self._request():
            is_rolled_back = generation.rolled_back(self._settings.index_folder) is not None
            return status.read(self._settings, self._backend, self.newer_files(), rolled_back=is_rolled_back)

    def newer_files(self, seconds: float = MAX_LOOK_SECONDS) -> int:
        """The number of files in the archive's folder that may not be in the index. The count stops after `seconds`."""
        checked = generation.last_checked(self._settings.index_folder)
        return 0 if checked is None else generation.count_changed_since(self._settings.archive.folder, checked, seconds)

    @property
    def generation(self) -> str:
        """The name of the open generation."""
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
        """Every publication, the one with most articles first."""
        return self._store.sources

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """The id of every article."""
        with self._request():
            return self._store.article_ids()

    @property
    def dates(self) -> tuple[str, str] | None:
        """The earliest and the latest date of any article, or None if no article has a date."""
        with self._request():
            return self._store.dates()

    @property
    def coverage(self) -> Coverage:
        """The number, the dates and the sources of all articles."""
        with self._request():
            return self._store.coverage(Options())

    @property
    def withdrawn(self) -> frozenset[str]:
        """The ids of the articles that corrections.toml withdraws at present; none if the file cannot be read."""
        try:
            found = corrections.read(self._settings.archive.folder)
        except CorrectionsDamaged:
            return frozenset()
        return frozenset(each.article for each in found.all if each.article and found.is_withdrawn(each.article))

    def quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody who is quoted in a publication, most quoted first. Part of the publication's name is enough."""
        with self._request():
            return self._store.quoted_in(source)

    @contextmanager
    def _request(self) -> Iterator[None]:
        """Wrap each request in this context.

        The request counts as in flight, and the index's files must not change meanwhile.
        """
        with self._in_flight, self._backend.reading():
            yield

    @cached_property
    def _encoder(self) -> Encoder:
        """The encoder of questions. Raises EncoderMismatch if its vectors and the index differ in dimension."""
        encoder, dim = self._models.encoder, self._backend.manifest.dim
        if encoder.dim != dim:
            found, wanted = (f"{encoder.name} of dimension {each}" for each in (dim, encoder.dim))
            raise EncoderMismatch(self._settings.index_folder, found, wanted)
        import torch

        # On busy cores, threads that wait for one another are slower than one. Other questions need those cores.
        torch.set_num_threads(1)
        return encoder

    @cached_property
    def _what_is_new(self) -> WhatIsNew:
        return WhatIsNew(self._backend)

    def _is_english(self, word: str) -> bool:
        """Whether the encoder knows a word or its base form."""
        return self._encoder.is_word(word) or self._encoder.is_word(stem(word))

    def _is_written(self, word: str) -> bool:
        """Whether a passage has exactly this word, not only its stem.

        If too many passages have the stem, the answer is True.
        """
        passages, are_all = self._store.some_with(word, NO_OPTIONS, MAX_READ_FOR_WORD)
        return not are_all or any(holds_phrase(passage.text, word) for passage in passages)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.passages(texts)

    def _answer(self, text: str, options: Options, limit: int | None) -> Reply:
        started = time.perf_counter()
        question = query.parse(text, self._speaker_names, options, self.sources)
        with self._backend.ranking_lock:
            asked = offices.resolve(question, self._backend, self._speaker_names)
            question = terms_of_office.bind(asked, self._backend, self._speaker_names) if asked.clause else asked
        vector, limit = self._encoder.question(question.text), limit or self._settings.reply.limit
        result = self._pipeline.search(question, vector, self._models.reader, limit)
        wider = terms_of_office.without_time(question, asked) if result.reason is not None else None
        if wider is not None:
            anytime = self._pipeline.search(wider, self._encoder.question(wider.text), self._models.reader, limit)
            result = anytime if anytime.reason is None else result
            question = result.question
        answers = self._with_novelty(result.answers, result.question.topic or "")
        silence, searched = (None, None) if result.reason is None else self._receipt(question, result)
        if silence is Silence.NO_SUCH_NAME and question.asks_for_words and features.has_no_topic(question):
            answers = ()  # without a topic, nothing is close
        took_ms = (time.perf_counter() - started) * 1000
        return Reply(
            text,
            result.question,
            answers,
            result.confidence,
            result.reason,
            self.generation,
            took_ms,
            silence,
            searched,
            result.times,
            result.times_reported,
            self._settings.reply.abstain_below,
            result.total,
            result.is_total_exact,
            result.has_more,
        )

    def _with_novelty(self, answers: Sequence[Answer], topic: str) -> tuple[Answer, ...]:
        with self._backend.ranking_lock:
            return tuple(
                replace(answer, novelty=self._what_is_new.of(answer.quotation, topic))
                if answer.role is Role.ANSWER and answer.quotation
                else answer
                for answer in answers
            )

    def _receipt(self, question: Question, result: SearchResult) -> tuple[Silence, Searched]:
        """The kind of an abstention, and what was searched."""
        archive = str(self._settings.archive.folder)
        with self._backend.ranking_lock:
            silence, searched = receipt.write(
                question, self._backend, result.answers, archive=archive, filtered=result.filtered
            )
        if result.elsewhere and not searched.elsewhere:
            searched = replace(searched, elsewhere=result.elsewhere)
        if time.monotonic() - self._looked > RECEIPT_LOOK_INTERVAL_SECONDS:
            self._newer, self._looked = self.newer_files(RECEIPT_LOOK_SECONDS), time.monotonic()
        return silence, replace(searched, newer=self._newer)


def open_archive(settings: Settings, models: Models | None = None, progress: "Progress" = no_progress) -> Archive:
    """Open the current generation. If the archive has no index yet, build one first."""
    models = models or Models.of(settings)
    try:
        return Archive.open(settings, models)
    except IndexMissing:
        bring_up_to_date(settings, models, progress)
        return Archive.open(settings, models)


def bring_up_to_date(
    settings: Settings, models: Models | None = None, progress: "Progress" = no_progress, *, full: bool = False
) -> "IndexingResult":
    """Index what has changed in the archive since the current generation was built; with `full`, index everything."""
    models = models or Models.of(settings)
    return backends.bring_up_to_date(settings, lambda: models.encoder, progress, full=full)
