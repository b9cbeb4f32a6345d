"""Arguments that several commands share: names, words, dates, the form of the output, and a port.

A misspelt name is corrected, and a line on standard error says so. If a name selects what is shown and nobody is quoted
by that name, the command fails with exit status 2 and names the nearest speakers. The speaker given to `check` and
`correct` is a claim: if nobody is quoted by that name, a line says so and the command continues.
"""

import argparse
import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Protocol

from bot import lookup
from bot.cli import terminal
from bot.cli.output import OutputFormat
from bot.lookup import LookupArchive, Sources
from retrieval.errors import NobodyCalled, RetrievalError, any_of
from retrieval.models import Reply, Silence
from retrieval.text.name_lookup import NameLookup, near_names
from retrieval.text.tokenise import stems

if TYPE_CHECKING:
    from retrieval.index.tables import SqliteStore

NAME_OPTIONS = {"-s": "speaker", "--speaker": "speaker", "-p": "source", "--source": "source"}
LONE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # surrogates that do not represent a byte
MAX_PORT = 65535
FORMS = (OutputFormat.TEXT, OutputFormat.JSON, OutputFormat.MARKDOWN, OutputFormat.CSV)  # in which most commands print


def add_words(parser: argparse.ArgumentParser, metavar: str, *, required: bool = True, help: str | None = None) -> None:  # noqa: A002 - argparse's name
    """One or more words that form one question, quotation or topic, with or without quotation marks."""
    nargs = "+" if required else "*"
    parser.add_argument("words", nargs=nargs, default=[], metavar=metavar, type=plain_text, help=help)


def add_speaker(
    parser: "argparse._ActionsContainer",
    help: str = "only what this person says",  # noqa: A002
    *,
    words: bool = True,
) -> None:
    """--speaker. If the command takes no `words`, all words after the option are the name."""
    facts: dict[str, Any] = {} if words else {"nargs": "+", "action": Joined}
    action: Any = parser.add_argument("-s", "--speaker", metavar="NAME", type=plain_text, help=help, **facts)
    action.completer = complete_speakers


def add_source(parser: argparse.ArgumentParser, *, words: bool = True) -> None:
    """--source. If the command takes no `words`, all words after the option are the name."""
    facts: dict[str, Any] = {} if words else {"nargs": "+", "action": Joined}
    facts |= {"metavar": "NAME", "type": plain_text, "help": "only from this publication"}
    action: Any = parser.add_argument("-p", "--source", **facts)
    action.completer = complete_sources


def words_behind_names(argv: Sequence[str]) -> dict[str, list[str]]:
    """The words after the value of --speaker and of --source: the rest of a name typed without quotation marks, or
    other words.

    >>> words_behind_names(["check", "no", "never", "--speaker", "Andy", "Burnham", "-j", "-p", "HSJ"])
    {'speaker': ['Burnham'], 'source': []}
    """
    behind = {}
    for place, word in enumerate(argv):
        option, is_joined, _ = word.partition("=")
        if option in NAME_OPTIONS:
            following = argv[place + (1 if is_joined else 2) :]
            end = next((end for end, other in enumerate(following) if other.startswith("-")), len(following))
            behind[NAME_OPTIONS[option]] = list(map(plain_text, following[:end]))
    return behind


def join_names(archive: "NamesAndSources", given: argparse.Namespace) -> None:
    """Move the words after --speaker and --source that belong to the name from the command's words to the name."""
    for option, names_of in (("speaker", _words_of_name), ("source", _words_of_source)):
        behind, words = given.behind.get(option, []), given.words
        start = next((at for at in reversed(range(len(words))) if words[at : at + len(behind)] == behind), None)
        if not behind or start is None:
            continue
        typed = [getattr(given, option), *behind]
        name = typed[: names_of(archive, typed) or _words_of_unknown(typed)]
        setattr(given, option, " ".join(name))
        given.words = [*words[:start], *words[start + len(name) - 1 :]]


def _words_of_name(archive: "NamesAndSources", words: list[str]) -> int:
    """The number of words in the speaker's name at the start of `words`; 0 if no speaker has the name."""
    try:
        return len(words) - len(lookup.split_name(archive, words)[1])
    except NobodyCalled:
        return 0


