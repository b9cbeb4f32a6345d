"""Testimony: the witnesses whom a court's transcript calls, and whose answers have only the letter A.

LEOPOLD ZYCH, having been duly sworn, testified as follows:
Q. What did you see?
A. A man with a lamp.                    Leopold Zych's words, until the next witness is sworn
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from retrieval.text.titles import NAME_PARTICLE

NAME = rf"[A-Z][\w’'.-]+(?: (?:{NAME_PARTICLE} )?[A-Z][\w’'.-]*){{1,4}}"
SWORN = re.compile(
    rf"[^\S\n]*(?:Whereupon,?[^\S\n]+)?(?P<name>{NAME}),?\s"
    r"(?=[^.?!\n]{0,160}\b(?:sworn|affirmed|as (?:a|the) witness)\b)"
    r"|[^\S\n]*(?:(?i:(?:(?:direct |cross-)?examination|testimony|deposition) of)|WITNESS:) "
    rf"(?P<heading>{NAME})"
)
OATH = re.compile(r"\s*+(?:having|being|was)\b[^.?!\n]{0,80}\b(?:sworn|affirmed)\b")  # below the name of a witness
WITNESSES = frozenset({"a", "answer", "witness", "the witness", "deponent", "the deponent"})


def is_witness(label: str) -> bool:
    """Whether a label means the witness who is on the stand: "A", "THE WITNESS"."""
    return label.strip(".").lower() in WITNESSES


def is_oath(line: str) -> bool:
    """Whether a line notes who is sworn."""
    return SWORN.match(line) is not None or OATH.match(line) is not None


def sworn(text: str, person: Callable[[list[str]], str]) -> list[tuple[int, str]]:
    """Where each witness is called, and the witness's name, which `person` gives for the words of the line."""
    found = [match for line in re.finditer(r"(?m)^.+$", text) if (match := SWORN.match(text, line.start()))]
    return [(match.start(), person((match["name"] or match["heading"]).strip(",").split())) for match in found]


def last_before(witnesses: Sequence[tuple[int, str]], place: int) -> str | None:
    """The last witness called before a place in the text."""
    number = bisect_left(witnesses, (place, ""))
    return witnesses[number - 1][1] if number else None
