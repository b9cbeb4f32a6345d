"""Speakers are shown with the fullest name that the article has for them."""

import pytest

from tests.attribution.test_attribution import said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "The Harbour Safety Board met on Monday in Norr.\n\nThe wall is safe, the HSB said.",
            "Harbour Safety Board",
            id="an acronym without brackets",
        ),
        pytest.param(
            "The Department of Homes and Urban Works met in Norr.\n\nThe wall is safe, HUW said.",
            "Department of Homes and Urban Works",
            id="an acronym of what a department is for",
        ),
        pytest.param(
            "The Department of Tides met in Norr.\n\nThe wall is safe, DOT said.",
            "Department of Tides",
            id="an acronym with the small words of a department's name",
        ),
        pytest.param(
            "Marina Nemat, who was jailed for years, came.\n\n“I was sixteen,” said Nemat.",
            "Marina Nemat",
            id="a name of which only the pronoun behind it shows that it is a person's",
        ),
        pytest.param(
            "“We made it a verb,” said the Herald's editor at large Bo Ray, a smile on his face.",
            "Bo Ray",
            id="at large",
        ),
        pytest.param("“We made it a verb,” said Herald editor at large Bo Ray.", "Bo Ray", id="at large, of a paper"),
        pytest.param(
            "The actress Ann Lee has won. The house is large. Bo Ek is there.\n\n“I never cook,” the actress said.",
            "Ann Lee",
            id="a noun before the name",
        ),
        pytest.param(
            "Bo Ek met the docker Edda Marsh. Tom Vane came later.\n\n“I never cook,” the docker said.",
            "Edda Marsh",
            id="a noun before the name of somebody who is met",
        ),
        pytest.param(
            "The Harbour Safety Board (HSB) met in Norr.\n\nThe wall is safe, according to an HSB report.",
            "Harbour Safety Board report",
            id="an acronym within a document's name",
        ),
        pytest.param(
            "The Harbour Safety Board (HSB) met in Norr.\n\n“It is cold,” an HSB spokesman said.",
            "Harbour Safety Board spokesman",
            id="an acronym before a role",
        ),
        pytest.param(
            "Norr State Police held a sailor on Monday.\n\nThe boat was stolen, police said.",
            "Norr State Police",
            id="the only police of the article",
        ),
        pytest.param(
            "A spokesman of the Lower Norr Police Department rang. Police say that the boat was stolen.",
            "Lower Norr Police Department",
            id="the only police department of the article",
        ),
        pytest.param(
            "Norr police held a sailor. Ames police held his dog.\n\nThe boat was stolen, police said.",
            "police",
            id="two cities' police",
        ),
        pytest.param(
            "Norr police held a sailor. Riot police came from Ames.\n\nThe boat was stolen, police said.",
            "police",
            id="police of two kinds",
        ),
        pytest.param(
            "Ann Lee welcomed the talks in a Thursday statement that called the wall safe.",
            "Ann Lee",
            id="a statement of a weekday",
        ),
        pytest.param(
            "Bo Ray replied in a Monday letter which said that the wall was safe.", "Bo Ray", id="a letter of a weekday"
        ),
        pytest.param(
            "Ann Lee rowed home.\n\nMrs. Lee's advisers say the wall is safe.",
            "Mrs. Lee's advisers",
            id="the owner behind a title",
        ),
        pytest.param(
            "Bo Ray rowed home.\n\nMr. Ray's relatives said that the wall was safe.",
            "Mr. Ray's relatives",
            id="the relatives behind a title",
        ),
        pytest.param(
            "Jordan Marlow spoke in Norr. “She is late,” Marlow said.\n\n“It is cold,” he said.",
            "Jordan Marlow",
            id="a quoted pronoun is not the speaker",
        ),
        pytest.param(
            "Ann Lee won. “It is cold,” the Norr senator and presidential candidate said.\n\nMs Lee is a senator.",
            "Ann Lee",
            id="two roles of one person",
        ),
        pytest.param("“He is a clever man,” Bo Ray recalled Carmen Tallow saying.", "Carmen Tallow", id="recalled"),
        pytest.param("“We were robbed,” said @LorneFan in a post on Monday.", "@LorneFan", id="a handle, in a post"),
        pytest.param("“We were robbed,” user @lorne4ever posted.", "@lorne4ever", id="a handle behind a role"),
        pytest.param("“It is lost,” wrote reader @quay in a comment.", "@quay", id="a handle, in"),
        pytest.param("►Exa Airways said that it had left.", "Exa Airways", id="a glyph of a list"),
        pytest.param(
            "Bo Ray rowed.\n\nNorr Party chair Ann Lee\n\n“Today the court ruled, and we will go on.”",
            "Ann Lee",
            id="the line above",
        ),
        pytest.param(
            "“It is late,” Bo Ray said.\n\nCouncillor Ann Lee (Norr)\n\n“Today the court ruled, and we go on.”",
            "Ann Lee",
            id="the line above, with a place",
        ),
        pytest.param(
            "Otto Hale met Anneliese Marlow in Norr. “It is cold,” she said.",
            "Anneliese Marlow",
            id="the gender of a first name",
        ),
        pytest.param(
            "Pilots trust Neera Tallow. Though Tallow was late, she won. “It is cold,” Tallow said.",
            "Neera Tallow",
            id="a word that opens a clause is no first name",
        ),
        pytest.param(
            "Underpinning Tallow’s plan is a bridge. Neera Tallow won. “It is cold,” Tallow said.",
            "Neera Tallow",
            id="a participle that opens a clause is no first name",
        ),
        pytest.param(
            "Kerry Marsh rowed home. “He sold his boat,” Marsh said.\n\n“It is cold,” she said.",
            "Kerry Marsh",
            id="a quoted pronoun of the other gender",
        ),
        pytest.param(
            "Mrs. Lee spoke in Norr.\n\nMrs. Lee's confidants say the wall is safe.",
            "Mrs. Lee's confidants",
            id="confidants",
        ),
        pytest.param(
            "Harbour minister Bo Ray met Tom Hale. Hale rowed.\n\nThe harbour minister conceded the point.\n\n"
            "“It is late,” he said.",
            "Bo Ray",
            id="the subject before by office",
        ),
        pytest.param(
            "Senator Ann Lee met Eva Marsh. Marsh liked it.\n\nThe senator disagreed. “It is late,” she said.",
            "Ann Lee",
            id="the subject before by title",
        ),
        pytest.param(
            "Norr asked the U.S. Centers for Tide Care and Study on Monday.\n\nThe CTC said that the wall was safe.",
            "Centers for Tide Care and Study",
            id="an acronym without the last part",
        ),
        pytest.param(
            "The sailor was held, according to a report by the Lower Norr County Sheriff's Office.",
            "Lower Norr County Sheriff's Office",
            id="a possessive in the name of a body",
        ),
        pytest.param(
            "“It is cold,” said a statement from the Department of Tides and Social Services.",
            "Department of Tides and Social Services",
            id="a conjunction in the name of a body",
        ),
        pytest.param(
            "“It is cold,” said Norr spokesman Navy Capt. Ann Lee, who was asked about it.",
            "Ann Lee",
            id="an abbreviated rank",
        ),
        pytest.param(
            "Ann Lee sued The Norr Times in May.\n\nThe Times said that the suit was late.",
            "Norr Times",
            id="the last word of a newspaper's name",
        ),
        pytest.param(
            "Support fell to 40 percent, according to a Norr Times/Exa News survey released on Monday.",
            "Norr Times/Exa News survey",
            id="a slash",
        ),
        pytest.param(
            "Morwen Tarn, 26, rows for Norr.\n\n“It is cold,” Tarn said.", "Morwen Tarn", id="an age behind a name"
        ),
        pytest.param(
            "The mayoral candidate Karu Lagoon raised doubts.\n\n“It is cold,” Lagoon told the crowd.",
            "Karu Lagoon",
            id="a role before a name",
        ),
        pytest.param(
            "One rector backing Mr. Hale, Bo Ames of the Norr Mission, rowed home.\n\n“It is cold,” the rector said.",
            "Bo Ames",
            id="a role with a participle",
        ),
        pytest.param(
            "Ann Lee\n\nThe Grammy-winning rapper said that the tour was off.", "Ann Lee", id="a name as a heading"
        ),
        pytest.param(
            "Ann Lee rowed the lake in May.\n\nThe former Olympic sprinter said that it was cold.",
            "Ann Lee",
            id="a profession in other words",
        ),
        pytest.param(
            "Deep Tide Four\n\nThe rock band said that the tour was off.", "Deep Tide Four", id="a band as a heading"
        ),
        pytest.param(
            "Exa Labs sent a letter to Norr Radio that said the van was lost.",
            "Exa Labs",
            id="a recipient",
        ),
        pytest.param(
            "Bo and Ann Lee wed in May. The couple said that the tide was kind.", "Bo Lee and Ann Lee", id="a couple"
        ),
        pytest.param(
            "Ann Lee said in a statement that it was over.\n\nThe statement named the ferry too. “It sank in May.”",
            "Ann Lee",
            id="words behind a sentence about a statement",
        ),
    ],
)
def test_a_speaker_is_named_in_full(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Norr Prime, 26, is a buoy.\n\nClub N was shut. “It is cold,” he told CNN.", id="a club"),
        pytest.param("CNN Ann Lee/CNN\n\nThe boat was lost. “It is cold,” she said.", id="a broadcaster"),
    ],
)
def test_a_body_is_no_person(text: str) -> None:
    assert said(text)[-1][0] not in {"Club N", "CNN"}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "Matt Gaeta, Bob Goodman and Chip Ray met. Gaeta, Goodman and Norr Rep. Chip Ray said that it had failed.",
            "Matt Gaeta and Bob Goodman and Chip Ray",
            id="a title before the last",
        ),
        pytest.param(
            "District Attorney Ann Lee, Acting Moor District Attorney Eric Dow, Norr County District Attorney Cy Vane, "
            "and Vale District Attorney Ida Brand announced that the fines would lapse.",
            "Ann Lee and Eric Dow and Cy Vane and Ida Brand",
            id="titles before each",
        ),
    ],
)
def test_all_people_of_a_list_speak(text: str, speakers: str) -> None:
    assert said(text)[0][0] == speakers


