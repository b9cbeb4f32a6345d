"""Kinds of texts that were read wrongly in real articles, each with members of the same kind that nobody reported."""

import pytest

from tests.attribution.test_attribution import read, said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("After the dog ran into the yard, Ida Brand wrote a long blog about it.", id="wrote a blog"),
        pytest.param("When the lights went out, Luke Marsh told a joke.", id="told a joke"),
        pytest.param("Many of the aides requested anonymity to speak freely about it.", id="anonymity to speak freely"),
        pytest.param("Luke Marsh requested papers to prove the wall was safe.", id="papers to prove it"),
        pytest.param("Perhaps the new evidence suggests the wall cannot hold the sea.", id="evidence suggests"),
        pytest.param("History shows that walls of this kind do not last for long.", id="history shows"),
        pytest.param("Suspects pledged allegiance to the Norr Front last year.", id="pledged allegiance"),
        pytest.param("Luke Marsh vowed loyalty to the old harbour guild.", id="vowed loyalty"),
        pytest.param("Ida Brand praised the film “Summer of Ash” and the novel “How to Lose a Boat”.", id="titles"),
        pytest.param("Luke Marsh attacked the 2015 single, “Summer Rain Again”.", id="a song's title"),
        pytest.param("MORE: Mayor says the dam is “safe for good”", id="a link line"),
        pytest.param("A list:\n\nNORR: LB Paul Worr. He leads in tackles.\n\nEAST: RB Al Fors. He ran.", id="a list"),
    ],
)
def test_what_says_nothing_is_no_quotation(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ida Brand, during a meeting in Leeds, said she was “going to close the pits,” while trying to explain it.",
            [("Ida Brand", "she was “going to close the pits,”")],
            id="while trying",
        ),
        pytest.param(
            "Luke Marsh said the wall was “rotten to the core,” after visiting the harbour twice.",
            [("Luke Marsh", "the wall was “rotten to the core,”")],
            id="after visiting",
        ),
        pytest.param(
            "Luke Marsh said Ida Brand is a party leader — a charge denied by the party itself.",
            [("Luke Marsh", "Ida Brand is a party leader")],
            id="the narrator's remark behind a dash",
        ),
        pytest.param(
            "According to early results of the polls, majorities of voters in Leeds and Moorby want a new wall.",
            [("early results of the polls", "majorities of voters in Leeds and Moorby want a new wall")],
            id="a source behind which no comma closes",
        ),
        pytest.param(
            "The rate was the lowest in ten years, according to the annual report, Drinking and Other Risks.",
            [("annual report", "The rate was the lowest in ten years")],
            id="a title behind the source",
        ),
        pytest.param(
            "Assistant Minister Sela said Turks and Greeks from this additional intake have settled in all states.",
            [("Sela", "Turks and Greeks from this additional intake have settled in all states")],
            id="a subject that the parse lost",
        ),
        pytest.param(
            "Mohammed Saleh Zaya, 62\nZaya was traveling through Norr to mourn his mother, who died four days before "
            "the crash and was buried there on the same day, according to the Herald.",
            [
                (
                    "Herald",
                    "Zaya was traveling through Norr to mourn his mother, who died four days before the crash and was "
                    "buried there on the same day",
                )
            ],
            id="a heading above",
        ),
        pytest.param(
            "Miller agreed that she was not in the camp, and left when asked who she would back instead.",
            [("Miller", "that she was not in the camp")],
            id="when asked",
        ),
    ],
)
def test_a_quotation_has_its_whole_words_and_no_others(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "Present: Councillor Ann Lee (Leader), Councillor Bo Ray.\n\nThe Leader presented the plan. She said that "
            "the wall would be rebuilt.\n\nCouncillor Ray asked whether it was paid. The Leader replied that it was.",
            ["Ann Lee", "Bo Ray", "Ann Lee"],
            id="minutes",
        ),
        pytest.param(
            "Attending: Jo Hill (Secretary) and Ann Lee.\n\nThe Secretary said that the rules would be kept.",
            ["Jo Hill"],
            id="an office in brackets",
        ),
        pytest.param("A study by Ann Lee and Bo Marsh said the roofs were rotten.", ["Ann Lee and Bo Marsh"], id="two"),
        pytest.param("A letter from Ann Lee and Bo Marsh said the roofs leaked.", ["Ann Lee and Bo Marsh"], id="from"),
        pytest.param(
            "The U.S. Commission on Civil Rights said the law was unfair.",
            ["U.S. Commission on Civil Rights"],
            id="commission on",
        ),
        pytest.param(
            "The Norr Campaign Against Deep Wells said the law was unfair.",
            ["Norr Campaign Against Deep Wells"],
            id="campaign against",
        ),
        pytest.param("The White House on Friday said the law was unfair.", ["White House"], id="a day is no name"),
        pytest.param(
            "Former Hewlett-Packard CEO Carly Marlow and Mike Hale met.\n\nMarlow said the rain was too much.",
            ["Carly Marlow"],
            id="a CEO labelled a body",
        ),
        pytest.param("From team captain Joe Dyer:\n\n“He taught me to dive.”", ["Joe Dyer"], id="from a captain"),
        pytest.param(
            "The Duke of Wexham opened the hall. “It is a splendid hall,” the Duke said.", ["Duke of Wexham"], id="duke"
        ),
        pytest.param(
            "“The centre is thankful to be part of this,” said Cambria O’Neill, Support Specialist for the Center.",
            ["Cambria O’Neill"],
            id="O’Neill",
        ),
        pytest.param("“A storm develops,” Ann Lee, city engineer said.", ["Ann Lee"], id="a role without a comma"),
        pytest.param(
            "“The wall will not hold for long,” Chad Myers, CNN Meteorologist said.", ["Chad Myers"], id="the same"
        ),
        pytest.param(
            "“We had to do it,” DC Shweta Nagarkoti Mehta said.\n\n“It is the season,” Mehta said.",
            ["DC Shweta Nagarkoti Mehta"] * 2,
            id="a full name labelled a body",
        ),
        pytest.param(
            "The flyer reads “Make it safe!” And at the bottom, “Never! Never apologize for it!” About 300 people "
            "marched last year, saying the message was bad.",
            ["flyer", "About 300 people"],
            id="a participle does not reach back over another verb",
        ),
        pytest.param(
            "Bob E. Crimm, 21, was held.\n\nPolice came in after Crimm said he would “kill everyone”.\n\n"
            "His uncle, Paul A. Crimm, was sorry. Paul Crimm left. Paul Crimm wept.",
            ["Bob E. Crimm"],
            id="a namesake who is named only later",
        ),
        pytest.param("Ida Brand mocked Fiona Leith's slogan, “Forward, but together”.", ["Fiona Leith"], id="slogan"),
        pytest.param("Ida Brand laughed at Bo Ray's motto: “Less is so much more”.", ["Bo Ray"], id="motto"),
        pytest.param(
            "The Department said it sent 500 letters to people with suspended papers advising them that they could "
            "appeal.",
            ["Department"] * 2,
            id="what a text tells",
        ),
    ],
)
def test_the_speaker_is_named_in_full_and_is_the_right_one(text: str, speakers: list[str | None]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Mr Cole will say that “the bill is dead”.", ("Cole", "to_come", None), id="will say that"),
        pytest.param(
            "Mr Cole is expected to warn on Monday of “the end of the line”.", ("Cole", "to_come", None), id="expected"
        ),
        pytest.param(
            "Posts falsely quote Ann Lee as saying “eat less and die”.", ("Ann Lee", "denied", "Posts"), id="falsely"
        ),
        pytest.param(
            "Ann Lee was wrongly quoted as saying “eat less and die”.", ("Ann Lee", "denied", None), id="wrongly"
        ),
        pytest.param(
            "Imagine a voter, call him Bob Tann, who says “I want my money back”.",
            ("Bob Tann", "conditional", None),
            id="imagine",
        ),
        pytest.param(
            "Mr Cole said the roof was rotten, according to information from Ann Lee.",
            ("Cole", "said", None),
            id="what a speaker relies on",
        ),
        pytest.param(
            "Mr Cole said the roof was rotten, according to official figures from the port.",
            ("Cole", "said", None),
            id="figures",
        ),
    ],
)
def test_what_was_not_said_is_marked_and_nobody_reports_what_they_do_not(
    text: str, expected: tuple[str | None, str, str | None]
) -> None:
    (quotation,) = read(text)[1]
    assert (quotation.speaker, quotation.modality.value, quotation.carrier) == expected


