"""Names completed as they are typed, from memory: Discord waits three seconds and shows at most 25."""

from collections.abc import Iterator
from functools import lru_cache

from discord.app_commands import Choice

from bot.discord.doors import Interaction
from bot.discord.escaping import plain
from retrieval.folding import fold

MOST = 25
LONGEST = 100  # of a choice's name and value


async def speakers(interaction: Interaction, typed: str) -> list[Choice[str]]:
    return choices(typed, interaction.client.archive.speakers)


async def sources(interaction: Interaction, typed: str) -> list[Choice[str]]:
    return choices(typed, interaction.client.archive.sources)


def choices(typed: str, names: tuple[str, ...]) -> list[Choice[str]]:
    """The first names that fit what was typed; `names` come most frequent first, and stay so."""
    fitting = zip(range(MOST), matching(typed, names), strict=False)
    return [Choice(name=plain(name, LONGEST) or name, value=name) for _, name in fitting]


def matching(typed: str, names: tuple[str, ...]) -> Iterator[str]:
    """The names of which a word begins with each of the typed ones.

    >>> list(matching("bur an", ("Andrew Lansley", "Andy Burnham", "Anne Burns")))
    ['Andy Burnham', 'Anne Burns']
    """
    wanted = fold(typed).split()
    for name, known in zip(names, _words(names), strict=True):
        if len(name) <= LONGEST and all(any(word.startswith(begun) for word in known) for begun in wanted):
            yield name


@lru_cache(maxsize=4)  # the speakers and the sources of this generation and of the one before
def _words(names: tuple[str, ...]) -> list[list[str]]:
    return [fold(name).split() for name in names]
