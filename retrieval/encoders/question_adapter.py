"""The question adapter: moves the vectors of questions towards those of the passages that answer them.

The encoder is trained on texts that mean the same. A question and its answer do not: "who ...?" is answered by a name.
The adapter adds a linear map of low rank to a question's vector; the vectors of passages stay as they are. It belongs
to the bundled encoder, and benchmarks/question_adapter.py trains it.

Linear adapters of embeddings are described in Houlsby et al., 2019, "Parameter-Efficient Transfer Learning for NLP",
and the low rank in Hu et al., 2021, "LoRA".
"""

from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Vectors

WEIGHTS_FILE = "question_adapter.npy"  # `down` and `up`, shape (2, rank, dim), float32


@dataclass(frozen=True, slots=True, eq=False)
class QuestionAdapter:
    """Two matrices of shape (rank, dim): a question's vector q becomes q + upᵀ · down · q, scaled to length 1."""

    down: npt.NDArray[np.float32]
    up: npt.NDArray[np.float32]

    @classmethod
    def open(cls) -> "QuestionAdapter":
        """The adapter of the bundled encoder."""
        with as_file(files("retrieval.encoders") / WEIGHTS_FILE) as path:
            down, up = np.load(path, allow_pickle=False)
        return cls(down, up)

    def apply(self, rows: Vectors) -> Vectors:
        """The adapted vectors of questions. Both are float32 unit rows of shape (n, dim)."""
        moved = rows + rows @ self.down.T @ self.up
        adapted: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return adapted