def test_the_paper_at_the_end_of_a_sentence_reports_who_is_quoted_in_it() -> None:
    text = "The Norr Ministry of Works said there have been efforts to find the leak, the Star reports. It rained."
    found = {quotation.speaker: quotation.carrier for quotation in read(text)[1]}
    assert found.get("Star") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Alice Guo said, “I grew up on a farm in the north.”\n\nIda Brand was upset by it. “You always give "
            "the same answer to us.”",
            ["Alice Guo", None],
            id="the sentence before is about somebody else",
        ),
        pytest.param(
            "“We lost the vote,” Luke Marsh said. Ida Brand shook her head. “That was your own doing.”",
            ["Luke Marsh", None],
            id="within one paragraph",
        ),
        pytest.param(
            "“We lost the vote,” Luke Marsh said. Marsh shook his head. “That was our own doing.”",
            ["Luke Marsh", "Luke Marsh"],
            id="the sentence before is about the speaker",
        ),
    ],
)
def test_a_quotation_without_a_cue_is_nobodys_behind_a_sentence_about_somebody_else(
    text: str, expected: list[str | None]
) -> None:
    assert [quotation.speaker for quotation in read(text)[1]] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "But, according to the Department of Labor, 317,000 jobs were certified last year.",
            [("Department of Labor", "317,000 jobs were certified last year")],
            id="but",
        ),
        pytest.param(
            "Ida Brand called on the marchers to make their point peacefully.",
            [("Ida Brand", "the marchers to make their point peacefully")],
            id="called on to",
        ),
        pytest.param(
            "Grace said she would hit her Juul in the morning and puff on it all day, going through one pod a day.",
            [("Grace", "she would hit her Juul in the morning and puff on it all day, going through one pod a day")],
            id="going through",
        ),
        pytest.param(
            "(CNN) The wall will not last for the winter, according to the Ministry of Works.",
            [("Ministry of Works", "The wall will not last for the winter")],
            id="an agency in brackets",
        ),
    ],
)
def test_edges_of_reported_speech(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert said(text) == expected


def test_who_speaks_in_a_while_clause_is_reported_by_nobody() -> None:
    text = "Marsh suggested that it was over, while Brand said that the “stakes are too high” for it."
    found = {quotation.speaker: (quotation.carrier, quotation.text) for quotation in read(text)[1]}
    assert found == {"Marsh": (None, "that it was over"), "Brand": (None, "that the “stakes are too high” for it")}


def test_an_auxiliary_within_quoted_words_says_nothing_about_the_cue() -> None:
    text = (
        "“We showed that serum has the potential to “mask” the surface. Such “masking” by antibodies can indeed, block "
        "entry into susceptible cells,” Dr. Subhajit Biswas, the main author of the study, told The Hindu."
    )
    assert {quotation.modality.value for quotation in read(text)[1]} == {"said"}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "A sweeping protocol was drawn up.\n\nThe protocol says: “All shots must be reported.”",
            ["protocol"],
            id="sweeping",
        ),
        pytest.param("A weary court sat.\n\nThe court announced that it had deadlocked.", ["court"], id="weary"),
        pytest.param(
            "The Moorby harbour board met.\n\nThe board said that it had enough money.",
            ["Moorby harbour board"],
            id="what tells which",
        ),
    ],
)
def test_a_body_is_shown_with_what_tells_which_it_is(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in said(text)] == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Amy Klob noted the case. Klob asked if it was a risk, but Ida Brand did not bite. “I went down that road "
            "yesterday,” she said.",
            "Ida Brand",
            id="the last of joined clauses",
        ),
        pytest.param(
            "Nagpur: Citizens hit by the flood said that nobody had come to help.",
            "Citizens hit by the flood",
            id="a place with a colon",
        ),
    ],
)
def test_the_speaker_is_the_nearest_that_the_sentence_allows(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker
