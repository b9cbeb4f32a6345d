"""Common nouns speak only if they mean people, bodies of people or documents."""

import pytest

from tests.attribution.test_attribution import said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The tide gauge suggests that the harbour is sinking.", id="an instrument"),
        pytest.param("She had trouble estimating how much the wall would cost.", id="trouble"),
        pytest.param("A three-week silence indicated that the ferry would not return.", id="a silence"),
        pytest.param("She passed a billboard reading “Fish Before Profit” at the gate.", id="words on a billboard"),
        pytest.param("Bo Ray wore a cap that read “Row Harder” on the quay.", id="words on a cap"),
    ],
)
def test_what_a_thing_seems_to_say_is_no_quotation(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("►Argued:Supreme Court debates Norr copyright case with implications for art", id="before a link"),
        pytest.param("“We need a ferry,” ► said on Monday.", id="where a name is missing"),
        pytest.param("“We need a ferry,” * told reporters on Monday.", id="an asterisk"),
    ],
)
def test_a_mark_is_nobody(text: str) -> None:
    assert {name for name, _ in said(text)} <= {None}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("A smattering of dockers said the wall was safe.", "smattering of dockers", id="a few people"),
        pytest.param("The wall is safe, according to a study of tides.", "study of tides", id="a study"),
        pytest.param("Eyewitnesses said the wall had fallen at noon.", "Eyewitnesses", id="eyewitnesses"),
        pytest.param("The wall is unsafe, according to the diocese.", "diocese", id="a body"),
        pytest.param(
            "The port lost 40 ships, according to the latest figures released by the Tidal Survey Bureau on Monday.",
            "Tidal Survey Bureau",
            id="who released figures",
        ),
        pytest.param(
            "The port lost 40 ships, according to Ann Lee's tally from Monday.", "Ann Lee", id="whose tally it is"
        ),
        pytest.param(
            "Ann Lee is a shameless flatterer who has said that the tide is a liar.",
            "Ann Lee",
            id="whom a noun describes",
        ),
        pytest.param(
            "A harbour board statement from May 3 says, “The tide is a liar, and we regret it.”",
            "harbour board statement",
            id="the date of a statement",
        ),
        pytest.param(
            "The town hosts Norr Rowers United, the sporting club that says the tide is a liar.",
            "Norr Rowers United",
            id="a body described between commas",
        ),
    ],
)
def test_people_bodies_and_documents_speak(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]
