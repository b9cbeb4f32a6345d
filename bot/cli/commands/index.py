"""onrecord index: brings the index up to date with the archive."""

import argparse
import os
import sys

from bot import cli
from bot.cli import ANSWERED, reply_json
from retrieval.errors import IndexBusy
from retrieval.settings import Settings

NAME = "index"
HELP = "bring the index up to date with the archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--full", action="store_true", help="rebuild everything")
    parser.add_argument(
        "--gently", action="store_true", help="run at low priority; do nothing if another process is indexing"
    )
    parser.add_argument("--json", action="store_true", help="print as JSON which files were read and skipped, and why")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        if arguments.gently:
            set_idle_priority()
        result = cli.build(settings, full=arguments.full)
    except IndexBusy:
        if not arguments.gently:
            raise
        print("another process is bringing the index up to date")
        return ANSWERED
    manifest = result.manifest
    if arguments.json:
        reply_json.print_line(reply_json.indexing_document(result))
        return ANSWERED
    counts = f"{manifest.articles} articles, {manifest.passages} passages, {manifest.quotations} quotations"
    if result.changed:
        print(f"built {result.generation}: {counts}; {result.embedded} embedded, {manifest.skipped} files skipped")
    else:
        unread = f"; {result.unread} files are of a kind that is not read" if result.unread else ""
        print(f"up to date, {result.generation}: {counts}{unread}")
    return ANSWERED


def set_idle_priority() -> None:
    """Give this process a low priority, so that other processes on this machine get the processor first."""
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        ctypes.windll.kernel32.SetPriorityClass(ctypes.c_void_p(-1), below_normal)  # -1 is this process
        return
    try:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except (AttributeError, OSError):  # not Linux, or a container that does not allow it
        os.nice(19)
