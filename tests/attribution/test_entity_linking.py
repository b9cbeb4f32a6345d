"""Entity linking: one name for one person across the archive."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import corrections
from retrieval.attribution import entity_linking


@pytest.mark.parametrize(
    ("quoted", "name", "expected"),
    [
        pytest.param({"Donald Trump": 9, "Donald J. Trump": 2}, "Donald J. Trump", "Donald Trump", id="middle initial"),
        pytest.param({"Andy Burnham": 2, "Mr Burnham": 1}, "Mr Burnham", "Andy Burnham", id="honorific"),
        pytest.param({"Andrew Lansley": 3, "Lansley": 3}, "Lansley", "Andrew Lansley", id="bare surname"),
        pytest.param({"New York Times": 3, "Times": 3}, "Times", "Times", id="bare word without an honorific"),
        pytest.param({"Bill Clinton": 3, "Hillary Clinton": 5, "Clinton": 2}, "Clinton", "Clinton", id="two bear it"),
        pytest.param(
            {"George W. Bush": 3, "George H. W. Bush": 2}, "George H. W. Bush", "George H. W. Bush", id="other initials"
        ),
        pytest.param(
            {"George W. Bush": 3, "George H. W. Bush": 2, "George Bush": 1},
            "George Bush",
            "George Bush",
            id="either of two",
        ),
        pytest.param({"Donald Trump": 9, "Donald Trump Jr.": 2}, "Donald Trump Jr.", "Donald Trump Jr.", id="son"),
        pytest.param({"P. Okonjo": 3, "Petra Okonjo": 1}, "P. Okonjo", "Petra Okonjo", id="initial"),
        pytest.param({"J.P. Lund": 1, "Jens Peter Lund": 1}, "J.P. Lund", "Jens Peter Lund", id="two initials"),
        pytest.param({"A. B. Lund": 1, "A.B. Lund": 2}, "A. B. Lund", "A.B. Lund", id="space between initials"),
        pytest.param({"Dr N.T.Vik": 1, "N. T. Vik": 1}, "N. T. Vik", "Dr N.T.Vik", id="no space before the surname"),
        pytest.param(
            {"A. B. Lund": 1, "A.B. Lund": 2, "A. C. Lund": 1}, "A. B. Lund", "A.B. Lund", id="spaced, beside another"
        ),
        pytest.param({"A.B. Lund": 1, "A.C. Lund": 2}, "A.B. Lund", "A.B. Lund", id="other initials without a space"),
        pytest.param({"P. Okonjo": 3, "Nils Okonjo": 1}, "P. Okonjo", "P. Okonjo", id="another initial"),
        pytest.param(
            {"P. Lund": 1, "Per Lund": 1, "Ida Lund": 1}, "P. Lund", "P. Lund", id="an initial of two bearers"
        ),
        pytest.param({"P. Lund": 1, "K. Lund": 1, "Per Lund": 1}, "P. Lund", "P. Lund", id="two with initials"),
        pytest.param({"P. Lund": 1, "Per Lund Jr.": 1}, "P. Lund", "P. Lund", id="an initial, or the son"),
        pytest.param({"P. Lund Jr.": 1, "Per Lund Jr.": 1}, "P. Lund Jr.", "Per Lund Jr.", id="initials of a son"),
        pytest.param({"T. Vale III": 1, "Tom Vale III": 1}, "T. Vale III", "Tom Vale III", id="of a grandson"),
        pytest.param({"P. Lansley": 1, "Per Lansley": 1, "Lansley": 1}, "Lansley", "Per Lansley", id="surname of both"),
        pytest.param({"Dick Lund": 1, "Richard Lund": 3}, "Dick Lund", "Dick Lund", id="a short form, of an unknown"),
        pytest.param({"José Peña": 1, "Jose Pena": 2}, "José Peña", "Jose Pena", id="accents"),
        pytest.param({"Jo Cox": 1, "Jo Ann Cox": 1}, "Jo Cox", "Jo Ann Cox", id="the fuller of two equals"),
        pytest.param({"a senior official": 1, "Official": 1}, "a senior official", "a senior official", id="no name"),
        pytest.param(
            {"Ann Lee": 1, "Ann Lee and Bob Ray": 1}, "Ann Lee and Bob Ray", "Ann Lee and Bob Ray", id="two people"
        ),
    ],
)
def test_names_are_joined_only_where_the_evidence_shows_one_person(
    quoted: dict[str, int], name: str, expected: str
) -> None:
    assert entity_linking.canonical_names(quoted, {"Lansley", "Clinton", "Mr Burnham"})[name] == expected


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        pytest.param([("Ted Cruz", "Sen. Ted Cruz", 1), ("Cruz", "Senator Cruz", 5)], "Ted Cruz", id="roles agree"),
        pytest.param([("Ann Lee", "Judge Ann Lee", 5), ("A. Lee", "General A. Lee", 1)], "A. Lee", id="initial, roles"),
        pytest.param([("Ann Lee", "Judge Ann Lee", 5), ("A. Lee", "Judge A. Lee", 9)], "Ann Lee", id="initial, a role"),
        pytest.param([("Ann Lee", "Judge Ann Lee", 5), ("Lee", "General Lee", 1)], "Lee", id="roles differ"),
        pytest.param([("Mike Smith", "the banker, Mike Smith", 1), ("Smith", "MR. SMITH", 9)], "Smith", id="rarer"),
        pytest.param([("Ann Lee", "she", 2), ("Lee", "Ms Lee", 2)], "Ann Lee", id="as often"),
        pytest.param([("Rolf Tate", "Capt Rolf Tate", 2), ("Tate", "he", 1)], "Rolf Tate", id="he"),
        pytest.param([("Rolf Jordan", "Capt Rolf Jordan", 2), ("Jordan", "Jordan", 1)], "Jordan", id="or a country"),
        pytest.param([("Ruth Amadi", "Cllr Ruth Amadi", 2), ("Amadi", "Councillor Amadi", 1)], "Ruth Amadi", id="Cllr"),
        pytest.param([("Di Vane", "Chairwoman Di Vane", 1), ("Vane", "Chair Vane", 3)], "Di Vane", id="chairwoman"),
        pytest.param([("Bo Ek", "Sgt. Bo Ek", 1), ("B. Ek", "Sergeant Ek", 3)], "Bo Ek", id="an initial, abbreviated"),
    ],
)
def test_a_bare_surname_is_the_full_names_where_their_roles_or_else_how_often_they_are_quoted_allow(
    mentions: list[tuple[str, str | None, int]], expected: str
) -> None:
    bare = mentions[1][0]
    assert entity_linking.link_entities(mentions).get(bare, bare) == expected


@pytest.mark.parametrize(
    ("short", "full", "others", "expected"),
    [
        pytest.param("Whip Dick Lund (D-Ill.)", "Sen. Richard J. Lund (D-Ill.)", [], True, id="party and state"),
        pytest.param("Dick Lund, a farmer", "the farmer Richard J. Lund", [], True, id="a noun"),
        pytest.param("Senator Dick Lund", "Sen. Richard J. Lund", [], True, id="a title, spelt out or not"),
        pytest.param("Dick Lund, a farmer", "Richard J. Lund, a senator", [], False, id="another noun"),
        pytest.param("Dick Lund", "Richard J. Lund", [], False, id="nothing"),
        pytest.param("Sen. Dick Lund, a farmer", "Mayor Richard J. Lund, a farmer", [], False, id="other offices"),
        pytest.param("Senator Dick Lund", "Sen. Richard J. Lund", ["Ida Lund"], False, id="a third of the surname"),
        pytest.param("Mr Dick Lund", "Mr Richard J. Lund", [], False, id="a courtesy"),
    ],
)
def test_a_short_form_is_joined_if_articles_describe_both_alike(
    short: str, full: str, others: list[str], *, expected: bool
) -> None:
    mentions = [("Dick Lund", short, 1), ("Richard J. Lund", full, 3), *((other, other, 1) for other in others)]
    assert entity_linking.link_entities(mentions) == ({"Dick Lund": "Richard J. Lund"} if expected else {})


def test_a_correction_parts_short_forms_that_were_joined(tmp_path: Path) -> None:
    found = entity_linking.link_entities([("Bill Lund", "Mayor Bill Lund", 1), ("William Lund", "Mayor Lund", 3)])
    assert found == {"Bill Lund": "William Lund"}
    (tmp_path / corrections.FILE).write_text('[[correction]]\ntwo_people = ["William Lund", "Bill Lund"]\n')
    assert corrections.read(tmp_path).link(found) == ({}, {})


@given(st.dictionaries(st.text(max_size=20), st.integers(1, 9), max_size=8))
def test_each_canonical_name_is_one_of_the_given_names_and_its_own(quoted: dict[str, int]) -> None:
    names = entity_linking.canonical_names(quoted, quoted.keys())
    assert names.keys() == quoted.keys()
    assert set(names.values()) <= quoted.keys()
    assert all(names[name] == name for name in names.values())
