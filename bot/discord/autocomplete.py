"""Names completed as they are typed, from memory: Discord waits three seconds and shows at most 25.

A channel that keeps to a source is offered nobody whom only others quote. There may be tens of thousands of names, so
they are looked through beside the event loop.
"""

import asyncio
from collections.abc import Iterator
from functools import lru_cache

from discord.app_commands import Choice

from bot.discord.escape import plain
from bot.discord.responses import Interaction
from retrieval.text.normalise import normalise

MOST = 25
LONGEST = 100  # of a choice's name and value


async def speakers(interaction: Interaction, typed: str) -> list[Choice[str]]:
    archive, source = interaction.client.archive, _source(interaction)
    return await asyncio.to_thread(lambda: choices(typed, archive.quoted_in(source) if source else archive.speakers))


async def sources(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """All sources, or the one that the channel keeps to."""
    source = _source(interaction)
    return await asyncio.to_thread(choices, typed, (source,) if source else interaction.client.archive.sources)


async def all_sources(interaction: Interaction, typed: str) -> list[Choice[str]]:
    return await asyncio.to_thread(choices, typed, interaction.client.archive.sources)


def _source(interaction: Interaction) -> str | None:
    return interaction.client.rules_of(interaction.guild_id, interaction.channel).source


def choices(typed: str, names: tuple[str, ...]) -> list[Choice[str]]:
    """The first names that fit what was typed; `names` come most frequent first, and stay so."""
    fitting = zip(range(MOST), matching(typed, names), strict=False)
    return [Choice(name=plain(name, LONGEST) or name, value=name) for _, name in fitting]


def matching(typed: str, names: tuple[str, ...]) -> Iterator[str]:
    """The names of which a word begins with each of the typed ones.

    >>> list(matching("bur an", ("Andrew Lansley", "Andy Burnham", "Anne Burns")))
    ['Andy Burnham', 'Anne Burns']
    """
    wanted = [f" {begun}" for begun in normalise(typed).split()]
    for name, known in zip(names, _folded(names), strict=True):
        if len(name) <= LONGEST and all(begun in known for begun in wanted):
            yield name


@lru_cache(maxsize=8)  # speakers and sources, all of them and of channels that keep to one; of old indexes, too
def _folded(names: tuple[str, ...]) -> list[str]:
    """Each name's words, a space before each."""
    return [f" {' '.join(normalise(name).split())}" for name in names]
