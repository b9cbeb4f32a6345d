"""The fit of the ranking: its weights find the feature that tells right candidates, and no archive fits itself."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import fit_ranking
from retrieval.search import ranking

QUESTIONS, CANDIDATES = 60, 5


def written(folder: Path, stem: str, *, tells: str) -> Path:
    """Questions of an archive whose right candidate has the highest value of one feature; the others are noise."""
    draw = np.random.default_rng(len(stem))
    lines = []
    for _ in range(QUESTIONS):
        values = {name: draw.normal(size=CANDIDATES) for name in ("dense", "words", "exact_overlap")}
        best = int(values[tells].argmax())
        candidates = [
            {"right": place == best, "features": {name: float(each[place]) for name, each in values.items()}}
            for place in range(CANDIDATES)
        ]
        lines.append(json.dumps({"answerable": True, "candidates": candidates}))
    lines.append(json.dumps({"answerable": False, "candidates": [{"right": False, "features": {}}]}))
    file = folder / f"{stem}.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_the_feature_that_tells_right_candidates_gets_the_weight(tmp_path: Path) -> None:
    choices = fit_ranking.read(written(tmp_path, "quay", tells="words"), ["dense", "words"])
    weights = fit_ranking.fit(["dense", "words"], choices)
    assert len(choices) == QUESTIONS
    assert weights["words"] > 10 * abs(weights["dense"])
    assert fit_ranking.found_among_first(choices, weights)[0] > 0.95
    assert fit_ranking.found_among_first(choices, {"dense": 1.0, "words": 0.0})[0] < 0.6


@pytest.mark.parametrize(("other", "is_found"), [("quay-short", False), ("harbour", True)])
def test_files_of_one_archive_are_left_out_together(
    tmp_path: Path, other: str, *, is_found: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [written(tmp_path, "quay", tells="words"), written(tmp_path, other, tells="words")]
    files.append(written(tmp_path, "tide", tells="dense"))
    monkeypatch.setattr(ranking, "load_weights", lambda: {"ranking": {}})
    monkeypatch.setattr(sys, "argv", ["fit_ranking", *map(str, files)])
    fit_ranking.main()
    left_out = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| quay | 60 | left out")]
    first = float(left_out[0].split("|")[4])
    assert (first > 0.5) is is_found
