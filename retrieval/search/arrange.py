"""Arranges a ranking as the question asks: by time, or with others' words before those of the person they are about.

Both leave the order alike otherwise, and put the passages that are not asked for behind.
"""

import numpy as np

from retrieval.array_types import Mask, Rows
from retrieval.backends.protocol import Store
from retrieval.models import Order, Question
from retrieval.search.features import asks_for_anything
from retrieval.search.ranking import Ranking

ON_TOPIC = 0.7  # least coverage of a passage on the topic, as a share of the best passage's
SORTED = 8  # of the passages on a topic, only the best are sorted by time: others may just share a word with it
MAX_READ = 60  # ranked passages whose quotations are read


def arrange(ranked: Ranking, question: Question, store: Store) -> Ranking:
    """The ranking in the order that the question asks for."""
    if question.about:
        ranked = _front(ranked, np.flatnonzero(_quotes_another(ranked, question, store)))
    if question.order is not Order.RELEVANCE:
        ranked = _front(ranked, _by_time(ranked, question, store))
    return ranked


def _quotes_another(ranked: Ranking, question: Question, store: Store) -> Mask:
    """For each passage, whether it quotes somebody who is not the person that the question is about."""
    own = frozenset(question.about)
    return np.array(
        [any(said.speaker not in own for said in store.quotations(int(row))) for row in ranked.rows[:MAX_READ]], bool
    )


def _by_time(ranked: Ranking, question: Question, store: Store) -> Rows:
    """The places of the dated passages on the topic, in the order of their dates.

    If the question asks for somebody's words, only passages that quote them count.
    """
    coverage, spoken = ranked.features["coverage"], ranked.features["speaker_match"] > 0
    wanted = spoken if question.speakers else np.ones(len(ranked), bool)
    if not asks_for_anything(question):
        wanted &= np.cumsum(wanted) <= SORTED
        wanted &= coverage >= ON_TOPIC * np.max(coverage, where=wanted, initial=0)
    places = np.flatnonzero(wanted)
    articles = [passage.article for passage in store.passages(ranked.rows[places].tolist())]
    days = [article.published.when.first if article.published else None for article in articles]
    dated = [(day, int(place)) for day, place in zip(days, places, strict=True) if day]
    dated.sort(key=lambda pair: pair[0], reverse=question.order is Order.LATEST)
    return np.array([place for _, place in dated], np.int64)


def _front(ranked: Ranking, places: Rows) -> Ranking:
    """The ranking with the passages at `places` first, in that order. Scores move along."""
    order = np.concatenate([places, np.setdiff1d(np.arange(len(ranked)), places)])
    return Ranking(ranked.rows[order], ranked.scores[order], {name: of[order] for name, of in ranked.features.items()})
