"""The reader: a cross-encoder that reads a question and a passage together, and says whether the passage answers.

A cross-encoder judges better than a comparison of vectors but is slower, so only the best passages of the first stage
are read. The method is by Nogueira and Cho, "Passage Re-ranking with BERT", 2019. A logit above zero means that the
passage answers.

It reads the word pieces of a BERT:

    [CLS] question [SEP] headline | source, date | speaker: passage [SEP] text before the passage [SEP]

The question has token type 0, everything else 1. The passage may take nearly all of the input. The text before it is
cut at its beginning to the room that is left. reader.onnx has the weights: a BERT with 12 layers of 384, int8.
docs/model-card.md says how they were made.

`read_best` lets the reader read the best passages of the first stage within a time limit. `rerank` ranks these by a
weighted sum of their first-stage score and the reader's logit. The others follow in their old order.

Importing this module loads no heavy library; `Reader.open` does.
"""

import math
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import numpy.typing as npt

from retrieval import encoders, files
from retrieval.array_types import Scores
from retrieval.backends.protocol import Store
from retrieval.errors import ReaderError
from retrieval.method_cache import cached_method
from retrieval.models import AnswerType, PartialDate, Passage, Question
from retrieval.search.features import neighbours
from retrieval.search.query import rewording, speech_acts
from retrieval.search.query.speakers import office_in
from retrieval.search.ranking import Ranking, Weights, rank
from retrieval.settings import RankingSettings
from retrieval.text import dates
from retrieval.text.normalise import holds_phrase, spelt_out

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Logits = npt.NDArray[np.float32]  # shape (readings,)

BUNDLED, NONE = "bundled", "none"
WEIGHTS = Path(__file__).with_name("reader.onnx")
WEIGHTS_SHA256 = "18579fdc255ee6734f011657da2ea4de7fec9fcd8ea031435cc6f7c23501c179"


