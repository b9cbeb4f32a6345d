"""Corrections that readers propose and editors accept or decline, in the bot's database.

    Wrong? ──→ form ──→ a proposal, open ──→ Accept  ──→ written into the archive's corrections.toml
                                        └──→ Decline

A proposal is kept with who made it, who decided it, when, and whether its reader was told of that (decisions.py).
What was accepted stands in corrections.toml under the name of the editor who accepted it, without that of the reader.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import formatting
from bot.discord.database import BotDatabase
from retrieval.corrections import Correction, applying
from retrieval.errors import QuestionError
from retrieval.models import Article, PartialDate

MAX_OPEN_OF_USER, MAX_OPEN = 10, 500  # proposals that wait, of one user and in all
OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
COLUMNS = "key, user, server, archive, correction, credit, proposed_at, status, decided_by, decided_at"


class TooManyProposals(QuestionError):
    def __init__(self) -> None:
        super().__init__("too many proposed corrections wait for an editor; try again when some are decided")


class AlreadyProposed(QuestionError):
    def __init__(self) -> None:
        super().__init__("this was proposed already, and waits for an editor")


class ProposalGone(QuestionError):
    def __init__(self) -> None:
        super().__init__("this proposal is not kept any more")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed correction. `correction` has the keys of corrections.toml, `credit` what stood below the words."""

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
        """Why the correction does not fit its article any more; None if it does."""
        given = self.correction
        if article is None:
            return f"no article here is {given['article']}"
        if not given.get("words"):
            return None
        found = applying.locate(article, Correction(0, words=given["words"], after=given.get("after", "")))
        return found if isinstance(found, str) else None


def propose(database: BotDatabase, proposal: Proposal) -> Proposal:
    """Keep a proposal. Raises TooManyProposals or AlreadyProposed."""
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
    """What was decided and its proposer has not been told, by the proposer's id."""
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
    """What a correction says, not escaped.

    >>> in_words({"speaker": "Ann Lee"}), in_words({"date": "2012-02"})
    ('said by Ann Lee', 'the article is of February 2012')
    """
    if speaker := correction.get("speaker"):
        return f"said by {speaker}"
    if correction.get("not_a_quotation"):
        return "nobody said it: it is no quotation"
    if day := correction.get("date"):
        return f"the article is of {formatting.date(PartialDate.parse(day))}"
    return "the article should leave the archive"


def _proposal(row: tuple[Any, ...]) -> Proposal:
    key, user, server, archive, correction, credit, proposed_at, status, decided_by, decided_at = row
    times = (datetime.fromisoformat(proposed_at), datetime.fromisoformat(decided_at) if decided_at else None)
    return Proposal(
        *(key, user, server, archive, json.loads(correction), credit, times[0]), status, decided_by, times[1]
    )
