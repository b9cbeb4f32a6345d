"""The publication to which a question limits its answers."""

import pytest

from retrieval.search.query import publications

SOURCES = ("Washington Post", "The Courier", "HuffPost UK", "Health Service Journal", "New York Times")


@pytest.mark.parametrize(
    ("asked", "source"),
    [
        ("how many jobs, according to the Courier?", "The Courier"),
        ("in the Washington Post's account, who was there?", "Washington Post"),
        ("WaPo, Sept 2016: what did he say?", "Washington Post"),
        ("in HuffPost, what did Lansley say?", "HuffPost UK"),
        ("what did Burnham tell reporters, from the huffington post?", "HuffPost UK"),
        ("what is the first priority, via HSJ?", "Health Service Journal"),
        ("as the NYT reported, who won?", "New York Times"),
        ("The Courier: who won?", "The Courier"),
        ("New York Times May 2015: who won?", "New York Times"),
        ("what did the Courier say about the bill?", None),
        ("did he complain about the Washington Post?", None),
        ("who delivers by courier?", None),
        ("what was in the courierbag?", None),
        ("who won?", None),
    ],
)
def test_a_source_is_found_only_if_the_question_asks_for_answers_from_it(asked: str, source: str | None) -> None:
    assert publications.find_source(asked, SOURCES) == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("what did she tell the Argus about it?", "Sund Argus", id="told to it"),
        pytest.param("who won, according to the Argus?", "Sund Argus", id="according to it"),
        pytest.param("what did the Argus say?", None, id="asked about itself"),
        pytest.param("what was in the Post?", None, id="two of that name"),
        pytest.param("what came by the post in the argus?", None, id="in small letters"),
        pytest.param("who spoke in the Council?", None, id="no newspaper's name"),
    ],
)
def test_a_newspaper_may_be_called_by_its_last_word(text: str, source: str | None) -> None:
    assert publications.find_source(text, ["Sund Argus", "Daily Post", "Evening Post", "Sund Council"]) == source


def test_an_archive_without_sources_has_no_source_to_find() -> None:
    assert publications.find_source("according to the Courier?", ()) is None


@pytest.mark.parametrize("source", ["’’ ’’", "(…)"])
def test_a_source_without_letters_is_nobodys_name(source: str) -> None:
    assert publications.find_source("according to Ann Lee?", [source]) is None
    assert not publications.is_name_of("Ann Lee", source)
