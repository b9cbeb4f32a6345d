"""The reader: a cross-encoder that reads a question and a passage together, and says whether the passage answers.

A cross-encoder judges better than a comparison of vectors, and is slower. So only the best passages of the first stage
are read. The method is by Nogueira and Cho, "Passage Re-ranking with BERT", 2019. Above zero, the reader's logit means
that the passage answers.

It reads the word pieces of a BERT:

    [CLS] question [SEP] headline | source, date | speaker: passage [SEP] what stands before the passage [SEP]

The question has token type 0, all else 1. The passage may take nearly all room; what stands before it is cut at its
beginning to the room that is left. reader.onnx has the weights: a BERT with 12 layers of 384, int8; docs/model-card.md
tells how they were made.

Importing this module loads no heavy library; `Reader.open` does.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import numpy.typing as npt

from retrieval import encoders
from retrieval.errors import ReaderError
from retrieval.models import PartialDate
from retrieval.settings import RankingSettings
from retrieval.text import dates
from retrieval.text.normalise import spelt_out

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Logits = npt.NDArray[np.float32]  # shape (readings,)

BUNDLED, NONE = "bundled", "none"
WEIGHTS = Path(__file__).with_name("reader.onnx")
WEIGHTS_SHA256 = "a210ad386a52a58eb1e14d9af6288e4ec796b14a31c2fa1fbfabbd52f3a9bf33"


MAX_PIECES = 320  # all together
MAX_QUESTION, MAX_HEADLINE, MAX_ORIGIN, MAX_SPEAKERS, MAX_BEFORE = 56, 28, 20, 14, 32  # pieces of each part
SPEAKERS = 2  # names shown: of those quoted most


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage with what the reader needs to know about it. `speakers` are those quoted in it, most quoted first."""

    text: str
    title: str = ""
    source: str = ""
    date: PartialDate | None = None
    speakers: Sequence[str] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Pieces:
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
        """With the bundled encoder's tokenizer: the reader knows the same word pieces."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(encoders.bundled() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer)

    def question(self, text: str) -> list[int]:
        """The pieces of a question, of which a long one keeps its beginning and its end."""
        ids = self._pieces(text)
        if len(ids) > MAX_QUESTION:
            ids = ids[: MAX_QUESTION // 2] + ids[-MAX_QUESTION // 2 :]
        return [self._first, *ids, self._separator]

    def pair(self, question: list[int], reading: Reading) -> Pieces:
        """The pieces of a pair. `question` is what the method of that name returned."""
        head = [
            *self._pieces(reading.title)[:MAX_HEADLINE],
            *self._pieces(f" | {_origin(reading)} | ")[:MAX_ORIGIN],
        ]
        if reading.speakers:
            head += self._pieces(f"{', '.join(reading.speakers[:SPEAKERS])}:")[:MAX_SPEAKERS]
        room = MAX_PIECES - len(question) - len(head) - 1
        passage = self._pieces(reading.text)[:room]
        room -= len(passage) + 1
        before = self._pieces(reading.before)[-min(MAX_BEFORE, room) :] if reading.before and room > 0 else []
        rest = [*head, *passage, self._separator, *before, *([self._separator] if before else [])]
        return Pieces([*question, *rest], [0] * len(question) + [1] * len(rest))

    def _pieces(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(spelt_out(text), add_special_tokens=False).ids
        return ids


def _origin(reading: Reading) -> str:
    """The source and date, as an article is cited: "HSJ, 7 February 2012"."""
    return ", ".join(part for part in (reading.source, reading.date and dates.in_words(reading.date)) if part)


class PassageReader(Protocol):
    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:
        """Logits for how well each passage answers, a few readings at a time, in their order.

        A caller that is out of time can stop: once the iterator is closed, no further reading begins.
        """


def load(settings: RankingSettings) -> PassageReader | None:
    """Load the reader, or return None if the settings name none. Raises ReaderError if it cannot be loaded."""
    return None if settings.reader == NONE else Reader.open(WEIGHTS, WEIGHTS_SHA256)


class Reader:
    """Runs the reader by ONNX Runtime, without torch. Threads may share it.

    Each core reads one pair after another: nothing is padded, and no core waits for another.
    """

    def __init__(self, session: "InferenceSession", reader_input: ReaderInput) -> None:
        self._session, self._input = session, reader_input
        self._pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reader")

    @classmethod
    def open(cls, file: Path, digest: str) -> Self:
        """Open the weights in `file`. Raises ReaderError if their sha256 is not `digest`."""
        import onnxruntime

        _check(file, digest)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # Given the file's bytes in place of its path, a session would hold them in memory as long as it lives.
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        return cls(session, ReaderInput.open())

    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:
        asked = self._input.question(question)
        logits = [self._pool.submit(self._logit, self._input.pair(asked, reading)) for reading in readings]
        try:
            for logit in logits:
                yield np.array([logit.result()], np.float32)
        finally:
            for logit in logits:
                logit.cancel()  # a caller that is out of time reads no further

    def _logit(self, pair: Pieces) -> float:
        ids, types = (np.array([values], np.int64) for values in (pair.ids, pair.types))
        lengths = np.array([len(pair)], np.int64)
        inputs = {"input_ids": ids, "token_type_ids": types, "lengths": lengths}
        return float(self._session.run(None, inputs)[0][0])


def _check(file: Path, digest: str) -> None:
    try:
        with file.open("rb") as weights:
            found = hashlib.file_digest(weights, "sha256").hexdigest()
    except OSError as error:
        raise ReaderError(f"{file.name} cannot be read ({error.strerror}); reinstall On Record") from error
    if found != digest:
        raise ReaderError(f"{file.name} has sha256 {found[:12]}…, not {digest[:12]}…; reinstall On Record")
