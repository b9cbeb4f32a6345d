import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial

import pytest

from bot.discord import rate_limit
from bot.discord.rate_limit import AdmissionControl, Asker, QueueFull, ShuttingDown, TooManyQuestions
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
async def admission(clock: Clock) -> AsyncIterator[AdmissionControl]:
    control = AdmissionControl(DiscordSettings(per_user=2, per_server=3, waiting=2, workers=2), clock)
    yield control
    await control.close(0)


async def ask(admission: AdmissionControl, user: int, server: int | None = None) -> None:
    async with admission.slot(Asker(user, server)):
        pass


async def test_a_question_beyond_the_limit_is_refused_until_the_first_is_a_minute_old(
    admission: AdmissionControl, clock: Clock
) -> None:
    for clock.now in (100.0, 130.0):
        await ask(admission, ALICE)
    clock.now = 150.0
    with pytest.raises(TooManyQuestions, match="ask again in 10 s"):
        await ask(admission, ALICE)
    await ask(admission, BOB)
    clock.now = 160.0
    await ask(admission, ALICE)


async def test_a_server_has_its_own_limit_to_which_direct_messages_do_not_count(
    admission: AdmissionControl,
) -> None:
    for user, server in ((ALICE, SERVER), (ALICE, SERVER), (BOB, SERVER), (BOB, None)):
        await ask(admission, user, server)
    with pytest.raises(TooManyQuestions, match="this server has asked 3 questions"):
        await ask(admission, 3, SERVER)
    await ask(admission, 3, SERVER + 1)


async def test_a_refused_question_does_not_count(admission: AdmissionControl, clock: Clock) -> None:
    for _ in range(2):
        await ask(admission, ALICE)
    for clock.now in (110.0, 120.0):
        with pytest.raises(TooManyQuestions):
            await ask(admission, ALICE)
    clock.now = 161.0
    await ask(admission, ALICE)
    await ask(admission, ALICE)


async def test_questions_beyond_the_active_ones_are_refused_until_a_slot_is_free(admission: AdmissionControl) -> None:
    async with admission.slot(Asker(ALICE, None)):
        async with admission.slot(Asker(BOB, None)):
            with pytest.raises(QueueFull, match=r"as fit \(2\) are waiting"):
                await ask(admission, 3)
        await ask(admission, 3)


async def test_a_slot_is_free_again_after_a_failure(admission: AdmissionControl) -> None:
    with pytest.raises(ZeroDivisionError):
        async with admission.slot(Asker(ALICE, None)):
            raise ZeroDivisionError
    assert admission.active == 0


class Slow:
    """Work in a worker thread that ends once it is released."""

    def __init__(self, order: list[str]) -> None:
        self._order, self._loop, self.release = order, asyncio.get_running_loop(), asyncio.Event()

    def __call__(self) -> None:
        asyncio.run_coroutine_threadsafe(self.release.wait(), self._loop).result(10)
        self._order.append("slow")


async def test_a_users_questions_are_answered_in_order_without_delaying_other_users(
    admission: AdmissionControl,
) -> None:
    order: list[str] = []
    slow = Slow(order)
    asked = [
        asyncio.create_task(admission.run(Asker(user, None), work))
        for user, work in ((ALICE, slow), (ALICE, lambda: order.append("hers")), (BOB, lambda: order.append("his")))
    ]
    await asked[2]
    assert order == ["his"]
    slow.release.set()
    await asyncio.gather(*asked)
    assert order == ["his", "slow", "hers"]


async def test_no_more_questions_run_than_there_are_workers() -> None:
    admission = AdmissionControl(DiscordSettings(workers=1))
    order: list[str] = []
    slow = Slow(order)
    first, second = (
        asyncio.create_task(admission.run(Asker(user, None), work))
        for user, work in ((ALICE, slow), (BOB, lambda: order.append("his")))
    )
    await asyncio.sleep(0.02)
    assert order == []
    slow.release.set()
    await asyncio.gather(first, second)
    assert order == ["slow", "his"]
    await admission.close(0)


async def test_a_users_next_question_runs_after_a_failure(admission: AdmissionControl) -> None:
    with pytest.raises(ZeroDivisionError):
        await admission.run(Asker(ALICE, None), lambda: 1 / 0)
    assert await admission.run(Asker(ALICE, None), lambda: "next") == "next"


async def test_closing_refuses_new_questions_and_waits_for_active_ones(admission: AdmissionControl) -> None:
    async with admission.slot(Asker(ALICE, None)):
        closing = asyncio.create_task(admission.close(10))
        await asyncio.sleep(0.02)
        with pytest.raises(ShuttingDown):
            await ask(admission, BOB)
        assert not closing.done()
    await closing


