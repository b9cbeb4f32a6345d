"""Buttons that say themselves what they do, so that they work after a restart, however long ago they were sent.

    onrecord:more:dGhpcyBpcyBh:2:840            act, the question's key, where to go on: the answer and its character
    onrecord:context:9f86d081884c7d65:1874:2142 act, the article's digest, the passage in it; a number after it tells
                                                buttons apart where a message may show one passage twice
    onrecord:up:dGhpcyBpcyBh                    act, the question's key

What a button leads to stands in the ledger, under its key, or in the archive. Of a custom id nothing is believed but
its shape; what it asks for is looked up, and who may have it is decided when it is pressed.
"""

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ButtonStyle, ui

if TYPE_CHECKING:
    from bot.discord.bot import Client

TEMPLATE = re.compile(
    r"onrecord:(?P<act>[a-z]{2,9}):(?P<key>[\w-]{12,16})(?::(?P<first>\d{1,7}):(?P<second>\d{1,7})(?::\d)?)?", re.ASCII
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


LOOKS: dict[ButtonAction, dict[str, Any]] = {
    ButtonAction.MORE: {"label": "More", "style": ButtonStyle.primary},
    ButtonAction.CONTEXT: {"label": "Context"},
    ButtonAction.FOLLOW: {"label": "Follow up"},
    ButtonAction.SHARE: {"label": "Share"},
    ButtonAction.UP: {"emoji": "👍"},
    ButtonAction.DOWN: {"emoji": "👎"},
    ButtonAction.DELETE: {"emoji": "🗑️"},
    ButtonAction.TIMELINE: {"label": "Later", "style": ButtonStyle.primary},
}


class AnswerButton(ui.DynamicItem[ui.Button[ui.LayoutView]], template=TEMPLATE):
    """One button; `where` is in the terms of its act, `nth` tells it from others of the same place in its message."""

    def __init__(
        self,
        act: ButtonAction,
        key: str,
        where: tuple[int, int] | None = None,
        label: str | None = None,
        nth: int | None = None,
    ) -> None:
        self.act, self.key, self.where = act, key, where
        place = ":".join(["", *map(str, where), *([] if nth is None else [str(nth)])]) if where else ""
        look = {**LOOKS[act], **({"label": label} if label else {})}
        super().__init__(ui.Button(custom_id=f"onrecord:{act}:{key}{place}", **look))

    @classmethod
    async def from_custom_id(
        cls, _interaction: "discord.Interaction[Any]", _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        where = (int(match["first"]), int(match["second"])) if match["first"] else None
        return cls(
            ButtonAction(match["act"]), match["key"], where
        )  # another act is a ValueError, which discord.py logs

    async def callback(self, interaction: "discord.Interaction[Client]") -> None:  # type: ignore[override]
        await interaction.client.press(interaction, self)


def link(url: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label="Article", url=url)


def keys(message: discord.Message) -> set[str]:
    """The keys of the questions that the buttons of a message belong to: it is an answer of ours if there is one."""
    view = ui.LayoutView.from_message(message)
    ids = [item.custom_id for item in view.walk_children() if isinstance(item, ui.Button) and item.custom_id]
    found = [match for custom_id in ids if (match := TEMPLATE.fullmatch(custom_id))]
    return {match["key"] for match in found if match["act"] in {ButtonAction.UP, ButtonAction.DOWN}}
