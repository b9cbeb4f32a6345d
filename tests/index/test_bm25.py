"""The lexical half of the search: BM25 worked out by hand over three short texts.

The formula is Lucene's with k1 = 0.9 and b = 0.4. A word is in n of N texts. To a text of length l in which it occurs f
times, it adds

    ln(1 + (N - n + 0.5) / (n + 0.5)) * f / (f + 0.9 * (0.6 + 0.4 * l / average))
"""

from math import log
from pathlib import Path

import numpy as np
import pytest

from retrieval.index import bm25
from retrieval.index.bm25 import Bm25Index
from retrieval.text.tokenise import stems

TEXTS = ["The bill, and the bill", "Bills of reform", "A hospital"]  # lengths 2, 2 and 1 without the stop words
LONG = 0.9 * (0.6 + 0.4 * 2 / (5 / 3))
BILL, REFORM = log(1 + 1.5 / 2.5), log(1 + 2.5 / 1.5)


def opened(folder: Path, texts: list[str]) -> Bm25Index:
    """An index of the texts, written to disk and opened again."""
    bm25.write(folder / "words", map(stems, texts))
    return Bm25Index(folder / "words")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("bill", [BILL * 2 / (2 + LONG), BILL / (1 + LONG), 0], id="twice in one text"),
        pytest.param("reforming a bill", [BILL * 2 / (2 + LONG), (BILL + REFORM) / (1 + LONG), 0], id="two stems"),
        pytest.param("reform reform", [0, 2 * REFORM / (1 + LONG), 0], id="asked twice"),
        pytest.param("What did he say?", [0, 0, 0], id="stop words only"),
        pytest.param("zebras", [0, 0, 0], id="unknown"),
        pytest.param("zebras reform", [0, REFORM / (1 + LONG), 0], id="unknown beside known"),
        pytest.param("?!", [0, 0, 0], id="no word at all"),
        pytest.param("", [0, 0, 0], id="nothing"),
    ],
)
def test_scores_equal_bm25_worked_out_by_hand(tmp_path: Path, question: str, expected: list[float]) -> None:
    scores = opened(tmp_path, TEXTS).match(question).scores(np.arange(3))
    assert (str(scores.dtype), scores.tolist()) == ("float32", pytest.approx(expected, abs=1e-6))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        pytest.param(["", "the bill", "of the"], [False, True, False], id="some texts without words"),
        pytest.param(["", "…", "of the"], [False, False, False], id="no text with words"),
    ],
)
def test_texts_without_words_keep_their_rows(tmp_path: Path, texts: list[str], found: list[bool]) -> None:
    index = opened(tmp_path, texts)
    scores = [index.match(question).scores(np.arange(3)) for question in ("bill", "the")]
    assert [(each > 0).tolist() for each in scores] == [found, [False] * 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Reforms, reforming; REFORMED", ["reform"] * 3, id="endings and case"),
        pytest.param("Lansley’s bill and Lansley's bills", ["lansley", "bill"] * 2, id="possessives"),
        pytest.param("“café” cafe", ["cafe", "cafe"], id="accents and quotation marks"),
        pytest.param("What did they say about it?", [], id="stop words"),
        pytest.param("£20bn in 2015", ["20bn", "2015"], id="figures"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words_are_compared_by_their_stems(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


def test_the_same_texts_make_the_same_files(tmp_path: Path) -> None:
    made = [tmp_path / name for name in ("one", "other")]
    for folder in made:
        bm25.write(folder, map(stems, TEXTS))
    one, other = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in made)
    assert one == other
    assert sorted(one) == ["ends.npy", "most.npy", "rows.npy", "scores.npy", "stems.json"]


def test_texts_with_all_of_the_stems_come_in_their_order(tmp_path: Path) -> None:
    index = opened(tmp_path, TEXTS)
    asked: tuple[list[str], ...] = (["bill"], ["bill", "reform"], ["hospit", "bill"], ["zebra"], [])
    assert [index.with_all(stems).tolist() for stems in asked] == [[0, 1], [1], [], [], []]


def test_writing_in_several_chunks_makes_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{TEXTS[number % 3]} and number {number % 7}" for number in range(40)]
    bm25.write(tmp_path / "whole", map(stems, texts))
    monkeypatch.setattr(bm25, "CHUNK_STEMS", 5)
    bm25.write(tmp_path / "piecewise", map(stems, texts))
    whole, piecewise = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("whole", "piecewise")
    )
    assert whole == piecewise
