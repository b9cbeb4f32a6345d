"""Each stage of indexing has a version. If a version changes, only that stage is done again."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval import indexing as building
from retrieval.errors import IndexTooOld
from retrieval.index import generation, stages
from retrieval.index.generation import Manifest
from retrieval.settings import Settings
from tests.changes import SCHOOLS_FILE, build, contents, edited
from tests.stages import BEGINNINGS, DIGESTS, digest, modules, written


@pytest.mark.parametrize("stage", BEGINNINGS)
def test_a_stage_whose_sources_have_changed_has_a_new_version(stage: str) -> None:
    kept = json.loads(DIGESTS.read_text(encoding="utf-8"))[stage]
    assert kept == {"version": stages.VERSIONS[stage], "digest": digest(stage)}, (
        f"the sources of the stage {stage!r} have changed. If its results can differ, raise its version in "
        "retrieval/index/stages.py. Then run: python -m tests.stages"
    )


def test_every_stage_has_sources_and_a_version() -> None:
    assert BEGINNINGS.keys() == stages.VERSIONS.keys()


@pytest.mark.parametrize(
    ("stage", "module"),
    [
        ("ingest", "retrieval.ingest.formats.pdf"),
        ("passages", "retrieval.text.sentences"),
        ("attribution", "retrieval.attribution.reported_speech.reporting_verbs"),
        ("embedding", "retrieval.encoders.sorted_batches"),
        ("tables", "retrieval.index.bm25"),
        ("tables", "retrieval.text.tokenise"),
    ],
)
def test_the_sources_of_a_stage_are_what_it_imports(stage: str, module: str) -> None:
    assert module in modules(stage)


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        pytest.param('def f():\n    """Doc."""\n    return 1', "def f():\n    return 1  # a comment", True, id="prose"),
        pytest.param("def f():\n    return 1", "def f():\n    return 2", False, id="a value"),
        pytest.param("def f():\n    return 1", "def g():\n    return 1", False, id="a name"),
    ],
)
def test_prose_does_not_count_as_a_change_of_sources(old: str, new: str, *, is_same: bool) -> None:
    before, after = (written(ast.parse(source)) for source in (old, new))
    assert (before == after) is is_same


REDONE = [  # of five passages: the number parsed, the number embedded, and the texts that each encoder embedded
    pytest.param("ingest", (0, 0, []), id="ingest"),
    pytest.param("passages", (5, 0, [0]), id="passages"),
    pytest.param("attribution", (5, 0, [0]), id="attribution"),
    pytest.param("embedding", (0, 5, [8]), id="embedding"),
    pytest.param("tables", (0, 0, []), id="tables"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "expected"), REDONE)
def test_a_new_version_of_a_stage_does_that_stage_again_and_no_other(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    expected: tuple[int, int, list[int]],
) -> None:
    first, _ = build(settings)
    monkeypatch.setitem(stages.VERSIONS, stage, stages.VERSIONS[stage] + 1)
    with pytest.raises(IndexTooOld, match=r"was built by an older On Record; update it with: onrecord index$"):
        generation.open_current(settings.index_folder, settings.encoder.name)
    built, texts = build(settings)
    assert (built.parsed, built.embedded, texts) == expected
    assert (built.changed, built.manifest.stages) == (True, stages.VERSIONS)
    fresh, _ = build(replace(settings, index=replace(settings.index, folder=tmp_path / "fresh")))
    assert built.manifest.files == fresh.manifest.files
    assert build(settings)[0].changed is False
    with pytest.raises(IndexTooOld):
        building.roll_back(settings)
    assert generation.current(settings.index_folder).name == built.generation != first.generation


@pytest.mark.slow
def test_a_new_layout_does_everything_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    build(settings)
    before = contents(settings)
    monkeypatch.setattr(stages, "LAYOUT", stages.LAYOUT + 1)
    with pytest.raises(IndexTooOld):
        generation.open_current(settings.index_folder, settings.encoder.name)
    built, texts = build(settings)
    assert (built.parsed, built.embedded, texts) == (5, 5, [8])
    assert contents(settings) == before


@pytest.mark.slow
def test_an_index_of_the_last_release_is_updated(settings: Settings) -> None:
    first, _ = build(settings)
    folder = settings.index_folder / first.generation
    path = folder / "manifest.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(values | {"format": 19, "way": "plain"}), encoding="utf-8")
    with pytest.raises(IndexTooOld):
        Manifest.read(folder)
    built, _ = build(settings)
    assert (built.changed, built.parsed) == (True, 5)


@pytest.mark.slow
def test_a_changed_article_and_a_new_version_are_done_together(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings)
    edited(SCHOOLS_FILE, "a penny", "a pound")(settings)
    monkeypatch.setitem(stages.VERSIONS, "attribution", stages.VERSIONS["attribution"] + 1)
    built, texts = build(settings)
    assert (built.parsed, built.embedded, texts) == (5, 1, [2])
