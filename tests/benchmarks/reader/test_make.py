"""One command makes the reader, here a tiny one from two small archives: the same twice, and only once in a folder."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from benchmarks.reader import export, pairs, stored
from benchmarks.reader.make import Making
from benchmarks.reader.recipe import ALL, ASIDE, NEAR, SHORT, START, Part, Recipe, Source, archive_of
from benchmarks.reader.recipe import RECIPE as SHIPPED
from retrieval.search.reader import Reader, ReaderInput
from tests.benchmarks.reader import tiny
from tests.conftest import write

pytestmark = pytest.mark.slow

FERRY = """Ferry Stays, Says Lowe

Mayor Ida Lowe told reporters: "The ferry to Norhaven will run all winter."

Tom Reed, who owns the Harbour Inn, said: "Without Marta Quist there would be no ferry."
"""
PIER = """Pier Closed After Storm

Engineer Marta Quist said: "The old pier cannot be mended before June."

"Norhaven has money for a new one," Mayor Ida Lowe said.
"""
BUDGET = """Council leader Ben Oak said: "The library in Eastmoor will open on Sundays."

Treasurer Ann Fell told the council: "We can pay for Eastmoor, but not for Westmoor."
"""


def asked(number: int, article: str, question: str, gold: str = "") -> dict[str, Any]:
    golds = [{"contains": gold}] if gold else []
    return {
        "id": f"q{number}", "article": article, "kind": "said", "question": question, "speaker": None,
        "gold": golds, "answerable": bool(gold),
    }  # fmt: skip


def write_lines(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    write(folder, name, "".join(f"{json.dumps(row)}\n" for row in rows))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of articles, a JSONL file of one more that nobody asks about, and one file of questions on both."""
    folder = tmp_path_factory.mktemp("shared")
    write(folder, "harbour/ferry.txt", FERRY)
    write(folder, "harbour/pier.txt", PIER)
    article = {"title": "Library Hours", "source": "The Oak", "date": "2021-05-04", "text": BUDGET}
    write_lines(folder, "council.jsonl", [{**article, "title": "Nobody asks", "text": "No words."}, article])
    near = (
        asked(8, "pier.txt", "what did Quist say about the inn?"),
        asked(9, "ferry.txt", "who speaks of the inn?", "Without Marta Quist"),
    )
    write_lines(folder, "near/harbour.jsonl", [near[0]])
    write_lines(folder, "near/harbour-aside.jsonl", [near[1]])
    write_lines(
        folder,
        "questions.jsonl",
        [
            asked(1, "ferry.txt", "what did Lowe say about the ferry?", "The ferry to Norhaven will run all winter"),
            asked(2, "ferry.txt", "what did Reed say about Quist?", "Without Marta Quist there would be no ferry"),
            asked(3, "pier.txt", "when can the pier be mended?", "cannot be mended before June"),
            asked(4, "pier.txt", "what did Quist say about the school?"),
            asked(5, "council.jsonl/1", "what did Oak say about Eastmoor?", "will open on Sundays"),
            asked(6, "council.jsonl/1", "can the council pay for Eastmoor?", "We can pay for Eastmoor"),
            asked(7, "council.jsonl/1", "what did Fell say about the ferry?"),
        ],
    )
    return folder


RECIPE = Recipe(
    sources={
        "harbour": Source("harbour", ("questions.jsonl",)),
        "council": Source("council.jsonl", ("questions.jsonl",)),
    },
    parts=(
        Part("part1", (START,), {"harbour": ALL}),
        Part("part2", (START, "part1"), {"harbour": 2, f"harbour{NEAR}": ALL, f"harbour{SHORT}": ALL}, epochs=2),
    ),
    measured=("council", f"harbour{ASIDE}"),
    made=20,
)


def recipe(shared: Path) -> Recipe:
    return replace(RECIPE, near=shared / "near")


def modified(folder: Path) -> dict[Path, int]:
    return {
        path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file() and path.name != "options.json"
    }


