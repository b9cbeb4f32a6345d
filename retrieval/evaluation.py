"""How good the answers are, on questions whose right passages are known.

A question file has a JSON object a line: {"id", "kind", "question", "speaker", "gold": [{"contains"}], "rejected":
[{"contains"}], "answerable"}. An answer is a hit when, white space and quotation marks aside, its first 1,200
characters hold one of the gold texts. Of `rejected` texts, which somebody did not want as an answer, it is told how
many stand first still. A question that nobody has judged, `answerable` null, counts neither for answering nor for
abstaining.

    hit@1, hit@5, mrr@10   over the questions with gold, abstained or not: the ranking is measured
    said@1                 right passage first and the right speaker on it, over questions with a speaker
    speaker@1              of those whose right passage is first, the share with the right speaker on it
    answered, abstained    of the answerable ones, and of the others
    balanced               the mean of these two
    auroc                  how well the confidence alone tells the answerable from the others (Hanley and McNeil, 1982)
    ece                    expected calibration error: how far the confidence is from the share that is answerable
                           (Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities", 2015)
"""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.errors import QuestionError
from retrieval.models import Reply
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import WORD

MAX_RANK = 10  # answers looked at
RESAMPLES = 1000
BINS = 10
Rank = int | None
MEASURES: dict[str, Callable[[Rank], float]] = {
    "hit@1": lambda rank: float(rank == 1),
    "hit@5": lambda rank: float(rank is not None and rank <= 5),
    "mrr@10": lambda rank: 1 / rank if rank else 0.0,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right answer to it holds."""

    question: str
    kind: str
    speaker: str | None
    gold: tuple[str, ...]
    answerable: bool | None  # None where nobody knows
    group: str = ""  # the article that it was made from, where the file tells
    rejected: tuple[str, ...] = ()  # what a right answer does not hold


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case; `rank` is that of the first hit, None where the first ten hold none."""

    case: Case
    rank: Rank
    speaker_right: bool
    abstained: bool
    confidence: float
    first: str = ""  # the first answer, to be read where it is wrong
    rejected: bool = False  # it is given, and holds a rejected text


def read_cases(path: Path) -> list[Case]:
    """The cases of a question file; QuestionError names the file and line that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path} cannot be read ({error}); name a file of questions") from error
    return [_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _case(path: Path, number: int, line: str) -> Case:
    try:
        row: dict[str, Any] = json.loads(line)
        return Case(
            question=row["question"].strip(),
            kind=row.get("kind", ""),
            speaker=row.get("speaker"),
            gold=_texts(row.get("gold", ())),
            answerable=row.get("answerable", bool(row.get("gold"))),
            rejected=_texts(row.get("rejected", ())),
            group=row.get("article", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(f"{path}, line {number}: not a question ({error}); see docs/guide.md") from error


def _texts(given: Iterable[dict[str, str]]) -> tuple[str, ...]:
    return tuple(normalise(each["contains"]) for each in given)


def judge(case: Case, reply: Reply) -> Outcome:
    texts = [normalise(answer.text[:MAX_PASSAGE_CHARS]) for answer in reply.answers[:MAX_RANK]]
    rank = next((rank for rank, text in enumerate(texts, 1) if any(gold in text for gold in case.gold)), None)
    quotation = reply.answers[0].quotation if reply.answers else None
    right = bool(case.speaker and quotation and quotation.speaker and _same(case.speaker, quotation.speaker))
    first = reply.answers[0].text if reply.answers else ""
    rejected = not reply.abstained and any(text in texts[0] for text in case.rejected if texts)
    return Outcome(case, rank, right, reply.abstained, reply.confidence, first, rejected)


def score(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Each measure by its name; NaN where there is nothing to take it over."""
    answerable = [outcome for outcome in outcomes if outcome.case.answerable]
    others = [outcome for outcome in outcomes if outcome.case.answerable is False]
    ranked = [outcome for outcome in outcomes if outcome.case.gold]
    spoken = [outcome for outcome in ranked if outcome.case.speaker]
    first = [outcome for outcome in spoken if outcome.rank == 1]
    answered = _mean(not outcome.abstained for outcome in answerable)
    abstained = _mean(outcome.abstained for outcome in others)
    return {
        "questions": len(outcomes),
        **{name: _mean(value(outcome.rank) for outcome in ranked) for name, value in MEASURES.items()},
        "said@1": _mean(outcome.rank == 1 and outcome.speaker_right for outcome in spoken),
        "speaker@1": _mean(outcome.speaker_right for outcome in first),
        "answered": answered,
        "abstained": abstained,
        "balanced": (answered + abstained) / 2,
        "auroc": _auroc([o.confidence for o in answerable], [o.confidence for o in others]),
        "ece": _calibration_error(outcomes),
    }


def reliability(outcomes: Sequence[Outcome]) -> list[tuple[float, float, int]]:
    """For each tenth of the range of confidence that holds any: its mean, the share answerable, how many questions."""
    bins: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in _known(outcomes):
        bins[min(int(outcome.confidence * BINS), BINS - 1)].append(outcome)
    return [
        (_mean(o.confidence for o in held), _mean(bool(o.case.answerable) for o in held), len(held))
        for _, held in sorted(bins.items())
    ]


def _calibration_error(outcomes: Sequence[Outcome]) -> float:
    if not (known := _known(outcomes)):
        return float("nan")
    return sum(count * abs(sure - share) for sure, share, count in reliability(known)) / len(known)


def _known(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.case.answerable is not None]


def count_rejected(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """How many questions still get a rejected passage first, of how many for which one was rejected."""
    cases = [outcome for outcome in outcomes if outcome.case.rejected]
    return sum(outcome.rejected for outcome in cases), len(cases)


def intervals(outcomes: Sequence[Outcome]) -> dict[str, tuple[float, float]]:
    """Of each measure the interval that holds it in 95 of 100 samples of so many questions (bootstrap: Efron, 1979)."""
    drawn = [score([outcomes[place] for place in places]) for places in _resampled(len(outcomes))]
    return {name: _middle([each[name] for each in drawn]) for name in score([]) if name != "questions"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one measure differs between two runs over the same questions, the second less the first."""

    difference: float
    interval: tuple[float, float]  # 95 %, bootstrap over the questions
    better: int  # questions
    worse: int


def compare(first: Sequence[Outcome], second: Sequence[Outcome]) -> dict[str, Comparison]:
    """hit@1, hit@5 and mrr@10 over the questions with gold, pairwise; both are outcomes of the same cases in order."""
    pairs = [(one.rank, other.rank) for one, other in zip(first, second, strict=True) if one.case.gold]
    places = _resampled(len(pairs))
    compared = {}
    for name, value in MEASURES.items():
        change = np.array([value(after) - value(before) for before, after in pairs])
        middle = _middle(change[places].mean(axis=1).tolist() if pairs else [])
        better, worse = int(np.count_nonzero(change > 0)), int(np.count_nonzero(change < 0))
        compared[name] = Comparison(_mean(change.tolist()), middle, better, worse)
    return compared


def worst(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """What went wrong, worst first: the right passage far down or nowhere, then an answer where there is none, or one
    that was rejected."""
    misses = [outcome for outcome in outcomes if outcome.case.gold and outcome.rank != 1]
    misses.sort(key=lambda outcome: -(outcome.rank or MAX_RANK + 1))
    wrong = [outcome for outcome in outcomes if not outcome.case.gold and _wrong(outcome)]
    return misses + sorted(wrong, key=lambda outcome: -outcome.confidence)


def _wrong(outcome: Outcome) -> bool:
    return outcome.rejected or (outcome.case.answerable is False and not outcome.abstained)


def _resampled(size: int) -> npt.NDArray[np.int64]:
    """Places drawn with repetition, a row each time; the same ones every run."""
    return np.random.default_rng(0).integers(0, max(size, 1), (RESAMPLES, size))


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """Where the middle 95 % of the values end."""
    known = [value for value in values if not math.isnan(value)]  # a sample may hold nothing to take a measure over
    low, high = np.quantile(known, [0.025, 0.975]) if known else (float("nan"), float("nan"))
    return float(low), float(high)


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values) if values else float("nan")


def _auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive one is above a negative one, a tie counting half.

    >>> _auroc([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    if not positive or not negative:
        return float("nan")
    below = np.sort(negative)
    beaten = np.searchsorted(below, positive, side="left") + np.searchsorted(below, positive, side="right")
    return float(beaten.mean() / 2 / len(negative))


def _same(wanted: str, found: str) -> bool:
    """Whether two names mean one person: the surname of one is in the other.

    >>> _same("Andy Burnham", "Mr Burnham"), _same("Andy Burnham", "Andy Street")
    (True, False)
    """
    one, other = (WORD.findall(normalise(name)) for name in (wanted, found))
    return bool(one and other) and (one[-1] in other or other[-1] in one)
