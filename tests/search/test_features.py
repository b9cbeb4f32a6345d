"""The features of a handful of passages, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.generation import Generation
from retrieval.models import Options, Question
from retrieval.search import features, query
from retrieval.search.features import Features
from retrieval.search.query import SpeakerNames
from tests.fakes import WordCounts
from tests.search.test_features_candidates import find


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
        pytest.param("the hospital", "rare_words_missing", [0.5, -0.5, 0.5, 0.5, 0.5], id="the rarest word"),
        pytest.param("badgers and zebras", "rare_words_missing", [0, 0, 0, 0, 0], id="words that nobody has"),
        pytest.param("hospital", "coverage", [1, 1, 1, 0, 0], id="own words, or the neighbour's"),
        # Gove's vector: (1, 1) / √2 for school and tax, twice, plus .4 of the passage before, (1, 0); as a unit: .61
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
    assert 0 < words[2] < 1  # the previous passage has the word
    assert words[[0, 3, 4]].tolist() == [0, 0, 0]


def test_the_topic_leaves_out_the_name_of_the_speaker() -> None:
    assert features.topic_stems(Question("what did Burnham say about the tax?", "Andy Burnham")) == ["tax"]
    assert features.topic_stems(Question("what did Burnham say?", "Andy Burnham")) == ["burnham"]


def test_overlaps_are_computed_for_the_most_promising_candidates_only(opened: Generation, encoder: WordCounts) -> None:
    found = replace(find(opened, encoder, Question("tax"), 5), rows=np.array([0, 2, 3, 4]))
    rows, columns = features.compute(opened, Question("tax"), found, 2)
    assert rows.tolist() == [3, 4]  # the passages of the one article that mentions it
    assert {len(column) for column in columns.values()} == {2}
    assert columns["article_dense"].astype(float).round(2).tolist() == [0.61, 0.61]


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("who said “taken out”?", "taken out", True),
        ("“no-brainer”", "no-brainer", True),
        ("Burnham's words “taken out”", "taken out", True),
        ("when was “taken out” first used?", "taken out", True),
        ("when was the phrase taken out first used?", "taken out", True),
        ("who coined the expression “taken out”?", "taken out", True),
        ("where did “taken out” first appear?", "taken out", True),
        ("who coined “taken out”?", "taken out", True),
        ("why was he “taken out” of the team?", "taken out", False),
        ("when was “taken out” first used of the bill?", "taken out", False),
        ("who said it?", None, False),
    ],
)
def test_a_question_may_ask_for_nothing_but_a_phrase(text: str, phrase: str | None, expected: object) -> None:
    question = Question(text, speaker="Andy Burnham", speakers=("Andy Burnham",), phrase=phrase)
    assert features.asks_for_phrase(question) is expected


@pytest.mark.parametrize(
    ("text", "speaker", "word"),
    [
        ("what happened at Hinchingbrooke?", None, "Hinchingbrooke"),
        ("trowel quote", None, "trowel"),
        ("Eastwick", None, "Eastwick"),
        ("what happened at the hospital in Sund?", None, None),
        ("what did Lee say about Sund?", "Ann Lee", None),
        ("what happened?", None, None),
    ],
)
def test_a_question_may_be_about_a_single_word(text: str, speaker: str | None, word: str | None) -> None:
    assert features.only_word(Question(text, speaker=speaker)) == word
