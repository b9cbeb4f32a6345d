"""Measures the quality of answers to questions with known right answers.

A question file has a JSON object on each line: {"id", "kind", "question", "speaker", "gold": [{"contains"}],
"rejected": [{"contains"}], "answerable"}. An answer is a hit if its first 1,200 characters contain one of the gold
texts; white space and quotation marks do not count. `rejected` has texts of answers that a person marked as wrong.
`answerable` is null if unknown; such a question counts neither as answered nor as abstained.

    hit@1, hit@5, mrr@10   quality of the ranking, over all questions with gold texts, even if the reply abstained
    said@1                 over questions with gold texts and a speaker: share whose first answer is a hit by the
                           right speaker
    speaker@1              over questions with a speaker whose first answer is a hit: share with the right speaker
    answered, abstained    share of answerable questions that are answered, and of unanswerable ones that are not
    balanced               mean of `answered` and `abstained`
    auroc                  how well the confidence separates answerable from unanswerable questions (Hanley and
                           McNeil, 1982)
    ece                    expected calibration error: mean difference between the confidence and the share of
                           answerable questions (Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated
                           Probabilities", 2015)

Corrections are evaluation data too: `judge_corrections` compares them with the result of attribution without
corrections.

    speaker          right if all the words are in quotations, and each of these is by that speaker; part of the name
                     is enough, since names are linked across the archive only afterwards
    not_a_quotation  right if no quotation has any of the words
"""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval import attribution, passages
from retrieval.corrections import Correction, Corrections
from retrieval.corrections.applying import locate, missing
from retrieval.errors import QuestionError
from retrieval.models import Article, Passage, Quotation, Reply
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.text import nlp
from retrieval.text.normalise import normalise
from retrieval.text.quotation_marks import overlap
from retrieval.text.tokenise import WORD, name_words

