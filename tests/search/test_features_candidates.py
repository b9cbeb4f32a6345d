"""The selection of candidates from a handful of passages."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.array_types import Rows
from retrieval.index import vectors
from retrieval.index.bm25 import PostingList, TopKScorer
from retrieval.index.generation import Generation
from retrieval.index.vectors import VectorIndex
from retrieval.models import Options, Question
from retrieval.search import features
from retrieval.search.features import Candidates
from tests.conftest import built, two_articles, write
from tests.fakes import WordCounts

EAST = np.array([1, 0], np.float32)
MATCHES = TopKScorer(
    [PostingList(np.array([1, 3, 4], np.uint32), np.array([2, 3, 1], np.float32), 3)], np.zeros(5, np.float32)
)


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    """An index in which the cosines of rows 0 to 4 with EAST are -1, .8, .6, 0 and 1."""
    rows = np.array([[-1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1], [1, 0]], np.float32)
    vectors.write(tmp_path / "vectors", rows.shape[1], [rows])
    return VectorIndex.open(tmp_path / "vectors")


@pytest.mark.parametrize(
    ("k", "selected", "expected"),
    [
        pytest.param(1, None, [3, 4], id="the best of each"),
        pytest.param(2, None, [1, 3, 4], id="one is found by both"),
        pytest.param(9, None, [0, 1, 2, 3, 4], id="more than there are"),
        pytest.param(1, [1, 2, 4], [1, 4], id="among three"),
        pytest.param(1, [0, 1, 2], [1], id="among three, both find one"),
        pytest.param(1, [0, 2], [2], id="among two, without a shared word"),
        pytest.param(9, [], [], id="among none"),
    ],
)
def test_hybrid_retrieval_returns_the_best_by_vector_and_the_best_by_bm25(
    index: VectorIndex, k: int, selected: list[int] | None, expected: list[int]
) -> None:
    selection = None if selected is None else np.array(selected, np.int64)
    assert features.hybrid(index, EAST, MATCHES, selection, k).tolist() == expected


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """Twenty more articles. Each mentions a bill; number 3 mentions a hospital, and number 17 quotes Ann Harman."""
    settings = two_articles(tmp_path_factory.mktemp("many"))
    for number in range(20):
        second = "A hospital closed." if number == 3 else "It rained, and nobody came to watch."
        said = f"Ann Harman said: “The school tax number {number} is dead.”\n\n" if number == 17 else ""
        write(settings.archive.folder, f"{number:02}.txt", f"The bill was read.\n\n{said}{second}\n")
    with built(settings) as current:
        yield current


def find(
    archive: Generation, encoder: WordCounts, question: Question, k: int, selection: Rows | None = None
) -> Candidates:
    return features.find(archive, question, encoder.question(question.text), selection, k)


def test_every_passage_of_the_most_promising_articles_is_a_candidate(many: Generation, encoder: WordCounts) -> None:
    found = find(many, encoder, Question("bill"), 20)
    passages = many.store.passages(found.rows)
    assert [passage.text for passage in passages].count("The bill was read.") == 20
    others = {passage.article.id for passage in passages if passage.text != "The bill was read."}
    assert len(others) == features.WHOLE_ARTICLES


def from_harman(archive: Generation, found: Candidates) -> int:
    """The number of candidates that begin with Ann Harman."""
    return [passage.text[:10] for passage in archive.store.passages(found.rows)].count("Ann Harman")


def test_passages_that_quote_the_person_asked_about_are_candidates(many: Generation, encoder: WordCounts) -> None:
    found = [find(many, encoder, Question("hospital", speakers=names), 1) for names in (("Ann Harman",), ())]
    assert [from_harman(many, each) for each in found] == [1, 0]


def test_no_passage_outside_the_selection_is_a_candidate(many: Generation, encoder: WordCounts) -> None:
    found = find(many, encoder, Question("hospital", speakers=("Ann Harman",)), 2, np.array([5, 6]))
    assert found.rows.tolist() == [5, 6]


def test_a_person_who_is_a_filter_is_not_searched_for_twice(many: Generation, encoder: WordCounts) -> None:
    asked = Question("hospital", speakers=("Ann Harman",), filters=Options(speaker="Ann Harman"))
    theirs = many.store.rows(asked.filters)
    for selection, others in ((theirs, 0), (None, 1)):  # None if the filters match nothing, and all is searched
        assert len(features.speaker_passages(many.store, asked, selection)) == others
        assert from_harman(many, find(many, encoder, asked, 1, selection)) == 1
