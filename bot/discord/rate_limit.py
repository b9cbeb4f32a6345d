"""Admission control: rate limits for users and servers, a bounded number of active questions, a pool of workers.

    admitted ──→ active, at most `waiting` questions ──→ a worker thread ──→ answered: the slot is free again
       └─ refused, with the reason and when to ask again: too many questions by one user or one server within a minute,
          or too many active questions, or the bot is about to stop

config.toml sets the number of workers; 0 means one per core. Each user has one question at a time in a
worker, so a user's answers keep their order and other users are not held up. Blocking work never runs on the event
loop. A refusal costs little: a question is refused before anything is deferred.
"""

import asyncio
import math
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar
from weakref import WeakValueDictionary

from retrieval.errors import RetrievalError
from retrieval.settings import DiscordSettings

WINDOW_SECONDS = 60.0  # the limits count questions within a sliding window of this length
MAX_TRACKED = 10_000  # users and servers remembered; beyond this, those without a question in the window are dropped
USER, SERVER = "you have asked", "this server has asked"  # the two kinds of limit, worded as a refusal begins

Result = TypeVar("Result")


class NotAdmitted(RetrievalError):
    """Base class of the refusals. `repeated`: the user was refused already since their last admitted question."""

    repeated = False


class TooManyQuestions(NotAdmitted):
    def __init__(self, whose: str, limit: int, seconds: float) -> None:
        wait = max(1, math.ceil(seconds))
        questions = "1 question" if limit == 1 else f"{limit} questions"
        super().__init__(f"{whose} {questions} within a minute, which is the limit; ask again in {wait} s")
        self.seconds = seconds


class QueueFull(NotAdmitted):
    def __init__(self, waiting: int) -> None:
        super().__init__(f"as many questions as fit ({waiting}) are waiting already; ask again in a moment")


class ShuttingDown(NotAdmitted):
    def __init__(self) -> None:
        super().__init__("On Record is about to stop; ask again in a minute")


class AdmissionControl:
    """Admits or refuses questions, and runs their work in threads. `clock` returns seconds and never goes back."""

    def __init__(self, settings: DiscordSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = {USER: settings.per_user, SERVER: settings.per_server}
        self._max_active, self._clock = settings.waiting, clock
        self._times: dict[tuple[str, int], deque[float]] = {}  # when each user and server asked, within the window
        self._refused: set[int] = set()  # users refused since they were last admitted
        self._active, self._closing = 0, False
        self._idle = asyncio.Event()
        self._idle.set()
        self._user_locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # kept while a user waits
        workers = settings.workers or os.cpu_count() or 1
        self._workers = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="ask")

    @property
    def active(self) -> int:
        """The number of questions admitted and not yet answered."""
        return self._active

    @asynccontextmanager
    async def slot(self, user: int, server: int | None) -> AsyncIterator[None]:
        """Hold a slot from the question until its answer is sent. Raises NotAdmitted if the question is refused."""
        try:
            self._admit(user, server)
        except NotAdmitted as refusal:
            refusal.repeated = user in self._refused
            self._refused.add(user)
            raise
        self._refused.discard(user)
        self._active += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._active -= 1
            if not self._active:
                self._idle.set()

    async def run(self, user: int, work: Callable[[], Result]) -> Result:
        """Run blocking work in a worker thread, after the earlier work of the same user."""
        lock = self._user_locks.setdefault(user, asyncio.Lock())
        async with lock:
            return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    async def close(self, timeout: float) -> None:
        """Admit no more questions and wait up to `timeout` seconds until the active ones are answered."""
        self._closing = True
        try:
            await asyncio.wait_for(self._idle.wait(), timeout)
        except TimeoutError:
            pass
        finally:
            await asyncio.to_thread(self._workers.shutdown, cancel_futures=True)

    def _admit(self, user: int, server: int | None) -> None:
        """Count a question for the user and the server, or refuse it."""
        if self._closing:
            raise ShuttingDown
        if self._active >= self._max_active:
            raise QueueFull(self._active)
        now = self._clock()
        self._drop_idle(now)
        askers = [(USER, user), (SERVER, server)] if server else [(USER, user)]
        for kind, number in askers:
            times, limit = self._recent_times(kind, number, now), self._limits[kind]
            if len(times) >= limit:
                raise TooManyQuestions(kind, limit, times[-limit] + WINDOW_SECONDS - now)
        for asker in askers:
            self._times.setdefault(asker, deque()).append(now)

    def _drop_idle(self, now: float) -> None:
        if len(self._times) > MAX_TRACKED:
            start = now - WINDOW_SECONDS
            self._times = {asker: times for asker, times in self._times.items() if times and times[-1] > start}
        if len(self._refused) > MAX_TRACKED:
            self._refused.clear()  # the next refusal of each user then counts as the first

    def _recent_times(self, kind: str, number: int, now: float) -> deque[float]:
        """The times at which this user or server asked, within the window."""
        times = self._times.get((kind, number), deque())
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        return times
