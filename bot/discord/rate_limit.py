"""Who may ask now. As many workers answer as there are cores; the desk keeps their queue short.

    admitted ──→ waiting, at most `waiting` of them ──→ a worker ──→ answered: the place is free again
       └─ refused, with a word of when to come back: too many by one user or one server within a minute, or the queue
          is full, or the bot is about to stop

Questions are taken as they come, but one at a time of each user, who gets the answers in order and leaves workers to
others. Blocking work never meets the event loop, and a refusal costs nothing: it is decided before anything is
deferred.
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

MINUTE = 60.0
MANY = 10_000  # people and servers remembered, before those who did not ask within the last minute are dropped

Result = TypeVar("Result")


class Refused(RetrievalError):
    """Base of what the desk turns people away with; `again` where the same has just been said to the same one."""

    again = False


class TooMany(Refused):
    def __init__(self, whose: str, most: int, seconds: float) -> None:
        wait = max(1, math.ceil(seconds))
        questions = "1 question" if most == 1 else f"{most} questions"
        super().__init__(f"{whose} {questions} within a minute, which is the limit; ask again in {wait} s")
        self.seconds = seconds


class Busy(Refused):
    def __init__(self, waiting: int) -> None:
        super().__init__(f"as many questions as fit ({waiting}) are waiting already; ask again in a moment")


class Closing(Refused):
    def __init__(self) -> None:
        super().__init__("On Record is about to stop; ask again in a minute")


class AdmissionControl:
    def __init__(self, settings: DiscordSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = {"you have asked": settings.per_user, "this server has asked": settings.per_server}
        self._waiting, self._clock = settings.waiting, clock
        self._times: dict[tuple[str, int], deque[float]] = {}
        self._refused: set[int] = set()  # users, since they were last admitted
        self._inside, self._closing = 0, False
        self._empty = asyncio.Event()
        self._empty.set()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # by user, while any waits
        workers = settings.workers or os.cpu_count() or 1
        self._workers = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="ask")

    @property
    def inside(self) -> int:
        """How many have been admitted and not yet answered."""
        return self._inside

    @asynccontextmanager
    async def place(self, user: int, server: int | None) -> AsyncIterator[None]:
        """A place in the queue, from the question to the answer sent; a Refused where there is none."""
        try:
            self._admit(user, server)
        except Refused as refusal:
            refusal.again = user in self._refused
            self._refused.add(user)
            raise
        self._refused.discard(user)
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def run(self, user: int, work: Callable[[], Result]) -> Result:
        """Do blocking work off the event loop, once what the same user wanted before is done."""
        turn = self._turns.setdefault(user, asyncio.Lock())
        async with turn:
            return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    async def close(self, patience: float) -> None:
        """Admit nobody any more, and let those inside be answered, as long as `patience` seconds last."""
        self._closing = True
        try:
            await asyncio.wait_for(self._empty.wait(), patience)
        except TimeoutError:
            pass
        finally:
            await asyncio.to_thread(self._workers.shutdown, cancel_futures=True)

    def _admit(self, user: int, server: int | None) -> None:
        if self._closing:
            raise Closing
        if self._inside >= self._waiting:
            raise Busy(self._inside)
        now = self._clock()
        self._forget(now)
        asking = [("you have asked", user), *([("this server has asked", server)] if server else [])]
        for whose, who in asking:
            times = self._recent(whose, who, now)
            if len(times) >= (most := self._most[whose]):
                raise TooMany(whose, most, times[-most] + MINUTE - now)
        for whose, who in asking:
            self._times.setdefault((whose, who), deque()).append(now)

    def _forget(self, now: float) -> None:
        if len(self._times) > MANY:
            self._times = {who: times for who, times in self._times.items() if times and times[-1] > now - MINUTE}
        if len(self._refused) > MANY:
            self._refused.clear()  # who is refused again then is told once more

    def _recent(self, whose: str, who: int, now: float) -> deque[float]:
        """When somebody asked within the last minute."""
        times = self._times.get((whose, who), deque())
        while times and times[0] <= now - MINUTE:
            times.popleft()
        return times
