"""Articles one below the other in a text, between rules, each with its own headline and date.

    The bill is dead                              Titel: The bill is dead
    The Courier, 2012-02-07                       Quelle: The Courier vom 07.02.2012
    He said ...                                   He said ...
    © The Courier                                 Alle Rechte vorbehalten: (c) Courier Ltd
    ====================                          ____________________

Retriever, Genios, Europresse and others write such files, and people who keep cuttings in one file, with shorter rules.
Nothing else identifies such an export. So each piece between the rules must give its date above its text, in a dateline
or in a block of labels. Short rules are also found within articles; between them, the date must be among the first
lines.
"""

import re
from collections.abc import Callable, Sequence

from retrieval.ingest import labels, page_furniture
from retrieval.ingest.header import credit_lines
from retrieval.text.dates import parse_dateline

MIN_PIECES = 2
MIN_WORDS = 15  # of a piece that must have a date
_HEAD_LINES = 10
_HEAD_LINES_OF_SHORT_RULES = 4
_MIN_SHORT_RULE, _RULING = 3, frozenset("*=_~#+•-")
_RULE = re.compile(r"[ \t]*(?:={20,}|_{20,}|-{20,}|\*{20,}|#{20,}|~{20,}|news·\d{8}·[\w·-]{1,40})[ \t]*")
_MAX_FOOT_CHARS = 200
_FOOT = re.compile(
    r".{0,80}\b(?:https?://|(?:protected|copyright) (?:under|law)|international copyright)\b.*|.{0,60}(?:\(c\)|©).*",
    re.IGNORECASE,
)


def pieces(text: str) -> list[str]:
    """The texts of the articles between rules; none if the text is no such file."""
    lines = text.split("\n")
    return _between(lines, _is_rule, _HEAD_LINES) or _between(lines, _is_short_rule, _HEAD_LINES_OF_SHORT_RULES)


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line) is not None


def _is_short_rule(line: str) -> bool:
    """
    >>> _is_short_rule(" * * *"), _is_short_rule("-----"), _is_short_rule("\\f"), _is_short_rule("- a -")
    (True, True, True, False)
    """
    marks = "".join(line.split(" ")).strip("\t")
    return marks == "\f" or (len(marks) >= _MIN_SHORT_RULE and len(set(marks)) == 1 and marks[0] in _RULING)


def _between(lines: Sequence[str], is_rule: Callable[[str], bool], head_lines: int) -> list[str]:
    rules = [at for at, line in enumerate(lines) if is_rule(line)]
    if not rules:
        return []
    ends = [*rules, len(lines)]
    parts = [lines[start + 1 : end] for start, end in zip([-1, *rules], ends, strict=True)]
    long = [part for part in parts if sum(len(line.split()) for line in part) >= MIN_WORDS]
    if len(long) < MIN_PIECES or not all(_states_date(part, head_lines) for part in long):
        return []
    return ["\n".join(_without_foot(part)).strip("\n") for part in long]


def _states_date(lines: Sequence[str], head_lines: int) -> bool:
    head = [" ".join(line.split()) for line in lines if line.strip()][:head_lines]
    block = labels.in_block(head).values()
    is_dated = any(fact == "date" or (fact == "source" and re.search(r"\d{4}", value)) for fact, value in block)
    datelines = [parse_dateline(line) for line in head]
    datelines += [credit.dateline for line in head if (credit := credit_lines.parse(line))]
    return is_dated or any(dateline is not None and dateline.published is not None for dateline in datelines)


def _without_foot(lines: Sequence[str]) -> list[str]:
    """The lines without those at the end that name the owner and the place of the article."""
    end = len(lines)
    while end and _is_foot(lines[end - 1].strip()):
        end -= 1
    return list(lines[:end])


def _is_foot(line: str) -> bool:
    is_short = len(line) <= _MAX_FOOT_CHARS
    return not line or (is_short and (page_furniture.is_furniture(line) or _FOOT.fullmatch(line) is not None))
