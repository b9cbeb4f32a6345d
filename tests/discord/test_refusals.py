"""What Discord refuses: too late, too often, or since somebody changed something there. No answer is lost by it."""

import asyncio
import logging
from typing import Any

import discord
import pytest
from aiohttp import web

from bot.discord import responses
from bot.discord.commands import corrections
from bot.discord.database import Rules
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, SHOWN, Scene, buttons, make_bot, shown, texts
from tests.discord.fake_discord import (
    ALICE,
    BOT,
    CHANNEL,
    EARLIEST,
    SERVER,
    FakeDiscord,
    answer,
    elsewhere,
    until,
    user,
)
from tests.discord.test_delivery import archive_of, serving
from tests.discord.test_scenarios import by_the_bot

pytestmark = pytest.mark.slow

THREAD = str(EARLIEST + 77)


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.exc_info]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(responses, "RETRY_FOR_SECONDS", 0.05)


# Too late: Discord takes an answer for 15 minutes


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015)])
async def test_a_public_answer_that_is_too_late_for_its_command_is_a_message_in_the_channel(
    scene: Scene, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    scene.env.inject_error("PATCH", "/webhooks/*", status=status, code=code, times=None)
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert texts(scene.channel.last_message) == SHOWN
    assert "up" in buttons(scene.channel.last_message)
    assert tracebacks(caplog) == []


@pytest.mark.parametrize(
    ("command", "options"),
    [("ask", {"question": LANSLEY, "private": True}), ("check", {"quote": "about us", "private": True})],
)
async def test_a_private_answer_that_is_too_late_for_its_command_is_shown_to_its_asker_alone(
    scene: Scene, command: str, options: dict[str, object]
) -> None:
    scene.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027, times=None)
    await scene.alice.slash(scene.channel, command, **options)
    assert "about us" in " ".join(texts(scene.alice.user.dm_channel.last_message))
    assert [texts(message) for message in by_the_bot(scene, scene.channel)] == []


async def test_a_late_answer_in_a_channel_that_takes_none_goes_to_the_asker(scene: Scene) -> None:
    scene.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027, times=None)
    scene.env.inject_error("POST", f"/channels/{scene.channel.id}/messages", status=403, code=50001, times=None)
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert texts(scene.alice.user.dm_channel.last_message) == SHOWN


# Too often: Discord takes no request of the bot for a while


async def test_a_message_is_answered_later_if_discord_takes_no_requests_for_too_long(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(responses, "RETRY_FOR_SECONDS", 0.0)
    monkeypatch.setattr("bot.discord.bot.TAKE_OVER_SECONDS", 0.05)
    refused: list[str] = []

    class Limited(FakeDiscord):
        async def message(self, request: web.Request) -> web.Response:
            if len(refused) < 3:
                refused.append(request.path)
                return web.Response(status=429, text="<html>banned for now</html>", content_type="text/html")
            return await super().message(request)

    async with Limited().open() as fake, serving(make_bot(settings), fake, monkeypatch):
        await fake.say(LANSLEY)
        await until(lambda: fake.messages)
        assert (len(fake.messages), tracebacks(caplog)) == (1, [])


@pytest.mark.parametrize("status", [429, 503])
async def test_a_command_that_discord_lets_nobody_answer_is_left_without_a_traceback(
    scene: Scene, quick: None, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    scene.env.inject_error("*", "/webhooks/*", status=status, times=None)
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert tracebacks(caplog) == []
    assert scene.bot.database.execute("select process from claims where token is not null") == [("nobody",)]
    scene.env.errors.clear()


# Somebody changed something


@pytest.mark.parametrize(
    ("status", "code"), [(403, 160005), (404, 10004), (400, 200000), (400, 240000), (403, 50001), (403, 50013)]
)
async def test_what_people_do_in_discord_at_any_time_is_no_traceback(
    scene: Scene, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=status, code=code, times=None)
    scene.env.inject_error("*", "/webhooks/*", status=status, code=code, times=None)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert tracebacks(caplog) == []
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]
    assert scene.bot.active_questions == 0
    scene.env.errors.clear()


async def test_a_thread_whose_creation_was_not_confirmed_gets_the_answer(
    scene: Scene, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(threads=True))
    create, attempts = discord.Message.create_thread, []

    class Refusal:
        status, reason = 400, "Bad Request"

    async def confirmed_never(message: discord.Message, *, name: str) -> discord.Thread:
        attempts.append(name)
        if len(attempts) > 1:
            raise discord.HTTPException(Refusal(), {"code": responses.HAS_THREAD, "message": "has one"})  # type: ignore[arg-type]
        await create(message, name=name)
        raise ConnectionResetError

    monkeypatch.setattr(discord.Message, "create_thread", confirmed_never)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    assert [texts(thread.last_message) for thread in scene.channel.threads] == [SHOWN]
    kinds = [message.type for message in by_the_bot(scene, scene.channel)]
    assert kinds == [discord.MessageType.thread_created]


@pytest.mark.parametrize(("status", "code"), [(404, 10003), (403, 160005), (400, 50083)])
async def test_an_answer_whose_thread_is_gone_or_closed_stands_in_the_channel(
    scene: Scene, status: int, code: int
) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(threads=True))
    scene.env.inject_error("POST", "/channels/*/messages", status=status, code=code)
    assert texts(await scene.mention()) == SHOWN


