"""The reason that a reply gives when it says "nothing on record".

A reason is as precise as possible, and denies no more than the archive shows:

    is quoted 17 times, never on parking              no passage by or about her, its headline and neighbours included,
                                                      has anything to do with it
    ..., in no passage with the word “parking”        some of these has: it may be what was asked for, in other words
    is quoted 17 times, not clearly on parking        a passage that quotes her has a word of the topic
    ..., and no passage here has the word “badgers”   neither hers nor anybody's
    ..., in no article dated 2019; once without a date
    is named in 17 passages, quoted in none that On Record could attribute
    is not quoted in this archive                     the name is nowhere
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from retrieval.array_types import Mask, Rows
from retrieval.backends.protocol import Backend, LexiconLookup, Store
from retrieval.models import Options, PartialDate, Question
from retrieval.search import naming
from retrieval.search.answers import statement_of
from retrieval.search.features import neighbours
from retrieval.search.naming import names_person
from retrieval.search.query import speech_acts, time_expressions
from retrieval.search.query.speakers import is_office, office_in
from retrieval.search.ranking import Ranking
from retrieval.text.dates import MONTHS
from retrieval.text.name_lookup import publications_with, surname_of, unknown_source
from retrieval.text.normalise import holds_phrase
from retrieval.text.person_nouns import singular
from retrieval.text.tokenise import stems

SPELT = re.compile(r"\w+(?:[’']\w+)*")  # a word with its apostrophes: "O'Dell"
EARLIEST = PartialDate.parse("0001")  # every date is later
MIN_SIMILARITY = 0.5  # least similarity of a word to one of the topic for it to bear on the topic
ASKS_NOTHING = "this is not a question; ask something like: what did Burnham say about Lansley?"
MIN_COSINE = 0.45  # least cosine of a passage by or about somebody and the question for it to bear on the topic


def no_passage_matches(question: Question, store: Store, ranked: Ranking) -> str:
    """The reason if no passage matches the question's filters and its phrase in quotation marks.

    `ranked` has the closest passages of the whole archive.
    """
    filters = question.filters
    if filters.speaker and not store.speakers_named(filters.speaker):
        return _never_quoted(filters.speaker, Options(), store, ranked)
    if filters.source and not store.sources_named(filters.source):
        return unknown_source(filters.source, store.sources)
    if reason := _never_in_source_set(question, store):
        return reason
    clauses = (
        filters.speaker and f"quotes {filters.speaker}",
        filters.source and f"is from {_paper(filters.source, store)}",
        time_in_words(filters.after, filters.before) and f"is dated {time_in_words(filters.after, filters.before)}",
        question.phrase and f"has the words “{question.phrase}”",
    )
    undated = _undated(Options(source=filters.source), store) if filters.after or filters.before else ""
    return f"no passage here {' and '.join(clause for clause in clauses if clause)}{undated}"


def _never_in_source_set(question: Question, store: Store) -> str | None:
    """The reason if only the filters' speaker and publication do not go together; None otherwise."""
    speaker, source = question.filters.speaker, question.filters.source
    people = question.speakers or store.speakers_named(speaker or "")
    count = store.count(people, Options())
    is_else = question.phrase or question.filters.after or question.filters.before
    if not (speaker and source and count) or is_else or store.count(people, Options(source=source)):
        return None
    others = publications_with(other_papers(people, source, store))
    asked = replace(question, speaker=question.speaker or speaker, speakers=tuple(people))
    why = f"never in {_paper(source, store)}{f'; {others}' if others else ''}"
    return _quoted_but(asked, count, Options(), store, why)


def _undated(only: Options, store: Store) -> str:
    """The addition to the denial of a date that some articles have no date and may be from that time."""
    undated = store.coverage(only).undated
    return f"; {undated:,} {'article has' if undated == 1 else 'articles have'} no date" if undated else ""


