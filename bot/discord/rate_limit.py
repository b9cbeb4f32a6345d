"""Admission control: rate limits for users and servers, a limit on active questions, a pool of worker threads.

    admitted ──→ active, at most `waiting` questions ──→ a worker thread ──→ answered: the slot is free again
       └─ refused, with the reason and when to ask again: too many questions by one user or one server within a minute,
          or too many active questions, or the bot is about to stop

config.toml sets the number of workers; 0 means one per core. Blocking work never runs on the event loop. A refusal
costs little: a question is refused before anything is deferred.

One asker never delays others for long:

    a user     has one question at a time in a worker, so that a user's answers keep their order
    a server   takes turns with the others for a free worker, however many questions it has waiting
    a server   with less than its share of the waiting questions is admitted even when all places are taken

All direct messages count as one server.
"""

import asyncio
import math
import os
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import NamedTuple, TypeVar
from weakref import WeakValueDictionary

from retrieval.errors import RetrievalError
from retrieval.settings import DiscordSettings

WINDOW_SECONDS = 60.0  # the limits count questions within a sliding window of this length
MAX_TRACKED = 10_000  # users and servers remembered; beyond this, those without a question in the window are dropped
USER, SERVER = "you have asked", "this server has asked"  # the two kinds of limit, worded as a refusal begins

Result = TypeVar("Result")


class Asker(NamedTuple):
    user: int
    server: int | None  # None in direct messages
    archive: str | None = None  # the name of the archive that answers; None for the default


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


class FairTurns:
    """Gives out a number of places, to servers in rotation. It may be used from one event loop only."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: dict[int | None, deque[asyncio.Future[None]]] = {}  # in the order of rotation

    @asynccontextmanager
    async def place(self, server: int | None) -> AsyncIterator[None]:
        """Hold a place within the context; wait for one first if none is free."""
        if self._free:
            self._free -= 1
        else:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(server, deque()).append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():  # the place was given just now
                    self._give_on()
                raise
        try:
            yield
        finally:
            self._give_on()

    def _give_on(self) -> None:
        """Give the place to the server whose turn it is. That server becomes the last in the rotation."""
        while self._waiting:
            server, turns = next(iter(self._waiting.items()))
            del self._waiting[server]
            turn = turns.popleft()
            if turns:
                self._waiting[server] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class AdmissionControl:
    """Admits or refuses questions, and runs their work in threads. `clock` returns seconds and never goes back."""

    def __init__(
        self,
        settings: DiscordSettings,
        clock: Callable[[], float] = time.monotonic,
        on_refusal: Callable[[], None] = lambda: None,
    ) -> None:
        self.set_limits(settings)
        self._clock, self._on_refusal = clock, on_refusal
        self._times: dict[tuple[str, int], deque[float]] = {}  # when each user and server asked, within the window
        self._refused: set[int] = set()  # users refused since they were last admitted
        self._active: Counter[int | None] = Counter()  # questions admitted and not yet answered, of each server
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._user_locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # kept while a user waits
        workers = settings.workers or os.cpu_count() or 1
        self._turns = FairTurns(workers)
        self._workers = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="ask")

    def set_limits(self, settings: DiscordSettings) -> None:
        self._limits = {USER: settings.per_user, SERVER: settings.per_server}
        self._max_active = settings.waiting

    @property
    def active(self) -> int:
        """The number of questions admitted and not yet answered."""
        return self._active.total()

    def active_of(self, server: int | None) -> int:
        """The questions of a server that are admitted and not yet answered."""
        return self._active[server]

    @property
    def closing(self) -> bool:
        """Whether the bot is about to stop."""
        return self._closing

    @asynccontextmanager
    async def slot(self, asker: Asker) -> AsyncIterator[None]:
        """Hold a slot within the context, from the question until its answer is sent. Raises NotAdmitted."""
        user, server = asker.user, asker.server
        try:
            self._admit(asker)
        except NotAdmitted as refusal:
            refusal.repeated = user in self._refused
            self._refused.add(user)
            self._on_refusal()
            raise
        self._refused.discard(user)
        self._active[server] += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._active[server] -= 1
            self._active += Counter()  # drops servers without questions
            if not self._active:
                self._idle.set()

    async def run(self, asker: Asker, work: Callable[[], Result]) -> Result:
        """Run blocking work in a worker thread, after the earlier work of the same user, in the server's turn."""
        lock = self._user_locks.setdefault(asker.user, asyncio.Lock())
        async with lock, self._turns.place(asker.server):
            return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    async def close(self, timeout: float) -> None:
        """Refuse further questions, and wait up to `timeout` seconds until the active ones are answered."""
        self._closing = True
        try:
            await asyncio.wait_for(self._idle.wait(), timeout)
        except TimeoutError:
            pass
        finally:
            await asyncio.to_thread(self._workers.shutdown, cancel_futures=True)

    def _admit(self, asker: Asker) -> None:
        """Count a question for the user and the server, or refuse it."""
        if self._closing:
            raise ShuttingDown
        servers = len(self._active.keys() | {asker.server})
        if self.active >= self._max_active and self._active[asker.server] >= self._max_active / servers:
            raise QueueFull(self.active)
        now = self._clock()
        self._drop_idle(now)
        askers = [(USER, asker.user), (SERVER, asker.server)] if asker.server else [(USER, asker.user)]
        for kind, number in askers:
            times, limit = self._recent_times(kind, number, now), self._limits[kind]
            if len(times) >= limit:
                raise TooManyQuestions(kind, limit, times[-limit] + WINDOW_SECONDS - now)
        for asked in askers:
            self._times.setdefault(asked, deque()).append(now)

    def _drop_idle(self, now: float) -> None:
        if len(self._times) > MAX_TRACKED:
            start = now - WINDOW_SECONDS
            self._times = {asker: times for asker, times in self._times.items() if times and times[-1] > start}
        if len(self._refused) > MAX_TRACKED:
            self._refused.clear()  # the next refusal of each user then counts as the first

    def _recent_times(self, kind: str, number: int, now: float) -> deque[float]:
        """The times within the window at which this user or server asked."""
        times = self._times.get((kind, number), deque())
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        return times
