"""When to say "nothing on record", and why.

The confidence is a logistic curve over what speaks for the first answer, fitted on questions with and without an answer
on record (docs/LOG.md has how, and what it reaches). Below a threshold, or where what the asker insists on leaves
nothing, the reply abstains and gives its reason in words.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.index.store import Store
from retrieval.index.words import stems
from retrieval.ranking import Ranking
from retrieval.records import Answer, Question

BIAS, DENSE, COVERAGE, STRANGER = -7.9, 13.0, 2.0, -3.0


@dataclass(frozen=True, slots=True)
class Evidence:
    dense: float  # the best cosine of any passage, -1 to 1
    coverage: float  # share of the stems asked about, the speaker aside, that the first answer or its headline holds
    stranger: bool  # somebody is asked about who is quoted nowhere here


def weigh(asked: Question, ranked: Ranking, answers: Sequence[Answer], store: Store) -> Evidence:
    wanted = set(stems(asked.text)) - set(stems(asked.speaker or ""))
    held = set(stems(f"{answers[0].article.title or ''} {answers[0].text}")) if answers else set()
    return Evidence(
        dense=float(ranked.parts["dense"].max(initial=-1.0)),
        coverage=len(wanted & held) / max(len(wanted), 1),
        stranger=asked.speaker is not None and not store.named(asked.speaker),
    )


def confidence(evidence: Evidence) -> float:
    """From 0 to 1."""
    log_odds = BIAS + DENSE * evidence.dense + COVERAGE * evidence.coverage + STRANGER * evidence.stranger
    return 1 / (1 + math.exp(-log_odds))


def nothing_left(asked: Question, store: Store) -> str:
    """Why what the asker insists on leaves no passage."""
    only = asked.only
    if only.speaker and not store.named(only.speaker):
        return f"{only.speaker} is not quoted in this archive"
    if only.source and not store.published_by(only.source):
        return f"no article here is from {only.source}; its sources: {', '.join(store.sources) or 'unknown'}"
    insisted = (
        only.speaker and f"quotes {only.speaker}",
        only.source and f"is from {only.source}",
        only.after and f"was published in {only.after} or later",
        only.before and f"was published before {only.before}",
        asked.phrase and f"has the words “{asked.phrase}”",
    )
    return f"no passage here {' and '.join(clause for clause in insisted if clause)}"


def not_sure(asked: Question, evidence: Evidence) -> str:
    """Why no passage is good enough."""
    if evidence.stranger:
        return f"{asked.speaker} is not quoted in this archive"
    return "nothing here is close enough to the question"
