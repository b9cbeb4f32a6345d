"""The default encoder's short way for questions, against sentence-transformers' own."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval import encoder
from retrieval.bert import BertEncoder
from retrieval.encoder import BundledEncoder
from retrieval.settings import EncoderSettings

QUESTIONS = [
    "what did Burnham say about Lansley?",
    "Café naïve — “100%” of £20bn? 한국",
    "?",
    "",
    "who warned of bureaucracy? " * 100,  # more word pieces than the model reads
]


@pytest.fixture(scope="module")
def model() -> BundledEncoder:
    loaded = encoder.load(EncoderSettings())
    assert isinstance(loaded, BundledEncoder)
    return loaded


@pytest.mark.slow
def test_a_question_has_the_vector_that_sentence_transformers_gives_it(model: BundledEncoder) -> None:
    for row, text in zip(model.passages(QUESTIONS), QUESTIONS, strict=True):
        assert np.abs(model.question(text) - row).max() < 1e-6


@pytest.mark.slow
def test_questions_together_have_the_vectors_that_they_have_alone() -> None:
    model = BertEncoder.open(encoder.bundled())
    assert np.abs(model.encode(QUESTIONS) - np.concatenate([model.encode([text]) for text in QUESTIONS])).max() < 1e-6


@pytest.mark.slow
def test_a_question_loads_neither_transformers_nor_sentence_transformers() -> None:
    script = """
        import sys
        from retrieval import encoder
        from retrieval.settings import EncoderSettings
        assert encoder.load(EncoderSettings()).question("who?").shape == (384,)
        sys.stderr.write(", ".join({"transformers", "sentence_transformers"} & set(sys.modules)))
    """
    script = "\n".join(line.strip() for line in script.splitlines())
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False
    )
    assert (ran.stderr, ran.returncode) == ("", 0)
