"""The ways in which a sentence-transformers model can read passages on a processor, and which is the fastest here.

    plain       the library's own encode, 32 texts at once, float32
    bfloat16    in half the bits, which newer processors multiply several times as fast
    float32     in as many bits

The latter two read texts of like length together, a batch a core, where `plain` lets all cores wait for each other at
every step; BERT's layers are those of layers.py. They are tried on some of the texts, and one whose vectors are not
those of `plain` is out, whatever the reason. So one index may hold vectors of several ways.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Vectors
from retrieval.encoders import PLAIN, onednn

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

Pieces = Mapping[str, list[list[int]]]
Forward = Callable[[onednn.Features], onednn.Features]  # adds token_embeddings, float32; several threads may call
Way = Callable[[Sequence[str]], Vectors]  # float32 unit rows, shape (len(texts), dim)

NAMES = ("bfloat16", "float32")  # as torch calls them
PIECES = 2048  # word pieces that a core reads at once, padding included
STEP = 16  # batches are padded to a multiple: of other lengths attention takes twice as long
SAMPLE, FEW = 64, 8  # texts that each way is tried on, and of these first
ROUNDS = 2
ALIKE, LEAST = 0.99, 0.97  # what the mean and the least cosine to the vectors of `plain` must be


class Batched:
    """Texts of like length together, a batch a core, each read by one thread from its word pieces to its vectors."""

    def __init__(self, model: "SentenceTransformer", forward: Forward) -> None:
        self._model, self._forward = model, forward

    def __call__(self, texts: Sequence[str]) -> Vectors:
        import torch

        rows = np.empty((len(texts), self._model.get_embedding_dimension() or 0), np.float32)
        if not texts:
            return rows
        pieces = self.pieces(texts)
        threads = torch.get_num_threads()
        with ThreadPoolExecutor(threads, initializer=partial(torch.set_num_threads, 1)) as pool:
            for batch, read in pool.map(partial(self.read, pieces), batches(list(map(len, pieces["input_ids"])))):
                rows[batch] = read
        torch.set_num_threads(threads)  # of threads to come, which take over what the last one was given
        return rows

    def pieces(self, texts: Sequence[str]) -> Pieces:
        """Word pieces as the model's tokenizer names them, one list a text."""
        found: Pieces = self._model.tokenizer(list(texts), truncation=True, max_length=self._model.max_seq_length)
        return found

    def read(self, pieces: Pieces, batch: list[int]) -> tuple[list[int], Vectors]:
        """Some of the texts, by their places, and the vectors of these."""
        import torch

        fillers = {"input_ids": self._model.tokenizer.pad_token_id}
        features = {
            name: torch.from_numpy(_padded([values[text] for text in batch], fillers.get(name, 0)))
            for name, values in pieces.items()
        }
        with torch.inference_mode():
            features = self._forward(features)
            for module in list(self._model)[1:]:
                features = module(features)
            rows: Vectors = torch.nn.functional.normalize(features["sentence_embedding"], dim=1).numpy()
        return batch, rows


def batches(lengths: Sequence[int], pieces: int = PIECES) -> Iterator[list[int]]:
    """Places, the longest first, as many at a time as fit with padding.

    >>> list(batches([300, 100, 700, 500, 90], 1024))
    [[2], [3, 0], [1, 4]]
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    while order:
        most = max(1, pieces // _stepped(lengths[order[0]]))
        yield order[:most]
        order = order[most:]


def _padded(rows: Sequence[Sequence[int]], filler: int) -> npt.NDArray[np.int64]:
    padded = np.full((len(rows), _stepped(max(map(len, rows)))), filler, np.int64)
    for row, values in zip(padded, rows, strict=True):
        row[: len(values)] = values
    return padded


def _stepped(length: int) -> int:
    return length if length < STEP else -(-length // STEP) * STEP  # single words are not worth it


def of(model: "SentenceTransformer") -> dict[str, Callable[[], Way]]:
    """What makes each way but `plain`."""
    return {name: partial(_make, model, name) for name in NAMES}


def _make(model: "SentenceTransformer", name: str) -> Way:
    import torch

    dtype = getattr(torch, name)
    if onednn.is_bert(inner := model[0].get_submodule("model")):
        return Batched(model, onednn.Packed.of(inner, dtype))
    transformer = deepcopy(model[0]).to(dtype)

    def forward(features: onednn.Features) -> onednn.Features:
        found: onednn.Features = transformer(features)
        return {**found, "token_embeddings": found["token_embeddings"].float()}

    return Batched(model, forward)


def fastest(
    plain: Way,
    others: Mapping[str, Callable[[], Way]],
    texts: Sequence[str],
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[str, Way]:
    """The name of the way that reads such texts fastest with the vectors of `plain`, and the way itself.

    Takes some seconds. One that is more than twice as fast as `plain` is enough.
    """
    sample = list(texts[:: max(1, len(texts) // SAMPLE)])[:SAMPLE]
    plain(sample[:FEW])  # the first call of all is slow
    started = clock()
    expected = plain(sample)
    best, name, chosen = (expected_took := clock() - started), PLAIN, plain
    for candidate, make in others.items():
        try:
            way = make()
            took = _trial(way, sample, expected, best, clock)
        except Exception as error:  # noqa: BLE001 - of libraries that may not know this model or processor
            logger.info("passages are not read by %s: %s", candidate, str(error).partition("\n")[0])
            continue
        if took < best:
            best, name, chosen = took, candidate, way
        if took < expected_took / 2:
            break  # in as many bits as before none is
    logger.info("passages are read by %s, %.0f texts a second", name, len(sample) / best)
    return name, chosen


def _trial(way: Way, sample: Sequence[str], expected: Vectors, best: float, clock: Callable[[], float]) -> float:
    """How many seconds a way takes for the sample; ValueError where its vectors are others than those expected."""

    def seconds(texts: Sequence[str]) -> float:
        started = clock()
        way(texts)
        return clock() - started

    if (took := seconds(sample[:FEW])) > best:  # which warms up, too
        return took  # bfloat16 is hopeless where it is not the processor's own
    cosines = (way(sample) * expected).sum(axis=1)
    if not (cosines.mean() >= ALIKE and cosines.min() >= LEAST):
        raise ValueError(f"its vectors are others, of cosine {cosines.mean():.3f} to those of {PLAIN}")
    return min(seconds(sample) for _ in range(ROUNDS))
