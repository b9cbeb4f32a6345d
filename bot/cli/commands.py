"""What each command does: takes the settings and its arguments, prints its result, returns the exit status.

Heavy modules are imported by the command that needs them, so that `--help` and `status` come at once.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from rich.table import Table
from rich.text import Text

from bot import formatting
from bot.cli import evaluation_report, open_archive, reply_json, terminal
from retrieval import backends, evaluation
from retrieval.archive import Archive
from retrieval.errors import IndexBusy, QuestionError, RetrievalError
from retrieval.models import Options, Question, Quotation, Reply
from retrieval.quote_check import ON_RECORD
from retrieval.search import query
from retrieval.settings import Settings
from retrieval.settings import load as load_settings

Command = Callable[[Settings, argparse.Namespace], int]

logger = logging.getLogger(__name__)

ANSWERED, NOTHING = 0, 1
BATCH_LIMIT = 10
MOST_QUOTED = 5  # people whom `status` names


class TokenMissing(RetrievalError):
    def __init__(self) -> None:
        super().__init__(
            "no Discord token; set DISCORD_TOKEN in the environment (docs/discord.md says where to get one)"
        )


def ask(settings: Settings, given: argparse.Namespace) -> int:
    options = query.parse_options(given.speaker, given.source, given.after, given.before)
    if given.batch:
        return _ask_all(settings, given.batch, options, given.limit or BATCH_LIMIT)
    with open_archive.open_or_build(settings) as archive:
        reply = archive.ask(given.question, options, given.limit)
    if given.json:
        _print_json(reply_json.of_reply(reply))
    else:
        terminal.show(reply, terminal.console())
    return NOTHING if reply.abstained else ANSWERED


def _ask_all(settings: Settings, file: str, options: Options, limit: int) -> int:
    with _lines(file) as lines, open_archive.open_or_build(settings) as archive:
        for line in lines:
            if line.strip():
                _print_json(_answer_line(archive, line, options, limit))
    return ANSWERED


def _answer_line(archive: "Archive", line: str, options: Options, limit: int) -> dict[str, Any]:
    """The reply to a line of a batch; one that cannot be read gets its own, so that lines and replies stay in step."""
    key, text = None, line.strip()
    try:
        if text.startswith("{"):
            asked = json.loads(text)
            key, text = asked.get("id"), asked["question"]
        return reply_json.of_reply(archive.ask(str(text), options, limit), key)
    except (ValueError, KeyError, QuestionError) as error:
        reason = f'cannot be read: {error}; write {{"id": ..., "question": "..."}} or plain text'
        logger.warning("question %r %s", text, reason)
        return reply_json.of_reply(Reply(text, Question(text), (), 0.0, reason, archive.generation, 0.0), key)


def repl(settings: Settings, given: argparse.Namespace) -> int:
    from bot.cli import repl as prompt
    from bot.cli import schedule
    from bot.reload import ReloadingArchive

    reopen = open_archive.reopener(settings)
    with (
        ReloadingArchive(reopen(), reopen, partial(backends.current, settings)) as latest,
        schedule.running(settings, _again(given, settings)),
    ):
        prompt.run(latest, settings, terminal.console())
    return ANSWERED


def bot(settings: Settings, given: argparse.Namespace) -> int:
    from bot.cli import schedule
    from bot.discord import runner
    from bot.discord.bot import create
    from bot.discord.database import BotDatabase
    from bot.discord.live_archive import Reindexer

    token = os.environ.get("DISCORD_TOKEN", "").strip()
    if not token:
        raise TokenMissing
    runner.start_logging(token)
    database = BotDatabase.open(settings.discord.folder, settings.discord.remember)
    reopen, again = open_archive.reopener(settings), _again(given, settings)
    reindexer = Reindexer(again, reopen, partial(backends.current, settings))
    bot = create(reopen(), settings.discord, database, reindexer)
    with schedule.running(settings, again):
        runner.run(bot, token)
    return ANSWERED


def _again(given: argparse.Namespace, settings: Settings) -> list[str]:
    """This program, to bring the index up to date in another process."""
    config = ["--config", str(given.config)] if given.config else []
    folders = ["--archive", str(settings.archive.folder), "--index", str(settings.index.folder)]
    return [sys.executable, "-m", "bot", *config, *folders, "index", "--gently"]


def export_feedback(settings: Settings, _: argparse.Namespace) -> int:
    from bot.cli import feedback
    from bot.discord.database import BotDatabase

    with closing(BotDatabase.open(settings.discord.folder, settings.discord.remember)) as database:
        cases = list(feedback.cases(database.feedback()))
    for case in cases:
        _print_json(case)
    return ANSWERED


def index(settings: Settings, given: argparse.Namespace) -> int:
    try:
        if given.gently:
            lower_priority()
        built = open_archive.build(settings, full=given.full)
    except IndexBusy:
        if not given.gently:
            raise
        print("another process is bringing the index up to date")
        return ANSWERED
    manifest = built.manifest
    if given.json:
        _print_json(reply_json.of_built(built))
        return ANSWERED
    holds = f"{manifest.articles} articles, {manifest.passages} passages, {manifest.quotations} quotations"
    if built.changed:
        print(f"built {built.generation}: {holds}; {built.embedded} embedded, {manifest.skipped} files skipped")
    else:
        print(f"up to date, {built.generation}: {holds}")
    return ANSWERED


def lower_priority() -> None:
    """Let everybody else on this machine go first."""
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        ctypes.windll.kernel32.SetPriorityClass(ctypes.c_void_p(-1), below_normal)  # -1 is this process
        return
    try:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except (AttributeError, OSError):  # not Linux, or a container that does not let it
        os.nice(19)


def rollback(settings: Settings, _: argparse.Namespace) -> int:
    print(f"rolled back to {backends.roll_back(settings)}; it answers until the archive changes")
    return ANSWERED


def check(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        checked = archive.check(given.words, given.speaker)
    if given.json:
        for document in reply_json.of_check(checked):
            _print_json(document)
    elif checked.matches:
        terminal.show_check(checked, terminal.console())
    on_record = checked.verdict in ON_RECORD and not checked.by_another
    if not on_record:
        sys.stderr.write(f"{formatting.NOTHING if not checked.matches else 'Not on record as given.'}\n")
    return ANSWERED if on_record else NOTHING


def quotations(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        return _show(archive.quotations(given.speaker, given.article), as_json=given.json)


def _show(found: list[Quotation], *, as_json: bool) -> int:
    console = terminal.console()
    for said in found:
        if as_json:
            _print_json(reply_json.of_quotation(said))
        else:
            terminal.show_quotation(said, console)
    if not found:
        sys.stderr.write(f"{formatting.NOTHING}\n")
    return ANSWERED if found else NOTHING


def evaluate(settings: Settings, given: argparse.Namespace) -> int:
    cases = [case for path in given.files for case in evaluation.read_cases(path)]
    console = terminal.console()
    judged = evaluation_report.outcomes(open_archive.open_or_build(settings), cases)
    evaluation_report.show(judged, console)
    if given.against:
        other = load_settings(given.against, archive=given.archive, index=given.index)
        evaluation_report.show_difference(
            judged, evaluation_report.outcomes(open_archive.open_or_build(other), cases), console
        )
    evaluation_report.show_worst(judged, given.misses, console)
    return ANSWERED


def status(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        facts = asdict(archive.status())
    facts["from"], facts["to"], skipped = facts.pop("first_day"), facts.pop("last_day"), facts.pop("skipped")
    facts["skipped"] = skipped
    if given.json:
        _print_json(facts)
        return ANSWERED
    facts["sources"] = ", ".join(facts["sources"])
    facts["most_quoted"] = "; ".join(map(_quoted, facts["most_quoted"]))
    table = Table(box=None, show_header=False)
    for name, value in facts.items():
        shown = "unknown" if value in {None, ""} else str(value)
        table.add_row(Text(name.replace("_", " "), style="dim"), Text(terminal.visible(shown)))
    terminal.console().print(table)
    return ANSWERED


def _quoted(quoted: dict[str, Any]) -> str:
    dates = " to ".join(dict.fromkeys(date for date in (quoted["first"], quoted["last"]) if date)) or "dates unknown"
    return f"{quoted['speaker']} ({quoted['quotations']}, {dates})"


def _print_json(document: dict[str, Any]) -> None:
    print(reply_json.line(document), flush=True)


@contextmanager
def _lines(file: str) -> Iterator[TextIO]:
    """A batch file, or standard input for "-"; a stray byte in it stays one strange character."""
    if file == "-":
        yield sys.stdin
        return
    try:
        opened = Path(file).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below, once it did open
    except OSError as error:
        raise QuestionError(
            f"{file} cannot be read ({error.strerror}); name a file of questions, or - for standard input"
        ) from error
    with opened:
        yield opened
