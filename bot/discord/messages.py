"""Answers questions in messages (a mention, a direct message, a reply to an answer) and in the Follow up form.

A mention counts anywhere in a message. A reply to an answer is a follow-up to its question, unless it only says thanks.
The Follow up button opens a form for the same purpose:

    "and about Cameron?"  ──→  the earlier question, from the database  ──→  "what did Andy Burnham say about Cameron?"

Discord sends the bot the words of a reply only if the reply pings the bot. It never sends them from a server where only
a user has installed the bot. The words of the form always arrive.
"""

import asyncio
import logging
import re
from dataclasses import replace

import discord
from discord import ui

from bot.discord import button_ids, responses, views
from bot.discord.button_ids import AnswerButton
from bot.discord.context import BotContext, Interaction, NotHere
from bot.discord.database import AskedQuestion, QuestionForgotten, Rules
from bot.discord.rate_limit import NotAdmitted
from bot.discord.views import restrict_source
from retrieval.models import Options, Question
from retrieval.search.query import follow_up
from retrieval.text.tokenise import name_words

logger = logging.getLogger(__name__)

FORM_SECONDS = 15 * 60.0  # seconds for which the bot waits for a form to be submitted
MAX_FIELD_CHARS = 4000  # Discord's limit for a field of a form
FORM_FIELD = "question"
HOW_TO_ASK = (
    "Ask me what somebody said, such as: *what did Andy Burnham say about Lansley?* Mention the bot itself, "
    "not the role of the same name, or use `/ask`, which takes a speaker, a source and dates, too. "
    "`/check` tells whether a quote is on record."
)
THANKS = re.compile(
    r"(?:(?:thanks?|thank you|thx|ty|cheers|ok(?:ay)?|great|good|nice|perfect|lol|wow|yes|no|very|much|so|a lot|bot)\b"
    r"|\W)*",
    re.IGNORECASE,
)


async def answer_message(bot: BotContext, message: discord.Message) -> None:
    """If a message is a question to the bot, answer it with a reply."""
    text = question_in(bot.user, message)
    if text is None:
        return
    user, server = message.author, message.guild.id if message.guild else None
    try:
        rules = bot.rules_to_answer(server, message.channel)
        if not text:
            await responses.reply(message, HOW_TO_ASK)
            return
        bot.check_length(text)
        async with bot.admission.slot(user.id, server):
            asked = await complete_question(bot, user.id, text, rules, answered_key(bot.user, message))
            await responses.show_typing(message.channel)
            await responses.reply(message, await views.answer(bot, asked, rules, private=False))
    except NotHere:
        logger.info("not answered: channel %s is closed to questions", message.channel.id)
    except discord.Forbidden:
        logger.warning("may not answer in channel %s; let the bot send messages there", message.channel.id)
    except NotAdmitted as refusal:
        if not refusal.repeated:  # one notice for a series of refusals, not one for each message
            await _send_refusal(user, responses.error_line(refusal))
    except Exception as error:  # noqa: BLE001 - any error is reported to the user, and error_line logs it
        await responses.reply(message, responses.error_line(error))


def question_in(bot_user: discord.ClientUser | None, message: discord.Message) -> str | None:
    """The question to the bot, without the mention; None if the message is not for the bot.

    The question is empty if Discord withholds the text. Discord may do so if the message mentions only the bot's role.
    """
    if message.author.bot or message.is_system():
        return None
    role = message.guild.self_role if message.guild else None
    mentions = [rf"<@!?{bot_user.id}>"] if bot_user else []
    mentions += [rf"<@&{role.id}>"] if role else []
    text, mentioned = re.subn("|".join(mentions), " ", message.content)
    if mentioned or message.guild is None or role in message.role_mentions:
        return text.strip()
    return text.strip() if answered_key(bot_user, message) and not THANKS.fullmatch(text) else None


def answered_key(bot_user: discord.ClientUser | None, message: discord.Message) -> str | None:
    """The key of the earlier question, if the message replies to the bot's answer to it."""
    answer = message.reference.resolved if message.reference else None
    if not isinstance(answer, discord.Message) or answer.author != bot_user:
        return None
    return next(iter(button_ids.question_keys(answer)), None)


async def complete_question(bot: BotContext, user: int, text: str, rules: Rules, key: str | None) -> AskedQuestion:
    """The question in `text`. A follow-up to the question saved under `key` is rewritten so that it stands alone."""
    alone = AskedQuestion(user, bot.check_length(text), restrict_source(Options(), rules))
    if key is None:
        return alone
    try:
        earlier = await asyncio.to_thread(bot.database.load_question, key)
    except QuestionForgotten:
        return alone
    understood = Question(earlier.question, earlier.speaker, earlier.topic)
    rewritten = await asyncio.to_thread(follow_up.rewrite, text, understood, bot.archive.speakers)
    question = bot.check_length(rewritten)
    options = restrict_source(earlier.options, rules)
    if earlier.speaker and not name_words(earlier.speaker) <= name_words(question):
        options = replace(options, speaker=None)  # the follow-up is about another speaker
    return AskedQuestion(user, question, options)


async def _send_refusal(user: discord.User | discord.Member, line: str) -> None:
    """Send a refusal as a direct message, because in the channel everybody would see it."""
    try:
        await user.send(line)
    except discord.HTTPException as error:
        logger.info("could not tell an asker of a refusal: %s", error.status)
    except responses.CONNECTION_ERRORS as error:
        logger.info("could not tell an asker of a refusal: %s", type(error).__name__)


async def open_follow_up_form(interaction: Interaction, button: AnswerButton) -> None:
    """Open the form, unless the channel takes no questions."""
    bot = interaction.client
    bot.rules_to_answer(interaction.guild_id, interaction.channel)
    await responses.open_form(interaction, FollowUpForm(button.key, bot.settings.longest_question))


class FollowUpForm(ui.Modal, title="Follow up"):
    """A form for a follow-up question. The answer is private if the answer above it or the channel's rules are."""

    def __init__(self, key: str, max_chars: int) -> None:
        super().__init__(timeout=FORM_SECONDS)
        self._key = key
        self._field: ui.TextInput[FollowUpForm] = ui.TextInput(
            custom_id=FORM_FIELD, placeholder="and about …?", max_length=min(max_chars, MAX_FIELD_CHARS)
        )
        self.add_item(ui.Label(text="What else would you like to know?", component=self._field))

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override]
        async with responses.report_errors(interaction):
            await self._answer(interaction)

    async def _answer(self, interaction: Interaction) -> None:
        bot, user, answer_above = interaction.client, interaction.user.id, interaction.message
        text = self._field.value
        rules = bot.rules_to_answer(interaction.guild_id, interaction.channel)
        private = bool(rules.private) or bool(answer_above and answer_above.flags.ephemeral)
        bot.check_length(text)
        async with bot.admission.slot(user, interaction.guild_id):
            await responses.defer(interaction, ephemeral=private)
            asked = await complete_question(bot, user, text, rules, self._key)
            page = await views.answer(bot, asked, rules, private=private)
            await responses.complete(interaction, view=page)
