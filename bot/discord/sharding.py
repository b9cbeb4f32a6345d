"""One bot over several connections to Discord, each with some of its servers: shards.

    shards = 1                          one connection
    shards = "auto"                     as many as Discord advises, all of them in this process
    shards = 8, shard_ids = [0, 1, 2]   three of eight; other processes serve the others

Discord tells the shard of a server from its id, and sends direct messages to the first. What the shards share stands in
the ledger's file, and the index in its folder; only how often somebody may ask is counted by each process for itself.
"""

from typing import Any

import discord

from bot.discord.bot import Archive, Client
from bot.discord.commands.reindex import Renewal
from bot.discord.database import BotDatabase
from retrieval.errors import RetrievalError
from retrieval.settings import DiscordSettings, Shards


class NoSuchShard(RetrievalError):
    def __init__(self, shards: Shards, ids: tuple[int, ...]) -> None:
        super().__init__(
            f"[discord] shard_ids are {list(ids)} and shards is {shards}; "
            "let shards be how many there are in all, and shard_ids some of 0 to one less"
        )


class ShardedClient(Client, discord.AutoShardedClient):
    @staticmethod
    def connections(settings: DiscordSettings) -> dict[str, Any]:
        count, ids = settings.shards, settings.shard_ids
        if ids and (count == "auto" or not set(ids) <= set(range(count))):
            raise NoSuchShard(count, ids)
        return {"shard_count": None if count == "auto" else count, "shard_ids": list(ids) or None}


def client(archive: Archive, settings: DiscordSettings, ledger: BotDatabase, renewal: Renewal | None = None) -> Client:
    """The bot, over as many connections as are configured."""
    kind = Client if settings.shards == 1 and not settings.shard_ids else ShardedClient
    return kind(archive, settings, ledger, renewal)
