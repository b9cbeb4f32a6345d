"""The dense half of the search, over four directions that can be checked by eye."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.index import vectors
from retrieval.index.vectors import VectorIndex

DIRECTIONS = {
    "due north": (0.0, 1.0),
    "due east": (1.0, 0.0),
    "north-east": (0.5**0.5, 0.5**0.5),
    "due west": (-1.0, 0.0),
}
NAMES = list(DIRECTIONS)
EAST = np.array([1, 0], np.float32)


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    """As it comes back from disk."""
    vectors.write(tmp_path / "vectors.faiss", 2, [np.array([row], np.float32) for row in DIRECTIONS.values()])
    return VectorIndex.open(tmp_path / "vectors.faiss")


@pytest.mark.parametrize(
    ("k", "among", "expected"),
    [
        pytest.param(
            9,
            None,
            [("due east", 1.0), ("north-east", 0.71), ("due north", 0.0), ("due west", -1.0)],
            id="more than there are",
        ),
        pytest.param(2, None, [("due east", 1.0), ("north-east", 0.71)], id="two"),
        pytest.param(9, [0, 2, 3], [("north-east", 0.71), ("due north", 0.0), ("due west", -1.0)], id="among three"),
        pytest.param(1, [0, 3], [("due north", 0.0)], id="one among two"),
        pytest.param(3, [], [], id="among none"),
    ],
)
def test_the_nearest_come_first_with_their_cosines(
    index: VectorIndex, k: int, among: list[int] | None, expected: list[tuple[str, float]]
) -> None:
    rows = index.nearest(EAST, k, None if among is None else np.array(among, np.int64))
    cosines = index.cosines(EAST, rows)
    assert [(NAMES[row], round(float(cosine), 2)) for row, cosine in zip(rows, cosines, strict=True)] == expected


def test_a_query_of_another_dimension_is_refused(index: VectorIndex) -> None:
    with pytest.raises(ValueError, match=r"shape \(3,\) cannot search vectors of dimension 2"):
        index.nearest(np.array([1, 0, 0], np.float32), 1)


def test_vectors_come_back_from_disk_as_they_were(index: VectorIndex) -> None:
    assert (len(index), index.dim) == (4, 2)
    assert index.at(np.array([2, 0])).tolist() == np.array([DIRECTIONS["north-east"], (0, 1)], np.float32).tolist()
    assert index.at(np.array([], np.int64)).shape == (0, 2)