def low_confidence(question: Question, backend: Backend, ranked: Ranking) -> str:
    """The reason if passages match the filters, but the confidence is too low. `ranked` has the closest passages."""
    store = backend.store
    speakers = question.speakers or (store.speakers_named(question.speaker) if question.speaker else [])
    asked_time = Options(source=question.filters.source, after=question.after, before=question.before)
    if question.speaker and not speakers:
        when = _time_asked(question)
        if when and office_in(question.speaker):  # others may have held it at other times
            return f"{_are_quoted(question.speaker, is_denied=True)} in an article dated {when}"
        return _never_quoted(question.speaker, replace(question.filters, speaker=None), store, ranked)
    selection = store.rows(asked_time)
    if selection is not None and not len(selection):
        return no_passage_matches(Question(question.text, filters=asked_time), store, ranked)
    if not question.speaker:
        absent = _absent(question.topic or question.text, backend.lexicon)
        return f"no passage here has the word “{absent}”" if absent else "nothing here is close enough to the question"
    visible = replace(question.filters, speaker=None)  # the reason tells nothing of what the filters hide
    count = store.count(speakers, visible)
    if not count:
        return _never_quoted(question.speaker, visible, store, ranked)
    why = _never_then(question, speakers, visible, asked_time, store)
    why = why or _never_there(question, speakers, store) or _on_topic(question, backend, ranked)
    return _quoted_but(question, count, visible, store, why)


def no_act(question: Question) -> str:
    """The reason if no passage shows that somebody did the act of speech that a question asks about."""
    return f"no passage here shows that {question.speaker or 'anybody'} {speech_acts.past(question.act or '')}"


def _are_quoted(speaker: str, people: Sequence[str] = (), *, is_denied: bool = False) -> str:
    """
    >>> _are_quoted("Ann Lee"), _are_quoted("unions"), _are_quoted("mayor", is_denied=True)
    ('Ann Lee is quoted', 'the unions are quoted', 'the mayor is not quoted')
    >>> _are_quoted("Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]), _are_quoted("Marks and Spencer", ["Marks and Spencer"])
    ('Ann Lee and Bo Ek are quoted', 'Marks and Spencer is quoted')
    """
    noun = re.split(" (?:for|of|at) ", speaker)[0].split()[-1]
    article = "" if speaker[:1].isupper() else "the "
    named = [name for name in people if name != speaker and holds_phrase(speaker, name)]
    verb = "are" if len(named) > 1 or (article and singular(noun) != noun) else "is"
    return f"{article}{speaker} {verb} {'not ' if is_denied else ''}quoted"


def _never_then(
    question: Question, speakers: Sequence[str], visible: Options, asked: Options, store: Store
) -> str | None:
    """A sentence that no quotation of the speakers is of the time asked about; None if one is, or the filters leave no
    other time.
    """
    when = _time_asked(question)
    if when is None or visible.after or visible.before:
        return None
    times = _in_each_year(question, asked, store) if question.month else [asked]
    if any(store.count(speakers, time) for time in times):
        return None
    undated = store.count(speakers, visible) - store.count(speakers, replace(visible, after=EARLIEST))
    return f"in no article dated {when}" + (f"; {_times(undated)} without a date" if undated else "")


def _never_there(question: Question, speakers: Sequence[str], store: Store) -> str | None:
    """A sentence that the question's publication does not quote the speakers; None if it does, or the question names
    none.
    """
    source = question.source
    if source is None or source == question.filters.source or store.count(speakers, Options(source=source)):
        return None
    others = publications_with(other_papers(speakers, source, store))
    return f"never in {_paper(source, store)}{f'; {others}' if others else ''}"


def nothing_then(question: Question, store: Store, ranked: Ranking, answering: Mask) -> str:
    """The reason if a passage answers, but not from the time or the publication that the question names.

    `answering` marks the ranked passages that answer, whatever their time and publication.
    """
    if reason := _quoted_at_other_times(question, store):
        return reason
    place = question.source if question.source != question.filters.source else None
    when = _time_asked(question)
    asked = " ".join(clause for clause in (place and f"from {place}", when and f"dated {when}") if clause)
    if place and not when:
        other = publications_with(papers_of(ranked.rows[answering], store), "answer")
        return f"nothing {asked} answers the question{f'; {other}' if other else ''}"
    return f"nothing {asked} answers the question{_elsewhere(question, store, ranked.rows[:1])}"


