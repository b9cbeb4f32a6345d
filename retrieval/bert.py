"""The default encoder for questions, by torch and tokenizers alone: the same vectors, and seconds less to import.

sentence-transformers brings transformers along, whose import outlasts the answer by far. A question needs none of it:
all-MiniLM-L6-v2 is BERT (Devlin et al., 2019), whose layers are torch's own TransformerEncoder, and the mean of what
they make of the word pieces, as a unit row.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor
    from torch.nn import TransformerEncoder

Weights = Mapping[str, "Tensor"]

LAYER = {  # what torch calls a part of a layer, and what BERT does
    "self_attn.out_proj": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm2": "output.LayerNorm",
}
ATTENTION = ("query", "key", "value")  # which torch keeps as one


class BertEncoder:
    def __init__(self, tokenizer: "Tokenizer", weights: Weights, layers: "TransformerEncoder", epsilon: float) -> None:
        self._tokenizer, self._weights, self._layers, self._epsilon = tokenizer, weights, layers, epsilon

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The model of a sentence-transformers folder that holds a BERT with mean pooling."""
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        longest = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(longest)
        tokenizer.enable_padding()
        weights = load_file(folder / "model.safetensors")
        return cls(tokenizer, weights, _layers(weights, config), config["layer_norm_eps"])

    @property
    def dim(self) -> int:
        return len(self._weights["embeddings.LayerNorm.weight"])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Float32 unit rows, shape (len(texts), dim), in the order of `texts`, of which there is one at least."""
        import torch

        pieces = self._tokenizer.encode_batch(list(texts))
        ids = torch.tensor([each.ids for each in pieces])
        present = torch.tensor([each.attention_mask for each in pieces], dtype=torch.bool)
        with torch.inference_mode():
            seen = self._layers(self._embedded(ids), src_key_padding_mask=None if present.all() else ~present)
            summed = seen.masked_fill(~present[..., None], 0).sum(dim=1)  # of one direction with the mean
            rows: npt.NDArray[np.float32] = torch.nn.functional.normalize(summed, dim=1).numpy()
        return rows

    def _embedded(self, ids: "Tensor") -> "Tensor":
        from torch.nn.functional import layer_norm

        words, places, kinds = (
            self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        gain, bias = (self._weights[f"embeddings.LayerNorm.{name}"] for name in ("weight", "bias"))
        return layer_norm(words[ids] + places[: ids.shape[1]] + kinds[0], (self.dim,), gain, bias, self._epsilon)


def _layers(weights: Weights, config: Mapping[str, Any]) -> "TransformerEncoder":
    import torch
    from torch.nn import TransformerEncoder, TransformerEncoderLayer

    with torch.device("meta"):  # the weights come with the model: none need be drawn
        layer = TransformerEncoderLayer(
            config["hidden_size"],
            config["num_attention_heads"],
            config["intermediate_size"],
            activation=config["hidden_act"],
            layer_norm_eps=config["layer_norm_eps"],
            batch_first=True,
        )
        layers = TransformerEncoder(layer, config["num_hidden_layers"], enable_nested_tensor=False)
    layers.load_state_dict(dict(_renamed(weights, config["num_hidden_layers"])), assign=True)
    return layers.eval().requires_grad_(requires_grad=False)


def _renamed(weights: Weights, layers: int) -> Iterator[tuple[str, "Tensor"]]:
    """The weights of BERT's layers under torch's names."""
    import torch

    for layer in range(layers):
        ours, theirs = f"layers.{layer}", f"encoder.layer.{layer}"
        for kind in ("weight", "bias"):
            joined = torch.cat([weights[f"{theirs}.attention.self.{part}.{kind}"] for part in ATTENTION])
            yield f"{ours}.self_attn.in_proj_{kind}", joined
            for name, bert in LAYER.items():
                yield f"{ours}.{name}.{kind}", weights[f"{theirs}.{bert}.{kind}"]
