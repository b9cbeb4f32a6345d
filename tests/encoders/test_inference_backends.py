"""Of several ways to read passages the fastest is taken that makes the vectors of plain sentence-transformers."""

import logging
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from retrieval import encoders
from retrieval.array_types import Vectors
from retrieval.encoders import PLAIN, BundledEncoder, SentenceEncoder, inference_backends
from retrieval.encoders.inference_backends import Way
from retrieval.settings import EncoderSettings

EAST, NORTH = np.eye(2, dtype=np.float32)
TEXTS = ["a text"] * (2 * inference_backends.SAMPLE)


class Clock:
    """Stands still but while a way reads."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def way(self, seconds: float, vector: Vectors = EAST) -> "Read":
        return Read(self, seconds, vector)


class Read:
    """Takes so many seconds for a text, and makes one vector of all."""

    def __init__(self, clock: Clock, seconds: float, vector: Vectors) -> None:
        self._clock, self._seconds, self._vector = clock, seconds, vector
        self.read = 0

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self._clock.now += self._seconds * len(texts)
        self.read += len(texts)
        return np.tile(self._vector, (len(texts), 1))


def missing() -> Way:
    raise RuntimeError("no such kernel\nand a long story")


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param({"half": (0.25, EAST), "whole": (0.5, EAST)}, "half", id="the first is the fastest"),
        pytest.param({"half": (0.5, EAST), "whole": (0.25, EAST)}, "whole", id="the last is the fastest"),
        pytest.param({"half": (1.5, EAST), "whole": (2, EAST)}, PLAIN, id="none is faster than plain"),
        pytest.param({"half": (0.25, NORTH), "whole": (0.5, EAST)}, "whole", id="the fastest has other vectors"),
        pytest.param({"half": (0.4, EAST), "whole": (0.1, EAST)}, "half", id="twice as fast as plain is enough"),
        pytest.param({}, PLAIN, id="there is no other"),
    ],
)
def test_the_fastest_way_with_the_same_vectors_is_taken(
    others: dict[str, tuple[float, Vectors]], expected: str
) -> None:
    clock = Clock()
    made = {PLAIN: clock.way(1)} | {name: clock.way(*other) for name, other in others.items()}
    makers = {name: (lambda name=name: made[name]) for name in others}
    assert inference_backends.fastest(made[PLAIN], makers, TEXTS, clock) == (expected, made[expected])


def test_a_way_that_cannot_be_had_is_passed_over_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    clock = Clock()
    half = clock.way(0.5)
    assert inference_backends.fastest(clock.way(1), {"bits": missing, "half": lambda: half}, TEXTS, clock) == (
        "half",
        half,
    )
    assert caplog.messages == [
        "passages are not read by bits: no such kernel",
        "passages are read by half, 2 texts a second",
    ]


def test_a_hopelessly_slow_way_reads_a_few_texts_only() -> None:
    clock = Clock()
    slow = clock.way(100)
    inference_backends.fastest(clock.way(1), {"half": lambda: slow}, TEXTS, clock)
    assert slow.read == inference_backends.FEW


@pytest.fixture(scope="module")
def bundled() -> BundledEncoder:
    loaded = encoders.load(EncoderSettings(device="cpu"))
    assert isinstance(loaded, BundledEncoder)
    return loaded


@pytest.fixture
def whole(bundled: BundledEncoder) -> SentenceEncoder:
    """The part of the default encoder that reads passages, as if it had not read any."""
    return SentenceEncoder(bundled.name, bundled._whole._model, batch=32)


@pytest.fixture
def two_threads() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


# Of every length up to far more than the model reads, in no order, with some that are nothing.
MIXED = [" ".join(["The bill", *["was dropped, said Mr Lansley, and"] * (number * 7 % 30)]) for number in range(30)]
MIXED += ["", "!", "한국어", "a " * 1000]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"), [pytest.param("bfloat16", 0.999, id="half"), pytest.param("float32", 0.999999, id="whole")]
)
def test_every_way_makes_the_vectors_of_plain_encode_in_order(
    whole: SentenceEncoder, two_threads: None, name: str, least: float
) -> None:
    way = inference_backends.of(whole._model)[name]()
    rows = way(MIXED)
    plain = whole._model.encode(MIXED, show_progress_bar=False)
    cosines = (rows * plain).sum(axis=1)
    assert (rows.shape, str(rows.dtype)) == ((len(MIXED), 384), "float32")
    assert float(cosines.min()) >= least
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert way([]).shape == (0, 384)


@pytest.mark.slow
def test_few_texts_are_read_plainly_and_many_by_a_way_that_is_kept(
    whole: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Sequence[str]] = []

    def fastest(plain: Way, others: dict[str, Callable[[], Way]], texts: Sequence[str]) -> tuple[str, Way]:
        found.append(texts)
        return "float32", others["float32"]()

    monkeypatch.setattr(inference_backends, "fastest", fastest)
    monkeypatch.setattr(whole, "MANY", 1000)
    few, many = MIXED[:2], MIXED[:9]
    whole.passages(few)
    assert (whole.way, found) == (PLAIN, [])
    rows = [whole.passages(texts) for texts in (many, many, few)]
    assert (whole.way, found) == ("float32", [many])
    assert (rows[0] == rows[1]).all()
    assert rows[2] == pytest.approx(rows[0][:2], abs=1e-5)


@pytest.mark.slow
def test_a_way_that_breaks_is_given_up_with_one_warning(
    whole: SentenceEncoder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(inference_backends, "fastest", lambda *_: ("bfloat16", lambda _: missing()))
    monkeypatch.setattr(whole, "MANY", 1)
    rows = [whole.passages(MIXED[:2]) for _ in range(2)]
    assert (rows[0] == rows[1]).all()
    assert rows[0].shape == (2, 384)
    assert whole.way == PLAIN
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "passages can no longer be read by bfloat16, so plainly from here on: no such kernel"
    ]


@pytest.mark.slow
def test_nothing_is_put_before_passages_by_a_way_that_knows_no_prompts(bundled: BundledEncoder) -> None:
    model = bundled._whole._model
    before, model.prompts = model.prompts, {"document": "passage: "}
    try:
        assert SentenceEncoder("e5", model, batch=32)._read is not None
    finally:
        model.prompts = before
    assert SentenceEncoder("minilm", model, batch=32)._read is None