MAX_PIECES = 320  # all together
MAX_QUESTION_PIECES, MAX_HEADLINE_PIECES, MAX_ORIGIN_PIECES, MAX_SPEAKERS_PIECES, MAX_BEFORE_PIECES = 56, 28, 20, 14, 32
KEPT_LOGITS = 2000  # of the pairs read last, about 1.5 KB each
NAMED_SPEAKERS = 2  # speakers whose names are read: those quoted most
LATIN = re.compile("[a-z]", re.IGNORECASE)
ANSWER_LOGIT = 0.0  # a passage with a higher logit answers
FIRST_STAGE, LOGIT = "first_stage", "reader"  # features of a passage that was read: its earlier score, and its logit


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage with the facts that the reader gets about it. `speakers` are those quoted in it, most quoted first."""

    text: str
    title: str = ""
    source: str = ""
    date: PartialDate | None = None
    speakers: Sequence[str] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class PairPieces:
    """Word pieces of a question and a passage, and the token type of each."""

    ids: list[int]
    types: list[int]

    def __len__(self) -> int:
        return len(self.ids)


class ReaderInput:
    """Turns questions and passages into word pieces. `tokenizer` must neither pad nor truncate."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self._first, self._separator = vocabulary["[CLS]"], vocabulary["[SEP]"]

    @classmethod
    def open(cls) -> Self:
        """Use the bundled encoder's tokenizer, since the reader has the same word pieces."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(encoders.bundled() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer)

    def question(self, text: str) -> list[int]:
        """The word pieces of a question. A long question keeps only its beginning and its end."""
        ids = self._pieces(text)
        if len(ids) > MAX_QUESTION_PIECES:
            ids = ids[: MAX_QUESTION_PIECES // 2] + ids[-MAX_QUESTION_PIECES // 2 :]
        return [self._first, *ids, self._separator]

    def pair(self, question: list[int], reading: Reading) -> PairPieces:
        """The word pieces of a question and a passage. `question` is the result of the method `question`."""
        # "HSJ, 7 February 2012"
        origin = ", ".join(part for part in (reading.source, reading.date and dates.in_words(reading.date)) if part)
        head = [
            *self._pieces(reading.title)[:MAX_HEADLINE_PIECES],
            *self._pieces(f" | {origin} | ")[:MAX_ORIGIN_PIECES],
        ]
        if reading.speakers:
            head += self._pieces(f"{', '.join(reading.speakers[:NAMED_SPEAKERS])}:")[:MAX_SPEAKERS_PIECES]
        room = MAX_PIECES - len(question) - len(head) - 1
        passage = self._pieces(reading.text)[:room]
        room -= len(passage) + 1
        before = self._pieces(reading.before)[-min(MAX_BEFORE_PIECES, room) :] if reading.before and room > 0 else []
        rest = [*head, *passage, self._separator, *before, *([self._separator] if before else [])]
        return PairPieces([*question, *rest], [0] * len(question) + [1] * len(rest))

    def _pieces(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(spelt_out(text), add_special_tokens=False).ids
        return ids


class PassageReader(Protocol):
    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:
        """Yield the logit of each reading, a few readings at a time, in their order.

        A caller that runs out of time can close the iterator; then no further reading begins.
        """


def load(settings: RankingSettings) -> PassageReader | None:
    """Load the reader, or return None if the settings name none. Raises ReaderError if it cannot be loaded."""
    return None if settings.reader == NONE else Reader.open(WEIGHTS, WEIGHTS_SHA256)


class Reader:
    """Runs the reader by ONNX Runtime, without torch. Threads may share it.

    Each core reads one pair after another, so nothing is padded and no core waits for another. The last logits are
    kept, since the same question is asked again: for more answers, within other dates, or by somebody else.
    """

    def __init__(self, session: "InferenceSession", reader_input: ReaderInput) -> None:
        self._session, self._input = session, reader_input
        self._logit = cached_method(self._read, KEPT_LOGITS)
        self._pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reader")

    @classmethod
    def open(cls, file: Path, digest: str) -> Self:
        """Open the weights in `file`. Raises ReaderError if their sha256 is not `digest`."""
        import onnxruntime

        _check(file, digest)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # If it got the file's bytes instead of its path, the session would keep them in memory.
        session = onnxruntime.InferenceSession(
            file, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
        return cls(session, ReaderInput.open())

    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:
        asked = self._input.question(question)
        pairs = (self._input.pair(asked, reading) for reading in readings)
        logits = [self._pool.submit(self._logit, len(asked), np.array(pair.ids, np.int64).tobytes()) for pair in pairs]
        try:
            for logit in logits:
                yield np.array([logit.result()], np.float32)
        finally:
            for logit in logits:
                logit.cancel()  # a caller that is out of time reads no further

    def _read(self, asked: int, pieces: bytes) -> float:
        """The logit of a pair, of whose word pieces, as int64, the first `asked` are the question's."""
        ids = np.frombuffer(pieces, np.int64)[None]
        types = (np.arange(ids.size) >= asked).astype(np.int64)[None]
        return float(self._session.run(None, {"input_ids": ids, "token_type_ids": types})[0][0])


def _check(file: Path, digest: str) -> None:
    try:
        found = files.digest(file)
    except OSError as error:
        raise ReaderError(f"{file.name} cannot be read ({error.strerror}); reinstall On Record") from error
    if found != digest:
        raise ReaderError(f"{file.name} has sha256 {found[:12]}…, not {digest[:12]}…; reinstall On Record")


def can_be_read(question: Question) -> bool:
    """Whether the reader, which knows only English, can read a question.

    >>> can_be_read(Question("", asked="tax?")), can_be_read(Question("", asked="预算是多少？"))
    (True, False)
    """
    return bool(LATIN.search(question.asked))


def read_best(
    ranked: Ranking, reader: PassageReader, question: Question, store: Store, settings: RankingSettings
) -> tuple[Ranking, Ranking]:
    """Let the reader read the first `settings.read` passages, and as many again if none of these answers.

    The time limit may end the reading earlier. It counts from the first passage that was read, because the reader may
    first be busy with another question. Returns the passages that were read, in their old order and with the two new
    features, and the other passages.
    """
    deadline, logits = math.inf, np.empty(0, np.float32)
    while len(logits) < 2 * settings.read and not (logits > ANSWER_LOGIT).any():
        rows = ranked.rows[len(logits) :][: settings.read].tolist()
        readings = [reading(store, row, passage) for row, passage in zip(rows, store.passages(rows), strict=True)]
        for values in _logits(reader, question, readings):
            logits = np.append(logits, values)
            deadline = min(deadline, time.monotonic() + settings.budget_ms / 1000)
            if time.monotonic() > deadline:
                break
        if not rows or time.monotonic() > deadline:
            break
    read, others = ranked.split(len(logits))
    return replace(read, features={**read.features, FIRST_STAGE: read.scores, LOGIT: logits}), others


