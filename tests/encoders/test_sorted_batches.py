"""Sorted batches give the vectors of plain sentence-transformers, and are used only for many passages."""

import logging
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from retrieval import encoders
from retrieval.array_types import Vectors
from retrieval.encoders import PLAIN, BundledEncoder, SentenceEncoder
from retrieval.settings import EncoderSettings
from tests.encoders import processor

# Texts of every length up to far more than the model reads, unordered, and some of them empty.
MIXED = [" ".join(["The bill", *["was dropped, said Mr Lansley, and"] * (number * 7 % 30)]) for number in range(30)]
MIXED += ["", "!", "한국어", "a " * 1000]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundled() -> BundledEncoder:
    loaded = encoders.load(EncoderSettings(device="cpu"))
    assert isinstance(loaded, BundledEncoder)
    return loaded


@pytest.fixture
def encoder(bundled: BundledEncoder) -> SentenceEncoder:
    """The part of the default encoder that encodes passages, before its first passage."""
    return SentenceEncoder(bundled.name, bundled._for_passages._model, batch=32)


@pytest.fixture
def two_threads() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("dtype", "least"), [("bfloat16", 0.999), ("float32", 0.999999)])
def test_sorted_batches_make_the_vectors_of_plain_encode_in_order(
    encoder: SentenceEncoder, two_threads: None, dtype: str, least: float
) -> None:
    import torch

    from retrieval.encoders.sorted_batches import SortedBatches

    processor.require(dtype)
    backend = SortedBatches(encoder._model, getattr(torch, dtype))
    rows = backend.encode(MIXED)
    plain = encoder._model.encode(MIXED, show_progress_bar=False)
    cosines = (rows * plain).sum(axis=1)
    assert (rows.shape, str(rows.dtype), backend.precision) == ((len(MIXED), 384), "float32", dtype)
    assert float(cosines.min()) >= least
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert backend.encode([]).shape == (0, 384)


def test_few_texts_are_encoded_plainly_and_many_and_all_after_them_in_sorted_batches(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.encoders.bert import native_dtype

    monkeypatch.setattr(encoder, "MANY_CHARS", 1000)
    few, many = MIXED[:2], MIXED[:9]
    plain = encoder.passages(few)
    assert encoder.encode_backend == PLAIN
    assert (plain == encoder._encode_plainly(few)).all()
    first, second, few_again = (encoder.passages(texts) for texts in (many, many, few))
    assert f"torch.{encoder.encode_backend}" == str(native_dtype())
    assert (first == second).all()
    assert few_again == pytest.approx(first[:2], abs=1e-2)


def break_down(*_: object) -> Vectors:
    raise RuntimeError("no such kernel\nand a long story")


def other_vectors(_: object, texts: Sequence[str]) -> Vectors:
    return np.eye(384, dtype=np.float32)[: len(texts)]


@pytest.mark.parametrize(
    ("encode", "reason"),
    [
        pytest.param(break_down, "no such kernel", id="an error"),
        pytest.param(other_vectors, "in {} its vectors have cosines of {} to the plain ones", id="other vectors"),
    ],
)
def test_sorted_batches_that_fail_are_given_up_with_one_warning(
    encoder: SentenceEncoder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    encode: object,
    reason: str,
) -> None:
    from retrieval.encoders.bert import native_dtype
    from retrieval.encoders.sorted_batches import SortedBatches

    monkeypatch.setattr(SortedBatches, "encode", encode)
    monkeypatch.setattr(encoder, "MANY_CHARS", 1)
    texts = MIXED[:2]
    rows = [encoder.passages(texts) for _ in range(2)]
    assert all((each == encoder._encode_plainly(texts)).all() for each in rows)
    assert encoder.encode_backend == PLAIN
    cosine = float(np.mean([row[place] for place, row in enumerate(rows[0])]))
    reason = reason.format(str(native_dtype()).removeprefix("torch."), f"{cosine:.3f}")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        f"passages are encoded plainly from now on, since sorted batches failed: {reason}"
    ]


def test_a_model_that_puts_a_prompt_before_passages_is_never_encoded_in_sorted_batches(
    bundled: BundledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = bundled._for_passages._model
    monkeypatch.setattr(SentenceEncoder, "MANY_CHARS", 1)
    monkeypatch.setattr(model, "prompts", {"document": "passage: "})
    prompting = SentenceEncoder("e5", model, batch=32)
    prompting.passages(MIXED[:2])
    assert prompting.encode_backend == PLAIN
