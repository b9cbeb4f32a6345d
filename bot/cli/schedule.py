"""Brings the index up to date regularly: at an interval, at set times, or when the archive changes ([reindex] in
config.toml).

    the clock ───────────────┐
    a change in the archive ─┴─→ onrecord index --gently, in another process ──→ once more, if requested meanwhile

One thread starts the processes one after the other, so two never run at once. The index folder stores the time of the
last success. If runs were missed while this program was stopped, one run makes up for all of them. A failed run is
tried again after a pause, which doubles with each failure.
"""

import contextlib
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from retrieval.errors import RetrievalError
from retrieval.settings import ReindexSettings, Settings, seconds

logger = logging.getLogger(__name__)

STAMP_FILE = "reindexed"  # in the index folder; its modification time is when the last run succeeded
QUIET_MS = 2_000  # milliseconds without a change of the archive before a run starts
MAX_DELAY_MS = 60_000  # a run starts at most this long after the first change, in milliseconds
CLOCK_CHECK_SECONDS = 60.0  # longest wait in seconds before the clock is read again, as it may have been set
RETRY, MAX_RETRY = 60.0, 3600.0  # seconds between attempts: the first pause, and the longest
NEVER = datetime.max.replace(tzinfo=UTC)


class InvalidCronLine(RetrievalError):
    def __init__(self, line: str, problem: Exception) -> None:
        super().__init__(f'[reindex] at is not a cron line: {line!r} ({problem}); write one like "0 4 * * *"')


def index_command(settings: Settings, config: Path | None) -> list[str]:
    """The command that brings the index up to date in another process, with the same settings."""
    config_option = ["--config", str(config)] if config else []
    folders = ["--archive", str(settings.archive.folder), "--index", str(settings.index_folder)]
    return [sys.executable, "-m", "bot", *config_option, *folders, "index", "--gently"]


def start(
    settings: Settings, command: Sequence[str], on_result: Callable[[str], None] = lambda _: None
) -> contextlib.AbstractContextManager[object]:
    """Within the context, run `command` at the times that [reindex] sets.

    After each run, `on_result` is told "renewed" or "failed". Raises InvalidCronLine if the cron line is invalid.
    """
    if settings.reindex == ReindexSettings():
        return contextlib.nullcontext()
    return Schedule(settings, command, on_result=on_result)


class Schedule:
    """Two threads: one waits for the clock and runs the command, the other watches the archive."""

    def __init__(
        self,
        settings: Settings,
        command: Sequence[str],
        retry: float = RETRY,
        on_result: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._next_run = next_run(settings.reindex)
        self._command, self._retry, self._on_result = command, retry, on_result
        self._watched = settings.archive.folder.resolve() if settings.reindex.on_change else None
        self._index = settings.index_folder.resolve()
        self._stamp = settings.index_folder / STAMP_FILE
        self._requested, self._stopped = threading.Event(), threading.Event()
        if self._watched:
            self._requested.set()  # the archive may have changed while it was not watched
        self._process: subprocess.Popen[str] | None = None
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._run_when_due, self._watch)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop both threads and a running command. The next run continues the command's work."""
        self._stopped.set()
        self._requested.set()
        if process := self._process:
            process.terminate()
        for thread in self._threads:
            thread.join()

    def _run_when_due(self) -> None:
        pause = self._retry
        while not self._stopped.is_set():
            self._wait()
            if self._stopped.is_set():
                return
            self._requested.clear()
            succeeded = self._run()
            if succeeded or not self._stopped.is_set():
                self._on_result("renewed" if succeeded else "failed")
            if succeeded:
                pause = self._retry
                self._stamp.parent.mkdir(parents=True, exist_ok=True)
                self._stamp.touch()
            else:
                self._stopped.wait(pause)
                self._requested.set()
                pause = min(2 * pause, MAX_RETRY)

    def _wait(self) -> None:
        """Wait until a run is requested or due."""
        while not self._requested.is_set():
            left = self._seconds_left()
            if left is not None and left <= 0:
                return
            self._requested.wait(CLOCK_CHECK_SECONDS if left is None else min(left, CLOCK_CHECK_SECONDS))

    def _seconds_left(self) -> float | None:
        """Seconds until the next run, 0 or less if it is overdue; None if only changes start runs."""
        if not self._stamp.exists():
            return 0.0
        next_run = self._next_run(datetime.fromtimestamp(self._stamp.stat().st_mtime, UTC))
        return None if next_run is None else (next_run - datetime.now(UTC)).total_seconds()

    def _run(self) -> bool:
        """Run the command and log its output. Returns whether the command succeeded."""
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        with subprocess.Popen(  # noqa: S603 - runs this program; in its own session Ctrl-C does not reach it
            self._command, stdin=nothing, stdout=pipe, stderr=pipe, text=True, errors="replace", start_new_session=True
        ) as self._process:
            if self._stopped.is_set():
                self._process.terminate()
            output, errors = self._process.communicate()
        if self._process.returncode and not self._stopped.is_set():
            problem = errors.strip().rpartition("\n")[2] or f"it ended with exit status {self._process.returncode}"
            logger.warning("the index was not brought up to date: %s", problem)
        elif output.strip():
            logger.info("%s", output.strip())
        return not self._process.returncode

    def _watch(self) -> None:
        if self._watched is None:
            return
        from watchfiles import watch

        try:
            for _ in watch(
                self._watched,
                watch_filter=lambda _, name: self._is_of_archive(Path(name)),
                step=QUIET_MS,
                debounce=MAX_DELAY_MS,
                stop_event=self._stopped,
                raise_interrupt=False,
            ):
                self._requested.set()
        except (OSError, RuntimeError) as error:
            logger.warning("%s is not watched for changes (%s); set every in [reindex]", self._watched, error)

    def _is_of_archive(self, path: Path) -> bool:
        """Whether a changed file belongs to the archive. Hidden files and an index inside the archive do not."""
        hidden = self._watched and any(part.startswith(".") for part in path.relative_to(self._watched).parts)
        return not hidden and not path.is_relative_to(self._index)


def next_run(reindex: ReindexSettings) -> Callable[[datetime], datetime | None]:
    """Return a function from the time of the last run to the next, in UTC. It returns None if only changes start runs.

    >>> after = next_run(ReindexSettings(every="12h", at="0 4 * * *", timezone="Europe/London"))
    >>> str(after(datetime(2026, 7, 1, 0, 0, tzinfo=UTC)))  # summer time
    '2026-07-01 03:00:00+00:00'
    """
    rules: list[Callable[[datetime], datetime]] = []
    if reindex.every:
        rules.append(lambda last: last + timedelta(seconds=seconds(reindex.every)))
    if reindex.at:
        rules.append(_cron_rule(reindex.at, ZoneInfo(reindex.timezone) if reindex.timezone else None))
    return lambda last: min((rule(last).astimezone(UTC) for rule in rules), default=None)


def _cron_rule(line: str, zone: ZoneInfo | None) -> Callable[[datetime], datetime]:
    """Return a function from the last run to the next time of a cron line. No `zone` means this machine's time zone."""
    from cronsim import CronSim, CronSimError

    def after(last: datetime) -> datetime:
        # without a zone, use naive local time: it follows this machine's changes to and from summer time
        local = last.astimezone(zone) if zone else last.astimezone().replace(tzinfo=None)
        return next(CronSim(line, local), NEVER)

    try:
        after(datetime.now(UTC))
    except CronSimError as error:
        raise InvalidCronLine(line, error) from error
    return after
