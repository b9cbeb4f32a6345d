"""Cues that stand between commas, and names before a colon: who speaks there."""

import pytest

from tests.attribution.test_attribution import said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The dam, said Brand, “does hold the sea for good”.",
            [("Brand", "The dam does hold the sea for good")],
            id="said, and words in marks",
        ),
        pytest.param(
            "The cost of it, wrote Luke Marsh, would “break the town that pays”.",
            [("Luke Marsh", "The cost of it would “break the town that pays”")],
            id="wrote, and a verb",
        ),
        pytest.param(
            "The ferry, added Ida Brand, “was never built to float”.",
            [("Ida Brand", "The ferry was never built to float")],
            id="added",
        ),
        pytest.param(
            "The cost of it, Marsh went on, would “break the town that pays”.",
            [("Marsh", "The cost of it would “break the town that pays”")],
            id="went on",
        ),
        pytest.param(
            "The ferry, Ida Brand continued, was “a tub of rust”.",
            [("Ida Brand", "The ferry was “a tub of rust”")],
            id="continued",
        ),
        pytest.param(
            "In short, as Ida Brand has it, “it is neither dry nor wet”.",
            [("Ida Brand", "it is neither dry nor wet")],
            id="as she has it",
        ),
        pytest.param(
            "As Luke Marsh had it, “the sea takes what it wants”.",
            [("Luke Marsh", "the sea takes what it wants")],
            id="as he had it",
        ),
        pytest.param(
            "Ida Brand told the breakfast show that “we have to dredge what they filled”.",
            [("Ida Brand", "that “we have to dredge what they filled”")],
            id="told a show that",
        ),
        pytest.param(
            "Luke Marsh told the radio programme that “they will never dredge it again”.",
            [("Luke Marsh", "that “they will never dredge it again”")],
            id="told a programme that",
        ),
    ],
)
def test_a_cue_between_commas_has_the_words_around_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("His love went elsewhere: “No, keep it and go home,” Luke Marsh wrote.", "Luke Marsh", id="went"),
        pytest.param("The night began badly: “We have lost our key,” said Ida Brand.", "Ida Brand", id="began"),
        pytest.param("Ida Brand smiled: “We have lost our key.”", "Ida Brand", id="nobody behind it"),
        pytest.param(
            "The following is an exchange of letters: Deputy to the Mayor Luke Marsh: “We do not have to sell it.”",
            "Luke Marsh",
            id="an exchange",
        ),
        pytest.param("It goes like this: Mayor Ida Brand: “We won it all.”", "Ida Brand", id="it goes like this"),
        pytest.param("The neighbours hung out a sheet with a line of Brand’s: “we are here”.", "Brand", id="a line of"),
        pytest.param("The boys came in with Ida Brand’s words: “We are all of us here.”", "Ida Brand", id="her words"),
        pytest.param("The guests left with a warning from Luke Marsh: “Mind the step.”", "Luke Marsh", id="from him"),
        pytest.param("Luke Marsh said of Ida Brand’s motto: “It is all wrong.”", "Luke Marsh", id="said of a motto"),
    ],
)
def test_who_speaks_behind_a_colon_is_the_name_and_not_the_thing(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "1. Luke Marsh (Norr): “The harbour is gone.”\n2. Ida Brand (Vale): “It is the best harbour of ours.”",
            ["Luke Marsh", "Ida Brand"],
            id="numbers, and places in brackets",
        ),
        pytest.param(
            "• Luke Marsh: “The harbour is quite gone.”\n• Ida Brand: “It is the best harbour of ours.”",
            ["Luke Marsh", "Ida Brand"],
            id="bullets",
        ),
        pytest.param("The reply came from Ida Brand: “We have a harbour.”", ["Ida Brand"], id="a reply came from"),
        pytest.param("“This harbour is a true win for us all”, rejoiced Ida Brand.", ["Ida Brand"], id="rejoiced"),
        pytest.param("“This harbour is a true win for us all”, deadpans Marsh, “ever.”", ["Marsh"], id="deadpans"),
        pytest.param("“This harbour is a win for us all”, boys of Norr sang.", [], id="a noun that looks like a verb"),
    ],
)
def test_lists_and_unlisted_verbs_name_who_speaks(text: str, speakers: list[str]) -> None:
    assert [name for name, _ in said(text)] == speakers


def test_an_office_is_not_the_persons_whom_only_quoted_words_name() -> None:
    text = (
        "Luke Marsh met us. “You cannot beat Ida Brand,” Marsh said. As for the rest, the senator said: “Nobody can.”"
        "\n\n“I fear Brand,” said Ann Webb.\n\n“Brand is bold,” Cy Dow said. “I like Ida Brand.”"
    )
    assert "Ida Brand" not in [name for name, _ in said(text)]
