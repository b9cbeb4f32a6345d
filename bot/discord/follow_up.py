"""Going on from an answer: by a reply to it, or by its Follow up button, which opens a form.

"and about Cameron?"  ──→  the question before, from the ledger  ──→  "what did Andy Burnham say about Cameron?"

Discord tells the bot the words of a reply only where the reply pings it, and none at all in a server into which a user
has carried it. What is written into the form always arrives.
"""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.discord import answer_service, button_ids, responses
from bot.discord.answer_service import restricted
from bot.discord.button_ids import AnswerButton
from bot.discord.database import Asked, Forgotten, Rules
from bot.discord.responses import Interaction
from retrieval.models import Options, Question
from retrieval.search.query import follow_up
from retrieval.text.tokenise import name_words

if TYPE_CHECKING:
    from bot.discord.bot import Client

OPEN = 15 * 60.0  # seconds for which a form is waited for
LONGEST = 4000  # Discord's, of a field
FIELD = "question"


def replied_to(client: "Client", message: discord.Message) -> str | None:
    """The key of the question that a message goes on from: it replies to the bot's answer to that one."""
    before = message.reference.resolved if message.reference else None
    if not isinstance(before, discord.Message) or before.author != client.user:
        return None
    return next(iter(button_ids.keys(before)), None)


async def asked(client: "Client", asker: int, text: str, rules: Rules, key: str | None) -> Asked:
    """What is asked by `text`, completed by the question under `key`, if it goes on from one."""
    alone = Asked(asker, client.read(text), restricted(Options(), rules))
    if key is None:
        return alone
    try:
        before = await asyncio.to_thread(client.ledger.asked, key)
    except Forgotten:  # then it has to stand for itself
        return alone
    understood, speakers = Question(before.question, before.speaker, before.topic), client.archive.speakers
    whole = client.read(await asyncio.to_thread(follow_up.rewrite, text, understood, speakers))
    options = restricted(before.options, rules)
    if before.speaker and not name_words(before.speaker) <= name_words(whole):
        options = replace(options, speaker=None)  # it goes on about somebody else
    return Asked(asker, whole, options)


async def open_form(interaction: Interaction, pressed: AnswerButton) -> None:
    client = interaction.client
    client.rules(interaction.guild_id, interaction.channel)  # where nothing is answered, nothing is to be written
    await responses.open_form(interaction, Form(pressed.key, min(client.settings.longest_question, LONGEST)))


class Form(ui.Modal, title="Follow up"):
    """A question that goes on from an answer; what answers it is as private as the answer was."""

    def __init__(self, key: str, longest: int) -> None:
        super().__init__(timeout=OPEN)
        self._key = key
        self._field: ui.TextInput[Form] = ui.TextInput(custom_id=FIELD, placeholder="and about …?", max_length=longest)
        self.add_item(ui.Label(text="What else would you like to know?", component=self._field))

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override]
        async with responses.told(interaction):
            await self._answer(interaction)

    async def _answer(self, interaction: Interaction) -> None:
        client, user, before = interaction.client, interaction.user.id, interaction.message
        rules = client.rules(interaction.guild_id, interaction.channel)
        alone = bool(rules.private) or bool(before and before.flags.ephemeral)
        client.read(self._field.value)
        async with client.desk.place(user, interaction.guild_id):
            await responses.defer(interaction, ephemeral=alone)
            question = await asked(client, user, self._field.value, rules, self._key)
            await responses.complete(
                interaction, view=await answer_service.answer(client, question, rules, private=alone)
            )
