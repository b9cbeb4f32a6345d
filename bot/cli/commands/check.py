"""onrecord check: says whether a quotation is on record, and how it differs from the words on record.

With --draft, every quotation of a draft is checked.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot import lookup, typed_options
from bot.cli import ANSWERED, NOTHING_ON_RECORD, arguments, holdings, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import draft_page, markdown, refusals, verdicts
from retrieval import drafts
from retrieval.archive import Archive
from retrieval.drafts import DraftCheck, all_on_record, quotations
from retrieval.errors import ClusterError, GenerationError, IndexMissing, QuestionError
from retrieval.quote_check import WORD_FOR_WORD, Check, Verdict
from retrieval.settings import Settings
from retrieval.text import dates

if TYPE_CHECKING:
    from retrieval.drafts import DraftProgress

NAME = "check"
HELP = "is a quotation on record: word for word, altered, or by somebody else?"
STANDARD_INPUT = "-"
DRAFT_FORMS = (OutputFormat.TEXT, OutputFormat.MARKDOWN, OutputFormat.JSON, OutputFormat.HTML)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_words(parser, "WORDS", required=False, help="with or without quotation marks")
    arguments.add_speaker(parser, "who is supposed to have said it")
    arguments.add_date(parser)
    parser.add_argument("--reported", action="store_true", help="accept words that an article reports without quoting")
    parser.add_argument(
        "-d", "--draft", metavar="FILE", help='check every quotation of this draft; "-" is standard input'
    )
    arguments.add_format(parser, *arguments.FORMS, OutputFormat.HTML)


def run(settings: Settings, given: argparse.Namespace) -> int:
    if given.draft is not None:
        return _check_draft(settings, given)
    if not given.words:
        raise QuestionError("no words to check; give a quotation, or a draft with --draft FILE")
    if given.format == OutputFormat.HTML:
        raise QuestionError("html is only for checked drafts; give one with --draft FILE")
    day = typed_options.read_date(given.date, dates.today(), "date")
    with Archive.open(settings) as archive:
        arguments.join_names(archive, given)
        about_name = lookup.note_on_name(archive, given.speaker) if given.speaker else None
        check = verdicts.of_date_first(archive.check(" ".join(given.words), given.speaker), day)
    _print_check(check, given)
    for note in filter(None, (about_name, verdicts.not_of_date(check, day))):
        terminal.complain(f"onrecord: {note}")
    if check.on_record or (given.reported and check.is_reported):
        return ANSWERED
    if not check.matches:
        terminal.complain(verdicts.sentence(check))
    elif check.verdict not in WORD_FOR_WORD | {Verdict.NOT_SAID}:
        terminal.complain(f"{refusals.NOT_AS_GIVEN}.")
    return NOTHING_ON_RECORD


def _print_check(check: Check, given: argparse.Namespace) -> None:
    if given.format in {OutputFormat.JSON, OutputFormat.CSV}:
        output.print_documents(reply_json.check_documents(check), given.format)
    elif check.matches and given.format == OutputFormat.MARKDOWN:
        terminal.write("\n\n".join(markdown.check(check)))
    elif check.matches:
        with terminal.paged(wanted=given.pager) as console:
            terminal.show_check(check, console)


def _check_draft(settings: Settings, given: argparse.Namespace) -> int:
    options = {"WORDS": given.words, "--speaker": given.speaker, "--date": given.date, "--reported": given.reported}
    if needless := [name for name, value in options.items() if value]:
        raise QuestionError(f"a draft has its own words and speakers; leave out {' and '.join(needless)}")
    if given.format not in DRAFT_FORMS:
        raise QuestionError(f"a checked draft has no {given.format}; give --format text, markdown, json or html")
    text = _read(given.draft)
    try:
        with Archive.open(settings) as archive, _progress_bar() as show:
            checks = archive.check_draft(text, show)
            against = holdings(archive)
    except IndexMissing:
        raise
    except (GenerationError, ClusterError):  # whose message follows on standard error
        _print(text, drafts.unread(quotations.find(text)), given, "an archive that could not be read")
        raise
    _print(text, checks, given, against)
    return ANSWERED if all_on_record(checks) else NOTHING_ON_RECORD


def _read(name: str) -> str:
    from retrieval.ingest import draft, limits

    if name == STANDARD_INPUT:
        return draft.read("standard input", sys.stdin.buffer.read(limits.MAX_FILE_BYTES + 1))
    return draft.read_file(Path(name))


def _print(text: str, checks: list[DraftCheck], given: argparse.Namespace, against: str) -> None:
    match given.format:
        case OutputFormat.JSON:
            output.print_documents(map(reply_json.draft_check_document, checks), OutputFormat.JSON)
        case OutputFormat.MARKDOWN:
            terminal.write("\n\n".join(markdown.draft(checks)))
        case OutputFormat.HTML:
            name = "Draft" if given.draft == STANDARD_INPUT else Path(given.draft).name
            terminal.write(draft_page.page(text, checks, name, against, dates.today()))
        case _ if checks:
            with terminal.paged(wanted=given.pager) as console:
                terminal.show_draft(checks, console)
        case _:
            terminal.complain(verdicts.NO_QUOTATIONS)


@contextmanager
def _progress_bar() -> "Iterator[DraftProgress]":
    """Yield a function that updates a progress bar on standard error, on a terminal only."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    console = terminal.console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading the draft", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{done:,} of {total:,} quotations")

        yield show
