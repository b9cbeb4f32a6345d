"""The reader: a cross-encoder that reads a question and a passage together, and says whether the passage answers.

A cross-encoder judges better than a comparison of vectors, and is slower. So only the best passages of the first stage
are read. The method is by Nogueira and Cho, "Passage Re-ranking with BERT", 2019. Above zero, the reader's logit means
that the passage answers.

    input        what the reader reads of a question and a passage, as word pieces
    reader.onnx  its weights: a BERT with 12 layers of 384, int8; docs/model-card.md tells how they were made

Importing this module loads no heavy library; `Reader.open` does.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import numpy.typing as npt

from retrieval.errors import ReaderError
from retrieval.search.reader.input import Pieces, ReaderInput, Reading
from retrieval.settings import RankingSettings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Batch = tuple[list[int], npt.NDArray[np.float32]]  # positions of readings, and a logit for each

BUNDLED, NONE = "bundled", "none"
WEIGHTS = Path(__file__).with_name("reader.onnx")
WEIGHTS_SHA256 = "a210ad386a52a58eb1e14d9af6288e4ec796b14a31c2fa1fbfabbd52f3a9bf33"
MAX_BATCH_PIECES = 512  # with padding; enough to keep two cores busy
SORTED_TOGETHER = 5  # consecutive readings that are sorted by length into batches


class PassageReader(Protocol):
    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Batch]:
        """Logits for how well each passage answers, in batches that roughly keep the order of `readings`.

        Each batch is read when the iterator advances, so a caller that is out of time can stop.
        """


def load(settings: RankingSettings) -> PassageReader | None:
    """Load the reader, or return None if the settings name none. Raises ReaderError if it cannot be loaded."""
    return None if settings.reader == NONE else Reader.open(WEIGHTS, WEIGHTS_SHA256)


class Reader:
    """Runs the reader by ONNX Runtime, without torch. Threads may share it."""

    def __init__(self, session: "InferenceSession", reader_input: ReaderInput) -> None:
        self._session, self._input = session, reader_input

    @classmethod
    def open(cls, file: Path, digest: str) -> Self:
        """Open the weights in `file`. Raises ReaderError if their sha256 is not `digest`."""
        import onnxruntime

        weights = _checked(file, digest)
        options = onnxruntime.SessionOptions()
        # Threads that spin would take the cores from the encoder.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        return cls(session, ReaderInput.open())

    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Batch]:
        asked = self._input.question(question)
        pairs = [self._input.pair(asked, reading) for reading in readings]
        for batch in batches([len(pair) for pair in pairs]):
            yield batch, self._logits([pairs[place] for place in batch])

    def _logits(self, pairs: Sequence[Pieces]) -> npt.NDArray[np.float32]:
        lengths = np.array([len(pair) for pair in pairs], np.int64)
        ids, types = (np.zeros((len(pairs), lengths.max()), np.int64) for _ in range(2))
        for row, pair in enumerate(pairs):
            ids[row, : len(pair)], types[row, : len(pair)] = pair.ids, pair.types
        inputs = {"input_ids": ids, "token_type_ids": types, "lengths": lengths}
        logits: npt.NDArray[np.float32] = self._session.run(None, inputs)[0]
        return logits


def _checked(file: Path, digest: str) -> bytes:
    try:
        weights = file.read_bytes()
    except OSError as error:
        raise ReaderError(f"{file.name} cannot be read ({error.strerror}); reinstall On Record") from error
    found = hashlib.sha256(weights).hexdigest()
    if found != digest:
        raise ReaderError(f"{file.name} has sha256 {found[:12]}…, not {digest[:12]}…; reinstall On Record")
    return weights


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Batches of positions. Each SORTED_TOGETHER are sorted by length, then split so that a batch fits padded.

    >>> list(batches([300, 100, 500, 600, 90]))
    [[4, 1], [0], [2], [3]]
    """
    for start in range(0, len(lengths), SORTED_TOGETHER):
        batch: list[int] = []
        for place in sorted(range(start, min(start + SORTED_TOGETHER, len(lengths))), key=lengths.__getitem__):
            if batch and lengths[place] * (len(batch) + 1) > MAX_BATCH_PIECES:
                yield batch
                batch = []
            batch.append(place)
        yield batch
