"""Turns ranked passages into answers, each with a quotation, highlights and the other places with the same words.

    “The bill is lost,” said Burnham.     one quotation in three paragraphs: they are one statement,
    “The reforms must go.                 and so one answer, whichever of them the search has found
    “And so must he.”

A statement is a passage together with its neighbours that continue the same quotation, up to the longest answer. The
same words in several articles are one answer that lists all of the articles, the oldest first. Articles with nearly the
same words are listed separately, because they do not have the answer's words verbatim.

The office that a speaker held on the day of an article comes from articles of that time:

    7 February 2012    "Health Secretary Andrew Lansley told reporters ..."
    11 February 2012   "Lansley went on: ..."                                  Andrew Lansley, then Health Secretary

A mention gives the office beside the name. The article's own mention comes first. Otherwise, the office in most
articles of the time before and after counts (MAX_OFFICE_AGE). Articles without a date count only for themselves.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

import numpy as np

from retrieval.array_types import Mask
from retrieval.backends.protocol import Backend, LexiconLookup, Store
from retrieval.models import Answer, Kind, PartialDate, Passage, Question, Quotation, Role, Span
from retrieval.passages import MAX_PASSAGE_CHARS, text_start
from retrieval.search.features import topic_stems
from retrieval.search.near_duplicates import NearDuplicates
from retrieval.search.ranking import Ranked, Ranking
from retrieval.text import person_nouns, sentences

TopicCoverage = Callable[[Sequence[str]], Sequence[float]]  # the share of the topic that each text covers, from 0 to 1
AdjacentPassages = dict[int, Passage]  # adjacent passages by their rows
LABELLED = re.compile(r"\s*(?:\*\*)?[A-Z][^\n.?!:]{0,60}:")  # a turn of an interview: "A:", "INES VALDOR:"
MAX_INTERVIEWER_CHARS = 300  # of an interviewer's question that is shown above its answer
MAX_OFFICE_AGE = timedelta(days=92)  # between an article and another one that gives the office
Mention = tuple[str, PartialDate]  # the words for a speaker in an article, and the article's date


def build(backend: Backend, question: Question, ranked: Ranking, answering: Mask, limit: int) -> Iterator[Answer]:
    """Up to `limit` answers: first those that `answering` marks, then related ones, each group best first.

    `answering` has a value for each passage of the ranking. No passage is in two answers.
    """
    store = backend.store
    found = list(islice(_found(backend, ranked, answering), min(limit, len(ranked))))
    coverage = _Coverage(backend.lexicon, topic_stems(question))
    coverage(
        [sentence for each in found for sentence in _sentences(_text(each.statement)).values()]
    )  # cheaper all at once
    for each in found:
        yield _answer(store, each, question, coverage)


@dataclass(frozen=True, slots=True)
class _Found:
    """A ranked passage, its statement, and the rows of its exact and near duplicates.

    `answers` is true for an answer, false for a related passage. `asked` is the interviewer's question directly above
    the statement, if there is one.
    """

    candidate: Ranked
    statement: AdjacentPassages
    same: Collection[int]
    nearly: Collection[int]
    answers: bool
    asked: Passage | None


def _found(backend: Backend, ranked: Ranking, answering: Mask) -> Iterator[_Found]:
    """The statements of a ranking, in the order of `build`. No passage is in two of them."""
    store, order = backend.store, np.argsort(~answering, kind="stable")
    near_duplicates = NearDuplicates(store, backend.lexicon, ranked.rows)
    shown: set[int] = set()
    above: set[int] = set()  # questions shown above an answer, which are therefore not shown as related
    for candidate, answers in zip(ranked.at(order), answering[order].tolist(), strict=True):
        if candidate.row in shown or (candidate.row in above and not answers):
            continue
        statement = _statement(store, candidate.row, shown)
        asked = None if min(statement) - 1 in shown else _question_above(store, min(statement))
        same = {row: store.exact_duplicates(row) for row in statement}
        near = {row: near_duplicates.of(row, same[row]) for row in statement}
        shown.update(statement, *same.values(), *near.values())
        above.update([min(statement) - 1] if asked else [])
        yield _Found(candidate, statement, same[candidate.row], near[candidate.row], answers, asked)


class _Coverage:
    """The share of the topic that texts cover, from 0 to 1. Each text is looked up once."""

    def __init__(self, lexicon: LexiconLookup, topic: Sequence[str]) -> None:
        self._lexicon, self._topic = lexicon, topic
        self._known: dict[str, float] = {}

    def __call__(self, texts: Sequence[str]) -> Sequence[float]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._lexicon.soft_coverage(self._topic, new), strict=True))
        return [self._known[text] for text in texts]


def statement_of(store: Store, row: int) -> tuple[int, str]:
    """The first row and the text of the statement that a passage belongs to."""
    statement = _statement(store, row, frozenset())
    return min(statement), _text(statement)


def _text(statement: AdjacentPassages) -> str:
    first, last = statement[min(statement)], statement[max(statement)]
    return first.article.text[first.start : last.end]


def highlights(text: str, coverage: TopicCoverage, quoted: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The sentence of `text` that covers most of the topic; among equals, the first.

    Empty if no sentence covers any of it.

    If one of the spans `quoted` overlaps the sentence, only the overlap is highlighted.

    >>> text, coverage = "He left. The reforms will stay, he said.", lambda texts: ["reforms" in t for t in texts]
    >>> highlights(text, coverage), highlights(text, coverage, [(9, 30)])
    (((9, 40),), ((9, 30),))
    """
    covered = _sentence_coverage(text, coverage)
    best = max(covered, key=lambda span: covered[span], default=None)
    if best is None or not covered[best]:
        return ()
    for start, end in quoted:
        start, end = max(best[0], start), min(best[1], end)  # noqa: PLW2901 - cut to the sentence
        if start < end:
            return ((start, end),)
    return (best,)


