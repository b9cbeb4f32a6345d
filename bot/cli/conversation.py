"""The state of the prompt of `onrecord repl` between two lines. Options stay set until they are changed.

prompt.py answers what is typed, prompt_commands.py has the commands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol

from rich.console import Console
from rich.text import Text

from bot.cli import Holdings, reply_json
from bot.lookup import Names, Sources
from retrieval.chronology.first_use import FirstUse
from retrieval.models import Answer, Options, PartialDate, Quotation, Reply
from retrieval.quote_check import Check


class Archive(Names, Sources, Holdings, Protocol):
    """The part of `retrieval.archive.Archive` that the prompt needs."""

    def ask(self, text: str, options: Options = ..., limit: int = ...) -> Reply: ...

    def check(self, words: str, speaker: str | None = ..., source: str | None = ...) -> Check: ...

    def first(self, phrase: str, source: str | None = ..., /) -> FirstUse: ...

    def said(self, speaker: str | None = ..., topic: str | None = ..., source: str | None = ...) -> list[Quotation]: ...

    def quotations(self, speaker: str | None = ..., article: str | None = ...) -> list[Quotation]: ...

    def gender(self, name: str, /) -> str | None: ...


MAX_PEOPLE = 5  # whom a pronoun may mean


@dataclass(slots=True)
class Conversation:
    """The state of the prompt between two lines. `latest` returns the archive to ask: it changes with the index.

    `shown` has the answers to the last question that were shown, in order, so that commands may name them by number.
    """

    latest: Callable[[], Archive]
    archive: Archive
    console: Console
    default_limit: int
    limit: int
    options: Options = field(default_factory=Options)
    as_json: bool = False
    last: Reply | None = None
    last_options: Options = field(default_factory=Options)
    shown: list[Answer] = field(default_factory=list)
    people: list[str] = field(default_factory=list)  # whom questions asked about, the last first
    line_limit: int | None = None  # what --limit of the line says
    line_at: int | None = None  # what --at of the line says
    ended: bool = False

    def set(self, option: str, value: str | PartialDate | None) -> None:
        changed: dict[str, Any] = {option: value}
        self.options = replace(self.options, **changed)

    def __str__(self) -> str:
        """The options that are set, as the toolbar and :options show them."""
        values = {option.name: getattr(self.options, option.name) for option in fields(Options)}
        shown = [f"{name}: {value}" for name, value in values.items() if value is not None]
        return " · ".join([*shown, f"limit: {self.limit}", *(["json"] if self.as_json else [])])

    def note_person(self, name: str | None) -> None:
        """Note whom a question asked about, for the pronouns of the questions that follow."""
        if name:
            self.people = [name, *(other for other in self.people if other != name)][:MAX_PEOPLE]

    @property
    def topic(self) -> str | None:
        """What the last question was about."""
        return self.last.understood.topic if self.last else None


class CommandError(Exception):
    """An unknown command, or a command with a wrong argument. The message names valid input."""


def print_json(talk: Conversation, documents: Sequence[dict[str, Any]]) -> None:
    for document in documents:
        talk.console.out(reply_json.dumps(document), highlight=False)


def say(talk: Conversation, text: str) -> None:
    talk.console.print(Text(text, style="dim"), soft_wrap=True)
