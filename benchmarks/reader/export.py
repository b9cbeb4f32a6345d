"""Writes a trained reader as the int8 ONNX file that the program runs.

    python -m benchmarks.reader.export READER.safetensors OUT.onnx

Matrices are stored as int8, with a scale for each column, in a range of seven bits: processors without VNNI add two
products in 16 bits, which eight bits would overflow.
"""

import argparse
import hashlib
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from safetensors.numpy import load_file
from torch import Tensor, nn

from benchmarks.reader import network

INPUTS = "input_ids", "token_type_ids", "lengths"


class _Whole(nn.Module):
    """Both halves of the reader, from word pieces to logits."""

    def __init__(self, lower: network.Lower, upper: network.Upper) -> None:
        super().__init__()
        self._lower, self._upper = lower, upper

    def forward(self, ids: Tensor, types: Tensor, lengths: Tensor) -> Tensor:
        logits: Tensor = self._upper(self._lower(ids, types, lengths), lengths)
        return logits


def main() -> None:
    parser = argparse.ArgumentParser(description="write a trained reader as an int8 ONNX file")
    parser.add_argument("reader", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    print(f"wrote {given.out}, sha256 {export(given.reader, given.out)}")


def export(reader: Path, out: Path) -> str:
    """Write the ONNX file, and return its sha256."""
    whole = _Whole(*network.load(load_file(reader), network.LAYERS // 2)).eval()
    ids = torch.ones(2, 16, dtype=torch.long)
    texts, pieces = torch.export.Dim("texts"), torch.export.Dim("pieces", max=512)
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
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
    onnx.checker.check_model(out)
    return hashlib.sha256(out.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
