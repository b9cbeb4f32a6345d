"""Fits the weights that use the reader's logits, and measures ranking and silence, each archive apart.

    python -m benchmarks.reader.fit LOGITS.jsonl CANDIDATES.jsonl... [--read N]

    reranking     conditional logit over the score of the first stage and the reader's logit
    confidence    logistic regression over the best logit, and how many rare words of the topic that passage lacks

LOGITS must come from a reader that was not trained on these archives. Every figure of an archive uses weights that were
fitted on the other archives, if those have questions with and without an answer. The weights fitted on all archives are
printed at the end.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import regression
from benchmarks.reader import pairs
from benchmarks.reader.pairs import Asked
from retrieval.evaluation import auroc
from retrieval.search import confidence
from retrieval.search.features import RARE_MISSING
from retrieval.search.reader import FIRST_STAGE, LOGIT
from retrieval.settings import Settings

Weights = Mapping[str, float]
BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.01)


@dataclass(frozen=True, slots=True)
class Read:
    """A question, the logits of its first candidates, and how many of the topic's two rarest words each lacks."""

    asked: Asked
    scores: np.ndarray[Any, np.dtype[np.float64]]
    logits: np.ndarray[Any, np.dtype[np.float64]]
    right: np.ndarray[Any, np.dtype[np.bool]]
    missing: np.ndarray[Any, np.dtype[np.float64]]

    @property
    def features(self) -> dict[str, float]:
        best = int(self.logits.argmax())
        return {LOGIT: float(self.logits[best]), RARE_MISSING: float(self.missing[best])}


def main() -> None:
    parser = argparse.ArgumentParser(description="fit and measure what uses the reader's logits")
    parser.add_argument("logits", type=Path)
    parser.add_argument("candidates", type=Path, nargs="+")
    parser.add_argument("--read", type=int, default=20, help="candidates that are read of each question")
    given = parser.parse_args()
    report(given.logits, given.candidates, given.read)


def report(logits: Path, candidates: Sequence[Path], first: int) -> None:
    """Print the figures of each archive, and the weights. The first `first` candidates of each question are read."""
    known = {(row["archive"], row["id"]): row["logits"] for row in pairs.rows(logits)}
    read = [
        _read(asked, known[key][:first])
        for asked in pairs.read(candidates)
        if (key := (asked.archive, asked.record["id"])) in known
    ]
    columns = "archive | questions | first stage | reranked | among those read | auroc of the logit | of contrast"
    print(f"| {columns} | auroc | answered | refused |")
    for held in sorted({each.asked.archive for each in read}):
        own, others = ([each for each in read if (each.asked.archive == held) is mine] for mine in (True, False))
        can_fit = {each.asked.answerable for each in others} == {True, False}
        _report(held if can_fit else f"{held} (fitted on itself)", own, others if can_fit else own)
    print(_fit_ranking(read), _fit_confidence(read))


def _read(asked: Asked, logits: list[float]) -> Read:
    first = asked.candidates[: len(logits)]
    scores, right = (np.array([each[name] for each in first]) for name in ("score", "right"))
    missing = np.array([each["features"][RARE_MISSING] for each in first], float)
    return Read(asked, scores.astype(float), np.array(logits), right.astype(bool), missing)


def _report(name: str, own: Sequence[Read], others: Sequence[Read]) -> None:
    weighed, sure = _fit_ranking(others), _fit_confidence(others)
    answerable = [each for each in own if each.asked.answerable]
    first = np.mean([each.right[0] for each in answerable])
    reranked = np.mean([each.right[np.argmax(_score(each, weighed))] for each in answerable])
    within = np.mean([each.right.any() for each in answerable])
    confident = [(confidence.estimate(each.features, sure), each.asked.answerable) for each in own]
    least = Settings().reply.abstain_below
    answered = np.mean([value >= least for value, is_answerable in confident if is_answerable])
    refused = _mean([value < least for value, is_answerable in confident if not is_answerable])
    logit = _auroc([(each.logits.max(), each.asked.answerable) for each in own])
    contrast = _auroc([(each.logits.max(), each.asked.answerable) for each in _contrast(own)])
    print(
        f"| {name} | {len(own)} | {first:.3f} | {reranked:.3f} | {within:.3f} | {logit:.3f} | {contrast:.3f} "
        f"| {_auroc(confident):.3f} | {answered:.3f} | {refused:.3f} |"
    )
    for low, high in pairwise(BINS):
        inside = [pair for pair in confident if low <= pair[0] < high]
        if inside:
            mean, share = np.mean([pair[0] for pair in inside]), np.mean([pair[1] for pair in inside])
            print(f"    confidence {mean:.2f}: {share:.2f} answerable of {len(inside)}")


def _contrast(own: Sequence[Read]) -> list[Read]:
    """The contrast questions of an archive, and the questions that they are near misses of."""
    twins = {each.asked.record["twin"] for each in own if each.asked.record.get("twin")}
    return [each for each in own if each.asked.record.get("twin") or each.asked.record["id"] in twins]


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _auroc(pairs_: Sequence[tuple[float, bool]]) -> float:
    return auroc(
        [value for value, positive in pairs_ if positive], [value for value, positive in pairs_ if not positive]
    )


def _score(each: Read, weighed: Weights) -> np.ndarray[Any, np.dtype[np.float64]]:
    total: np.ndarray[Any, np.dtype[np.float64]] = weighed[FIRST_STAGE] * each.scores + weighed[LOGIT] * each.logits
    return total


def _fit_ranking(read: Sequence[Read]) -> Weights:
    usable = [each for each in read if each.asked.answerable and each.right.any()]
    matrices = [np.stack([each.scores, each.logits], axis=1) for each in usable]
    found = regression.conditional_logit(matrices, [each.right for each in usable])
    return dict(zip((FIRST_STAGE, LOGIT), found.tolist(), strict=True))


def _fit_confidence(read: Sequence[Read]) -> Weights:
    names = list(read[0].features)
    bias, weighed = regression.logistic(
        np.array([list(each.features.values()) for each in read]),
        np.array([each.asked.answerable for each in read]),
        np.ones(len(read)),
        at_most={},
    )
    return {confidence.BIAS: bias, **dict(zip(names, weighed.tolist(), strict=True))}


if __name__ == "__main__":
    main()