MAX_RANK = 10  # answers judged for each question
RESAMPLES = 1000  # bootstrap samples
BINS = 10  # bins of the calibration error
Rank = int | None  # rank of the first hit, from 1; None if there is no hit
MEASURES: dict[str, Callable[[Rank], float]] = {
    "hit@1": lambda rank: float(rank == 1),
    "hit@5": lambda rank: float(rank is not None and rank <= 5),
    "mrr@10": lambda rank: 1 / rank if rank else 0.0,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the gold texts of its right answers, normalised."""

    question: str
    kind: str
    speaker: str | None
    gold: tuple[str, ...]
    answerable: bool | None  # None if unknown
    group: str = ""  # the article that the question was made from, if known
    rejected: tuple[str, ...] = ()  # texts of wrong answers


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a case. `rank` is the rank of the first hit, or None if no hit is among the first MAX_RANK."""

    case: Case
    rank: Rank
    speaker_right: bool
    abstained: bool
    confidence: float
    first: str = ""  # the text of the first answer
    rejected: bool = False  # the reply did not abstain, and its first answer contains a rejected text


def read_cases(path: Path) -> list[Case]:
    """The cases of a question file. Raises QuestionError, naming the file or line, if it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise QuestionError(f"{path} cannot be read ({problem}); name a file of questions") from error
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
        raise QuestionError(f"{path}, line {number}: not a question ({error}); see docs/operating.md") from error


def _texts(entries: Iterable[dict[str, str]]) -> tuple[str, ...]:
    return tuple(normalise(entry["contains"]) for entry in entries)


def judge(case: Case, reply: Reply) -> Outcome:
    """Compare a reply with the right answers of its case."""
    texts = [normalise(answer.text[:MAX_PASSAGE_CHARS]) for answer in reply.answers[:MAX_RANK]]
    rank = next((rank for rank, text in enumerate(texts, 1) if any(gold in text for gold in case.gold)), None)
    quotation = reply.answers[0].quotation if reply.answers else None
    right = bool(case.speaker and quotation and quotation.speaker and _is_same_person(case.speaker, quotation.speaker))
    first = reply.answers[0].text if reply.answers else ""
    rejected = not reply.abstained and any(text in texts[0] for text in case.rejected if texts)
    return Outcome(case, rank, right, reply.abstained, reply.confidence, first, rejected)


def score(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Each measure by its name; NaN if no question counts for it."""
    answerable = [outcome for outcome in outcomes if outcome.case.answerable]
    others = [outcome for outcome in outcomes if outcome.case.answerable is False]
    ranked = [outcome for outcome in outcomes if outcome.case.gold]
    with_speaker = [outcome for outcome in ranked if outcome.case.speaker]
    hit_first = [outcome for outcome in with_speaker if outcome.rank == 1]
    answered = _mean(not outcome.abstained for outcome in answerable)
    abstained = _mean(outcome.abstained for outcome in others)
    return {
        "questions": len(outcomes),
        **{name: _mean(value(outcome.rank) for outcome in ranked) for name, value in MEASURES.items()},
        "said@1": _mean(outcome.rank == 1 and outcome.speaker_right for outcome in with_speaker),
        "speaker@1": _mean(outcome.speaker_right for outcome in hit_first),
        "answered": answered,
        "abstained": abstained,
        "balanced": (answered + abstained) / 2,
        "auroc": auroc([o.confidence for o in answerable], [o.confidence for o in others]),
        "ece": _calibration_error(outcomes),
    }


def reliability(outcomes: Sequence[Outcome]) -> list[tuple[float, float, int]]:
    """Mean confidence, share answerable and number of questions, for each non-empty tenth of the confidence range."""
    bins: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in _known(outcomes):
        bins[min(int(outcome.confidence * BINS), BINS - 1)].append(outcome)
    return [
        (_mean(o.confidence for o in members), _mean(bool(o.case.answerable) for o in members), len(members))
        for _, members in sorted(bins.items())
    ]


def _calibration_error(outcomes: Sequence[Outcome]) -> float:
    known = _known(outcomes)
    if not known:
        return float("nan")
    return sum(count * abs(confidence - share) for confidence, share, count in reliability(known)) / len(known)


def _known(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes of questions that are known to be answerable or unanswerable."""
    return [outcome for outcome in outcomes if outcome.case.answerable is not None]


def count_rejected(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """The number of questions whose first answer is rejected, and the number of questions with rejected texts."""
    cases = [outcome for outcome in outcomes if outcome.case.rejected]
    return sum(outcome.rejected for outcome in cases), len(cases)


def intervals(outcomes: Sequence[Outcome]) -> dict[str, tuple[float, float]]:
    """The 95 % confidence interval of each measure, by bootstrap over the questions (Efron, 1979)."""
    samples = [score([outcomes[place] for place in places]) for places in _resampled(len(outcomes))]
    return {name: _middle([sample[name] for sample in samples]) for name in score([]) if name != "questions"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference of one measure between two runs over the same questions: the second minus the first."""

    difference: float
    interval: tuple[float, float]  # 95 %, bootstrap over the questions
    better: int  # questions that improved
    worse: int  # questions that got worse


def compare(first: Sequence[Outcome], second: Sequence[Outcome]) -> dict[str, Comparison]:
    """Compare hit@1, hit@5 and mrr@10 of two runs, over the cases with gold. Both runs have the cases in one order."""
    pairs = [(before.rank, after.rank) for before, after in zip(first, second, strict=True) if before.case.gold]
    places = _resampled(len(pairs))
    compared = {}
    for name, value in MEASURES.items():
        change = np.array([value(after) - value(before) for before, after in pairs])
        middle = _middle(change[places].mean(axis=1).tolist() if pairs else [])
        better, worse = int(np.count_nonzero(change > 0)), int(np.count_nonzero(change < 0))
        compared[name] = Comparison(_mean(change.tolist()), middle, better, worse)
    return compared


def worst(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The failures, worst first: late or missing hits, then answers that are rejected or should not have been given."""
    misses = [outcome for outcome in outcomes if outcome.case.gold and outcome.rank != 1]
    misses.sort(key=lambda outcome: -(outcome.rank or MAX_RANK + 1))
    wrong = [outcome for outcome in outcomes if not outcome.case.gold and _wrong(outcome)]
    return misses + sorted(wrong, key=lambda outcome: -outcome.confidence)


def _wrong(outcome: Outcome) -> bool:
    return outcome.rejected or (outcome.case.answerable is False and not outcome.abstained)


def _resampled(size: int) -> npt.NDArray[np.int64]:
    """Bootstrap samples: positions drawn with replacement, shape (RESAMPLES, size), the same in every run."""
    return np.random.default_rng(0).integers(0, max(size, 1), (RESAMPLES, size))


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of the values."""
    known = [value for value in values if not math.isnan(value)]  # NaN: no question of a sample counts for the measure
    low, high = np.quantile(known, [0.025, 0.975]) if known else (float("nan"), float("nan"))
    return float(low), float(high)


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values) if values else float("nan")


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The probability that a positive value is above a negative one; a tie counts half.

    >>> auroc([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    if not positive or not negative:
        return float("nan")
    below = np.sort(negative)
    beaten = np.searchsorted(below, positive, side="left") + np.searchsorted(below, positive, side="right")
    return float(beaten.mean() / 2 / len(negative))


def _is_same_person(wanted: str, found: str) -> bool:
    """Whether two names may mean the same person: the last word of one is in the other.

    >>> _is_same_person("Andy Burnham", "Mr Burnham"), _is_same_person("Andy Burnham", "Andy Street")
    (True, False)
    """
    one, other = (WORD.findall(normalise(name)) for name in (wanted, found))
    return bool(one and other) and (one[-1] in other or other[-1] in one)


@dataclass(frozen=True, slots=True)
class JudgedCorrection:
    """A correction of words, the speakers that attribution finds without it, and whether they are right.

    `lacks_words` is true if some of the words are in no quotation.
    """

    correction: Correction
    speakers: tuple[str | None, ...]
    is_right: bool
    lacks_words: bool = False


def judge_corrections(corrections: Corrections, find: Callable[[str], Article | None]) -> Iterator[JudgedCorrection]:
    """Judge each correction of words that matches its article.

    If several correct the same words, the last one counts.
    """
    for name in dict.fromkeys(each.article for each in corrections.all):
        latest = {(each.words, each.after): each for each in corrections.of_words(name)}
        article = find(name) if latest else None
        if article:
            cut = passages.split(article, lambda _: True)
            quotations = _quotations(article, cut)
            for each in latest.values():
                span = locate(article, each)
                if not isinstance(span, str):
                    found = [one for one in quotations if any(overlap(piece, span) for piece in one.spans)]
                    yield _judged(each, found, lacks_words=bool(missing(article, cut, found, span)))


def _quotations(article: Article, cut: list[Passage]) -> list[Quotation]:
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    return attribution.find(article, cut, docs)


def _judged(correction: Correction, found: list[Quotation], *, lacks_words: bool) -> JudgedCorrection:
    speakers = tuple(dict.fromkeys(quotation.speaker for quotation in found))
    if correction.not_a_quotation:
        return JudgedCorrection(correction, speakers, not found)
    wanted = name_words(correction.speaker)
    are_right = [speaker is not None and name_words(speaker) <= wanted for speaker in speakers]
    return JudgedCorrection(correction, speakers, bool(found) and all(are_right) and not lacks_words, lacks_words)