def _sentence_coverage(text: str, coverage: TopicCoverage) -> dict[Span, float]:
    """The share of the topic that each sentence of `text` covers, in order."""
    found = _sentences(text)
    return dict(zip(found, coverage(list(found.values())), strict=True))


@lru_cache(maxsize=64)  # each text is split to look up all coverage at once, and again to choose from it
def _sentences(text: str) -> Mapping[Span, str]:
    """The sentences of `text` by their spans, in order."""
    return {(start, end): text[start:end] for start, end in sentences.split(text)}


def _oldest_first(store: Store, rows: Iterable[int]) -> tuple[Passage, ...]:
    """The passages of `rows`, oldest first; passages without a date come last."""

    def day(passage: Passage) -> date:
        published = passage.article.published
        return published.when.first if published else date.max

    return tuple(sorted(store.passages(rows), key=day))


def _statement(store: Store, row: int, shown: Set[int]) -> AdjacentPassages:
    """The passage `row` with its neighbours in the same statement. Earlier ones come first: they name the speaker."""
    run = store.run(row)
    passages = dict(zip(run, store.passages(run), strict=True))

    def fits(near: int, first: int, last: int) -> bool:
        return near in run and near not in shown and passages[last].end - passages[first].start <= MAX_PASSAGE_CHARS

    first = last = row
    while fits(first - 1, first - 1, last):
        first -= 1
    while fits(last + 1, first, last + 1):
        last += 1
    return {near: passages[near] for near in range(first, last + 1)}


def _answer(store: Store, found: _Found, question: Question, coverage: TopicCoverage) -> Answer:
    candidate, statement = found.candidate, found.statement
    start, end = statement[min(statement)].start, statement[max(statement)].end
    article = statement[candidate.row].article
    quotation = _quotation(store, candidate.row, statement, question, coverage)
    top, start = start, start + text_start(article.text[start:end])
    if quotation and quotation.spans[0][0] < start:  # what was taken for a heading is quoted
        start = top
    quoted = [(first - start, last - start) for first, last in quotation.spans] if quotation else []
    top = found.asked.start if found.asked else _below_signature(store, min(statement), (top, start))
    return Answer(
        article=article,
        start=start,
        end=end,
        quotation=quotation,
        highlights=highlights(article.text[start:end], coverage, quoted),
        score=candidate.score,
        parts=candidate.features,
        also=_oldest_first(store, found.same),
        nearly=_oldest_first(store, found.nearly),
        role=Role.ANSWER if found.answers else Role.RELATED,
        heading=(top, start) if top < start else None,
        is_own=quotation is not None and quotation.speaker in question.speakers,
        direct=_direct(store, statement, quotation),
    )


def _below_signature(store: Store, row: int, heading: Span) -> int:
    """The start of a passage's headings, without the signature of the letter above it: "Ann Lee", "Sund", "On
    trams".
    """
    top, start = heading
    if top == start or not row or store.articles[np.array([row])] != store.articles[np.array([row - 1])]:
        return top
    article = store.passages([row])[0].article
    lines = article.text[top:start].rstrip("\n").split("\n")
    writers = {quotation.speaker for quotation in store.quotations(row - 1)}
    if lines[0].strip() not in writers or len(lines) == 1:
        return top
    return article.text.rindex(lines[-1], top, start)


def _question_above(store: Store, row: int) -> Passage | None:
    """The question before a turn of an interview: "Q: Do you regret it?" before "A: Every day."."""
    one, other = store.articles[np.array([row - 1, row])] if row else (0, 1)
    if one != other:
        return None
    before, passage = store.passages([row - 1, row])
    is_turn = all(LABELLED.match(each.text) for each in (before, passage))
    asks = before.text.rstrip(' *”"').endswith("?") and len(before.text) <= MAX_INTERVIEWER_CHARS
    return before if is_turn and asks and not passage.text.rstrip().endswith("?") else None


