"""Finds quotations on a topic: by its words; if there are none, by its meaning, as for a question; else the nearest
ones.

timeline.select      quotations whose paragraph and headline have all words of the topic, in any form
  ↓ none
Archive.ask          the answers to "what did Burnham say about hospital closures?"
  ↓ none
nearest              the closest passages that quote the speaker, which do not answer
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from retrieval.chronology import timeline
from retrieval.errors import EncoderError, QuestionError, ReaderError
from retrieval.models import Options, Quotation, Reply, Role
from retrieval.search import offices
from retrieval.text.tokenise import stems

MAX_ANSWERS = 20  # answers that are asked for where nothing has the words
MAX_NEAREST_PASSAGES = 3


class SearchableArchive(Protocol):
    """The part of `retrieval.archive.Archive` that is needed."""

    def said(self, speaker: str | None = ..., topic: str | None = ..., source: str | None = ...) -> list[Quotation]: ...

    def ask(self, text: str, options: Options = ..., limit: int = ...) -> Reply: ...

    def office_named(self, typed: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True)
class OnTopic:
    """Quotations on a topic, oldest first. If there are none, `nearest` has the closest passages, best first.

    `by_meaning` is true if no paragraph or headline has the topic's words, and the quotations are answers to a question
    about it. If the publication asked about has none, `elsewhere` counts the quotations of the others.
    """

    quotations: list[Quotation]
    by_meaning: bool = False
    nearest: tuple[Quotation, ...] = ()
    elsewhere: tuple[tuple[str, int], ...] = ()


def find(
    archive: SearchableArchive, speaker: str | None = None, topic: str | None = None, source: str | None = None
) -> OnTopic:
    """The quotations of a speaker, or of everybody, on a topic. Raises NobodyCalled if nobody is quoted by the name."""
    said = archive.said(speaker, topic, source)
    found = OnTopic(said) if said or not stems(topic or "") else _meant(archive, speaker, topic or "", source)
    if found.quotations or not source:
        return found
    return replace(found, elsewhere=tuple(by_source(archive.said(speaker, topic))))


def by_source(quotations: Iterable[Quotation]) -> list[tuple[str, int]]:
    """The number of quotations of each publication, the highest first."""
    return Counter(quotation.article.source for quotation in quotations if quotation.article.source).most_common()


def _meant(archive: SearchableArchive, speaker: str | None, topic: str, source: str | None) -> OnTopic:
    """The quotations that are close in meaning to a topic whose words nothing has."""
    question = f"what did {speaker} say about {topic}?" if speaker else f"what was said about {topic}?"
    try:
        reply = archive.ask(question, Options(speaker, source), MAX_ANSWERS)
    except (EncoderError, ReaderError, QuestionError):  # without a model, or of a long topic, the words alone count
        return OnTopic([])
    office = archive.office_named(speaker) if speaker else None
    # close passages may be from any publication
    sources = {each.article.source for each in archive.said(speaker, None, source)} if source else None
    found = [
        (answer.role, answer.quotation)
        for answer in reply.answers
        if answer.quotation and (answer.is_own or not speaker) and (sources is None or answer.article.source in sources)
        if office is None or offices.said_in_office(answer.quotation, office)
    ]
    answers = [quotation for role, quotation in found if role is Role.ANSWER and not reply.abstained]
    if answers:
        return OnTopic(timeline.select(answers), by_meaning=True)
    return OnTopic([], nearest=tuple(quotation for _, quotation in found)[:MAX_NEAREST_PASSAGES])
