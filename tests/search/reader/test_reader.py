"""The reader that ships: its digest is checked, it reads texts of any length and script, and it knows an answer."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import ReaderError
from retrieval.search import reader
from retrieval.search.reader import NONE, Reader
from retrieval.search.reader.input import Reading
from retrieval.settings import RankingSettings

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


@pytest.mark.slow
def test_only_the_passage_that_answers_has_a_logit_above_zero(model: Reader) -> None:
    ((places, logits),) = model.read(QUESTION, READINGS)
    by_place = dict(zip(places, logits.tolist(), strict=True))
    assert by_place[2] > 0 > max(by_place[0], by_place[1])


@pytest.mark.slow
def test_the_headline_the_speaker_and_the_passage_before_are_read(model: Reader) -> None:
    alone = Reading("“It is on a knife edge,” he said.")
    told = [Reading(alone.text, title="Burnham on Lansley"), Reading(alone.text, speakers=["Andy Burnham"])]
    told.append(Reading(alone.text, before="Andy Burnham was asked about Lansley."))
    logits = np.zeros(4)
    for places, values in model.read(QUESTION, [alone, *told]):
        logits[places] = values
    assert (logits[1:] > logits[0]).all()


@pytest.mark.slow
def test_readings_are_batched_by_length_within_the_first_five_and_the_rest(model: Reader) -> None:
    batches = list(model.read(QUESTION, [Reading(" ".join(TEXTS * 50)), *READINGS * 2]))
    places = [place for places, _ in batches for place in places]
    assert places[:5] != [*range(5)]
    assert (sorted(places[:5]), sorted(places[5:])) == ([*range(5)], [5, 6])


@pytest.mark.slow
def test_no_readings_give_no_batches_and_an_empty_one_a_logit(model: Reader) -> None:
    assert list(model.read(QUESTION, [])) == []
    ((places, logits),) = model.read("", [Reading("")])
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
def test_a_question_longer_than_the_reader_reads_gets_logits(model: Reader, question: str) -> None:
    long_and_short = [Reading(" ".join(TEXTS * 50)), Reading("It rained."), Reading("")]
    read = sorted(place for places, logits in model.read(question, long_and_short) for place in places)
    assert read == [0, 1, 2]
