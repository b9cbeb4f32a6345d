"""Weights are fitted in cases where the right weights are obvious."""

from math import log

import numpy as np
import pytest

from benchmarks import regression


def test_only_a_column_that_tells_the_right_candidate_gets_a_weight() -> None:
    one, other = np.array([[1.0, 0.2], [0.0, 0.2], [0.0, 0.2]]), np.array([[0.0, 0.2], [1.0, 0.2]])
    rights = [np.array([True, False, False]), np.array([False, True])]
    telling, idle = regression.conditional_logit([one, other], rights)
    assert telling > 0.5
    assert idle == 0


def test_without_a_telling_column_the_bias_is_the_log_odds() -> None:
    positive = np.array([True, True, True, False])
    bias, weighed = regression.logistic(np.zeros((4, 1)), positive, np.ones(4), {})
    assert bias == pytest.approx(log(3), abs=1e-3)
    assert weighed.tolist() == [0.0]


def test_a_row_with_a_count_of_three_counts_like_three_rows() -> None:
    positive = np.array([True, False])
    bias, _ = regression.logistic(np.zeros((2, 1)), positive, np.array([3.0, 1.0]), {})
    assert bias == pytest.approx(log(3), abs=1e-3)


def test_a_weight_is_at_most_its_bound() -> None:
    matrix, positive = np.array([[0.0], [1.0], [0.0], [1.0]]), np.array([False, True, True, True])
    _, free = regression.logistic(matrix, positive, np.ones(4), {})
    _, bound = regression.logistic(matrix, positive, np.ones(4), {0: -2.0})
    assert free[0] > 0
    assert bound[0] == pytest.approx(-2.0)