def _quoted_at_other_times(question: Question, store: Store) -> str | None:
    """The reason if no quotation of the speakers asked about is from the time asked about; None if one may be."""
    visible = replace(question.filters, speaker=None)
    count = store.count(question.speakers, visible) if question.speaker and question.asks_for_words else 0
    asked_time = Options(source=question.filters.source, after=question.after, before=question.before)
    why = _never_then(question, question.speakers, visible, asked_time, store) if count else None
    return _quoted_but(question, count, visible, store, why) if why else None


def _quoted_but(question: Question, count: int, visible: Options, store: Store, why: str) -> str:
    """How often the speakers asked about are quoted, and why none of it answers."""
    are_quoted = _are_quoted(question.speaker or "", question.speakers)
    in_all = " in all" if " are " in are_quoted and len(question.speakers) > 1 else ""
    return f"{are_quoted} {_times(count)}{in_all}{_where(visible, store)}, {why}"


def papers_of(rows: Rows, store: Store) -> list[tuple[str, int]]:
    """The number of statements that the passages `rows` belong to in each publication, the highest first."""
    firsts = dict.fromkeys(statement_of(store, row)[0] for row in rows.tolist())
    passages = store.passages(list(firsts))
    return Counter(passage.article.source for passage in passages if passage.article.source).most_common()


def _time_asked(question: Question) -> str | None:
    if question.month:
        return f"{f'{question.day} ' if question.day else ''}{MONTHS[question.month - 1]} of any year"
    return time_in_words(question.after, question.before)


def _in_each_year(question: Question, only: Options, store: Store) -> list[Options]:
    """The question's month, or its day, in each year of the archive."""
    first, last = (int(day[:4]) for day in store.dates() or ("1", "0"))
    spans = (time_expressions.in_year(question.month or 1, year, question.day) for year in range(first, last + 1))
    return [replace(only, after=span[0], before=span[1]) for span in spans if span]


def _elsewhere(question: Question, store: Store, closest: Rows) -> str:
    """The time or publication of the passage shown first, if it is not the one asked about; else empty."""
    published = store.passages(closest.tolist())[0].article.published
    asked_time = Options(after=question.after, before=question.before)
    if question.month:
        is_then = published is not None and _is_then(question, published.when)
    else:
        is_then = asked_time == Options() or bool(store.published(asked_time, closest)[0])
    is_there = question.source is None or bool(store.published(Options(source=question.source), closest)[0])
    time = None if is_then else "from another time" if published else "without a date"
    other = " and ".join(clause for clause in (time, None if is_there else "from another publication") if clause)
    return f"; the closest passage is {other}" if other else ""


def _is_then(question: Question, when: PartialDate) -> bool:
    """Whether a date is in the question's month, and on its day if the question names one."""
    return when.first.month == question.month and question.day in {None, when.first.day}


def time_in_words(after: PartialDate | None, before: PartialDate | None) -> str | None:
    """The time from `after` up to `before` in words; None if neither is given.

    >>> [time_in_words(PartialDate.parse("2021"), end) for end in (PartialDate.parse("2022"), None)]
    ['2021', '2021 or later']
    """
    if after and before and before.first - timedelta(days=1) == after.last:
        return str(after)
    clauses = (after and f"{after} or later", before and f"before {before}")
    return ", ".join(clause for clause in clauses if clause) or None


def _never_quoted(name: str, visible: Options, store: Store, ranked: Ranking) -> str:
    """The reason if the passages that the filters leave quote nobody of this name."""
    rows = ranked.rows.tolist()
    mentions = (quotation.speaker_text or "" for row in rows for quotation in store.quotations(row))
    if not store.speakers_named(name) and any(names_person(mention, name) for mention in mentions):
        return f"nobody is quoted under the name {name}{_where(visible, store)}"
    article = "the " if name[:1].islower() and is_office(name) else ""
    return f"{article}{name} {not_quoted(name, visible, store)}"


