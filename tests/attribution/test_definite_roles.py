"""Definite phrases: which body or person named before "the court", "the company" and "the minister" mean."""

import pytest

from tests.attribution.test_attribution import said

pytestmark = pytest.mark.slow

ROUND_UP = "".join(
    f"{place}\n\n{town}: {text}\n\n"
    for place, town, text in [
        ("Norr", "Moorby", "The Norr Guild Museum burned on Friday. Firefighters saved the roof and the doors."),
        ("Vale", "Ames", "A bridge fell on Monday. It had stood for ninety years, and nobody was hurt in the fall."),
        ("Kent", "Dale", "The museum said on Monday that it will sell a boat. It has two more of the old boats."),
        ("Orn", "Leeds", "A ship came in from Spain with oranges. It will stay until the end of the next week."),
        ("Tarn", "Holm", "Snow fell on the town for nine days. The school and the library stayed shut for all of it."),
        ("Wick", "Stow", "A goat climbed on a roof on Sunday. It was taken down with a ladder and a few carrots."),
    ]
)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "The Supreme Court met Exa Labs on Monday. The ruling was long.\n\nThe apex court called it “a mess”.",
            "Supreme Court",
            id="the highest court",
        ),
        pytest.param(
            "The Supreme Court lifted a ban on boats.\n\nPilots at the Tarn Reserve wept. The Court said boats may go.",
            "Supreme Court",
            id="a capital letter",
        ),
        pytest.param(
            "Norr State University has a new head. Its fund is the NSU Foundation.\n\n"
            "A note from the Dale College of Law was kind. The dean left, according to the university.",
            "Norr State University",
            id="bodies of other kinds in between",
        ),
        pytest.param(
            "Norr State University has a new head. He led University Relations.\n\nIt has rained, the university said.",
            "Norr State University",
            id="a part of it in between",
        ),
        pytest.param(
            "Bags were banned by the Dale School District, the largest school district of Norr, on Friday.\n\n"
            "The school district said that bags are unsafe.",
            "Dale School District",
            id="described by its kind",
        ),
        pytest.param(
            "The Norr Ice Center watches the bay. The center of the bay froze.\n\nThe ice center said it is thick.",
            "Norr Ice Center",
            id="the middle of a place in between",
        ),
        pytest.param(
            "A storm was seen by the Norr Weather Service. The weather service in Dale was shut.\n\n"
            "The weather service said that it will rain.",
            "Norr Weather Service",
            id="one of its places in between",
        ),
        pytest.param(
            "The Norr Harbour Planning Council met the mayor.\n\nThe harbour council said that the sea had risen.",
            "harbour council",
            id="words that do not stand together in the name",
        ),
    ],
)
def test_the_kind_of_a_body_is_its_name(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Exa Foods said on Friday that it recalls two bottles. The ailing bread company said no child was hurt.",
            "Exa Foods",
            id="a firm that spoke",
        ),
        pytest.param(
            "Exa Foods lost a van in June. The bank held it. The parent company said that no child was hurt.",
            "parent company",
            id="another firm",
        ),
        pytest.param(
            "The Boat Owners of America issued a statement saying it was over.\n\n“We row no more,” the group said.",
            "Boat Owners of America",
            id="a group that spoke in the paragraph before",
        ),
    ],
)
def test_a_firm_or_group_that_has_just_spoken_is_meant(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Vale Police left. Norr State Police took a man. The man was 40.\n\nThe state police said he had a boat.",
            "Norr State Police",
            id="the state police",
        ),
        pytest.param(
            "Vale police met in June.\n\nIt rained.\n\nIt snowed.\n\nA Norr police officer died on Friday.\n\n"
            "He was 51, police said.",
            "Norr police",
            id="the nearest police",
        ),
    ],
)
def test_the_police_named_nearby_are_the_police(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


def test_police_named_long_before_are_not_meant() -> None:
    between = "It rained for a day.\n\n" * 20
    text = f"Vale police met in June.\n\n{between}Police said that a man had a boat."
    assert [speaker for speaker, _ in said(text)] == ["Police"]


def test_an_item_of_a_round_up_speaks_of_no_body_of_another_item() -> None:
    assert [speaker for speaker, _ in said(ROUND_UP)] == ["museum"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Dean Marlow came back.\n\nThe “Night Show” host announced he would go home.", "Dean Marlow", id="a show"
        ),
        pytest.param(
            "Ann Marsh visited Norr on Friday, holding a rally. The self-described socialist said she would win.",
            "Ann Marsh",
            id="self-described",
        ),
        pytest.param(
            "Sen. Ann Marsh visited Norr on Friday, holding a rally. The self-described liberal said she would win.",
            "Ann Marsh",
            id="beside an office",
        ),
        pytest.param(
            "Bo Ray won.\n\nFischer, the head of a club aimed at teaching boys to row, said it would go on.\n\n"
            "Mara Fischer was paid.",
            "Mara Fischer",
            id="a role set off behind the name",
        ),
    ],
)
def test_a_person_just_named_is_meant_by_a_telling_phrase(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker
