import asyncio
import gc
import io
import logging
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import discord
import pytest
import yarl
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord import responses, runner
from bot.discord.bot import Bot, create
from bot.discord.live_archive import Reindexer
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, FakeArchive, make_bot, statement
from tests.discord.fake_discord import ALICE, CHANNEL, FakeDiscord, until


@asynccontextmanager
async def serve(
    bot: Bot, fake_discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot serving, with the fake Discord."""
    monkeypatch.setattr(runner, "FIRST_BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr(responses, "RETRY_SECONDS", 0.01)
    async with fake_discord.open():
        monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{fake_discord.port}")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://127.0.0.1:{fake_discord.port}/"))
        serving = asyncio.create_task(runner.serve(bot, "token"))
        await until(lambda: fake_discord.sockets)
        yield serving
        if not serving.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await serving
    assert fake_discord.problems == []


@pytest.fixture
def bot(settings: DiscordSettings) -> Iterator[Bot]:
    bot = make_bot(settings)
    yield bot
    assert bot.is_closed()


async def test_login_and_connection_are_retried_until_discord_is_reachable(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.01)
    fake_discord = FakeDiscord(refuse={"login": 4, "gateway": 4})  # aiohttp sends each GET twice
    async with serve(bot, fake_discord, monkeypatch):
        assert fake_discord.attempts == [*["login"] * 5, "commands", *["gateway"] * 5]


async def test_a_failed_registration_is_retried_and_reloading_starts_once(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []

    async def reload_regularly(*_: object) -> None:
        started.append(asyncio.current_task())
        await asyncio.Event().wait()

    monkeypatch.setattr(Reindexer, "reload_regularly", reload_regularly)
    bot.reindexer = Reindexer([], FakeArchive, lambda: "g")
    fake_discord = FakeDiscord(refuse={"commands": 1})
    async with serve(bot, fake_discord, monkeypatch):
        assert [kind for kind in fake_discord.attempts if kind != "login"] == ["commands", "commands", "gateway"]
        assert len(started) == 1


@pytest.mark.slow
async def test_a_reload_updates_the_presence(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_discord = FakeDiscord()
    async with serve(bot, fake_discord, monkeypatch):
        fresh = FakeArchive()
        fresh.generation, fresh.manifest = "g2", replace(fresh.manifest, articles=5)
        await until(bot.is_ready)
        await Reindexer([], lambda: fresh, lambda: "g2").reload(bot)
        await until(lambda: len(fake_discord.presences) == 2)
    custom = 4
    assert [(shown["type"], shown["state"]) for shown in fake_discord.presences] == [
        (custom, "1,234 quotations from 1 article"),
        (custom, "1,234 quotations from 5 articles"),
    ]


async def reset(*_: object, **__: object) -> None:
    raise ConnectionResetError


@pytest.mark.slow
async def test_a_reload_succeeds_while_the_connection_is_down(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_discord, fresh = FakeDiscord(), FakeArchive()
    fresh.generation = "g2"
    async with serve(bot, fake_discord, monkeypatch):
        await until(bot.is_ready)
        monkeypatch.setattr(bot.ws, "change_presence", reset)
        await Reindexer([], lambda: fresh, lambda: "g2").reload(bot)
        assert bot.archive is fresh


PLACE = {"id": CHANNEL, "type": 0, "name": "general", "position": 0, "permission_overwrites": [], "parent_id": None}


THREAD = {
    "id": f"{CHANNEL}1", "type": 11, "name": "the bill", "parent_id": CHANNEL, "owner_id": ALICE, "message_count": 1,
    "member_count": 1, "rate_limit_per_user": 0, "last_message_id": None, "total_message_sent": 1, "flags": 0,
    "thread_metadata": {"archived": False, "auto_archive_duration": 60, "locked": False,
                        "archive_timestamp": "2026-11-25T00:00:00+00:00"},
}  # fmt: skip


async def ask_elsewhere(fake_discord: FakeDiscord, place: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask in a server that has not installed the bot. Returns the components of the answer."""
    await fake_discord.command_elsewhere("ask", place, question=LANSLEY)
    await until(lambda: fake_discord.edited)
    assert fake_discord.edited
    components: list[dict[str, Any]] = fake_discord.edited["components"]
    return components


@pytest.mark.parametrize("place", [PLACE, THREAD], ids=["a channel", "a thread"])
async def test_commands_and_buttons_work_in_a_server_where_only_a_user_installed_the_bot(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, place: dict[str, Any]
) -> None:
    fake_discord = FakeDiscord()
    async with serve(bot, fake_discord, monkeypatch):
        container, menus, *_ = await ask_elsewhere(fake_discord, place)
        assert container["components"][0]["content"] == f"{LANSLEY}\n-# speaker: Andrew Lansley"
        (menu,) = menus["components"]
        await fake_discord.press_elsewhere(menu["custom_id"], place, menu["options"][0]["value"])
        await until(lambda: fake_discord.attempts.count("edit") == 2)
        assert fake_discord.edited
        assert fake_discord.edited["components"][0]["components"][0]["content"].startswith("-# In context:")


async def test_the_thanks_for_a_vote_are_sent_again_when_the_connection_drops(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_discord = FakeDiscord()
    async with serve(bot, fake_discord, monkeypatch):
        _, _, *rows = await ask_elsewhere(fake_discord, PLACE)
        up = next(button for row in rows for button in row["components"] if ":up:" in button["custom_id"])
        fake_discord.drop, before = 1, len(fake_discord.responses)
        await fake_discord.press_elsewhere(up["custom_id"], PLACE)
        await until(lambda: len(fake_discord.responses) == before + 2)
    assert [response["data"]["content"] for response in fake_discord.responses[before:]] == [
        "Noted: a good answer."
    ] * 2
    assert fake_discord.attempts.count("edit") == 1


@pytest.mark.parametrize(
    ("spare", "attempts"), [(0, ["callback"] * 2 + ["delete"]), (1, ["callback"] + ["delete"] * 2)]
)
async def test_a_deletion_is_completed_when_the_connection_drops(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, spare: int, attempts: list[str]
) -> None:
    fake_discord = FakeDiscord()
    async with serve(bot, fake_discord, monkeypatch):
        last = (await ask_elsewhere(fake_discord, PLACE))[-1]["components"][-1]
        fake_discord.spare, fake_discord.drop = spare, 1
        await fake_discord.press_elsewhere(last["custom_id"], PLACE)
        await until(lambda: len([kind for kind in fake_discord.attempts if kind in attempts]) == len(attempts))
    assert fake_discord.attempts[-3:] == attempts


async def test_an_answer_is_sent_again_and_posted_once_when_the_connection_drops(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_discord = FakeDiscord(drop=1)
    async with serve(bot, fake_discord, monkeypatch):
        await fake_discord.say(LANSLEY)
        await until(lambda: fake_discord.attempts.count("message") == 2)
    assert len(fake_discord.messages) == 1


@pytest.mark.parametrize("lost", [1, 2], ids=["the acknowledgement", "and then the answer"])
async def test_a_command_is_acknowledged_again_and_answered_once_when_the_connection_drops(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    fake_discord = FakeDiscord(drop=lost)
    async with serve(bot, fake_discord, monkeypatch):
        await fake_discord.command("ask", question=LANSLEY)
        await until(lambda: fake_discord.attempts.count("edit") == lost)
    assert fake_discord.attempts[3:] == ["callback", "callback", *["edit"] * lost]
    assert fake_discord.edited
    assert fake_discord.edited["components"][0]["components"][0]["content"].endswith("-# speaker: Andrew Lansley")
    assert isinstance(bot.archive, FakeArchive)
    assert len(bot.archive.asked) == 1


async def test_a_picture_is_sent_whole_again_when_the_connection_drops(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_discord = FakeDiscord(spare=1, drop=1)  # the acknowledgement arrives, the answer does not
    assert isinstance(bot.archive, FakeArchive)
    bot.archive.answers = [statement(number, f"2012-01-0{number}") for number in range(1, 4)]
    async with serve(bot, fake_discord, monkeypatch):
        await fake_discord.command("timeline", speaker="Lansley")
        await until(lambda: fake_discord.attempts.count("edit") == 2)
    (picture,) = fake_discord.files
    assert picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
async def test_a_stop_waits_until_the_active_answer_is_sent(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    fake_discord = FakeDiscord()
    assert isinstance(bot.archive, FakeArchive)
    bot.archive.released.clear()
    async with serve(bot, fake_discord, monkeypatch) as serving:
        await fake_discord.say(LANSLEY)
        await until(lambda: bot.admission.active)
        os.kill(os.getpid(), signal.Signals[name])
        await asyncio.sleep(0.1)
        assert (fake_discord.messages, serving.done()) == ({}, False)
        bot.archive.released.set()
        await serving
    assert len(fake_discord.messages) == 1


@pytest.mark.parametrize(
    ("changed", "identified"),
    [
        pytest.param({}, [None], id="one connection"),
        pytest.param({"shards": 3}, [[0, 3], [1, 3], [2, 3]], id="three"),
        pytest.param({"shards": "auto"}, [[0, 2], [1, 2]], id="as many as Discord advises"),
        pytest.param({"shards": 3, "shard_ids": (0, 2)}, [[0, 3], [2, 3]], id="two of three"),
    ],
)
async def test_the_bot_answers_on_each_of_its_shards(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], identified: list[Any]
) -> None:
    bot, fake_discord = make_bot(replace(settings, **changed), create), FakeDiscord()
    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with serve(bot, fake_discord, monkeypatch):
        await until(lambda: len(fake_discord.sockets) == len(identified))
        for shard in range(len(identified)):
            await fake_discord.say(LANSLEY, shard=shard)
        await until(lambda: len(fake_discord.messages) == len(identified))
    assert fake_discord.identified == identified


async def at_once(*_: object, **__: object) -> None:
    """Connect at once, without the five seconds that Discord asks for between two shards."""


def test_loaded_objects_are_exempt_from_garbage_collection() -> None:
    loaded = gc.get_freeze_count()
    kept = [object(), {}]
    runner.trim_memory()
    try:
        assert gc.get_freeze_count() > loaded
        assert not any(tracked is kept for tracked in gc.get_objects())
    finally:
        gc.unfreeze()
        gc.freeze()  # as before: what the tests have imported


class Refused(Bot):
    async def login(self, token: str) -> None:  # noqa: ARG002 - discord.py's signature
        raise discord.LoginFailure("Improper token has been passed.")


def test_a_refused_token_says_what_to_check(settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "trim_memory", lambda: None)  # it takes half a second
    bot = make_bot(settings, Refused)
    with pytest.raises(runner.NotConnected) as raised:
        runner.run(bot, "token")
    assert str(raised.value) == (
        "no connection to Discord (Improper token has been passed.); check DISCORD_TOKEN and the network"
    )
    assert bot.is_closed()


TOUCHED = (None, "bot", "retrieval", "discord", "aiohttp", "aiohttp.access")


@pytest.fixture(autouse=True)
def _root() -> Iterator[None]:
    root = logging.getLogger()
    before, levels = list(root.handlers), {name: logging.getLogger(name).level for name in TOUCHED}
    yield
    root.handlers[:] = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_log_line_has_time_and_facts_and_never_the_token_even_in_a_traceback() -> None:
    stream = io.StringIO()
    runner.start_logging("s3cret", stream)
    logging.getLogger("bot.discord").info("answered key=%s", "s3cret")
    logging.getLogger("bot.discord").error("failed", exc_info=ValueError("s3cret"))
    first, *_, last = stream.getvalue().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO bot\.discord answered key=\[token\]", first)
    assert last == "ValueError: [token]"


@pytest.mark.parametrize("as_json", [False, True])
def test_a_lost_connection_is_one_warning_without_a_traceback(*, as_json: bool) -> None:
    stream = io.StringIO()
    runner.start_logging("s3cret", stream, as_json=as_json)
    gone = ConnectionResetError("gone")
    logging.getLogger("discord.client").error("Attempting a reconnect in %.2fs", 2.8, exc_info=gone)
    (line,) = stream.getvalue().splitlines()
    assert "Discord is away (ConnectionResetError); Attempting a reconnect in 2.80s" in line
    assert ("WARNING" in line, "Traceback" in line) == (True, False)


@pytest.mark.parametrize(
    "where", ["webhooks/100/{}/messages/@original", "interactions/600/{}/callback", "webhooks/1/{}"]
)
def test_the_token_of_an_interaction_is_removed_from_logged_urls(where: str) -> None:
    stream = io.StringIO()
    runner.start_logging("s3cret", stream)
    url = f"https://discord.com/api/v10/{where.format('aW50ZXJhY3Rpb246-x_y')}"
    logging.getLogger("discord.http").warning("We are being rate limited. PATCH %s responded with 429.", url)
    assert f"PATCH {url.replace('aW50ZXJhY3Rpb246-x_y', '[token]')} responded" in stream.getvalue()


def test_debug_messages_of_libraries_are_not_logged() -> None:
    stream = io.StringIO()
    logging.getLogger().setLevel(logging.DEBUG)
    runner.start_logging("s3cret", stream)
    logging.getLogger("discord.http").debug("POST with what somebody wrote")
    assert stream.getvalue() == ""


def test_other_libraries_log_warnings_only() -> None:
    stream = io.StringIO()
    logging.getLogger().setLevel(logging.WARNING)
    runner.start_logging("s3cret", stream)
    logging.getLogger("faiss.loader").info("Loading faiss.")
    logging.getLogger("bot.discord").info("ready")
    assert stream.getvalue().endswith("INFO bot.discord ready\n")
    assert stream.getvalue().count("\n") == 1
