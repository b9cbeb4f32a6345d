"""What the buttons under an answer do.

More, Context, 👍 👎     for everybody: what they bring is shown to whoever pressed, alone
Follow up                for everybody: a form for a question that goes on from this one
Share                    for the asker: the private answer once more, for the channel
🗑                       for the asker, and whoever may delete messages there anyway
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.discord import follow_up, responses, truncate, views
from bot.discord.answer_service import restricted, shows, within
from bot.discord.button_ids import AnswerButton, ButtonAction
from bot.discord.commands import timeline
from bot.discord.database import Asked, Rules
from bot.discord.escape import one_line
from bot.discord.responses import Interaction
from bot.discord.truncate import TEXT_LIMIT
from retrieval.errors import QuestionError
from retrieval.models import Article
from retrieval.search import context_window

if TYPE_CHECKING:
    from bot.discord.bot import Archive

Handler = Callable[[Interaction, AnswerButton], Awaitable[None]]

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


async def more(interaction: Interaction, pressed: AnswerButton) -> None:
    begin = views.Place(*pressed.where or views.START)
    asked, rules = await _question(interaction, pressed)
    most = rules.answers or 1
    client, user = interaction.client, interaction.user.id
    async with client.desk.place(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=True)
        deep = min(begin.answer, views.DEEPEST) + most + 1
        reply = within(await client.ask(user, asked.question, asked.options, deep), rules)
        await responses.complete(interaction, view=views.further(reply, most, pressed.key, begin))


async def show_context(interaction: Interaction, pressed: AnswerButton) -> None:
    client, user = interaction.client, interaction.user.id
    rules = client.rules(interaction.guild_id, interaction.channel)
    start, end = pressed.where or (0, 0)
    async with client.desk.place(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=True)
        article = await client.consult(user, lambda archive: _article(archive, pressed.key))
        if article is None or not shows(rules, article) or not start < end <= len(article.text):
            raise Gone
        await responses.complete(interaction, view=views.text(*surroundings(article, start, end)))


def surroundings(article: Article, start: int, end: int) -> tuple[str, str]:
    """A passage, bold, among the paragraphs around it."""
    first, last = context_window.around(article, start, end, CONTEXT_ROOM)
    credit = f"**{one_line(article.title or article.id, 200)}**\n{views.origin(article)}"
    quoted = truncate.shown(article.text[first:last], TEXT_LIMIT - len(credit) - 20, [(start - first, end - first)])
    return f"-# In context:\n{quoted}", credit


async def share(interaction: Interaction, pressed: AnswerButton) -> None:
    client = interaction.client
    asked, rules = await _question(interaction, pressed)
    if asked.asker != interaction.user.id:
        raise NotYours("share")
    most = rules.answers or 1
    async with client.desk.place(interaction.user.id, interaction.guild_id):
        if not await asyncio.to_thread(client.ledger.share, pressed.key):
            raise SharedAlready
        try:
            await responses.defer(interaction, ephemeral=False)
            reply = within(await client.ask(asked.asker, asked.question, asked.options, most + 1), rules)
            await responses.complete(interaction, view=views.first(reply, most, pressed.key, private=False))
        except BaseException:  # whatever it is, a stop of the bot, too: what nobody has seen has not been shared
            await asyncio.to_thread(client.ledger.unshare, pressed.key)
            raise


async def vote(interaction: Interaction, pressed: AnswerButton) -> None:
    good = pressed.act is ButtonAction.UP
    await asyncio.to_thread(interaction.client.ledger.vote, pressed.key, interaction.user.id, good=good)
    await responses.say(interaction, THANKS[good])


async def delete(interaction: Interaction, pressed: AnswerButton) -> None:
    if not interaction.permissions.manage_messages:
        asked = await asyncio.to_thread(interaction.client.ledger.asked, pressed.key)
        if asked.asker != interaction.user.id:
            raise NotYours("delete")
    await responses.remove(interaction)


async def _question(interaction: Interaction, pressed: AnswerButton) -> tuple[Asked, Rules]:
    """The question behind a button, within the rules of where it is pressed."""
    client = interaction.client
    asked = await asyncio.to_thread(client.ledger.asked, pressed.key)
    rules = client.rules(interaction.guild_id, interaction.channel)
    return replace(asked, options=restricted(asked.options, rules)), rules


def _article(archive: "Archive", digest: str) -> Article | None:
    """The article that a button stands for. It may block."""
    id = _by_digest(archive.articles).get(digest)  # noqa: A001 - it is one
    return archive.article(id) if id else None


@lru_cache(maxsize=2)
def _by_digest(articles: tuple[str, ...]) -> dict[str, str]:
    return {views.digest(article): article for article in articles}


HANDLERS: dict[ButtonAction, Handler] = {
    ButtonAction.MORE: more,
    ButtonAction.CONTEXT: show_context,
    ButtonAction.FOLLOW: follow_up.open_form,
    ButtonAction.SHARE: share,
    ButtonAction.UP: vote,
    ButtonAction.DOWN: vote,
    ButtonAction.DELETE: delete,
    ButtonAction.TIMELINE: timeline.turn_page,
}
