"""Corrections that readers propose and editors accept or decline, in the bot's database.

    Wrong? ──→ form ──→ a proposal, open ──→ Accept  ──→ written into the archive's corrections.toml
                                        └──→ Decline

A proposal is stored with its reader, its editor, the times, and whether the reader was told the decision. An accepted
correction is in corrections.toml under the name of the editor who accepted it, without the reader's name.

Readers are told of decisions by direct message:

    decided ──→ one message for all decisions of a reader that wait ──→ noted as told
       └─ Discord could not be reached, or many messages were sent just now: tried again each hour

A proposal is private, so the bot does not mention it in the channel where it was made. A reader who accepts no direct
messages finds the decision with /my-data. Discord limits how many conversations a bot opens, so the bot opens only some
in an hour. If the bot is killed before it has noted the message as sent, it sends it again with the same nonce, and
Discord shows it once.
"""

import asyncio
import hashlib
import json
import logging
import secrets
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord

from bot.discord import responses
from bot.discord.context import BotContext
from bot.discord.database import BotDatabase, NotSaved
from bot.discord.pages import layout
from bot.discord.pages.markdown import one_line, truncated_blockquote
from bot.rendering import formatting
from retrieval.corrections import Correction, applying
from retrieval.errors import QuestionError
from retrieval.models import Article, PartialDate

MAX_OPEN_OF_USER, MAX_OPEN = 10, 500  # proposals that wait, of one user and in all
OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
COLUMNS = "key, user, server, archive, correction, credit, proposed_at, status, decided_by, decided_at"
logger = logging.getLogger(__name__)

MAX_OPENED, OPENED_SECONDS = 10, 3600.0  # conversations that are opened at most in this time
MAX_DECISIONS_SHOWN = 5  # decisions in one message; the rest are counted
MAX_WORDS_CHARS = 500  # of each decision's words


class TooManyProposals(QuestionError):
    def __init__(self) -> None:
        super().__init__("too many proposed corrections wait for an editor; try again when some are decided")


class AlreadyProposed(QuestionError):
    def __init__(self) -> None:
        super().__init__("the same correction was proposed before; it waits for an editor")


class ProposalGone(QuestionError):
    def __init__(self) -> None:
        super().__init__("this proposal is no longer stored")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed correction.

    `correction` has the keys of corrections.toml. `credit` is the line that was below the words.
    """

    key: str
    user: int | None
    server: int | None
    archive: str | None
    correction: Mapping[str, Any]
    credit: str
    proposed_at: datetime
    status: str = OPEN
    decided_by: int | None = None
    decided_at: datetime | None = None

    def problem_in(self, article: Article | None) -> str | None:
        """The reason why the correction no longer matches its article; None if it matches."""
        given = self.correction
        if article is None:
            return f"no article here is {given['article']}"
        if not given.get("words"):
            return None
        found = applying.locate(article, Correction(0, words=given["words"], after=given.get("after", "")))
        return found if isinstance(found, str) else None


def propose(database: BotDatabase, proposal: Proposal) -> Proposal:
    """Store a proposal. Raises TooManyProposals or AlreadyProposed."""
    waiting = database.execute("select user, correction from proposals where status = ?", OPEN)
    text = json.dumps(dict(proposal.correction), ensure_ascii=False)
    without_note = {**proposal.correction, "note": ""}
    if any({**json.loads(other), "note": ""} == without_note for _, other in waiting):
        raise AlreadyProposed
    if len(waiting) >= MAX_OPEN or sum(user == proposal.user for user, _ in waiting) >= MAX_OPEN_OF_USER:
        raise TooManyProposals
    database.execute(
        f"insert into proposals ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, null, null)",  # noqa: S608 - constants
        *(proposal.key, proposal.user, proposal.server, proposal.archive, text, proposal.credit),
        *(proposal.proposed_at.isoformat(), OPEN),
    )
    return proposal


def new_key() -> str:
    return secrets.token_urlsafe(9)


def load(database: BotDatabase, key: str) -> Proposal:
    """Raises ProposalGone."""
    rows = database.execute(f"select {COLUMNS} from proposals where key = ?", key)  # noqa: S608 - constants
    if not rows:
        raise ProposalGone
    return _proposal(rows[0])


def waiting(database: BotDatabase, after: str = "") -> list[Proposal]:
    """The proposals that no editor has decided, oldest first; those after the one of a key come before the others."""
    rows = database.execute(
        f"select {COLUMNS} from proposals where status = ?"  # noqa: S608 - constants
        " order by rowid <= coalesce((select rowid from proposals where key = ?), 0), rowid",
        *(OPEN, after),
    )
    return list(map(_proposal, rows))


def decide(database: BotDatabase, key: str, status: str, user: int, at: datetime) -> None:
    statement = "update proposals set status = ?, decided_by = ?, decided_at = ? where key = ? and status = ?"
    database.execute(statement, status, user, at.isoformat(), key, OPEN)


def not_told(database: BotDatabase) -> dict[int, list[Proposal]]:
    """The decisions of which the proposer has not been told, by the proposer's id."""
    rows = database.execute(
        f"select {COLUMNS} from proposals where status <> ? and user is not null and not told order by decided_at",  # noqa: S608 - constants
        OPEN,
    )
    found: dict[int, list[Proposal]] = {}
    for proposal in map(_proposal, rows):
        found.setdefault(proposal.user or 0, []).append(proposal)
    return found


