"""A trimmed reader gives the same logits bit for bit, and computes less."""

import numpy as np
import onnx
import onnxruntime
import pytest

from benchmarks.reader import export, trim
from tests.benchmarks.reader import tiny

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> list[onnxruntime.InferenceSession]:
    """A tiny reader before and after trimming."""
    folder = tmp_path_factory.mktemp("trim")
    tiny.write(folder / "tiny.safetensors")
    export.quantised(folder / "tiny.safetensors", folder / "whole.onnx")
    onnx.save(trim.trimmed(onnx.load(folder / "whole.onnx")), folder / "trimmed.onnx")
    return [onnxruntime.InferenceSession(folder / name) for name in ("whole.onnx", "trimmed.onnx")]


@pytest.mark.parametrize(("length", "asked"), [(3, 2), (17, 9), (64, 20), (320, 56)])
def test_the_logits_are_the_same_bit_for_bit(
    length: int, asked: int, sessions: list[onnxruntime.InferenceSession]
) -> None:
    ids = np.random.default_rng(length).integers(1000, 30000, (1, length))
    inputs = {"input_ids": ids, "token_type_ids": (np.arange(length) >= asked).astype(np.int64)[None]}
    whole, trimmed = sessions
    (expected,), (found,) = whole.run(None, {**inputs, "lengths": np.array([length])}), trimmed.run(None, inputs)
    assert found.tobytes() == expected.tobytes()


def test_no_mask_is_read(sessions: list[onnxruntime.InferenceSession]) -> None:
    assert [each.name for each in sessions[1].get_inputs()] == ["input_ids", "token_type_ids"]
