"""Answers questions in messages (a mention, a direct message, a reply to an answer) and in the Follow up form.

A mention may be anywhere in a message. A reply to an answer is a follow-up to its question, unless it only says thanks.
The Follow up button opens a form for the same purpose:

    "and about Cameron?"  ──→  the earlier question, from the database  ──→  "what did Andy Burnham say about Cameron?"

Discord sends the bot the words of a reply only if the reply pings the bot. It never sends them from a server where only
a user has installed the bot. The words of the form always arrive. Thanks, a greeting, a call for help and a mention
without words are not questions; each has a fixed answer.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
from discord import ui

from bot.discord import responses
from bot.discord.context import BotContext, Interaction, NotHere, asker_of
from bot.discord.database import AskedQuestion, NotSaved, QuestionForgotten, Rules
from bot.discord.live_archive import example_speaker
from bot.discord.pages import button_ids, forms, layout, views
from bot.discord.pages.button_ids import AnswerButton
from bot.discord.pages.forms import Submitted
from bot.discord.pages.markdown import one_line
from bot.discord.pages.views import restrict_source
from bot.discord.rate_limit import Asker, NotAdmitted
from retrieval.errors import QuestionError
from retrieval.models import Options, Question
from retrieval.search import query
from retrieval.search.query import SpeakerNames, follow_up
from retrieval.search.query.follow_up import SoFar
from retrieval.text.tokenise import NAME_WORD, name_words

logger = logging.getLogger(__name__)

MAX_FIELD_CHARS = 4000  # Discord's limit for a field of a form
MAX_MESSAGE_AGE = timedelta(hours=1)  # age of a message that is answered later if Discord cannot be reached
FORM_FIELD = "question"
HOW_TO_ASK = (
    "Ask me what somebody said, such as: *what did {name} say?* Mention the bot itself, "
    "not the role of the same name, or use `/ask`, which takes a speaker, a source and dates, too. "
    "`/check` tells whether a quote is on record."
)
YOU_ARE_WELCOME = "You are welcome."
THANKS_WORDS = frozenset(
    "thanks thank thx thankyou tysm ty ta cheers merci danke gracias ok okay great good bad nice perfect brilliant cool"
    " lovely amazing awesome lol haha wow yes no bye goodbye goodnight sorry".split()
)
BESIDE_THANKS = frozenset("you u very much so many a lot bot all mate man one night everybody everyone".split())
GREETINGS = frozenset("hi hello hey hiya hallo yo howdy sup bonjour hola ciao morning afternoon evening day".split())
HELP_WORDS = GREETINGS | frozenset(
    "help test testing ping stop there good bot please me i need how do does doing this it work to use you u your name"
    " are is today what s up can who commands".split()
)
HELP_CALLS = GREETINGS | frozenset("help test testing ping stop commands how who what".split())
MAX_COURTESY_WORDS = 8


async def answer_message(bot: BotContext, message: discord.Message) -> None:
    """If a message is a question to the bot, reply to it, unless another process does."""
    text = question_in(bot.user, message)
    if text is not None and await bot.claim(message.id, message.channel.id, direct=message.guild is None):
        if message.guild and isinstance(message.channel, discord.PartialMessageable):  # such as a thread just joined
            message.channel = await find_channel(bot, message.channel.id)  # type: ignore[assignment]
        await finish(bot, message, answered=await answer_claimed(bot, message, text))


async def finish(bot: BotContext, message: discord.Message, *, answered: bool) -> None:
    """Record that a message is answered, or leave it for later if it is recent enough for a late answer."""
    age = (bot.discord_time() or message.created_at) - message.created_at
    await (bot.claims.finish(message.id) if answered or age > MAX_MESSAGE_AGE else bot.claims.leave(message.id))


class NotDelivered(Exception):
    """Discord could not be reached for too long."""


async def answer_claimed(bot: BotContext, message: discord.Message, text: str) -> bool:
    """Answer a message that no other process answers. Returns False if Discord could not be reached for too long."""
    bot.unanswered.add(message.id)
    try:
        return await _try_to_answer(bot, message, text)
    finally:
        bot.unanswered.discard(message.id)


async def _try_to_answer(bot: BotContext, message: discord.Message, text: str) -> bool:
    try:
        await _answer(bot, message, text)
    except NotDelivered as error:
        logger.warning("not answered for now: %s", type(error.__cause__).__name__)
        return False
    except NotHere:
        logger.info("not answered: channel %s is closed to these questions", message.channel.id)
    except discord.Forbidden:
        logger.warning("may not answer in channel %s; let the bot send messages there", message.channel.id)
    except NotAdmitted as refusal:
        if not refusal.repeated:  # one notice for a series of refusals, not one for each message
            await _say(message, responses.error_line(refusal))
    except Exception as error:  # noqa: BLE001 - any error is reported to the user, and error_line logs it
        if not responses.log_ordinary_refusal(error):
            line = responses.error_line(error)
            if line == responses.UNEXPECTED_ERROR:
                bot.metrics.count_failure()
            await _say(message, line)
    return True


async def _answer(bot: BotContext, message: discord.Message, text: str) -> None:
    server = message.guild.id if message.guild else None
    rules = bot.rules_to_answer(server, message.channel, message.author)
    asker = Asker(message.author.id, server, rules.archive)
    if word := reply_to_courtesy(text):
        name = one_line(example_speaker(bot.archive_named(rules.archive, server)), 80)
        await _deliver(message, word.format(name=name))
        return
    bot.check_length(text)
    async with bot.admission.slot(asker):
        bot.in_background(responses.show_typing(message.channel))
        asked = await complete_question(bot, asker, text, rules, answered_key(bot.user, message))
        sealed = bool(rules.private_mentions) and asker.server is not None
        page, reply = await views.answer(bot, asked, rules, message.created_at, private=False, sealed=sealed)
        if message.id not in bot.unanswered:
            logger.info("not answered: the message was deleted")
            return
        if reply.abstained and rules.silent:
            return
        thread = await responses.open_thread(message, text) if rules.threads else None
        await _deliver(message, layout.styled(page, rules.style), thread)


async def _deliver(
    message: discord.Message, answer: layout.PageLayout | str, thread: discord.Thread | None = None
) -> None:
    """Reply to a message. Raises NotDelivered if Discord cannot be reached."""
    try:
        await responses.reply(message, answer, thread)
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        if responses.is_outage(error):
            raise NotDelivered from error
        raise


async def _say(message: discord.Message, line: str) -> None:
    """Reply with a line, such as the reason why there is no answer. A failure is logged."""
    try:
        await responses.reply(message, line)
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        if not responses.log_ordinary_refusal(error):
            logger.warning("could not tell an asker of a failure: %s", type(error).__name__)


async def find_channel(bot: BotContext, channel: int) -> discord.abc.Messageable:
    """A channel by its id, with its server and, for a thread, its parent, whose rules apply."""
    found: Any = bot.get_channel(channel)
    if found is None:
        with suppress(discord.HTTPException, discord.InvalidData, *responses.CONNECTION_ERRORS):
            found = await responses.retry(lambda: bot.fetch_channel(channel))
    return found if isinstance(found, discord.abc.Messageable) else bot.get_partial_messageable(channel)


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
    return text.strip() if answered_key(bot_user, message) and not is_thanks(text) else None


def answered_key(bot_user: discord.ClientUser | None, message: discord.Message) -> str | None:
    """The key of the earlier question, if the message replies to the bot's answer to it."""
    answer = message.reference.resolved if message.reference else None
    if not isinstance(answer, discord.Message) or answer.author != bot_user:
        return None
    return next(iter(button_ids.question_keys(answer)), None)


