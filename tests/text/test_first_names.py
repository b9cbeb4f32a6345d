"""First names tell people from places, and women from men."""

import pytest

from retrieval.text.first_names import FEMALE_NAMES, FIRST_NAMES, MALE_NAMES


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("ngozi", {"person", "female"}, id="a woman's"),
        pytest.param("rahul", {"person", "male"}, id="a man's"),
        pytest.param("kari", {"person"}, id="of both"),
        pytest.param("clinton", {"male"}, id="a surname too"),
        pytest.param("florence", {"female"}, id="a place too"),
        pytest.param("norr", set(), id="unknown"),
    ],
)
def test_a_name_tells_a_person_and_the_gender(name: str, told: set[str]) -> None:
    kinds = {"person": FIRST_NAMES, "female": FEMALE_NAMES, "male": MALE_NAMES}
    assert {kind for kind, names in kinds.items() if name in names} == told


def test_no_name_is_of_women_and_of_men() -> None:
    assert not FEMALE_NAMES & MALE_NAMES
