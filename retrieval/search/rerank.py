"""Re-ranking: the reader reads the best few passages of the first stage, within a time limit.

The score of a passage that was read is a weighted sum of its score in the first stage and the reader's logit. Such
passages come first, and the others follow in their old order.
"""

import math
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from retrieval.array_types import Scores
from retrieval.backends.protocol import Store
from retrieval.models import Passage, Question
from retrieval.search.features import neighbours
from retrieval.search.query import plain, speech_acts
from retrieval.search.query.speakers import office_in
from retrieval.search.ranking import Ranking, Weights, rank
from retrieval.search.reader import PassageReader, Reading
from retrieval.settings import RankingSettings

LATIN = re.compile("[a-z]", re.IGNORECASE)
ANSWERS = 0.0  # a passage with a higher logit answers
FIRST_STAGE, LOGIT = "first_stage", "reader"  # features of a passage that was read: its earlier score, and its logit


def can_be_read(question: Question) -> bool:
    """Whether the reader, which knows English only, can make anything of a question.

    >>> can_be_read(Question("", asked="tax?")), can_be_read(Question("", asked="预算是多少？"))
    (True, False)
    """
    return bool(LATIN.search(question.asked))


def read_best(
    ranked: Ranking, reader: PassageReader, question: Question, store: Store, settings: RankingSettings
) -> tuple[Ranking, Ranking]:
    """Have the reader read the first `settings.read` passages, and as many again if none of those answers.

    The time limit, which counts from the first passage read, may end the reading earlier: before that one, the reader
    may still read for another question. Returns the passages that were read, in their old order and with the two new
    features; and the other passages.
    """
    deadline, logits = math.inf, np.empty(0, np.float32)
    while len(logits) < 2 * settings.read and not (logits > ANSWERS).any():
        rows = ranked.rows[len(logits) :][: settings.read].tolist()
        readings = [reading(store, row, passage) for row, passage in zip(rows, store.passages(rows), strict=True)]
        for values in _logits(reader, question, readings):
            logits = np.append(logits, values)
            deadline = min(deadline, time.monotonic() + settings.budget_ms / 1000)
            if time.monotonic() > deadline:
                break
        if not rows or time.monotonic() > deadline:
            break
    read, others = ranked.split(len(logits))
    return replace(read, features={**read.features, FIRST_STAGE: read.scores, LOGIT: logits}), others


def rerank(read: Ranking, others: Ranking, weights: Weights) -> Ranking:
    """The passages that were read, ranked by `weights`, followed by the others, whose logit is NaN."""
    return rank(read.rows, read.features, weights).followed_by(others)


def reading(store: Store, row: int, passage: Passage) -> Reading:
    """What the reader gets to know of a passage; `speakers` are those quoted in it, most quoted first."""
    before = int(neighbours(store, np.array([row], np.int64), -1)[0])
    speakers = Counter(quotation.speaker for quotation in store.quotations(row) if quotation.speaker)
    article = passage.article
    return Reading(
        passage.text,
        title=article.title or "",
        source=article.source or "",
        date=article.published.when if article.published else None,
        speakers=[name for name, _ in speakers.most_common()],
        before="" if before == row else store.passages([before])[0].text,
    )


def _logits(reader: PassageReader, question: Question, readings: Sequence[Reading]) -> Iterator[Scores]:
    """The logits of the readings, in their order."""
    for asked, group in groupby(readings, key=lambda each: _asked_of(question, each)):
        yield from reader.read(asked, list(group))


def _asked_of(question: Question, reading: Reading) -> str:
    """What is asked of a passage: if an office has several holders, it is read with the one whom the passage quotes.

    A note such as "Lee tax" asks those who quote Lee what Lee said.

    >>> mayors = Question("", speaker="mayor", speakers=("Ann Lee", "Bo Ek"), asked="what did the mayor say?")
    >>> _asked_of(mayors, Reading("", speakers=["Di Fox", "Bo Ek"])), _asked_of(mayors, Reading(""))
    ('what did the mayor, Bo Ek, say?', 'what did the mayor say?')
    """
    if question.act and not set(question.speakers).isdisjoint(reading.speakers):
        return speech_acts.in_words_of(question.asked, question.act, reading.text)
    office = question.speaker or ""
    if question.asked_of_speaker and not set(question.speakers).isdisjoint(reading.speakers):
        return question.asked_of_speaker
    if len(question.speakers) < 2 or not office_in(office):
        return question.asked
    holders = [name for name in reading.speakers if name in question.speakers and name[:1].isupper()]
    return plain.with_name(question.asked, office, holders[0]) if holders else question.asked
