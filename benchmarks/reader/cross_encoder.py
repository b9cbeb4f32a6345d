"""Runs the reader: a BERT with 12 layers and one logit on top, on a CPU."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.nn.functional import linear

from benchmarks.reader import weights
from benchmarks.reader.input import Pieces, ReaderInput, Reading
from benchmarks.reader.weights import ReadPart
from retrieval import encoders
from retrieval.encoders.bert import Bert, native_dtype

Batch = tuple[list[int], npt.NDArray[np.float32]]  # positions of readings, and a logit for each

CONFIG = {"hidden_size": 384, "num_attention_heads": 12, "num_hidden_layers": 12, "layer_norm_eps": 1e-12}
MAX_BATCH_PIECES = 1024  # with padding
SORTED_TOGETHER = 10  # consecutive readings that are sorted by length into batches
LENGTH_STEP = 16  # batches are padded to a multiple of this; attention takes twice as long for other lengths


class Reader:
    """Threads may share it."""

    def __init__(self, read_input: ReaderInput, part: ReadPart, dtype: torch.dtype) -> None:
        self._input, self._bert = read_input, Bert(part, CONFIG, dtype)
        self._pooler, self._classifier = part("pooler.dense"), part("classifier")
        self._pool = ThreadPoolExecutor(os.cpu_count(), "reader", partial(torch.set_num_threads, 1))

    @classmethod
    def open(cls, file: Path, digest: str) -> Self:
        """Open the weights in `file`. Raises RerankerError if their sha256 is not `digest`."""
        tokenizer = Tokenizer.from_file(str(encoders.bundled() / "tokenizer.json"))  # knows the same word pieces
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(ReaderInput(tokenizer), weights.open_parts(file, digest), native_dtype())

    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Batch]:
        """Logits for how well each passage answers, in batches that roughly keep the order of `readings`.

        Each core reads a batch of its own. A caller that is out of time can stop; batches that have not begun are then
        not read.
        """
        asked = self._input.question(question)
        pairs = [self._input.pair(asked, reading) for reading in readings]
        reading = [(batch, self._pool.submit(self._logits, [pairs[at] for at in batch])) for batch in batches(pairs)]
        try:
            for batch, logits in reading:
                yield batch, logits.result()
        finally:
            for _, logits in reading:
                logits.cancel()

    def _logits(self, pairs: Sequence[Pieces]) -> npt.NDArray[np.float32]:
        longest = -(-max(map(len, pairs)) // LENGTH_STEP) * LENGTH_STEP
        ids, types, present = (torch.zeros(len(pairs), longest, dtype=torch.long) for _ in range(3))
        for row, pair in enumerate(pairs):
            ids[row, : len(pair)] = torch.tensor(pair.ids)
            types[row, : len(pair)] = torch.tensor(pair.types)
            present[row, : len(pair)] = 1
        with torch.inference_mode():
            features = {"input_ids": ids, "token_type_ids": types, "attention_mask": present}
            first = self._bert(features)["token_embeddings"][:, 0]
            pooled = torch.tanh(linear(first, self._pooler["weight"], self._pooler["bias"]))
            logits: npt.NDArray[np.float32] = linear(pooled, self._classifier["weight"], self._classifier["bias"])[
                :, 0
            ].numpy()
        return logits


def batches(pairs: Sequence[Pieces]) -> Iterator[list[int]]:
    """Batches of positions. Each SORTED_TOGETHER pairs are sorted by length, then split so that a batch fits padded."""
    for start in range(0, len(pairs), SORTED_TOGETHER):
        batch: list[int] = []
        for place in sorted(range(start, min(start + SORTED_TOGETHER, len(pairs))), key=lambda at: len(pairs[at])):
            if batch and len(pairs[place]) * (len(batch) + 1) > MAX_BATCH_PIECES:
                yield batch
                batch = []
            batch.append(place)
        yield batch
