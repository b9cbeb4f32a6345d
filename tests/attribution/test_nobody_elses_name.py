"""Names of somebody else: where the speaker is not the nearest person, each with members that nobody reported."""

import pytest

from tests.attribution.test_attribution import said

pytestmark = pytest.mark.slow

BRIDGE = "The bridge was built in a year.\n\nIt is made of oak.\n\n"


@pytest.mark.parametrize(
    ("between", "speaker"),
    [
        pytest.param("A guest asked about Mark Tarrow's debts.", "Ann Tarrow", id="an owner"),
        pytest.param("A guest had heard of Mark Tarrow.", "Ann Tarrow", id="behind a preposition"),
        pytest.param("“It is late,” a guest said.\n\n– Mark Tarrow", "Ann Tarrow", id="a reporter's signature"),
        pytest.param("Mark Tarrow came later and disagreed.", "Mark Tarrow", id="a subject"),
        pytest.param("A guest missed her brother, Mark Tarrow.", "Ann Tarrow", id="a relative"),
        pytest.param("The guests called Mark Tarrow to the hall.", "Mark Tarrow", id="an object"),
    ],
)
def test_a_surname_goes_to_another_bearer_only_as_a_subject_or_object(between: str, speaker: str) -> None:
    opening = "Ann Tarrow met guests. Tarrow was tired. Tarrow sat down.\n\n"
    text = f"{opening}{BRIDGE}{between}\n\n“We will stay,” Tarrow said."
    assert said(text)[-1] == (speaker, "We will stay,")


@pytest.mark.parametrize(
    ("first", "other"),
    [
        pytest.param("Una Pell", "Rod Pell", id="the wife is named more often in full"),
        pytest.param("Karl Voss", "Greta Voss", id="the sister is named more often in full"),
    ],
)
def test_a_surname_used_all_along_stays_the_first_bearers(first: str, other: str) -> None:
    surname = first.split()[1]
    text = (
        f"{first} runs the mill. {surname} bought it in May. {surname} likes it.\n\n"
        f"{other} had built it. {other} sold it.\n\n{BRIDGE}“It grinds,” {surname} said."
    )
    assert said(text)[-1] == (first, "It grinds,")


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param("Voss is the brother of retired minister Karl Voss.", id="is the brother"),
        pytest.param("Voss was appointed in May and is the sister of the poet Karl Voss.", id="and is the sister"),
    ],
)
def test_a_surname_is_not_the_relative_named_in_full(beside: str) -> None:
    text = f"The court met on Monday. Voss, a judge, was ill.\n\n{beside}\n\n“It is unlawful,” Voss wrote."
    assert said(text)[-1][0] in {None, "Voss"}


@pytest.mark.parametrize(
    ("role", "later"),
    [
        pytest.param("judge", "Judge Ann Lee lost her case.", id="judge"),
        pytest.param("senator", "Bo Ray, a senator, was ill.", id="senator"),
    ],
)
def test_a_role_is_nobody_named_only_later(role: str, later: str) -> None:
    assert said(f"The {role} said that the bridge was old.\n\n{BRIDGE}{later}")[0][0] == role


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("Cy Dow won. When Bo Ray met Dow, he said: “It is late.”", "Cy Dow", id="when"),
        pytest.param("Ann Lee won. After Eva Moss met Lee at the hall, she said: “It is late.”", "Ann Lee", id="after"),
    ],
)
def test_he_is_not_the_object_of_the_clause_before(text: str, other: str) -> None:
    assert said(text)[-1][0] != other


@pytest.mark.parametrize(
    ("introduction", "speaker"),
    [
        pytest.param("Then added:", "Bo Ray", id="added"),
        pytest.param("A sign reading", None, id="what a sign reads"),
        pytest.param("Songs to consider:", None, id="what is considered"),
    ],
)
def test_only_who_adds_something_goes_on_without_being_named(introduction: str, speaker: str | None) -> None:
    found = said(f"“It is late,” Bo Ray said. {introduction} “The ferry leaves at noon.”")
    assert {name for name, words in found if words.startswith("The ferry")} <= {speaker}


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("The singer Ann Lee said Bo Ray had told her that the hall was safe.", id="told her"),
        pytest.param("The singer Ann Lee said the mayor assured her that the hall was safe.", id="assured her"),
    ],
)
def test_who_retells_what_somebody_said_goes_on(told: str) -> None:
    assert said(f"{told}\n\n“I have sung there for years.”")[-1] == ("Ann Lee", "I have sung there for years.")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("The poet Ann Lee went so far as to say: “The ferry is over.”", "Ann Lee", id="so far as to"),
        pytest.param("Bo Ray was bold enough to say: “The ferry is over.”", "Bo Ray", id="bold enough to"),
        pytest.param("Ann Lee praised Bo Ray for showing “the courage of a lion.”", "Ann Lee", id="for showing"),
        pytest.param("Eva Moss thanked her for showing “the mercy of a saint.”", "Eva Moss", id="thanked for showing"),
        pytest.param("Mr Hale's potential VP then revealed: “He asked me to go.”", "Mr Hale's potential VP", id="VP"),
        pytest.param("Ms Low's new COO then joked: “She asked me to go.”", "Ms Low's new COO", id="COO"),
    ],
)
def test_it_is_not_the_other_person_of_the_sentence(text: str, speaker: str) -> None:
    assert speaker in {name for name, _ in said(text)} <= {speaker, None}


@pytest.mark.parametrize("role", ["Chief of Staff to the Governor", "deputy chief of staff to the Governor"])
def test_an_aide_to_a_governor_is_no_governor(role: str) -> None:
    text = (
        f"Governor Ann Lee ordered a halt.\n\nThe news drew the notice of the {role}, Mr. Bo Ray, who was there.\n\n"
        "The governor said, “It must stop.”"
    )
    assert said(text)[-1] == ("Ann Lee", "It must stop.")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("Cabinet member for roads and waste Owen Pratt said: “It is late.”", "Owen Pratt", id="waste"),
        pytest.param("Council member for roads and parking Ida Brand said: “It is late.”", "Ida Brand", id="parking"),
        pytest.param("Bo Ray Age 45 Norr\n\n“It is late,” said Ray.", "Bo Ray", id="age"),
        pytest.param("Greta Voss Aged: 61\n\n“It is late,” Voss said.", "Greta Voss", id="aged"),
    ],
)
def test_a_field_or_an_age_is_no_part_of_a_name(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


@pytest.mark.parametrize("camp", ["Team Tarrow", "Camp Tarrow"])
def test_a_camp_is_not_its_candidate(camp: str) -> None:
    text = f"{camp} was late. {camp} was tired. Ann Tarrow met guests.\n\n{BRIDGE}“We will stay,” Tarrow said."
    assert said(text)[-1] == ("Ann Tarrow", "We will stay,")


def test_an_office_of_several_is_nobody_far_above() -> None:
    text = (
        "Norr\n\nAttorney General Cy Dow was there.\n\n"
        f"{BRIDGE}Vale\n\nThe attorney general said: “The law is old.”\n\nAttorney General Bo Ray came."
    )
    assert said(text)[0][0] != "Cy Dow"
