"""BERT on a processor, by torch and tokenizers alone: encodes questions, and passages in sorted batches.

sentence-transformers imports transformers, which takes longer than a whole answer. all-MiniLM-L6-v2 is a BERT (Devlin
et al., 2019), as are BGE, E5 and GTE; its vector of a text is the mean of the vectors of the text's word pieces, made a
unit row.

oneDNN multiplies the matrices: weights are laid out once, a product is fused with the GELU or the sum that follows it,
and numbers are bfloat16 where the processor multiplies them itself. One core then reads some five times as many word
pieces a second as in float32. The kernels are private operators of torch, the ones that its compiler inductor calls.
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

Features = dict[str, Tensor]
Weights = Mapping[str, Tensor]  # "weight" and mostly "bias", float32
Config = Mapping[str, Any]  # transformers' config.json
ReadWeights = Callable[[str], Weights]  # by the name of a part of a BertModel of transformers

PACKED_ROWS = 2048  # number of rows that oneDNN lays weights out for
HIDDEN = -1e4  # attention score of a padding piece: as good as minus infinity
NATIVE_BFLOAT16 = ("amx_bf16", "avx512_bf16")  # torch's names for processors that gain by bfloat16


class OneDnnLinear:
    """`rows @ weight.T + bias` by oneDNN, fused with what follows it."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self._weight, self._bias = self.packed(weight), bias

    @staticmethod
    def packed(weight: Tensor) -> Tensor:
        packed: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight, PACKED_ROWS)
        return packed

    def product(self, rows: Tensor, activation: str = "none") -> Tensor:
        """The product, or its "gelu"."""
        made: Tensor = torch.ops.mkldnn._linear_pointwise(rows, self._weight, self._bias, activation, [], "none")
        return made

    def add_product(self, residual: Tensor, rows: Tensor) -> Tensor:
        """`residual` plus the product."""
        made: Tensor = torch.ops.mkldnn._linear_pointwise.binary(rows, residual, self._weight, self._bias, "add")
        return made


class TorchLinear(OneDnnLinear):
    """The same where torch has no oneDNN, as on Apple's processors."""

    @staticmethod
    def packed(weight: Tensor) -> Tensor:
        return weight

    def product(self, rows: Tensor, activation: str = "none") -> Tensor:
        made = linear(rows, self._weight, self._bias)
        return gelu(made) if activation == "gelu" else made

    def add_product(self, residual: Tensor, rows: Tensor) -> Tensor:
        return residual + linear(rows, self._weight, self._bias)


class LayerNorm(NamedTuple):
    """Ba, Kiros and Hinton, 2016."""

    weight: Tensor
    bias: Tensor
    epsilon: float

    @classmethod
    def of(cls, part: Weights, config: Config, dtype: torch.dtype) -> Self:
        weight, bias = (part[name].to(dtype, copy=True) for name in ("weight", "bias"))
        return cls(weight, bias, config["layer_norm_eps"])

    def normed(self, rows: Tensor) -> Tensor:
        return layer_norm(rows, self.weight.shape, self.weight, self.bias, self.epsilon)


class Layer:
    """One of BERT's layers. It takes the word pieces of all texts as rows of one matrix."""

    def __init__(self, read: ReadWeights, config: Config, dtype: torch.dtype) -> None:
        self._heads: int = config["num_attention_heads"]
        self._query_key_value = _linear([read(f"attention.self.{name}") for name in ("query", "key", "value")], dtype)
        self._attention_out = _linear([read("attention.output.dense")], dtype)
        self._attention_norm = LayerNorm.of(read("attention.output.LayerNorm"), config, dtype)
        self._up = _linear([read("intermediate.dense")], dtype)
        self._down = _linear([read("output.dense")], dtype)
        self._out_norm = LayerNorm.of(read("output.LayerNorm"), config, dtype)

    def forward(self, rows: Tensor, shape: Sequence[int], mask: Tensor | None) -> Tensor:
        """`shape` is that of the batch: texts, pieces, width."""
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
    """Several threads may call it; each call runs on the thread that makes it."""

    def __init__(self, read: ReadWeights, config: Config, dtype: torch.dtype) -> None:
        """The layers are turned into `dtype`. The embeddings, most of which no text needs, are not copied."""
        self.dim: int = config["hidden_size"]
        self._dtype = dtype
        self._words, self._positions, self._types = (
            read(f"embeddings.{name}_embeddings")["weight"] for name in ("word", "position", "token_type")
        )
        self._norm = LayerNorm.of(read("embeddings.LayerNorm"), config, torch.float32)
        self._layers = [
            Layer(partial(_read_within, read, f"encoder.layer.{number}"), config, dtype)
            for number in range(config["num_hidden_layers"])
        ]

    @classmethod
    def of(cls, model: nn.Module, dtype: torch.dtype) -> Self:
        """The same model as a BertModel of transformers."""
        config: Any = model.config
        return cls(lambda part: model.get_submodule(part).state_dict(), config.to_dict(), dtype)

    def __call__(self, features: Features) -> Features:
        """Adds token_embeddings: float32, shape (texts, pieces, width)."""
        ids, present = features["input_ids"], features["attention_mask"].bool()
        embedded = self._words[ids] + self._positions[: ids.shape[1]] + self._types[0]
        embedded = self._norm.normed(embedded).to(self._dtype)
        mask: Tensor | None = None
        if not present.all():
            mask = embedded.new_zeros(ids.shape).masked_fill(~present, HIDDEN)[:, None, None]
        rows = padded_to_bucket(embedded.flatten(0, 1))
        for layer in self._layers:
            rows = layer.forward(rows, embedded.shape, mask)
        return {**features, "token_embeddings": rows[: ids.numel()].view(embedded.shape).float()}


