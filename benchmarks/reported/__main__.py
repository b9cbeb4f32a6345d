"""Fits the confidence of reported words to quotations that readers judged in context, and measures it.

    python -m benchmarks.reported FOLDER [--write]

judged.tsv has the place of each judged quotation, the speaker that was shown, and whether all was right: it is a
quotation, its span, its speaker in full. It has no text: FOLDER holds the archives that it names. A verdict counts if
the program still shows the same words and speaker.

The table shows each draw apart, with weights fitted to the other draws: the area under the ROC curve, and how many
reported quotations are right if the least sure tenths are left out. --write fits the weights to all draws.
"""

import argparse
import csv
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from benchmarks import regression
from benchmarks.attribution import MAX_PASSAGE_CHARS
from retrieval import attribution, passages, settings
from retrieval.attribution import reported_confidence
from retrieval.attribution.reported_confidence import BIAS, WEIGHTS_FILE
from retrieval.attribution.reported_speech.utterance import Utterance
from retrieval.evaluation import auroc
from retrieval.ingest import ArchiveReader
from retrieval.models import Article, Kind, Span
from retrieval.text import nlp

if TYPE_CHECKING:
    from spacy.tokens import Doc

JUDGED = Path(__file__).with_name("judged.tsv")
SHARES = (0.0, 0.1, 0.2, 0.3)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    draw: str
    features: dict[str, float]
    right: bool


class Notes(dict[tuple[str, tuple[Span, ...]], dict[str, float]]):
    """The features of each reported utterance, by the text of its passage and its spans there."""

    def __call__(self, doc: "Doc", utterance: Utterance, speaker: str | None) -> bool:
        self[doc.text, utterance.spans] = reported_confidence.features(doc, utterance, speaker)
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description="fit and measure the confidence of reported words")
    parser.add_argument("folder", type=Path, help="the folder with the archives that judged.tsv names")
    parser.add_argument("--write", action="store_true", help=f"write the weights into {WEIGHTS_FILE.name}")
    given = parser.parse_args()
    every: list[dict[str, float]] = []
    judged = list(_judged(given.folder, every))
    print("| draw | reported | auroc | right, of all | without a tenth | two | three |\n|---|---|---|---|---|---|---|")
    for draw in sorted({each.draw for each in judged}):
        _report(draw, [each for each in judged if each.draw != draw], [each for each in judged if each.draw == draw])
    weights = _fit(judged)
    odds = [reported_confidence.log_odds(values, weights) for values in every]
    left_out = np.mean(np.array(odds) < reported_confidence.LEAST_LOG_ODDS)
    print(f"\nFitted to all {len(judged)}. {left_out:.3f} of {len(every)} in their articles are left out.")
    print({name: round(weight, 3) for name, weight in weights.items()})
    if given.write:
        _write(weights, len(judged))


def _judged(folder: Path, every: list[dict[str, float]]) -> Iterator[Judged]:
    """The judged reported quotations; `every` receives the features of all that their articles have."""
    rows = defaultdict(list)
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[row["archive"]].append(row)
    for archive, own in rows.items():
        by_article = defaultdict(list)
        for row in own:
            by_article[row["article"]].append(row)
        judged = [article for article in _articles(folder / archive) if article.id in by_article]
        for article, found in zip(judged, _reported(judged), strict=True):
            every += [values for values, _ in found.values()]
            for row in by_article[article.id]:
                values, speaker = found.get((int(row["start"]), int(row["end"])), ({}, None))
                if values and speaker == row["speaker"]:
                    yield Judged(row["draw"], values, row["right"] == "yes")


def _articles(archive: Path) -> list[Article]:
    """The articles of a folder, or of one file."""
    with tempfile.TemporaryDirectory() as alone:
        if archive.is_file():
            shutil.copy(archive, alone)
        folder = Path(alone) if archive.is_file() else archive
        return list(ArchiveReader(settings.load(archive=folder, index=folder / "none").archive))


def _reported(articles: Sequence[Article]) -> Iterator[dict[Span, tuple[dict[str, float], str | None]]]:
    """The features and the speaker of each reported quotation of each article, by where it begins and ends."""
    cut = [passages.split(article, lambda text: len(text) <= MAX_PASSAGE_CHARS) for article in articles]
    for article, pieces, docs in zip(
        articles, cut, nlp.parse([[piece.text for piece in own] for own in cut]), strict=True
    ):
        notes, found = Notes(), {}
        for quotation in attribution.find(article, pieces, docs, notes):
            for piece in pieces:
                within = tuple((start - piece.start, end - piece.start) for start, end in quotation.spans)
                if quotation.kind is Kind.INDIRECT and (values := notes.get((piece.text, within))):
                    found[quotation.spans[0][0], quotation.spans[-1][1]] = values, quotation.speaker
        yield found


def _fit(judged: Sequence[Judged]) -> dict[str, float]:
    names = list(judged[0].features)
    matrix = np.array([[each.features[name] for name in names] for each in judged])
    right = np.array([each.right for each in judged])
    bias, weights = regression.logistic(matrix, right, np.ones(len(judged)), {})
    return {BIAS: bias, **dict(zip(names, weights.tolist(), strict=True))}


def _report(draw: str, others: Sequence[Judged], own: Sequence[Judged]) -> None:
    weights = _fit(others)
    odds = np.array([reported_confidence.log_odds(each.features, weights) for each in own])
    right = np.array([each.right for each in own])
    in_order = right[np.argsort(odds)]
    shares = " | ".join(f"{in_order[int(share * len(own)) :].mean():.3f}" for share in SHARES)
    print(f"| {draw} | {len(own)} | {auroc(odds[right].tolist(), odds[~right].tolist()):.3f} | {shares} |")


def _write(weights: dict[str, float], judged: int) -> None:
    lines = [
        "# The log odds that reported words are right, for reported_confidence.py.",
        f"# benchmarks/reported fitted them to {judged} quotations that readers judged in context.",
        *(f"{name} = {weight:.3f}" for name, weight in weights.items()),
    ]
    WEIGHTS_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
