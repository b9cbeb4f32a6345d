"""Indirect speech: only what asserts or demands something is a quotation, whole, and without the narrator's words."""

import pytest

from tests.attribution.test_attribution import read

pytestmark = pytest.mark.slow


def said(text: str) -> list[tuple[str | None, str]]:
    return [(quotation.speaker, quotation.text) for quotation in read(text)[1]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ida Brand criticised the new harbour wall.", id="a thing criticised"),
        pytest.param("Ida Brand mentioned her years as a nurse in Leeds.", id="a thing mentioned"),
        pytest.param("The council announced its plan for the harbour.", id="a plan announced"),
        pytest.param("Raiders attacked the old harbour before dawn.", id="an attack with weapons"),
        pytest.param("Ida Brand pointed to a dispute that began last year.", id="a dispute pointed to"),
        pytest.param("Ida Brand explained where the money had been lost.", id="an indirect question explained"),
        pytest.param("Luke Marsh told the court how he had met the dealer.", id="an indirect question told"),
        pytest.param("Norr Motors is recalling nine hundred of its older vans.", id="vans recalled"),
        pytest.param("It continues the long run of the harbour museum.", id="a run that continues"),
        pytest.param("Ida Brand continued to climb the wall for an hour.", id="she continued to do something"),
        pytest.param("That said, Luke Marsh cannot win the vote this year.", id="that said"),
        pytest.param("That being said, the wall will hold for a century.", id="that being said"),
        pytest.param("An earlier version of this article said the wall was unsafe.", id="an earlier version"),
        pytest.param("A previous version of the report stated that two boats sank.", id="a previous version"),
        pytest.param("Ministers will be unable to stand up and claim that it was safe.", id="unable to stand up and"),
        pytest.param("The word is used to say that a wall leans over.", id="a word that is used to say"),
        pytest.param("Ida Brand would like to say that the wall is safe.", id="would like to say"),
        pytest.param("Ann Lee could help by telling voters that the wall is safe.", id="could help by telling"),
        pytest.param("Bo Ek might calm them by saying that the wall is safe.", id="might calm them by saying"),
        pytest.param("What I say and would say again is that the wall will hold.", id="what somebody says"),
        pytest.param("What she says and would tell anyone is that the wall will hold.", id="what somebody tells"),
    ],
)
def test_nothing_is_quoted_where_nothing_is_said(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ida Brand demanded a “full” inquiry into it.", "a “full” inquiry into it", id="a demand"),
        pytest.param("Luke Marsh promised to lower fares for pupils.", "to lower fares for pupils", id="a promise"),
        pytest.param(
            "Ida Brand accused the firm of hiding the leak.", "the firm of hiding the leak", id="an accusation"
        ),
        pytest.param(
            "Luke Marsh announced plans to close all four piers.", "plans to close all four piers", id="news announced"
        ),
        pytest.param(
            "Luke Marsh asked why the wall had been so low.", "why the wall had been so low", id="a question asked"
        ),
        pytest.param(
            "Ida Brand explained how costly the wall would be.", "how costly the wall would be", id="how costly"
        ),
        pytest.param(
            "Ida Brand, who was away, said in a statement that the wall had cracked the whole length of it.",
            "that the wall had cracked the whole length of it",
            id="in a statement that",
        ),
        pytest.param(
            "Luke Marsh wrote in a letter that the ferry had stopped the town from growing.",
            "that the ferry had stopped the town from growing",
            id="in a letter that",
        ),
        pytest.param(
            "Ida Brand said what happened at the harbour was a disgrace.",
            "what happened at the harbour was a disgrace",
            id="a subject clause",
        ),
        pytest.param(
            "Ida Brand criticised the “rotten” harbour wall.", "the “rotten” harbour wall", id="a thing, in her words"
        ),
        pytest.param(
            "Luke Marsh said the wall would hold and argued that it should be painted.",
            "the wall would hold",
            id="a conjunction before the next verb of saying",
        ),
        pytest.param(
            "With two boats adrift and the pier closed, Ida Brand was feeling “tired, cold and wet.”",
            "tired, cold and wet.",
            id="the narrator's opening",
        ),
    ],
)
def test_the_words_are_those_of_the_speaker(text: str, expected: str) -> None:
    assert said(text)[0][1] == expected


