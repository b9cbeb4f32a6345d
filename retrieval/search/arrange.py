"""Arranges a ranking as the question asks: others' words instead of those of the person they are about, or by time.

A person's own words are left out before the reader reads, so that it reads others'. What answers is put in the order of
time afterwards. What somebody else says that the person said stands behind the person's own answers. All leave the
order as it is otherwise.
"""

import numpy as np

from retrieval.array_types import Mask, Rows
from retrieval.backends.protocol import Store
from retrieval.models import Order, Question
from retrieval.search.features import asks_for_anything
from retrieval.search.ranking import Ranking
from retrieval.text.tokenise import name_words

ON_TOPIC = 0.7  # least coverage of a passage on the topic, as a share of the best answering passage's
MAX_READ = 60  # ranked passages whose quotations are read


def others_words(ranked: Ranking, question: Question, store: Store) -> Ranking:
    """The ranking as it is, or, if the question asks for what others say about somebody, without that person's words.

    Then the passages that quote others come first, and those without quotations follow. If nothing is left, all stay.
    """
    if not question.about:
        return ranked
    speakers = [{said.speaker for said in store.quotations(int(row))} for row in ranked.rows[:MAX_READ]]
    others = [place for place, quoted in enumerate(speakers) if quoted - set(question.about)]
    unquoted = [place for place, quoted in enumerate(speakers) if not quoted]
    return ranked.at(np.array([*others, *unquoted], np.int64)) if others or unquoted else ranked


def by_time(ranked: Ranking, answering: Mask, question: Question, store: Store) -> tuple[Ranking, Mask]:
    """The ranking in the order of time asked for, and which of its passages answer.

    Dated passages that answer come first. One that has less of the topic than another keeps its place behind them, and
    does not answer a question that asks how often.
    """
    if question.order is Order.RELEVANCE:
        return ranked, answering
    on_topic = answering
    if not (asks_for_anything(question) or question.phrase):  # all passages have the phrase
        coverage = ranked.features["coverage"]
        on_topic = answering & (coverage >= ON_TOPIC * np.max(coverage, where=answering, initial=0))
    answering = on_topic if question.counts else answering
    places = np.flatnonzero(on_topic)
    articles = [passage.article for passage in store.passages(ranked.rows[places].tolist())]
    days = [article.published.when.first if article.published else None for article in articles]
    dated = [(day, int(place)) for day, place in zip(days, places, strict=True) if day]
    dated.sort(key=lambda pair: pair[0], reverse=question.order is Order.LATEST)
    order = _front(len(ranked), np.array([place for _, place in dated], np.int64))
    return ranked.at(order), answering[order]


def own_words_first(
    ranked: Ranking, answering: Mask, sure: Mask, question: Question, store: Store
) -> tuple[Ranking, Mask]:
    """The ranking with the asked person's own sure answers first, if the first answer is only retold by somebody else.

    Ek told a jury what Lee had said. A spokesman of Lee, and anybody whom the question names, speaks for Lee.
    """
    first = np.flatnonzero(answering)[:1].tolist()
    if not first or not question.asks_for_words or not _is_retold(first[0], ranked, question, store):
        return ranked, answering
    places = np.flatnonzero(answering & sure).tolist()
    own = [place for place in places if not _is_retold(place, ranked, question, store)]
    order = _front(len(ranked), np.array(own, np.int64))
    return ranked.at(order), answering[order]


def _is_retold(place: int, ranked: Ranking, question: Question, store: Store) -> bool:
    """Whether a passage has the asked person's words only as somebody else's, and has some."""
    theirs = [said for said in store.quotations(int(ranked.rows[place])) if said.speaker in question.speakers]
    asked = name_words(f"{question.asked} {' '.join(question.speakers)}")
    return bool(theirs) and all(said.carrier and not name_words(said.carrier) & asked for said in theirs)


def _front(count: int, places: Rows) -> Rows:
    """The places 0 to `count`, the ones given first, in the order given."""
    return np.concatenate([places, np.setdiff1d(np.arange(count), places)])
