"""Fit the weights of the ranking on questions whose right passages are known, and say how good they are.

    python benchmarks/fit.py QUESTIONS --archive FOLDER --index FOLDER [--write]

The weights are those of a conditional logit (McFadden, 1974): of all candidates for a question, a right one is to be
chosen. What is printed is cross-validated in ten parts, questions about one article together, so that no figure
rests on an article that its weights were fitted on. With --write the weights fitted on all questions go into
retrieval/ranking/weights.toml.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from retrieval import encoder, evaluation, folding, questions, settings, statements
from retrieval.evaluation import Case
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.passages import LONGEST
from retrieval.questions import People
from retrieval.ranking import candidates, evidence, weights
from retrieval.ranking.evidence import Parts
from retrieval.records import Options
from retrieval.settings import Settings

FOLDS = 10
PENALTY = 2.0  # on the squares of the weights of standardised parts
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question's candidates: their parts, shape (rows, parts), which are right, and which answers they make up."""

    group: str  # questions of one group are never on both sides of a fold
    kind: str
    matrix: Matrix
    right: npt.NDArray[np.bool]
    statement: npt.NDArray[np.int64]


def main() -> None:
    given = _arguments()
    configured = settings.load(archive=given.archive, index=given.index)
    with generation.open_current(configured.index.folder, configured.encoder.name) as opened:
        names, samples = _samples(configured, opened, given.questions)
    print("| | hit@1 | hit@5 | mrr@10 | among the first 30 |\n|---|---|---|---|---|")
    held_out = _held_out(samples)
    for kind in ("", *sorted({sample.kind for sample in samples})):
        of_kind = [rank for sample, rank in zip(samples, held_out, strict=True) if kind in {"", sample.kind}]
        print(_line(kind or "all", np.array(of_kind)))
    fitted = dict(zip(names, _fit([sample for sample in samples if sample.right.any()]), strict=True))
    for name, weight in fitted.items():
        print(f"{name} = {weight:.3f}")
    if given.write:
        _write("fitted", fitted)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="fit the weights of the ranking")
    parser.add_argument("questions", type=Path, help="a question file, as `onrecord evaluate` reads it")
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help=f"write the weights into {weights.FILE}")
    return parser.parse_args()


def _samples(configured: Settings, opened: Generation, path: Path) -> tuple[list[str], list[Sample]]:
    loaded = encoder.load(configured.encoder)
    people = People(opened.store.speakers, opened.terms)
    samples, names = [], list[str]()
    for case in evaluation.read(path):
        if case.answerable:
            asked = questions.parse(case.question, people, Options(), opened.store.sources)
            search = evidence.search(opened, asked, loaded.question(asked.text))
            rows = candidates.find(opened, search, configured.ranking.candidates)
            parts = evidence.gather(opened, asked, search, rows)
            names = list(parts)
            samples.append(_sample(opened, case, rows, parts))
    return names, samples


def _sample(opened: Generation, case: Case, rows: npt.NDArray[np.int64], parts: Parts) -> Sample:
    texts, firsts = {}, []
    for row in rows:
        first, text = statements.whole(opened.store, int(row))
        firsts.append(first)
        texts[first] = folding.fold(text[:LONGEST])
    right = np.array([any(gold in texts[first] for gold in case.gold) for first in firsts], dtype=bool)
    matrix = np.stack(list(parts.values()), axis=1).astype(np.float64)
    return Sample(case.group, case.kind, matrix, right, np.array(firsts))


def _fit(samples: Sequence[Sample]) -> Matrix:
    """The weights of the parts, shape (parts,)."""
    matrix = np.concatenate([sample.matrix for sample in samples])
    spread = matrix.std(axis=0) + 1e-9
    matrix = (matrix - matrix.mean(axis=0)) / spread
    right = np.concatenate([sample.right for sample in samples])
    starts = np.cumsum([0, *(len(sample.right) for sample in samples[:-1])])
    question = np.repeat(np.arange(len(samples)), [len(sample.right) for sample in samples])

    def loss(weighed: Matrix) -> tuple[float, Matrix]:
        """Minus the log of the chance that a right one is chosen, and its gradient."""
        scores = matrix @ weighed
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[question])
        total, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts) + 1e-12
        slope = odds / total[question] - odds * right / good[question]
        penalty = PENALTY * float(weighed @ weighed)
        return float(np.sum(np.log(total) - np.log(good))) + penalty, slope @ matrix + 2 * PENALTY * weighed

    best = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B")
    weighed: Matrix = best.x / spread
    return weighed


def _held_out(samples: Sequence[Sample]) -> list[float]:
    """The rank of each question's first right answer by weights fitted without its group; infinite where none is."""
    groups = sorted({sample.group for sample in samples})
    shuffled = np.random.default_rng(0).permutation(len(groups)) % FOLDS
    fold = dict(zip(groups, shuffled, strict=True))
    fitted = [_fit([s for s in samples if fold[s.group] != held and s.right.any()]) for held in range(FOLDS)]
    return [_rank(sample, fitted[fold[sample.group]]) for sample in samples]


def _rank(sample: Sample, weighed: Matrix) -> float:
    shown = set[int]()
    for i in np.argsort(-(sample.matrix @ weighed), kind="stable"):
        shown.add(int(sample.statement[i]))
        if sample.right[i]:
            return len(shown)
    return float("inf")


def _line(name: str, ranks: Matrix) -> str:
    mrr = np.where(ranks <= 10, 1 / ranks, 0).mean()
    shares = [(ranks <= most).mean() for most in (1, 5)]
    return f"| {name} | {shares[0]:.3f} | {shares[1]:.3f} | {mrr:.3f} | {(ranks <= 30).mean():.3f} |"


def _write(table: str, fitted: Mapping[str, float]) -> None:
    """Replace one table of the weights' file, its comments and the others kept."""
    file = Path(str(weights.__file__)).with_name(weights.FILE)
    head, _, rest = file.read_text(encoding="utf-8").partition(f"[{table}]\n")
    _, mark, others = rest.partition("\n[")
    lines = "".join(f"{name} = {weight:.3f}\n" for name, weight in fitted.items())
    file.write_text(f"{head}[{table}]\n{lines}{mark}{others}", encoding="utf-8")


if __name__ == "__main__":
    main()