async def complete_question(bot: BotContext, asker: Asker, text: str, rules: Rules, key: str | None) -> AskedQuestion:
    """The question in `text`. A follow-up to the question saved under `key` is rewritten as a complete question."""
    options = restrict_source(Options(), rules)
    alone = AskedQuestion(asker.user, bot.check_length(text), options, server=asker.server)
    if key is None:
        return alone
    try:
        earlier = await asyncio.to_thread(bot.database.load_question, key)
    except (QuestionForgotten, NotSaved):
        return alone
    archive = bot.archive_named(asker.archive, asker.server)
    rewritten = await asyncio.to_thread(_rewritten, text, earlier, archive.speakers, archive.sources)
    question = bot.check_length(rewritten)
    options = restrict_source(earlier.options, rules)
    if earlier.speaker and not name_words(earlier.speaker) <= name_words(question):
        options = replace(options, speaker=None)  # the follow-up is about another speaker
    return replace(alone, question=question, options=options)


def _rewritten(text: str, earlier: AskedQuestion, speakers: Sequence[str], sources: Sequence[str]) -> str:
    """A follow-up to an earlier question, rewritten as a complete question."""
    before = Question(earlier.question, earlier.speaker, earlier.topic)
    with suppress(QuestionError):  # the text may have only operators and no question
        before = query.parse(earlier.question, SpeakerNames(speakers), earlier.options, sources)
        before = replace(before, speaker=earlier.speaker, topic=earlier.topic)
    return follow_up.rewrite(text, before, speakers, SoFar(options=earlier.options))


