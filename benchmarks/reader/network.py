"""The reader as a torch module: a BERT (Devlin et al., 2019) with one logit on top, split into two halves.

    Lower    word pieces → hidden rows of the first layers; frozen, so its results are kept and used many times
    Upper    hidden rows → a logit; trained

Both run in bfloat16 where the processor multiplies it natively, else in float32. Parameters have the names that
transformers gives them, and the weights tell the sizes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, linear, scaled_dot_product_attention

HEAD, EPSILON = 32, 1e-12  # values of each attention head
PADDED = -1e4  # attention score of padding


@dataclass(frozen=True, slots=True)
class Sizes:
    """The reader's own: 384 values for each word piece, 1,536 within a layer, 12 layers."""

    hidden: int
    inner: int
    layers: int

    @property
    def lower(self) -> int:
        """Layers of the lower half."""
        return self.layers // 2


class Layer(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        hidden, inner = sizes.hidden, sizes.inner
        self.attention = nn.ModuleDict(
            {
                "self": nn.ModuleDict({name: nn.Linear(hidden, hidden) for name in ("query", "key", "value")}),
                "output": _with_norm(hidden, hidden),
            }
        )
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(hidden, inner)})
        self.output = _with_norm(inner, hidden)

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        """`rows` has shape (texts, pieces, hidden), `mask` (texts, 1, 1, pieces)."""
        texts, pieces, hidden = rows.shape
        own: Any = self.attention["self"]
        parts = own["query"], own["key"], own["value"]
        weight, bias = torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts])
        heads = linear(rows, weight, bias).view(texts, pieces, 3, hidden // HEAD, HEAD).permute(2, 0, 3, 1, 4)
        query, key, value = heads.unbind()
        attended = _attention(query, key, value, mask)
        attended = attended.transpose(1, 2).reshape(texts, pieces, hidden)
        rows = _add_and_norm(self.attention["output"], rows, attended)
        return _add_and_norm(self.output, rows, gelu(self.intermediate["dense"](rows)))


def _attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    if not torch.is_grad_enabled():
        return scaled_dot_product_attention(query, key, value, attn_mask=mask)
    scores = (query / query.shape[-1] ** 0.5) @ key.transpose(-1, -2) + mask  # its gradient takes a tenth of the time
    attended: Tensor = scores.softmax(dim=-1) @ value
    return attended


def _with_norm(width: int, hidden: int) -> nn.ModuleDict:
    return nn.ModuleDict({"dense": nn.Linear(width, hidden), "LayerNorm": nn.LayerNorm(hidden, EPSILON)})


def _add_and_norm(part: Any, rows: Tensor, inner: Tensor) -> Tensor:
    normed: Tensor = part["LayerNorm"](rows + part["dense"](inner))
    return normed


class Lower(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        hidden = sizes.hidden
        self.embeddings = nn.ModuleDict(
            {
                "word_embeddings": nn.Embedding(30522, hidden),
                "position_embeddings": nn.Embedding(512, hidden),
                "token_type_embeddings": nn.Embedding(2, hidden),
                "LayerNorm": nn.LayerNorm(hidden, EPSILON),
            }
        )
        self.layers = nn.ModuleDict({str(number): Layer(sizes) for number in range(sizes.lower)})

    def forward(self, ids: Tensor, types: Tensor, lengths: Tensor) -> Tensor:
        """Hidden rows, shape (texts, pieces, hidden)."""
        embeddings: Any = self.embeddings
        places = torch.arange(ids.shape[1])
        rows = embeddings["word_embeddings"](ids) + embeddings["position_embeddings"](places)
        rows = embeddings["LayerNorm"](rows + embeddings["token_type_embeddings"](types))
        hidden: Tensor = rows
        for layer in self.layers.values():
            hidden = layer(hidden, mask_of(lengths, ids.shape[1], hidden.dtype))
        return hidden


class Upper(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.layers = nn.ModuleDict({str(number): Layer(sizes) for number in range(sizes.lower, sizes.layers)})
        self.pooler = nn.ModuleDict({"dense": nn.Linear(sizes.hidden, sizes.hidden)})
        self.classifier = nn.Linear(sizes.hidden, 1)

    def forward(self, rows: Tensor, lengths: Tensor) -> Tensor:
        """Logits in float32, shape (texts,)."""
        mask = mask_of(lengths, rows.shape[1], rows.dtype)
        for layer in self.layers.values():
            rows = layer(rows, mask)
        pooled = torch.tanh(self.pooler["dense"](rows[:, 0])).float()
        return linear(pooled, self.classifier.weight.float(), self.classifier.bias.float())[:, 0]


def mask_of(lengths: Tensor, pieces: int, dtype: torch.dtype) -> Tensor:
    present = torch.arange(pieces)[None] < lengths[:, None]
    return torch.zeros(present.shape, dtype=dtype).masked_fill(~present, PADDED)[:, None, None]


def load(weights: Mapping[str, np.ndarray[Any, Any]]) -> tuple[Lower, Upper]:
    """Both halves, in float32, from weights by the names that transformers gives them."""
    tensors = {
        name.removeprefix("bert.").replace("encoder.layer.", "layers."): torch.tensor(values)
        for name, values in weights.items()
    }
    inner, hidden = weights["bert.encoder.layer.0.intermediate.dense.weight"].shape
    sizes = Sizes(hidden, inner, sum(name.endswith("intermediate.dense.weight") for name in weights))
    lower, upper = Lower(sizes), Upper(sizes)
    for half in (lower, upper):
        half.load_state_dict({name: tensors[name] for name in half.state_dict()})
    return lower, upper


def state(lower: Lower, upper: Upper) -> dict[str, Tensor]:
    """The weights of both halves in float32, by the names that transformers gives them."""
    both = {**lower.state_dict(), **upper.state_dict()}
    return {_name(name): values.float().contiguous() for name, values in both.items()}


def _name(name: str) -> str:
    return name if name.startswith("classifier") else f"bert.{name.replace('layers.', 'encoder.layer.')}"
