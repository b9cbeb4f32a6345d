"""The arrays that packages exchange. Shapes and units stand where a function takes or returns one."""

from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]  # unit rows, shape (n, dim); one of them has shape (dim,)
Rows = npt.NDArray[np.int64]  # numbers of passages, articles or speaker turns in one generation
Mask = npt.NDArray[np.bool]  # one truth value a row
Scores = npt.NDArray[np.float32]  # one number a row

# Passages that a filter leaves. Only the backend that made a Selection understands it: the local one uses Rows, Milvus
# a filter expression, since a filter may leave a billion passages. It has a length.
Selection = Any
