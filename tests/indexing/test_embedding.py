"""The texts from which the vector of a passage is made, with an encoder that counts words."""

import numpy as np
import pytest

from retrieval.indexing import embedding
from retrieval.indexing.embedding import EncoderInput
from retrieval.models import Article, Passage
from tests.conftest import quiet
from tests.fakes import WordCounts


def passage(text: str, title: str | None = None) -> Passage:
    return Passage(Article("a.txt", text, title=title), 0, len(text))


@pytest.mark.parametrize(
    ("title", "before", "expected"),
    [
        pytest.param(None, None, ("He left.", "He left.", ""), id="alone"),
        pytest.param("Headline", None, ("He left.", "Headline\nHe left.", ""), id="headed"),
        pytest.param(None, "It rained.", ("He left.", "He left.", "It rained."), id="behind another"),
        pytest.param("Headline", "It rained.", ("He left.", "Headline\nHe left.", "It rained."), id="both"),
    ],
)
def test_a_passage_is_encoded_alone_behind_its_headline_and_with_the_passage_before(
    title: str | None, before: str | None, expected: tuple[str, str, str]
) -> None:
    assert embedding.encoder_input(passage("He left.", title), passage(before) if before else None) == expected


def test_a_vector_is_the_weighted_unit_sum_of_the_vectors_of_its_texts() -> None:
    encoder = WordCounts("east", "north")
    given = [
        EncoderInput("east", "east", ""),
        EncoderInput("east", "headline: north", ""),
        EncoderInput("east", "east", "north"),  # (2, .4) of length 2.0396
        EncoderInput("north", "west", "east"),  # (.4, 1, 1) of length 1.4697
    ]
    half = 0.5**0.5
    rows = embedding.embed(encoder, given, quiet)
    assert rows.dtype == np.float32
    assert rows.tolist() == [
        pytest.approx(row, abs=1e-4)
        for row in ([1, 0, 0], [half, half, 0], [0.9806, 0.1961, 0], [0.2722, 0.6804, 0.6804])
    ]
    assert encoder.embedded == ["east", "headline: north", "north", "west"]  # each text is embedded once


def test_no_passages_make_no_rows_and_complete_progress() -> None:
    seen: list[tuple[int, int]] = []
    rows = embedding.embed(WordCounts("east"), [], lambda done, total: seen.append((done, total)))
    assert (rows.shape, seen) == ((0, 2), [(0, 0)])


GIVEN = EncoderInput("He left.", "Headline\nHe left.", "It rained.")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        pytest.param("other", GIVEN, id="encoder"),
        pytest.param("minilm", GIVEN._replace(own="He stayed."), id="words"),
        pytest.param("minilm", GIVEN._replace(headed="Other headline\nHe left."), id="headline"),
        pytest.param("minilm", GIVEN._replace(before="It snowed."), id="the passage before"),
    ],
)
def test_everything_that_changes_a_vector_changes_its_digest(name: str, given: EncoderInput) -> None:
    one = embedding.digest("minilm", *GIVEN)
    assert one == embedding.digest("minilm", *GIVEN._replace())
    assert one != embedding.digest(name, *given)
