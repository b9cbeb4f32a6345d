"""The index brought up to date by itself, as [reindex] says: every so often, at set times, when the archive changes.

    the clock ───────────────┐
    a change in the archive ─┴─→ onrecord index --gently, a process of its own ──→ and again if asked meanwhile

One thread runs one process after the other, so there are never two. When it last succeeded is kept in the index's
folder: what fell due while nobody was there is made up once. A run that fails is tried again, after ever longer pauses.
"""

import contextlib
import logging
import re
import subprocess
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from retrieval.errors import RetrievalError
from retrieval.settings import ReindexSettings, Settings, seconds

logger = logging.getLogger(__name__)

STAMP = "reindexed"  # its time is when the last run succeeded
QUIET, PATIENCE = 2_000, 60_000  # milliseconds without a change, or since the first one, after which it is acted on
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")  # as crontab numbers them
LOOK = 60.0  # seconds after which the clock is looked at again, should it have been set
RETRY, LONGEST = 60.0, 3600.0  # seconds between attempts


class NoCron(RetrievalError):
    def __init__(self, line: str, problem: Exception) -> None:
        super().__init__(f'at in [reindex] is no cron line: {line!r} ({problem}); write one like "0 4 * * *"')


def running(settings: Settings, command: Sequence[str]) -> contextlib.AbstractContextManager[object]:
    """Runs `command`, which brings the index up to date, whenever it is due, if it ever is; NoCron for no cron line."""
    return Schedule(settings, command) if settings.reindex != ReindexSettings() else contextlib.nullcontext()


class Schedule:
    def __init__(self, settings: Settings, command: Sequence[str], retry: float = RETRY) -> None:
        self._due = due(settings.reindex)
        self._command, self._retry = command, retry
        self._watched = settings.archive.folder.resolve() if settings.reindex.on_change else None
        self._index = settings.index.folder.resolve()
        self._stamp = settings.index.folder / STAMP
        self._wanted, self._over = threading.Event(), threading.Event()
        if self._watched:
            self._wanted.set()  # nobody knows what has changed before
        self._process: subprocess.Popen[str] | None = None
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._work, self._watch)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends a run that is on its way, too; the next goes on where it stopped."""
        self._over.set()
        self._wanted.set()
        if process := self._process:
            process.terminate()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        pause = self._retry
        while not self._over.is_set():
            self._wait()
            if self._over.is_set():
                return
            self._wanted.clear()
            if self._run():
                pause = self._retry
                self._stamp.parent.mkdir(parents=True, exist_ok=True)
                self._stamp.touch()
            else:
                self._over.wait(pause)
                self._wanted.set()
                pause = min(2 * pause, LONGEST)

    def _wait(self) -> None:
        """Until a run is asked for or falls due."""
        while not self._wanted.is_set():
            left = self._left()
            if left is not None and left <= 0:
                return
            self._wanted.wait(LOOK if left is None else min(left, LOOK))

    def _left(self) -> float | None:
        """Seconds until a run falls due, below 0 where one did; None if the clock asks for none."""
        if not self._stamp.exists():
            return 0.0
        then = self._due(datetime.fromtimestamp(self._stamp.stat().st_mtime, UTC))
        return None if then is None else (then - datetime.now(UTC)).total_seconds()

    def _run(self) -> bool:
        """Whether the command succeeded; what it says is logged."""
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        with subprocess.Popen(  # noqa: S603 - it is this program, for which no Ctrl-C is meant
            self._command, stdin=nothing, stdout=pipe, stderr=pipe, text=True, errors="replace", start_new_session=True
        ) as self._process:
            if self._over.is_set():
                self._process.terminate()
            said, complained = self._process.communicate()
        if self._process.returncode and not self._over.is_set():
            problem = complained.strip().rpartition("\n")[2] or f"it ended with {self._process.returncode}"
            logger.warning("the index was not brought up to date: %s", problem)
        elif said.strip():
            logger.info("%s", said.strip())
        return not self._process.returncode

    def _watch(self) -> None:
        if self._watched is None:
            return
        from watchfiles import watch

        try:
            for _ in watch(
                self._watched,
                watch_filter=lambda _, name: self._concerns(Path(name)),
                step=QUIET,
                debounce=PATIENCE,
                stop_event=self._over,
                raise_interrupt=False,
            ):
                self._wanted.set()
        except (OSError, RuntimeError) as error:
            logger.warning("%s is not watched for changes (%s); set every in [reindex]", self._watched, error)

    def _concerns(self, path: Path) -> bool:
        """Whether a changed file may be of the archive: hidden ones are not, nor is an index that stands within it."""
        hidden = self._watched and any(part.startswith(".") for part in path.relative_to(self._watched).parts)
        return not hidden and not path.is_relative_to(self._index)


def due(wanted: ReindexSettings) -> Callable[[datetime], datetime | None]:
    """When the next run falls due after one at a time that is told, in UTC; None where only changes ask for one.

    >>> then = due(ReindexSettings(every="12h", at="0 4 * * *", timezone="Europe/London"))
    >>> str(then(datetime(2026, 7, 1, 0, 0, tzinfo=UTC)))  # summer time
    '2026-07-01 03:00:00+00:00'
    """
    rules: list[Callable[[datetime], datetime]] = []
    if wanted.every:
        rules.append(lambda last: last + timedelta(seconds=seconds(wanted.every)))
    if wanted.at:
        rules.append(_cron(wanted.at, ZoneInfo(wanted.timezone) if wanted.timezone else None))
    return lambda last: min((rule(last).astimezone(UTC) for rule in rules), default=None)


def _cron(line: str, zone: ZoneInfo | None) -> Callable[[datetime], datetime]:
    from apscheduler.triggers.cron import CronTrigger

    try:
        trigger = CronTrigger.from_crontab(named_days(line), timezone=zone)
    except ValueError as error:
        raise NoCron(line, error) from error

    def after(last: datetime) -> datetime:
        then: datetime | None = trigger.get_next_fire_time(last, last + timedelta(seconds=1))
        return then or datetime.max.replace(tzinfo=UTC)  # "30 2 31 2 *" is never

    return after


def named_days(line: str) -> str:
    """A cron line with its weekdays by name: 0 is Monday to APScheduler 3, where everybody else has Sunday.

    >>> named_days("0 4 * * 1-5"), named_days("0 4 * * 0,*/2")
    ('0 4 * * mon-fri', '0 4 * * sun,*/2')
    """
    fields = line.split()
    by_name = (re.sub(r"(?<![/\d])[0-7](?!\d)", lambda found: DAYS[int(found[0])], field) for field in fields[4:])
    return " ".join([*fields[:4], *by_name])
