"""Names that users type as options: whom or which publication they mean, and what is said of slips and of strangers.

A slip is put right, and a line on standard error says so. A name that selects what is shown must be somebody's: if
nobody is quoted by it, that is an error (exit status 2) that names the nearest. The speaker of `check` and `correct` is
a claim instead: a line says that nobody is quoted by the name, and the command goes on.
"""

from typing import Protocol

from bot import lookup
from bot.cli import terminal
from bot.lookup import Names, Sources
from retrieval.errors import any_of
from retrieval.models import Reply, Silence
from retrieval.text.name_lookup import near_names


class NamesAndSources(Names, Sources, Protocol):
    """The part of `retrieval.archive.Archive` that `require` needs."""


def people_meant(archive: Names, typed: str) -> list[str]:
    """The full names of the speakers that a typed name means, or the office that it is. Raises NobodyCalled."""
    people = lookup.find_people(archive, typed)
    if slip := lookup.slip_in(archive, typed):
        terminal.complain(f"onrecord: {slip}")
    return people


def require(archive: NamesAndSources, speaker: str | None, source: str | None = None) -> None:
    """Raise NobodyCalled or NoSuchSource if an option names nobody, or no publication, of the archive."""
    if speaker:
        people_meant(archive, speaker)
    if source:
        lookup.find_sources(archive, source)


def near_asked(archive: Names, reply: Reply) -> str | None:
    """The names most like the one that a question asks about, if nobody is quoted by it: "did you mean Ann Lee?"."""
    asked = reply.understood.filters.speaker or reply.understood.speaker
    if reply.silence is not Silence.NO_SUCH_NAME or asked is None:
        return None
    near = near_names(asked, archive.speakers)
    return f"did you mean {any_of(near)}?" if near else None
