"""What people thought of the answers, as a question file that `onrecord evaluate` reads.

liked        the passage shown first is gold
disliked     answerable, with gold to be filled in by whoever knows the archive: until then it counts as missed
unanswered   nothing is on record, or, where that was disliked, answerable with gold to be filled in
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from bot.discord.ledger import Judged
from retrieval.records import Options


def cases(judged: Iterable[Judged]) -> Iterator[dict[str, Any]]:
    for each in judged:
        liked = each.good > each.bad
        gold = [{"contains": each.found}] if liked and each.found and not each.abstained else []
        yield {
            "id": each.key,
            "kind": "unanswered" if each.abstained else "liked" if liked else "disliked",
            "question": f"{each.question}{_operators(each.options)}",
            "speaker": each.speaker if gold else None,
            "gold": gold,
            "answerable": each.bad > each.good if each.abstained else True,
            "good": each.good,
            "bad": each.bad,
        }


def _operators(options: Options) -> str:
    """The options beside a question, as operators in it.

    >>> _operators(Options("Andy Burnham", source="HSJ"))
    ' speaker:"Andy Burnham" source:"HSJ"'
    """
    given = ((option.name, getattr(options, option.name)) for option in fields(Options))
    return "".join(f' {name}:"{str(value).replace(chr(34), "")}"' for name, value in given if value is not None)
