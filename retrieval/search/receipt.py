"""The receipt of an abstention: what was searched before a reply says that nothing is on record.

    covered      the articles that the filters leave: how many, their dates and sources
    named        passages with the name of the person asked about: “Burnham” for Andy Burnham; a speaker whom the
                 archive does not quote counts by the name as typed
    quoted       passages that quote this person, and their quotations: the reason of the abstention has the same number
    nearest      the first passage of the ranking, and why it is not an answer
    uncovered    the time asked about, if no article is dated then

Every figure comes from the index. Only `named` reads passages (naming.py); if there are many, it is a lower bound. If
the filters leave no article, the reply offers the closest passages of the whole archive, so the receipt counts the
archive.
"""

from dataclasses import replace

from retrieval.backends.protocol import Backend, Store
from retrieval.models import (
    Answer,
    Coverage,
    Modality,
    NearestMiss,
    Options,
    Published,
    Question,
    Quotation,
    Searched,
    Silence,
)
from retrieval.search import naming
from retrieval.search.abstention import other_papers, time_in_words
from retrieval.search.reader import LOGIT
from retrieval.text.normalise import holds_phrase, normalise

MAX_NAMES = 3  # people whose names are counted; if there are more, only the typed name
READ = "it does not say what was asked"
NOT_SAID = {
    Modality.DENIED: "its words are denied",
    Modality.CONDITIONAL: "its words are only supposed",
    Modality.TO_COME: "its words are still to be said",
}


def write(
    question: Question, backend: Backend, answers: tuple[Answer, ...], *, archive: str, filtered: bool
) -> tuple[Silence, Searched]:
    """The kind of an abstention, and its receipt. `filtered` is true if filters hide everything that answers."""
    store, manifest = backend.store, backend.manifest
    only, covered = _looked_through(question, store)
    people = question.speakers or _quoted_people(question, store)
    uncovered = _uncovered(question, only.source, store)
    names = _names(question, only, store)
    named = naming.count(names, only, store, are_labels=bool(people)) if names else None
    quoted = store.count_quoting(people, only)
    source = question.filters.source
    lacks_source = bool(source and people) and not store.count(people, Options(source=source))
    if named and not people and named.is_nowhere:
        silence = Silence.NO_SUCH_NAME
    elif filtered or uncovered or (people and not quoted):
        silence = Silence.FILTERED_OUT
    else:
        silence = Silence.NOTHING_FOUND
    return silence, Searched(
        archive=archive,
        covered=covered,
        generation=backend.name,
        indexed=manifest.built,
        names=names,
        named=named.passages if named else None,
        named_otherwise=named is not None and not named.passages and not named.is_nowhere,
        named_at_least=named is not None and not named.is_complete,
        quoted=quoted if named else None,
        quotations=store.count(people, only) if named else None,
        nearest=_nearest(question, answers[0]) if answers else None,
        uncovered=uncovered,
        skipped=manifest.skipped,
        elsewhere=tuple(other_papers(people, source, store)) if source and lacks_source else (),
    )


def is_hidden_by_filters(question: Question, store: Store) -> bool:
    """Whether passages match the question's phrase (or it has none) if its filters are ignored."""
    if question.filters == Options() or (question.filters.speaker and not _quoted_people(question, store)):
        return False
    anywhere = store.rows(Options(), question.phrase)
    return anywhere is None or len(anywhere) > 0


def _looked_through(question: Question, store: Store) -> tuple[Options, Coverage]:
    """The narrowest of these filters that leaves any article, and the coverage of these articles."""
    for only in (replace(question.filters, speaker=None), Options(source=question.filters.source)):
        covered = store.coverage(only)
        if covered.articles != 0:
            return only, covered
    return Options(), store.coverage(Options())


def _names(question: Question, only: Options, store: Store) -> tuple[str, ...]:
    """The names to count: the surnames of the speakers asked about, or else the name as typed."""
    asked, people = _asked(question), question.speakers
    if people and len(people) <= MAX_NAMES:
        return tuple(dict.fromkeys(naming.short_name(name, only, store) for name in people))
    return (asked,) if asked else ()


def _asked(question: Question) -> str | None:
    return question.filters.speaker or question.speaker


def _quoted_people(question: Question, store: Store) -> tuple[str, ...]:
    asked = _asked(question)
    return tuple(store.speakers_named(asked)) if asked else ()


def _uncovered(question: Question, source: str | None, store: Store) -> str | None:
    """The time asked about, if no article of the source has a date in it. If `source` is None, all articles count."""
    asked = time_in_words(question.after, question.before)
    if asked is None:
        return None
    then = store.rows(Options(source=source, after=question.after, before=question.before))
    return asked if then is not None and not len(then) else None


def _nearest(question: Question, answer: Answer) -> NearestMiss:
    article, quotation = answer.article, answer.quotation
    speaker = quotation.speaker if quotation else None
    place = (article.id, answer.start, answer.end, article.title, article.source, article.published)
    return NearestMiss(*place, speaker, _why_not(question, answer))


def _why_not(question: Question, answer: Answer) -> str:
    """The reason why a passage is not an answer: the first thing asked for that it lacks."""
    quotation, published = answer.quotation, answer.article.published
    speaker = _asked(question) if question.filters.speaker or question.asks_for_words else None
    if question.phrase and not holds_phrase(answer.text, question.phrase):
        return f"it does not have the words “{question.phrase}”"
    if speaker and not answer.is_own:
        return _not_by(speaker, quotation)
    if question.source and normalise(question.source) not in normalise(answer.article.source or ""):
        return f"it is from {answer.article.source or 'an unknown source'}, not from {question.source}"
    asked_time = time_in_words(question.after, question.before)
    if asked_time and not _is_from(question, published):
        return f"it is {f'dated {published.when}' if published else 'not dated'}, and {asked_time} was asked about"
    if quotation and quotation.modality in NOT_SAID:
        return NOT_SAID[quotation.modality]
    return READ if LOGIT in answer.parts else "it is not close enough to the question"


def _not_by(speaker: str, quotation: Quotation | None) -> str:
    if quotation is None:
        return "it quotes nobody"
    return (
        f"it quotes {quotation.speaker}, not {speaker}" if quotation.speaker else "it does not say whose words it has"
    )


def _is_from(question: Question, published: Published | None) -> bool:
    """Whether a date may be in the time asked about."""
    if published is None:
        return False
    is_before = not question.before or published.when.first < question.before.first
    return is_before and (not question.after or published.when.last >= question.after.first)
