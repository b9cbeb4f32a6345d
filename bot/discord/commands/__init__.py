"""Slash commands and message commands, one file each. To add one, add its file and list it in COMMANDS."""

from typing import Any

from discord import app_commands

from bot.discord.commands import archive, ask, check, compare, forget_me, reindex, settings, timeline, who

COMMANDS: tuple[app_commands.Command[Any, ..., None] | app_commands.ContextMenu, ...] = (
    ask.ask,
    check.check,
    check.check_message,
    timeline.show_timeline,
    compare.compare,
    who.who,
    archive.archive,
    reindex.reindex,
    settings.settings,
    forget_me.forget_me,
)