async def test_closing_ends_after_its_timeout(admission: AdmissionControl) -> None:
    async with admission.slot(Asker(ALICE, None)):
        await asyncio.wait_for(admission.close(0.01), 5)


async def test_only_refusals_after_the_first_are_marked_as_repeated(admission: AdmissionControl) -> None:
    async with admission.slot(Asker(ALICE, None)), admission.slot(Asker(BOB, None)):
        assert [await refused(admission, 3), await refused(admission, 3)] == [False, True]
    await ask(admission, 3)
    async with admission.slot(Asker(ALICE, None)), admission.slot(Asker(BOB, None)):
        assert not await refused(admission, 3)


async def refused(admission: AdmissionControl, user: int) -> bool:
    """Whether this refusal follows an earlier one without an admitted question between."""
    with pytest.raises(QueueFull) as raised:
        await ask(admission, user)
    return raised.value.repeated


@pytest.fixture
def most(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many users and servers are remembered: fewer than in earnest, since each takes time."""
    monkeypatch.setattr(rate_limit, "MAX_TRACKED", 50)
    return rate_limit.MAX_TRACKED


async def test_refused_users_are_forgotten_beyond_a_limit(admission: AdmissionControl, most: int) -> None:
    async with admission.slot(Asker(ALICE, None)), admission.slot(Asker(BOB, None)):
        for user in range(most + 1):
            assert not await refused(admission, user)
    await ask(admission, ALICE)
    assert len(admission._refused) == 0


async def test_users_without_recent_questions_are_forgotten_beyond_a_limit(
    admission: AdmissionControl, clock: Clock, most: int
) -> None:
    for user in range(most + 1):
        await ask(admission, user)
    assert len(admission._times) == most + 1
    clock.now += 61
    await ask(admission, ALICE)
    assert len(admission._times) == 1


async def test_servers_take_turns_for_a_worker_however_many_questions_one_has_waiting() -> None:
    admission = AdmissionControl(DiscordSettings(workers=1))
    order: list[str] = []
    slow = Slow(order)
    asked = [asyncio.create_task(admission.run(Asker(0, 1), slow))]
    await asyncio.sleep(0)
    for user, server in ((1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, None)):
        asked.append(asyncio.create_task(admission.run(Asker(user, server), partial(order.append, str(server)))))
    await asyncio.sleep(0.02)
    slow.release.set()
    await asyncio.gather(*asked)
    assert order == ["slow", "1", "2", "None", "1", "2", "1"]
    await admission.close(0)


async def test_a_cancelled_question_leaves_its_turn_to_the_next() -> None:
    admission = AdmissionControl(DiscordSettings(workers=1))
    order: list[str] = []
    slow = Slow(order)
    asked = [
        asyncio.create_task(admission.run(Asker(user, 1), work))
        for user, work in ((0, slow), (1, lambda: order.append("cancelled")), (2, lambda: order.append("next")))
    ]
    await asyncio.sleep(0.02)
    asked[1].cancel()
    slow.release.set()
    await asyncio.gather(*asked, return_exceptions=True)
    assert order == ["slow", "next"]
    assert await admission.run(Asker(3, 1), lambda: "and the worker is free") == "and the worker is free"
    await admission.close(0)


async def test_a_server_below_its_share_is_admitted_when_another_holds_all_places() -> None:
    admission = AdmissionControl(DiscordSettings(waiting=4))
    async with AsyncExitStack() as stack:
        for user in range(4):
            await stack.enter_async_context(admission.slot(Asker(user, 1)))
        with pytest.raises(QueueFull):
            await ask(admission, 9, 1)
        for user in (5, 6):  # half of the places are the second server's share
            await stack.enter_async_context(admission.slot(Asker(user, 2)))
        with pytest.raises(QueueFull):
            await ask(admission, 7, 2)
        await ask(admission, 8, 3)
    assert admission.active == 0
    await admission.close(0)


async def test_two_hundred_questions_of_fifty_people_are_all_answered_with_no_server_far_behind() -> None:
    admission = AdmissionControl(DiscordSettings(workers=2))
    finished: list[int] = []

    async def answered(user: int, server: int) -> None:
        async with admission.slot(Asker(user, server)):
            finished.append(await admission.run(Asker(user, server), lambda: server))

    asked = [(server * 10 + user, server) for server in range(1, 6) for user in range(10) for _ in range(4)]
    await asyncio.gather(*(answered(user, server) for user, server in asked))  # one server after the other
    assert Counter(finished) == dict.fromkeys(range(1, 6), 40)
    last = {server: [at for at, each in enumerate(finished, 1) if each == server][37] for server in range(1, 6)}
    assert max(last.values()) < 2 * min(last.values())
    await admission.close(0)