@pytest.fixture(scope="module")
def made(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The work folder of a reader that was made, and the reader's digest."""
    work = tmp_path_factory.mktemp("work")
    return work, Making(recipe(shared), shared, work, seed=1).reader(work / "out.onnx", tiny.write)


def test_the_same_seed_makes_the_same_reader(made: tuple[Path, str], shared: Path, tmp_path: Path) -> None:
    assert Making(recipe(shared), shared, tmp_path, seed=1).reader(tmp_path / "out.onnx", tiny.write) == made[1]


def test_the_exported_reader_gives_the_logits_of_the_trained_weights(made: tuple[Path, str]) -> None:
    work, digest = made
    reader, reader_input = Reader.open(work / "out.onnx", digest), ReaderInput.open()
    exact, stored = [], []
    for asked in pairs.read([work / "candidates/harbour.jsonl", work / "candidates/council.jsonl"]):
        readings = [pairs.reading(each) for each in asked.candidates]
        question = reader_input.question(asked.record["asked"])
        exact += export.logits(work / "part2.safetensors", [reader_input.pair(question, each) for each in readings])
        stored += np.concatenate(list(reader.read(asked.record["asked"], readings))).tolist()
    assert max(exact) - min(exact) > 1
    assert np.corrcoef(exact, stored)[0, 1] > 0.98
    assert stored == pytest.approx(exact, abs=0.15 * (max(exact) - min(exact)))


def test_every_part_trains(made: tuple[Path, str]) -> None:
    weights = [(made[0] / f"{name}.safetensors").read_bytes() for name in (START, "part1", "part2")]
    assert len(set(weights)) == 3


def test_near_misses_are_trained_on_and_those_of_other_articles_measured(made: tuple[Path, str]) -> None:
    candidates = {
        file.stem: [asked.record["id"] for asked in pairs.read([file])] for file in (made[0] / "candidates").iterdir()
    }
    assert (candidates[f"harbour{NEAR}"], candidates[f"harbour{ASIDE}"]) == (["q8"], ["q9"])
    assert f"harbour{ASIDE}" in (made[0] / "logits.jsonl").read_text(encoding="utf-8")


def test_the_last_part_goes_on_from_the_stored_weights_of_a_reader(
    made: tuple[Path, str], shared: Path, tmp_path: Path
) -> None:
    def write_stored(out: Path) -> None:
        save_file(stored.read(made[0] / "out.onnx"), out)

    last = recipe(shared).last_part()
    Making(last, shared, tmp_path, seed=1).reader(tmp_path / "out.onnx", write_stored)
    assert sorted(path.stem for path in tmp_path.glob("*.safetensors")) == ["part2", START]
    exact, kept = load_file(made[0] / "part2.safetensors"), load_file(tmp_path / f"{START}.safetensors")
    assert exact.keys() == kept.keys()
    for name, weights in exact.items():
        assert np.allclose(kept[name], weights, atol=np.abs(weights).max() / 60 + 1e-6), name


def test_no_article_is_both_trained_on_and_set_aside() -> None:
    for name in SHIPPED.measured:
        if name.endswith(ASIDE):
            near, aside = (
                {row["article"] for row in pairs.rows(SHIPPED.near / f"{file}.jsonl")}
                for file in (archive_of(name), name)
            )
            assert near
            assert aside
            assert not near & aside


def test_only_articles_with_questions_are_taken_of_a_file_of_articles(made: tuple[Path, str]) -> None:
    assert "Nobody asks" not in (made[0] / "archives/council/council.jsonl").read_text(encoding="utf-8")


def test_a_stage_whose_result_is_there_is_not_done_again(made: tuple[Path, str], shared: Path) -> None:
    work, digest = made
    (work / "reader.onnx").unlink()
    before = modified(work)
    assert Making(recipe(shared), shared, work, seed=1).reader(work / "out.onnx", tiny.write) == digest
    after = modified(work)
    assert {path.name for path in after if after[path] != before.get(path)} == {"reader.onnx", "out.onnx"}


@pytest.mark.parametrize("other", ["seed", "recipe"])
def test_results_of_other_options_are_not_used(other: str, made: tuple[Path, str], shared: Path) -> None:
    making = Making(recipe(shared), shared, made[0], seed=2)
    if other == "recipe":
        making = Making(recipe(shared).small(1, 1), shared, made[0], seed=1)
    with pytest.raises(SystemExit, match="another recipe or seed"):
        making.reader(made[0] / "out.onnx", tiny.write)


def test_an_archive_left_out_is_measured_and_not_trained_on() -> None:
    left = RECIPE.without("harbour")
    assert (left.trained_on, left.measured) == (set(), ("harbour",))


def test_a_small_recipe_takes_few_questions_about_few_articles(shared: Path) -> None:
    small = RECIPE.small(articles=1, questions=3)
    assert [row["id"] for row in small.rows("harbour", shared)] == ["q1", "q2"]
    assert [dict(part.questions) for part in small.parts] == [
        {"harbour": 3},
        {"harbour": 2, f"harbour{NEAR}": 3, f"harbour{SHORT}": 3},
    ]
