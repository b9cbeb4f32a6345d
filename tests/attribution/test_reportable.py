"""Tests that reported words stand only with a source that the article tells, and quoted words always."""

import pytest

from tests.attribution.test_attribution import said


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The automaker said that the plant would close in May.", id="a firm that is named elsewhere"),
        pytest.param("The plant is rotten, according to the 41-page report.", id="a report of somebody"),
        pytest.param("It wrote a 41-page report. The plant is rotten, the report says.", id="told by its length"),
        pytest.param("The ministry, based in the old mill, said that it would pay.", id="an aside does not tell which"),
        pytest.param("Hillary Stone met Bill Stone.\n\nStone said that the bill was dead.", id="one of two namesakes"),
        pytest.param("Some 73 percent said that the bill was dead and buried.", id="a share of nobody knows whom"),
        pytest.param("It was called the “finest” of all mills.", id="a passive, some of its words quoted"),
        pytest.param("They said that it was late and that they would go.", id="a pronoun for nobody"),
    ],
)
def test_reported_words_without_a_told_source_are_left_out(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("The automaker said: “The plant will close in May.”", "automaker", id="quoted words of a firm"),
        pytest.param("“The plant will close in May.”", None, id="quoted words of nobody"),
        pytest.param("The council said that the mill would close.", "council", id="a body of which a town has one"),
        pytest.param("The Norr agency said that the mill would close.", "Norr agency", id="a firm with its place"),
        pytest.param("The water company said that the mill would close.", "water company", id="a firm with its trade"),
        pytest.param("Exa Inc. is a firm. The firm said that it would close.", "Exa Inc.", id="a firm resolved"),
        pytest.param("Two clerks left. One said that the mill would close.", "clerk", id="one of several unnamed"),
        pytest.param("The man said that the mill would close.", "man", id="somebody unnamed"),
        pytest.param("Officials said that the mill would close.", "Officials", id="several people"),
    ],
)
def test_other_words_are_kept(text: str, speaker: str | None) -> None:
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Ida Brand announced a new album.", [], id="a thing announced"),
        pytest.param("Ida Brand demanded more money from the state.", [], id="a thing demanded"),
        pytest.param("Ida Brand promised help with the school meals.", [], id="a thing promised"),
        pytest.param("Ida Brand announced plans to end the tax.", ["plans to end the tax"], id="what is to happen"),
        pytest.param(
            "Ida Brand proposed a law that would end the tax.", ["a law that would end the tax"], id="in a clause"
        ),
        pytest.param("Ida Brand demanded a “full” inquiry.", ["a “full” inquiry"], id="some of her words"),
    ],
)
def test_a_thing_alone_is_nothing_said(text: str, words: list[str]) -> None:
    assert [what for _, what in said(text)] == words
