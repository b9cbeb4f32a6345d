"""Counting what changed in an archive's folder since the index was brought up to date."""

import os
import subprocess
import sys
import time
from pathlib import Path

from retrieval.index.generation import count_changed_since
from tests.conftest import write


def test_files_added_or_changed_since_a_time_are_counted_whatever_their_kind(tmp_path: Path) -> None:
    for name in ("a/one.txt", "a/two.txt", "b/three.txt", "b/scan.jpg", ".git/four.txt"):
        write(tmp_path, name, "He said so.")
    (tmp_path / "again.txt").symlink_to(tmp_path / "a/one.txt")
    now = time.time()
    assert count_changed_since(tmp_path, now + 60, seconds=9) == 0
    assert count_changed_since(tmp_path, now - 60, seconds=9) == 4
    assert count_changed_since(tmp_path, now - 60, seconds=-1) == 0
    assert count_changed_since(tmp_path / "gone", now, seconds=9) == 0


def test_a_folder_that_lost_a_file_counts_if_no_file_changed(tmp_path: Path) -> None:
    for name in ("a/one.txt", "b/two.txt"):
        write(tmp_path, name, "He said so.")
    later = time.time() + 60
    (tmp_path / "a/one.txt").unlink()
    os.utime(tmp_path / "a", (later + 60, later + 60))
    assert count_changed_since(tmp_path, later, seconds=9) == 1


def test_a_question_imports_no_reader_of_a_file_format() -> None:
    program = (
        "import sys, retrieval.archive; print([name for name in sys.modules if name.startswith('retrieval.ingest')])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
