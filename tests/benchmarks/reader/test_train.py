"""The loss of a choice and of a question; the rounding that training sees."""

import math
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from benchmarks.reader import export, stored
from benchmarks.reader.train import choice_loss, question_loss, rounded
from tests.benchmarks.reader import tiny

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("logits", "right", "odds"),
    [
        pytest.param([0, 0, 0], 0, 1 / 4, id="no answer: none of them is one of four choices"),
        pytest.param([0, 0, 0], 1, 1 / 4, id="one right passage"),
        pytest.param([0, 0, 0], 2, 2 / 4, id="either of two right passages"),
        pytest.param([math.log(6), 0], 1, 6 / 8, id="a right passage with a high logit"),
        pytest.param([math.log(6), 0], 0, 1 / 8, id="a wrong passage with a high logit"),
    ],
)
def test_the_loss_is_the_likelihood_of_the_right_choice(logits: list[float], right: int, odds: float) -> None:
    assert float(choice_loss(torch.tensor(logits, dtype=torch.float32), right).exp()) == pytest.approx(1 / odds)


@pytest.mark.parametrize(
    ("logits", "right", "odds"),
    [
        pytest.param([0, 0, 0], 0, 4, id="no answer: nothing is added"),
        pytest.param([0, 0], 2, 3 / 2, id="no wrong passages: nothing is added"),
        pytest.param([0, 0], 1, 3 * 2**0.5, id="a wrong passage beside none of them"),
        pytest.param([0, math.log(3)], 1, 5 * 4**0.5, id="a wrong passage with a high logit"),
    ],
)
def test_wrong_passages_are_to_fall_below_none_of_them(logits: list[float], right: int, odds: float) -> None:
    assert float(question_loss(torch.tensor(logits, dtype=torch.float32), right).exp()) == pytest.approx(odds)


def test_training_rounds_a_matrix_to_the_values_that_the_file_stores(tmp_path: Path) -> None:
    tiny.write(tmp_path / "reader.safetensors")
    export.export(tmp_path / "reader.safetensors", tmp_path / "reader.onnx")
    exact, in_file = load_file(tmp_path / "reader.safetensors"), stored.read(tmp_path / "reader.onnx")
    for name, matrix in exact.items():
        if name.endswith("weight") and matrix.ndim > 1 and "embeddings" not in name:
            torch.testing.assert_close(rounded(matrix), torch.from_numpy(in_file[name]), rtol=1e-5, atol=1e-7)
    assert not torch.equal(rounded(exact["classifier.weight"]), exact["classifier.weight"])
