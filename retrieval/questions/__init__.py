"""A question, read: who is meant to be speaking, on what, when and where, and what the asker insists on.

Operators insist, and so do the options beside a question: `speaker:burnham source:hsj after:2012-02 before:2012-03
"taken out and shot"`. A speaker who is asked about in words ("what did Burnham say ...") is preferred, not insisted on.
"""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime

from retrieval.errors import QuestionError
from retrieval.questions import when, where, who
from retrieval.questions.who import People as People
from retrieval.records import Options, PartialDate, Question

OPERATOR = re.compile(r"""(?<!\S)(speaker|source|after|before):(?:["“]([^"”]*)["”]|(\S*))""", re.IGNORECASE)
MARKED = re.compile(r"""["“]([^"“”]*)["”]""")
SEVERAL = re.compile(r"\w\s+\w")
TOPIC = re.compile(r"\b(?:about|on|regarding|concerning|of)\s+(.+?)(?:,?\s+according to\b.*)?[\s?.!]*$", re.IGNORECASE)


def options(
    speaker: str | None = None, source: str | None = None, after: str | None = None, before: str | None = None
) -> Options:
    """Options from text as somebody types it; QuestionError for a date that cannot be read."""
    return Options(_given(speaker), _given(source), _date("after", after), _date("before", before))


def parse(
    text: str, people: People, beside: Options, sources: Sequence[str] = (), today: date | None = None
) -> Question:
    """Read a question; `people` and `sources` are the archive's, and options `beside` the question overrule its words.

    >>> parse("what did Burnham say about Lansley?", People(["Andy Burnham", "Andrew Lansley"]), Options())
    ... # doctest: +ELLIPSIS
    Question(text='what did Burnham say about Lansley?', speaker='Andy Burnham', topic='Lansley', source=None, ...)
    """
    if not text.strip():
        raise QuestionError("the question is empty; ask something like: what did Burnham say about Lansley?")
    operators = {match[1].lower(): match[2] if match[2] is not None else match[3] for match in OPERATOR.finditer(text)}
    stated = options(**operators)
    only = replace(stated, **{f.name: value for f in fields(beside) if (value := getattr(beside, f.name)) is not None})
    typed = " ".join(OPERATOR.sub(" ", text).split())
    slips = people.slips(typed)
    plain = re.sub(r"\w+", lambda word: slips.get(word[0], word[0]), typed)
    source = where.find(plain, sources)
    after, before = when.find(where.without(plain, sources), today or _today())
    if only.after or only.before:
        after, before = only.after, only.before
    return Question(
        text=plain or only.speaker or text,
        speaker=people.full_name(only.speaker) if only.speaker else _speaker(plain, people, source),
        topic=_topic(plain),
        source=only.source or source,
        after=after,
        before=before,
        phrase=next((marked.strip() for marked in MARKED.findall(plain) if SEVERAL.search(marked)), None),
        named=people.named(plain),
        slips=tuple(slips.items()),
        only=only,
    )


def _speaker(text: str, people: People, source: str | None) -> str | None:
    """Who is asked about, unless that is only where to look."""
    speaker = people.speaker(text)
    return None if speaker and source and speaker not in people and where.means(speaker, source) else speaker


def _topic(text: str) -> str | None:
    asked = who.ASKED.search(text)
    topic = TOPIC.search(text, asked.end() if asked else 0)
    return topic[1] if topic else None


def _today() -> date:
    """The asker's day, by the clock of the machine: "last week" is meant by it, not by UTC."""
    return datetime.now().astimezone().date()


def _given(text: str | None) -> str | None:
    return text.strip() or None if text else None


def _date(name: str, text: str | None) -> PartialDate | None:
    if not _given(text):
        return None
    try:
        return PartialDate.parse(text or "")
    except ValueError as error:
        raise QuestionError(f"{name}: {error}") from error
