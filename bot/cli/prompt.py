"""The interactive prompt of `onrecord repl`: reads lines, with completion and history, and answers them.

    » :speaker Andy Burnham
    » what did he say about Lansley?
    » more                              the same as :more

A line that begins with a colon is a command. So is a line in plain words that means only a command ("who else?", "show
me the article"). Any other line is a question. A follow-up ("and about Cameron?") is completed from the question before
it.

If standard input is not a terminal, its lines are answered without a prompt. If several lines are pasted, each line is
one question. Results go to standard output, errors to standard error. Ctrl-C drops the line being typed or the question
being answered. Ctrl-Z suspends the program.

Other threads may log while a line is being typed. Their log lines appear above the prompt. prompt_toolkit's StdoutProxy
is not used for this, because it writes to the prompt's output instead of standard error. It can also lose log lines:
its thread ends for good if it writes at the moment when a prompt is answered.
"""

import io
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TextIO

from platformdirs import user_state_dir
from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.output import create_output
from rich.console import Console
from rich.text import Text

from bot.cli import arguments, conversation, holdings, prompt_commands, reply_json, terminal
from bot.cli.conversation import CommandError, Conversation, PromptArchive, print_json, say
from bot.cli.prompt_commands import COMMANDS
from bot.rendering import formatting, replies
from retrieval import files
from retrieval.errors import NobodyCalled, RetrievalError
from retrieval.models import Role
from retrieval.search.query import follow_up
from retrieval.search.query.follow_up import SoFar
from retrieval.settings import Settings

logger = logging.getLogger(__name__)

PROMPT = "» "
FILLERS = frozenset(
    "a all an and by can could did do from get give go had has have he her him his i in it its let me of on open "
    "please read results said say says see she show some spoke tell that the their them there they this to us was we "
    "whole you full".split()
)
MEANT = {
    ("more",): ":more",
    ("next",): ":more",
    ("what", "else"): ":more",
    ("anything", "else"): ":more",
    ("more", "answers"): ":more",
    ("who", "else"): ":others",
    ("anyone", "else"): ":others",
    ("anybody", "else"): ":others",
    ("article",): ":article",
    ("story",): ":article",
    ("context",): ":context",
    ("why",): ":why",
    ("help",): ":help",
    ("quit",): ":quit",
    ("exit",): ":quit",
    ("bye",): ":quit",
}


def run(
    latest: Callable[[], PromptArchive], settings: Settings, console: Console, session: PromptSession[str] | None = None
) -> None:
    """Answer until the input ends or :quit. Without a `session`, read standard input: a terminal, file or pipe."""
    limit = settings.reply.limit
    talk = Conversation(latest, latest(), console, default_limit=limit, limit=limit)
    if session is None and not sys.stdin.isatty():
        _answer_lines(talk)
    else:
        # if standard output goes to a file, the prompt is still drawn on the terminal
        session = session or PromptSession(
            history=history(settings.discord.remember),
            output=create_output(always_prefer_tty=True),
            enable_suspend=True,
        )
        show_banner(talk)
        with logging_above(session):
            _answer_prompted(talk, session)


def _answer_lines(talk: Conversation) -> None:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a byte that is not UTF-8 must not end the conversation
    for line in sys.stdin:
        answer_line(talk, line)
        if talk.ended:
            return


def _answer_prompted(talk: Conversation, session: PromptSession[str]) -> None:
    completer = Completions(lambda: talk.archive)
    while not talk.ended:
        try:
            typed = session.prompt(PROMPT, completer=completer, bottom_toolbar=lambda: f" {talk} · :help ")
            lines = [line for line in typed.splitlines() if line.strip()]
            for line in lines:
                if talk.ended:
                    return
                if len(lines) > 1:  # pasted: each answer below its question
                    talk.console.print(Text(PROMPT + line, style="dim"), soft_wrap=True)
                answer_line(talk, line)
        except KeyboardInterrupt:  # Ctrl-C drops the line that is being typed, or the question being answered
            continue
        except EOFError:
            return


class Completions(Completer):
    """Completes commands and the names of speakers and sources by any word: "burn" finds Andy Burnham."""

    def __init__(self, archive: Callable[[], PromptArchive]) -> None:
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


def history(days: int) -> History:
    """The questions of the last `days` days, for the up arrow.

    If no file can be written, only this session's questions.

    Older questions are dropped from the file.
    """
    path = Path(user_state_dir("onrecord")) / "history"
    try:
        files.make_folder(path.parent)
        files.make_file(path)
        _drop_old(path, datetime.now(UTC) - timedelta(days=days))
    except OSError as error:
        logger.warning("questions are not remembered after this session: %s (%s)", path, error.strerror)
        return InMemoryHistory()
    return FileHistory(str(path))


