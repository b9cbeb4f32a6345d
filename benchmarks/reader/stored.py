"""Reads the weights back out of the int8 ONNX file of a reader, so that training can go on from the file that ships.

The matrices follow each other in the graph as in the model: for each layer queries, keys and values together, the
attention's output, and the two of the inner layer; then the pooler and the classifier. Each is stored as int8 with a
scale for each column. The norms are read in order too, since the graph stores equal ones once.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

Array = npt.NDArray[Any]
QUANTIZED = "_quantized"
OF_A_LAYER = "attention.self", "attention.output.dense", "intermediate.dense", "output.dense"
PARTS = "query", "key", "value"
NORMS = "attention.output", "output"  # of a layer


def read(model: Path) -> dict[str, Array]:
    """The weights in float32, by the names that transformers gives them, of a file that benchmarks.reader.export wrote.

    They are those of the file, so they differ from the weights that it was made from by the rounding to int8.
    """
    graph = onnx.load(model).graph
    arrays = arrays_of(graph)
    weights = {_name(name): array for name, array in arrays.items() if name.endswith((".weight", ".bias"))}
    for name in (name for name in arrays if name.endswith(f"embeddings.weight{QUANTIZED}")):
        weights[_name(name.removesuffix(QUANTIZED))] = dequantised(arrays, name)
    products = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    matrices = [dequantised(arrays, name).T for name in products]
    for number, matrix in enumerate(matrices[:-2]):
        prefix = f"bert.encoder.layer.{number // len(OF_A_LAYER)}.{OF_A_LAYER[number % len(OF_A_LAYER)]}"
        weights |= _parts(prefix, "weight", matrix) if prefix.endswith("self") else {f"{prefix}.weight": matrix}
    weights["bert.pooler.dense.weight"], weights["classifier.weight"] = matrices[-2:]
    norms = [node.input[1:] for node in graph.node if node.op_type == "LayerNormalization"]
    for number, names in enumerate(norms):
        layer, place = divmod(number - 1, len(NORMS))
        prefix = f"encoder.layer.{layer}.{NORMS[place]}" if number else "embeddings"
        weights |= {
            f"bert.{prefix}.LayerNorm.{kind}": arrays[name]
            for kind, name in zip(("weight", "bias"), names, strict=True)
        }
    width = 3 * matrices[-2].shape[0]
    biases = [arrays[name] for node in graph.node if node.op_type == "Add" for name in node.input if name in arrays]
    for layer, bias in enumerate(bias for bias in biases if bias.shape == (width,)):
        weights |= _parts(f"bert.encoder.layer.{layer}.attention.self", "bias", bias)
    return {name: np.ascontiguousarray(array, np.float32) for name, array in weights.items()}


def arrays_of(graph: Any) -> dict[str, Array]:
    """The stored arrays of an onnx.GraphProto by their names."""
    return {each.name: numpy_helper.to_array(each) for each in graph.initializer}


def dequantised(arrays: dict[str, Array], name: str) -> Array:
    """The float32 values of an array that is stored as integers with a scale, or with one for each column."""
    whole = name.removesuffix(QUANTIZED)
    zero = arrays[f"{whole}_zero_point"].astype(np.float32)
    values: Array = (arrays[name].astype(np.float32) - zero) * arrays[f"{whole}_scale"]
    return values


def _parts(prefix: str, kind: str, joined: Array) -> dict[str, Array]:
    return {f"{prefix}.{part}.{kind}": rows for part, rows in zip(PARTS, np.split(joined, len(PARTS)), strict=True)}


def _name(name: str) -> str:
    own = name.partition(".")[2].replace("layers.", "encoder.layer.")
    return own if own.startswith("classifier") else f"bert.{own}"
