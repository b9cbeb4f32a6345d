"""The default encoder for questions, by torch and tokenizers alone: as good vectors, and seconds less to import.

sentence-transformers brings transformers along, whose import outlasts the answer by far. A question needs none of it:
all-MiniLM-L6-v2 is BERT (layers.py), and the mean of what that makes of the word pieces, as a unit row. Where the
processor multiplies bfloat16 by itself it reads in half the bits, twice as fast.
"""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from retrieval.encoders.onednn import Packed, Weights

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

NATIVE = ("amx_bf16", "avx512_bf16")  # either of which a processor has that gains by bfloat16


class BertEncoder:
    """Threads may share it."""

    def __init__(self, tokenizer: "Tokenizer", bert: Packed) -> None:
        self._tokenizer, self._bert = tokenizer, bert

    @classmethod
    def open(cls, folder: Path, dtype: "torch.dtype | None" = None) -> Self:
        """The model of a sentence-transformers folder that holds a BERT with mean pooling, read in `dtype`."""
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        longest = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(longest)
        tokenizer.no_padding()
        return cls(tokenizer, Packed(partial(_read, folder / "model.safetensors"), config, dtype or _fastest()))

    @property
    def dim(self) -> int:
        return self._bert.dim

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Float32 unit rows, shape (len(texts), dim), in the order of `texts`, of which there is one at least."""
        import torch

        pieces = [self._tokenizer.encode(text) for text in texts]  # its own threads would only wait for a core
        longest = max(map(len, pieces))
        for each in pieces:
            each.pad(longest)
        ids = torch.tensor([each.ids for each in pieces])
        present = torch.tensor([each.attention_mask for each in pieces], dtype=torch.bool)
        with torch.inference_mode():
            seen = self._bert({"input_ids": ids, "attention_mask": present})["token_embeddings"]
            summed = seen.masked_fill(~present[..., None], 0).sum(dim=1)  # of one direction with the mean
            rows: npt.NDArray[np.float32] = torch.nn.functional.normalize(summed, dim=1).numpy()
        return rows


def _fastest() -> "torch.dtype":
    import torch

    return torch.bfloat16 if any(torch.cpu.get_capabilities().get(each) for each in NATIVE) else torch.float32


def _read(file: Path, part: str) -> Weights:
    """The weights of a part of the model; they map the file, and with the last of them goes what was read of it."""
    from safetensors import safe_open

    with safe_open(file, framework="pt") as weights:
        names = [name for name in weights.keys() if name.rpartition(".")[0] == part]  # noqa: SIM118 - it is no mapping
        return {name.rpartition(".")[2]: weights.get_tensor(name) for name in names}
