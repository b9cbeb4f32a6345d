"""Slash commands and message commands, one file each. To add one, add its file and list it in COMMANDS."""

from typing import Any

from discord import app_commands

from bot.discord.commands import (
    archive,
    ask,
    check,
    compare,
    corrections,
    display,
    follow,
    forget_me,
    my_data,
    quotation_of_the_day,
    random_quotation,
    reindex,
    settings,
    show_help,
    timeline,
    who,
)

COMMANDS: tuple[app_commands.Command[Any, ..., None] | app_commands.ContextMenu, ...] = (
    ask.ask,
    check.check,
    check.check_message,
    timeline.show_timeline,
    compare.compare,
    who.who,
    follow.follow,
    follow.following,
    random_quotation.show_random,
    quotation_of_the_day.quotation_of_the_day,
    archive.archive,
    corrections.corrections,
    show_help.show_help,
    reindex.reindex,
    settings.settings,
    display.display,
    my_data.my_data,
    forget_me.forget_me,
)
