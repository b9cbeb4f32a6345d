"""The buttons under an answer or a timeline. A button's custom id says what it does, so it works after a restart.

    onrecord:more:dGhpcyBpcyBh:2:840            action, question key, start of the next page: answer and character
    onrecord:context:dGhpcyBpcyBh               the menu of contexts; its entries have the places of passages
        9f86d081884c:1874:2142:5f3c9a1b2c3d         digest of the article's id, span and digest of the passage
        cite:9f86d081884c:1874:2142:5f3c9a1b2c3d    the same, to be cited
    onrecord:up:dGhpcyBpcyBh                    action, question key
    onrecord:timeline:dGhpcyBpcyBh:2:0          action, question key, number of the page
    onrecord:accept:dGhpcyBpcyBh                action, key of a proposed correction

The database has the question under its key, and the archive has the article. The bot relies only on the format of a
custom id: when a button is pressed, it looks the key up and checks the user's rights.
"""

import re
from enum import StrEnum
from typing import Any, NamedTuple, Self

import discord
from discord import ButtonStyle, ui

from bot.discord.database.kept_replies import digest
from retrieval.errors import QuestionError

PREFIX = "onrecord:"


class ButtonAction(StrEnum):
    MORE = "more"
    FOLLOW = "follow"
    SHARE = "share"
    UP = "up"
    DOWN = "down"
    DELETE = "delete"
    TIMELINE = "timeline"
    SEARCHED = "searched"
    SHOW = "show"
    ALERT = "alert"
    WRONG = "wrong"
    ACCEPT = "accept"
    DECLINE = "decline"
    NEXT = "next"


CUSTOM_ID = re.compile(
    rf"onrecord:(?P<action>{'|'.join(ButtonAction)}):(?P<key>[\w-]{{12,16}})"
    r"(?::(?P<first>\d{1,7}):(?P<second>\d{1,7}))?",
    re.ASCII,
)
CONTEXT_ID = re.compile(r"onrecord:context:(?P<key>[\w-]{12,16})", re.ASCII)
CITE = "cite:"  # before the place of a passage to be cited
PLACE = re.compile(
    rf"(?:{CITE})?(?P<article>[0-9a-f]{{12}}):(?P<start>\d{{1,9}}):(?P<end>\d{{1,9}}):(?P<words>[0-9a-f]{{12}})",
    re.ASCII,
)


class OutdatedButton(QuestionError):
    def __init__(self) -> None:
        super().__init__("this button is from an older version of On Record; ask again")


APPEARANCE: dict[ButtonAction, dict[str, Any]] = {
    ButtonAction.MORE: {"label": "More", "style": ButtonStyle.primary},
    ButtonAction.FOLLOW: {"label": "Follow up"},
    ButtonAction.SHARE: {"label": "Share"},
    ButtonAction.UP: {"emoji": "👍"},
    ButtonAction.DOWN: {"emoji": "👎"},
    ButtonAction.DELETE: {"emoji": "🗑️"},
    ButtonAction.TIMELINE: {"label": "Later", "style": ButtonStyle.primary},
    ButtonAction.SEARCHED: {"label": "What was searched"},
    ButtonAction.ALERT: {"emoji": "🔔"},
    ButtonAction.SHOW: {"label": "Show the answer", "style": ButtonStyle.primary},
    ButtonAction.WRONG: {"label": "Wrong?"},
    ButtonAction.ACCEPT: {"label": "Accept", "style": ButtonStyle.primary},
    ButtonAction.DECLINE: {"label": "Decline"},
    ButtonAction.NEXT: {"label": "Next"},
}


class AnswerButton(ui.DynamicItem[ui.Button[ui.LayoutView]], template=CUSTOM_ID):
    """A button with its action, key and up to two numbers.

    `position` is the start of the next page (MORE), or the number of a page and 0 (TIMELINE).
    """

    def __init__(
        self,
        action: ButtonAction,
        key: str,
        position: tuple[int, int] | None = None,
        label: str | None = None,
    ) -> None:
        self.action, self.key, self.position = action, key, position
        parts = ["onrecord", action, key]
        if position:
            parts += map(str, position)
        appearance = {**APPEARANCE[action], **({"label": label} if label else {})}
        super().__init__(ui.Button(custom_id=":".join(parts), **appearance))

    @classmethod
    async def from_custom_id(
        cls, _interaction: "discord.Interaction[Any]", _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        position = (int(match["first"]), int(match["second"])) if match["first"] else None
        return cls(ButtonAction(match["action"]), match["key"], position)

    async def callback(self, interaction: "discord.Interaction[Any]") -> None:
        await interaction.client.press(interaction, self)  # Bot.press calls the handler


class PassagePlace(NamedTuple):
    """The place of a passage: the digest of its article's id, its span, and the digest of its words."""

    article: str
    start: int
    end: int
    words: str


def read_place(value: str) -> PassagePlace:
    """Read a place from the value of a menu's entry. Raises OutdatedButton."""
    match = PLACE.fullmatch(value)
    if match is None:
        raise OutdatedButton
    return PassagePlace(match["article"], int(match["start"]), int(match["end"]), match["words"])


class ContextMenu(ui.DynamicItem[ui.Select[ui.LayoutView]], template=CONTEXT_ID):
    """A menu of passages.

    Choosing an entry shows the passage in its context, or its citation. `key` is the answer's key.
    """

    def __init__(self, key: str, entries: list[discord.SelectOption] | None = None) -> None:
        self.key = key
        cited = any(entry.value.startswith(CITE) for entry in entries or ())
        shown = "Context, citation" if cited else "Context"
        super().__init__(ui.Select(custom_id=f"onrecord:context:{key}", placeholder=shown, options=entries or []))

    @staticmethod
    def value(article_id: str, start: int, end: int, words: str) -> str:
        """The value of the chosen entry."""
        return f"{digest(article_id)}:{start}:{end}:{digest(words)}"

    @property
    def cites(self) -> bool:
        """Whether the entry for a citation was chosen."""
        return self._chosen.startswith(CITE)

    @property
    def _chosen(self) -> str:
        return next(iter(self.item.values), "")

    @property
    def place(self) -> PassagePlace:
        """The place of the chosen entry."""
        return read_place(self._chosen)

    @classmethod
    async def from_custom_id(
        cls, _interaction: "discord.Interaction[Any]", _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["key"])

    async def callback(self, interaction: "discord.Interaction[Any]") -> None:
        await interaction.client.choose_context(interaction, self)  # Bot.choose_context calls the handler


def is_outdated(data: Any) -> bool:
    """Whether a pressed button is the bot's but has a custom id of an older version."""
    custom_id = str(data.get("custom_id", ""))
    return custom_id.startswith(PREFIX) and not (CUSTOM_ID.fullmatch(custom_id) or CONTEXT_ID.fullmatch(custom_id))


def article_link(url: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label="Article", url=url)


def message_link(url: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label="Link to this answer", url=url)


def question_keys(message: discord.Message) -> set[str]:
    """The keys of the questions that a message answers, read from its buttons. Only the bot's answers have keys."""
    keys = set()
    for item in ui.LayoutView.from_message(message).walk_children():
        custom_id = item.custom_id if isinstance(item, ui.Button) else None
        match = CUSTOM_ID.fullmatch(custom_id or "")
        if match and match["action"] in {ButtonAction.UP, ButtonAction.DOWN, ButtonAction.SHOW}:
            keys.add(match["key"])
    return keys
