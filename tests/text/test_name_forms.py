"""Which names may be forms of one person's name."""

from itertools import permutations

import pytest

from retrieval.text import name_forms
from retrieval.text.name_forms import are_short_forms, may_be_one_first_name, may_be_one_person
from retrieval.text.name_lookup import NameLookup


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        pytest.param("jack", "john", True, id="with other letters"),
        pytest.param("chuck", "charlie", True, id="both short for one name"),
        pytest.param("sandy", "alexandra", True, id="one of several names"),
        pytest.param("sandy", "alexander", True, id="another of them"),
        pytest.param("alexander", "sandra", False, id="full names with a short form in common"),
        pytest.param("john", "ian", False, id="names of one root"),
        pytest.param("bill", "robert", False, id="other names"),
        pytest.param("tariq", "tar", True, id="the beginning of a name in no list"),
        pytest.param("d", "donald", True, id="an initial"),
        pytest.param("eric", "erica", False, id="of a man and a woman"),
        pytest.param("paula", "paul", False, id="of a woman and a man"),
    ],
)
def test_a_first_name_is_the_same_as_its_short_forms(name: str, other: str, expected: bool) -> None:  # noqa: FBT001
    assert may_be_one_first_name(name, other) is may_be_one_first_name(other, name) is expected


def test_no_full_name_in_the_table_is_a_short_form_of_another() -> None:
    """Otherwise two full names could be one person's by way of a short form of both."""
    in_full = set().union(*name_forms.IN_FULL.values()) - name_forms.IN_FULL.keys()
    assert not [pair for pair in permutations(in_full, 2) if are_short_forms(*pair)]
    assert all(short not in names for short, names in name_forms.IN_FULL.items())


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param("Bobby Scott", True, id="the nickname"),
        pytest.param("Sen. Bob Scott", True, id="a short form with a title"),
        pytest.param("Robert Scott", True, id="no middle initial"),
        pytest.param("R.C. Scott", True, id="initials"),
        pytest.param("Robert D. Scott", False, id="another middle initial"),
        pytest.param("Robert Scott Jr.", False, id="a suffix"),
        pytest.param("Robert Ek", False, id="another surname"),
        pytest.param("Scott", False, id="a surname alone"),
        pytest.param("Tim Scott", False, id="another first name"),
    ],
)
def test_two_full_names_are_one_persons_if_their_parts_agree(other: str, expected: bool) -> None:  # noqa: FBT001
    known, parts = name_forms.parts('Robert C. "Bobby" Scott'), name_forms.parts(other)
    assert known
    assert parts
    assert may_be_one_person(known, parts) is may_be_one_person(parts, known) is expected


FORMS = NameLookup(
    ["Richard J. Durbin", "R. Durbin", "Ana Pérez", "Bob Ek", "Robert Ek", "Jonathan Orr", "Mary Orr", "Rita Bo Hale",
     "Hale", "John Vane", "Jackson Vane"],
    [],
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("Dick Durbin", ["Richard J. Durbin", "R. Durbin"], id="a short form"),
        pytest.param("Senator Dick Durbin", ["Richard J. Durbin", "R. Durbin"], id="a title before it"),
        pytest.param("Richard Durbin", ["Richard J. Durbin"], id="no middle initial"),
        pytest.param("Ana Perez", ["Ana Pérez"], id="an accent left out"),
        pytest.param("Bob Ek", ["Bob Ek"], id="somebody has exactly this name"),
        pytest.param("Jon Orr", ["Jonathan Orr"], id="a namesake of another first name"),
        pytest.param("Jonathen Orr", ["Jonathan Orr"], id="a slip in the first name"),
        pytest.param("Mr Justice Hale", ["Rita Bo Hale", "Hale"], id="a title before the surname"),
        pytest.param("Justice Orr", [], id="a title, and two people"),
        pytest.param("Jack Vane", [], id="two people of that short form"),
        pytest.param("Dick Durban", [], id="another surname"),
        pytest.param("Bill Durbin", [], id="another first name"),
    ],
)
def test_a_name_means_the_only_person_of_another_form(typed: str, meant: list[str]) -> None:
    assert FORMS.speakers_named(typed) == meant
