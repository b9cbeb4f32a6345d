"""The default encoder's short way for questions, in either precision, against sentence-transformers' own."""

import subprocess
import sys

import numpy as np
import pytest

from retrieval import encoders
from retrieval.encoders import BundledEncoder
from retrieval.encoders.bert import BertEncoder
from retrieval.settings import EncoderSettings
from tests.paths import ROOT

QUESTIONS = [
    "what did Burnham say about Lansley?",
    "Café naïve — “100%” of £20bn? 한국",
    "?",
    "",
    "who warned of bureaucracy? " * 100,  # more word pieces than the model reads
]


@pytest.fixture(scope="module")
def model() -> BundledEncoder:
    loaded = encoders.load(EncoderSettings())
    assert isinstance(loaded, BundledEncoder)
    return loaded


@pytest.fixture(
    scope="module", params=[pytest.param(("float32", 1e-6), id="whole"), pytest.param(("bfloat16", 1e-2), id="half")]
)
def read(request: pytest.FixtureRequest) -> tuple[BertEncoder, float]:
    """A model, and by how much a number of its vectors may differ from what it should be."""
    import torch

    dtype, most = request.param
    return BertEncoder.open(encoders.bundled(), getattr(torch, dtype)), most


@pytest.mark.slow
def test_a_question_has_the_vector_that_sentence_transformers_gives_it(
    model: BundledEncoder, read: tuple[BertEncoder, float]
) -> None:
    reader, most = read
    for row, text in zip(model.passages(QUESTIONS), QUESTIONS, strict=True):
        assert np.abs(reader.encode([text])[0] - row).max() < most


@pytest.mark.slow
def test_questions_together_have_the_vectors_that_they_have_alone(read: tuple[BertEncoder, float]) -> None:
    reader, most = read
    alone = np.concatenate([reader.encode([text]) for text in QUESTIONS])
    assert np.abs(reader.encode(QUESTIONS) - alone).max() < most


@pytest.mark.slow
def test_without_onednn_a_question_has_the_same_vector(model: BundledEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    plain = BertEncoder.open(encoders.bundled(), torch.float32)
    assert np.abs(plain.encode(QUESTIONS) - model.passages(QUESTIONS)).max() < 1e-6


@pytest.mark.slow
def test_few_numbers_of_rows_are_multiplied() -> None:
    import torch

    from retrieval.encoders.onednn import filled

    rows = {count: len(filled(torch.ones(count, 3))) for count in range(1, 2049)}
    assert all(count <= filled_in <= max(count * 9 / 8, count + 1) for count, filled_in in rows.items())
    assert len(set(rows.values())) < 80
    assert torch.equal(filled(torch.ones(33, 3)), torch.cat([torch.ones(33, 3), torch.zeros(3, 3)]))


@pytest.mark.slow
def test_a_question_loads_neither_transformers_nor_sentence_transformers() -> None:
    script = """
        import sys
        from retrieval import encoders
        from retrieval.settings import EncoderSettings
        assert encoders.load(EncoderSettings()).question("who?").shape == (384,)
        sys.stderr.write(", ".join({"transformers", "sentence_transformers"} & set(sys.modules)))
    """
    script = "\n".join(line.strip() for line in script.splitlines())
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.stderr, ran.returncode) == ("", 0)
