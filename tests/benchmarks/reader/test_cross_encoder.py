"""The reader that is measured computes what was trained."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from benchmarks.reader import network, pairs, weights
from benchmarks.reader.cross_encoder import Reader, batches
from benchmarks.reader.input import Pieces, ReaderInput, Reading
from benchmarks.reader.network import Lower, Upper
from retrieval.errors import RerankerError


def test_each_ten_pairs_are_batched_by_length() -> None:
    pairs_ = [Pieces([0] * length, []) for length in (300, 100, 500, 600, 90, 80, 70, 60, 50, 40, 30)]
    assert list(batches(pairs_)) == [[9, 8, 7, 6, 5, 4, 1], [0, 2], [3], [10]]


def test_weights_with_another_digest_are_refused(tmp_path: Path) -> None:
    digest = weights.write({"classifier.weight": torch.ones(1, 4)}, tmp_path / "reader")
    (tmp_path / "reader").write_bytes(b"other weights")
    with pytest.raises(RerankerError) as raised:
        weights.open_parts(tmp_path / "reader", digest)
    assert str(raised.value) == f"reranker reader: reader has sha256 53959fa102f3…, not {digest[:12]}…"


def test_a_matrix_is_stored_with_a_scale_for_each_row(tmp_path: Path) -> None:
    matrix = torch.tensor([[127.0, -64.0], [0.5, 0.25]])
    digest = weights.write(
        {"bert.pooler.dense.weight": matrix, "bert.pooler.dense.bias": torch.ones(2)}, tmp_path / "r"
    )
    part = weights.open_parts(tmp_path / "r", digest)("pooler.dense")
    assert part["weight"].tolist() == [[127.0, -64.0], pytest.approx([0.5, 0.252], abs=0.001)]
    assert part["bias"].tolist() == [1, 1]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return pairs.tokenizer()


@pytest.mark.slow
@pytest.mark.parametrize(
    "question", ["who won?", pytest.param("大坝安全吗" * 200, id="long, in Chinese"), pytest.param("", id="empty")]
)
def test_the_measured_reader_computes_what_was_trained(tmp_path: Path, tokenizer: Tokenizer, question: str) -> None:
    torch.manual_seed(0)
    lower, upper = Lower(6), Upper(6)
    with torch.no_grad():
        upper.classifier.weight *= 20
    digest = weights.write(network.state(lower, upper), tmp_path / "reader")
    readings = [Reading("Ann Lee won." * 9, "Vote", "Courier", None, ["Ann Lee"], "It rained."), Reading("")]
    measured = np.full(2, np.nan)
    for places, logits in Reader.open(tmp_path / "reader", digest).read(question, readings):
        measured[places] = logits
    read = ReaderInput(tokenizer)
    for reading, logit in zip(readings, measured, strict=True):
        pieces = read.pair(read.question(question), reading)
        ids, types, length = torch.tensor([pieces.ids]), torch.tensor([pieces.types]), torch.tensor([len(pieces)])
        with torch.inference_mode():
            trained = float(upper(lower(ids, types, length), length))
        assert logit == pytest.approx(trained, abs=0.15)
