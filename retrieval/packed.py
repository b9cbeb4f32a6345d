"""BERT as oneDNN multiplies it fastest: half the bits, its weights laid out once, each matrix with what follows it.

Between the products little is left but attention and LayerNorm, so a core reads some five times as many word pieces a
second as in float32, where its processor multiplies bfloat16 by itself. The kernels are those that torch's own
compiler, inductor, calls; here nothing is compiled. BERT (Devlin et al., 2019) is all-MiniLM, BGE, E5, GTE and more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Module

Features = dict[str, "Tensor"]

ROWS = 2048  # word pieces that weights are laid out for
HIDDEN = -1e4  # as good as minus infinity, for what attention must not see
ATTENTION = ("query", "key", "value")  # which are multiplied as one


@dataclass(frozen=True, slots=True)
class Linear:
    """A matrix, laid out, and what is added to each row."""

    weight: "Tensor"
    bias: "Tensor"

    @classmethod
    def of(cls, parts: "Sequence[Module]", dtype: "torch.dtype") -> Self:
        """Several layers that read the same, as one."""
        import torch

        weight, bias = (torch.cat([part.get_parameter(name) for part in parts]) for name in ("weight", "bias"))
        laid_out = torch.ops.mkldnn._reorder_linear_weight(weight.detach().to(dtype).contiguous(), ROWS)
        return cls(laid_out, bias.detach().to(dtype))

    def __call__(self, rows: "Tensor", then: str = "none") -> "Tensor":
        import torch

        made: Tensor = torch.ops.mkldnn._linear_pointwise(rows, self.weight, self.bias, then, [], "none")
        return made

    def plus(self, rows: "Tensor", others: "Tensor") -> "Tensor":
        import torch

        made: Tensor = torch.ops.mkldnn._linear_pointwise.binary(rows, others, self.weight, self.bias, "add")
        return made


class Layer:
    """One of BERT's layers over rows of shape (texts * pieces, width)."""

    def __init__(self, layer: "Module", heads: int, dtype: "torch.dtype") -> None:
        part = layer.get_submodule
        self._heads = heads
        self._attended = Linear.of([part(f"attention.self.{name}") for name in ATTENTION], dtype)
        self._out = Linear.of([part("attention.output.dense")], dtype)
        self._up = Linear.of([part("intermediate.dense")], dtype)
        self._down = Linear.of([part("output.dense")], dtype)
        self._first, self._second = part("attention.output.LayerNorm"), part("output.LayerNorm")

    def __call__(self, rows: "Tensor", texts: int, mask: "Tensor | None") -> "Tensor":
        rows = self._first(self._out.plus(self._attend(rows, texts, mask), rows))
        normed: Tensor = self._second(self._down.plus(self._up(rows, "gelu"), rows))
        return normed

    def _attend(self, rows: "Tensor", texts: int, mask: "Tensor | None") -> "Tensor":
        from torch.nn.functional import scaled_dot_product_attention

        split = self._attended(rows).view(texts, -1, 3, self._heads, rows.shape[1] // self._heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        return scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).reshape(rows.shape)


class Packed:
    """May be shared between threads; one thread reads a batch."""

    def __init__(self, bert: "Module", dtype: "torch.dtype") -> None:
        """`bert` is a BertModel of transformers, which is turned into `dtype`."""
        config: Any = bert.config
        self._embeddings = bert.get_submodule("embeddings").to(dtype)
        self._layers = [
            Layer(layer.to(dtype), config.num_attention_heads, dtype)
            for layer in bert.get_submodule("encoder.layer").children()
        ]

    def __call__(self, features: Features) -> Features:
        """Adds token_embeddings, float32, shape (texts, pieces, width)."""
        ids, present = features["input_ids"], features["attention_mask"].bool()
        rows = self._embeddings(ids)
        mask = None if present.all() else rows.new_zeros(ids.shape).masked_fill(~present, HIDDEN)[:, None, None]
        shape, rows = rows.shape, rows.flatten(0, 1)
        for layer in self._layers:
            rows = layer(rows, len(ids), mask)
        return {**features, "token_embeddings": rows.view(shape).float()}


def is_bert(model: "Module") -> bool:
    """Whether a model of transformers is the BERT that is meant here."""
    config: Any = model.config
    return config.model_type == "bert" and config.hidden_act == "gelu" and not getattr(config, "is_decoder", False)