class BertEncoder:
    """Texts to unit vectors, without sentence-transformers. Several threads may share it."""

    def __init__(self, tokenizer: Tokenizer, bert: Bert) -> None:
        self._tokenizer, self._bert = tokenizer, bert

    @classmethod
    def open(cls, folder: Path, dtype: torch.dtype | None = None) -> Self:
        """Open a sentence-transformers folder that holds a BERT with mean pooling."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        max_pieces = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(max_pieces)
        tokenizer.no_padding()
        return cls(tokenizer, Bert(partial(_read_file, folder / "model.safetensors"), config, dtype or native_dtype()))

    @property
    def dim(self) -> int:
        return self._bert.dim

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Float32 unit rows, shape (len(texts), dim), in the order of `texts`, of which there is at least one."""
        encodings = [self._tokenizer.encode(text) for text in texts]  # its own threads would only wait for a core
        longest = max(map(len, encodings))
        for encoding in encodings:
            encoding.pad(longest)
        ids = torch.tensor([encoding.ids for encoding in encodings])
        present = torch.tensor([encoding.attention_mask for encoding in encodings], dtype=torch.bool)
        with torch.inference_mode():
            pieces = self._bert({"input_ids": ids, "attention_mask": present})["token_embeddings"]
            summed = pieces.masked_fill(~present[..., None], 0).sum(dim=1)  # has the direction of the mean
            rows: npt.NDArray[np.float32] = normalize(summed, dim=1).numpy()
        return rows


def native_dtype() -> torch.dtype:
    """bfloat16 where the processor multiplies it natively, else float32."""
    capabilities = torch.cpu.get_capabilities()
    return torch.bfloat16 if any(capabilities.get(name) for name in NATIVE_BFLOAT16) else torch.float32


def is_bert(model: nn.Module) -> bool:
    """Whether `Bert` computes what this model of transformers does."""
    config: Any = model.config
    return config.model_type == "bert" and config.hidden_act == "gelu" and not getattr(config, "is_decoder", False)


def padded_to_bucket(rows: Tensor) -> Tensor:
    """The rows, and zero rows up to one of few sizes: an eighth more at most, or one row.

    oneDNN keeps a third of a megabyte of code for each number of rows that it has multiplied by each matrix.
    """
    step = 2
    while step * 16 < len(rows):
        step *= 2
    return pad(rows, [0, 0, 0, -len(rows) % step])


def _linear(parts: Sequence[Weights], dtype: torch.dtype) -> OneDnnLinear:
    """Several matrices that multiply the same rows, as one."""
    weight, bias = (torch.cat([part[name] for part in parts]).to(dtype) for name in ("weight", "bias"))
    has_onednn = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return OneDnnLinear(weight, bias) if has_onednn else TorchLinear(weight, bias)


def _read_within(read: ReadWeights, whole: str, part: str) -> Weights:
    return read(f"{whole}.{part}")


def _read_file(file: Path, part: str) -> Weights:
    """The weights of one part. They are maps of the file, whose pages are freed with the last of the weights."""
    with safe_open(file, framework="pt") as weights:
        names = [name for name in weights.keys() if name.rpartition(".")[0] == part]  # noqa: SIM118 - not a mapping
        return {name.rpartition(".")[2]: weights.get_tensor(name) for name in names}
