"""The lexicon matches words in passages, the same or similar ones. Meanings can be worked out by eye."""

from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np
import pytest

from retrieval.array_types import Vectors
from retrieval.index import lexicon
from retrieval.index.lexicon import Lexicon
from retrieval.text.tokenise import stems

MEANINGS = {"flat": (1, 0), "flats": (1, 0), "apartment": (0.86, 0.51), "tax": (0, 1), "taxes": (0, 1), "rent": (-1, 0)}
PASSAGES = ["The flats; the flat's tax.", "An apartment", "Rent!", "It is."]
NO_ROWS = np.empty(0, np.int64)
HEADLINES = ["Taxes rise", ""]


class Dictionary:
    """The meaning of each word as above. It records the words that it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, words: Sequence[str]) -> Vectors:
        self.asked += words
        rows = np.array([MEANINGS.get(word.lower(), (0.51, -0.86)) for word in words], np.float32)
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


@pytest.fixture
def opened(tmp_path: Path) -> Lexicon:
    lexicon.write(tmp_path / "terms", PASSAGES, HEADLINES, Dictionary(), {})
    return Lexicon(tmp_path / "terms")


def test_a_stem_matches_a_passage_fully_or_as_well_as_its_nearest_word(opened: Lexicon) -> None:
    found = opened.match(["flat", "tax", "zebra"], np.array([0, 1, 2, 3]), NO_ROWS)[0]
    # flat and apartment have the cosine .86, of which .3 is chance: .56 / .7; tax and apartment .51: .21 / .7
    assert found.astype(float).round(2).tolist() == [[1.0, 0.8, 0.0, 0.0], [1.0, 0.3, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]


def test_rows_come_in_the_order_they_are_asked_for(opened: Lexicon) -> None:
    assert opened.match(["flat"], np.array([3, 1, 0]), NO_ROWS)[0].astype(float).round(2).tolist() == [[0.0, 0.8, 1.0]]


def test_headlines_are_matched_separately(opened: Lexicon) -> None:
    # rise and flat have the cosine .51
    assert opened.match(["tax", "flat"], np.array([2]), np.array([0, 1]))[1].astype(float).round(2).tolist() == [
        [1.0, 0.0],
        [0.3, 0.0],
    ]


def test_a_stem_is_held_by_a_passage_or_by_the_headline_of_its_article_and_similar_words_are_not(
    opened: Lexicon,
) -> None:
    held = opened.holds(["flat", "rise", "zebra"], np.array([0, 1, 2]), np.array([0, 0, 1]))
    assert held.tolist() == [[True, False, False], [True, True, False], [False, False, False]]


def test_no_stems_or_no_rows_make_an_empty_match(opened: Lexicon) -> None:
    assert opened.match([], np.array([0, 1]), NO_ROWS)[0].shape == (0, 2)
    assert opened.match(["flat"], np.array([], np.int64), NO_ROWS)[0].shape == (1, 0)


def test_amounts_are_told_from_times_in_figures_and_in_words(tmp_path: Path) -> None:
    passages = ["Twelve flats.", "", "£438bn in rent", "In 2013", "On a Monday", "A flat", "Half of it in August"]
    lexicon.write(tmp_path / "terms", passages, [], Dictionary(), {})
    told, rows = Lexicon(tmp_path / "terms"), np.array([6, 5, 4, 3, 2, 1, 0])
    assert told.has_amount(rows).tolist() == [True, False, False, False, True, False, True]
    assert told.has_date(rows).tolist() == [True, False, True, True, False, False, False]


def test_the_shared_words_of_two_passages_are_their_dice_coefficient(tmp_path: Path) -> None:
    passages = ["Taxes on flats", "A flat tax, a tax", "The tax of rent", "It is."]
    lexicon.write(tmp_path / "terms", passages, [], Dictionary(), {})
    assert Lexicon(tmp_path / "terms").shared(np.array([3, 2, 1, 0]))(0).tolist() == [0, 0.5, 1, 1]


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unknown_one_as_much_as_the_rarest(opened: Lexicon) -> None:
    rise, tax, zebra = opened.weights(["rise", "tax", "zebra"])
    # of the four passages, none has "rise" (a headline has it), and one has "tax"
    assert (rise, tax, zebra) == pytest.approx((log(1 + 4.5 / 0.5), log(1 + 3.5 / 1.5), log(1 + 4.5 / 0.5)))


def test_soft_coverage_is_the_idf_weighted_share_of_the_stems_that_a_text_matches(opened: Lexicon) -> None:
    # flat and tax have equal weights; apartment counts .8 for flat and .3 for tax; zebra counts nothing
    found = opened.soft_coverage(["flat", "tax"], ["A flat tax", "The apartment", "Zebra", ""])
    assert [round(each, 2) for each in found] == [1.0, 0.55, 0.0, 0.0]
    assert opened.soft_coverage([], ["A flat"]) == opened.soft_coverage(["flat"], ["Zebra"]) == [0.0]


def test_a_word_is_known_by_its_stem(opened: Lexicon) -> None:
    assert [word in opened for word in ("taxed", "rent", "zebra", "the")] == [True, True, False, False]


@pytest.mark.parametrize("word", ["lenses", "O'Dell", "O’Dell’s", "Mu\u0308nchen", "M\u00fcnchen", "co\u00adrrect"])
def test_passages_are_cut_into_the_same_stems_as_questions(tmp_path: Path, word: str) -> None:
    lexicon.write(tmp_path / "stems", [f"It was {word} again."], [], Dictionary(), {})
    assert all(map(Lexicon(tmp_path / "stems").has_stem, stems(word)))


def test_each_stem_is_embedded_once_in_its_commonest_form(tmp_path: Path) -> None:
    asked = Dictionary()
    lexicon.write(tmp_path / "terms", ["Flats", "flats and flat", "flats"], [], asked, {})
    assert asked.asked == ["flats"]


def test_known_forms_are_not_embedded_again(opened: Lexicon, tmp_path: Path) -> None:
    asked = Dictionary()
    lexicon.write(tmp_path / "again", [*PASSAGES, "A zebra"], HEADLINES, asked, opened.meanings())
    assert asked.asked == ["zebra"]
    again = Lexicon(tmp_path / "again")
    assert again.match(["flat"], np.array([1]), NO_ROWS)[0].astype(float).round(2).tolist() == [[0.8]]


def test_an_archive_without_words_matches_nothing(tmp_path: Path) -> None:
    lexicon.write(tmp_path / "terms", ["It is."], [""], Dictionary(), {})
    empty = Lexicon(tmp_path / "terms")
    assert empty.match(["flat"], np.array([0]), NO_ROWS)[0].tolist() == [[0.0]]
    assert empty.weights(["flat"]).tolist() == [1.0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("libary", "libraries", id="a letter left out"),
        pytest.param("libarrys", "libraries", id="two letters swapped, in the plural"),
        pytest.param("abuot", "about", id="a stop word"),
        pytest.param("sherrif", "sheriff", id="two mistakes in a long word"),
        pytest.param("brige", "bridge", id="the commoner of two"),
        pytest.param("xibrary", None, id="the first letter is certain"),
        pytest.param("badgers", None, id="two changed letters make another word"),
        pytest.param("harmonicas", None, id="a stem of few letters is another's"),
        pytest.param("bredges", "bridge", id="a changed letter in the plural"),
        pytest.param("libres", None, id="a changed letter of a stem makes another"),
        pytest.param("bides", None, id="a short stem differs in too much"),
        pytest.param("lunchroom", None, id="nothing is near"),
    ],
)
def test_a_misspelt_word_is_the_commonest_of_the_nearest_words(tmp_path: Path, typed: str, meant: str | None) -> None:
    texts = ["The libraries close.", "The bridge fell.", "A bridge and some brines.", "The sheriff.", "Bidders bid."]
    lexicon.write(tmp_path / "spelling", texts, [], Dictionary(), {})
    assert Lexicon(tmp_path / "spelling").nearest(typed) == meant


def test_the_nearest_word_of_a_passage_or_its_headline_counts_for_the_nearest_of_several_vectors(
    opened: Lexicon,
) -> None:
    vectors = Dictionary()(["flat", "tax"])
    rows, articles = np.array([3, 2, 1, 0]), np.array([1, 1, 1, 0])
    # passage 2 has only "rent", the opposite of flat; passage 3 has no words
    assert opened.nearest_cosines(vectors, rows, articles).astype(float).round(2).tolist() == [0.0, 0.0, 0.86, 1.0]
    headline = opened.nearest_cosines(vectors[1:], np.array([1]), np.array([0]))
    assert headline.astype(float).round(2).tolist() == [1.0]
