import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.discord.rate_limit import MANY, AdmissionControl, Busy, Closing, TooMany
from retrieval.settings import DiscordSettings

ALICE, BOB, SERVER = 1, 2, 9


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def desk(clock: Clock) -> AsyncIterator[AdmissionControl]:
    made = AdmissionControl(DiscordSettings(per_user=2, per_server=3, waiting=2, workers=2), clock)
    yield made
    await made.close(0)


async def ask(desk: AdmissionControl, user: int, server: int | None = None) -> None:
    async with desk.place(user, server):
        pass


async def test_one_more_than_the_limit_within_a_minute_is_refused_until_the_first_is_a_minute_old(
    desk: AdmissionControl, clock: Clock
) -> None:
    for clock.now in (100.0, 130.0):
        await ask(desk, ALICE)
    clock.now = 150.0
    with pytest.raises(TooMany, match="ask again in 10 s"):
        await ask(desk, ALICE)
    await ask(desk, BOB)
    clock.now = 160.0
    await ask(desk, ALICE)


async def test_a_server_has_a_limit_of_its_own_that_direct_messages_do_not_count_towards(
    desk: AdmissionControl,
) -> None:
    for user, server in ((ALICE, SERVER), (ALICE, SERVER), (BOB, SERVER), (BOB, None)):
        await ask(desk, user, server)
    with pytest.raises(TooMany, match="this server has asked 3 questions"):
        await ask(desk, 3, SERVER)
    await ask(desk, 3, SERVER + 1)


async def test_a_refusal_counts_as_no_question(desk: AdmissionControl, clock: Clock) -> None:
    for _ in range(2):
        await ask(desk, ALICE)
    for clock.now in (110.0, 120.0):
        with pytest.raises(TooMany):
            await ask(desk, ALICE)
    clock.now = 161.0
    await ask(desk, ALICE)
    await ask(desk, ALICE)


async def test_beyond_those_waiting_it_is_busy_until_a_place_is_free(desk: AdmissionControl) -> None:
    async with desk.place(ALICE, None):
        async with desk.place(BOB, None):
            with pytest.raises(Busy, match=r"as fit \(2\) are waiting"):
                await ask(desk, 3)
        await ask(desk, 3)


async def test_a_place_is_free_again_after_a_failure(desk: AdmissionControl) -> None:
    with pytest.raises(ZeroDivisionError):
        async with desk.place(ALICE, None):
            raise ZeroDivisionError
    assert desk.inside == 0


class Slow:
    """Work that is done, off the event loop, once it is released."""

    def __init__(self, order: list[str]) -> None:
        self._order, self._loop, self.release = order, asyncio.get_running_loop(), asyncio.Event()

    def __call__(self) -> None:
        asyncio.run_coroutine_threadsafe(self.release.wait(), self._loop).result(10)
        self._order.append("slow")


async def test_a_users_questions_are_answered_in_order_while_others_pass(desk: AdmissionControl) -> None:
    order: list[str] = []
    slow = Slow(order)
    asked = [
        asyncio.create_task(desk.run(user, work))
        for user, work in ((ALICE, slow), (ALICE, lambda: order.append("hers")), (BOB, lambda: order.append("his")))
    ]
    await asked[2]
    assert order == ["his"]
    slow.release.set()
    await asyncio.gather(*asked)
    assert order == ["his", "slow", "hers"]


async def test_no_more_questions_are_worked_on_than_there_are_workers() -> None:
    desk = AdmissionControl(DiscordSettings(workers=1))
    order: list[str] = []
    slow = Slow(order)
    first, second = (
        asyncio.create_task(desk.run(user, work)) for user, work in ((ALICE, slow), (BOB, lambda: order.append("his")))
    )
    await asyncio.sleep(0.02)
    assert order == []
    slow.release.set()
    await asyncio.gather(first, second)
    assert order == ["slow", "his"]
    await desk.close(0)


async def test_a_failure_keeps_nobody_waiting(desk: AdmissionControl) -> None:
    with pytest.raises(ZeroDivisionError):
        await desk.run(ALICE, lambda: 1 / 0)
    assert await desk.run(ALICE, lambda: "next") == "next"


async def test_closing_admits_nobody_and_waits_for_those_inside(desk: AdmissionControl) -> None:
    async with desk.place(ALICE, None):
        closing = asyncio.create_task(desk.close(10))
        await asyncio.sleep(0.02)
        with pytest.raises(Closing):
            await ask(desk, BOB)
        assert not closing.done()
    await closing


async def test_closing_does_not_wait_for_ever(desk: AdmissionControl) -> None:
    async with desk.place(ALICE, None):
        await asyncio.wait_for(desk.close(0.01), 5)


async def test_whoever_is_refused_time_and_again_is_told_so_once(desk: AdmissionControl) -> None:
    async with desk.place(ALICE, None), desk.place(BOB, None):
        assert [await refused(desk, 3), await refused(desk, 3)] == [False, True]
    await ask(desk, 3)
    async with desk.place(ALICE, None), desk.place(BOB, None):
        assert not await refused(desk, 3)


async def refused(desk: AdmissionControl, user: int) -> bool:
    """Whether a refusal is one of several in a row."""
    with pytest.raises(Busy) as raised:
        await ask(desk, user)
    return raised.value.again


async def test_those_who_are_refused_are_not_remembered_for_ever(desk: AdmissionControl) -> None:
    async with desk.place(ALICE, None), desk.place(BOB, None):
        for user in range(MANY + 1):
            assert not await refused(desk, user)
    await ask(desk, ALICE)
    assert len(desk._refused) == 0


async def test_those_who_no_longer_ask_are_not_remembered_for_ever(desk: AdmissionControl, clock: Clock) -> None:
    for user in range(MANY + 1):
        await ask(desk, user)
    clock.now += 61
    await ask(desk, ALICE)
    assert len(desk._times) == 1
