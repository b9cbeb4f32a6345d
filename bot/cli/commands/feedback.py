"""onrecord feedback export: exports the votes of Discord users as a question file for `onrecord evaluate`.

liked         more 👍 than 👎: the first passage shown is gold; after an abstention the question is not answerable
disliked      more 👎 than 👍: the first passage shown is rejected; another passage may be right or not;
              after an abstention the question is answerable, with gold to be filled in by hand
disputed      as many 👍 as 👎: nothing is known
unanswered    an abstention without votes: nothing is known
"""

import argparse
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from bot.cli import ANSWERED, reply_json
from retrieval.models import Options
from retrieval.settings import Settings

if TYPE_CHECKING:
    from bot.discord.database import Feedback

NAME = "feedback"
HELP = "export the votes of Discord's users"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["export"], help="print them as a question file for evaluate")


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    from bot.discord.database import BotDatabase

    with closing(BotDatabase.open(settings.discord.folder, settings.discord.remember)) as database:
        documents = list(case_documents(database.feedback()))
    for document in documents:
        reply_json.print_line(document)
    return ANSWERED


def case_documents(feedback: "Iterable[Feedback]") -> Iterator[dict[str, Any]]:
    """Turn each answer or abstention into a question in the format that `evaluation.read_cases` reads."""
    for answer in feedback:
        liked, disliked = answer.good > answer.bad, answer.bad > answer.good
        shown = [{"contains": answer.passage}] if answer.passage and not answer.abstained else []
        yield {
            "id": answer.key,
            "kind": _kind(answer),
            "question": f"{answer.question}{_operators(answer.options)}",
            "speaker": answer.speaker if liked and shown else None,
            "gold": shown if liked else [],
            "rejected": shown if disliked else [],
            "answerable": _answerable(answer),
            "good": answer.good,
            "bad": answer.bad,
        }


def _kind(answer: "Feedback") -> str:
    if answer.good == answer.bad:
        return "disputed" if answer.good else "unanswered"
    return "liked" if answer.good > answer.bad else "disliked"


def _answerable(answer: "Feedback") -> bool | None:
    """Whether the archive has an answer, according to the votes; None if the votes do not tell."""
    if answer.good == answer.bad:
        return None
    if answer.abstained:
        return answer.bad > answer.good
    return True if answer.good > answer.bad else None


def _operators(options: Options) -> str:
    """A question's options as operators that can be typed after the question.

    >>> _operators(Options("Andy Burnham", source="HSJ"))
    ' speaker:"Andy Burnham" source:"HSJ"'
    """
    values = ((option.name, getattr(options, option.name)) for option in fields(Options))
    return "".join(f' {name}:"{str(value).replace(chr(34), "")}"' for name, value in values if value is not None)
