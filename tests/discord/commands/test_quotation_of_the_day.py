"""The quotation of the day: one each day, never one twice, whatever the clock does."""

from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord.actors import MemberActor

from bot.discord import responses
from bot.discord.commands import quotation_of_the_day
from bot.discord.commands.quotation_of_the_day import HEADING
from retrieval.settings import DiscordSettings
from tests.discord.conftest import FakeArchive, Scene, make_bot, shown, statement, texts

pytestmark = pytest.mark.slow

START = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)


class Clock:
    """Discord's clock and this machine's."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = START
        monkeypatch.setattr(scene.bot, "discord_time", lambda: self.now)
        monkeypatch.setattr(scene.bot, "note_time", lambda _: None)


@pytest.fixture
def clock(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Clock:
    scene.archive.answers = [statement(number, "2012-01-01", f"No. {number}.") for number in range(3)]
    scene.archive.speakers = ("Andrew Lansley",)
    return Clock(scene, monkeypatch)


@pytest.fixture
async def manager(scene: Scene) -> MemberActor:
    role = scene.env.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return scene.env.guild.add_member(scene.env.create_user("mona"), roles=[role])


def given(scene: Scene) -> list[str]:
    pages = [texts(message) for message in scene.channel.history() if message.author.bot]
    assert all(page[0] == HEADING for page in pages)
    return [page[1] for page in pages]


async def started(scene: Scene, manager: MemberActor) -> None:
    result = await manager.slash(scene.channel, "quotation-of-the-day", time="8:00")
    assert shown(result) == [f"<#{scene.channel.id}>: a quotation each day at 8:00 (UTC)."]
    scene.bot.database.execute("update daily_quotations set given_at = ?", START.isoformat())


async def test_a_channel_is_given_one_quotation_a_day_at_its_time_until_all_are_given(
    scene: Scene, clock: Clock, manager: MemberActor
) -> None:
    await quotation_of_the_day.give_all(scene.bot)
    assert given(scene) == []  # off by default
    await started(scene, manager)
    many = []
    for _ in range(5 * 24):
        clock.now += timedelta(hours=1)
        await quotation_of_the_day.give_all(scene.bot)
        many.append(len(given(scene)))
    assert (many[0], many[23], many[24], many[48], many[-1]) == (1, 1, 2, 3, 3)
    assert sorted(given(scene)) == [f"> **No. {number}.**" for number in range(3)]
    ended = await manager.slash(scene.channel, "quotation-of-the-day")
    assert shown(ended) == [f"<#{scene.channel.id}> no longer has a quotation of the day."]
    assert scene.bot.database.execute("select 1 from daily_quotations") == []


async def test_a_restart_and_a_second_process_give_none_again(
    scene: Scene, clock: Clock, manager: MemberActor, settings: DiscordSettings
) -> None:
    await started(scene, manager)
    clock.now += timedelta(hours=1)
    await quotation_of_the_day.give_all(scene.bot)
    restarted = make_bot(settings)
    assert isinstance(restarted.archive, FakeArchive)
    restarted.archive.answers, restarted.archive.speakers = scene.archive.answers, scene.archive.speakers
    await scene.env.restart_bot(restarted)
    scene.bot = restarted
    restarted.discord_time = lambda: clock.now  # type: ignore[method-assign]
    await quotation_of_the_day.give_all(restarted)
    assert len(given(scene)) == 1
    clock.now += timedelta(days=1)
    await quotation_of_the_day.give_all(restarted)
    assert len(set(given(scene))) == 2
    await restarted.close()


async def test_a_clock_that_jumps_ahead_and_back_holds_none_back_and_repeats_none(
    scene: Scene, clock: Clock, manager: MemberActor
) -> None:
    await started(scene, manager)
    clock.now += timedelta(days=400)
    for _ in range(3):
        await quotation_of_the_day.give_all(scene.bot)
    assert len(given(scene)) == 1
    clock.now = START + timedelta(hours=1)
    for _ in range(3):
        await quotation_of_the_day.give_all(scene.bot)
    assert len(set(given(scene))) == len(given(scene)) == 2


async def test_an_outage_delays_it_and_a_deleted_channel_ends_it(
    scene: Scene, clock: Clock, manager: MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "RETRY_FOR_SECONDS", 0.0)
    await started(scene, manager)
    clock.now += timedelta(hours=1)
    scene.env.inject_error("POST", "/channels/*/messages", status=503)
    await quotation_of_the_day.give_all(scene.bot)
    assert given(scene) == []
    await quotation_of_the_day.give_all(scene.bot)
    assert len(given(scene)) == 1
    clock.now += timedelta(days=1)
    scene.env.inject_error("POST", "/channels/*/messages", status=404, code=10003)
    await quotation_of_the_day.give_all(scene.bot)
    assert scene.bot.database.execute("select 1 from daily_quotations") == []


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"time": "25:00"}, "25:00 is not a time of day; write it like 8:00 or 17:30."),
        ({"time": "soon"}, "Soon is not a time of day; write it like 8:00 or 17:30."),
        ({"time": "8:00", "zone": "Atlantis"}, "Atlantis is not a time zone; write it like Europe/London."),
    ],
)
async def test_a_time_or_a_zone_that_there_is_not_is_refused(
    scene: Scene, manager: MemberActor, options: dict[str, str], problem: str
) -> None:
    assert shown(await manager.slash(scene.channel, "quotation-of-the-day", **options)) == [problem]
    assert len(scene.env.errors) == 1


async def test_a_zone_is_read_as_people_type_it(scene: Scene, manager: MemberActor) -> None:
    result = await manager.slash(scene.channel, "quotation-of-the-day", time="8pm", zone="europe/london")
    assert shown(result) == [f"<#{scene.channel.id}>: a quotation each day at 20:00 (Europe/London)."]