def rerank(read: Ranking, others: Ranking, weights: Weights) -> Ranking:
    """The passages that were read, ranked by `weights`, followed by the others, whose logit is NaN."""
    return rank(read.rows, read.features, weights).followed_by(others)


def reading(store: Store, row: int, passage: Passage) -> Reading:
    """A passage with the facts about it, for the reader."""
    before = int(neighbours(store, np.array([row], np.int64), -1)[0])
    speakers = Counter(quotation.speaker for quotation in store.quotations(row) if quotation.speaker)
    article = passage.article
    return Reading(
        passage.text,
        title=article.title or "",
        source=article.source or "",
        date=article.published.when if article.published else None,
        speakers=[name for name, _ in speakers.most_common()],
        before="" if before == row else store.passages([before])[0].text,
    )


def _logits(reader: PassageReader, question: Question, readings: Sequence[Reading]) -> Iterator[Scores]:
    """The logits of the readings, in their order."""
    for asked, group in groupby(readings, key=lambda each: _asked_of(question, each)):
        yield from reader.read(asked, list(group))


def _asked_of(question: Question, reading: Reading) -> str:
    """The question that the reader reads with a passage.

    If an office has several holders, or two people are asked about, it names the one whom the passage quotes. The
    office itself is left out if the passage does not have it. For a note such as "Lee tax", the question asks of
    passages that quote Lee what Lee said.

    >>> mayors = Question("", speaker="mayor", speakers=("Ann Lee", "Bo Ek"), asked="what did the mayor say?")
    >>> [_asked_of(mayors, Reading(text, speakers=["Di Fox", "Bo Ek"])) for text in ("The mayor left.", "Ek left.")]
    ['what did the mayor, Bo Ek, say?', 'what did Bo Ek say?']
    >>> _asked_of(mayors, Reading(""))
    'what did the mayor say?'
    >>> lee = replace(mayors, speaker="Ann Lee", speakers=("Ann Lee",), office="mayor", asked="is mayor, Ann Lee, in?")
    >>> _asked_of(lee, Reading("The mayor left.")), _asked_of(lee, Reading("Lee left."))
    ('is mayor, Ann Lee, in?', 'is Ann Lee in?')
    >>> both = replace(mayors, speaker="Ann Lee and Bo Ek", topic="tea", asked="", answer_type=AnswerType.SAID)
    >>> _asked_of(both, Reading("", speakers=["Di Fox", "Bo Ek"]))
    'what did Bo Ek say about tea?'
    """
    if question.act and not set(question.speakers).isdisjoint(reading.speakers):
        return speech_acts.in_words_of(question.asked, question.act, reading.text)
    if question.asked_of_speaker and not set(question.speakers).isdisjoint(reading.speakers):
        return question.asked_of_speaker
    if len(question.speakers) == 1 and question.office:
        return _with_office_if_in(reading, question.asked, question.office, question.speakers[0])
    office = question.speaker or ""
    if len(question.speakers) < 2 or not (office_in(office) or _asks_what_both_said(question)):
        return question.asked
    holders = [name for name in reading.speakers if name in question.speakers and name[:1].isupper()]
    if holders and _asks_what_both_said(question):
        return f"what did {holders[0]} say about {question.topic}?"
    named = rewording.with_name(question.asked, office, holders[0]) if holders else ""
    return _with_office_if_in(reading, named, office, holders[0]) if holders else question.asked


def _with_office_if_in(reading: Reading, asked: str, office: str, name: str) -> str:
    """A question that names an office and its holder; if the passage does not have the office, the holder alone."""
    return asked if holds_phrase(reading.text, office) else rewording.without_office(asked, office, name)


def _asks_what_both_said(question: Question) -> bool:
    """Whether the question asks what two people said on a topic."""
    is_joint = " and " in (question.speaker or "") and question.speaker not in question.speakers
    return is_joint and question.answer_type is AnswerType.SAID and question.topic is not None
