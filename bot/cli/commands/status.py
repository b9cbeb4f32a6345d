"""onrecord status: prints what the index holds and when it was built."""

import argparse
from dataclasses import asdict
from typing import Any

from rich.table import Table
from rich.text import Text

from bot import formatting
from bot.cli import ANSWERED, arguments, reply_json, terminal
from bot.cli.output import Format
from retrieval.archive import Archive
from retrieval.settings import Settings

NAME = "status"
PLURALS = {
    "speech": ("speech", "speeches"),
    "letters": ("page of letters", "pages of letters"),
    "minutes": ("set of minutes", "sets of minutes"),
}
HELP = "show what the index holds and when it was built"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_format(parser, Format.TEXT, Format.JSON)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        facts = asdict(archive.status())
    # the output has shorter names than the class, and its own order
    facts["from"], facts["to"], facts["skipped"] = (facts.pop(name) for name in ("first_day", "last_day", "skipped"))
    if given.format == Format.JSON:
        reply_json.print_line(facts)
        return ANSWERED
    facts["sources"] = ", ".join(facts["sources"])
    facts["kinds"] = ", ".join(_counted(kind, many) for kind, many in facts["kinds"].items()) or "prose only"
    facts["unfit"] = "; ".join(facts["unfit"]) or "none"
    facts["most_quoted"] = "; ".join(map(_most_quoted, facts["most_quoted"]))
    table = Table(box=None, show_header=False)
    for name, value in facts.items():
        shown = "unknown" if value in {None, ""} else str(value)
        table.add_row(Text(name.replace("_", " "), style="dim"), Text(shown))
    terminal.console().print(table)
    return ANSWERED


def _counted(kind: str, many: int) -> str:
    """
    >>> _counted("transcript", 31), _counted("speech", 2), _counted("letters", 1)
    ('31 transcripts', '2 speeches', '1 page of letters')
    """
    return formatting.counted(many, kind) if kind not in PLURALS else f"{many:,} {PLURALS[kind][many > 1]}"


def _most_quoted(speaker: dict[str, Any]) -> str:
    dates = " to ".join(dict.fromkeys(date for date in (speaker["first"], speaker["last"]) if date)) or "dates unknown"
    return f"{speaker['speaker']} ({speaker['quotations']}, {dates})"
