"""BERT as oneDNN multiplies it fastest: half the bits, its weights laid out once, each matrix with what follows it.

Between the products little is left but attention and LayerNorm, so a core reads some five times as many word pieces a
second as in float32, where its processor multiplies bfloat16 by itself. The kernels are those that torch's own
compiler, inductor, calls; here nothing is compiled. BERT (Devlin et al., 2019) is all-MiniLM, BGE, E5, GTE and more.
"""

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple, Self

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm, linear, pad, scaled_dot_product_attention

Features = dict[str, Tensor]
Weights = Mapping[str, Tensor]  # "weight" and, mostly, "bias", float32
Config = Mapping[str, Any]  # as config.json of transformers has it
Read = Callable[[str], Weights]  # those of a part of a BertModel of transformers, by the name that it has there

ROWS = 2048  # word pieces that weights are laid out for
ATTENTION = ("query", "key", "value")  # which are multiplied as one


class Linear(NamedTuple):
    weight: Tensor  # laid out
    bias: Tensor


class Norm(NamedTuple):
    """LayerNorm (Ba, Kiros and Hinton, 2016)."""

    weight: Tensor
    bias: Tensor
    epsilon: float


def normed(rows: Tensor, norm: Norm) -> Tensor:
    return layer_norm(rows, norm.weight.shape, norm.weight, norm.bias, norm.epsilon)


def filled(rows: Tensor) -> Tensor:
    """The rows and a few of zeros, an eighth as many or one at most. oneDNN keeps a third of a megabyte of code for
    each number of rows that it has multiplied by each matrix, so there should not be many."""
    step = 2
    while step * 16 < len(rows):
        step *= 2
    return pad(rows, [0, 0, 0, -len(rows) % step])


