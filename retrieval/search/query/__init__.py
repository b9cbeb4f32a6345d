"""Reads a question: who is asked about, on which topic, from which time and publication, and which filters apply.

    what did Burnham say in May?   a speaker, date or source in the question's words is preferred in the ranking
    speaker:burnham source:hsj     operators are filters: nothing else is searched
    after:2012-02 before:2012-03
    "taken out and shot"           two words or more in quotation marks must occur exactly

Options given beside the question are filters too, and overrule its operators one by one.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from retrieval.errors import QuestionError
from retrieval.models import Options, PartialDate, Question
from retrieval.search.query import date_range, intent, publications, speakers
from retrieval.search.query.speakers import SpeakerNames as SpeakerNames

OPERATOR = re.compile(r"""(?<!\S)(speaker|source|after|before):(?:["“]([^"”]*)["”]|(\S*))""", re.IGNORECASE)
QUOTED = re.compile(r"""["“]([^"“”]*)["”]""")
TWO_WORDS = re.compile(r"\w\s+\w")
TOPIC = re.compile(r"\b(?:about|on|regarding|concerning|of)\s+(.+?)(?:,?\s+according to\b.*)?[\s?.!]*$", re.IGNORECASE)


def parse_options(
    speaker: str | None = None, source: str | None = None, after: str | None = None, before: str | None = None
) -> Options:
    """Options as somebody types them; empty text is no option. QuestionError for a date that cannot be read."""
    return Options(_stripped(speaker), _stripped(source), _date("after", after), _date("before", before))


def parse(
    text: str, names: SpeakerNames, options: Options, sources: Sequence[str] = (), today: date | None = None
) -> Question:
    """Read a question. `names` and `sources` are the archive's; `options` overrule the question's own operators.

    >>> parse("what did Burnham say about Lansley?", SpeakerNames(["Andy Burnham", "Andrew Lansley"]), Options())
    ... # doctest: +ELLIPSIS
    Question(text='what did Burnham say about Lansley?', speaker='Andy Burnham', topic='Lansley', source=None, ...)
    """
    if not text.strip():
        raise QuestionError("the question is empty; ask something like: what did Burnham say about Lansley?")
    filters = _filters(text, options)
    today = today or _today()
    typed = " ".join(OPERATOR.sub(" ", text).split())
    corrections = names.spelling_corrections(typed)
    corrected = re.sub(r"\w+", lambda word: corrections.get(word[0], word[0]), typed)

    source = publications.find_source(corrected, sources)
    dates = date_range.find_dates(publications.strip_source_names(corrected, sources), today)
    phrase = _phrase(corrected)
    rest = publications.strip_source(corrected, source) if source else corrected
    rest = _tidy(date_range.strip_dates(rest, today, dates))
    if not re.search(r"\w", rest) or (phrase and phrase not in rest):
        rest = corrected

    speaker = names.full_name(filters.speaker) if filters.speaker else _speaker(corrected, names, source)
    after, before = (filters.after, filters.before) if filters.after or filters.before else dates
    return Question(
        text=intent.strip_listing(rest) or filters.speaker or text,
        speaker=speaker,
        topic=_topic(rest),
        source=filters.source or source,
        after=after,
        before=before,
        phrase=phrase,
        answer_type=intent.find_answer_type(rest, speaker),
        named=names.full_names_in(corrected),
        spelling_corrections=tuple(corrections.items()),
        filters=filters,
    )


def _filters(text: str, options: Options) -> Options:
    """The operators in the text; `options` overrule them one by one. Of an operator given twice the last counts."""
    operators: dict[str, str] = {}
    for match in OPERATOR.finditer(text):
        name, quoted, bare = match.groups()
        operators[name.lower()] = bare if quoted is None else quoted
    typed = parse_options(**operators)
    return Options(
        speaker=typed.speaker if options.speaker is None else options.speaker,
        source=typed.source if options.source is None else options.source,
        after=typed.after if options.after is None else options.after,
        before=typed.before if options.before is None else options.before,
    )


def _phrase(text: str) -> str | None:
    """The first two words or more in quotation marks."""
    for quoted in QUOTED.findall(text):
        if TWO_WORDS.search(quoted):
            return str(quoted.strip())
    return None


def _tidy(text: str) -> str:
    """Without the white space and punctuation that stripped clauses leave behind.

    >>> _tidy(", what did he say , ?")
    'what did he say?'
    """
    text = re.sub(r"\s+(?=[,:;?.!])", "", " ".join(text.split()))
    return re.sub(r"^[,:;–—-]+\s*|[,:;](?=[,:;?.!])|[\s,:;]+$", "", text)


def _speaker(text: str, names: SpeakerNames, source: str | None) -> str | None:
    """The person asked about; None if the name only says which publication to search."""
    speaker = names.find_speaker(text)
    if speaker and source and speaker not in names and publications.is_name_of(speaker, source):
        return None
    return speaker


def _topic(text: str) -> str | None:
    asked = speakers.ASKED.search(text)
    topic = TOPIC.search(text, asked.end() if asked else 0)
    return topic[1] if topic else None


def _today() -> date:
    """The date on this machine's clock, in its own time zone: "last week" is meant by it, not by UTC."""
    return datetime.now().astimezone().date()


def _stripped(text: str | None) -> str | None:
    return text.strip() or None if text else None


def _date(name: str, text: str | None) -> PartialDate | None:
    if text is None or not text.strip():
        return None
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise QuestionError(f"{name}: {error}") from error