def not_quoted(name: str, visible: Options, store: Store) -> str:
    """The words after a name, if the passages that the filters leave quote nobody of this name."""
    where, named = _where(visible, store), naming.count((name,), visible, store)
    if not named.passages:
        return f"is not quoted{where or ' in this archive'}"
    passages = "1 passage" if named.passages == 1 else f"{named.passages:,} passages"
    at_least = "" if named.is_complete else "at least "
    return f"is named in {at_least}{passages}{where}, quoted in none that On Record could attribute"


def other_papers(speakers: Sequence[str], source: str, store: Store) -> list[tuple[str, int]]:
    """The number of quotations of the speakers in each other publication, the highest first."""
    there = set(store.sources_named(source))
    said = (each for each in store.quotations_about(speakers, ()) if each.speaker in speakers)
    papers = Counter(each.article.source for each in said if each.article.source and each.article.source not in there)
    return papers.most_common()


def _paper(typed: str, store: Store) -> str:
    """The publication that a typed name means; the typed name if it means several."""
    named = store.sources_named(typed)
    return named[0] if len(named) == 1 else typed


def _where(visible: Options, store: Store) -> str:
    clauses = (
        visible.source and f" in {_paper(visible.source, store)}",
        visible.after and f" from {visible.after} on",
        visible.before and f" before {visible.before}",
    )
    return "".join(clause for clause in clauses if clause)


def _on_topic(question: Question, backend: Backend, ranked: Ranking) -> str:
    """How closely the passages that quote the speaker are related to the topic."""
    topic = [stem for stem in stems(question.topic or "") if stem not in stems(question.speaker or "")]
    if not topic:
        return "never close enough to the question"
    quoted = backend.store.rows(replace(question.filters, speaker=question.speaker))
    if backend.lexicon.any_holds(topic, quoted):
        return f"not clearly on {question.topic}"
    if absent := _absent(question.topic or "", backend.lexicon):
        return f"and no passage here has the word “{absent}”"
    rows = ranked.rows[_by_or_about(question, backend.store, ranked)]
    if _bears_on(topic, rows, backend) or (ranked.features["dense"][np.isin(ranked.rows, rows)] >= MIN_COSINE).any():
        words = "words" if len((question.topic or "").split()) > 1 else "word"
        return f"in no passage with the {words} “{question.topic}”"
    return f"never on {question.topic}"


def _absent(text: str, lexicon: LexiconLookup) -> str | None:
    """The first word of a text that no passage has in any form; None if passages have all of them."""
    words = (word for word in SPELT.findall(text) if not word.isdecimal())
    return next((word for word in words if not all(map(lexicon.has_stem, stems(word)))), None)


def _by_or_about(question: Question, store: Store, ranked: Ranking) -> Mask:
    """For each passage, whether it quotes the speaker or has their surname."""
    name = surname_of(question.speaker or "")
    about = [names_person(passage.text, name) for passage in store.passages(ranked.rows.tolist())]
    by = ranked.features["speaker_match"] > 0
    mask: Mask = by | np.array(about, bool)
    return mask


def _bears_on(topic: list[str], rows: Rows, backend: Backend) -> bool:
    """Whether the passages `rows`, their neighbours or their headlines have a word similar to any of the topic."""
    store = backend.store
    near = np.unique(np.concatenate([rows, neighbours(store, rows, -1), neighbours(store, rows, 1)]))
    found = backend.lexicon.match(topic, near, np.unique(store.articles[rows]))
    return any((similarity >= MIN_SIMILARITY).any() for similarity in found)


def _times(count: int) -> str:
    """
    >>> _times(1), _times(2), _times(3)
    ('once', 'twice', '3 times')
    """
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
