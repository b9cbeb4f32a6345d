"""The question adapter adds a linear map of low rank to the vectors of questions."""

import numpy as np
import pytest

from retrieval.encoders.question_adapter import QuestionAdapter

DOWN = np.array([[1, 0, 0]], np.float32)  # takes the first number of a vector
UP = np.array([[0, 0, 1]], np.float32)  # adds it to the third


def test_a_vector_is_moved_and_scaled_to_length_1() -> None:
    moved = QuestionAdapter(DOWN, UP).apply(np.array([[1, 0, 0], [0, 1, 0]], np.float32))
    assert moved == pytest.approx(np.array([[0.5**0.5, 0, 0.5**0.5], [0, 1, 0]]), abs=1e-6)
    assert moved.dtype == np.float32


def test_the_adapter_in_the_package_fits_the_bundled_encoder() -> None:
    adapter = QuestionAdapter.open()
    assert adapter.down.shape == adapter.up.shape == (8, 384)
    assert str(adapter.down.dtype) == str(adapter.up.dtype) == "float32"
    assert np.isfinite(adapter.down).all()
    assert adapter.up.any()
