"""BERT in torch alone, in either precision, gives the same vectors as sentence-transformers."""

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval import encoders
from retrieval.encoders import BundledEncoder
from retrieval.settings import EncoderSettings
from tests.encoders import processor
from tests.paths import ROOT

if TYPE_CHECKING:
    from retrieval.encoders.bert import BertEncoder

pytestmark = pytest.mark.slow

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


@pytest.fixture(scope="module", params=[("float32", 1e-6), ("bfloat16", 1e-2)], ids=["float32", "bfloat16"])
def encoder(request: pytest.FixtureRequest) -> tuple["BertEncoder", float]:
    """An encoder, and the tolerance for each number of its vectors."""
    import torch

    from retrieval.encoders.bert import BertEncoder

    dtype, tolerance = request.param
    processor.require(dtype)
    return BertEncoder.open(encoders.bundled(), getattr(torch, dtype)), tolerance


@pytest.mark.slow
def test_a_question_has_the_vector_that_sentence_transformers_gives_it(
    model: BundledEncoder, encoder: tuple["BertEncoder", float]
) -> None:
    bert, tolerance = encoder
    for row, text in zip(model.passages(QUESTIONS), QUESTIONS, strict=True):
        assert np.abs(bert.encode([text])[0] - row).max() < tolerance


@pytest.mark.slow
def test_questions_in_one_batch_have_the_vectors_that_they_have_alone(encoder: tuple["BertEncoder", float]) -> None:
    bert, tolerance = encoder
    alone = np.concatenate([bert.encode([text]) for text in QUESTIONS])
    assert np.abs(bert.encode(QUESTIONS) - alone).max() < tolerance


@pytest.mark.slow
def test_without_onednn_a_question_has_the_same_vector(model: BundledEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from retrieval.encoders.bert import BertEncoder

    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    plain = BertEncoder.open(encoders.bundled(), torch.float32)
    assert np.abs(plain.encode(QUESTIONS) - model.passages(QUESTIONS)).max() < 1e-6


@pytest.mark.slow
def test_matrices_are_padded_to_few_numbers_of_rows() -> None:
    import torch

    from retrieval.encoders.bert import padded_to_bucket

    sizes = {rows: len(padded_to_bucket(torch.ones(rows, 3))) for rows in range(1, 2049)}
    assert all(rows <= size <= max(rows * 9 / 8, rows + 1) for rows, size in sizes.items())
    assert len(set(sizes.values())) < 80
    assert torch.equal(padded_to_bucket(torch.ones(33, 3)), torch.cat([torch.ones(33, 3), torch.zeros(3, 3)]))


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
