"""Reads the weights of the reader that ships out of its int8 ONNX file, so that training can go on from them.

    python -m benchmarks.reader.shipped OUT.safetensors [MODEL.onnx]

benchmarks.reader.export merges the three projections of an attention into one matrix, and names matrices by numbers. So
they are told apart by their order. The logits of the weights read back differ from those of the file only by what
rounding the activations to int8 costs.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file

from benchmarks.reader import network
from retrieval.search.reader import WEIGHTS

Array = npt.NDArray[Any]
PROJECTIONS = "query", "key", "value"


def main() -> None:
    parser = argparse.ArgumentParser(description="read the weights of the reader that ships out of its ONNX file")
    parser.add_argument("out", type=Path)
    parser.add_argument("model", type=Path, nargs="?", default=WEIGHTS)
    given = parser.parse_args()
    save_file(read(given.model), given.out)


def read(model: Path) -> dict[str, Array]:
    """The weights in float32, by the names that transformers gives them."""
    graph = onnx.load(model).graph
    stored = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    matrices = [_matrix(stored, node.input[1]) for node in graph.node if node.op_type == "MatMulInteger"]
    added = (name for node in graph.node if node.op_type == "Add" for name in node.input if name in stored)
    merged = [stored[name] for name in added if stored[name].shape == (3 * network.HIDDEN,)]  # the projections' biases
    weights = {name: array for name, array in stored.items() if name.endswith(("LayerNorm.weight", ".bias"))}
    for name in stored:
        if name.startswith("_lower.embeddings.") and name.endswith("_quantized"):
            weights[name.removesuffix("_quantized")] = _matrix(stored, name)
    names = []
    for layer in range(network.LAYERS):
        half = "_lower" if layer < network.LAYERS // 2 else "_upper"
        start = f"{half}.layers.{layer}"
        names += [f"{start}.{part}.dense.weight" for part in ("attention.output", "intermediate", "output")]
        for place, part in enumerate(PROJECTIONS):
            columns = slice(place * network.HIDDEN, (place + 1) * network.HIDDEN)
            weights[f"{start}.attention.self.{part}.weight"] = matrices[4 * layer][:, columns].T
            weights[f"{start}.attention.self.{part}.bias"] = merged[layer][columns]
    others = [matrix for place, matrix in enumerate(matrices) if place % 4 or place >= 4 * network.LAYERS]
    names += ["_upper.pooler.dense.weight", "_upper.classifier.weight"]
    weights |= {name: matrix.T for name, matrix in zip(names, others, strict=True)}
    return {_name(name): np.ascontiguousarray(array, np.float32) for name, array in weights.items()}


def _matrix(stored: dict[str, Array], name: str) -> Array:
    whole = name.removesuffix("_quantized")
    scale, zero = stored[f"{whole}_scale"], stored[f"{whole}_zero_point"]
    values: Array = (stored[name].astype(np.float32) - zero.astype(np.float32)) * scale
    return values


def _name(name: str) -> str:
    own = name.split(".", 1)[1].replace("layers.", "encoder.layer.")
    return own if own.startswith("classifier") else f"bert.{own}"


if __name__ == "__main__":
    main()
