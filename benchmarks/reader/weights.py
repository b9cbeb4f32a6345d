"""Reads and writes the reader's weights: int8 with a scale for each row of a matrix, in a safetensors file.

encoder.layer.0.output.dense.weight    int8, shape (384, 1536)
encoder.layer.0.output.dense.scale     float32, shape (384,): each row of the weight is multiplied by its scale
encoder.layer.0.output.dense.bias      float32
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from retrieval.errors import RerankerError

ReadPart = Callable[[str], Mapping[str, Tensor]]  # name of a part of transformers' BertModel → its float32 weights

NAME = "reader"


def open_parts(file: Path, digest: str) -> ReadPart:
    """A function that returns the weights of one part. Raises RerankerError if the file's sha256 is not `digest`."""
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise RerankerError(NAME, f"{file.name} cannot be read ({error.strerror})") from error
    if found != digest:
        raise RerankerError(NAME, f"{file.name} has sha256 {found[:12]}…, not {digest[:12]}…")
    tensors = load_file(file)

    def part(name: str) -> Mapping[str, Tensor]:
        of_part = {key.rpartition(".")[2]: value for key, value in tensors.items() if key.rpartition(".")[0] == name}
        scale = of_part.pop("scale", None)
        if scale is not None:
            of_part["weight"] = of_part["weight"].float() * scale[:, None]
        return of_part

    return part


def write(weights: Mapping[str, Tensor], file: Path) -> str:
    """Write float32 weights, named as transformers names them, as int8, and return the file's sha256."""
    tensors = {}
    for name, values in sorted(weights.items()):
        name = name.removeprefix("bert.")  # noqa: PLW2901 - as Bert names its parts
        if values.ndim == 1:
            tensors[name] = values.float().contiguous()
            continue
        scale = values.abs().amax(dim=1).clamp(min=1e-9) / 127
        tensors[name] = (values / scale[:, None]).round().to(torch.int8).contiguous()
        tensors[f"{name.removesuffix('weight')}scale"] = scale.float().contiguous()
    save_file(tensors, file)
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
