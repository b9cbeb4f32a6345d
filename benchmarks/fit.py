"""Fit what the ranking and the confidence weigh, on questions whose right passages are known, and say how good it is.

    python -m benchmarks.fit QUESTIONS --archive FOLDER --index FOLDER [--write]

    ranking       conditional logit (McFadden, 1974): of all candidates for a question, a right one is to be chosen
    reranking     the same over the first that the cross-encoder has read, where it is installed
    confidence    logistic regression: whether the question has an answer on record; questions made up from the
                  archive (made_up.py) count for it, too, MADE_UP times as much

Every figure that is printed is cross-validated in ten parts, questions about one article together, each stage fitted on
what the stage before gave for questions that it was not fitted on. With --write the weights fitted on all questions
go into retrieval/search/weights.toml.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks import likelihood, made_up
from retrieval import encoders, evaluation, settings
from retrieval.evaluation import Case, Outcome
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.models import Options, Question, Reply
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.search import answers, candidates, confidence, cross_encoder, features, query, ranking, rerank
from retrieval.search.query import SpeakerNames
from retrieval.search.ranking import Ranking
from retrieval.settings import RankingSettings, Settings
from retrieval.text.normalise import normalise

FOLDS = 10
MADE_UP = 0.05
SHORT = 400  # questions made up
UNRANKED = frozenset({"exact_overlap"})  # "words" and "coverage" have it, and a weight of its own came out below 0
DOUBT = -3.0  # at most what a stranger's name counts: whom the archive never quotes it cannot answer for
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """A question, its candidates, and which of them are right."""

    case: Case
    asked: Question
    candidates: Ranking
    right: frozenset[int]  # rows
    fold: int
    behind: Ranking | None = None  # candidates that no cross-encoder has read, where the others have been
    sure: float = 0.0

    @property
    def all(self) -> Ranking:
        return self.candidates.followed_by(self.behind) if self.behind else self.candidates


def main() -> None:
    given = _arguments()
    configured = settings.load(archive=given.archive, index=given.index)
    with generation.open_current(configured.index.folder, configured.encoder.name) as opened:
        judged = [case for case in evaluation.read_cases(given.questions) if case.answerable is not None]
        samples = _samples(configured, opened, [*judged, *made_up.cases(opened, SHORT)])
        ranked, fitted = _held_out(samples, _choose)
        tables = {"ranking": fitted}
        evidences = [confidence.features(s.asked, s.candidates, opened.store) for s in ranked]
        ranked, tables["confidence"] = _confidences(ranked, evidences)
        outcomes = _report("without a cross-encoder", opened, ranked)
        if model := cross_encoder.load(configured.ranking):
            read = [_read(s, opened, model, configured.ranking) for s in ranked if s.case.kind != made_up.KIND]
            reread, tables["reranking"] = _held_out(read, _choose)
            _report("with the cross-encoder", opened, reread)
    if given.diagram:
        _draw(outcomes, given.diagram)
    if given.write:
        _write(tables)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="fit the weights of ranking and confidence")
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
        asked = query.parse(case.question, people, Options(), opened.store.sources)
        vector = loaded.question(asked.text)
        retrieved = candidates.find(opened, asked, vector, None, configured.ranking.candidates)
        rows, columns = features.compute(opened, asked, retrieved, len(retrieved.rows))  # the weights learn from all
        found = Ranking(rows, np.zeros(len(rows), np.float32), columns)
        right = frozenset(int(row) for row in rows if _right(opened, case, int(row)))
        samples.append(Sample(case, asked, found, right, int(fold[case.group])))
    return samples


def _right(opened: Generation, case: Case, row: int) -> bool:
    _, text = answers.statement_of(opened.store, row)
    folded = normalise(text[:MAX_PASSAGE_CHARS])
    return any(gold in folded for gold in case.gold)


def _held_out(samples: Sequence[Sample], fit: Callable[[Sequence[Sample]], Weights]) -> tuple[list[Sample], Weights]:
    """The samples ranked, each by weights fitted without its fold; and the weights fitted on all."""
    fitted = [fit([sample for sample in samples if sample.fold != held]) for held in range(FOLDS)]
    return [_ranked(sample, fitted[sample.fold]) for sample in samples], fit(samples)


def _ranked(sample: Sample, weighed: Weights) -> Sample:
    return replace(sample, candidates=ranking.rank(sample.candidates.rows, sample.candidates.features, weighed))


def _choose(samples: Sequence[Sample]) -> Weights:
    """The weights of the parts by which a right candidate is most likely to be chosen."""
    names = [name for name in samples[0].candidates.features if name not in UNRANKED]
    matrices, rights = [], []
    for sample in samples:
        right = np.isin(sample.candidates.rows, list(sample.right))
        if right.any() and sample.case.kind != made_up.KIND:
            columns = [sample.candidates.features[name] for name in names]
            matrices.append(np.stack(columns, axis=1).astype(np.float64))
            rights.append(right)
    return dict(zip(names, likelihood.conditional_logit(matrices, rights), strict=True))


def _read(sample: Sample, opened: Generation, model: cross_encoder.Reranker, configured: RankingSettings) -> Sample:
    unhurried = replace(configured, budget_ms=600_000)
    first, others = rerank.read_best(sample.candidates, model, sample.asked, opened.store, unhurried)
    return replace(sample, candidates=first, behind=others)


def _confidences(samples: Sequence[Sample], evidences: Sequence[Weights]) -> tuple[list[Sample], Weights]:
    """The samples with the confidence in each, by weights fitted without its fold; and the weights fitted on all."""

    def fit(held: int | None) -> Weights:
        kept = [place for place, sample in enumerate(samples) if sample.fold != held]
        return _logistic([evidences[place] for place in kept], [samples[place].case for place in kept])

    fitted = [fit(held) for held in range(FOLDS)]
    pairs = zip(samples, evidences, strict=True)
    sure = [replace(sample, sure=confidence.estimate(weighed, fitted[sample.fold])) for sample, weighed in pairs]
    return sure, fit(None)


def _logistic(evidences: Sequence[Weights], cases: Sequence[Case]) -> Weights:
    names = list(evidences[0])
    bias, weighed = likelihood.logistic(
        np.array([list(each.values()) for each in evidences]),
        np.array([case.answerable for case in cases]),
        np.array([MADE_UP if case.kind == made_up.KIND else 1.0 for case in cases]),
        at_most={names.index("unknown_speaker"): DOUBT},
    )
    return {confidence.BIAS: bias, **dict(zip(names, weighed.tolist(), strict=True))}


def _report(title: str, opened: Generation, ranked: Sequence[Sample]) -> list[Outcome]:
    """Print all figures; what became of the questions that were written by hand."""
    outcomes = [_outcome(opened, sample) for sample in ranked]
    print(f"\n{title}; the first 30 hold a right passage: {_within(ranked, 30):.3f}\n")
    written = [outcome for outcome in outcomes if outcome.case.kind != made_up.KIND]
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
    """The share answerable over the confidence; the larger a dot, the more questions."""
    from matplotlib.figure import Figure

    sure, share, count = zip(*evaluation.reliability(outcomes), strict=True)
    figure = Figure(figsize=(4, 4), dpi=120, layout="constrained")
    axes = figure.add_subplot(xlabel="confidence", ylabel="answerable", xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.plot([0, 1], [0, 1], color="0.8", linewidth=1)
    axes.scatter(sure, share, s=count, color="#5865f2")
    figure.savefig(file)


def _outcome(opened: Generation, sample: Sample) -> Outcome:
    shown = tuple(answers.build(opened, sample.asked, sample.all, evaluation.MAX_RANK))
    reason = None if sample.sure >= settings.Settings().reply.abstain_below else "not sure"
    reply = Reply(sample.asked.text, sample.asked, shown, sample.sure, reason, opened.name, 0.0)
    return evaluation.judge(sample.case, reply)


def _within(ranked: Sequence[Sample], most: int) -> float:
    """The share of answerable questions with a right passage among the first `most`."""
    answerable = [sample for sample in ranked if sample.case.answerable and sample.case.kind != made_up.KIND]
    return float(np.mean([np.isin(s.all.rows[:most], list(s.right)).any() for s in answerable]))


def _write(tables: Mapping[str, Weights]) -> None:
    """Replace the tables of the weights' file; the comment at its top stays."""
    file = Path(str(ranking.__file__)).with_name(ranking.WEIGHTS_FILE)
    kept = {**ranking.load_weights(), **tables}
    head = file.read_text(encoding="utf-8").partition("\n[")[0].rstrip()
    lines = [
        f"\n[{name}]\n" + "".join(f"{part} = {value:.3f}\n" for part, value in kept[name].items()) for name in kept
    ]
    file.write_text(f"{head}\n{''.join(lines)}", encoding="utf-8")


if __name__ == "__main__":
    main()