class Layer(nn.Module):
    """One of BERT's layers over the rows of all word pieces of texts of `shape` (texts, pieces, width)."""

    attended: Linear
    out: Linear
    first: Norm
    up: Linear
    down: Linear
    second: Norm

    def __init__(self, read: Read, config: Config, dtype: torch.dtype) -> None:
        super().__init__()
        self.heads: int = config["num_attention_heads"]
        self.attended = self._linear([read(f"attention.self.{name}") for name in ATTENTION], dtype)
        self.out, self.up, self.down = (
            self._linear([read(f"{name}.dense")], dtype) for name in ("attention.output", "intermediate", "output")
        )
        self.first, self.second = (
            _norm(read(f"{name}.LayerNorm"), config, dtype) for name in ("attention.output", "output")
        )

    def _linear(self, parts: Sequence[Weights], dtype: torch.dtype) -> Linear:
        """Several that read the same, as one."""
        weight, bias = (torch.cat([part[name] for part in parts]).to(dtype) for name in ("weight", "bias"))
        return Linear(self.laid_out(weight), bias)

    @staticmethod
    def laid_out(weight: Tensor) -> Tensor:
        laid_out: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight, ROWS)
        return laid_out

    def forward(self, rows: Tensor, shape: list[int], mask: Tensor | None) -> Tensor:
        rows = normed(self.added(rows, self.attend(rows, shape, mask), self.out), self.first)
        return normed(self.added(rows, self.multiplied(rows, self.up, "gelu"), self.down), self.second)

    def attend(self, rows: Tensor, shape: list[int], mask: Tensor | None) -> Tensor:
        texts, pieces, width = shape
        split = self.multiplied(rows, self.attended, "none")[: texts * pieces]
        query, key, value = split.view(texts, pieces, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind()
        seen = scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return filled(seen.transpose(1, 2).reshape(-1, width))

    def multiplied(self, rows: Tensor, by: Linear, then: str) -> Tensor:
        made: Tensor = torch.ops.mkldnn._linear_pointwise(rows, by.weight, by.bias, then, [], "none")
        return made

    def added(self, rows: Tensor, others: Tensor, by: Linear) -> Tensor:
        """`rows`, and what the others come to."""
        # a script tells overloads by what they are given
        if torch.jit.is_scripting():  # type: ignore[attr-defined]
            made: Tensor = torch.ops.mkldnn._linear_pointwise(others, rows, by.weight, by.bias, "add")
        else:
            made = torch.ops.mkldnn._linear_pointwise.binary(others, rows, by.weight, by.bias, "add")
        return made


class PlainLayer(Layer):
    """The same where torch has no oneDNN, as on Apple's processors."""

    @staticmethod
    def laid_out(weight: Tensor) -> Tensor:
        return weight

    def multiplied(self, rows: Tensor, by: Linear, then: str) -> Tensor:
        made = linear(rows, by.weight, by.bias)
        return gelu(made) if then == "gelu" else made

    def added(self, rows: Tensor, others: Tensor, by: Linear) -> Tensor:
        return rows + linear(others, by.weight, by.bias)


class Bert(nn.Module):
    HIDDEN: Final = -1e4  # as good as minus infinity, for what attention must not see

    norm: Norm

    def __init__(self, read: Read, config: Config, dtype: torch.dtype) -> None:
        """The layers are turned into `dtype`; of the embeddings, most of which no text asks for, nothing is copied."""
        super().__init__()
        self.dtype, layer = dtype, Layer if torch.backends.mkldnn.is_available() else PlainLayer  # type: ignore[no-untyped-call]
        self.words, self.places, self.kinds = (
            read(f"embeddings.{name}_embeddings")["weight"] for name in ("word", "position", "token_type")
        )
        self.norm = _norm(read("embeddings.LayerNorm"), config, torch.float32)
        self.layers = nn.ModuleList(
            layer(partial(_within, read, f"encoder.layer.{number}"), config, dtype)
            for number in range(config["num_hidden_layers"])
        )

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        """Of word pieces, shape (texts, pieces), those not `present` being filled in, their embeddings, float32."""
        embedded = normed(self.words[ids] + self.places[: ids.shape[1]] + self.kinds[0], self.norm).to(self.dtype)
        mask: Tensor | None = None
        if not present.all():
            mask = embedded.new_zeros(ids.shape).masked_fill(~present, self.HIDDEN)[:, None, None]
        rows = filled(embedded.flatten(0, 1))
        for layer in self.layers:
            rows = layer(rows, embedded.shape, mask)
        seen: Tensor = rows[: ids.numel()].view(embedded.shape).float()
        return seen


class Packed:
    """May be shared between threads; one thread reads a batch."""

    def __init__(self, read: Read, config: Config, dtype: torch.dtype) -> None:
        self.dim: int = config["hidden_size"]
        self._bert = _scripted(Bert(read, config, dtype))

    @classmethod
    def of(cls, bert: nn.Module, dtype: torch.dtype) -> Self:
        """Of a BertModel of transformers."""
        config: Any = bert.config
        return cls(lambda part: bert.get_submodule(part).state_dict(), config.to_dict(), dtype)

    def __call__(self, features: Features) -> Features:
        """Adds token_embeddings, float32, shape (texts, pieces, width)."""
        seen = self._bert(features["input_ids"], features["attention_mask"].bool())
        return {**features, "token_embeddings": seen}


def _scripted(bert: Bert) -> nn.Module:
    """A module that reads a batch without the interpreter, whose lock other threads want, at every step.

    torch would have compilers do that, which not every machine has; from Python 3.14 on it scripts no more.
    """
    if sys.version_info >= (3, 14):
        return bert
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        scripted: nn.Module = torch.jit.script(bert)
    return scripted


def _norm(part: Weights, config: Config, dtype: torch.dtype) -> Norm:
    weight, bias = (part[name].to(dtype, copy=True) for name in ("weight", "bias"))
    return Norm(weight, bias, config["layer_norm_eps"])


def _within(read: Read, whole: str, part: str) -> Weights:
    return read(f"{whole}.{part}")


def is_bert(model: nn.Module) -> bool:
    """Whether a model of transformers is the BERT that is meant here."""
    config: Any = model.config
    return config.model_type == "bert" and config.hidden_act == "gelu" and not getattr(config, "is_decoder", False)
