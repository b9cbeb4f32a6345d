"""/ask: a question, with options for speaker, source and dates."""

from discord import app_commands

from bot import typed_options
from bot.discord import context, responses
from bot.discord.context import Interaction, NameOption, asker_of
from bot.discord.database import AskedQuestion
from bot.discord.pages.views import answer, restrict_source


@app_commands.command(description="What was said, word for word, with speaker, source and date")
@app_commands.describe(
    question="for example: what did Jane Doe say about schools?",
    speaker="who said it",
    source="the publication",
    after="a day, month or year, such as 7 Feb 2012, 2012-02, 2012 or yesterday: from then on",
    before="a day, month or year: earlier than that",
    private="show the answer to you alone",
)
@app_commands.autocomplete(speaker=context.speakers, source=context.sources)
async def ask(  # noqa: PLR0913 - one parameter for each option of the command
    interaction: Interaction,
    question: str,
    *,
    speaker: NameOption | None = None,
    source: NameOption | None = None,
    after: str | None = None,
    before: str | None = None,
    private: bool | None = None,
) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    rules = bot.rules_for(interaction)
    text = bot.check_length(question)
    speaker = await context.put_right(interaction, speaker)
    source = context.source_put_right(interaction, source)
    given = {"speaker": speaker, "source": source, "after": after, "before": before}
    options = typed_options.parse(interaction.created_at.date(), **given)
    options = restrict_source(options, rules)
    asked = AskedQuestion(asker.user, text, options, server=asker.server)
    ephemeral = rules.hides(private=private)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=ephemeral)
        page, _ = await answer(bot, asked, rules, interaction.created_at, private=ephemeral)
        await responses.complete(interaction, view=page)
