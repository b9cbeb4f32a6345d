"""Forms that Discord shows over its window. Their custom ids say what they are for, so they work after a restart.

onrecord-form:dGhpcyBpcyBh    a follow-up to the question of this key (messages.py)
onrecord-check:               a quote to check (commands/check.py)
"""

import re
from dataclasses import dataclass
from typing import Any

from discord import ui

CUSTOM_ID = re.compile(r"onrecord-(?P<kind>[a-z]+):(?P<key>[\w-]*)", re.ASCII)
FOLLOW_UP, CHECK = "form", "check"  # kinds


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that somebody has sent: its kind, its key, and what stands in its fields, by custom id."""

    kind: str
    key: str
    fields: dict[str, str]


def form(title: str, kind: str, key: str = "", **fields: tuple[str, "ui.TextInput[ui.Modal]"]) -> ui.Modal:
    """A form whose fields are given by custom id, each with its label."""
    made = ui.Modal(title=title, custom_id=f"onrecord-{kind}:{key}")
    for name, (label, field) in fields.items():
        field.custom_id = name
        made.add_item(ui.Label(text=label, component=field))
    return made


def submitted(data: Any) -> Submitted | None:
    """A form of the bot's that was sent; None if it is somebody else's."""
    match = CUSTOM_ID.fullmatch(str(data.get("custom_id", "")))
    if match is None:
        return None
    parts = [part.get("component") or {} for part in data.get("components", ())]
    return Submitted(
        match["kind"], match["key"], {str(part.get("custom_id")): str(part.get("value") or "") for part in parts}
    )
