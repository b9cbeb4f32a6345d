"""Arrays that are written to disk in parts and then read by numpy."""

import errno
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from retrieval.index import npy


@pytest.fixture(autouse=True)
def chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npy, "CHUNK_VALUES", 3)


@pytest.mark.parametrize("kind", [np.uint32, np.int64, np.bool_])
@pytest.mark.parametrize("length", [0, 1, 3, 7, 12_345])
def test_an_array_comes_back_as_it_was_written(tmp_path: Path, length: int, kind: npt.DTypeLike) -> None:
    values = np.arange(length).astype(kind)
    npy.write(tmp_path / "values.npy", iter(values.tolist()), kind)
    found = np.load(tmp_path / "values.npy")
    assert (found.dtype, found.tolist()) == (kind, values.tolist())
    assert np.concatenate([values[:0], *npy.chunks(found)]).tolist() == values.tolist()


@pytest.mark.parametrize("length", [0, 4])
def test_an_allocated_array_is_on_disk_once_it_is_filled(tmp_path: Path, length: int) -> None:
    npy.allocate(tmp_path / "values.npy", length, "u4")[:] = range(length)
    assert np.load(tmp_path / "values.npy").tolist() == list(range(length))


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="this system cannot reserve disk space")
def test_allocating_on_a_full_disk_raises_before_anything_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def full(file: int, start: int, length: int) -> None:
        asked.append((start, length))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    # filling a memory map without disk space would kill the process
    with pytest.raises(OSError, match="No space left"):
        npy.allocate(tmp_path / "values.npy", 1000, np.float32)
    assert asked == [(0, (tmp_path / "values.npy").stat().st_size)]
