"""onrecord index: brings the index up to date with the archive."""

import argparse
import os
import sys

from bot import cli
from bot.cli import ANSWERED, arguments, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import formatting
from bot.rendering.formatting import on_one_line
from retrieval.errors import IndexBusy
from retrieval.settings import Settings

NAME = "index"
HELP = "bring the index up to date with the archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--full", action="store_true", help="rebuild everything")
    parser.add_argument(
        "--gently", action="store_true", help="run at low priority; do nothing if another process is indexing"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="read the archive without indexing it; show a report for each file type"
    )
    arguments.add_format(parser, OutputFormat.TEXT, OutputFormat.JSON)


def run(settings: Settings, given: argparse.Namespace) -> int:
    as_json = given.format == OutputFormat.JSON
    if given.dry_run:
        return _try_reading(settings, as_json=as_json)
    try:
        if given.gently:
            set_idle_priority()
        result = cli.build(settings, full=given.full, silent=given.gently)
    except IndexBusy:
        if not given.gently:
            raise
        terminal.write("another process is bringing the index up to date")
        return ANSWERED
    manifest = result.manifest
    if as_json:
        reply_json.print_line(reply_json.indexing_document(result))
        return ANSWERED
    counts = f"{manifest.articles} articles, {manifest.passages} passages, {manifest.quotations} quotations"
    if result.changed:
        left = f"{result.embedded} embedded, {manifest.skipped} files skipped"
        terminal.write(f"built {result.generation}: {counts}; {left}")
    else:
        unread = f"; files of unsupported types: {result.unread}" if result.unread else ""
        terminal.write(f"up to date, {result.generation}: {counts}{unread}")
    return ANSWERED


def _try_reading(settings: Settings, *, as_json: bool) -> int:
    """Read the archive without indexing it, and print the number of articles for each kind of file, with examples."""
    from retrieval import ingest
    from retrieval.ingest import scans

    reader = ingest.ArchiveReader(settings.archive, scans=scans.available(settings.index_folder))
    for _ in reader:
        pass
    report = reader.report
    if as_json:
        reply_json.print_line(reply_json.reading_document(report))
        return ANSWERED
    for kind, count in report.taken.most_common():
        terminal.write(f"{kind}: {formatting.counted(count, 'article')}")
        for example in report.examples[kind]:
            title = example.title or f"no headline ({example.id})"
            by = f"by {', '.join(example.authors)}" if example.authors else "no author"
            shown = (title, example.source or "no source", formatting.when(example.published), by)
            terminal.write(f"  {on_one_line(formatting.SEPARATOR.join(shown))}")
    return ANSWERED


def set_idle_priority() -> None:
    """Give this process a low priority, so that the other processes of this machine run first."""
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        ctypes.windll.kernel32.SetPriorityClass(ctypes.c_void_p(-1), below_normal)  # -1 is this process
        return
    try:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except (AttributeError, OSError):  # not Linux, or a container that does not allow it
        os.nice(19)
