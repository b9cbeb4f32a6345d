"""Parses the command line and runs one command. Errors are printed as one line.

Exit status: 0 answered or done, 1 nothing on record, 2 an error, 130 interrupted. Standard output carries only the
result; progress, warnings and errors go to standard error.
"""

import argparse
import difflib
import io
import logging
import os
import re
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, cast

from bot.cli import ANSWERED, FAILED, INTERRUPTED, commands, terminal
from bot.cli.arguments import message, plain_text, words_behind_names
from bot.cli.commands import Command
from bot.rendering.formatting import LogFormatter, visible
from retrieval import settings
from retrieval.errors import ArchiveMissing, IndexMissing, RetrievalError, any_of, nearest

COMMON_OPTIONS: dict[tuple[str, ...], dict[str, Any]] = {  # allowed before and after the command
    ("-c", "--config"): {"type": Path, "metavar": "FILE", "help": "settings (default: see `onrecord man`)"},
    ("-a", "--archive"): {"type": Path, "metavar": "DIR", "help": "the folder of articles"},
    ("-i", "--index"): {"type": Path, "metavar": "DIR", "help": "the index (default: the archive's own)"},
    ("--debug",): {"action": "store_true", "help": "log more, show tracebacks"},
    ("--no-pager",): {
        "dest": "pager",
        "action": "store_false",
        "help": "print long output at once, also on a terminal",
    },
}
HAS_VALUE = {name: "action" not in facts for names, facts in COMMON_OPTIONS.items() for name in names}
DESCRIBING = {"help", "man", "completion"}  # commands that list all commands
UNKNOWN_COMMAND = re.compile(r"argument COMMAND: invalid choice: '(.*?)' \(choose from .*\)", re.DOTALL)

EXAMPLES = (
    ("onrecord ask what did Burnham say about Lansley", "answer in the speaker's own words"),
    (
        'onrecord -a ~/articles ask who warned of bureaucracy --after 2012-02 --source "HuffPost UK"',
        "in your own articles",
    ),
    ('onrecord check "taken out and shot"', "is a quotation on record?"),
    ('onrecord cite "taken out and shot" --format bibtex', "for a bibliography, with a link to the words"),
    ("onrecord timeline Burnham the NHS", "what somebody said, the oldest first"),
    ("onrecord compare Burnham Lansley the bill", "two people on one topic"),
    ("onrecord who the NHS", "who spoke on it, how often and when"),
    ("onrecord quotations --speaker Miliband --format csv", "for a spreadsheet"),
    ("onrecord export --output quotations.parquet", "everything that was said, for pandas, R or DuckDB"),
    ("onrecord repl", "question after question"),
    ("onrecord web", "the same in a browser"),
    ("onrecord mcp", "for language models"),
)

EXIT_STATUSES = (
    (0, "answered or done"),
    (1, "nothing on record; for check also: not on record as given"),
    (2, "an error: one line on standard error says what to do next"),
    (130, "interrupted with Ctrl-C"),
)

