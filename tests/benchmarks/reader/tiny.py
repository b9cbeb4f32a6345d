"""A tiny reader with random weights."""

from pathlib import Path

import torch
from safetensors.torch import save_file

from benchmarks.reader import network

TINY = network.Sizes(hidden=64, inner=96, layers=2)


def write(path: Path) -> None:
    """Write the weights of a tiny reader, whose logits differ by far more than int8 rounds off."""
    torch.manual_seed(0)
    halves = network.Lower(TINY), network.Upper(TINY)
    with torch.no_grad():
        for name, weights in [*halves[0].named_parameters(), *halves[1].named_parameters()]:
            if name.endswith(("dense.weight", "query.weight", "key.weight", "value.weight")):
                weights.mul_(2)
        halves[1].classifier.weight.mul_(5)
    save_file(network.state(*halves), path)
