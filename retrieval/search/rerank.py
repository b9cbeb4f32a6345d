"""Re-ranking: a cross-encoder reads the best few passages together with the question, within a time limit.

    cross_encoder            the cross-encoder's logit for the passage
    cross_encoder_previous   its logit for the passage before, which often names the subject of this one; the lowest
                             logit of all if that passage was not read

The cross-encoder reads each passage with its headline and speaker. Passages that it has read come first, ranked by
weights of their own; the others follow in the order that they had.
"""

import time
from collections import Counter
from dataclasses import replace

import numpy as np

from retrieval.array_types import Rows, Scores
from retrieval.backends.protocol import Store
from retrieval.models import Passage, Question
from retrieval.search.cross_encoder import Reranker
from retrieval.search.features import neighbours
from retrieval.search.ranking import Ranking, Weights, rank
from retrieval.settings import RankingSettings


def read_best(
    ranked: Ranking, reranker: Reranker, question: Question, store: Store, settings: RankingSettings
) -> tuple[Ranking, Ranking]:
    """Have the reranker read the first `settings.reread` passages, or as many as there is time for.

    Returns the passages that were read, in their old order, with the features above; and the others.
    """
    rows = ranked.rows[: settings.reread].tolist()
    texts = [passage_text(store, row, passage) for row, passage in zip(rows, store.passages(rows), strict=True)]
    logits = _logits(reranker, question.text, texts, settings.budget_ms / 1000)
    read, others = ranked.split(len(logits))
    previous = _logits_of_previous(read.rows, logits, store)
    features = {**read.features, "cross_encoder": logits, "cross_encoder_previous": previous}
    return replace(read, features=features), others


def rerank(read: Ranking, others: Ranking, weights: Weights) -> Ranking:
    """The passages that were read, ranked by `weights`, and then the others in their old order."""
    return rank(read.rows, read.features, weights).followed_by(others)


def passage_text(store: Store, row: int, passage: Passage) -> str:
    """What the cross-encoder reads: headline, the speaker most quoted in the passage, and the passage."""
    speakers = Counter(quotation.speaker for quotation in store.quotations(row) if quotation.speaker)
    speaker = f"{speakers.most_common(1)[0][0]}: " if speakers else ""
    return f"{passage.article.title or ''}\n{speaker}{passage.text}".lstrip()


def _logits(reranker: Reranker, question: str, texts: list[str], seconds: float) -> Scores:
    """A logit for each of the first texts, for as many as the time allows."""
    deadline = time.monotonic() + seconds
    logits = np.full(len(texts), np.nan, np.float32)
    for places, values in reranker.read(question, texts):
        logits[places] = values
        if time.monotonic() > deadline:
            break
    unread = np.flatnonzero(np.isnan(logits))
    return logits[: unread[0]] if len(unread) else logits


def _logits_of_previous(rows: Rows, logits: Scores, store: Store) -> Scores:
    """For each row the logit of the passage before it; the lowest of `logits` if there is none or it was not read."""
    lowest = float(logits.min(initial=0))
    by_row = dict(zip(rows.tolist(), logits.tolist(), strict=True))
    previous = neighbours(store, rows, -1)
    values = [
        lowest if before == row else by_row.get(before, lowest)
        for row, before in zip(rows.tolist(), previous.tolist(), strict=True)
    ]
    return np.array(values, np.float32)
