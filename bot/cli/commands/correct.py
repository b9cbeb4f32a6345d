"""onrecord correct: writes a person's correction into corrections.toml.

onrecord correct briefing "The reforms will go ahead." --speaker Lansley
onrecord correct briefing "a so-called reform" --not-a-quotation
onrecord correct schools.txt --date 2011-05
onrecord correct libel.txt --withdrawn --note "settled in court"
onrecord correct --one-person "Ann Lee-Hart" "Ann Lee"
"""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

from bot import lookup
from bot.cli import ANSWERED, arguments, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering.formatting import on_one_line
from retrieval import corrections
from retrieval.archive import Archive
from retrieval.corrections import applying, writing
from retrieval.corrections.writing import Value
from retrieval.errors import GenerationError, NobodyCalled, QuestionError
from retrieval.models import PartialDate
from retrieval.search.query.speakers import is_unnamed
from retrieval.settings import Settings
from retrieval.text.name_lookup import near_names
from retrieval.text.normalise import normalise

NAME = "correct"
HELP = "correct a speaker, a quotation, a date or a name"


class CorrectionIncomplete(QuestionError):
    def __init__(self) -> None:
        super().__init__(
            "say what is right: WORDS with --speaker or --not-a-quotation; --date or --withdrawn without words; "
            "or --one-person or --two-people without an article"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_article(parser, required=False)
    arguments.add_words(parser, "WORDS", required=False, help="copied from the article")
    what = parser.add_mutually_exclusive_group()
    arguments.add_speaker(what, "the right speaker")
    what.add_argument("--not-a-quotation", action="store_true", help="the words are not a quotation")
    what.add_argument(
        "--date", metavar="DATE", type=_date, help="the article's date of publication, such as 2012-02-07"
    )
    what.add_argument("--withdrawn", action="store_true", help="leave the article out of the index")
    what.add_argument(
        "--one-person", nargs=2, metavar="NAME", type=arguments.plain_text, help="two names of the same person"
    )
    what.add_argument(
        "--two-people", nargs=2, metavar="NAME", type=arguments.plain_text, help="two names of different people"
    )
    parser.add_argument(
        "--at",
        type=arguments.offset,
        metavar="START",
        help="where the words begin, if the article has them several times: `start` in JSON",
    )
    parser.add_argument(
        "--by", metavar="NAME", type=arguments.plain_text, help="who makes the correction (default: the editor)"
    )
    parser.add_argument(
        "--note", metavar="TEXT", type=arguments.plain_text, help="the reason; it is stored in the file"
    )
    arguments.add_format(parser, OutputFormat.TEXT, OutputFormat.JSON)


def run(settings: Settings, given: argparse.Namespace) -> int:
    folder, words = settings.archive.folder, " ".join(given.words)
    people = given.one_person or given.two_people
    about_words, about_article = bool(given.speaker or given.not_a_quotation), bool(given.date or given.withdrawn)
    if bool(words) != about_words or bool(given.article) != bool(about_words or about_article):
        raise CorrectionIncomplete
    if not (people or about_words or about_article):
        raise CorrectionIncomplete
    for name in filter(is_unnamed, people or ()):
        raise QuestionError(
            f"{name} is a role, which several people may have, and no name; correct its words one by one: "
            "onrecord correct ARTICLE WORDS --speaker NAME"
        )
    values: dict[str, Value] = {}
    about_name = None
    if given.article:
        with Archive.open(settings) as archive:
            article = lookup.find_article(archive, given.article)
            about_name = lookup.note_on_name(archive, given.speaker) if given.speaker else None
            speaker = archive.full_name(given.speaker) if given.speaker else ""
        values = {
            "article": article.id,
            **(applying.describe(article, words, given.at) if words else {}),
            "speaker": speaker,
        }
    values |= {"not_a_quotation": given.not_a_quotation, "date": given.date or "", "withdrawn": given.withdrawn}
    values |= {"one_person": tuple(given.one_person or ()), "two_people": tuple(given.two_people or ())}
    values |= {"by": given.by or "", "on": datetime.now(UTC).astimezone().date(), "note": given.note or ""}
    line = writing.add(folder, **values)
    file = folder / corrections.FILE
    if given.format == OutputFormat.JSON:
        reply_json.print_line({"file": str(file), "line": line})
    else:
        terminal.write(on_one_line(f"written to {file}, line {line}; it takes effect with the next: onrecord index"))
    if about_name:
        terminal.complain(f"onrecord: {about_name}")
    if people:
        _warn_of_strangers(settings, people)
    return ANSWERED


def _warn_of_strangers(settings: Settings, people: Sequence[str]) -> None:
    """Warn of names that no quoted speaker has: they may be misspelt. Without an index there is no warning."""
    try:
        with Archive.open(settings) as archive:
            speakers = archive.speakers
    except GenerationError:
        return
    quoted = set(map(normalise, speakers))
    for name in people:
        if normalise(name) not in quoted:
            terminal.complain(f"onrecord: {NobodyCalled(name, near_names(name, speakers))}")


def _date(text: str) -> str:
    try:
        return str(PartialDate.parse(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
