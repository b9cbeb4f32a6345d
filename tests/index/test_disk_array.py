"""Large arrays that stay in their files."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import IndexDamaged
from retrieval.index import disk_array
from retrieval.index.disk_array import ROOM, DiskArray

ROWS = 1000
VALUES = np.random.default_rng(1).standard_normal((ROWS, 6)).astype(np.float16)


@pytest.fixture(params=["room for everything", "for a half", "for nothing"])
def array(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> DiskArray:
    shares = {"room for everything": 2.0, "for a half": 0.5, "for nothing": 0.0}
    monkeypatch.setattr(ROOM, "limit", int(VALUES.nbytes * shares[request.param]))
    monkeypatch.setattr(disk_array, "BLOCK_BYTES", 100)
    ROOM.forget()
    return opened(tmp_path)


def opened(folder: Path) -> DiskArray:
    (folder / "rows").write_bytes(b"before" + VALUES.tobytes())
    return DiskArray(folder / "rows", np.float16, VALUES.shape, offset=6)


def test_any_slice_and_any_rows_are_those_of_an_ndarray(array: DiskArray) -> None:
    bounds = st.none() | st.integers(0, ROWS + 9)

    @given(st.builds(slice, bounds, bounds), st.lists(st.integers(0, ROWS - 1)))
    def check(part: slice, rows: list[int]) -> None:
        assert np.array_equal(array[part], VALUES[part])
        chosen = np.array(rows, np.int64)
        assert np.array_equal(array[chosen], VALUES[chosen])
        assert np.array_equal(array.once(chosen), VALUES[chosen])
        assert array.bytes_kept <= ROOM.limit

    check()
    assert (len(array), array.shape) == (ROWS, (ROWS, 6))


def test_threads_that_read_the_same_parts_get_the_same_values(array: DiskArray) -> None:
    parts = [np.arange(start, ROWS, 7) for start in range(7)] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda rows: array[rows], parts))
    assert all(np.array_equal(values, VALUES[rows]) for values, rows in zip(found, parts, strict=True))


def test_reading_past_a_cut_raises_and_names_the_file(array: DiskArray, tmp_path: Path) -> None:
    assert np.array_equal(array[:10], VALUES[:10])
    os.truncate(tmp_path / "rows", 300)
    reads: list[Callable[[], object]] = [
        lambda: array[500:],
        lambda: array[np.array([3, 900])],
        lambda: array.once(np.array([900])),
    ]
    for read in reads:
        with pytest.raises(IndexDamaged, match=f"{tmp_path}.*rows has been cut short"):
            read()


def test_blocks_are_read_again_once_they_are_forgotten_and_earlier_results_stay(tmp_path: Path) -> None:
    array = opened(tmp_path)
    before = array[:]
    with (tmp_path / "rows").open("r+b") as file:
        file.write(b"before" + (VALUES + 1).tobytes())
    assert np.array_equal(array[:], VALUES)
    ROOM.forget()
    assert np.array_equal(array[:], VALUES + 1)
    assert np.array_equal(before, VALUES)


def test_arrays_that_are_gone_leave_their_room_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ROOM, "limit", sum(array.bytes_kept for array in ROOM.arrays) + 20_000)
    for _ in range(3):
        array = opened(tmp_path)
        array[:]
        assert array.bytes_kept >= VALUES.nbytes
        del array
