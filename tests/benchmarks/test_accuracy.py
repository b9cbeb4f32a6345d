"""The tables of docs/accuracy.md are those of the labelled files."""

import json
from pathlib import Path

import pytest

from benchmarks.accuracy import __main__ as accuracy


def test_the_page_has_the_tables_of_the_labelled_files() -> None:
    page = accuracy.PAGE.read_text(encoding="utf-8")
    files = sorted([*accuracy.FOLDER.glob("*.tsv"), *accuracy.FOLDER.glob("*.jsonl")])
    assert accuracy.with_tables(page, accuracy.tables(files)) == page, "run: python -m benchmarks.accuracy"


def test_counts_and_verdicts_make_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = tmp_path / "judged.tsv"
    counts.write_text(
        "archive\tmeasure\tcount\tof\tdate\tdrawn\tjudged\n"
        "press releases\tsilence right\t7\t9\t2026-05-03\tall\tby two\n"
    )
    verdict = {"place": "a#1-2", "verdicts": ["wrong name"], "named": True, "dated": False}
    (tmp_path / "press-releases.jsonl").write_text(json.dumps(verdict))
    accuracy.main([str(counts), str(tmp_path / "press-releases.jsonl")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == (
        "| press releases | not measured | .78 (.45 to .94) of 9 | .00 (.00 to .79) of 1 | 1.00 (.21 to 1.00) of 1 "
        "| not measured |"
    )
    assert lines[6] == "| press releases | silence right | 7 of 9 | 2026-05-03 | all | by two |"
