"""Whose words: sources that stand far from their cue, behind a noun of saying, or in a style of address."""

import pytest

from retrieval.models import Modality
from tests.attribution.test_attribution import read, said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ida Brand spoke of “a hole in the sea wall”.",
            [("Ida Brand", "of “a hole in the sea wall”")],
            id="spoke of",
        ),
        pytest.param(
            "Luke Marsh talked about “the quiet of the quay” for an hour.",
            [("Luke Marsh", "about “the quiet of the quay”")],
            id="talked about",
        ),
        pytest.param(
            "The closing of the lock was “unlawful from the start”, a judge has ruled.",
            [("judge", "The closing of the lock was “unlawful from the start”")],
            id="ruled",
        ),
        pytest.param("Ida Brand ruled out “a second quay” in Norr.", [], id="ruled out"),
        pytest.param("Ida Brand spoke of the sea wall.", [], id="spoke of something, without quoted words"),
    ],
)
def test_verbs_that_report_only_quoted_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ida Brand sat down. Her last word: “Dredge it.”", "Ida Brand"),
        ("Luke Marsh was asked about the quay. His advice: “Bring a boat to it.”", "Luke Marsh"),
        ("Luke Marsh’s plea to the board: “Leave us the quay.”", "Luke Marsh"),
    ],
)
def test_what_somebody_says_may_stand_behind_a_noun_and_a_colon(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Duke of Wexham opened the quay on Monday.\n\n“It is a fine quay,” His Grace said.", "Duke of Wexham"),
        ("Queen Ida came to the quay on Monday.\n\n“I shall swim,” Her Majesty said.", "Queen Ida"),
    ],
)
def test_a_style_of_address_means_whom_the_pronoun_means(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Luke Marsh said the board had met; the harbour master disagreed and called the meeting “a long lunch”.",
            "harbour master",
            id="behind a semicolon",
        ),
        pytest.param(
            "Ida Brand laughed.\n\nThe ferryman, Hamish, hates rain. “I steer by the smell,” he says.",
            "Hamish",
            id="a first name between commas",
        ),
        pytest.param(
            "Bo Ray left the hall. He said the sea was rising. “Nobody in Norr listens to us,” he said.",
            "Bo Ray",
            id="the subject before is a pronoun",
        ),
        pytest.param(
            "The sailor’s lawyer, Ida Marsh KC, spoke of “a leak in the law”.", "Ida Marsh", id="letters behind a name"
        ),
    ],
)
def test_the_last_words_are_whom_their_own_clause_names(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Boats lay in a Norr fish market for two days.\n\n“They gave us one net,” he said.",
        "The Dale flood plan was late. “It rained all week,” he said.",
    ],
)
def test_a_name_that_only_modifies_a_thing_is_no_person(text: str) -> None:
    assert [name for name, _ in said(text)] == [None]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Maud ter Brugge, a vet, met Bo Ray on Monday.\n\nTer Brugge said the tide had turned at noon.",
            "Maud ter Brugge",
            id="a particle in capitals",
        ),
        pytest.param(
            "The chair of the dockers’ federation, Ida Marsh, said the tide had turned at noon.",
            "Ida Marsh",
            id="a role with a plural owner",
        ),
        pytest.param(
            "4. Other matters\nThe harbour master said the tide had turned at noon.",
            "harbour master",
            id="a heading above",
        ),
    ],
)
def test_the_source_is_the_whole_name_and_nothing_above_it(text: str, speaker: str) -> None:
    assert said(text) == [(speaker, "the tide had turned at noon")]


@pytest.mark.parametrize(
    "text",
    [
        "“I saw it sink,” a ferryman said. Luke Marsh's nephew works for the port, whose head, Ida Brand, was on the "
        "quay. “Nobody called me,” she said.",
        "“It is too late,” the envoy said. Among the guests was Ida Brand. “We have all year,” she said.",
    ],
)
def test_somebody_unnamed_does_not_go_on_behind_a_sentence_that_names_others(text: str) -> None:
    assert said(text)[-1][0] in {"Ida Brand", None}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "“The crates were dry,” Ida Brand said in her letter to the Courier.\n\n“We have been careful for years,” "
            "the letter said.",
            "Ida Brand",
            id="her letter",
        ),
        pytest.param(
            "Warden Eric Ross confirmed the plan in an email to pupils. “We have thought about it,” the email said.",
            "Eric Ross",
            id="confirmed the plan in an email",
        ),
        pytest.param(
            "It would take Ida Brand, who told the board when asked last month about the wall: “It will be built by "
            "masons of this town.”",
            "Ida Brand",
            id="told when asked",
        ),
    ],
)
def test_a_text_is_its_writers_and_a_reply_the_persons_who_was_asked(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mayor Luke Marsh blamed “two lazy captains who blocked the channel for a week”.", "Luke Marsh"),
        ("Luke Marsh praised “the crews who kept the channel open all winter”.", "Luke Marsh"),
    ],
)
def test_words_that_a_verb_takes_are_its_subjects(text: str, speaker: str) -> None:
    found = said(f"“The harbour is full,” said Ida Brand.\n\n{text}")
    assert found[-1][0] == speaker


