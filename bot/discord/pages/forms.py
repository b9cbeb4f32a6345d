"""Forms that open over Discord's window. A custom id says what the form is for, so it works after a restart.

onrecord-form:dGhpcyBpcyBh    a follow-up to the question of this key (messages.py)
onrecord-check:               a quote to check (commands/check.py)
onrecord-wrong:dGhpcyBpcyBh   a correction of the answer of this key (commands/corrections.py)
"""

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from discord import ui

from retrieval.errors import QuestionError

PREFIX = "onrecord-"
CUSTOM_ID = re.compile(rf"{PREFIX}(?P<kind>[a-z]+):(?P<key>[\w-]*)", re.ASCII)
FOLLOW_UP, CHECK, WRONG = "form", "check", "wrong"  # kinds
Field: TypeAlias = "ui.TextInput[ui.Modal] | ui.Select[ui.Modal]"


class OutdatedForm(QuestionError):
    def __init__(self) -> None:
        super().__init__("this form is from an older version of On Record; open it again")


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submitted form: its kind, its key, and the values of its fields by custom id."""

    kind: str
    key: str
    fields: dict[str, str]

    def required(self, field: str) -> str:
        """The value of a field that every form of this kind has. Raises OutdatedForm if it is missing."""
        if field not in self.fields:
            raise OutdatedForm
        return self.fields[field]


def form(title: str, kind: str, key: str = "", **fields: tuple[str, Field]) -> ui.Modal:
    """A form with fields given as custom ids and labels."""
    made = ui.Modal(title=title, custom_id=f"onrecord-{kind}:{key}")
    for name, (label, field) in fields.items():
        field.custom_id = name
        made.add_item(ui.Label(text=label, component=field))
    return made


def is_ours(data: Any) -> bool:
    """Whether a submitted form is the bot's, of any version."""
    return str(data.get("custom_id", "")).startswith(PREFIX)


def submitted(data: Any) -> Submitted | None:
    """A submitted form of the bot; None if its custom id has another format."""
    match = CUSTOM_ID.fullmatch(str(data.get("custom_id", "")))
    if match is None:
        return None
    parts = [part.get("component") or {} for part in data.get("components", ())]
    return Submitted(match["kind"], match["key"], {str(part.get("custom_id")): _given(part) for part in parts})


def _given(part: Any) -> str:
    """The text typed in a field, or the entry chosen."""
    chosen = part.get("values") or [""]
    return str(part.get("value") or chosen[0])
