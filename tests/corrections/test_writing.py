"""Writing corrections.toml."""

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval import corrections
from retrieval.corrections import FILE, Correction, writing
from retrieval.errors import ArchiveMissing, CorrectionsDamaged, CorrectionsUnwritable
from tests.conftest import write


def test_what_is_written_is_read_and_at_the_line_that_was_told(tmp_path: Path) -> None:
    words = 'He said: "no".\n\tC:\\ “so” \x7f'
    line = writing.add(tmp_path, article="a.txt", words=words, speaker="Zoë Ek", on=dt.date(2026, 5, 3), note="")
    second = writing.add(tmp_path, one_person=("Ann Lee", "Lee"))
    assert corrections.read(tmp_path).all == (
        Correction(line, "a.txt", words, speaker="Zoë Ek", on=dt.date(2026, 5, 3)),
        Correction(second, one_person=("Ann Lee", "Lee")),
    )


def test_all_that_stands_in_the_file_stays_as_it_is(tmp_path: Path) -> None:
    before = '# mine\n[[correction]]   # odd\n  article="a.txt"\nwithdrawn=true # settled'
    path = write(tmp_path, FILE, before)
    path.chmod(0o640)
    writing.add(tmp_path, article="b.txt", withdrawn=True)
    assert path.read_text(encoding="utf-8").startswith(before)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.article for each in corrections.read(tmp_path).all] == ["a.txt", "b.txt"]


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: writing.add(tmp_path, article=f"{number}.txt", withdrawn=True), range(20)))
    found = corrections.read(tmp_path)
    assert sorted(each.article for each in found.all) == sorted(f"{number}.txt" for number in range(20))
    assert not list(tmp_path.glob(f".*{FILE}"))


def test_a_damaged_file_is_not_written_to(tmp_path: Path) -> None:
    path = write(tmp_path, FILE, "[[correction\n")
    with pytest.raises(CorrectionsDamaged, match="line 1"):
        writing.add(tmp_path, article="a.txt", withdrawn=True)
    assert path.read_text(encoding="utf-8") == "[[correction\n"


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="nowhere is not a folder"):
        writing.add(tmp_path / "nowhere", article="a.txt", withdrawn=True)


def test_a_file_that_cannot_be_replaced_is_named_and_nothing_is_left_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(CorrectionsUnwritable, match=r"No space left on device\); no correction was made"):
        writing.add(tmp_path, article="a.txt", withdrawn=True)
    assert [path.name for path in tmp_path.iterdir()] == [writing.LOCK]
