"""/settings: the rules of a server or of one of its channels, set by the managers of the server."""

import asyncio
from dataclasses import fields, replace
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.discord import context, responses
from bot.discord.context import Interaction, NameOption
from bot.discord.database import EMBED, PLAIN, QUOTE, STYLES, Rules
from bot.discord.pages.markdown import one_line
from bot.rendering.formatting import counted
from retrieval.errors import QuestionError, nearest
from retrieval.text.normalise import normalise


class QuestionChannel(app_commands.Transformer):
    """The type of the channel option: channels in which questions can be asked.

    discord.py's own ForumChannel type would also offer media channels.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        types = discord.ChannelType
        return [types.text, types.news, types.forum, types.voice, types.stage_voice]

    async def transform(self, _: "discord.Interaction[Any]", value: Any, /) -> app_commands.AppCommandChannel:
        channel: app_commands.AppCommandChannel = value
        return channel


class OwnersGive(QuestionError):
    def __init__(self) -> None:
        super().__init__("only the bot's owners may set who_reindexes and who_corrects")


EVERYTHING = "everything"
DEFAULT = "default"  # the name of the default archive
STYLE_NAMES = {EMBED: "boxes", QUOTE: "block quotations", PLAIN: "plain text"}
GIVEN_FOR = {"reindexing": "reindexed", "correcting": "corrected"}  # by the role, the archive for which it was given
RULE_NAMES = tuple(field.name for field in fields(Rules) if field.name not in GIVEN_FOR.values())
ChannelOption = app_commands.Transform[app_commands.AppCommandChannel, QuestionChannel]


@app_commands.command(description="What On Record does in this server, or in one channel of it")
@app_commands.describe(
    channel="the channel to set; without one, the whole server",
    answering="whether questions are answered there",
    answers="passages shown on a page",
    private="whether answers to /ask are private unless the asker says otherwise",
    source="answer from this publication only",
    threads="whether a mention is answered in a thread of its own",
    silent="whether to ignore mentions that have no answer on record",
    archive="the archive to answer from, if the bot has several",
    private_mentions="whether the answer to a mention is shown only to those who press its button",
    style="how answers look, unless the asker has chosen by /display",
    who_asks="only members with this role may ask; @everyone: all may",
    who_follows="only members with this role may /follow in the channel; @everyone: all may",
    who_reindexes="members with this role may use /reindex; only the bot's owners may set it",
    who_corrects="members with this role decide on proposed corrections; only the bot's owners may set it",
    corrections_to="the channel in which corrections that readers propose are shown",
    reset="reset one setting made there before, or all of them",
)
@app_commands.choices(style=[Choice(name=name, value=name) for name in STYLES])
@app_commands.choices(reset=[Choice(name=name, value=name) for name in (EVERYTHING, *RULE_NAMES)])
@app_commands.autocomplete(source=context.all_sources, archive=context.archives)
@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def settings(  # noqa: PLR0913 - one parameter for each option of the command
    interaction: Interaction,
    *,
    channel: ChannelOption | None = None,
    answering: bool | None = None,
    answers: app_commands.Range[int, 1, 5] | None = None,
    private: bool | None = None,
    source: NameOption | None = None,
    threads: bool | None = None,
    silent: bool | None = None,
    archive: NameOption | None = None,
    private_mentions: bool | None = None,
    style: str | None = None,
    who_asks: discord.Role | None = None,
    who_follows: discord.Role | None = None,
    who_reindexes: discord.Role | None = None,
    who_corrects: discord.Role | None = None,
    corrections_to: discord.TextChannel | None = None,
    reset: str | None = None,
) -> None:
    bot, server = interaction.client, interaction.guild_id or 0
    place = channel.id if channel else server
    if archive == DEFAULT:
        archive, reset = None, "archive"
    elif archive and archive not in (allowed := bot.archives_of(server)):
        raise QuestionError(f"no archive here is called {archive}; {nearest(archive, [DEFAULT, *allowed])}")
    before = bot.database.rules_set_for(place)
    if source:
        chosen = archive or bot.rules(server, channel or interaction.channel).archive
        source = _archive_source(source, bot.archive_named(chosen, server).sources)
    if reset == EVERYTHING:
        before = Rules()
    elif reset in RULE_NAMES:
        before = replace(before, **{reset: None}, **({GIVEN_FOR[reset]: None} if reset in GIVEN_FOR else {}))
    if (who_reindexes or who_corrects or reset in {"reindexing", "correcting"}) and not bot.owned_by(
        interaction.user.id
    ):
        raise OwnersGive
    given = Rules(
        *(answering, answers, private, source, threads, silent, private_mentions, style),
        asking=who_asks.id if who_asks else None,
        following=who_follows.id if who_follows else None,
        archive=archive,
        reindexing=who_reindexes.id if who_reindexes else None,
        correcting=who_corrects.id if who_corrects else None,
        corrections_to=corrections_to.id if corrections_to else None,
    )
    rules = given.with_defaults(before)
    answering_archive = rules.with_defaults(bot.database.rules_set_for(server)).archive or ""
    rules = replace(
        rules,
        reindexed=answering_archive if who_reindexes else rules.reindexed,
        corrected=answering_archive if who_corrects else rules.corrected,
    )
    await asyncio.to_thread(bot.database.set_rules, place, rules, server)
    effective = bot.database.rules(server, channel.id if channel else None).with_defaults(bot.default_rules)
    where = channel.mention if channel else "In this server"
    await responses.say_privately(interaction, f"{where}: {describe_rules(effective)}")


def describe_rules(rules: Rules) -> str:
    """The rules that always count in one line, then the others as a list.

    >>> print(describe_rules(Rules(answering=True, answers=3, private=False, source="HSJ", threads=True)))
    questions are answered, 3 passages a page, in public unless asked otherwise, from HSJ only.
    - Mentions are answered in threads.
    """
    if not rules.answering:
        return "questions are not answered."
    passages = counted(rules.answers or 1, "passage")
    privacy = "in private" if rules.private else "in public"
    source = f"from {one_line(rules.source, 100)} only" if rules.source else "from every source"
    lines = [f"questions are answered, {passages} a page, {privacy} unless asked otherwise, {source}."]
    if rules.archive:
        lines.append(f"The archive is {one_line(rules.archive, 100)}.")
    if rules.threads:
        lines.append("Mentions are answered in threads.")
    if rules.silent:
        lines.append("A mention without an answer on record gets no reply.")
    if rules.private_mentions:
        lines.append("The answer to a mention is shown to those who press its button.")
    if rules.style not in {None, EMBED}:
        lines.append(f"Answers are shown as {STYLE_NAMES[rules.style or EMBED]}.")
    if rules.corrections_to:
        lines.append(f"Proposed corrections are shown in <#{rules.corrections_to}>.")
    roles = (
        *((rules.asking, "ask"), (rules.following, "follow somebody"), (rules.reindexers, "reindex")),
        (rules.editors, "decide on corrections"),
    )
    lines += [f"Members with <@&{role}> may {do}." for role, do in roles if role]
    if (rules.correcting, rules.reindexing) != (rules.editors, rules.reindexers):
        lines.append("Who reindexes or corrects was set for another archive; the bot's owners can set it for this one.")
    return "\n- ".join(lines)


def _archive_source(typed: str, sources: tuple[str, ...]) -> str:
    """The typed source as the archive spells it. Raises QuestionError if the archive has no such source."""
    for source in sources:
        if normalise(source) == normalise(typed):
            return source
    raise QuestionError(f"no article here is from {typed}; {nearest(typed, sources)}")
