"""Types of the arrays that packages exchange. Each function documents the shapes of its own arrays."""

from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]  # rows of length 1, shape (n, dim); a single vector has shape (dim,)
Rows = npt.NDArray[np.int64]  # numbers of passages, articles or speaker turns in one generation
Mask = npt.NDArray[np.bool]  # a truth value for each row
Scores = npt.NDArray[np.float32]  # a number for each row

# The passages that match a filter. A Selection has a length; otherwise only the backend that made it understands it.
# The local backend uses Rows. Milvus uses a filter expression, since a billion passages may match.
Selection = Any
