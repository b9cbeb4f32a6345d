"""Reads the weights of ms-marco-MiniLM-L-12-v2 out of its int8 ONNX file, from which training starts.

A matrix is stored as int8 with one scale, and multiplied by a node whose name tells which part of the model it is.
"""

from pathlib import Path

import numpy as np
import onnx

from benchmarks.reader.stored import QUANTIZED, Array, arrays_of, dequantised


def read(model: Path) -> dict[str, Array]:
    """The weights in float32, by the names that transformers gives them."""
    graph = onnx.load(model).graph
    arrays = arrays_of(graph)
    weights = {name: array for name, array in arrays.items() if name.startswith(("bert.", "classifier."))}
    weights = {name: array for name, array in weights.items() if array.dtype == np.float32 and array.ndim == 1}
    for name in arrays:
        if name.startswith("bert.embeddings.") and name.endswith(QUANTIZED):
            weights[name.removesuffix(QUANTIZED)] = dequantised(arrays, name)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in arrays:
            part = node.name.strip("/").removesuffix("/MatMul_quant").removesuffix("/Gemm_MatMul_quant")
            weights[f"{part.replace('/', '.')}.weight"] = dequantised(arrays, node.input[1]).T
    return {name: np.ascontiguousarray(array) for name, array in weights.items()}