def _words_of_source(archive: "NamesAndSources", words: list[str]) -> int:
    """The number of words in the publication's name at the start of `words`; 0 if there is no such publication."""
    named = NameLookup((), archive.sources)
    return next((end for end in range(len(words), 0, -1) if named.sources_named(" ".join(words[:end]))), 0)


def _words_of_unknown(words: Sequence[str]) -> int:
    """The number of words in a name of nobody at the start of `words`: the capitalised ones that are no stop words.

    >>> [_words_of_unknown(words.split()) for words in ("Zoe Zimmer", "Zoe Zimmer We won", "Zoe of the bill", "zoe")]
    [2, 2, 1, 1]
    >>> _words_of_unknown(["Zoe", "Zimmer", "A quotation in marks"])
    2
    """
    of_name = takewhile(lambda word: word[:1].isupper() and " " not in word and stems(word), words[1:])
    return 1 + len(list(of_name))


class Joined(argparse.Action):
    """The words after an option as one text."""

    def __call__(
        self, _: argparse.ArgumentParser, given: argparse.Namespace, words: Any, __: str | None = None
    ) -> None:
        setattr(given, self.dest, " ".join(words))


def add_name(parser: argparse.ArgumentParser, dest: str, help: str) -> None:  # noqa: A002
    """The name of a speaker, as a positional argument."""
    action: Any = parser.add_argument(dest, metavar=dest.upper(), type=plain_text, help=help)
    action.completer = complete_speakers


def add_article(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    help_text, nargs = "its path below the archive folder, or a part that no other path has", None if required else "?"
    action: Any = parser.add_argument("article", metavar="ARTICLE", type=plain_text, nargs=nargs, help=help_text)
    action.completer = complete_articles


def add_days(parser: argparse.ArgumentParser) -> None:
    days = "2012-02-07, 2012-02, “Feb 2012”, “last year”"
    parser.add_argument("--after", metavar="DATE", help=f"only from this day, month or year on: {days}")
    parser.add_argument("--before", metavar="DATE", help="only before this day, month or year")


def add_date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", metavar="DATE", help="when it is supposed to have been printed: a day, month or year")


def add_limit(parser: argparse.ArgumentParser, help: str) -> None:  # noqa: A002
    parser.add_argument("-n", "--limit", metavar="N", type=positive, help=help)


def add_format(parser: argparse.ArgumentParser, *forms: str) -> None:
    """--format, and --json for short. Without `forms`, it offers every form except HTML."""
    offered = [str(form) for form in forms or FORMS]
    group = parser.add_mutually_exclusive_group()
    listed = f"{', '.join(offered[:-1])} or {offered[-1]}"
    group.add_argument(
        "-f", "--format", choices=offered, default=OutputFormat.TEXT.value, metavar="FORMAT", help=f"print as {listed}"
    )
    group.add_argument(
        "-j", "--json", dest="format", action="store_const", const=OutputFormat.JSON.value, help="print as JSON"
    )


def plain_text(argument: str) -> str:
    """The text with replacement characters for what is not a character: bytes that are not UTF-8, and lone surrogates.

    >>> plain_text("caf\\udce9 \\ud83d")
    'caf� �'
    """
    return LONE.sub("\ufffd", argument).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)


