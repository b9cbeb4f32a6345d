"""Fits the weights of the first stage's features over several archives, and measures them on archives left out.

    python -m benchmarks.fit_ranking CANDIDATES... [--measured CANDIDATES...] [--without FEATURE...] [--write]

CANDIDATES are files that benchmarks.reader.make or .collect wrote: the questions about an archive, each with its
candidates and their features. The ranking is a conditional logit (McFadden, 1974): the choice of a right passage among
the candidates. Only questions with a right passage among them count.

First each archive is left out in turn, and measured by weights that were fitted on the others; large-1.jsonl and
large-2.jsonl are files of one archive, large, and left out together. The archives named with --measured are never
fitted on. --without shows what a feature is worth. --write stores the weights that are fitted on all CANDIDATES.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import regression, weights_file
from benchmarks.reader import pairs
from retrieval.search import features, ranking
from retrieval.search.ranking import Weights

UNRANKED = frozenset({"exact_overlap", features.RARE_MISSING})  # "words" and "coverage" include them
FIRST_RANKS = (1, 5, 10, 20)  # the share of questions with a right passage among so many is printed


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A question's candidates: a row of features each, and whether they are right."""

    features: npt.NDArray[np.float64]  # shape (candidates, features)
    right: npt.NDArray[np.bool]  # shape (candidates,)


def main() -> None:
    given = _arguments()
    names = [name for name in _names(given.candidates[0]) if name not in UNRANKED.union(given.without)]
    choices = {file.stem: read(file, names) for file in given.candidates}
    measured = {file.stem: read(file, names) for file in given.measured}
    present = {name: ranking.load_weights()["ranking"].get(name, 0.0) for name in names}
    print(f"| archive | questions | weights | {' | '.join(f'first {k}' for k in FIRST_RANKS)} |")
    for name, own in choices.items():
        fitted = fit(names, [case for other in choices if _archive(other) != _archive(name) for case in choices[other]])
        _report(name, own, {"present": present, "left out": fitted})
    fitted = fit(names, [case for of_archive in choices.values() for case in of_archive])
    for name, own in measured.items():
        _report(name, own, {"present": present, "fitted": fitted})
    print("\n".join(f"{name} = {weight:.3f}" for name, weight in fitted.items()))
    if given.write:
        weights_file.write({"ranking": fitted})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="fit the weights of the ranking")
    parser.add_argument("candidates", type=Path, nargs="+", help="files of benchmarks.reader.collect")
    parser.add_argument("--measured", type=Path, nargs="*", default=[], help="those that are never fitted on")
    parser.add_argument("--without", nargs="*", default=[], metavar="FEATURE", help="leave these features out")
    parser.add_argument("--write", action="store_true", help=f"write the weights into {ranking.WEIGHTS_FILE}")
    return parser.parse_args()


def _names(file: Path) -> Iterable[str]:
    candidates = (candidate for asked in pairs.read([file]) for candidate in asked.candidates)
    first: Mapping[str, Mapping[str, float]] = next(candidates)
    return first["features"]


def read(file: Path, names: Sequence[str]) -> list[Choice]:
    """The questions of a file with a right passage among their candidates, with the features of these names."""
    return [
        Choice(
            np.array([[candidate["features"][name] for name in names] for candidate in asked.candidates]),
            np.array([candidate["right"] for candidate in asked.candidates]),
        )
        for asked in pairs.read([file])
        if any(candidate["right"] for candidate in asked.candidates)
    ]


def fit(names: Sequence[str], choices: Sequence[Choice]) -> Weights:
    """The weights, by name, that make the right candidates most likely to be chosen."""
    fitted = regression.conditional_logit([each.features for each in choices], [each.right for each in choices])
    return dict(zip(names, fitted.tolist(), strict=True))


def found_among_first(choices: Sequence[Choice], weights: Weights) -> list[float]:
    """The share of the questions with a right passage among the first 1, 5, 10 and 20."""
    weighed = np.array(list(weights.values()))
    ranks = [int(each.right[np.argsort(-(each.features @ weighed), kind="stable")].argmax()) for each in choices]
    return shares_within(ranks)


def shares_within(ranks: Sequence[int]) -> list[float]:
    """The shares of the ranks, which count from 0, that are among the first 1, 5, 10 and 20."""
    return [float(np.mean(np.array(ranks) < k)) for k in FIRST_RANKS]


def _archive(stem: str) -> str:
    return stem.partition("-")[0]


def _report(name: str, choices: Sequence[Choice], compared: Mapping[str, Weights]) -> None:
    for label, weights in compared.items():
        shares = " | ".join(f"{share:.3f}" for share in found_among_first(choices, weights))
        print(f"| {name} | {len(choices)} | {label} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
