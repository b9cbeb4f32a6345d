"""The reader that ships: its digest is checked, it reads texts of any length and script, and it knows an answer."""

import os
import threading
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from retrieval.errors import ReaderError
from retrieval.search import reader
from retrieval.search.reader import NONE, Reader, ReaderInput, Reading
from retrieval.settings import RankingSettings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

QUESTION = "what did Burnham say about Lansley?"
TEXTS = [
    "The striker scored twice in the second half.",
    "Lansley told reporters that he would stay.",
    "Andy Burnham said that Lansley must resign.",
]
READINGS = [Reading(text) for text in TEXTS]


def test_the_setting_none_loads_no_reader() -> None:
    assert reader.load(RankingSettings(reader=NONE)) is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(None, "r.onnx cannot be read (No such file or directory); reinstall On Record", id="no file"),
        pytest.param(
            b"other weights",
            "r.onnx has sha256 53959fa102f3…, not 0123456789ab…; reinstall On Record",
            id="another file",
        ),
    ],
)
def test_weights_that_do_not_have_the_digest_are_refused(tmp_path: Path, content: bytes | None, problem: str) -> None:
    file = tmp_path / "r.onnx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ReaderError) as raised:
        Reader.open(file, "0123456789abcdef")
    assert str(raised.value) == f"reader: {problem}"


@pytest.fixture(scope="module")
def model() -> Reader:
    loaded = reader.load(RankingSettings())
    assert isinstance(loaded, Reader)
    return loaded


def logits_of(model: Reader, question: str, readings: Sequence[Reading]) -> list[float]:
    return [logit for logits in model.read(question, readings) for logit in logits.tolist()]


@pytest.mark.slow
def test_only_the_passage_that_answers_has_a_logit_above_zero(model: Reader) -> None:
    logits = logits_of(model, QUESTION, READINGS)
    assert logits[2] > 0 > max(logits[0], logits[1])


@pytest.mark.slow
def test_the_headline_the_speaker_and_the_passage_before_are_read(model: Reader) -> None:
    alone = Reading("“It is on a knife edge,” he said.")
    told = [Reading(alone.text, title="Burnham on Lansley"), Reading(alone.text, speakers=["Andy Burnham"])]
    told.append(Reading(alone.text, before="Andy Burnham was asked about Lansley."))
    logits = logits_of(model, QUESTION, [alone, *told])
    assert min(logits[1:]) > logits[0]


@pytest.mark.slow
def test_a_passage_has_the_same_logit_among_others_as_alone_and_they_keep_their_order(model: Reader) -> None:
    readings = [Reading(" ".join(TEXTS * 50)), *READINGS]
    assert logits_of(model, QUESTION, readings) == [logits_of(model, QUESTION, [each])[0] for each in readings]


@pytest.mark.slow
def test_a_caller_that_is_out_of_time_has_the_first_readings(model: Reader) -> None:
    first = next(model.read(QUESTION, READINGS * 9))
    assert first.tolist() == logits_of(model, QUESTION, READINGS * 9)[: len(first)]


class Allowed:
    """A session that answers as many pairs as it is allowed to, and counts them."""

    def __init__(self) -> None:
        self.allowed, self.read = threading.Semaphore(1), 0

    def run(self, names: object, inputs: Mapping[str, object]) -> list[list[float]]:
        del names, inputs
        self.allowed.acquire()
        self.read += 1
        return [[float(self.read)]]


@pytest.mark.slow
def test_once_a_caller_stops_no_further_passage_is_begun() -> None:
    session, readings = Allowed(), [Reading(f"Speech {number}") for number in range(270)]
    model = Reader(cast("InferenceSession", session), ReaderInput.open())
    logits = model.read(QUESTION, readings)
    assert next(logits).tolist() == [1]
    cast("Generator[object]", logits).close()
    session.allowed.release(len(readings))
    model._pool.shutdown()
    begun = 1 + (os.cpu_count() or 1)
    assert session.read <= begun < len(readings)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "readings", "read"),
    [
        pytest.param(QUESTION, READINGS, 0, id="the same question again"),
        pytest.param(QUESTION, [READINGS[1], Reading("It rained."), READINGS[0]], 1, id="with one more passage"),
        pytest.param("who must resign?", READINGS, 3, id="another question"),
        pytest.param(QUESTION, [Reading(TEXTS[1], title="Resignation")], 1, id="the passage under another headline"),
    ],
)
def test_only_pairs_that_were_not_read_lately_are_read(question: str, readings: list[Reading], read: int) -> None:
    session = Allowed()
    session.allowed.release(20)
    model = Reader(cast("InferenceSession", session), ReaderInput.open())
    logits_of(model, QUESTION, READINGS)
    before = session.read
    logits_of(model, question, readings)
    assert (before, session.read - before) == (3, read)


@pytest.mark.slow
def test_no_readings_give_no_logits_and_an_empty_one_a_logit(model: Reader) -> None:
    assert logits_of(model, QUESTION, []) == []
    assert len(logits_of(model, "", [Reading("")])) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        pytest.param("大坝安全吗" * 92, id="Chinese, 460 characters"),
        pytest.param("هل السد آمن؟ " * 80, id="Arabic"),
        pytest.param("what did they say of the dam? " * 200, id="English"),
    ],
)
def test_a_question_longer_than_the_reader_reads_gets_logits(model: Reader, question: str) -> None:
    long_and_short = [Reading(" ".join(TEXTS * 50)), Reading("It rained."), Reading("")]
    assert len(logits_of(model, question, long_and_short)) == 3
