"""A question, read: who is meant to be speaking, on what, and what the asker insists on.

Operators insist, and so do the options beside a question: `speaker:burnham source:hsj after:2012-02 before:2012-03
"taken out and shot"`. A speaker who is asked about in words ("what did Burnham say ...") is preferred, not insisted on.
"""

import re
from collections.abc import Iterable
from dataclasses import fields, replace

from retrieval.attribution.names import TITLES
from retrieval.errors import QuestionError
from retrieval.folding import words
from retrieval.records import Options, PartialDate, Question

OPERATOR = re.compile(r"""(?<!\S)(speaker|source|after|before):(?:["“]([^"”]*)["”]|(\S*))""", re.IGNORECASE)
MARKED = re.compile(r"""["“]([^"“”]*)["”]""")
SEVERAL = re.compile(r"\w\s+\w")
AUXILIARY = r"did|does|do|has|have|had|is|was|were|would|will|could|can"
SAYING = (
    "say|said|saying|tell|told|think|thought|make|made|call|called|describe|react|respond|want|warn|write|written|tweet|"
    "argue|claim|suggest|promise|ask|feel|see|put|explain|give|rate|mean|believe|accuse|urge|deny|predict|reply|insist"
)
NAME = r"[\w.’'-]+"
ASKED = re.compile(
    rf"\b(?:{AUXILIARY})\s+(?P<who>{NAME}(?:\s+{NAME}){{0,5}}?)(?:,[^,]{{1,60}},)?\s+(?:{SAYING})\b", re.IGNORECASE
)
ACCORDING = re.compile(rf"\baccording to\s+(?P<who>(?:{NAME}\s*){{1,4}})", re.IGNORECASE)
REPORTED = re.compile(
    rf"\bwhat\s+(?P<who>(?!of\b){NAME}(?:\s+(?!of\b){NAME}){{0,2}}?)\s+(?:said|says|told|thinks|wrote)\b", re.IGNORECASE
)
TOPIC = re.compile(r"\b(?:about|on|regarding|concerning|of)\s+(.+?)(?:,?\s+according to\b.*)?[\s?.!]*$", re.IGNORECASE)


def options(
    speaker: str | None = None, source: str | None = None, after: str | None = None, before: str | None = None
) -> Options:
    """Options from text as somebody types it; QuestionError for a date that cannot be read."""
    return Options(_given(speaker), _given(source), _date("after", after), _date("before", before))


def parse(text: str, people: Iterable[str], beside: Options) -> Question:
    """Read a question; `people` are the archive's speakers, and options `beside` the question overrule its operators.

    >>> parse("what did Burnham say about Lansley?", ["Andy Burnham", "Andrew Lansley"], Options())
    ... # doctest: +ELLIPSIS
    Question(text='what did Burnham say about Lansley?', speaker='Andy Burnham', topic='Lansley', source=None, ...)
    """
    if not text.strip():
        raise QuestionError("the question is empty; ask something like: what did Burnham say about Lansley?")
    operators = {match[1].lower(): match[2] if match[2] is not None else match[3] for match in OPERATOR.finditer(text)}
    stated = options(**operators)
    only = replace(stated, **{f.name: value for f in fields(beside) if (value := getattr(beside, f.name)) is not None})
    plain = " ".join(OPERATOR.sub(" ", text).split())
    asked = ASKED.search(plain)
    topic = TOPIC.search(plain, asked.end() if asked else 0)
    speaker = only.speaker or _asked(plain)
    return Question(
        text=plain or only.speaker or text,
        speaker=_full_name(speaker, people) if speaker else None,
        topic=topic[1] if topic else None,
        source=only.source,
        after=only.after,
        before=only.before,
        phrase=next((marked.strip() for marked in MARKED.findall(plain) if SEVERAL.search(marked)), None),
        only=only,
    )


def _asked(text: str) -> str | None:
    """Who is asked about as speaking, in the question's own words."""
    match = ASKED.search(text) or ACCORDING.search(text) or REPORTED.search(text)
    return match["who"].strip() if match else None


def _full_name(asked: str, people: Iterable[str]) -> str | None:
    """The speaker of the archive whom the words mean; where they fit several, or nobody, the name as it was asked.

    >>> _full_name("Burnham", ["Andy Burnham", "Ed Miliband"])
    'Andy Burnham'
    >>> _full_name("Clinton", ["Hillary Clinton", "Bill Clinton"])
    'Clinton'
    >>> _full_name("letter writer George Osborne", ["Andy Burnham"]), _full_name("it", ["Andy Burnham"])
    ('George Osborne', None)
    >>> _full_name("George Osborne", ["Andrew George"])
    'George Osborne'
    >>> _full_name("Jane Burnham", ["Andy Burnham"]), _full_name("Health Secretary Burnham", ["Andy Burnham"])
    ('Jane Burnham', 'Andy Burnham')
    """
    wanted = words(asked)
    namesakes = [person for person in people if words(person.split()[-1]) & wanted and not _differs(asked, person)]
    shared = {person: len(wanted & words(person)) for person in namesakes}
    most = max(shared.values(), default=0)
    closest = [person for person, count in shared.items() if count == most]
    fullest = max(closest, key=lambda person: len(words(person)), default="")
    if closest and all(words(person) <= words(fullest) for person in closest):
        return fullest
    if closest:
        return " ".join(word for word in asked.split() if words(word) & words(fullest))
    return " ".join(re.findall(r"\b[A-Z][\w.’'-]*", asked)) or None


def _differs(asked: str, person: str) -> bool:
    """Whether the words name another person of the same surname, by another given name."""
    *given, surname = person.split()
    if re.search(rf"\b{re.escape(surname)}\s+[A-Z]", asked):  # it is a given name here: "George Osborne"
        return True
    before = re.search(rf"([A-Z][\w’'-]+)\s+{re.escape(surname)}\b", asked)
    if not given or before is None:
        return False
    return before[1].lower() not in TITLES and not words(asked) & words(" ".join(given))


def _given(text: str | None) -> str | None:
    return text.strip() or None if text else None


def _date(name: str, text: str | None) -> PartialDate | None:
    if not _given(text):
        return None
    try:
        return PartialDate.parse(text or "")
    except ValueError as error:
        raise QuestionError(f"{name}: {error}") from error
