"""The state of the prompt of `onrecord repl` between two lines. Options stay set until they are changed.

Options typed after a question or a command, as on the command line, apply to that line only:

» :check “taken out and shot” --speaker Burnham
» what did he say of the bill --after 2012-02 --json

prompt.py reads and answers the lines; prompt_commands.py has the commands.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol

from rich.console import Console
from rich.text import Text

from bot.cli import Holdings, reply_json
from bot.lookup import LookupArchive, Sources
from retrieval.chronology.first_use import FirstUse
from retrieval.models import Answer, Options, PartialDate, Quotation, Reply
from retrieval.quote_check import Check


class PromptArchive(LookupArchive, Sources, Holdings, Protocol):
    """The part of `retrieval.archive.Archive` that the prompt needs."""

    def ask(self, text: str, options: Options = ..., limit: int = ...) -> Reply: ...

    def check(self, words: str, speaker: str | None = ..., source: str | None = ...) -> Check: ...

    def first(self, phrase: str, source: str | None = ..., /) -> FirstUse: ...

    def said(self, speaker: str | None = ..., topic: str | None = ..., source: str | None = ...) -> list[Quotation]: ...

    def quotations(self, speaker: str | None = ..., article: str | None = ...) -> list[Quotation]: ...

    def gender(self, name: str, /) -> str | None: ...


MAX_PEOPLE = 5  # people that a pronoun may mean


@dataclass(slots=True)
class Conversation:
    """The state of the prompt between two lines. `latest` returns the archive to ask, which changes with the index.

    `shown` has the passages shown for the last question, in order. A command can give the number of one in `numbered`.
    """

    latest: Callable[[], PromptArchive]
    archive: PromptArchive
    console: Console
    default_limit: int
    limit: int
    options: Options = field(default_factory=Options)
    as_json: bool = False
    last: Reply | None = None
    last_options: Options = field(default_factory=Options)
    shown: list[Answer] = field(default_factory=list)
    numbered: list[Answer] = field(default_factory=list)  # those of `shown` that have a number, in order
    people: list[str] = field(default_factory=list)  # people asked about, the last first
    line_limit: int | None = None  # what --limit of the line says
    line_at: int | None = None  # what --at of the line says
    line_date: PartialDate | None = None  # what --date of the line says
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
        """Remember the person whom a question asks about. Pronouns in later questions may mean that person."""
        if name:
            self.people = [name, *(other for other in self.people if other != name)][:MAX_PEOPLE]

    @property
    def topic(self) -> str | None:
        """The topic of the last question."""
        return self.last.understood.topic if self.last else None


class CommandError(Exception):
    """An unknown command, or a command with a wrong argument. The message names valid input."""


def print_json(talk: Conversation, documents: Sequence[dict[str, Any]]) -> None:
    for document in documents:
        talk.console.out(reply_json.dumps(document), highlight=False)


def say(talk: Conversation, text: str) -> None:
    talk.console.print(Text(text, style="dim"), soft_wrap=True)


SHORT = {"s": "speaker", "p": "source", "n": "limit", "j": "json", "f": "format"}
OF_QUESTION = (*SHORT.values(), "after", "before")
LONG = (*OF_QUESTION, "date", "at")
ELSEWHERE = ("draft", "reported")  # on the command line only; they are not words of a quotation either
AS_DASH = ("speaker", "source", "limit", "json", "format")  # after a dash, into which some keyboards turn "--"
OPTION = re.compile(
    rf"(?<!\S)(?:--(?P<long>(?:{'|'.join((*OF_QUESTION, 'date', *ELSEWHERE))})\b|(?:at|to)(?=[=\s]\s*\d))|"
    rf"—(?P<dashed>(?:{'|'.join(AS_DASH)})\b)(?![^—]*—)|-(?P<short>[{''.join(SHORT)}]))(?:=|\s+|$)"
)
QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
ONE_WORD = frozenset({"limit", "format", "at"})  # the value of another option may have several words

Setter = Callable[[Conversation, str], None]


def split_options(line: str) -> tuple[str, dict[str, str]]:
    """Split a line into the line without its options, and the options with their values.

    >>> split_options(":check “no” --speaker Ann Lee")
    (':check “no”', {'speaker': 'Ann Lee'})
    >>> split_options("a —source close to her— spoke"), split_options(":article a.txt --at 82")
    (('a —source close to her— spoke', {}), (':article a.txt', {'at': '82'}))
    >>> split_options('tax -n 2 rises --source "The Post" in May -j'), split_options("no --we go")
    (('tax rises in May', {'limit': '2', 'source': 'The Post', 'json': ''}), ('no --we go', {}))
    """
    matches = list(OPTION.finditer(line))
    if not matches:
        return line, {}
    words, options = [line[: matches[0].start()]], {}
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        name = match["long"] or match["dashed"] or SHORT[match["short"]]
        text = line[match.end() : following.start() if following else len(line)]
        options[name], rest = _value(name, text.strip())
        words.append(rest)
    return " ".join(word.strip() for word in words if word.strip()), options


def _value(name: str, text: str) -> tuple[str, str]:
    """The value of an option at the start of a text, and the words after the value."""
    if name == "json":
        return "", text
    if quoted := QUOTED.match(text):
        return quoted[1].strip(), text[quoted.end() :]
    if name in ONE_WORD:
        value, _, rest = text.partition(" ")
        return value, rest
    return text, ""


@contextmanager
def set_for_a_line(
    talk: Conversation, given: Mapping[str, str], allowed: Collection[str], setters: Mapping[str, Setter], of: str
) -> Iterator[None]:
    """Within this context, set the options that a line gives.

    `of` is the command, or "a question", for the error message. Raises CommandError if such a line cannot have one of
    the options.
    """
    for name, value in given.items():
        if name not in allowed:
            known = ", ".join(f"--{option}" for option in LONG if option in allowed)
            raise CommandError(f"{of} has no option --{name}; it has {known or 'none'}")
        if not value and name != "json":
            raise CommandError(f"--{name} wants a value")
    if not given:  # settings made by a command stay
        yield
        return
    before = talk.options, talk.limit, talk.as_json
    try:
        for name, value in given.items():
            setters[name](talk, value)
        talk.line_limit = talk.limit if "limit" in given else None
        yield
    finally:
        talk.options, talk.limit, talk.as_json = before
        talk.line_limit = talk.line_at = talk.line_date = None
