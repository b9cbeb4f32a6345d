"""The best few, read again by a cross-encoder within the time that an asker will wait.

    cross_encoder            the cross-encoder's logit for question and passage
    cross_encoder_previous   its logit for the passage before, which often names the subject of this one; the lowest
                             logit of all if that passage was not read

What it is given is what a reader would need: headline, who speaks, the passage. Those that it has read come first, by
weights of their own; where time runs out before all are, the others follow in the order that they had.
"""

import time
from collections import Counter
from dataclasses import replace

import numpy as np

from retrieval.array_types import Rows, Scores
from retrieval.backends.protocol import Records
from retrieval.models import Passage, Question
from retrieval.search import features, ranking, weights
from retrieval.search.cross_encoder import Reranker
from retrieval.search.ranking import Ranking
from retrieval.settings import RankingSettings


def reread(ranked: Ranking, reranker: Reranker, asked: Question, store: Records, settings: RankingSettings) -> Ranking:
    """`ranked` in its new order; the first `settings.reread` are read, or as many as there is time for."""
    first, others = read(ranked, reranker, asked, store, settings)
    return ranking.rank(first.rows, first.features, weights.load()["reranking"]).followed_by(others)


def read(
    ranked: Ranking, reranker: Reranker, asked: Question, store: Records, settings: RankingSettings
) -> tuple[Ranking, Ranking]:
    """Those that were read, in the order that they had, with what was read among their parts; and the others."""
    rows = ranked.rows[: settings.reread].tolist()
    texts = [introduced(store, row, passage) for row, passage in zip(rows, store.passages(rows), strict=True)]
    reads = _logits(reranker, asked.text, texts, settings.budget_ms / 1000)
    first, others = ranked.split(len(reads))
    features = {**first.features, "cross_encoder": reads, "cross_encoder_previous": _before(first.rows, reads, store)}
    return replace(first, features=features), others


def introduced(store: Records, row: int, passage: Passage) -> str:
    """The passage of a row behind its headline and the name of who speaks in it."""
    speakers = Counter(said.speaker for said in store.quotations(row) if said.speaker)
    speaker = f"{speakers.most_common(1)[0][0]}: " if speakers else ""
    return f"{passage.article.title or ''}\n{speaker}{passage.text}".lstrip()


def _logits(reranker: Reranker, question: str, texts: list[str], seconds: float) -> Scores:
    """A logit for each of the first texts, as far as the time reaches."""
    until = time.monotonic() + seconds
    logits = np.full(len(texts), np.nan, np.float32)
    for places, values in reranker.read(question, texts):
        logits[places] = values
        if time.monotonic() > until:
            break
    unread = np.flatnonzero(np.isnan(logits))
    return logits[: unread[0]] if len(unread) else logits


def _before(rows: Rows, reads: Scores, store: Records) -> Scores:
    lowest, of_row = float(reads.min(initial=0)), dict(zip(rows.tolist(), reads.tolist(), strict=True))
    before = features.beside(store, rows, -1)
    known = (of_row.get(near, lowest) for near in np.where(before == rows, -1, before).tolist())
    return np.fromiter(known, np.float32, len(rows))
