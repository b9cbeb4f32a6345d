"""The reader: a cross-encoder that reads a question and a passage together, and says whether the passage answers.

A cross-encoder judges better than a comparison of vectors, and is slower. So only the best passages of the first stage
are read. The method is by Nogueira and Cho, "Passage Re-ranking with BERT", 2019. Above zero, the reader's logit means
that the passage answers.

    input        what the reader reads of a question and a passage, as word pieces
    reader.onnx  its weights: a BERT with 12 layers of 384, int8; docs/model-card.md tells how they were made

Importing this module loads no heavy library; `Reader.open` does.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import numpy.typing as npt

from retrieval.errors import ReaderError
from retrieval.search.reader.input import Pieces, ReaderInput, Reading
from retrieval.settings import RankingSettings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Logits = npt.NDArray[np.float32]  # shape (readings,)

BUNDLED, NONE = "bundled", "none"
WEIGHTS = Path(__file__).with_name("reader.onnx")
WEIGHTS_SHA256 = "a210ad386a52a58eb1e14d9af6288e4ec796b14a31c2fa1fbfabbd52f3a9bf33"


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
