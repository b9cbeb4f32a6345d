"""onrecord index --dry-run: shows what was read, and builds nothing."""

import json
from pathlib import Path

import pytest
from rich.text import Text

from bot.cli import progress_bar, progress_lines
from bot.cli.main import main

ARTICLE = "Ansel dam to be raised\n\nBy Jane Roe\n9 May 2019\n\nThe dam will be raised, said the mayor.\n"


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    archive = tmp_path / "archive"
    (archive / "courier").mkdir(parents=True)
    (archive / "courier" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (archive / "b.jsonl").write_text('{"text": "No."}\n' * 4, encoding="utf-8")
    (archive / "sources.toml").write_text('["courier"]\nsource = "The Courier"\n', encoding="utf-8")
    return ["--archive", str(archive), "--index", str(tmp_path / "index"), "index", "--dry-run"]


def test_a_dry_run_shows_three_articles_of_each_kind_of_file(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == [
        "JSON Lines: 4 articles",
        "  no headline (b.jsonl/1) · no source · date unknown · no author",
        "  no headline (b.jsonl/2) · no source · date unknown · no author",
        "  no headline (b.jsonl/3) · no source · date unknown · no author",
        "plain text: 1 article",
        "  Ansel dam to be raised · The Courier · 9 May 2019 · by Jane Roe",
    ]
    assert not (tmp_path / "index").exists()


def test_a_dry_run_as_json_has_the_report_and_the_examples(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["read"]["taken"] == {"JSON Lines": 4, "plain text": 1}
    assert printed["examples"]["plain text"] == [
        {
            "article": "courier/a.txt",
            "title": "Ansel dam to be raised",
            "source": "The Courier",
            "published": {"date": "2019-05-09", "precision": "day", "basis": "stated"},
            "authors": ["Jane Roe"],
        }
    ]


def test_off_a_terminal_progress_is_said_at_once_and_then_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    show = progress_lines(every=0)
    assert capsys.readouterr().err == "looking for articles\n"
    show(0.4, 3, 0)
    show(1, 3, 10)
    show(3, 3, 30)
    assert capsys.readouterr().err.splitlines() == [
        "3 files found; reading, 13 % done",
        "1 of 3 articles, 10 new passages, 10 a second",
        "3 articles, 30 new passages; writing the index",
    ]


def test_between_the_files_found_and_the_end_lines_come_at_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    show = progress_lines(every=60)
    for done, passages in ((0.2, 0), (0.4, 0), (1, 10), (2, 20)):
        show(done, 2, passages)
    assert capsys.readouterr().err.splitlines() == [
        "looking for articles",
        "2 files found; reading, 10 % done",
        "2 articles, 20 new passages; writing the index",
    ]


@pytest.mark.parametrize(("columns", "has_bar"), [(40, False), (60, False), (80, True), (120, True)])
def test_on_a_terminal_of_any_width_the_progress_can_be_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int, *, has_bar: bool
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # as on a terminal
    monkeypatch.setenv("COLUMNS", str(columns))
    with progress_bar() as show:
        show(1200, 4000, 9000)
    frames = Text.from_ansi(capsys.readouterr().err).plain
    said = " ".join(frames.split())
    assert "1,200 of 4,000 articles, 9,000 new passages" in said
    assert ("━━━" in said, "…" in said) == (has_bar, False)


SHOWN = "looking for articles\n1 article, 1 new passage; writing the index\n"


@pytest.mark.parametrize(("silent", "said"), [(True, ""), (False, SHOWN)])
def test_a_scheduled_run_says_nothing_of_its_progress(
    capsys: pytest.CaptureFixture[str], *, silent: bool, said: str
) -> None:
    with progress_bar(silent=silent) as show:
        show(1, 1, 1)
    assert capsys.readouterr().err == said