@pytest.mark.parametrize(
    "clause",
    ["Ida Brand said", "Mayor Ida Brand said in the release", "Ida Brand told the board on Monday",
     "Ida Brand wrote in an email Friday", "Ida Brand added", "Ida Brand told CNN",
     "Ida Brand told the Norr Herald in May"],
)  # fmt: skip
def test_a_sentence_that_tells_only_who_said_it_stands_behind_the_words(clause: str) -> None:
    text = f"“We must be careful about keeping the quay.” {clause}. “It has stood here since the war.”"
    expected = "We must be careful about keeping the quay. It has stood here since the war."
    assert said(text) == [("Ida Brand", expected)]


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Ida Brand said nothing.", id="no words"),
        pytest.param("Ida Brand said in May that it was not.", id="other words"),
        pytest.param("Ida Brand told the board on Monday: “It was not.”", id="quoted words that follow"),
    ],
)
def test_a_sentence_with_words_of_its_own_does_not_tell_who_said_those_before(sentence: str) -> None:
    assert said(f"Luke Marsh disagreed. “We must keep the quay.” {sentence}")[0][0] == "Luke Marsh"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "“Having two people who understand it is valuable,” said Skelly.\n\nBill Skelly left.",
            "Bill Skelly",
            id="a surname that looks like an adverb",
        ),
        pytest.param(
            "“They came on campus, and our crew was fired up about them,” said recently hired Norr coach Ida Brand.",
            "Ida Brand",
            id="what has been done to somebody before the name",
        ),
        pytest.param(
            "“I know him,” Luke Marsh said. Tom Vane left the room, and he said: “Bring me the key to the wall.”",
            "Tom Vane",
            id="the subject of a joined clause",
        ),
        pytest.param(
            "“I know him,” Luke Marsh said. Although Tom Vane was late, he said: “Bring me the key to the wall.”",
            "Tom Vane",
            id="the subject of the opening clause",
        ),
        pytest.param(
            "Luke Marsh was there. Ida Brand posted a message on Monday. “We must keep the quay.”",
            "Ida Brand",
            id="a message of the sentence before",
        ),
        pytest.param(
            "Luke Marsh was there. Ida Brand's letter was short. “We must keep the quay.”",
            "Ida Brand",
            id="a letter that the sentence before owns",
        ),
        pytest.param(
            "Ida Brand sent an email to her staff on Monday. “We must keep the quay,” it read.",
            "Ida Brand",
            id="it",
        ),
        pytest.param(
            "Ida Brand sent an email to her staff on Monday. “We must keep the quay,” the message said.",
            "Ida Brand",
            id="another word for the text",
        ),
        pytest.param(
            "The wall is weak, the mayor's office said in a press release.\n\n"
            "“We must keep the quay and pay for it,” the announcement said.",
            "mayor's office",
            id="another word for a text of the paragraph above",
        ),
        pytest.param(
            "Ida Brand left on Monday.\n\nHere is Brand's comment.\n\n“We must keep the quay and pay for it.”",
            "Ida Brand",
            id="a comment that the line above announces",
        ),
        pytest.param(
            "Ida Brand left on Monday. Her statement follows.\n\n“We must keep the quay and pay for it.”",
            "Ida Brand",
            id="a statement that follows",
        ),
        pytest.param(
            "Ida Brand corrected me. “No, Tom. We must keep the quay.”", "Ida Brand", id="she corrected somebody"
        ),
        pytest.param("Luke Marsh came. Ida Brand objected. “We must keep it.”", "Ida Brand", id="she objected"),
        pytest.param(
            "“It is a slip,” Luke Marsh said. The blogger Ed Low had the measure of it: “It is late,” he wrote.",
            "Ed Low",
            id="the subject before a colon",
        ),
        pytest.param(
            "Luke Marsh came. Tom Vane left. “It is late,” said Marsh.\n\nVane again, on who came late: “It was wet.”",
            "Tom Vane",
            id="a name again, and on what",
        ),
        pytest.param("“No,” said Luke Marsh.\n\nIda Brand once more: “It was wet.”", "Ida Brand", id="once more"),
        pytest.param("Ida Brand's view: “We must keep the quay.”", "Ida Brand", id="a view"),
        pytest.param(
            "Hilary Tarn, the mayor, came. Bo Tarn left.\n\nHillary Tarn spoke first. “It is late,” Ms. Tarn said.",
            "Hillary Tarn",
            id="a first name with a letter too few in one place",
        ),
    ],
)
def test_words_are_whose_the_sentence_or_the_one_before_shows(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


def test_a_text_that_it_issued_does_not_tell_what_it_is() -> None:
    text = "It was late.\n\nA slump was the risk, it said.\n\n“It is bad,” it said in a note. “It was worse,” it added."
    assert [speaker for speaker, _ in said(text)][-1:] == [None]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "“We must keep the quay,” Ida Brand, a clerk and author of “Late Tide: The Sinking of Norr,” said.",
            id="a title with a colon behind the name",
        ),
        pytest.param(
            "“We must keep the quay,” said Ida Brand, who wrote “The Long Way Down.”", id="a title behind the cue"
        ),
        pytest.param("Ida Brand, the author of “The Long Way Down,” said that the quay was weak.", id="reported words"),
    ],
)
def test_the_title_of_a_speakers_work_is_no_part_of_who_speaks(text: str) -> None:
    assert [speaker for speaker, _ in said(text)] == ["Ida Brand"]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            "Do I believe that we lost it? No, I do not believe that,", id="what the speaker does not believe"
        ),
        pytest.param("If they say so, we would never say that,", id="what the speaker would not say"),
    ],
)
def test_negations_within_quoted_words_do_not_deny_that_they_were_said(words: str) -> None:
    (quotation,) = read(f"“{words}” Ida Brand said.")[1]
    assert (quotation.speaker, quotation.modality) == ("Ida Brand", Modality.SAID)


def test_a_text_named_only_later_in_the_sentence_says_nothing() -> None:
    text = (
        "While the league described the offer as its “best and final offer,” it is not its “last, best offer,” which "
        "would let the owners impose said offer without an agreement from the MLBPA."
    )
    assert "agreement" not in str([speaker for speaker, _ in said(text)])
