"""When the index is brought up to date by itself, and that it is: once, by a process, and again if that failed."""

import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import schedule
from bot.cli.schedule import STAMP, NoCron, Schedule
from retrieval.errors import SettingsError
from retrieval.settings import ArchiveSettings, IndexSettings, ReindexSettings, Settings, load

pytestmark = pytest.mark.slow

PATIENCE = 60.0  # seconds; what is waited for here takes a fraction of one
AT_FOUR = ReindexSettings(at="0 4 * * *", timezone="UTC")
EVERY_DAY = ReindexSettings(every="1d")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "archive").mkdir()
    (tmp_path / "index").mkdir()
    return Settings(ArchiveSettings(tmp_path / "archive"), IndexSettings(tmp_path / "index"), EVERY_DAY)


def command(note: Path, then: str = "") -> list[str]:
    """Adds a line to a file, and does something else."""
    return [sys.executable, "-c", f"import os, sys, time\nopen({str(note)!r}, 'a').write('ran\\n')\n{then}"]


def runs(note: Path) -> int:
    return len(note.read_text().splitlines()) if note.exists() else 0


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("wanted", "last", "then"),
    [
        pytest.param(ReindexSettings(every="30m"), "2026-11-25 10:10", "2026-11-25 10:40", id="every"),
        pytest.param(AT_FOUR, "2026-11-25 10:10", "2026-11-26 04:00", id="at"),
        pytest.param(AT_FOUR, "2026-11-26 04:00", "2026-11-27 04:00", id="at that very time"),
        pytest.param(replace(AT_FOUR, timezone="Europe/London"), "2026-07-01 00:00", "2026-07-01 03:00", id="summer"),
        pytest.param(
            ReindexSettings(at="0 4 * * 1", timezone="UTC"), "2026-11-25 10:10", "2026-11-30 04:00", id="Monday"
        ),
        pytest.param(replace(AT_FOUR, every="6h"), "2026-11-26 00:30", "2026-11-26 04:00", id="both"),
        pytest.param(ReindexSettings(on_change=True), "2026-11-25 10:10", None, id="changes alone"),
    ],
)
def test_a_run_falls_due_at_the_next_time_that_is_set(wanted: ReindexSettings, last: str, then: str | None) -> None:
    found = schedule.due(wanted)(datetime.fromisoformat(last).replace(tzinfo=UTC))
    assert found == (then and datetime.fromisoformat(then).replace(tzinfo=UTC))


def test_what_was_missed_is_made_up_once(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "index" / STAMP).touch()
    os.utime(tmp_path / "index" / STAMP, (0, 0))  # thousands of days ago
    with Schedule(settings, command(tmp_path / "note")):
        wait(lambda: (tmp_path / "index" / STAMP).stat().st_mtime > 0)
    assert runs(tmp_path / "note") == 1


def test_what_is_not_due_is_not_done(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "index" / STAMP).touch()
    with Schedule(settings, command(tmp_path / "note")):
        time.sleep(0.3)
    assert runs(tmp_path / "note") == 0


def test_it_runs_once_at_the_start_and_again_on_a_change_of_the_archive_and_on_nothing_else(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "QUIET", 50)
    (tmp_path / "index" / STAMP).touch()
    within = tmp_path / "archive" / "index"
    within.mkdir()
    settings = replace(settings, index=IndexSettings(within), reindex=ReindexSettings(on_change=True))
    note, archive = tmp_path / "note", tmp_path / "archive"
    with Schedule(settings, command(note)):
        wait((within / STAMP).exists)
        for name in ("index/lock", ".hidden"):
            (archive / name).write_text("x")
        time.sleep(1)
        assert runs(note) == 1
        wait(lambda: _touched(archive, note))


def _touched(archive: Path, note: Path) -> bool:
    """Whether a second run has followed upon a change; it is made again until then: to be watched takes a moment."""
    if runs(note) < 2:
        (archive / "new.txt").write_text(str(time.monotonic()))
        time.sleep(0.3)
    return runs(note) >= 2


def test_a_run_that_fails_is_told_and_tried_again(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note = tmp_path / "note"
    fails_once = f"sys.exit('onrecord: the disk is full' if len(open({str(note)!r}).readlines()) == 1 else 0)"
    with caplog.at_level(logging.WARNING), Schedule(settings, command(note, fails_once), retry=0.01):
        wait((tmp_path / "index" / STAMP).exists)
    assert runs(note) == 2
    assert caplog.messages == ["the index was not brought up to date: onrecord: the disk is full"]


def test_a_run_ends_with_whoever_wanted_it(settings: Settings, tmp_path: Path) -> None:
    began = time.monotonic()
    with Schedule(settings, command(tmp_path / "note", f"time.sleep({10 * PATIENCE})")):
        wait(lambda: runs(tmp_path / "note") == 1)
    assert time.monotonic() - began < 10 * PATIENCE
    assert not (tmp_path / "index" / STAMP).exists()


def test_nothing_is_run_where_nothing_is_set(settings: Settings) -> None:
    assert not isinstance(schedule.running(replace(settings, reindex=ReindexSettings()), ["none"]), Schedule)
    assert isinstance(schedule.running(settings, ["none"]), Schedule)


def test_what_is_no_cron_line_is_refused_with_one_that_is(settings: Settings) -> None:
    with pytest.raises(NoCron, match=r"at in \[reindex\] is no cron line: 'at four' .*write one like \"0 4"):
        schedule.running(replace(settings, reindex=ReindexSettings(at="at four")), ["none"])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('every = "soon"', 'every in [reindex] must be a time like "30m", "6h" or "1d", not \'soon\''),
        ('every = "0m"', 'every in [reindex] must be a time like "30m", "6h" or "1d", not \'0m\''),
        ('timezone = "Mars"', "timezone in [reindex] must be a time zone like \"Europe/London\", not 'Mars'"),
        ('timezone = "../etc"', "timezone in [reindex] must be a time zone like \"Europe/London\", not '../etc'"),
    ],
)
def test_times_that_are_none_are_refused_with_their_line(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "config.toml").write_text(f"[reindex]\n{line}\n")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "config.toml")
    assert problem in str(caught.value)
    assert "line 2" in str(caught.value)
