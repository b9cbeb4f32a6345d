"""The interactive prompt of `onrecord repl`. Options stay set until they are changed.

    » :speaker Andy Burnham
    » what did he say about Lansley?

A line that begins with a colon is a command; COMMANDS lists them all. Any other line is a question. A follow-up ("and
about Cameron?") is completed from the question before it. If standard input is not a terminal, its lines are answered
without a prompt. Results go to standard output, errors to standard error.

Other threads may log while a line is being typed. Their log lines appear above the prompt. prompt_toolkit's StdoutProxy
is not used for this: it writes to the prompt's output instead of standard error. It can also lose log lines: its thread
ends for good if it writes at the moment at which a prompt is answered.
"""

import difflib
import io
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TextIO

from platformdirs import user_state_dir
from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.output import create_output
from rich.console import Console
from rich.text import Text

from bot import formatting
from bot.cli import reply_json, terminal
from retrieval.errors import RetrievalError
from retrieval.index.manifest import Manifest
from retrieval.models import Options, PartialDate, Reply
from retrieval.search.query import follow_up
from retrieval.settings import Settings

logger = logging.getLogger(__name__)

PROMPT = "» "


class Archive(Protocol):
    """The part of `retrieval.archive.Archive` that the prompt needs."""

    @property
    def speakers(self) -> tuple[str, ...]: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def manifest(self) -> Manifest: ...

    def ask(self, text: str, options: Options = ..., limit: int = ...) -> Reply: ...


@dataclass(slots=True)
class Conversation:
    """The state of the prompt between two lines. `latest` returns the archive to ask: it changes with the index."""

    latest: Callable[[], Archive]
    archive: Archive
    console: Console
    default_limit: int
    limit: int
    options: Options = field(default_factory=Options)
    as_json: bool = False
    last: Reply | None = None
    ended: bool = False

    def set(self, option: str, value: str | PartialDate | None) -> None:
        changed: dict[str, Any] = {option: value}
        self.options = replace(self.options, **changed)

    def __str__(self) -> str:
        """The options that are set, as the toolbar and :options show them."""
        values = {option.name: getattr(self.options, option.name) for option in fields(Options)}
        shown = [f"{name}: {value}" for name, value in values.items() if value is not None]
        return " · ".join([*shown, f"limit: {self.limit}", *(["json"] if self.as_json else [])])


class CommandError(Exception):
    """An unknown command, or a command with a wrong argument. The message names valid input."""


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    argument: str
    help: str
    run: Callable[[Conversation, str], None]
    values: Callable[[Archive], tuple[str, ...]] = lambda _: ()


def run(
    latest: Callable[[], Archive], settings: Settings, console: Console, session: PromptSession[str] | None = None
) -> None:
    """Answer until the input ends or :quit. Without a `session`, read standard input: a terminal, file or pipe."""
    limit = settings.reply.limit
    talk = Conversation(latest, latest(), console, default_limit=limit, limit=limit)
    if session is None and not sys.stdin.isatty():
        _answer_lines(talk)
    else:
        # if standard output goes to a file, the prompt is still drawn on the terminal
        session = session or PromptSession(history=history(), output=create_output(always_prefer_tty=True))
        with logging_above(session):
            _answer_prompted(talk, session)


def _answer_lines(talk: Conversation) -> None:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a byte that is not UTF-8 must not end the conversation
    for line in sys.stdin:
        _answer_line(talk, line)
        if talk.ended:
            return


def _answer_prompted(talk: Conversation, session: PromptSession[str]) -> None:
    completer = Completions(lambda: talk.archive)
    while not talk.ended:
        try:
            _answer_line(talk, session.prompt(PROMPT, completer=completer, bottom_toolbar=lambda: f" {talk} · :help "))
        except KeyboardInterrupt:  # Ctrl-C drops the line that is being typed, or the question being answered
            continue
        except EOFError:
            return


def _answer_line(talk: Conversation, line: str) -> None:
    line = line.strip()
    _use_latest_archive(talk)
    try:
        if line.startswith(":"):
            name, argument = [*line.split(maxsplit=1), ""][:2]
            _command(name).run(talk, argument)
        elif line:
            _ask(talk, line)
    except (CommandError, RetrievalError) as error:
        Console(stderr=True).print(Text(terminal.visible(str(error)), style="red"), soft_wrap=True)


def _use_latest_archive(talk: Conversation) -> None:
    archive = talk.latest()
    if archive is not talk.archive:
        talk.archive = archive
        counts = f"{archive.manifest.quotations:,} quotations from {archive.manifest.articles:,} articles"
        Console(stderr=True).print(Text(f"indexed anew: {counts}", style="dim"), soft_wrap=True)


def _ask(talk: Conversation, question: str) -> None:
    if talk.last and follow_up.is_follow_up(question):
        question = follow_up.rewrite(question, talk.last.understood, talk.archive.speakers)
    reply = talk.last = talk.archive.ask(question, talk.options, talk.limit)
    if talk.as_json:
        talk.console.out(reply_json.dumps(reply_json.reply_document(reply)), highlight=False)
    else:
        terminal.show(reply, talk.console)
        talk.console.print()


def _command(name: str) -> Command:
    known = {command.name: command for command in COMMANDS}
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        raise CommandError(f"unknown command {name}; {f'did you mean {close[0]}?' if close else ':help lists them'}")
    return known[name]


