"""Reads the weights of ms-marco-MiniLM-L-12-v2 out of its int8 ONNX file, from which training starts.

ONNX is a protocol buffer, of which few fields matter: the graph (7), its nodes (1) and its initializers (5). A matrix
is stored as int8 with one scale, and multiplied by a node whose name tells which part of the model it is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
GRAPH, NODE, INITIALIZER = 7, 1, 5
TYPES = {1: np.float32, 2: np.uint8, 3: np.int8}
QUANTIZED = "_quantized"


def read(model: Path) -> dict[str, Array]:
    """The weights in float32, by the names that transformers gives them."""
    graph = next(value for field, value in _fields(memoryview(model.read_bytes())) if field == GRAPH)
    initializers = dict(_initializer(value) for field, value in _fields(graph) if field == INITIALIZER)
    weights = {name: array for name, array in initializers.items() if name.startswith(("bert.", "classifier."))}
    weights = {name: array for name, array in weights.items() if array.dtype == np.float32 and array.ndim == 1}
    for name in initializers:
        if name.startswith("bert.embeddings.") and name.endswith(QUANTIZED):
            weights[name.removesuffix(QUANTIZED)] = _dequantised(initializers, name)
    for value in (value for field, value in _fields(graph) if field == NODE):
        inputs, node, operator = _node(value)
        if operator == "MatMulInteger" and inputs[1] in initializers:
            part = node.strip("/").removesuffix("/MatMul_quant").removesuffix("/Gemm_MatMul_quant")
            weights[f"{part.replace('/', '.')}.weight"] = _dequantised(initializers, inputs[1]).T
    return {name: np.ascontiguousarray(array) for name, array in weights.items()}


def _dequantised(initializers: dict[str, Array], name: str) -> Array:
    whole = name.removesuffix(QUANTIZED)
    scale, zero = initializers[f"{whole}_scale"], initializers[f"{whole}_zero_point"]
    values: Array = (initializers[name].astype(np.float32) - zero.astype(np.float32)) * scale
    return values


def _initializer(message: memoryview) -> tuple[str, Array]:
    shape: list[int] = []
    name, kind, values = "", 0, b""
    for field, value in _fields(message):
        match field:
            case 1:
                shape += [value] if isinstance(value, int) else _integers(value)
            case 2:
                kind = value
            case 4:  # floats
                values = bytes(value)
            case 5:  # small integers
                numbers = [value] if isinstance(value, int) else _integers(value)
                values = np.array(numbers).astype(np.int64).astype(TYPES.get(kind, np.int64)).tobytes()
            case 8:
                name = bytes(value).decode()
            case 9:  # raw
                values = bytes(value)
    array = np.frombuffer(values, TYPES[kind]) if kind in TYPES else np.zeros(0)
    return name, array.reshape(shape) if kind in TYPES else array


def _node(message: memoryview) -> tuple[list[str], str, str]:
    inputs, name, operator = [], "", ""
    for field, value in _fields(message):
        match field:
            case 1:
                inputs.append(bytes(value).decode())
            case 3:
                name = bytes(value).decode()
            case 4:
                operator = bytes(value).decode()
    return inputs, name, operator


def _integers(packed: memoryview) -> list[int]:
    values, place = [], 0
    while place < len(packed):
        value, place = _varint(packed, place)
        values.append(value)
    return values


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """The number and the value of each field: an integer, or bytes."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        match key & 7:
            case 0:
                value, place = _varint(message, place)
                yield key >> 3, value
                continue
            case 1:
                size = 8
            case 5:
                size = 4
            case _:
                size, place = _varint(message, place)
        yield key >> 3, message[place : place + size]
        place += size


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place
