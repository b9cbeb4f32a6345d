"""Abstentions in words: the reason that a reply gives when it says "nothing on record", as precisely as possible."""

from dataclasses import replace

from retrieval.array_types import Selection
from retrieval.backends.protocol import Backend, Store
from retrieval.models import Options, Question
from retrieval.text.tokenise import stems


def no_passage_matches(question: Question, store: Store) -> str:
    """The reason if no passage matches the question's filters and its phrase in quotation marks."""
    filters = question.filters
    if filters.speaker and not store.speakers_named(filters.speaker):
        return f"{filters.speaker} is not quoted in this archive"
    if filters.source and not store.sources_named(filters.source):
        return f"no article here is from {filters.source}; its sources: {', '.join(store.sources) or 'unknown'}"
    clauses = (
        filters.speaker and f"quotes {filters.speaker}",
        filters.source and f"is from {filters.source}",
        filters.after and f"was published in {filters.after} or later",
        filters.before and f"was published before {filters.before}",
        question.phrase and f"has the words “{question.phrase}”",
    )
    return f"no passage here {' and '.join(clause for clause in clauses if clause)}"


def low_confidence(question: Question, backend: Backend) -> str:
    """The reason if passages match the filters, but the confidence is too low."""
    store = backend.store
    speakers = store.speakers_named(question.speaker) if question.speaker else []
    if question.speaker and not speakers:
        return f"{question.speaker} is not quoted in this archive"
    asked_time = Options(source=question.filters.source, after=question.after, before=question.before)
    selection = store.rows(asked_time)
    if selection is not None and not len(selection):
        return no_passage_matches(Question(question.text, filters=asked_time), store)
    if not speakers:
        return "nothing here is close enough to the question"
    visible = replace(question.filters, speaker=None)  # the reason tells nothing of what the filters hide
    where = _where(visible)
    count = store.count(speakers, visible)
    if not count:
        return f"{question.speaker} is not quoted{where}"
    quoted = store.rows(replace(visible, speaker=question.speaker))
    return f"{question.speaker} is quoted {_times(count)}{where}, {_on_topic(question, quoted, backend)}"


def _where(filters: Options) -> str:
    """
    >>> _where(Options(source="HSJ")), _where(Options())
    (' in HSJ', '')
    """
    clauses = (
        filters.source and f" in {filters.source}",
        filters.after and f" from {filters.after} on",
        filters.before and f" before {filters.before}",
    )
    return "".join(clause for clause in clauses if clause)


def _on_topic(question: Question, quoted: Selection | None, backend: Backend) -> str:
    topic = [stem for stem in stems(question.topic or "") if stem not in stems(question.speaker or "")]
    if not topic:
        return "never close enough to the question"
    mentioned = backend.lexicon.any_holds(topic, quoted)
    return f"{'not clearly' if mentioned else 'never'} on {question.topic}"


def _times(count: int) -> str:
    """
    >>> _times(1), _times(2), _times(3)
    ('once', 'twice', '3 times')
    """
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