EPILOG = "\n".join(  # below the list of commands
    (
        "examples:",
        *(f"  {command}\n      {purpose}" for command, purpose in EXAMPLES),
        "",
        "exit status:",
        *(f"  {number:<3}  {meaning}" for number, meaning in EXIT_STATUSES),
        "",
        "onrecord help COMMAND explains a command; onrecord man explains all of them.",
    )
)
# below the help of each command
OF_EVERY_COMMAND = "Every command has --config, --archive, --index, --debug and --no-pager: see onrecord --help."


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print the error as one line. argparse would also print the usage."""
        if unknown := UNKNOWN_COMMAND.fullmatch(message):
            hint = nearest(unknown[1], commands.NAMES)
            hint += "" if hint.endswith("?") else "."
            message = f"no command {unknown[1]}; {hint} To ask a question: onrecord ask QUESTION"
        terminal.complain(f"{self.prog}: {message}; see: {self.prog} --help")
        self.exit(FAILED)


class ShowVersion(argparse.Action):
    """Prints the installed version. Looking it up is slow, so it is done only on demand."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("onrecord")
        except PackageNotFoundError:  # run from a checkout that is not installed
            found = "of a checkout"
        terminal.write(f"onrecord {found}")
        parser.exit()


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the exit status."""
    parser = _parser(_needed(sys.argv[1:] if argv is None else argv))
    if "_ARGCOMPLETE" in os.environ:  # set by the shell's completion (commands/completion.py)
        _complete(parser)
    arguments = _parse(parser, argv)
    if arguments is None:
        parser.print_help()
        return ANSWERED
    level = logging.DEBUG if arguments.debug else logging.WARNING
    log = logging.StreamHandler()
    log.setFormatter(LogFormatter("%(levelname)s: %(message)s"))
    logging.basicConfig(handlers=[log], level=level)
    sys.excepthook = _show_traceback
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # some locales lack characters that articles contain
    try:
        loaded = settings.load(arguments.config, archive=arguments.archive, index=arguments.index)
        status: int = arguments.run(loaded, arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the program that reads the output, for example `head`, has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except KeyboardInterrupt:
        return INTERRUPTED
    except (RetrievalError, OSError) as error:
        if arguments.debug:
            raise
        if isinstance(error, IndexMissing) and not loaded.archive.folder.is_dir():
            error = ArchiveMissing(loaded.archive.folder)
        terminal.complain(f"onrecord: {message(error, arguments)}")
        return FAILED
    return status


def _parse(parser: argparse.ArgumentParser, argv: list[str] | None) -> argparse.Namespace | None:
    """The parsed arguments; None if there is no command. Options may be anywhere among the words of a question."""
    arguments, more = parser.parse_known_args(argv)
    if arguments.command_name is None:
        return None
    command: argparse.ArgumentParser = arguments.parsers[arguments.command_name]
    if more and (not hasattr(arguments, "words") or any(word.startswith("-") for word in more)):
        known = list(command._option_string_actions)  # argparse has no other list of them
        typed = [word.partition("=")[0] for word in more if word.startswith("--")]
        near = [one for word in typed for one in difflib.get_close_matches(word, known, n=1)]
        hint = f" (did you mean {any_of(near)}?)" if near else ""
        command.error(f"unrecognized arguments: {' '.join(more)}{hint}")
    if more:
        arguments.words = [*arguments.words, *map(plain_text, more)]
    arguments.behind = words_behind_names(sys.argv[1:] if argv is None else argv)
    return arguments


def _complete(parser: argparse.ArgumentParser) -> None:
    import argcomplete

    def is_begun(name: str, typed: str) -> bool:
        return name.casefold().startswith(typed.casefold())

    argcomplete.autocomplete(parser, always_complete_options="long", validator=is_begun, print_suppressed=True)


def _show_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print the traceback of an unexpected error as Python does, but without control characters."""
    sys.stderr.write(visible("".join(traceback.format_exception(kind, error, trace))))


def _needed(words: Sequence[str]) -> Sequence[str]:
    """The names of the commands whose arguments the parser needs: the command to run, or all if that is unclear.

    >>> _needed(["-a", "news", "ask", "what?"]), len(_needed(["--help"])) == len(commands.NAMES)
    (['ask'], True)
    """
    left = iter(words)
    for word in left:
        if word not in HAS_VALUE:
            is_one = word in commands.NAMES and word not in DESCRIBING and "_ARGCOMPLETE" not in os.environ
            return [word] if is_one else commands.NAMES
        if HAS_VALUE[word]:
            next(left, None)
    return commands.NAMES


def _parser(names: Sequence[str] = commands.NAMES) -> Parser:
    parser = Parser(
        "onrecord",
        description="Answers from an archive of news articles, in the speakers' own words.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-V", "--version", action=ShowVersion, nargs=0, help="print the version and exit")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command_name")
    _add_common_options(parser)
    parser.set_defaults(parser=parser, parsers=subparsers.choices)
    for name in names:
        command = cast(Command, import_module(f"{commands.__name__}.{name}"))
        subparser = subparsers.add_parser(
            command.NAME, help=command.HELP, description=_sentence(command.HELP), epilog=OF_EVERY_COMMAND
        )
        subparser.set_defaults(run=command.run)
        command.add_arguments(subparser)
        _add_common_options(subparser, of_command=True)
    return parser


def _sentence(phrase: str) -> str:
    """
    >>> _sentence("serve Discord"), _sentence("is it on record?")
    ('Serve Discord.', 'Is it on record?')
    """
    return phrase[0].upper() + phrase[1:] + ("" if phrase.endswith("?") else ".")


def _add_common_options(parser: argparse.ArgumentParser, *, of_command: bool = False) -> None:
    """Add the options that are allowed before and after the command.

    Only the help of the whole program lists them. A command's parser sets no defaults for them, because these would
    overwrite a value given before the command.
    """
    group = parser.add_argument_group("everywhere")
    for names, facts in COMMON_OPTIONS.items():
        hidden = {"default": argparse.SUPPRESS, "help": argparse.SUPPRESS} if of_command else {}
        group.add_argument(*names, **facts | hidden)
