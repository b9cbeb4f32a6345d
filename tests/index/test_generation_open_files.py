"""A file of an open generation that is changed in place is noticed, and never answered from."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import IndexDamaged
from retrieval.index import generation, npy
from retrieval.index.generation import ARCHIVE, Generation, Manifest
from retrieval.indexing import generations
from tests.index.conftest import fill, publish
from tests.paths import ROOT

VECTORS = "vectors/rows"


def read_all(opened: Generation) -> list[str]:
    with opened.reading():
        assert opened.vectors.at(np.arange(2)).shape == (2, 2)
        return [passage.text for passage in opened.store.passages([0, 1])]


def flipped(path: Path) -> None:
    """Change one byte, and set the time of the last change back."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)[0]
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def truncated(path: Path) -> None:
    os.truncate(path, 8)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0")


@pytest.mark.parametrize("change", [flipped, truncated, emptied, grown])
@pytest.mark.parametrize("name", [ARCHIVE, VECTORS, "words/rows.npy", "terms/passages.npy", "archive/lengths.npy"])
def test_a_file_that_is_changed_in_place_is_not_answered_from(
    index: Path, monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(npy, "LOADED_BYTES", 0)  # every file stays open
    with generation.open_current(index, "word-counts") as opened:
        assert read_all(opened) == ["A bill.", "A reform."]
        change(generation.current(index) / name)
        with pytest.raises(IndexDamaged, match=f"{name} has changed since it was written"):
            read_all(opened)


@pytest.mark.parametrize("change", [flipped, truncated, emptied])
@pytest.mark.parametrize("name", [VECTORS, "words/rows.npy", "archive/lengths.npy"])
def test_a_small_file_is_in_memory_and_may_change(index: Path, name: str, change: Callable[[Path], None]) -> None:
    with generation.open_current(index, "word-counts") as opened:
        change(generation.current(index) / name)
        assert read_all(opened) == ["A bill.", "A reform."]


@pytest.mark.parametrize("change", [flipped, truncated])
def test_a_file_that_changes_during_a_request_is_noticed_at_its_end(
    index: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(npy, "LOADED_BYTES", 0)
    with generation.open_current(index, "word-counts") as opened:
        with pytest.raises(IndexDamaged), opened.reading():
            change(generation.current(index) / ARCHIVE)
        with pytest.raises(IndexDamaged), opened.reading():
            raise sqlite3.DatabaseError("malformed")  # as reading the changed file does


@pytest.mark.parametrize("room", ["0", "1000000000"])
def test_a_file_that_is_cut_short_while_it_is_read_refuses_the_request_and_kills_no_process(
    tmp_path: Path, room: str
) -> None:
    command = [sys.executable, "-m", "tests.index.cut_while_reading", str(tmp_path / "index")]
    ended = subprocess.run(
        command, check=False, env=os.environ | {"ROOM": room}, cwd=ROOT, capture_output=True, text=True
    )
    cuts = ended.stdout.splitlines()
    assert ended.returncode == 0, f"{cuts[-1:]} {ended.stderr[-2000:]}"
    assert {cut.partition(",")[0] for cut in cuts} >= {ARCHIVE, VECTORS, "vectors/lists.data", "words/scores.npy"}
    assert [cut for cut in cuts if not cut.endswith(": refused")] == []


def test_a_file_that_is_touched_or_linked_or_removed_still_answers(index: Path) -> None:
    folder = generation.current(index)
    with generation.open_current(index, "word-counts") as opened:
        for change in (
            lambda: os.utime(folder / ARCHIVE, (1, 1)),
            lambda: os.link(folder / ARCHIVE, index / "another"),
            lambda: (folder / ARCHIVE).chmod(0o600),
            lambda: shutil.copyfile(folder / ARCHIVE, index / "copy"),
            lambda: (index / "copy").replace(folder / ARCHIVE),
            lambda: shutil.rmtree(folder),
        ):
            change()
            assert read_all(opened) == ["A bill.", "A reform."]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        pytest.param("update articles set text = 'A bull.' || substr(text, 8)", "an article", id="text"),
        pytest.param("update articles set source = 'The Onion'", "an article", id="source"),
        pytest.param("update articles set published = '1999', basis = 'stated'", "an article", id="date"),
        pytest.param("update passages set start = start + 2", "a passage", id="place"),
        pytest.param("update passages set article = 1, checksum = x''", "a passage", id="checksum"),
    ],
)
def test_a_row_with_another_checksum_is_not_shown(index: Path, change: str, what: str) -> None:
    """As after a bit has flipped on a disk, which changes no time."""
    folder = generation.current(index)
    with closing(sqlite3.connect(folder / ARCHIVE)) as db, db:
        db.execute(change)
    with (
        Generation.open(folder, Manifest.read(folder), check=False) as opened,
        pytest.raises(IndexDamaged, match=f"{what} has changed since it was written"),
    ):
        opened.store.passages([0])


def test_a_generation_under_the_name_of_another_is_refused(index: Path) -> None:
    first = generation.current(index)
    second = index / publish(index)
    shutil.rmtree(second)
    shutil.copytree(first, second)
    with pytest.raises(IndexDamaged, match=rf"it is generation '{first.name}' under another name"):
        generation.open_current(index, "word-counts")


def test_a_generation_of_another_index_is_refused(index: Path, tmp_path: Path) -> None:
    foreign = publish(tmp_path / "foreign", lambda folder: fill(folder, "A tax.\nA school."))
    shutil.copytree(tmp_path / "foreign" / foreign, index / foreign)
    generations.make_current(index, foreign)
    with pytest.raises(IndexDamaged, match="was built for the index of another archive"):
        generation.open_current(index, "word-counts")


def test_an_index_that_is_moved_or_copied_whole_answers(index: Path, tmp_path: Path) -> None:
    shutil.copytree(index, tmp_path / "copied")
    index.rename(tmp_path / "moved")
    for name in ("copied", "moved"):
        with generation.open_current(tmp_path / name, "word-counts") as opened:
            assert read_all(opened) == ["A bill.", "A reform."]


def test_the_manifest_names_its_generation_and_the_one_before(index: Path) -> None:
    first = generation.current(index).name
    second = publish(index)
    with generation.open_current(index, "word-counts") as opened:
        manifest = opened.manifest
        assert (manifest.name, manifest.parent, manifest.archive) == (second, first, generation.archive_id(index))
