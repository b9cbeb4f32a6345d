"""Autocompletion of speakers and sources while a user types an option of a command.

Discord waits three seconds and shows at most 25 choices. There may be tens of thousands of names, so a thread searches
them, and the event loop stays free. A channel that is restricted to one source is offered only the speakers whom that
source quotes.
"""

import asyncio
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from discord import app_commands
from discord.app_commands import Choice

from bot.discord.context import Interaction
from bot.discord.markdown import plain_line
from retrieval.text.normalise import normalise

MAX_CHOICES = 25  # Discord's limit
MAX_CHOICE_CHARS = 100  # Discord's limit for the name and the value of a choice

NameOption = app_commands.Range[str, 1, 100]  # an option of a command that takes a name or a topic: 1 to 100 characters


async def speakers(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Speakers in the archive, or those quoted by the source to which the channel is restricted."""
    archive, source = interaction.client.archive, _channel_source(interaction)
    return await asyncio.to_thread(lambda: choices(typed, archive.quoted_in(source) if source else archive.speakers))


async def sources(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """All sources, or the one to which the channel is restricted."""
    source = _channel_source(interaction)
    return await asyncio.to_thread(choices, typed, (source,) if source else interaction.client.archive.sources)


async def all_sources(interaction: Interaction, typed: str) -> list[Choice[str]]:
    return await asyncio.to_thread(choices, typed, interaction.client.archive.sources)


def _channel_source(interaction: Interaction) -> str | None:
    return interaction.client.rules(interaction.guild_id, interaction.channel).source


def choices(typed: str, names: tuple[str, ...]) -> list[Choice[str]]:
    """The first names that match. `names` are ordered by frequency, and the choices keep that order."""
    first = islice(matching(typed, names), MAX_CHOICES)
    return [Choice(name=plain_line(name, MAX_CHOICE_CHARS) or name, value=name) for name in first]


def matching(typed: str, names: tuple[str, ...]) -> Iterator[str]:
    """The names in which every typed word is the beginning of a word.

    >>> list(matching("bur an", ("Andrew Lansley", "Andy Burnham", "Anne Burns")))
    ['Andy Burnham', 'Anne Burns']
    """
    prefixes = [f" {word}" for word in normalise(typed).split()]
    for name, words in zip(names, _normalised(names), strict=True):
        if len(name) <= MAX_CHOICE_CHARS and all(prefix in words for prefix in prefixes):
            yield name


@lru_cache(maxsize=8)  # the speakers and sources of the whole archive and of single sources, of older indexes, too
def _normalised(names: tuple[str, ...]) -> list[str]:
    """The normalised words of each name, with a space before each word."""
    return [f" {' '.join(normalise(name).split())}" for name in names]
