"""What stands for a passage among the vectors, with an encoder that counts words."""

import numpy as np
import pytest

from retrieval.index import embedding
from retrieval.records import Article, Passage
from tests.conftest import quiet
from tests.fakes import WordCounts

LONG = "x" * 150 + " cut-in-two " + "y" * 190  # its last 200 characters begin inside "cut-in-two"


def passage(text: str, title: str | None = None) -> Passage:
    return Passage(Article("a.txt", text, title=title), 0, len(text))


@pytest.mark.parametrize(
    ("title", "before", "expected"),
    [
        pytest.param(None, None, "He left.", id="alone"),
        pytest.param("Headline", None, "Headline\nHe left.", id="behind a headline"),
        pytest.param(None, "It rained all day.", "It rained all day.\nHe left.", id="behind a short passage"),
        pytest.param(
            "Headline", LONG, f"Headline\n{'y' * 190}\nHe left.", id="behind the last whole words of a long one"
        ),
        pytest.param(None, "z" * 201, f"{'z' * 200}\nHe left.", id="behind a single endless word"),
    ],
)
def test_a_passage_stands_behind_its_headline_and_the_end_of_what_came_before(
    title: str | None, before: str | None, expected: str
) -> None:
    assert embedding.in_context(passage("He left.", title), passage(before) if before else None) == expected


def test_a_vector_is_the_unit_mean_of_the_words_alone_and_in_context() -> None:
    pairs = [("east", "north"), ("east", "east"), ("east", "a much longer text of north and north"), ("east", "none")]
    half = round(0.5**0.5, 6)
    rows = embedding.embed(WordCounts("east", "north"), pairs, quiet)
    assert rows.dtype == np.float32
    assert rows.round(6).tolist() == [
        pytest.approx(row, abs=1e-6) for row in ([half, half, 0], [1, 0, 0], [half, half, 0], [half, 0, half])
    ]


def test_nothing_to_embed_is_no_rows_and_all_done() -> None:
    seen: list[tuple[int, int]] = []
    rows = embedding.embed(WordCounts("east"), [], lambda done, total: seen.append((done, total)))
    assert (rows.shape, seen) == ((0, 2), [(0, 0)])


@pytest.mark.parametrize(
    ("name", "text", "context"),
    [
        pytest.param("other", "He left.", "Headline\nHe left.", id="encoder"),
        pytest.param("minilm", "He stayed.", "Headline\nHe left.", id="words"),
        pytest.param("minilm", "He left.", "Other headline\nHe left.", id="context"),
    ],
)
def test_a_digest_tells_apart_whatever_changes_a_vector(name: str, text: str, context: str) -> None:
    one = embedding.digest("minilm", passage("He left."), "Headline\nHe left.")
    assert one == embedding.digest("minilm", passage("He left.", "unseen"), "Headline\nHe left.")
    assert one != embedding.digest(name, passage(text), context)
