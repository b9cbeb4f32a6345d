"""Tests when the index is brought up to date, that one process does so, and that a failed run is tried again."""

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
from bot.cli.schedule import STAMP_FILE, InvalidCronLine, Schedule
from retrieval.errors import SettingsError
from retrieval.settings import ArchiveSettings, IndexSettings, ReindexSettings, Settings, load

pytestmark = pytest.mark.slow

TIMEOUT = 60.0  # seconds; the events that the tests await take a fraction of one
AT_FOUR = ReindexSettings(at="0 4 * * *", timezone="UTC")
EVERY_DAY = ReindexSettings(every="1d")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "archive").mkdir()
    (tmp_path / "index").mkdir()
    return Settings(ArchiveSettings(tmp_path / "archive"), IndexSettings(tmp_path / "index"), EVERY_DAY)


def command(note: Path, then: str = "") -> list[str]:
    """A command that adds a line to the file `note`, then runs the Python statement `then`."""
    return [sys.executable, "-c", f"import os, sys, time\nopen({str(note)!r}, 'a').write('ran\\n')\n{then}"]


def runs(note: Path) -> int:
    return len(note.read_text().splitlines()) if note.exists() else 0


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + TIMEOUT
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("reindex", "last", "expected"),
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
def test_the_next_run_is_at_the_next_time_that_is_set(
    reindex: ReindexSettings, last: str, expected: str | None
) -> None:
    found = schedule.next_run(reindex)(datetime.fromisoformat(last).replace(tzinfo=UTC))
    assert found == (expected and datetime.fromisoformat(expected).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("0 4 * * 0", "2026-11-29 04:00", id="0 is Sunday"),
        pytest.param("0 4 * * 7", "2026-11-29 04:00", id="so is 7"),
        pytest.param("0 4 * * sun,tue", "2026-11-29 04:00", id="weekdays by name"),
        pytest.param("0 4 * * mon-fri", "2026-11-26 04:00", id="a range of weekdays"),
        pytest.param("0 4 1 * 1", "2026-11-30 04:00", id="a day of the month or a weekday"),
        pytest.param("*/20 9-17/4 * * *", "2026-11-25 13:00", id="steps"),
        pytest.param("0 0 29 2 *", "2028-02-29 00:00", id="years ahead"),
    ],
)
def test_a_cron_line_gives_the_same_times_as_in_cron(line: str, expected: str) -> None:
    next_run = schedule.next_run(ReindexSettings(at=line, timezone="UTC"))
    wednesday = datetime(2026, 11, 25, 10, 10, 30, 123456, UTC)
    assert next_run(wednesday) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone of a process cannot be set here")
@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param("2026-03-28 12:00", "2026-03-29 03:00", id="over the change to summer time"),
        pytest.param("2026-10-24 12:00", "2026-10-25 04:00", id="and back"),
    ],
)
def test_without_a_time_zone_a_cron_line_is_in_the_machines_time_zone(
    last: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    try:
        found = schedule.next_run(ReindexSettings(at="0 4 * * *"))(datetime.fromisoformat(last).replace(tzinfo=UTC))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_runs_that_were_missed_are_made_up_once(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "index" / STAMP_FILE).touch()
    os.utime(tmp_path / "index" / STAMP_FILE, (0, 0))  # thousands of days ago
    with Schedule(settings, command(tmp_path / "note")):
        wait(lambda: (tmp_path / "index" / STAMP_FILE).stat().st_mtime > 0)
    assert runs(tmp_path / "note") == 1


def test_a_run_that_is_not_due_is_not_started(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "index" / STAMP_FILE).touch()
    with Schedule(settings, command(tmp_path / "note")):
        time.sleep(0.3)
    assert runs(tmp_path / "note") == 0


def test_on_change_runs_at_the_start_and_on_every_change_of_the_archive_only(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "QUIET_MS", 50)
    (tmp_path / "index" / STAMP_FILE).touch()
    within = tmp_path / "archive" / "index"
    within.mkdir()
    settings = replace(settings, index=IndexSettings(within), reindex=ReindexSettings(on_change=True))
    note, archive = tmp_path / "note", tmp_path / "archive"
    with Schedule(settings, command(note)):
        wait((within / STAMP_FILE).exists)
        for name in ("index/lock", ".hidden"):
            (archive / name).write_text("x")
        time.sleep(1)
        assert runs(note) == 1
        wait(lambda: _touched(archive, note))


def _touched(archive: Path, note: Path) -> bool:
    """Whether a change has started a second run. If not, the archive is changed again.

    The first change may come too early, as watching starts with a delay.
    """
    if runs(note) < 2:
        (archive / "new.txt").write_text(str(time.monotonic()))
        time.sleep(0.3)
    return runs(note) >= 2


def test_a_run_that_fails_is_logged_and_tried_again(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note = tmp_path / "note"
    fails_once = f"sys.exit('onrecord: the disk is full' if len(open({str(note)!r}).readlines()) == 1 else 0)"
    told: list[str] = []
    with caplog.at_level(logging.WARNING), Schedule(settings, command(note, fails_once), 0.01, told.append):
        wait((tmp_path / "index" / STAMP_FILE).exists)
    assert (runs(note), told) == (2, ["failed", "renewed"])
    assert caplog.messages == ["the index was not brought up to date: onrecord: the disk is full"]


def test_a_run_is_stopped_with_the_schedule(settings: Settings, tmp_path: Path) -> None:
    began = time.monotonic()
    told: list[str] = []
    with Schedule(settings, command(tmp_path / "note", f"time.sleep({10 * TIMEOUT})"), on_result=told.append):
        wait(lambda: runs(tmp_path / "note") == 1)
    assert time.monotonic() - began < 10 * TIMEOUT
    assert (told, (tmp_path / "index" / STAMP_FILE).exists()) == ([], False)


def test_without_a_reindex_setting_no_schedule_runs(settings: Settings) -> None:
    assert not isinstance(schedule.start(replace(settings, reindex=ReindexSettings()), ["none"]), Schedule)
    assert isinstance(schedule.start(settings, ["none"]), Schedule)


def test_an_invalid_cron_line_is_refused_with_a_valid_example(settings: Settings) -> None:
    with pytest.raises(InvalidCronLine, match=r"\[reindex\] at is not a cron line: 'at four' .*write one like \"0 4"):
        schedule.start(replace(settings, reindex=ReindexSettings(at="at four")), ["none"])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('every = "soon"', 'every in [reindex] must be a time like "30m", "6h" or "1d", not \'soon\''),
        ('every = "0m"', 'every in [reindex] must be a time like "30m", "6h" or "1d", not \'0m\''),
        ('timezone = "Mars"', "timezone in [reindex] must be a time zone like \"Europe/London\", not 'Mars'"),
        ('timezone = "../etc"', "timezone in [reindex] must be a time zone like \"Europe/London\", not '../etc'"),
    ],
)
def test_an_invalid_time_is_refused_with_its_line(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "config.toml").write_text(f"[reindex]\n{line}\n")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "config.toml")
    assert problem in str(caught.value)
    assert "line 2" in str(caught.value)
