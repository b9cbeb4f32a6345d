"""A question, read: who is meant to be speaking, on what, when and where, and what the asker insists on.

Operators insist, and so do the options beside a question: `speaker:burnham source:hsj after:2012-02 before:2012-03
"taken out and shot"`. A speaker who is asked about in words ("what did Burnham say ...") is preferred, not insisted on.
"""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime

from retrieval.errors import QuestionError
from retrieval.models import Options, PartialDate, Question
from retrieval.search.query import date_range, intent, publications, speakers
from retrieval.search.query.speakers import SpeakerNames as SpeakerNames

OPERATOR = re.compile(r"""(?<!\S)(speaker|source|after|before):(?:["“]([^"”]*)["”]|(\S*))""", re.IGNORECASE)
MARKED = re.compile(r"""["“]([^"“”]*)["”]""")
SEVERAL = re.compile(r"\w\s+\w")
TOPIC = re.compile(r"\b(?:about|on|regarding|concerning|of)\s+(.+?)(?:,?\s+according to\b.*)?[\s?.!]*$", re.IGNORECASE)


def parse_options(
    speaker: str | None = None, source: str | None = None, after: str | None = None, before: str | None = None
) -> Options:
    """Options from text as somebody types it; QuestionError for a date that cannot be read."""
    return Options(_given(speaker), _given(source), _date("after", after), _date("before", before))


def parse(
    text: str, people: SpeakerNames, beside: Options, sources: Sequence[str] = (), today: date | None = None
) -> Question:
    """Read a question; `people` and `sources` are the archive's, and options `beside` the question overrule its words.

    >>> parse("what did Burnham say about Lansley?", SpeakerNames(["Andy Burnham", "Andrew Lansley"]), Options())
    ... # doctest: +ELLIPSIS
    Question(text='what did Burnham say about Lansley?', speaker='Andy Burnham', topic='Lansley', source=None, ...)
    """
    if not text.strip():
        raise QuestionError("the question is empty; ask something like: what did Burnham say about Lansley?")
    only, typed, today = _insisted(text, beside), " ".join(OPERATOR.sub(" ", text).split()), today or _today()
    spelling_corrections = people.spelling_corrections(typed)
    plain = re.sub(r"\w+", lambda word: spelling_corrections.get(word[0], word[0]), typed)
    source = publications.find(plain, sources)
    dates = date_range.find(publications.without(plain, sources), today)
    phrase = next((marked.strip() for marked in MARKED.findall(plain) if SEVERAL.search(marked)), None)
    bare = _tidy(date_range.less(publications.less(plain, source) if source else plain, today, dates))
    if not re.search(r"\w", bare) or (phrase and phrase not in bare):
        bare = plain
    speaker = people.full_name(only.speaker) if only.speaker else _speaker(plain, people, source)
    after, before = (only.after, only.before) if only.after or only.before else dates
    return Question(
        text=intent.less(bare) or only.speaker or text,
        speaker=speaker,
        topic=_topic(bare),
        source=only.source or source,
        after=after,
        before=before,
        phrase=phrase,
        answer_type=intent.find(bare, speaker),
        named=people.named(plain),
        spelling_corrections=tuple(spelling_corrections.items()),
        filters=only,
    )


def _insisted(text: str, beside: Options) -> Options:
    """What the operators say, overruled one by one by the options `beside` the question."""
    stated = parse_options(
        **{found[1].lower(): found[3] if found[2] is None else found[2] for found in OPERATOR.finditer(text)}
    )
    return replace(stated, **{f.name: value for f in fields(beside) if (value := getattr(beside, f.name)) is not None})


def _tidy(text: str) -> str:
    """The text as if what was taken out of it had never been there.

    >>> _tidy(", what did he say , ?")
    'what did he say?'
    """
    text = re.sub(r"\s+(?=[,:;?.!])", "", " ".join(text.split()))
    return re.sub(r"^[,:;–—-]+\s*|[,:;](?=[,:;?.!])|[\s,:;]+$", "", text)


def _speaker(text: str, people: SpeakerNames, source: str | None) -> str | None:
    """Who is asked about, unless that is only where to look."""
    speaker = people.speaker(text)
    return None if speaker and source and speaker not in people and publications.means(speaker, source) else speaker


def _topic(text: str) -> str | None:
    asked = speakers.ASKED.search(text)
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
