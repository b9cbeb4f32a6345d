from dataclasses import replace
from typing import Any

import pytest

from bot.discord.bot import Bot, NoSuchShard, create
from bot.discord.commands import COMMANDS
from retrieval.settings import DiscordSettings
from tests.discord.conftest import Scene, make_bot


async def test_the_bot_requests_no_privileged_intent_and_pings_nobody(simcord_bot: Bot) -> None:
    assert {intent for intent, wanted in simcord_bot.intents if wanted} == {"guilds", "guild_messages", "dm_messages"}
    allowed = simcord_bot.allowed_mentions
    assert allowed
    assert dict(allowed.to_dict()) == {"parse": []}


async def test_the_presence_shows_the_size_of_the_archive(simcord_bot: Bot) -> None:
    assert str(simcord_bot.activity) == "1,234 quotations from 1 article"


async def test_unchanged_commands_are_not_registered_again_after_a_restart(
    scene: Scene, settings: DiscordSettings
) -> None:
    restarted = make_bot(settings)
    await scene.env.restart_bot(restarted)
    registrations = [call for call in scene.env.http_requests if call.path.endswith("/commands")]
    assert len(registrations) == 1
    await restarted.close()


async def test_changed_commands_are_registered_again(scene: Scene, settings: DiscordSettings) -> None:
    changed = make_bot(settings)
    changed.tree.remove_command("who")
    await scene.env.restart_bot(changed)
    registered = [call.json for call in scene.env.http_requests if call.path.endswith("/commands")]
    assert [len(commands or ()) for commands in registered] == [len(COMMANDS), len(COMMANDS) - 1]
    await changed.close()


@pytest.mark.parametrize("changed", [{"shards": "auto", "shard_ids": (0,)}, {"shards": 2, "shard_ids": (1, 2)}])
async def test_shard_ids_that_do_not_exist_are_refused(settings: DiscordSettings, changed: dict[str, Any]) -> None:
    with pytest.raises(NoSuchShard, match="numbers from 0 to shards - 1"):
        make_bot(replace(settings, **changed), create)
