"""Leaves out of an exported reader what reading one pair at a time does not need. The logits stay the same bit for bit.

    mask           a single pair has no padding, so nothing is added to the attention's scores
    copies         queries, keys and values are cut out of their common product once, not several times
    first piece    the last product and LayerNorm are computed for the first word piece, which alone gives the logit;
                   rounding to int8 still sees all word pieces, since it depends on the largest value

The shapes of what changes are noted in the graph, as ONNX Runtime fuses nodes only where it knows them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from benchmarks.reader.network import HEAD

Node = Any  # onnx.NodeProto


def trimmed(model: Any) -> Any:
    """The onnx.ModelProto of a quantised reader, trimmed. It is changed in place, so use only what is returned."""
    graph = _Graph(model.graph)
    for softmax in graph.nodes("Softmax"):
        softmax.input[0] = graph.maker(softmax.input[0]).input[0]  # the scores before the mask
        _split_once(graph, softmax)
    _keep_first_piece(graph)
    graph.remove_unused()
    whole = onnx.shape_inference.infer_shapes(model)
    onnx.checker.check_model(whole)
    return whole


class _Graph:
    def __init__(self, graph: Any) -> None:
        self._graph = graph

    def nodes(self, kind: str) -> list[Node]:
        return [node for node in self._graph.node if node.op_type == kind]

    def maker(self, name: str, kind: str = "") -> Node:
        """The node that computes a tensor; if a kind is given, the nearest of that kind before it, by first inputs."""
        node = next(node for node in self._graph.node if name in node.output)
        return node if kind in {"", node.op_type} else self.maker(node.input[0], kind)

    def user(self, name: str) -> Node:
        """The first node that uses a tensor."""
        return next(node for node in self._graph.node if name in node.input)

    def constant(self, name: str, values: Sequence[int]) -> str:
        self._graph.initializer.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def shape(self, initializer: str) -> list[int]:
        return next(list(each.dims) for each in self._graph.initializer if each.name == initializer)

    def insert(self, before: Node, kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any) -> None:
        place = list(self._graph.node).index(before)
        self._graph.node.insert(place, helper.make_node(kind, inputs, outputs, **attributes))

    def note_shape(self, name: str, kind: int, width: int) -> None:
        """Note that a tensor has the shape (texts, 1, width)."""
        self._graph.value_info.append(helper.make_tensor_value_info(name, kind, ["texts", 1, width]))

    def forget_shapes(self, names: Sequence[str]) -> None:
        for info in [info for info in self._graph.value_info if info.name in names]:
            self._graph.value_info.remove(info)

    def remove_unused(self) -> None:
        outputs = {output.name for output in self._graph.output}
        while True:
            used = outputs | {name for node in self._graph.node for name in node.input}
            unused = [node for node in self._graph.node if used.isdisjoint(node.output)]
            if not unused:
                break
            for node in unused:
                self._graph.node.remove(node)
        for named in (self._graph.initializer, self._graph.input):
            for each in [each for each in named if each.name not in used]:
                named.remove(each)
        self.forget_shapes([info.name for info in self._graph.value_info if info.name not in used])


def _split_once(graph: _Graph, softmax: Node) -> None:
    """Cut queries, keys and values of an attention out of their common product. `softmax` is of its scores."""
    scores, attended = graph.maker(softmax.input[0]), graph.user(softmax.output[0])
    scaled = graph.maker(scores.input[0])
    product, scale, own = graph.maker(scaled.input[0], "Reshape").input[0], scaled.input[1], softmax.output[0]
    heads = graph.shape(graph.maker(product).input[1])[0] // HEAD  # of queries, keys and values together
    shape = graph.constant(f"{own}_heads", [0, 0, heads, HEAD])
    query, key, value = (f"{own}_{part}" for part in ("query", "key", "value"))
    graph.insert(scores, "Reshape", [product, shape], [f"{own}_view"])
    graph.insert(scores, "Transpose", [f"{own}_view"], [f"{own}_by_head"], perm=[0, 2, 1, 3])
    graph.insert(scores, "Split", [f"{own}_by_head"], [query, key, value], axis=1, num_outputs=3)
    graph.insert(scores, "Mul", [query, scale], [f"{query}_scaled"])
    graph.insert(scores, "Transpose", [key], [f"{key}_turned"], perm=[0, 1, 3, 2])
    graph.insert(scores, "Mul", [f"{key}_turned", scale], [f"{key}_scaled"])
    scores.input[:] = [f"{query}_scaled", f"{key}_scaled"]
    attended.input[1] = value
    joined = graph.user(graph.user(attended.output[0]).output[0])
    joined.input[1] = graph.constant(f"{own}_joined", [0, 0, heads // 3 * HEAD])
    del joined.attribute[:]  # a zero in the shape means that the length stays


def _keep_first_piece(graph: _Graph) -> None:
    """Compute the last layer's last product, sum and LayerNorm for the first word piece only."""
    norm = graph.nodes("LayerNormalization")[-1]
    added = graph.maker(norm.input[0])
    residual, own = added.input
    if graph.maker(residual).op_type != "LayerNormalization":
        residual, own = own, residual
    product = graph.maker(own, "MatMulInteger")
    inner, hidden = graph.shape(product.input[1])
    changed = [norm.output[0], added.output[0], product.output[0]]
    while own != product.output[0]:
        changed.append(own)
        own = graph.maker(own).input[0]
    bounds = [graph.constant(f"first_{name}", [value]) for name, value in (("start", 0), ("end", 1), ("axis", 1))]
    first, first_residual = f"{product.input[0]}_first", f"{residual}_first"
    graph.insert(product, "Slice", [product.input[0], *bounds], [first])
    graph.insert(product, "Slice", [residual, *bounds], [first_residual])
    product.input[0] = first
    added.input[:] = [first_residual if name == residual else name for name in added.input]
    graph.forget_shapes(changed)
    graph.note_shape(first, onnx.TensorProto.UINT8, inner)
    graph.note_shape(first_residual, onnx.TensorProto.FLOAT, hidden)