async def test_a_thread_of_which_the_bot_was_not_told_has_the_rules_of_its_channel(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class WithThread(FakeDiscord):
        async def channel(self, _: web.Request) -> web.Response:
            times = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": "2026-01-01T00:00:00+00:00"}
            about = {"guild_id": SERVER, "parent_id": CHANNEL, "owner_id": ALICE, "name": "the bill"}
            counts = {"message_count": 1, "member_count": 1, "thread_metadata": {**times, "locked": False}}
            return answer({"id": THREAD, "type": 11, **about, **counts})

    bot = make_bot(settings)
    async with WithThread().open() as fake, serving(bot, fake, monkeypatch):
        await fake.join(SERVER, CHANNEL)
        bot.database.set_rules(int(CHANNEL), Rules(source="HSJ"))
        await fake.say(f"<@{BOT}> {LANSLEY}", channel=THREAD, server=SERVER)
        await until(lambda: bool(archive_of(bot).asked))
        bot.database.set_rules(int(CHANNEL), Rules(answering=False))
        await fake.say(f"<@{BOT}> {LANSLEY}", channel=THREAD, server=SERVER)
        await asyncio.sleep(0.2)  # long enough for an answer that must not come
        assert [options.source for _, options, _ in archive_of(bot).asked] == ["HSJ"]


async def test_a_draft_that_is_gone_before_it_is_read_is_refused_in_a_line(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Gone:
        status, reason = 404, "Not Found"

    async def gone(_: discord.Attachment) -> bytes:
        raise discord.NotFound(Gone(), "asset not found")  # type: ignore[arg-type]

    monkeypatch.setattr(discord.Attachment, "read", gone)
    result = await scene.alice.slash(scene.channel, "check", draft=("story.txt", b"It goes."))
    said = [*(shown(result) if result.response else ()), *(each.content for each in result.followups)]
    assert said == ["Draft story.txt is no longer there; attach it again."]
    assert tracebacks(caplog) == []
    scene.env.errors.clear()


def field(name: str, value: str) -> dict[str, Any]:
    return {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": name, "value": value}}


@pytest.mark.parametrize(
    ("custom_id", "fields"),
    [
        pytest.param("onrecord-form:dGhpcyBpcyBh", {"words": "and Cameron?"}, id="another field"),
        pytest.param("onrecord-check:public", {}, id="no field"),
        pytest.param("onrecord-wish:dGhpcyBpcyBh", {"words": "more"}, id="another kind"),
        pytest.param("onrecord-form:a:b", {"question": "and Cameron?"}, id="another key"),
    ],
)
async def test_a_form_of_another_version_says_so(
    settings: DiscordSettings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    custom_id: str,
    fields: dict[str, str],
) -> None:
    data = {"custom_id": custom_id, "components": [field(name, value) for name, value in fields.items()]}
    where = {"channel": {"id": CHANNEL, "type": 1}, "user": user(ALICE, "alice"), "context": 1}
    async with FakeDiscord().open() as fake, serving(make_bot(settings), fake, monkeypatch):
        await fake._interact(5, data, where)
        await until(lambda: fake.responses)
        (said,) = fake.responses
    assert said["data"]["content"] == "This form is from an older version of On Record; open it again."
    assert tracebacks(caplog) == []


async def test_a_correction_of_an_older_form_proposes_nothing(scene: Scene) -> None:
    answered = await scene.mention()
    form = await scene.alice.click(answered, custom_id=buttons(answered)["wrong"])
    assert form.modal
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(corrections, "WHAT", {"a kind of now": ("", "")})
        passage = form.modal["components"][0]["component"]["options"][0]["value"]
        refused = await scene.alice.submit_modal(form, {"passage": [passage], "what": ["withdrawn"]})
    assert shown(refused) == ["This form is from an older version of On Record; open it again."]
    assert scene.bot.database.execute("select 1 from proposals") == []
    scene.env.errors.clear()


@pytest.mark.parametrize(
    ("roles", "permissions", "may"),
    [(["4711"], "0", True), ([], str(1 << 5), True), (["42"], "0", False)],
    ids=["the role", "a manager", "neither"],
)
async def test_roles_count_before_discord_has_told_of_the_server(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch, roles: list[str], permissions: str, *, may: bool
) -> None:
    bot = make_bot(settings)
    bot.database.set_rules(int(SERVER), Rules(asking=4711), int(SERVER))
    where = elsewhere({"id": CHANNEL, "type": 0, "name": "general", "permissions": "0", "position": 0})
    where["member"] |= {"roles": roles, "permissions": permissions}
    asks = {"id": "1", "name": "ask", "type": 1, "options": [{"name": "question", "type": 3, "value": LANSLEY}]}
    async with FakeDiscord().open() as fake, serving(bot, fake, monkeypatch):
        await fake._interact(2, asks, where)
        await until(lambda: fake.edited if may else fake.responses)
        assert bool(archive_of(bot).asked) is may
