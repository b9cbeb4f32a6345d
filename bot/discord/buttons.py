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
    from bot.discord.client import Client

TEMPLATE = re.compile(
    r"onrecord:(?P<act>[a-z]{2,9}):(?P<key>[\w-]{12,16})(?::(?P<first>\d{1,7}):(?P<second>\d{1,7})(?::\d)?)?", re.ASCII
)


class Act(StrEnum):
    MORE = "more"
    CONTEXT = "context"
    FOLLOW = "follow"
    SHARE = "share"
    UP = "up"
    DOWN = "down"
    DELETE = "delete"
    TIMELINE = "timeline"


LOOKS: dict[Act, dict[str, Any]] = {
    Act.MORE: {"label": "More", "style": ButtonStyle.primary},
    Act.CONTEXT: {"label": "Context"},
    Act.FOLLOW: {"label": "Follow up"},
    Act.SHARE: {"label": "Share"},
    Act.UP: {"emoji": "👍"},
    Act.DOWN: {"emoji": "👎"},
    Act.DELETE: {"emoji": "🗑️"},
    Act.TIMELINE: {"label": "Later", "style": ButtonStyle.primary},
}


class Press(ui.DynamicItem[ui.Button[ui.LayoutView]], template=TEMPLATE):
    """One button; `where` is in the terms of its act, `nth` tells it from others of the same place in its message."""

    def __init__(
        self, act: Act, key: str, where: tuple[int, int] | None = None, label: str | None = None, nth: int | None = None
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
        return cls(Act(match["act"]), match["key"], where)  # another act is a ValueError, which discord.py logs

    async def callback(self, interaction: "discord.Interaction[Client]") -> None:  # type: ignore[override]
        await interaction.client.press(interaction, self)


def link(url: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label="Article", url=url)


def keys(message: discord.Message) -> set[str]:
    """The keys of the questions that the buttons of a message belong to: it is an answer of ours if there is one."""
    view = ui.LayoutView.from_message(message)
    ids = [item.custom_id for item in view.walk_children() if isinstance(item, ui.Button) and item.custom_id]
    found = [match for custom_id in ids if (match := TEMPLATE.fullmatch(custom_id))]
    return {match["key"] for match in found if match["act"] in {Act.UP, Act.DOWN}}
