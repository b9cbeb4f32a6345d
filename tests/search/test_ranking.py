"""Candidates, features and scores over a handful of passages, worked out by hand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.array_types import Rows
from retrieval.index import generation, vectors
from retrieval.index.generation import Generation
from retrieval.index.maxscore import PostingList, TopKScorer
from retrieval.index.vectors import VectorIndex
from retrieval.indexing import build
from retrieval.models import Options, Question
from retrieval.search import candidates, features, query, ranking
from retrieval.search.candidates import Candidates
from retrieval.search.features import Features
from retrieval.search.query import SpeakerNames
from retrieval.search.ranking import Ranked
from retrieval.settings import Settings
from tests.conftest import quiet, write
from tests.fakes import WordCounts

EAST = np.array([1, 0], np.float32)
MATCHES = TopKScorer(
    [PostingList(np.array([1, 3, 4], np.uint32), np.array([2, 3, 1], np.float32), 3)], np.zeros(5, np.float32)
)


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    """The cosines of rows 0 to 4 with EAST are -1, .8, .6, 0 and 1."""
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
    assert candidates.hybrid(index, EAST, MATCHES, selection, k).tolist() == expected


@pytest.fixture
def many(settings: Settings, encoder: WordCounts) -> Iterator[Generation]:
    """Twenty more articles: each mentions a bill, number 3 a hospital, and number 17 quotes Ann Harman."""
    for number in range(20):
        second = "A hospital closed." if number == 3 else "It rained, and nobody came to watch."
        said = f"Ann Harman said: “The school tax number {number} is dead.”\n\n" if number == 17 else ""
        write(settings.archive.folder, f"{number:02}.txt", f"The bill was read.\n\n{said}{second}\n")
    build.bring_up_to_date(settings, lambda: encoder, quiet)
    with generation.open_current(settings.index.folder, encoder.name) as current:
        yield current


def find(
    archive: Generation, encoder: WordCounts, question: Question, k: int, selection: Rows | None = None
) -> Candidates:
    return candidates.find(archive, question, encoder.question(question.text), selection, k)


def test_every_passage_of_the_most_promising_articles_is_a_candidate(many: Generation, encoder: WordCounts) -> None:
    found = find(many, encoder, Question("bill"), 20)
    passages = many.store.passages(found.rows)
    assert [passage.text for passage in passages].count("The bill was read.") == 20
    others = {passage.article.id for passage in passages if passage.text != "The bill was read."}
    assert len(others) == candidates.WHOLE_ARTICLES


def from_harman(archive: Generation, found: Candidates) -> int:
    """How many candidates begin with Ann Harman."""
    return [passage.text[:10] for passage in archive.store.passages(found.rows)].count("Ann Harman")


def test_passages_that_quote_the_person_asked_about_are_candidates(many: Generation, encoder: WordCounts) -> None:
    found = [find(many, encoder, Question("hospital", speaker), 1) for speaker in ("Ann Harman", None)]
    assert [from_harman(many, each) for each in found] == [1, 0]


def test_no_passage_outside_the_selection_is_a_candidate(many: Generation, encoder: WordCounts) -> None:
    found = find(many, encoder, Question("hospital", "Ann Harman"), 2, np.array([5, 6]))
    assert found.rows.tolist() == [5, 6]


def test_a_person_who_is_a_filter_is_not_searched_for_twice(many: Generation, encoder: WordCounts) -> None:
    asked = Question("hospital", "Ann Harman", filters=Options(speaker="Ann Harman"))
    theirs = many.store.rows(asked.filters)
    for selection, others in ((theirs, 0), (None, 1)):  # None if the filters match nothing, and all is searched
        assert len(candidates.speaker_passages(many.store, asked, ["Ann Harman"], selection)) == others
        assert from_harman(many, find(many, encoder, asked, 1, selection)) == 1


def computed(opened: Generation, encoder: WordCounts, text: str) -> Features:
    """All features of every passage."""
    names = SpeakerNames(opened.store.speakers, opened.lexicon)
    question = query.parse(text, names, Options(), opened.store.sources)
    found = find(opened, encoder, question, len(opened.store))
    _, columns = features.compute(opened, question, replace(found, rows=np.arange(len(opened.store))))
    return columns


@pytest.mark.parametrize(
    ("asked", "feature", "expected"),
    [
        pytest.param("what did Burnham say?", "speaker_match", [1, 1, 0, 0, 0], id="who is asked about"),
        pytest.param("what did Gove say?", "speaker_match", [0, 0, 0, 1, 1], id="another"),
        pytest.param("what did Gove say?", "speaker_direct_quote", [0, 0, 0, 0, 1], id="in their own words"),
        pytest.param("what about Gove and Hunt?", "speaker_match", [0, 0, 0, 0, 0], id="nobody is asked about"),
        pytest.param(
            "who attacked Andrew Lansley?", "named_person_match", [0, 0, 1, 0, 0], id="a full name, speaking or not"
        ),
        pytest.param("who attacked Lansley?", "named_person_match", [0, 0, 0, 0, 0], id="no full name"),
        pytest.param("no tax, according to the Daily Post", "source_match", [0, 0, 0, 1, 1], id="a source"),
        pytest.param("tax", "source_match", [0, 0, 0, 0, 0], id="no source"),
        pytest.param("what was said in February 2012?", "date_match", [1, 1, 1, 0, 0], id="a date"),
        pytest.param("what was said before 2012?", "date_match", [0, 0, 0, 1, 1], id="a date, the other way"),
        pytest.param("who spoke of tax?", "answer_type_match", [1, 1, 1, 1, 1], id="somebody is quoted, for who"),
        pytest.param("how many spoke of tax?", "answer_type_match", [0, 0, 0, 0, 0], id="no amount"),
        pytest.param("when was tax spoken of?", "answer_type_match", [1, 0, 0, 0, 0], id="a day, for when"),
        pytest.param("tax", "answer_type_match", [0, 0, 0, 0, 0], id="nothing in particular is asked for"),
        pytest.param("tax", "has_direct_quote", [1, 1, 1, 0, 1], id="reported speech is no direct one"),
        pytest.param("tax", "is_short", [0, 0, 0, 0, 0], id="all are sentences"),
        pytest.param("hospital", "exact_overlap", [0, 1, 0, 0, 0], id="own words alone"),
        pytest.param("hospital", "coverage", [1, 1, 1, 0, 0], id="own words, or the neighbour's"),
        # Gove's words are (1, 1) / √2 of school and tax, twice, and .4 of (1, 0) before; their sum, made a unit: .61
        pytest.param("tax", "dense", [0, 0, 0, 0, 0.61], id="likeness"),
        pytest.param("tax", "article_dense", [0, 0, 0, 0.61, 0.61], id="the best of the article"),
        pytest.param("school", "article_words", [0, 0, 0, 1, 1], id="words anywhere in the article"),
    ],
)
def test_a_feature_is_a_number_for_each_passage(
    opened: Generation, encoder: WordCounts, asked: str, feature: str, expected: list[float]
) -> None:
    assert computed(opened, encoder, asked)[feature].astype(float).round(2).tolist() == expected


def test_bm25_is_a_share_of_the_best_passages(opened: Generation, encoder: WordCounts) -> None:
    words = computed(opened, encoder, "hospital")["words"]
    assert words.max() == words[1] == 1.0
    assert 0 < words[2] < 1  # the passage before it has the word
    assert words[[0, 3, 4]].tolist() == [0, 0, 0]


def test_the_topic_leaves_out_the_name_of_the_speaker() -> None:
    assert features.topic_stems(Question("what did Burnham say about the tax?", "Andy Burnham")) == ["tax"]
    assert features.topic_stems(Question("what did Burnham say?", "Andy Burnham")) == ["burnham"]


def test_the_score_is_the_weighted_sum_of_the_features() -> None:
    features = {"dense": np.array([0.8, 0.5, 0.5], np.float32), "speaker_match": np.array([0, 0, 1], np.float32)}
    ranked = ranking.rank(np.array([1, 4, 7]), features, {"dense": 2.0, "speaker_match": 0.6})
    assert [(one.row, round(one.score, 4)) for one in ranked] == [(1, 1.6), (7, 1.6), (4, 1.0)]


def test_a_ranked_passage_keeps_its_features() -> None:
    features = {"dense": np.array([0.5], np.float32), "speaker_match": np.array([1], np.float32)}
    assert list(ranking.rank(np.array([3]), features, {"dense": 2.0, "speaker_match": 0.25})) == [
        Ranked(3, 1.25, {"dense": 0.5, "speaker_match": 1.0})
    ]


def test_overlaps_are_computed_for_the_most_promising_candidates_only(opened: Generation, encoder: WordCounts) -> None:
    found = replace(find(opened, encoder, Question("tax"), 5), rows=np.array([0, 2, 3, 4]))
    rows, columns = features.compute(opened, Question("tax"), found, 2)
    assert rows.tolist() == [3, 4]  # of the one article that mentions it
    assert {len(column) for column in columns.values()} == {2}
    assert columns["article_dense"].astype(float).round(2).tolist() == [0.61, 0.61]


def test_there_is_a_weight_for_every_feature(opened: Generation, encoder: WordCounts) -> None:
    # exact_overlap counts for the confidence only
    assert {*ranking.load_weights()["ranking"], "exact_overlap"} == set(computed(opened, encoder, "tax"))