def test_the_friends_of_a_speaker_do_not_speak() -> None:
    assert said("Joy Dow, an aide to Rep. Jim Lang and Ida Brand, said the plan was bad.")[0][0] == "Joy Dow"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Rain has doubled, according to data compiled by the Norr Office of Reefs.", "Norr Office of Reefs", id="by"
        ),
        pytest.param(
            "Families of those affected by the flood urged the mayor to act.",
            "Families of those affected by the flood",
            id="those",
        ),
        pytest.param(
            "The offices of Hayes, Bush, and Clayton said they had no boats in their possession.",
            "offices of Hayes, Bush, and Clayton",
            id="a list of names",
        ),
        pytest.param(
            "Secretary of State Brad Marsh's office said there would be no voting.",
            "Secretary of State Brad Marsh's office",
            id="a title of two words",
        ),
        pytest.param(
            "Norr Department of Tides engineers estimated that it would cost nine million.",
            "Norr Department of Tides engineers",
            id="a body of several words before its people",
        ),
        pytest.param(
            "A Norr University statement said that it was late.", "Norr University", id="the body before its statement"
        ),
    ],
)
def test_a_phrase_is_whole(text: str, speaker: str) -> None:
    assert said(text)[0][0] == speaker


@pytest.mark.parametrize("line", ["Ann Lee leaves", "The rise of Ann Lee's club", "Ann Lee and Bo Ray", "A bad day"])
def test_a_line_above_that_is_a_headline_names_no_speaker(line: str) -> None:
    assert said(f"{line}\n\n“It is a pity, and we will go on.”") == [(None, "It is a pity, and we will go on.")]
