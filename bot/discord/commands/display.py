"""/display: the user's own choice of how answers look, in every server and in direct messages."""

import asyncio

from discord import app_commands
from discord.app_commands import Choice

from bot.discord import responses
from bot.discord.commands.settings import STYLE_NAMES
from bot.discord.context import Interaction
from bot.discord.database import EMBED, STYLES, Rules
from bot.rendering.formatting import counted


@app_commands.command(description="How answers to you look, in every server")
@app_commands.describe(
    style="in a box, as block quotations, or as plain text for a screen reader",
    answers="passages shown in one message",
    private="whether answers to your commands are shown to you alone unless you say otherwise",
    reset="delete your choices, so that each server's settings apply",
)
@app_commands.choices(style=[Choice(name=name, value=name) for name in STYLES])
async def display(
    interaction: Interaction,
    *,
    style: str | None = None,
    answers: app_commands.Range[int, 1, 5] | None = None,
    private: bool | None = None,
    reset: bool = False,
) -> None:
    bot, user = interaction.client, interaction.user.id
    before = Rules() if reset else bot.database.rules_set_for(user)
    chosen = Rules(style=style, answers=answers, private=private).with_defaults(before)
    await asyncio.to_thread(bot.database.set_rules, user, chosen)
    await responses.say_privately(interaction, describe(chosen))


def describe(chosen: Rules) -> str:
    """
    >>> describe(Rules(style="plain", answers=3)), describe(Rules())
    ('Answers to you: plain text, 3 passages in a message.', "Each server's settings decide how answers to you look.")
    """
    parts = [STYLE_NAMES[chosen.style or EMBED]] if chosen.style else []
    parts += [f"{counted(chosen.answers, 'passage')} in a message"] if chosen.answers else []
    if chosen.private is not None:
        parts.append("private unless you say otherwise" if chosen.private else "public unless you say otherwise")
    return f"Answers to you: {', '.join(parts)}." if parts else "Each server's settings decide how answers to you look."
