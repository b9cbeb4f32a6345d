"""BERT on a CPU, with torch and tokenizers alone. It encodes questions, and passages in sorted batches.

Importing sentence-transformers, with transformers, would take longer than a whole answer. all-MiniLM-L6-v2 is a BERT
(Devlin et al., 2019), as are BGE, E5 and GTE. The vector of a text is the mean of its word pieces' vectors, scaled to
length 1.

oneDNN multiplies the matrices. Weights are packed once, and each product is fused with the GELU or sum after it. If the
CPU multiplies bfloat16 natively, that type is used: one core then reads about five times as many word pieces a second
as in float32. The kernels are private operators of torch, which its compiler inductor also calls.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm, linear, normalize, pad, scaled_dot_product_attention

TokenTensors = dict[str, Tensor]
LayerTensors = Mapping[str, Tensor]  # "weight" and mostly "bias", float32
Config = Mapping[str, Any]  # transformers' config.json
ReadWeights = Callable[[str], LayerTensors]  # name of a part of transformers' BertModel → its weights

PACKED_ROWS = 2048  # oneDNN lays weights out for products with this many rows
PADDING_SCORE = -1e4  # attention score of a padding piece, in effect minus infinity
NATIVE_BFLOAT16 = ("amx_bf16", "avx512_bf16")  # torch's names of CPU features that make bfloat16 fast


class OneDnnLinear:
    """`rows @ weight.T + bias` by oneDNN, fused with the operation after it."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self._weight, self._bias = self.packed(weight), bias

    @staticmethod
    def packed(weight: Tensor) -> Tensor:
        packed: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight, PACKED_ROWS)
        return packed

    def product(self, rows: Tensor, activation: str = "none") -> Tensor:
        """The product; with `activation="gelu"`, its GELU."""
        made: Tensor = torch.ops.mkldnn._linear_pointwise(rows, self._weight, self._bias, activation, [], "none")
        return made

    def add_product(self, residual: Tensor, rows: Tensor) -> Tensor:
        """`residual` plus the product."""
        made: Tensor = torch.ops.mkldnn._linear_pointwise.binary(rows, residual, self._weight, self._bias, "add")
        return made


class TorchLinear(OneDnnLinear):
    """The same operations without oneDNN, which torch lacks on Apple's CPUs."""

    @staticmethod
    def packed(weight: Tensor) -> Tensor:
        return weight

    def product(self, rows: Tensor, activation: str = "none") -> Tensor:
        made = linear(rows, self._weight, self._bias)
        return gelu(made) if activation == "gelu" else made

    def add_product(self, residual: Tensor, rows: Tensor) -> Tensor:
        return residual + linear(rows, self._weight, self._bias)


class LayerNorm(NamedTuple):
    """Layer normalisation (Ba, Kiros and Hinton, 2016)."""

    weight: Tensor
    bias: Tensor
    epsilon: float

    @classmethod
    def of(cls, part: LayerTensors, config: Config, dtype: torch.dtype) -> Self:
        weight, bias = (part[name].to(dtype, copy=True) for name in ("weight", "bias"))
        return cls(weight, bias, config["layer_norm_eps"])

    def normed(self, rows: Tensor) -> Tensor:
        return layer_norm(rows, self.weight.shape, self.weight, self.bias, self.epsilon)


class Layer:
    """One layer of BERT. Its input has a row for each word piece of all texts."""

    def __init__(self, read: ReadWeights, layer: str, config: Config, dtype: torch.dtype) -> None:
        """`layer` is the layer's name in transformers' BertModel."""
        attention, parts = f"{layer}.attention", ("query", "key", "value")
        self._heads: int = config["num_attention_heads"]
        self._query_key_value = _linear([read(f"{attention}.self.{part}") for part in parts], dtype)
        self._attention_out = _linear([read(f"{attention}.output.dense")], dtype)
        self._attention_norm = LayerNorm.of(read(f"{attention}.output.LayerNorm"), config, dtype)
        self._up = _linear([read(f"{layer}.intermediate.dense")], dtype)
        self._down = _linear([read(f"{layer}.output.dense")], dtype)
        self._out_norm = LayerNorm.of(read(f"{layer}.output.LayerNorm"), config, dtype)

    def forward(self, rows: Tensor, shape: Sequence[int], mask: Tensor | None) -> Tensor:
        """`shape` is the shape of the batch: (texts, pieces, width)."""
        attended = self._attention_out.add_product(rows, self._attention(rows, shape, mask))
        rows = self._attention_norm.normed(attended)
        return self._out_norm.normed(self._down.add_product(rows, self._up.product(rows, "gelu")))

    def _attention(self, rows: Tensor, shape: Sequence[int], mask: Tensor | None) -> Tensor:
        texts, pieces, width = shape
        heads = self._query_key_value.product(rows)[: texts * pieces].view(texts, pieces, 3, self._heads, -1)
        query, key, value = heads.permute(2, 0, 3, 1, 4).unbind()
        attended = scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return padded_to_bucket(attended.transpose(1, 2).reshape(-1, width))


