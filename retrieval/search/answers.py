"""From ranked passages to answers: passages that carry one statement are shown as one, with what is quoted in them.

A quotation that runs on over several paragraphs is one statement. It is found by any of its passages and shown with the
others, those before it first since they say who speaks, as far as an answer may be long. The same words in several
articles are one answer that names them all, the oldest first; nearly the same words are named apart from these, since
nobody may take the answer's words for what stands there.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from functools import partial

from retrieval.backends.protocol import Backend, Records
from retrieval.models import Answer, Passage, Question, Quotation, Span
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.search import features, highlights
from retrieval.search.highlights import Meets
from retrieval.search.near_duplicates import NearDuplicates
from retrieval.search.ranking import Ranked, Ranking


def answers(opened: Backend, asked: Question, ranked: Ranking, limit: int) -> Iterator[Answer]:
    """Up to `limit` answers, best first; a passage that is part of one is not shown again in another."""
    store, meets = opened.store, partial(opened.terms.meets, features.topic(asked))
    copies, shown = NearDuplicates(store, opened.terms, ranked.rows), set[int]()
    names = frozenset(store.named(asked.speaker) if asked.speaker else ())
    for candidate in ranked:
        if not limit:
            return
        if candidate.row not in shown:
            limit -= 1
            statement = _statement(store, candidate.row, shown)
            elsewhere = {row: store.same(row) for row in statement}
            near = {row: copies.of(row, elsewhere[row]) for row in statement}
            shown.update(statement, *elsewhere.values(), *near.values())
            also, nearly = (_places(store, rows[candidate.row]) for rows in (elsewhere, near))
            yield replace(_answer(store, candidate, statement, names, meets), also=also, nearly=nearly)


def whole(store: Records, row: int) -> tuple[int, str]:
    """The first row and the text of the statement that a passage belongs to."""
    statement = _statement(store, row, frozenset())
    first, last = statement[min(statement)], statement[max(statement)]
    return min(statement), first.article.text[first.start : last.end]


def _places(store: Records, rows: Iterable[int]) -> tuple[Passage, ...]:
    """The passages of `rows`, the oldest first and those of unknown date last."""
    return tuple(sorted(store.passages(rows), key=_day))


def _day(passage: Passage) -> date:
    published = passage.article.published
    return published.when.first if published else date.max


def _answer(store: Records, best: Ranked, statement: dict[int, Passage], names: Set[str], meets: Meets) -> Answer:
    start, end = statement[min(statement)].start, statement[max(statement)].end
    article = statement[best.row].article
    quotation = _quotation(store, best.row, statement, names, meets)
    quoted = [(first - start, last - start) for first, last in quotation.spans] if quotation else []
    return Answer(
        article=article,
        start=start,
        end=end,
        quotation=quotation,
        highlights=highlights.find(article.text[start:end], meets, quoted),
        score=best.score,
        parts=best.features,
    )


def _statement(store: Records, row: int, shown: Set[int]) -> dict[int, Passage]:
    """The passage of `row`, by its row, with its neighbours of the same statement."""
    run = store.run(row)
    passages = dict(zip(run, store.passages(run), strict=True))

    def joins(near: int, first: int, last: int) -> bool:
        return near in run and near not in shown and passages[last].end - passages[first].start <= MAX_PASSAGE_CHARS

    first = last = row
    while joins(first - 1, first - 1, last):
        first -= 1
    while joins(last + 1, first, last + 1):
        last += 1
    return {near: passages[near] for near in range(first, last + 1)}


def _quotation(
    store: Records, row: int, statement: Mapping[int, Passage], names: Set[str], meets: Meets
) -> Quotation | None:
    """The quotation of a passage that answers, with its other pieces.

    One of `names`' if possible, then somebody's who is named; then what stands in the sentence that meets most of what
    is asked, where somebody is cited rather than writes; then the longest.
    """
    passage, found = statement[row], store.quotations(row)
    met = highlights.sentences_met(passage.text, meets) if len(found) > 1 else {}

    def answers(said: Quotation) -> tuple[bool, bool, float, bool, int]:
        sentence = max((met[span] for span in met if _overlaps(span, said, passage.start)), default=0.0)
        return said.speaker in names, said.speaker is not None, sentence, said.cue is not None, len(said.text)

    chosen = max(found, key=answers, default=None)
    if chosen is None:
        return None
    theirs = [
        said for near in statement if near != row for said in store.quotations(near) if said.speaker == chosen.speaker
    ]
    announced = next(
        (said for said in (chosen, *theirs) if said.cue), chosen
    )  # what runs on has its cue where it began
    pieces = (span for said in theirs for span in said.spans)
    return replace(announced, kind=chosen.kind, spans=tuple(sorted({*chosen.spans, *pieces})))


def _overlaps(span: Span, said: Quotation, origin: int) -> bool:
    """Whether a quotation stands in part of `span`, which counts from `origin`."""
    return any(start < span[1] + origin and span[0] + origin < end for start, end in said.spans)
