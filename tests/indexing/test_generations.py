"""A draft becomes the current generation in one step, or is removed; old generations are removed."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import IndexDamaged, IndexMissing, NothingBefore, SelfCheckFailed
from retrieval.index import generation, vectors
from retrieval.index.generation import MANIFEST, Manifest
from retrieval.indexing import generations
from tests.fakes import WordCounts
from tests.index.conftest import fill, publish

OLDEST, MIDDLE, NEWEST = (f"2026010{day}T000000-abcdef" for day in (1, 2, 3))
LEFT = ["20260104T000000-dddddd.part", "20251231T000000-eeeeee.part"]
FOREIGN = ["seeds", "notes.part", "2026"]


def folders(index: Path) -> set[str]:
    return {path.name for path in index.iterdir() if path.is_dir()}


def index_of(folder: Path, serving: str, *names: str) -> Path:
    """An index with generations of these names. Each has its name as its fingerprint."""
    template = folder / "template"
    whole = template / publish(template)
    for name in names:
        shutil.copytree(whole, folder / "index" / name)
        replace(Manifest.read(whole), name=name, fingerprint=name).write(folder / "index" / name)
    generations.make_current(folder / "index", serving)
    return folder / "index"


def roll_back(index: Path) -> str:
    older, _ = generations.previous(index)
    generations.restore(index, older.name)
    return older.name


def fail_to_publish(index: Path, *, is_complete: bool) -> None:
    with generations.draft(index) as draft:
        manifest = fill(draft.folder)
        if is_complete:
            draft.complete(manifest).close()
        raise SelfCheckFailed("new", "nothing")


@pytest.mark.parametrize("is_complete", [False, True], ids=["it cannot be written", "it is refused"])
def test_a_draft_that_fails_leaves_the_current_generation_serving_and_nothing_else(
    tmp_path: Path, *, is_complete: bool
) -> None:
    name = publish(tmp_path)
    with pytest.raises(SelfCheckFailed):
        fail_to_publish(tmp_path, is_complete=is_complete)
    assert (generation.current(tmp_path).name, folders(tmp_path)) == (name, {name})
    generation.open_current(tmp_path, "word-counts").close()


def test_a_new_generation_comes_after_every_other_whatever_the_clock_says(tmp_path: Path) -> None:
    index = index_of(tmp_path, "29991231T235959-ffffff", "29991231T235959-ffffff")
    assert [publish(index)[:15], publish(index)[:15]] == ["30000101T000000", "30000101T000001"]


@pytest.mark.parametrize(
    ("keep", "serving", "kept"),
    [
        pytest.param(1, NEWEST, {NEWEST}, id="the current one alone"),
        pytest.param(2, NEWEST, {NEWEST, MIDDLE}, id="and the one before"),
        pytest.param(3, NEWEST, {NEWEST, MIDDLE, OLDEST}, id="as many as there are"),
        pytest.param(9, NEWEST, {NEWEST, MIDDLE, OLDEST}, id="more than there are"),
        pytest.param(2, MIDDLE, {MIDDLE, OLDEST}, id="not one that was rolled back"),
        pytest.param(1, OLDEST, {OLDEST}, id="the oldest after going back twice"),
        pytest.param(1, "gone", {OLDEST, MIDDLE, NEWEST}, id="all where the current one is not known"),
    ],
)
def test_only_drafts_and_superfluous_generations_are_removed(
    tmp_path: Path, keep: int, serving: str, kept: set[str]
) -> None:
    for name in [NEWEST, MIDDLE, OLDEST, *LEFT, *FOREIGN]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("content", encoding="utf-8")
    (tmp_path / generation.CURRENT).write_text(serving, encoding="utf-8")
    generations.remove_old(tmp_path, keep)
    assert folders(tmp_path) == kept | set(FOREIGN)


def test_rolling_back_makes_the_generation_before_current_and_remembers_the_one_rolled_back(tmp_path: Path) -> None:
    index = index_of(tmp_path, NEWEST, OLDEST, MIDDLE, NEWEST)
    assert roll_back(index) == MIDDLE
    with generation.open_current(index, "word-counts") as opened:
        assert opened.name == MIDDLE
    assert [generations.is_rolled_back(index, name) for name in (NEWEST, MIDDLE)] == [True, False]
    assert roll_back(index) == OLDEST
    with pytest.raises(NothingBefore, match=rf"has no generation before {OLDEST}; \[index\] keep"):
        roll_back(index)
    publish(index)
    assert not generations.is_rolled_back(index, MIDDLE)


def test_rolling_back_to_a_damaged_generation_is_refused(tmp_path: Path) -> None:
    index = index_of(tmp_path, NEWEST, MIDDLE, NEWEST)
    (index / MIDDLE / generation.ARCHIVE).write_bytes(b"garbage")
    with pytest.raises(IndexDamaged, match=MIDDLE):
        roll_back(index)
    assert generation.current(index).name == NEWEST


def test_a_damaged_generation_can_be_rolled_back(tmp_path: Path) -> None:
    index = index_of(tmp_path, NEWEST, MIDDLE, NEWEST)
    (index / NEWEST / MANIFEST).write_bytes(b"garbage")
    assert roll_back(index) == MIDDLE
    generation.open_current(index, "word-counts").close()


def test_an_index_that_was_never_built_cannot_be_rolled_back(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        roll_back(tmp_path)


def rows(*of: tuple[float, float]) -> Callable[[Path], Manifest]:
    """A generation with two passages, "A bill." and "A reform.", that have these vectors."""

    def filled(folder: Path) -> Manifest:
        manifest = fill(folder)
        vectors.write(folder / generation.VECTORS, 2, [np.array(of, np.float32)])
        return manifest

    return filled


def checked(index: Path, fill: Callable[[Path], Manifest], question: generations.EncodeQuestion | None) -> str:
    with generations.draft(index) as draft, draft.complete(fill(draft.folder)) as new:
        generations.check(new, question)
    return draft.name


BILL, OTHER, NAN = (1.0, 0.0), (0.0, 1.0), (float("nan"), float("nan"))


@pytest.mark.parametrize(
    ("filled", "found"),
    [
        pytest.param(rows(BILL), "2 passages, 1 vectors, 2 texts", id="a vector too few"),
        pytest.param(rows(NAN, NAN), "of 2 0 by meaning, 2 by words", id="no numbers"),
        pytest.param(rows(OTHER, BILL), "of 2 0 by meaning, 2 by words", id="in another order"),
    ],
)
def test_a_generation_that_does_not_find_its_own_passages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled: Callable[[Path], Manifest], found: str
) -> None:
    monkeypatch.setattr(generations, "TOP_K", 1)
    name = publish(tmp_path)
    with pytest.raises(SelfCheckFailed) as raised:
        checked(tmp_path, filled, WordCounts("bill").question)
    assert f"does not find its own passages ({found})" in str(raised.value)
    assert str(raised.value).endswith("rebuild it with: onrecord index --full")
    assert folders(tmp_path) == {name}


@pytest.mark.parametrize("question", [None, WordCounts("bill").question], ids=["own vectors", "questions"])
def test_a_generation_that_finds_its_own_passages_is_made_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: generations.EncodeQuestion | None
) -> None:
    monkeypatch.setattr(generations, "TOP_K", 1)
    name = checked(tmp_path, rows(BILL, OTHER), question)
    assert generation.current(tmp_path).name == name


STANDING = "Sign up to our newsletter for the news that matters."
CAPTURE = "The minister said on {} that the bill was dead and would not come back."


def archive_of(texts: Sequence[str], of: Sequence[tuple[float, float]]) -> Callable[[Path], Manifest]:
    """A generation with a passage for each of these texts, which have these vectors."""

    def filled(folder: Path) -> Manifest:
        manifest = fill(folder, "\n".join(texts))
        vectors.write(folder / generation.VECTORS, 2, [np.array(of, np.float32)])
        return replace(manifest, passages=len(texts))

    return filled


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([STANDING] * 4, id="a standing paragraph"),
        pytest.param([CAPTURE.format(day) for day in ("Monday", "Tuesday", "Friday", "Sunday")], id="captures"),
    ],
)
def test_a_passage_behind_others_of_nearly_its_text_counts_as_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: list[str]
) -> None:
    monkeypatch.setattr(generations, "TOP_K", 1)
    blended = [(1.0, 0.0), (0.96, 0.28), (0.8, 0.6), (0.8, -0.6)]  # each with the headline of its own article
    name = checked(tmp_path, archive_of(texts, blended), lambda _: np.array(BILL, np.float32))
    assert generation.current(tmp_path).name == name


def test_a_broken_vector_is_not_found_by_a_copy_of_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "TOP_K", 1)
    broken = archive_of([STANDING] * 4, [BILL, BILL, OTHER, OTHER])
    with pytest.raises(SelfCheckFailed, match="of 4 2 by meaning, 4 by words"):
        checked(tmp_path, broken, lambda _: np.array(BILL, np.float32))