async def open_follow_up_form(interaction: Interaction, button: AnswerButton) -> None:
    """Open the form. If the channel takes no questions, say so instead."""
    bot = interaction.client
    bot.rules_for(interaction)
    await responses.open_form(interaction, follow_up_form(button.key, bot.settings.longest_question))


def follow_up_form(key: str, max_chars: int) -> ui.Modal:
    """A form for a follow-up question. Its custom id has the key, so that it can be submitted after a restart."""
    field: ui.TextInput[ui.Modal] = ui.TextInput(placeholder="and about …?", max_length=min(max_chars, MAX_FIELD_CHARS))
    return forms.form("Follow up", forms.FOLLOW_UP, key, question=("What else would you like to know?", field))


async def answer_form(interaction: Interaction, form: Submitted) -> None:
    """Answer a submitted form. The answer is private if the answer above it or the channel's rules are."""
    key, text = form.key, form.required(FORM_FIELD)
    bot, asker, answer_above = interaction.client, asker_of(interaction), interaction.message
    rules = bot.rules_for(interaction)
    private = bool(rules.private) or bool(answer_above and answer_above.flags.ephemeral)
    bot.check_length(text)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=private)
        asked = await complete_question(bot, asker, text, rules, key)
        page, _ = await views.answer(bot, asked, rules, interaction.created_at, private=private)
        await responses.complete(interaction, view=page)


def reply_to_courtesy(text: str) -> str | None:
    """The reply to a message that is not a question; None for a question.

    >>> reply_to_courtesy("Thanks!"), reply_to_courtesy("what did Hunt say?")
    ('You are welcome.', None)
    >>> texts = ("", "help", "Hi there", "how does this work?", "what’s up", "help the NHS", "good night")
    >>> [reply_to_courtesy(text) == HOW_TO_ASK for text in texts]
    [True, True, True, True, True, False, False]
    """
    words = _words(text)
    if not words:
        return HOW_TO_ASK
    if is_thanks(text):
        return YOU_ARE_WELCOME
    calls = len(words) <= MAX_COURTESY_WORDS and set(words) <= HELP_WORDS and not HELP_CALLS.isdisjoint(words)
    return HOW_TO_ASK if calls else None


def is_thanks(text: str) -> bool:
    """Whether a text only thanks, praises or agrees, if only by an emoji.

    >>> [is_thanks(text) for text in ("thank you!", "👍", "great question for Hunt", "2013?", "so much")]
    [True, True, False, False, False]
    """
    words = set(_words(text))
    return words <= THANKS_WORDS | BESIDE_THANKS and (not words or not words.isdisjoint(THANKS_WORDS))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in NAME_WORD.findall(text)]