@pytest.mark.parametrize(
    ("text", "speaker", "carrier", "words"),
    [
        pytest.param(
            "According to the Harbour Board, the pier is closed for good, Radio Leeds reported.",
            "Harbour Board",
            "Radio Leeds",
            "the pier is closed for good",
            id="according to, reported",
        ),
        pytest.param(
            "Ida Brand said the pier was closed for good, the Leeds Herald reports.",
            "Ida Brand",
            "Leeds Herald",
            "the pier was closed for good",
            id="said, reports",
        ),
        pytest.param(
            "Ida Brand said the pier was closed for good, according to Luke Marsh.",
            "Ida Brand",
            "Luke Marsh",
            "the pier was closed for good",
            id="said, according to",
        ),
    ],
)
def test_a_second_attribution_is_the_carrier(text: str, speaker: str, carrier: str, words: str) -> None:
    quotations = [(each.speaker, each.carrier, each.text) for each in read(text)[1]]
    assert (speaker, carrier, words) in quotations
    assert [each for each in quotations if each[0] == speaker] == [(speaker, carrier, words)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "In Norrland, a former ally of Leeds, ministers warned that the ice was thin.", "ministers", id="an aside"
        ),
        pytest.param("Leeds: A federal judge questioned whether the wall was legal.", "federal judge", id="a place"),
        pytest.param("The oil company Brandoil said the wall would be repaired.", "Brandoil", id="a firm's kind"),
        pytest.param("LEEDS, England — The Dockers said that the wall was wet.", "Dockers", id="a dateline"),
        pytest.param("OSLO, Norway (NTB) — The mayor said that the wall was wet.", "mayor", id="an agency's dateline"),
        pytest.param(
            "The tide will turn, said Noam Pettri, chief of the Harbour Lab, before the storm.",
            "Noam Pettri",
            id="a chief",
        ),
    ],
)
def test_the_speaker_is_the_subject_next_to_the_verb(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("A press agency called “The Lantern” said the wall was wet.", "The Lantern", id="called"),
        pytest.param("A sailors' club named Blue Anchor said the wall was wet.", "Blue Anchor", id="named"),
        pytest.param("A report by the Harbour Fund said the wall was wet.", "Harbour Fund", id="a report by"),
        pytest.param("The Harbour Fund's analysis said the wall was wet.", "Harbour Fund", id="a body's analysis"),
        pytest.param("Only 21% of Norwegians said the wall was wet.", "21% of Norwegians", id="a share"),
        pytest.param(
            "The poll is new. 42 percent of Leeds voters say that the wall is wet.",
            "42 percent of Leeds voters",
            id="a share in a poll",
        ),
        pytest.param("Both sides have said that the wall was wet.", "Both sides", id="both"),
        pytest.param("Some papers say that the wall was wet.", "Some papers", id="some"),
        pytest.param(
            "Orne County and Vale counties said the wall was wet.", "Orne County and Vale counties", id="two counties"
        ),
    ],
)
def test_the_speaker_is_the_whole_phrase_or_the_name_in_it(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ministers cannot just wave their arms and cry “But it was raining!”", id="cannot wave and cry"),
        pytest.param("Nobody should point at Leeds and shout “You did this to us!”", id="should point and shout"),
        pytest.param("Ida Brand might turn round and say “I told you all along.”", id="might turn and say"),
    ],
)
def test_imagined_words_are_not_said(text: str) -> None:
    assert [quotation.modality.value for quotation in read(text)[1] if quotation.modality.value == "said"] == []


def test_a_topic_still_tells_who_spoke_last() -> None:
    text = "Ida Brand criticised the new harbour wall. “It is far too low for us.”"
    assert said(text) == [("Ida Brand", "It is far too low for us.")]


@pytest.mark.parametrize("habit", ["used to say", "liked to say", "loves to tell visitors"])
def test_what_somebody_used_to_say_is_said(habit: str) -> None:
    assert said(f"Ida Brand {habit} that the wall was too low.") == [("Ida Brand", "that the wall was too low")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("She was called on; nobody answered.", id="semicolon"),
        pytest.param("He was called upon, as the eldest, to speak.", id="comma"),
        pytest.param("Ann Lee was called upon, but she declined.", id="but"),
    ],
)
def test_who_is_called_on_says_nothing(text: str) -> None:
    assert said(text) == []
