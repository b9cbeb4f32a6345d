"""The report of an archive: articles by format, skipped files by reason."""

from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.ingest import formats
from retrieval.settings import ArchiveSettings
from tests.fakes import parsers_here


def test_the_report_counts_articles_by_format_and_skipped_files_by_reason(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n{"text": " "}')
    for name, content in {"a.txt": "Three.", "b.txt": "", "c.jpg": "x"}.items():
        (tmp_path / name).write_text(content)
    reader = ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)
    list(reader)
    assert reader.report.skipped == 3
    assert reader.report.as_json() == {
        "taken": {"JSON Lines": 2, "plain text": 1},
        "skipped": [
            {"why": "is empty", "count": 2, "files": ["a.jsonl/3", "b.txt"]},
            {"why": formats.UNSUPPORTED, "count": 1, "files": ["c.jpg"]},
        ],
        "incomplete": [],
    }


def test_the_report_names_a_hundred_files_for_a_reason_and_counts_all(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n' + "[]\n" * 300)
    reader = ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)
    list(reader)
    assert (reader.report.skipped, len(reader.report.named)) == (300, 100)
    assert [record.getMessage() for record in caplog.records] == [
        f"skipped 300 parts of '{tmp_path}/a.jsonl': each is not a JSON object ('2', '3', '4', ...)",
    ]


def test_the_log_names_a_hundred_files_for_a_reason(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "z.txt").write_text("One.")
    for number in range(150):
        (tmp_path / f"{number:03}.jpg").touch()
    list(ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here))
    assert [record.getMessage() for record in caplog.records][99:] == [
        f"skipped '{tmp_path}/099.jpg': {formats.UNSUPPORTED}",
        f"further files are not named: each {formats.UNSUPPORTED}",
    ]
