"""onrecord status: prints what the index holds and when it was built."""

import argparse
from dataclasses import asdict
from typing import Any

from bot.cli import ANSWERED, arguments, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import formatting
from retrieval.archive import Archive
from retrieval.models import PartialDate
from retrieval.settings import Settings

MAX_COLUMNS, LABEL_COLUMNS = 80, 12
MAX_SOURCES = 10
ROLLED_BACK = "articles and corrections are those of this generation; for those of today: onrecord index --full"
UNREADABLE = "unknown, since the file cannot be read; the index has those of its last update"

NAME = "status"
PLURALS = {
    "speech": ("speech", "speeches"),
    "letters": ("page of letters", "pages of letters"),
    "minutes": ("set of minutes", "sets of minutes"),
}
HELP = "show what the index holds and when it was built"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_format(parser, OutputFormat.TEXT, OutputFormat.JSON)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        facts = asdict(archive.status())
    # the output has shorter names than the class, and its own order
    facts["from"], facts["to"], facts["skipped"] = (facts.pop(name) for name in ("first_day", "last_day", "skipped"))
    if given.format == OutputFormat.JSON:
        reply_json.print_line(facts)
        return ANSWERED
    console = terminal.console()
    console.width = min(console.width, MAX_COLUMNS)
    for number, rows in enumerate(_groups(facts)):
        if number:
            console.print()
        terminal.show_labelled([(f"{label:<{LABEL_COLUMNS}}", fact) for label, fact in rows], console)
    return ANSWERED


def _groups(facts: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """The facts in words, grouped by subject."""
    days = [formatting.date(PartialDate.parse(day)) for day in dict.fromkeys((facts["from"], facts["to"])) if day]
    kinds = [_counted(kind, many) for kind, many in facts["kinds"].items()]
    sources, more = facts["sources"][:MAX_SOURCES], len(facts["sources"]) - MAX_SOURCES
    update = "; bring the index up to date with: onrecord index"
    built = f"{formatting.date(PartialDate.parse(facts['built'][:10]))} at {facts['built'][11:16]} UTC"
    return [
        [
            ("archive", facts["archive"]),
            ("index", facts["index"]),
            ("generation", f"{facts['generation']}, {built}"),
            *([("rolled back", ROLLED_BACK)] if facts["rolled_back"] else []),
        ],
        [
            ("articles", f"{facts['articles']:,}"),
            ("dates", " to ".join(days) or "unknown"),
            ("kinds", ", ".join(kinds) or "prose only"),
            ("sources", "\n".join([*sources, *([f"and {more:,} more"] if more > 0 else [])]) or "unknown"),
        ],
        [
            ("passages", f"{facts['passages']:,}, {facts['repeated']:,} of them repeat another"),
            ("quotations", f"{facts['quotations']:,}, of {formatting.counted(facts['people'], 'speaker')}"),
            ("most quoted", "\n".join(map(_most_quoted, facts["most_quoted"])) or "nobody"),
            ("encoder", facts["encoder"]),
        ],
        [
            ("not read", f"{formatting.counted(facts['skipped'], 'file')}, or parts of files"),
            ("unread kinds", formatting.counted(facts["unread"], "file")),
            ("newer", f"{formatting.counted(facts['newer'], 'file')}{update if facts['newer'] else ''}"),
            ("corrections", UNREADABLE if facts["corrections"] is None else f"{facts['corrections']:,}"),
            *([("do not fit", "\n".join(facts["unfit"]))] if facts["unfit"] else []),
        ],
    ]


def _counted(kind: str, many: int) -> str:
    """
    >>> _counted("transcript", 31), _counted("speech", 2), _counted("letters", 1)
    ('31 transcripts', '2 speeches', '1 page of letters')
    """
    return formatting.counted(many, kind) if kind not in PLURALS else f"{many:,} {PLURALS[kind][many > 1]}"


def _most_quoted(speaker: dict[str, Any]) -> str:
    dates = dict.fromkeys(day for day in (speaker["first"], speaker["last"]) if day)
    shown = " to ".join(formatting.date(PartialDate.parse(day)) for day in dates) or "dates unknown"
    return f"{speaker['speaker']}: {formatting.counted(speaker['quotations'], 'quotation')}, {shown}"
