"""Tells readers by direct message what editors decided on the corrections that they proposed.

    decided ──→ one message for all decisions of a reader that wait ──→ noted as told
       └─ Discord could not be reached, or many messages went out just now: told with the next look, each hour

A proposal is private, so nothing of it is said in the channel where it was made. A reader who takes no direct messages
finds the decision by /my-data. Discord counts how many conversations a bot opens, so only some are opened in an hour.
If the bot is killed before the note, it sends the message again with the same nonce, and Discord shows it once.
"""

import asyncio
import hashlib
import logging
import time
from collections import deque
from collections.abc import Sequence

import discord

from bot import formatting
from bot.discord import layout, proposals, responses
from bot.discord.context import BotContext
from bot.discord.database import NotSaved
from bot.discord.markdown import one_line, truncated_blockquote
from bot.discord.proposals import ACCEPTED, Proposal

logger = logging.getLogger(__name__)

MAX_OPENED, OPENED_SECONDS = 10, 3600.0  # conversations that are opened at most in this time
MAX_SHOWN = 5  # decisions in one message; the rest are counted
MAX_WORDS_CHARS = 500  # of each decision's words


class Conversations:
    """Limits how many direct conversations are opened. One that is open already is not counted."""

    def __init__(self) -> None:
        self._opened: deque[float] = deque(maxlen=MAX_OPENED)

    def may_open(self) -> bool:
        """Whether one more may be opened now; if so, it is counted."""
        now = time.monotonic()
        if len(self._opened) == MAX_OPENED and now - self._opened[0] < OPENED_SECONDS:
            return False
        self._opened.append(now)
        return True


async def tell_proposers(bot: BotContext, conversations: Conversations) -> None:
    """Tell every reader what was decided since they were told last. One call at a time, or both would tell the same."""
    try:
        waiting = await asyncio.to_thread(proposals.not_told, bot.database)
        for user, decided in waiting.items():
            if await _tell(bot, user, decided, conversations):
                await asyncio.to_thread(proposals.note_told, bot.database, decided)
    except NotSaved as error:
        logger.warning("proposers are told later: %s", error)


async def _tell(bot: BotContext, user: int, decided: Sequence[Proposal], conversations: Conversations) -> bool:
    """Tell one reader. Returns False if they are to be told later."""
    view = layout.styled(page(decided), bot.rules(None, None, user).style)
    nonce = hashlib.sha256("".join(proposal.key for proposal in decided).encode()).hexdigest()[:24]
    try:
        reader = await _user(bot, user)
        if reader.dm_channel is None and not conversations.may_open():
            return False
        await responses.retry(lambda: reader.send(view=view, nonce=nonce))
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        logger.info("a proposer is not told: %s", type(error).__name__)
        return not responses.is_outage(error)
    return True


async def _user(bot: BotContext, user: int) -> discord.User:
    known = bot.get_user(user)
    if known is not None:
        return known
    return await responses.retry(lambda: bot.fetch_user(user))


def page(decided: Sequence[Proposal]) -> layout.Layout:
    """The decisions on what one reader proposed, without the name of the editor."""
    texts = []
    for proposal in decided[:MAX_SHOWN]:
        words = proposal.correction.get("words")
        lines = [f"### Your correction was {proposal.status}"]
        lines += [truncated_blockquote(str(words), MAX_WORDS_CHARS)] if words else []
        lines.append(proposal.credit.partition("\n-# ")[0])  # without the title
        lines.append(f"Proposed: {formatting.sentence(one_line(proposals.in_words(proposal.correction), 200))}")
        lines += ["-# It counts from the next index on."] if proposal.status == ACCEPTED else []
        texts.append("\n".join(lines))
    if (left := len(decided) - MAX_SHOWN) > 0:
        texts.append(f"-# and {left:,} more; `/my-data` has them all")
    return layout.text_page(*texts)