def _show_help(talk: Conversation, _: str) -> None:
    typed = [f"{command.name} {command.argument}".rstrip() for command in COMMANDS]
    for left, command in zip(typed, COMMANDS, strict=True):
        talk.console.print(Text(f"{left:<{max(map(len, typed))}}  {command.help}"), soft_wrap=True)


def _quit(talk: Conversation, _: str) -> None:
    talk.ended = True


def _name_setter(option: str) -> Callable[[Conversation, str], None]:
    return lambda talk, name: talk.set(option, name or None)


def _date_setter(option: str) -> Callable[[Conversation, str], None]:
    def set_date(talk: Conversation, text: str) -> None:
        try:
            talk.set(option, PartialDate.parse(text) if text else None)
        except ValueError as error:
            raise CommandError(f":{option} wants a date like 2012, 2012-02 or 2012-02-07, not {text}") from error

    return set_date


def _set_limit(talk: Conversation, number: str) -> None:
    try:
        limit = int(number) if number else talk.default_limit
    except ValueError:
        limit = 0
    if limit < 1:
        raise CommandError(f":limit wants a whole number from 1, not {number}")
    talk.limit = limit


def _set_json(talk: Conversation, state: str) -> None:
    states = {"": not talk.as_json, "on": True, "off": False}
    if state not in states:
        raise CommandError(f":json wants on or off, not {state}")
    talk.as_json = states[state]


def _explain(talk: Conversation, number: str) -> None:
    answers = formatting.shown(talk.last).answers if talk.last else ()
    if not answers:
        raise CommandError(":why explains an answer; ask a question first")
    if not (number or "1").isdecimal() or not 1 <= int(number or 1) <= len(answers):
        raise CommandError(f":why wants the number of an answer, 1 to {len(answers)}, not {number}")
    terminal.why(answers[int(number or 1) - 1], talk.console)


def _show_options(talk: Conversation, _: str) -> None:
    talk.console.print(Text(terminal.visible(str(talk))), soft_wrap=True)


def _reset(talk: Conversation, _: str) -> None:
    talk.options, talk.limit, talk.as_json = Options(), talk.default_limit, False


def _speakers(archive: Archive) -> tuple[str, ...]:
    return archive.speakers


def _sources(archive: Archive) -> tuple[str, ...]:
    return archive.sources


COMMANDS = (
    Command(":speaker", "NAME", "only what they say; alone, anybody", _name_setter("speaker"), _speakers),
    Command(":source", "NAME", "only from this publication; alone, any", _name_setter("source"), _sources),
    Command(":after", "DATE", "only from this day, month or year on; alone, any", _date_setter("after")),
    Command(":before", "DATE", "only before this day, month or year; alone, any", _date_setter("before")),
    Command(":limit", "N", "at most so many answers; alone, as configured", _set_limit),
    Command(":json", "on|off", "answer in JSON; alone, the other way round", _set_json, lambda _: ("on", "off")),
    Command(":why", "N", "what answer N rests on; alone, the first", _explain),
    Command(":options", "", "show what is set", _show_options),
    Command(":reset", "", "set everything back", _reset),
    Command(":help", "", "this list", _show_help),
    Command(":quit", "", "leave; so does Ctrl-D", _quit),
)


class Completions(Completer):
    """Completes commands and the names of speakers and sources by any word: "burn" finds Andy Burnham."""

    def __init__(self, archive: Callable[[], Archive]) -> None:
        self.archive = archive

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        name, space, typed = document.text_before_cursor.lstrip().partition(" ")
        for command in COMMANDS if name.startswith(":") else ():
            if space and command.name == name:
                word_start = f" {typed.lstrip()}".casefold()
                for value in command.values(self.archive()):
                    if word_start in f" {value}".casefold():
                        yield Completion(value, start_position=-len(typed))
            elif not space and command.name.startswith(name):
                yield Completion(command.name, start_position=-len(name), display_meta=command.help)


def history() -> History:
    """The questions of earlier sessions, for the up arrow. If no file can be written, only those of this session."""
    path = Path(user_state_dir("onrecord")) / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
    except OSError as error:
        logger.warning("questions are not remembered after this session: %s (%s)", path, error.strerror)
        return InMemoryHistory()
    return FileHistory(str(path))


@contextmanager
def logging_above(session: PromptSession[str]) -> Iterator[None]:
    """Within this context, show log lines above the prompt of `session` if standard error is a terminal."""
    handlers = [handler for handler in logging.getLogger().handlers if isinstance(handler, logging.StreamHandler)]
    handlers = [handler for handler in handlers if handler.stream is sys.stderr and sys.stderr.isatty()]
    for handler in handlers:
        handler.setStream(_AbovePrompt(session, sys.stderr))
    try:
        yield
    finally:
        for handler in handlers:
            handler.setStream(sys.stderr)


class _AbovePrompt:
    """A stream that erases the prompt, writes, and then has the prompt drawn again below."""

    def __init__(self, session: PromptSession[str], stream: TextIO) -> None:
        self._session, self._stream = session, stream
        self.flush = stream.flush

    def write(self, text: str) -> None:
        """Write text above the prompt. Any thread may call this."""
        app = self._session.app
        show = partial(run_in_terminal, partial(self._show, text))
        try:
            if app.is_running and app.loop:
                app.loop.call_soon_threadsafe(show, context=app.context)
                return
        except RuntimeError:  # the prompt has been answered meanwhile
            pass
        self._show(text)

    def _show(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
