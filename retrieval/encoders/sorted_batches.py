"""Encodes many passages fast: batches of texts of similar length, one batch per core, in bfloat16 if it is native.

sentence-transformers encodes 32 texts at once on all cores, which wait for each other at every step. Here each core
encodes a batch of its own. Batches are padded to a few lengths, since each new shape costs time and memory.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers import SentenceTransformer

from retrieval.array_types import Vectors
from retrieval.encoders.bert import Bert, TokenTensors, is_bert, native_dtype

WordPieces = Mapping[str, list[list[int]]]  # "input_ids" and other outputs of the tokenizer → a list for each text

BATCH_PIECES = 2048  # word pieces in a batch, padding included
CHECKED_TEXTS = 8
LEAST_MEAN_COSINE, LEAST_COSINE = 0.99, 0.97  # for the checked texts, with the vectors of sentence-transformers
LENGTH_STEP = 16  # batches are padded to a multiple of this; attention takes twice as long for other lengths


class SortedBatches:
    """Encodes texts with a sentence-transformers model. Threads must not share it."""

    def __init__(self, model: SentenceTransformer, dtype: torch.dtype | None = None) -> None:
        dtype = dtype or native_dtype()
        self.precision = str(dtype).removeprefix("torch.")  # "bfloat16" or "float32"
        self._model = model
        transformer = model[0].get_submodule("model")
        self._forward = Bert.of(transformer, dtype) if is_bert(transformer) else _other_model(model, dtype)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 unit rows, shape (len(texts), dim), in the order of `texts`."""
        rows = np.empty((len(texts), self._model.get_embedding_dimension() or 0), np.float32)
        if not texts:
            return rows
        pieces = self.pieces(texts)
        threads = torch.get_num_threads()
        with ThreadPoolExecutor(threads, initializer=partial(torch.set_num_threads, 1)) as pool:
            lengths = [len(ids) for ids in pieces["input_ids"]]
            for batch, vectors in pool.map(partial(self.encode_batch, pieces), batches(lengths)):
                rows[batch] = vectors
        torch.set_num_threads(threads)  # the pool's threads set 1, which later threads would inherit
        return rows

    def pieces(self, texts: Sequence[str]) -> WordPieces:
        pieces: WordPieces = self._model.tokenizer(list(texts), truncation=True, max_length=self._model.max_seq_length)
        return pieces

    def encode_batch(self, pieces: WordPieces, batch: list[int]) -> tuple[list[int], Vectors]:
        """The places in `batch`, with the vectors of the texts there."""
        padding = {"input_ids": self._model.tokenizer.pad_token_id}
        features = {
            name: torch.from_numpy(_padded([values[place] for place in batch], padding.get(name, 0)))
            for name, values in pieces.items()
        }
        with torch.inference_mode():
            features = self._forward(features)
            for module in list(self._model)[1:]:
                features = module(features)
            rows: Vectors = torch.nn.functional.normalize(features["sentence_embedding"], dim=1).numpy()
        return batch, rows


def _other_model(model: SentenceTransformer, dtype: torch.dtype) -> Callable[[TokenTensors], TokenTensors]:
    """The layers of a model that is not a BERT, run by transformers."""
    transformer = deepcopy(model[0]).to(dtype)

    def forward(features: TokenTensors) -> TokenTensors:
        encoded: TokenTensors = transformer(features)
        return {**encoded, "token_embeddings": encoded["token_embeddings"].float()}

    return forward


def check(backend: SortedBatches, texts: Sequence[str], plain: Callable[[Sequence[str]], Vectors]) -> None:
    """Raise ValueError if `backend` and `plain` encode a sample of the texts differently."""
    sample = texts[:: max(1, len(texts) // CHECKED_TEXTS)][:CHECKED_TEXTS]
    cosines = (backend.encode(sample) * plain(sample)).sum(axis=1)
    if not (cosines.mean() >= LEAST_MEAN_COSINE and cosines.min() >= LEAST_COSINE):
        raise ValueError(f"in {backend.precision} its vectors have cosines of {cosines.mean():.3f} to the plain ones")


def batches(lengths: Sequence[int], batch_pieces: int = BATCH_PIECES) -> Iterator[list[int]]:
    """Batches of places of texts, the longest texts first. A batch has as many texts as fit, padding included.

    >>> list(batches([300, 100, 700, 500, 90], 1024))
    [[2], [3, 0], [1, 4]]
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    while order:
        count = max(1, batch_pieces // _padded_length(lengths[order[0]]))
        yield order[:count]
        order = order[count:]


def _padded(rows: Sequence[Sequence[int]], padding: int) -> npt.NDArray[np.int64]:
    padded = np.full((len(rows), _padded_length(max(map(len, rows)))), padding, np.int64)
    for row, values in zip(padded, rows, strict=True):
        row[: len(values)] = values
    return padded


def _padded_length(length: int) -> int:
    return length if length < LENGTH_STEP else -(-length // LENGTH_STEP) * LENGTH_STEP  # single words are not padded
