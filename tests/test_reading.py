"""The articles of a folder, read by a script."""

from pathlib import Path

import pytest

from retrieval import reading
from retrieval.errors import ArchiveMissing
from retrieval.settings import ArchiveSettings


def test_a_script_reads_the_articles_of_a_folder_without_an_index(tmp_path: Path) -> None:
    (tmp_path / "dam.txt").write_text("Dam to be raised\n\nBy Ann Low\n7 February 2012\n\nHe said so.\n")
    (found,) = reading.read_all(ArchiveSettings(tmp_path))
    assert (found.title, found.authors, found.text[found.body :]) == ("Dam to be raised", ("Ann Low",), "He said so.\n")
    assert [file.name for file in tmp_path.iterdir()] == ["dam.txt"]


def test_a_folder_that_is_missing_raises(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        reading.read_all(ArchiveSettings(tmp_path / "no"))