def _quotation(
    store: Store, row: int, statement: Mapping[int, Passage], question: Question, coverage: TopicCoverage
) -> Quotation | None:
    """The best quotation of a passage, joined with the same speaker's quotations in the rest of the statement.

    These properties make a quotation better, the most important first: it is not by the person whom the question is
    about; one of the speakers asked about said it; one of them is its speaker; one of them reports it; it has a
    speaker; its words were said; its sentence covers more of the topic; it has a cue (so its speaker is not the writer
    of the text); it is quoted, not only reported; it is longer.
    """
    passage, quotations = statement[row], store.quotations(row)
    covered = _sentence_coverage(passage.text, coverage) if len(quotations) > 1 else {}

    def preference(quotation: Quotation) -> tuple[bool, bool, bool, bool, bool, bool, float, bool, bool, int]:
        best = max((covered[span] for span in covered if _overlaps(span, quotation, passage.start)), default=0.0)
        speaker, cited, is_said = quotation.speaker, quotation.cue is not None, quotation.is_said
        by_asked, through_asked = speaker in question.speakers, quotation.carrier in question.speakers
        asked = (speaker not in question.about, by_asked and is_said, by_asked, through_asked)
        is_quoted = quotation.kind is not Kind.INDIRECT
        return *asked, speaker is not None, is_said, best, cited, is_quoted, len(quotation.text)

    chosen = max(quotations, key=preference, default=None)
    if chosen is None:
        return None
    continued = [
        quotation
        for near in statement
        if near != row
        for quotation in store.quotations(near)
        if (quotation.speaker, quotation.modality) == (chosen.speaker, chosen.modality)
    ]
    with_cue = next((quotation for quotation in (chosen, *continued) if quotation.cue), chosen)  # only one piece has it
    spans = {span for quotation in (chosen, *continued) for span in quotation.spans}
    return replace(with_cue, kind=chosen.kind, spans=tuple(sorted(spans)))


def _direct(store: Store, statement: Iterable[int], reported: Quotation | None) -> Quotation | None:
    """What the article quotes of the speaker in the same statement; None if it does not only report `reported`."""
    if reported is None or reported.speaker is None or reported.kind is not Kind.INDIRECT:
        return None
    same = [
        quotation
        for row in statement
        for quotation in store.quotations(row)
        if (quotation.speaker, quotation.modality) == (reported.speaker, reported.modality)
    ]
    for kind in (Kind.DIRECT, Kind.MIXED):
        if spoken := [quotation for quotation in same if quotation.kind is kind]:
            return replace(spoken[0], spans=tuple(sorted({span for one in spoken for span in one.spans})))
    return None


def _overlaps(span: Span, quotation: Quotation, origin: int) -> bool:
    """Whether a quotation overlaps `span`. The span counts from `origin` in the article."""
    return any(start < span[1] + origin and span[0] + origin < end for start, end in quotation.spans)


def office_on_the_day(quotation: Quotation | None, store: Store) -> str | None:
    """The office of a quotation's speaker when its article was published; None if no article of that time gives one."""
    if quotation is None or quotation.speaker is None:
        return None
    speaker, published = quotation.speaker, quotation.article.published
    if own := person_nouns.office(quotation.speaker_text, speaker):
        return own
    return office_around(published.when, speaker, store.mentions_of(speaker)) if published else None


def office_around(when: PartialDate, speaker: str, mentions: Iterable[Mention]) -> str | None:
    """The office that most mentions around a date give; among equals, the one whose mention is nearest to the date.

    >>> days = [PartialDate.parse(day) for day in ("2012-02-01", "2014-02-01", "2012-02-03")]
    >>> mentions = list(zip(("Minister Bo Ek", "Mayor Bo Ek", "Bo Ek"), days))
    >>> [office_around(PartialDate.parse(when), "Bo Ek", mentions) for when in ("2012-02-09", "2012-03", "2013-02")]
    ['Minister', 'Minister', None]
    """
    counts: Counter[str] = Counter()
    written: dict[str, tuple[timedelta, str]] = {}  # folded office → how near its nearest mention is, as written there
    for mention, published in mentions:
        apart = _apart(when, published)
        office = person_nouns.office(mention, speaker) if apart <= MAX_OFFICE_AGE else None
        if office:
            folded = office.casefold()
            counts[folded] += 1
            written[folded] = min(written.get(folded, (apart, office)), (apart, office))
    if not counts:
        return None
    best = max(counts, key=lambda folded: (counts[folded], -written[folded][0]))
    return written[best][1]


def _apart(one: PartialDate, other: PartialDate) -> timedelta:
    """The longest possible time between two dates of any precision.

    >>> _apart(PartialDate.parse("2012-02-27"), PartialDate.parse("2012-02")).days
    26
    """
    return max(one.last - other.first, other.last - one.first)
