"""The dense half of the search, with four directions that can be checked by eye."""

from pathlib import Path

import faiss
import numpy as np
import pytest

from retrieval.array_types import Vectors
from retrieval.index import ivf, vectors
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
    """An index of the four directions, written to disk and opened again."""
    vectors.write(tmp_path / "vectors", 2, [np.array([row], np.float32) for row in DIRECTIONS.values()])
    return VectorIndex.open(tmp_path / "vectors")


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


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[VectorIndex, Vectors]:
    """Many random directions, and an index of them that is too large to compare a query with every vector."""
    folder = tmp_path_factory.mktemp("large")
    rows = np.random.default_rng(1).standard_normal((1500, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "MAX_EXACT_PASSAGES", 500)
        search = vectors.write(folder, 8, np.split(rows, 10))
    index = VectorIndex.open(folder)
    assert index.search == search
    return index, rows


@pytest.mark.slow
def test_a_large_archive_is_searched_in_lists_with_the_recall_measured(large: tuple[VectorIndex, Vectors]) -> None:
    index, rows = large
    assert (index.search.lists, index.search.deep >= vectors.MIN_RECALL) == (77, True)
    assert 1 < index.search.probes < 77
    queries = rows[:50] + rows[50:100]
    found = [index.nearest(query, 10) for query in queries / np.linalg.norm(queries, axis=1, keepdims=True)]
    exact = np.argsort(-queries @ rows.T, axis=1)[:, :10]
    assert np.mean([len(np.intersect1d(*both)) / 10 for both in zip(found, exact, strict=True)]) >= 0.97
    assert np.abs(index.at(np.arange(1500)) - rows).max() < 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("left", [pytest.param(30, id="narrow, all of it"), pytest.param(500, id="wide, by the lists")])
def test_a_filter_on_a_large_archive_leaves_out_all_others(large: tuple[VectorIndex, Vectors], left: int) -> None:
    index, rows = large
    among = np.arange(0, 1500, 1500 // left)
    found = index.nearest(rows[7], 10, among)
    exact = among[np.argsort(-rows[among] @ rows[7])[:10]]
    assert np.isin(found, among).all()
    assert len(np.intersect1d(found, exact)) >= (10 if left < 50 else 9)


@pytest.mark.slow
def test_lists_written_in_parts_equal_those_written_at_once_and_may_be_moved(
    large: tuple[VectorIndex, Vectors],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(vectors, "MAX_EXACT_PASSAGES", 500)
    monkeypatch.setattr(ivf, "READ_CHUNK_VECTORS", 100)
    monkeypatch.setattr(ivf, "ENCODE_CHUNK_VECTORS", 450)
    whole, rows = large
    vectors.write(tmp_path / "parts", 8, np.split(rows, 10))
    moved = (tmp_path / "parts").rename(tmp_path / "moved")
    assert {path.name for path in moved.iterdir()} == {"lists.data", "lists.faiss", "rows", "search.json"}
    index = VectorIndex.open(moved)
    one, other = ([each.nearest(row, 10).tolist() for row in rows[:40]] for each in (index, whole))
    assert one == other
    assert str(tmp_path).encode() not in (moved / "lists.faiss").read_bytes()
    assert capfd.readouterr().out == ""  # standard output is for results only


def test_writing_lists_to_a_full_disk_raises_oserror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(index: faiss.Index, path: str) -> None:
        raise RuntimeError(f"write error in {path}: 0 != 312 (No space left on device)")  # faiss's message

    monkeypatch.setattr(vectors, "MAX_EXACT_PASSAGES", 100)
    monkeypatch.setattr(faiss, "write_index", full)
    with pytest.raises(OSError, match=r"lists\.faiss\.0 cannot be written whole"):
        vectors.write(tmp_path / "large", 2, [np.tile(EAST, (200, 1))])
