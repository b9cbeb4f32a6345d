"""When to say "nothing on record", and why.

The confidence is a logistic curve over what speaks for there being an answer, a weight each:

    score      of the first passage, as ranked before any cross-encoder has read it
    dense      the best cosine of any passage
    has_speaker       1 if the question asks about a speaker: then the score favours anything that person says
    fully_covered     1 if one passage that quotes that speaker contains everything asked, as for many short questions
    unknown_speaker   1 if the archive never quotes that speaker

benchmarks/fit.py fits it on questions with and without an answer on record (docs/LOG.md has what else was tried). Below
a threshold, or where what the asker insists on leaves nothing, the reply abstains and gives its reason in words.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

from retrieval.array_types import Selection
from retrieval.backends.protocol import Backend, Records
from retrieval.models import Options, Question
from retrieval.search.ranking import Ranking
from retrieval.text.tokenise import stems

BIAS = "bias"
ALL = 0.97  # of what is asked: the same word in another form is hardly less


def weigh(asked: Question, ranked: Ranking, store: Records) -> dict[str, float]:
    """The evidence above, by name; `ranked` has at least one row."""
    said = (
        (ranked.features["exact_overlap"] + ranked.features["semantic_overlap"]) * ranked.features["speaker_match"]
    ).max()
    return {
        "score": float(ranked.scores[0]),
        "dense": float(ranked.features["dense"].max()),
        "has_speaker": float(asked.speaker is not None),
        "fully_covered": float(said > ALL),
        "unknown_speaker": float(asked.speaker is not None and not store.named(asked.speaker)),
    }


def confidence(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """From 0 to 1.

    >>> round(confidence({"score": 20.0, "has_speaker": 1.0}, {"bias": -9.0, "score": 0.5, "has_speaker": -1.0}), 2)
    0.5
    """
    log_odds = weights[BIAS] + sum(weights[name] * value for name, value in evidence.items())
    return 0.5 + math.tanh(log_odds / 2) / 2  # the logistic function, without overflow


def nothing_left(asked: Question, store: Records) -> str:
    """Why what the asker insists on leaves no passage."""
    only = asked.filters
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


def not_sure(asked: Question, opened: Backend) -> str:
    """Why no passage is good enough."""
    named = opened.store.named(asked.speaker) if asked.speaker else []
    if asked.speaker and not named:
        return f"{asked.speaker} is not quoted in this archive"
    if outside := _outside(asked, opened.store):
        return outside
    if not named:
        return "nothing here is close enough to the question"
    within = replace(asked.filters, speaker=None)  # nothing is said of what may not be shown
    if not (count := opened.store.count(named, within)):
        return f"{asked.speaker} is not quoted{_place(within)}"
    theirs = opened.store.rows(replace(within, speaker=asked.speaker))
    return f"{asked.speaker} is quoted {_times(count)}{_place(within)}, {_on_topic(asked, theirs, opened)}"


def _place(only: Options) -> str:
    """
    >>> _place(Options(source="HSJ")), _place(Options())
    (' in HSJ', '')
    """
    clauses = (
        only.source and f" in {only.source}",
        only.after and f" from {only.after} on",
        only.before and f" before {only.before}",
    )
    return "".join(clause for clause in clauses if clause)


def _outside(asked: Question, store: Records) -> str | None:
    """That nothing here is of the time that the question names, if so."""
    when = Options(source=asked.filters.source, after=asked.after, before=asked.before)
    left = store.rows(when)
    return None if left is None or len(left) else nothing_left(Question(asked.text, filters=when), store)


def _on_topic(asked: Question, theirs: Selection | None, opened: Backend) -> str:
    wanted = [stem for stem in stems(asked.topic or "") if stem not in stems(asked.speaker or "")]
    if not wanted:
        return "never close enough to the question"
    held = opened.terms.held_by(wanted, theirs)
    return f"{'not clearly' if held else 'never'} on {asked.topic}"


def _times(count: int) -> str:
    """
    >>> _times(1), _times(2), _times(3)
    ('once', 'twice', '3 times')
    """
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