class Bert:
    """A BERT model. Threads may share it; each call runs on its caller's thread."""

    def __init__(self, read: ReadWeights, config: Config, dtype: torch.dtype) -> None:
        """The layers are converted to `dtype`. The embeddings are not copied, since a text needs few of them."""
        self.dim: int = config["hidden_size"]
        self._dtype = dtype
        self._words, self._positions, self._types = (
            read(f"embeddings.{name}_embeddings")["weight"] for name in ("word", "position", "token_type")
        )
        self._norm = LayerNorm.of(read("embeddings.LayerNorm"), config, torch.float32)
        self._layers = [
            Layer(read, f"encoder.layer.{number}", config, dtype) for number in range(config["num_hidden_layers"])
        ]

    @classmethod
    def of(cls, model: nn.Module, dtype: torch.dtype) -> Self:
        """The model of a BertModel from transformers."""
        config: Any = model.config
        return cls(lambda part: model.get_submodule(part).state_dict(), config.to_dict(), dtype)

    def __call__(self, features: TokenTensors) -> TokenTensors:
        """The features with token_embeddings added: float32, shape (texts, pieces, width).

        Without token_type_ids, all pieces are of type 0.
        """
        ids, present = features["input_ids"], features["attention_mask"].bool()
        types = features.get("token_type_ids", torch.zeros((), dtype=torch.long))
        embedded = self._words[ids] + self._positions[: ids.shape[1]] + self._types[types]
        embedded = self._norm.normed(embedded).to(self._dtype)
        mask: Tensor | None = None
        if not present.all():
            mask = embedded.new_zeros(ids.shape).masked_fill(~present, PADDING_SCORE)[:, None, None]
        rows = padded_to_bucket(embedded.flatten(0, 1))
        for layer in self._layers:
            rows = layer.forward(rows, embedded.shape, mask)
        return {**features, "token_embeddings": rows[: ids.numel()].view(embedded.shape).float()}


class BertEncoder:
    """Encodes texts as unit vectors, without sentence-transformers. Threads may share it."""

    def __init__(self, tokenizer: Tokenizer, bert: Bert) -> None:
        self._tokenizer, self._bert = tokenizer, bert

    @classmethod
    def open(cls, folder: Path, dtype: torch.dtype | None = None) -> Self:
        """Open the folder of a sentence-transformers model: a BERT with mean pooling."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        max_pieces = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(max_pieces)
        tokenizer.no_padding()
        return cls(tokenizer, Bert(partial(_read_file, folder / "model.safetensors"), config, dtype or native_dtype()))

    @property
    def dim(self) -> int:
        return self._bert.dim

    def is_word(self, word: str) -> bool:
        """Whether the vocabulary has the whole word."""
        return self._tokenizer.token_to_id(word.lower()) is not None

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Float32 unit rows, shape (len(texts), dim), in the order of `texts`, which must not be empty."""
        encodings = [self._tokenizer.encode(text) for text in texts]  # encode_batch would start threads of its own
        longest = max(map(len, encodings))
        for encoding in encodings:
            encoding.pad(longest)
        ids = torch.tensor([encoding.ids for encoding in encodings])
        present = torch.tensor([encoding.attention_mask for encoding in encodings], dtype=torch.bool)
        with torch.inference_mode():
            pieces = self._bert({"input_ids": ids, "attention_mask": present})["token_embeddings"]
            summed = pieces.masked_fill(~present[..., None], 0).sum(dim=1)  # same direction as the mean
            rows: npt.NDArray[np.float32] = normalize(summed, dim=1).numpy()
        return rows


def native_dtype() -> torch.dtype:
    """bfloat16 if the CPU multiplies it natively, else float32."""
    capabilities = torch.cpu.get_capabilities()
    return torch.bfloat16 if any(capabilities.get(name) for name in NATIVE_BFLOAT16) else torch.float32


def is_bert(model: nn.Module) -> bool:
    """Whether `Bert` computes the same results as this model from transformers."""
    config: Any = model.config
    return config.model_type == "bert" and config.hidden_act == "gelu" and not getattr(config, "is_decoder", False)


def padded_to_bucket(rows: Tensor) -> Tensor:
    """The rows, padded with zero rows to one of a few sizes. Padding adds at most an eighth, or one row.

    For each matrix and each number of rows, oneDNN keeps a third of a megabyte of compiled code.
    """
    count, step = rows.shape[0], 2
    while step * 16 < count:
        step *= 2
    missing = -count % step
    return pad(rows, [0, 0, 0, missing]) if missing else rows


def _linear(parts: Sequence[LayerTensors], dtype: torch.dtype) -> OneDnnLinear:
    """Combine several linear layers that multiply the same rows into one."""
    weight, bias = (torch.cat([part[name] for part in parts]).to(dtype) for name in ("weight", "bias"))
    has_onednn = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return OneDnnLinear(weight, bias) if has_onednn else TorchLinear(weight, bias)


def _read_file(file: Path, part: str) -> LayerTensors:
    """The weights of one part of the model. They are memory maps of the file, freed when no weight is used any more."""
    with safe_open(file, framework="pt") as weights:
        names = [name for name in weights.keys() if name.rpartition(".")[0] == part]  # noqa: SIM118 - not a mapping
        return {name.rpartition(".")[2]: weights.get_tensor(name) for name in names}