def _drop_old(path: Path, since: datetime) -> None:
    """Drop the questions before a time from a file of FileHistory: a line "# TIME", then "+QUESTION"."""
    lines, kept, keeps = path.read_bytes().splitlines(keepends=True), [], False
    for line in lines:
        if line.startswith(b"# "):
            with suppress(ValueError):  # the file was edited; what follows is as old as the question before
                keeps = datetime.fromisoformat(line[2:].decode("ascii", "replace").strip()).astimezone(UTC) >= since
        if keeps:
            kept.append(line)
    if len(kept) < len([line for line in lines if line.strip()]):
        files.write_atomically(path, b"".join(kept))


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


def show_banner(talk: Conversation) -> None:
    """Print a summary of the archive, and how to begin."""
    talk.console.print(Text(f"On Record: {holdings(talk.archive)}"), soft_wrap=True)
    talk.console.print(Text("Ask what somebody said. :help lists the commands, Ctrl-D leaves.", style="dim"))
    talk.console.print()


def answer_line(talk: Conversation, line: str) -> None:
    _use_latest_archive(talk)
    try:
        line, given = conversation.split_options(line.strip())
        if talk.last:
            line = command_meant(line, has_others=bool(talk.topic or talk.last.understood.speaker)) or line
        if line.startswith(":"):
            name, argument = [*line.split(maxsplit=1), ""][:2]
            command = prompt_commands.named(name)
            with prompt_commands.with_options(talk, given, command.options, name):
                command.run(talk, argument)
        elif line:
            with prompt_commands.with_options(talk, given, conversation.OF_QUESTION, "a question"):
                _ask(talk, line)
    except (CommandError, RetrievalError) as error:
        more = "; Tab after :speaker lists all names" if isinstance(error, NobodyCalled) and not error.near else ""
        terminal.console(stderr=True).print(Text(f"{error}{more}", style="red"), soft_wrap=True)


def command_meant(line: str, *, has_others: bool) -> str | None:
    """The command that a line in plain words means; None if the line is a question.

    "Who else?" after a question that names neither a topic nor a speaker asks for more of its answers.

    >>> for line in ("More, please!", "show me the article", "can I see article 2?", "who else?", "who else on tax?"):
    ...     print(command_meant(line, has_others=True))
    :more
    :article
    :article 2
    :others
    None
    >>> command_meant("who else?", has_others=False)
    ':more'
    """
    words = [word.strip(".,;:!?’'\"“”").lower() for word in line.split()]
    words = [word for word in words if word and word not in FILLERS]
    number = words.pop() if words and words[-1].isdecimal() else ""
    command = MEANT.get(tuple(words))
    if command == ":others" and not has_others:
        command = ":more"
    return f"{command} {number}".rstrip() if command else None


def _use_latest_archive(talk: Conversation) -> None:
    archive = talk.latest()
    if archive is not talk.archive:
        talk.archive = archive
        counts = f"{archive.manifest.quotations:,} quotations from {archive.manifest.articles:,} articles"
        terminal.console(stderr=True).print(Text(f"indexed anew: {counts}", style="dim"), soft_wrap=True)


def _ask(talk: Conversation, question: str) -> None:
    if talk.last and follow_up.is_follow_up(question):
        answers = (answer for answer in talk.shown if answer.role is Role.ANSWER and not talk.last.abstained)
        answered = [answer.article.published.when for answer in answers if answer.article.published]
        before, people, is_set = talk.last.understood, talk.people, talk.options.speaker
        if is_set:  # "she" is the speaker who is set, not the one of the question before
            before, people = replace(before, speaker=is_set), [is_set, *people]
        so_far = SoFar(people, talk.archive.gender, answered, talk.last_options)
        question = follow_up.rewrite(question, before, talk.archive.speakers, so_far)
    reply = talk.last = talk.archive.ask(question, talk.options, talk.limit)
    talk.last_options = talk.options
    talk.note_person(reply.understood.speaker)
    talk.shown = list(terminal.answers_shown(reply))
    talk.numbered = [answer for answer in talk.shown if reply.abstained or answer.role is Role.ANSWER]
    if talk.as_json:
        print_json(talk, [reply_json.reply_document(reply)])
    else:
        terminal.show(reply, talk.console)
        if left := replies.left_out(reply, ":more"):
            say(talk, formatting.sentence(left))
        if near := arguments.near_asked(talk.archive, reply):
            say(talk, formatting.sentence(near))
        talk.console.print()
