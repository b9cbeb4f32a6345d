"""Writes a trained reader as the int8 ONNX file that the program runs.

Matrices are stored as int8, with a scale for each column, in a range of seven bits: processors without VNNI add two
products in 16 bits, which eight bits would overflow.
"""

import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from safetensors.numpy import load_file
from torch import Tensor, nn

from benchmarks.reader import network, train, trim
from retrieval.search.reader import PairPieces

INPUTS = "input_ids", "token_type_ids", "lengths"


class _Whole(nn.Module):
    """Both halves of the reader, from word pieces to logits."""

    def __init__(self, lower: network.Lower, upper: network.Upper) -> None:
        super().__init__()
        self._lower, self._upper = lower, upper

    def forward(self, ids: Tensor, types: Tensor, lengths: Tensor) -> Tensor:
        logits: Tensor = self._upper(self._lower(ids, types, lengths), lengths)
        return logits


def export(reader: Path, out: Path) -> None:
    """Write the ONNX file of the weights in `reader`, which reads one pair at a time."""
    quantised(reader, out)
    onnx.save(trim.trimmed(onnx.load(out)), out)


def quantised(reader: Path, out: Path) -> None:
    """Write the ONNX file of the weights in `reader` as int8, for several pairs at a time."""
    whole = _whole(reader)
    ids = torch.ones(2, 16, dtype=torch.long)
    quiet = warnings.catch_warnings(action="ignore")  # of torch's exporter, about parts of itself
    texts, pieces = torch.export.Dim("texts"), torch.export.Dim("pieces", max=512)
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode(), quiet:
        plain, folded = Path(folder) / "float32.onnx", Path(folder) / "folded.onnx"
        program = torch.onnx.export(
            whole,
            (ids, torch.zeros_like(ids), torch.tensor([16, 9])),
            input_names=INPUTS,
            output_names=["logits"],
            dynamic_shapes=({0: texts, 1: pieces}, {0: texts, 1: pieces}, {0: texts}),
            dynamo=True,
            verbose=False,
        )
        if program is None:
            raise SystemExit("torch could not export the reader")
        program.save(plain)
        quant_pre_process(plain, folded, skip_symbolic_shape=True)  # computes what is constant
        quantize_dynamic(folded, out, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def logits(reader: Path, pairs: Iterable[PairPieces]) -> list[float]:
    """The logits of the weights in `reader`, by torch in float32, before they are int8."""
    whole = _whole(reader)
    with torch.inference_mode():
        return [float(whole(*train.tensors([pair]))) for pair in pairs]


def _whole(reader: Path) -> _Whole:
    return _Whole(*network.load(load_file(reader))).eval()
