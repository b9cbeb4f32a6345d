"""What people thought of the answers, as a question file that `onrecord evaluate` reads.

liked         the passage shown first is gold; of an abstention, nothing is on record
disliked      the passage shown first is rejected, and whether another would be right is not known; of an
              abstention, something is on record, with gold to be filled in by whoever knows the archive
disputed      as many liked it as did not: nothing is known
unanswered    an abstention on which nobody voted: nothing is known
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from bot.discord.database import Feedback
from retrieval.models import Options


def cases(judged: Iterable[Feedback]) -> Iterator[dict[str, Any]]:
    for each in judged:
        liked, disliked = each.good > each.bad, each.bad > each.good
        shown = [{"contains": each.passage}] if each.passage and not each.abstained else []
        yield {
            "id": each.key,
            "kind": _kind(each),
            "question": f"{each.question}{_operators(each.options)}",
            "speaker": each.speaker if liked and shown else None,
            "gold": shown if liked else [],
            "rejected": shown if disliked else [],
            "answerable": _answerable(each),
            "good": each.good,
            "bad": each.bad,
        }


def _kind(each: Feedback) -> str:
    if not each.good + each.bad:
        return "unanswered"
    return "disputed" if each.good == each.bad else "liked" if each.good > each.bad else "disliked"


def _answerable(each: Feedback) -> bool | None:
    """Whether an answer is on record, by those who voted; None where they did not tell."""
    if each.good == each.bad:
        return None
    if each.abstained:
        return each.bad > each.good
    return True if each.good > each.bad else None


def _operators(options: Options) -> str:
    """The options beside a question, as operators in it.

    >>> _operators(Options("Andy Burnham", source="HSJ"))
    ' speaker:"Andy Burnham" source:"HSJ"'
    """
    given = ((option.name, getattr(options, option.name)) for option in fields(Options))
    return "".join(f' {name}:"{str(value).replace(chr(34), "")}"' for name, value in given if value is not None)
