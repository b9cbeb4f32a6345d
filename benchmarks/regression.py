"""Fits weights by maximum likelihood: conditional logit (a choice among candidates) and logistic regression.

Columns are standardised before the fit, and a penalty on squared weights regularises it. The weights returned apply to
the columns as given.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

CHOICE_PENALTY = 2.0  # for the conditional logit
LOGISTIC_PENALTY = 0.05  # for the logistic regression, which has few columns


def conditional_logit(matrices: Sequence[Matrix], rights: Sequence[npt.NDArray[np.bool]]) -> Matrix:
    """The column weights that make the right candidates most likely to be chosen (McFadden, 1974).

    Each matrix has one question's candidates, shape (candidates, columns). `rights` tells which of them are right.
    """
    from scipy.optimize import minimize

    matrix, right = np.concatenate(matrices), np.concatenate(rights)
    spread = matrix.std(axis=0) + 1e-9
    matrix = (matrix - matrix.mean(axis=0)) / spread
    lengths = [len(each) for each in rights]
    starts, question = np.cumsum([0, *lengths[:-1]]), np.repeat(np.arange(len(rights)), lengths)

    def loss(weighed: Matrix) -> tuple[float, Matrix]:
        """The negative log-likelihood of choosing a right candidate, and its gradient."""
        scores = matrix @ weighed
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[question])
        total, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts) + 1e-12
        slope = odds / total[question] - odds * right / good[question]
        penalty = CHOICE_PENALTY * float(weighed @ weighed)
        return float(np.sum(np.log(total) - np.log(good))) + penalty, slope @ matrix + 2 * CHOICE_PENALTY * weighed

    best = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B")
    weighed: Matrix = best.x / spread
    return weighed


def logistic(
    matrix: Matrix, positive: npt.NDArray[np.bool], counts: Matrix, at_most: Mapping[int, float]
) -> tuple[float, Matrix]:
    """The bias and the column weights that make the observed rows most likely.

    `counts` are the weights of the rows. `at_most` has upper bounds for the weights of some columns.
    """
    from scipy.optimize import minimize

    sign = np.where(positive, 1.0, -1.0)
    centre, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    standard = np.column_stack([np.ones(len(matrix)), (matrix - centre) / spread])

    def loss(weighed: Matrix) -> tuple[float, Matrix]:
        """The negative log-likelihood of the observations, and its gradient."""
        margins = sign * (standard @ weighed)
        slope = -(counts * sign / (1 + np.exp(margins))) @ standard
        free = np.array([0.0, *weighed[1:]])  # the bias has no penalty
        return float(
            counts @ np.logaddexp(0, -margins) + LOGISTIC_PENALTY / 2 * free @ free
        ), slope + LOGISTIC_PENALTY * free

    bounds = [(None, None)] * standard.shape[1]
    for column, bound in at_most.items():
        bounds[column + 1] = (None, bound * spread[column])
    best = minimize(loss, np.zeros(standard.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    weighed: Matrix = best[1:] / spread
    return float(best[0] - weighed @ centre), weighed
