"""Tests of kinds of wrong names: the words of one person under the name of another."""

import pytest

from tests.attribution.test_attribution import read, said


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Sal Berg’s bill was backed Friday by Sen. Dianne Hurst of Ohio, who said that it was sound.\n\n"
            "“It has never failed us,” she said.",
            "Dianne Hurst",
            id="the agent of a passive, who goes on",
        ),
        pytest.param(
            "Jo Pratt’s plan was read by Helen Marsh, who said that it was long.\n\n“I read it twice,” she said.",
            "Helen Marsh",
            id="another agent",
        ),
        pytest.param(
            "Monsignor Frank Rossi met Laura Pont.\n\nWhile she showed him a boat, Rossi slipped and fell, she said.",
            "Laura Pont",
            id="a title of men",
        ),
        pytest.param(
            "Derek Hollow met Ann Lee. “We will go,” the prime minister said.",
            "prime minister",
            id="an office of neither of two",
        ),
        pytest.param(
            "Ed Ray wrote to Ann Dow. “It is late,” the governor said.",
            "governor",
            id="another office of neither of two",
        ),
        pytest.param(
            "Kent’s boss is holding the line, but he says that it will break soon.",
            "Kent’s boss",
            id="an unnamed boss",
        ),
        pytest.param(
            "The Sibo chief was out. Luke Chand met a Sibo official at Sibo.\n\nHe said that the wall was wet.",
            "Luke Chand",
            id="a body that the parser takes for a person",
        ),
        pytest.param(
            "Peter Santil was held. Deborah Rey came.\n\n"
            "And she is sure that keeping Santil in jail will only make his voice louder: “They feed a monster.”",
            "Deborah Rey",
            id="a main clause without a verb of saying before a colon",
        ),
        pytest.param(
            "Thomas Perez said he often thinks of what Ann Moss told him: “Have letters from the poor.”",
            "Ann Moss",
            id="a pronoun between a verb and its colon",
        ),
        pytest.param(
            "Mark Hale said he still hears what Ann Moss wrote to him: “Have letters from the poor.”",
            "Ann Moss",
            id="what somebody wrote",
        ),
        pytest.param(
            "It will have a grid of streets, according to the state’s Capital Transportation Plan.",
            "Capital Transportation Plan",
            id="no possessive mark before a name",
        ),
        pytest.param(
            "The town owes money, according to a Washington Post report released by the mayor’s office.",
            "Washington Post report",
            id="a text that is released by somebody else",
        ),
        pytest.param(
            "It is about the actress Stormy Danel.\n\nDanel said that the mill would close.",
            "Stormy Danel",
            id="a person with an odd first name, who is introduced",
        ),
        pytest.param(
            "Exa Air Lines flies again.\n\nExa said that all flights would leave today.",
            "Exa Air Lines",
            id="a firm without its kind",
        ),
        pytest.param(
            "A source said: “He is fine.”\n\nBut local MP Luke Marsh - who is Ida’s brother - raged: “It stinks so.”",
            "Luke Marsh",
            id="an aside between hyphens",
        ),
        pytest.param(
            "Exa Holdings built it. The Division of Mills reported a loss.\n\nThe company said: “It will reopen soon.”",
            "company",
            id="a division is no company",
        ),
    ],
)
def test_words_are_not_somebody_elses(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Ida Brand said the roads are dry, but the sea is still rough.",
            "the roads are dry, but the sea is still rough",
            id="a clause about now",
        ),
        pytest.param(
            "Ida Brand said she wanted to go, but the pier remains shut.", "she wanted to go", id="the narrator's now"
        ),
        pytest.param(
            "Ida Brand demanded that he resign at once stressing that he is deep in debt.",
            "that he resign at once",
            id="another report without a comma",
        ),
        pytest.param(
            "Ida Brand said the mayor had talked of a new pier and later demanded to know who would pay for it.",
            "the mayor had talked of a new pier",
            id="another report in another tense",
        ),
    ],
)
def test_words_end_with_what_was_said(text: str, words: str) -> None:
    assert said(text)[0][1] == words


@pytest.mark.parametrize(
    "text",
    [
        "Ida Brand left on Friday. The pilot, Per Lindqvist, said: “The boat is safe with me.”",
        "Ida Brand left on Friday. “The boat is safe with me,” said Per Lindqvist.",
        "Ida Brand left on Friday. Her deputy, Mayor Per Lindqvist, told reporters: “The boat is safe with me.”",
    ],
)
def test_a_first_name_that_is_also_a_preposition_is_a_name(text: str) -> None:
    assert [speaker for speaker, _ in said(text)] == ["Per Lindqvist"]


def test_what_is_per_a_paper_is_by_nobody_of_that_name() -> None:
    assert said("Per Politico, the boats are safe. They cost 40 dollars per Boat Act permit.") == []


@pytest.mark.parametrize(
    ("text", "speaker", "carrier", "words"),
    [
        pytest.param(
            "Ida Brand said in a note, “We never had a key,” the Norr Courier reported.",
            "Ida Brand",
            "Norr Courier",
            "We never had a key,",
            id="a paper behind the words",
        ),
        pytest.param(
            "Luke Marsh told the board, “It was late,” the Harbour Times reports.",
            "Luke Marsh",
            "Harbour Times",
            "It was late,",
            id="another paper",
        ),
        pytest.param(
            "The Harbour Board said Luke Marsh climbed the wall and yelled: “The sea is mine!”",
            "Luke Marsh",
            "Harbour Board",
            "The sea is mine!",
            id="a deed that a board reports",
        ),
        pytest.param(
            "Ida Brand said the wall fell last year and shouted: “Never again!”",
            "Ida Brand",
            None,
            "Never again!",
            id="walls do not shout",
        ),
        pytest.param(
            "Luke Marsh has agreed to a four-year deal worth 3 million, an aide with knowledge of it told the Courier.",
            "aide with knowledge of it",
            None,
            "Luke Marsh has agreed to a four-year deal worth 3 million",
            id="a reporting clause is not agreed to",
        ),
    ],
)
def test_of_two_who_report_the_innermost_speaks(text: str, speaker: str, carrier: str | None, words: str) -> None:
    (found,) = read(text)[1]
    assert (found.speaker, found.carrier, found.text) == (speaker, carrier, words)


@pytest.mark.parametrize(
    "others",
    [
        pytest.param("His brother, Chase Koepka, was there.", id="a brother named later"),
        pytest.param("Alongside Chase Koepka and Ida Brand, he won the cup.", id="somebody named later among others"),
    ],
)
def test_a_surname_is_nobody_whom_the_article_has_not_named_yet(others: str) -> None:
    text = f"An emotional Brooks Koepka won.\n\nKoepka had been ill. “I fell,” Koepka told reporters.\n\n{others}"
    assert read(text)[1][0].speaker == "Brooks Koepka"


@pytest.mark.parametrize(
    ("below", "speaker"),
    [
        pytest.param("Rep. Tom Slaughter said.", "Tom Slaughter", id="the name first"),
        pytest.param("said Tom Slaughter, the mayor.", "Tom Slaughter", id="the verb first"),
        pytest.param("Tom Slaughter said in a statement on Monday.", "Tom Slaughter", id="with where and when"),
        pytest.param("Tom Slaughter said the wall was weak.", "Ida Brand", id="words of his own"),
    ],
)
def test_the_paragraph_below_a_comma_may_tell_who_spoke(below: str, speaker: str) -> None:
    text = f"“The law is fair,” said Ida Brand.\n\n“The changes give everybody a second chance,”\n\n{below}"
    assert read(text)[1][1].speaker == speaker
