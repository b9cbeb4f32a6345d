"""The buttons under an answer or a timeline. A button's custom id says what it does, so it works after a restart.

    onrecord:more:dGhpcyBpcyBh:2:840            action, question key, start of the next page: answer and character
    onrecord:context:9f86d081884c7d65:1874:2142 action, digest of the article's id, span of the passage
    onrecord:up:dGhpcyBpcyBh                    action, question key
    onrecord:timeline:dGhpcyBpcyBh:2:0          action, question key, number of the page

If a message shows one passage twice, the custom ids of its context buttons end with an index, since Discord wants
different ids.

The database holds the question under its key, and the archive holds the article. Only the shape of a custom id is
trusted. When a button is pressed, its key is looked up and the user's rights are checked.
"""

import re
from enum import StrEnum
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

CUSTOM_ID = re.compile(
    r"onrecord:(?P<action>[a-z]{2,9}):(?P<key>[\w-]{12,16})(?::(?P<first>\d{1,7}):(?P<second>\d{1,7})(?::\d)?)?",
    re.ASCII,
)


class ButtonAction(StrEnum):
    MORE = "more"
    CONTEXT = "context"
    FOLLOW = "follow"
    SHARE = "share"
    UP = "up"
    DOWN = "down"
    DELETE = "delete"
    TIMELINE = "timeline"


APPEARANCE: dict[ButtonAction, dict[str, Any]] = {
    ButtonAction.MORE: {"label": "More", "style": ButtonStyle.primary},
    ButtonAction.CONTEXT: {"label": "Context"},
    ButtonAction.FOLLOW: {"label": "Follow up"},
    ButtonAction.SHARE: {"label": "Share"},
    ButtonAction.UP: {"emoji": "👍"},
    ButtonAction.DOWN: {"emoji": "👎"},
    ButtonAction.DELETE: {"emoji": "🗑️"},
    ButtonAction.TIMELINE: {"label": "Later", "style": ButtonStyle.primary},
}


class AnswerButton(ui.DynamicItem[ui.Button[ui.LayoutView]], template=CUSTOM_ID):
    """A button with its action, key and up to two numbers.

    The meaning of `position` depends on the action: the start of the next page (MORE), the span of a passage (CONTEXT),
    or the number of a page and 0 (TIMELINE). `index` tells buttons with the same position in one message apart.
    """

    def __init__(
        self,
        action: ButtonAction,
        key: str,
        position: tuple[int, int] | None = None,
        label: str | None = None,
        index: int | None = None,
    ) -> None:
        self.action, self.key, self.position = action, key, position
        parts = ["onrecord", action, key]
        if position:
            parts += map(str, position)
            if index is not None:
                parts.append(str(index))
        appearance = {**APPEARANCE[action], **({"label": label} if label else {})}
        super().__init__(ui.Button(custom_id=":".join(parts), **appearance))

    @classmethod
    async def from_custom_id(
        cls, _interaction: "discord.Interaction[Any]", _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed. An unknown action raises a ValueError, which discord.py logs."""
        position = (int(match["first"]), int(match["second"])) if match["first"] else None
        return cls(ButtonAction(match["action"]), match["key"], position)

    async def callback(self, interaction: "discord.Interaction[Any]") -> None:
        await interaction.client.press(interaction, self)  # Bot.press calls the handler


def article_link(url: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label="Article", url=url)


def question_keys(message: discord.Message) -> set[str]:
    """The keys of the questions that a message answers, from its 👍 and 👎. Only the bot's answers have any."""
    keys = set()
    for item in ui.LayoutView.from_message(message).walk_children():
        custom_id = item.custom_id if isinstance(item, ui.Button) else None
        match = CUSTOM_ID.fullmatch(custom_id or "")
        if match and match["action"] in {ButtonAction.UP, ButtonAction.DOWN}:
            keys.add(match["key"])
    return keys