def offset(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a number of characters, as `start` in JSON")
    return int(text)


def complete_speakers(prefix: str, parsed_args: argparse.Namespace, **_: object) -> list[str]:
    """Names for the shell's completion: full names, and surnames on their own."""
    speakers = _read_tables(parsed_args, lambda store: store.speakers)
    surnames = [name.split()[-1] for name in speakers if name.istitle()]
    return beginning_with(prefix, [*speakers, *surnames])


def complete_sources(prefix: str, parsed_args: argparse.Namespace, **_: object) -> list[str]:
    return beginning_with(prefix, _read_tables(parsed_args, lambda store: store.sources))


def complete_articles(prefix: str, parsed_args: argparse.Namespace, **_: object) -> list[str]:
    return beginning_with(prefix, _read_tables(parsed_args, lambda store: store.article_ids()))


def beginning_with(prefix: str, names: Iterable[str]) -> list[str]:
    """
    >>> beginning_with("bur", ["Andy Burnham", "Burnham", "Burnham", "HSJ"])
    ['Burnham']
    """
    return [name for name in dict.fromkeys(names) if name.casefold().startswith(prefix.casefold())]


def _read_tables(parsed: argparse.Namespace, read: "Callable[[SqliteStore], tuple[str, ...]]") -> tuple[str, ...]:
    """Names from the index, without the checks that opening it makes. None if there is no index."""
    from retrieval import settings
    from retrieval.index import generation
    from retrieval.index.tables import SqliteStore

    try:
        loaded = settings.load(parsed.config, archive=parsed.archive, index=parsed.index)
        with closing(SqliteStore(generation.current(loaded.index_folder) / generation.ARCHIVE)) as store:
            return read(store)
    except (RetrievalError, OSError):
        return ()


def with_options(message: str, given: argparse.Namespace) -> str:
    """A message whose command `onrecord index` has the archive, the index and the settings that were given.

    >>> given = argparse.Namespace(config=None, archive="my news", index=None)
    >>> with_options("update it with: onrecord index", given)
    "update it with: onrecord --archive 'my news' index"
    """
    options = (("--config", given.config), ("--archive", given.archive), ("--index", given.index))
    typed = "".join(f" {name} {shlex.quote(str(value))}" for name, value in options if value)
    return message.replace("onrecord index", f"onrecord{typed} index")


def message(error: Exception, given: argparse.Namespace) -> str:
    """The message of an error, as the command line prints it. For an error of the operating system: the file and the
    reason, without the error number.

    >>> given = argparse.Namespace(config=None, archive="news", index=None)
    >>> message(FileNotFoundError(2, "No such file or directory", "a/b.csv"), given), message(OSError("no room"), given)
    ('a/b.csv: no such file or directory', 'no room')
    >>> message(NobodyCalled("Zoe Zimmer"), given)
    'Zoe Zimmer is not quoted in this archive; onrecord who lists all names'
    """
    if isinstance(error, NobodyCalled) and not error.near:
        return f"{error}; onrecord who lists all names"
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror[0].lower()}{error.strerror[1:]}"
    return with_options(str(error), given)


class NamesAndSources(LookupArchive, Sources, Protocol):
    """The part of `retrieval.archive.Archive` that `require_names` needs."""


def people_meant(archive: LookupArchive, typed: str) -> list[str]:
    """The full names of the speakers that a typed name may mean; the name itself if it is an office.

    Raises NobodyCalled.
    """
    people = lookup.find_people(archive, typed)
    if slip := lookup.correction_of(archive, typed):
        terminal.complain(f"onrecord: {slip}")
    return people


def require_names(archive: NamesAndSources, speaker: str | None, source: str | None = None) -> None:
    """Raise NobodyCalled or NoSuchSource if the archive has no speaker or no publication of the name given."""
    if speaker:
        people_meant(archive, speaker)
    if source:
        lookup.find_sources(archive, source)


def near_asked(archive: LookupArchive, reply: Reply) -> str | None:
    """If nobody is quoted by the name in a question, the most similar names: "did you mean Ann Lee?"."""
    asked = reply.understood.filters.speaker or reply.understood.speaker
    if reply.silence is not Silence.NO_SUCH_NAME or asked is None:
        return None
    near = near_names(asked, archive.speakers)
    return f"did you mean {any_of(near)}?" if near else None


class PortTaken(RetrievalError):
    def __init__(self, port: int, problem: str) -> None:
        super().__init__(f"port {port} cannot be used ({problem}); name another with --port")


class HostUnknown(RetrievalError):
    def __init__(self, host: str) -> None:
        super().__init__(
            f"this machine has no address {host}; 127.0.0.1 is this machine alone, 0.0.0.0 is all of its own"
        )


def require_port(host: str, port: int) -> None:
    """Raise PortTaken unless this host's port is free. Commands that serve call this before they load models."""
    import errno
    import os
    import socket

    if port > MAX_PORT:
        raise PortTaken(port, f"the last is {MAX_PORT}")
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise HostUnknown(host) from error
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise HostUnknown(host) from error
        raise PortTaken(port, os.strerror(error.errno or 0)) from error