def note_told(database: BotDatabase, decided: Iterable[Proposal]) -> None:
    for proposal in decided:
        database.execute("update proposals set told = 1 where key = ?", proposal.key)


def in_words(correction: Mapping[str, Any]) -> str:
    """A correction in words, not escaped.

    >>> in_words({"speaker": "Ann Lee"}), in_words({"date": "2012-02"})
    ('said by Ann Lee', 'the article is of February 2012')
    """
    if speaker := correction.get("speaker"):
        return f"said by {speaker}"
    if correction.get("not_a_quotation"):
        return "nobody said it: it is not a quotation"
    if day := correction.get("date"):
        return f"the article is of {formatting.date(PartialDate.parse(day))}"
    return "the article should leave the archive"


def _proposal(row: tuple[Any, ...]) -> Proposal:
    key, user, server, archive, correction, credit, proposed_at, status, decided_by, decided_at = row
    times = (datetime.fromisoformat(proposed_at), datetime.fromisoformat(decided_at) if decided_at else None)
    return Proposal(
        *(key, user, server, archive, json.loads(correction), credit, times[0]), status, decided_by, times[1]
    )


class Conversations:
    """Limits how many direct conversations the bot opens. A conversation that is already open does not count."""

    def __init__(self) -> None:
        self._opened: deque[float] = deque(maxlen=MAX_OPENED)

    def may_open(self) -> bool:
        """Whether one more conversation may be opened now. If so, it is counted."""
        now = time.monotonic()
        if len(self._opened) == MAX_OPENED and now - self._opened[0] < OPENED_SECONDS:
            return False
        self._opened.append(now)
        return True


async def tell_proposers(bot: BotContext, conversations: Conversations) -> None:
    """Tell every reader the decisions made since the last message.

    Only one call at a time, or both would send the same.
    """
    try:
        waiting = await asyncio.to_thread(not_told, bot.database)
        for user, decided in waiting.items():
            if await _tell(bot, user, decided, conversations):
                await asyncio.to_thread(note_told, bot.database, decided)
    except NotSaved as error:
        logger.warning("decisions are sent to proposers later: %s", error)


async def _tell(bot: BotContext, user: int, decided: Sequence[Proposal], conversations: Conversations) -> bool:
    """Tell one reader. Returns False if the message must be sent later."""
    view = layout.styled(decisions_page(decided), bot.rules(None, None, user).style)
    nonce = hashlib.sha256("".join(proposal.key for proposal in decided).encode()).hexdigest()[:24]
    try:
        reader = await _user(bot, user)
        if reader.dm_channel is None and not conversations.may_open():
            return False
        await responses.retry(lambda: reader.send(view=view, nonce=nonce))
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        logger.info("a decision was not sent to its proposer: %s", type(error).__name__)
        return not responses.is_outage(error)
    return True


async def _user(bot: BotContext, user: int) -> discord.User:
    known = bot.get_user(user)
    if known is not None:
        return known
    return await responses.retry(lambda: bot.fetch_user(user))


def decisions_page(decided: Sequence[Proposal]) -> layout.PageLayout:
    """The decisions on one reader's proposals, without the name of the editor."""
    texts = []
    for proposal in decided[:MAX_DECISIONS_SHOWN]:
        words = proposal.correction.get("words")
        lines = [f"### Your correction was {proposal.status}"]
        lines += [truncated_blockquote(str(words), MAX_WORDS_CHARS)] if words else []
        lines.append(proposal.credit.partition("\n-# ")[0])  # without the title
        lines.append(f"Proposed: {formatting.sentence(one_line(in_words(proposal.correction), 200))}")
        lines += ["-# It takes effect with the next index."] if proposal.status == ACCEPTED else []
        texts.append("\n".join(lines))
    if (left := len(decided) - MAX_DECISIONS_SHOWN) > 0:
        texts.append(f"-# and {left:,} more; `/my-data` has them all")
    return layout.text_page(*texts)
