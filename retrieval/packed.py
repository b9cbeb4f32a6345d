"""BERT as oneDNN multiplies it fastest: half the bits, its weights laid out once, each matrix with what follows it.

Between the products little is left but attention and LayerNorm, so a core reads some five times as many word pieces a
second as in float32, where its processor multiplies bfloat16 by itself. The kernels are those that torch's own
compiler, inductor, calls; here nothing is compiled. BERT (Devlin et al., 2019) is all-MiniLM, BGE, E5, GTE and more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Module

Features = dict[str, "Tensor"]
Weights = Mapping[str, "Tensor"]  # "weight" and, mostly, "bias", float32
Config = Mapping[str, Any]  # as config.json of transformers has it
Read = Callable[[str], Weights]  # those of a part of a BertModel of transformers, by the name that it has there

ROWS = 2048  # word pieces that weights are laid out for
HIDDEN = -1e4  # as good as minus infinity, for what attention must not see
ATTENTION = ("query", "key", "value")  # which are multiplied as one


@dataclass(frozen=True, slots=True)
class Linear:
    """A matrix, laid out, and what is added to each row."""

    weight: "Tensor"
    bias: "Tensor"

    @classmethod
    def of(cls, parts: Sequence[Weights], dtype: "torch.dtype") -> Self:
        """Several layers that read the same, as one."""
        import torch

        weight, bias = (torch.cat([part[name] for part in parts]).to(dtype) for name in ("weight", "bias"))
        return cls(cls._laid_out(weight), bias)

    @staticmethod
    def _laid_out(weight: "Tensor") -> "Tensor":
        import torch

        laid_out: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight, ROWS)
        return laid_out

    def __call__(self, rows: "Tensor", then: str = "none") -> "Tensor":
        import torch

        made: Tensor = torch.ops.mkldnn._linear_pointwise(rows, self.weight, self.bias, then, [], "none")
        return made

    def plus(self, rows: "Tensor", others: "Tensor") -> "Tensor":
        import torch

        made: Tensor = torch.ops.mkldnn._linear_pointwise.binary(rows, others, self.weight, self.bias, "add")
        return made


class Plain(Linear):
    """The same where torch has no oneDNN, as on Apple's processors."""

    @staticmethod
    def _laid_out(weight: "Tensor") -> "Tensor":
        return weight

    def __call__(self, rows: "Tensor", then: str = "none") -> "Tensor":
        from torch.nn.functional import gelu, linear

        made = linear(rows, self.weight, self.bias)
        return gelu(made) if then == "gelu" else made

    def plus(self, rows: "Tensor", others: "Tensor") -> "Tensor":
        return self(rows) + others


@dataclass(frozen=True, slots=True)
class Norm:
    """LayerNorm (Ba, Kiros and Hinton, 2016)."""

    weight: "Tensor"
    bias: "Tensor"
    epsilon: float

    @classmethod
    def of(cls, part: Weights, epsilon: float, dtype: "torch.dtype") -> Self:
        return cls(part["weight"].to(dtype, copy=True), part["bias"].to(dtype, copy=True), epsilon)

    def __call__(self, rows: "Tensor") -> "Tensor":
        from torch.nn.functional import layer_norm

        return layer_norm(rows, self.weight.shape, self.weight, self.bias, self.epsilon)


class Layer:
    """One of BERT's layers over rows of shape (texts * pieces, width)."""

    def __init__(self, read: Read, config: Config, dtype: "torch.dtype", linear: type[Linear]) -> None:
        self._heads = config["num_attention_heads"]
        self._attended = linear.of([read(f"attention.self.{name}") for name in ATTENTION], dtype)
        self._out, self._up, self._down = (
            linear.of([read(f"{name}.dense")], dtype) for name in ("attention.output", "intermediate", "output")
        )
        self._first, self._second = (
            Norm.of(read(f"{name}.LayerNorm"), config["layer_norm_eps"], dtype)
            for name in ("attention.output", "output")
        )

    def __call__(self, rows: "Tensor", texts: int, mask: "Tensor | None") -> "Tensor":
        rows = self._first(self._out.plus(self._attend(rows, texts, mask), rows))
        return self._second(self._down.plus(self._up(rows, "gelu"), rows))

    def _attend(self, rows: "Tensor", texts: int, mask: "Tensor | None") -> "Tensor":
        from torch.nn.functional import scaled_dot_product_attention

        split = self._attended(rows).view(texts, -1, 3, self._heads, rows.shape[1] // self._heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        return scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).reshape(rows.shape)


class Packed:
    """May be shared between threads; one thread reads a batch."""

    def __init__(self, read: Read, config: Config, dtype: "torch.dtype") -> None:
        """The layers are turned into `dtype`; of the embeddings, most of which no text asks for, nothing is copied."""
        import torch

        self._dtype, linear = dtype, Linear if torch.backends.mkldnn.is_available() else Plain  # type: ignore[no-untyped-call]
        self._words, self._places, self._kinds = (
            read(f"embeddings.{name}_embeddings")["weight"] for name in ("word", "position", "token_type")
        )
        self._norm = Norm.of(read("embeddings.LayerNorm"), config["layer_norm_eps"], torch.float32)
        self._layers = [
            Layer(partial(_within, read, f"encoder.layer.{layer}"), config, dtype, linear)
            for layer in range(config["num_hidden_layers"])
        ]

    @classmethod
    def of(cls, bert: "Module", dtype: "torch.dtype") -> Self:
        """Of a BertModel of transformers."""
        config: Any = bert.config
        return cls(lambda part: bert.get_submodule(part).state_dict(), config.to_dict(), dtype)

    @property
    def dim(self) -> int:
        return self._words.shape[1]

    def __call__(self, features: Features) -> Features:
        """Adds token_embeddings, float32, shape (texts, pieces, width)."""
        ids, present = features["input_ids"], features["attention_mask"].bool()
        embedded = self._norm(self._words[ids] + self._places[: ids.shape[1]] + self._kinds[0]).to(self._dtype)
        mask = None if present.all() else embedded.new_zeros(ids.shape).masked_fill(~present, HIDDEN)[:, None, None]
        rows = embedded.flatten(0, 1)
        for layer in self._layers:
            rows = layer(rows, len(ids), mask)
        return {**features, "token_embeddings": rows.view(embedded.shape).float()}


def _within(read: Read, whole: str, part: str) -> Weights:
    return read(f"{whole}.{part}")


def is_bert(model: "Module") -> bool:
    """Whether a model of transformers is the BERT that is meant here."""
    config: Any = model.config
    return config.model_type == "bert" and config.hidden_act == "gelu" and not getattr(config, "is_decoder", False)
