"""Fits the confidence without a reader on the questions about an archive, and measures it with the ranking as it is.

    python -m benchmarks.fit_confidence QUESTIONS --archive FOLDER --index FOLDER [--diagram PNG] [--write]

It is a logistic regression: whether the archive has an answer. Synthetic questions (synthetic.py) count with the weight
SYNTHETIC_WEIGHT. The figures of the confidence are cross-validated in ten folds, and questions about one article are in
the same fold. --write fits the weights on all questions and writes them into retrieval/search/weights.toml.
benchmarks/fit_ranking.py fits the ranking.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks import regression, synthetic, weights_file
from retrieval import encoders, evaluation, settings
from retrieval.evaluation import Case, Outcome
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.models import Options, Question, Reply
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.search import answers, confidence, features, offices, query, ranking
from retrieval.search.query import SpeakerNames
from retrieval.search.ranking import Ranking, Weights
from retrieval.settings import Settings
from retrieval.text.normalise import normalise

FOLDS = 10
SYNTHETIC_WEIGHT = 0.05
SYNTHETIC_QUESTIONS = 400
MAX_UNKNOWN_SPEAKER_WEIGHT = -3.0  # upper bound: the archive cannot answer for a speaker that it never quotes


@dataclass(frozen=True, slots=True)
class Sample:
    """A question, its candidates, and which of them are right."""

    case: Case
    asked: Question
    candidates: Ranking
    right: frozenset[int]  # rows of the right candidates
    fold: int
    confidence: float = 0.0


def main() -> None:
    given = _arguments()
    configured = settings.load(archive=given.archive, index=given.index)
    with generation.open_current(configured.index_folder, configured.encoder.name) as opened:
        judged = [case for case in evaluation.read_cases(given.questions) if case.answerable is not None]
        samples = _samples(configured, opened, [*judged, *synthetic.cases(opened, SYNTHETIC_QUESTIONS)])
        values = [confidence.features(sample.asked, sample.candidates) for sample in samples]
        samples, fitted = _confidences(samples, values)
        outcomes = _report(opened, samples)
    if given.diagram:
        _draw(outcomes, given.diagram)
    if given.write:
        weights_file.write({"confidence": fitted})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="fit the confidence without a reader")
    parser.add_argument("questions", type=Path, help="a question file, as `onrecord evaluate` reads it")
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--diagram", type=Path, metavar="PNG", help="draw how reliable the confidence is")
    parser.add_argument("--write", action="store_true", help=f"write the weights into {ranking.WEIGHTS_FILE}")
    return parser.parse_args()


def _samples(configured: Settings, opened: Generation, cases: Sequence[Case]) -> list[Sample]:
    loaded, people = encoders.load(configured.encoder), SpeakerNames(opened.store.speakers, opened.lexicon)
    groups = sorted({case.group for case in cases})
    fold = dict(zip(groups, np.random.default_rng(0).permutation(len(groups)) % FOLDS, strict=True))
    samples = []
    for case in cases:
        asked = offices.resolve(query.parse(case.question, people, Options(), opened.store.sources), opened, people)
        vector = loaded.question(asked.text)
        retrieved = features.find(opened, asked, vector, None, configured.ranking.candidates)
        found = ranking.rank(*features.compute(opened, asked, retrieved), ranking.load_weights()["ranking"])
        right = frozenset(int(row) for row in found.rows if _right(opened, case, int(row)))
        samples.append(Sample(case, asked, found, right, int(fold[case.group])))
    return samples


def _right(opened: Generation, case: Case, row: int) -> bool:
    _, text = answers.statement_of(opened.store, row)
    folded = normalise(text[:MAX_PASSAGE_CHARS])
    return any(gold in folded for gold in case.gold)


def _confidences(samples: Sequence[Sample], values: Sequence[Weights]) -> tuple[list[Sample], Weights]:
    """Each sample with its confidence, by weights fitted without its fold; and the weights fitted on all samples."""

    def fit(held: int | None) -> Weights:
        kept = [place for place, sample in enumerate(samples) if sample.fold != held]
        return _fit_confidence([values[place] for place in kept], [samples[place].case for place in kept])

    fitted = [fit(held) for held in range(FOLDS)]
    pairs = zip(samples, values, strict=True)
    sure = [replace(sample, confidence=confidence.estimate(weighed, fitted[sample.fold])) for sample, weighed in pairs]
    return sure, fit(None)


def _fit_confidence(values: Sequence[Weights], cases: Sequence[Case]) -> Weights:
    names = list(values[0])
    bias, weighed = regression.logistic(
        np.array([list(each.values()) for each in values]),
        np.array([case.answerable for case in cases]),
        np.array([SYNTHETIC_WEIGHT if case.kind == synthetic.KIND else 1.0 for case in cases]),
        at_most={names.index("unknown_speaker"): MAX_UNKNOWN_SPEAKER_WEIGHT},
    )
    return {confidence.BIAS: bias, **dict(zip(names, weighed.tolist(), strict=True))}


def _report(opened: Generation, ranked: Sequence[Sample]) -> list[Outcome]:
    """Print all figures, and return the outcomes of the questions that are not synthetic."""
    outcomes = [_outcome(opened, sample) for sample in ranked]
    print(f"\na right passage is among the first 30: {_within(ranked, 30):.3f}\n")
    written = [outcome for outcome in outcomes if outcome.case.kind != synthetic.KIND]
    kinds = sorted({outcome.case.kind for outcome in outcomes})
    print(f"| | {' | '.join(evaluation.score([]))} |\n|{'---|' * (len(evaluation.score([])) + 1)}")
    for kind in ("", *kinds):
        of_kind = [outcome for outcome in outcomes if outcome.case.kind == kind] if kind else written
        figures = " | ".join(f"{value:.3f}" for value in evaluation.score(of_kind).values())
        print(f"| {kind or 'all'} | {figures} |")
    print("\n| confidence | answerable | questions |\n|---|---|---|")
    for sure, share, count in evaluation.reliability(written):
        print(f"| {sure:.2f} | {share:.2f} | {count} |", flush=True)
    return written


def _draw(outcomes: Sequence[Outcome], file: Path) -> None:
    """Draw the share of answerable questions against the confidence. A larger dot stands for more questions."""
    from matplotlib.figure import Figure

    sure, share, count = zip(*evaluation.reliability(outcomes), strict=True)
    figure = Figure(figsize=(4, 4), dpi=120, layout="constrained")
    axes = figure.add_subplot(xlabel="confidence", ylabel="answerable", xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.plot([0, 1], [0, 1], color="0.8", linewidth=1)
    axes.scatter(sure, share, s=count, color="#5865f2")
    figure.savefig(file)


def _outcome(opened: Generation, sample: Sample) -> Outcome:
    answering = np.ones(len(sample.candidates), bool)
    shown = tuple(answers.build(opened, sample.asked, sample.candidates, answering, evaluation.MAX_RANK))
    reason = None if sample.confidence >= settings.Settings().reply.abstain_below else "not sure"
    reply = Reply(sample.asked.text, sample.asked, shown, sample.confidence, reason, opened.name, 0.0)
    return evaluation.judge(sample.case, reply)


def _within(ranked: Sequence[Sample], most: int) -> float:
    """The share of answerable questions with a right passage among the first `most`."""
    answerable = [sample for sample in ranked if sample.case.answerable and sample.case.kind != synthetic.KIND]
    return float(np.mean([np.isin(s.candidates.rows[:most], list(s.right)).any() for s in answerable]))


if __name__ == "__main__":
    main()
