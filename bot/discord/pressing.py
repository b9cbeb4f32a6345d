"""What the buttons under an answer do.

More, Context, 👍 👎     for everybody: what they bring is shown to whoever pressed, alone
Share                    for the asker: the private answer once more, for the channel
🗑                       for the asker, and whoever may delete messages there anyway
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.discord import asking, doors, fitting, layout, looking
from bot.discord.buttons import Act, Press
from bot.discord.doors import Interaction
from bot.discord.escaping import one_line
from bot.discord.fitting import TEXT_LIMIT
from bot.discord.ledger import Asked, Rules
from retrieval import context
from retrieval.errors import QuestionError
from retrieval.folding import fold
from retrieval.records import Article

Handler = Callable[[Interaction, Press], Awaitable[None]]

CONTEXT_ROOM = 3000  # characters of the article
THANKS = {True: "Noted: a good answer.", False: "Noted: not a good answer. It will be looked at."}


class NotYours(QuestionError):
    def __init__(self, what: str) -> None:
        super().__init__(f"only whoever asked may {what} this answer")


class SharedAlready(QuestionError):
    def __init__(self) -> None:
        super().__init__("this answer has been shared already; it stands further down")


class Gone(QuestionError):
    def __init__(self) -> None:
        super().__init__("this article is not in the archive any more; ask again")


async def more(interaction: Interaction, pressed: Press) -> None:
    begin = layout.Place(*pressed.where or layout.START)
    asked, most = await _question(interaction, pressed)
    async with interaction.client.desk.place(interaction.user.id, interaction.guild_id):
        await doors.defer(interaction, ephemeral=True)
        deep = min(begin.answer, layout.DEEPEST) + most + 1
        reply = await interaction.client.ask(asked.question, asked.options, deep)
        await doors.complete(interaction, view=layout.further(reply, most, pressed.key, begin))


async def show_context(interaction: Interaction, pressed: Press) -> None:
    client = interaction.client
    rules = client.rules(interaction.guild_id, interaction.channel)
    start, end = pressed.where or (0, 0)
    async with client.desk.place(interaction.user.id, interaction.guild_id):
        await doors.defer(interaction, ephemeral=True)
        article = await client.desk.run(lambda: client.article(pressed.key))
        if article is None or not _shown(article, rules) or not start < end <= len(article.text):
            raise Gone
        await doors.complete(interaction, view=layout.text(*surroundings(article, start, end)))


def surroundings(article: Article, start: int, end: int) -> tuple[str, str]:
    """A passage, bold, among the paragraphs around it."""
    first, last = context.around(article, start, end, CONTEXT_ROOM)
    credit = f"**{one_line(article.title or article.id, 200)}**\n{layout.origin(article)}"
    quoted = fitting.shown(article.text[first:last], TEXT_LIMIT - len(credit) - 20, [(start - first, end - first)])
    return f"-# In context:\n{quoted}", credit


async def share(interaction: Interaction, pressed: Press) -> None:
    asked, most = await _question(interaction, pressed)
    if asked.asker != interaction.user.id:
        raise NotYours("share")
    if pressed.key in interaction.client.shared:
        raise SharedAlready
    async with interaction.client.desk.place(interaction.user.id, interaction.guild_id):
        await doors.defer(interaction, ephemeral=False)
        reply = await interaction.client.ask(asked.question, asked.options, most + 1)
        await doors.complete(interaction, view=layout.first(reply, most, pressed.key, private=False))
    interaction.client.shared.add(pressed.key)


async def vote(interaction: Interaction, pressed: Press) -> None:
    good = pressed.act is Act.UP
    await asyncio.to_thread(interaction.client.ledger.vote, pressed.key, interaction.user.id, good=good)
    await interaction.response.send_message(THANKS[good], ephemeral=True)


async def delete(interaction: Interaction, pressed: Press) -> None:
    if not interaction.permissions.manage_messages:
        asked = await asyncio.to_thread(interaction.client.ledger.asked, pressed.key)
        if asked.asker != interaction.user.id:
            raise NotYours("delete")
    await interaction.response.defer()
    await interaction.delete_original_response()


async def _question(interaction: Interaction, pressed: Press) -> tuple[Asked, int]:
    """The question behind a button, within the rules of where it is pressed, and how many passages a page has there."""
    client = interaction.client
    asked = await asyncio.to_thread(client.ledger.asked, pressed.key)
    rules = client.rules(interaction.guild_id, interaction.channel)
    return replace(asked, options=asking.restricted(asked.options, rules)), rules.answers or 1


def _shown(article: Article, rules: Rules) -> bool:
    return rules.source is None or fold(rules.source) in fold(article.source or "")


HANDLERS: dict[Act, Handler] = {
    Act.MORE: more,
    Act.CONTEXT: show_context,
    Act.SHARE: share,
    Act.UP: vote,
    Act.DOWN: vote,
    Act.DELETE: delete,
    Act.TIMELINE: looking.turn_page,
}
