"""Whom of an archive's speakers a typed name means."""

import pytest

from retrieval.text.name_lookup import NameLookup

NAMES = NameLookup(
    ["IMF", "Andy Burnham", "International Monetary Fund", "National Bank of Ireland", "former Interior Minister Fisk"],
    [],
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("IMF", ["IMF", "International Monetary Fund"], id="the initials"),
        pytest.param("I.M.F.", ["IMF", "International Monetary Fund"], id="with full stops"),
        pytest.param("International Monetary Fund", ["IMF", "International Monetary Fund"], id="in full"),
        pytest.param("NBI", ["National Bank of Ireland"], id="small words left out"),
        pytest.param("imf", ["IMF"], id="in lower case a word like any"),
        pytest.param("Irish Music Foundation", [], id="another of the same initials, of whom nothing is known"),
        pytest.param("AB", [], id="two letters are too few"),
    ],
)
def test_an_acronym_means_the_full_name_and_the_full_name_the_acronym(typed: str, meant: list[str]) -> None:
    assert NAMES.speakers_named(typed) == meant


PEOPLE = NameLookup(
    ["Tony Blair", "Bush and Tony Blair", "spokesman for Priya Raman", "Severnside Water's former chief executive",
     "Melissa Mark-Viverito", "Mark Penn", "Donald Trump", "Ivar Stokke", "Unison", "F. Munro", "Lord Tarrant",
     "Anna Kvist", "Kvist", "Bo Kvist", "Lyle", "H.K. Voss"],
    [],
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("Tony Blair", ["Tony Blair"], id="the exact name before a longer one"),
        pytest.param("Priya Raman", [], id="not her spokesman"),
        pytest.param("Severnside Water", [], id="not its former chief executive"),
        pytest.param("Mark McGrath", [], id="not another Mark"),
        pytest.param("Penn State's Kate Lamoreaux", [], id="not one whose surname is in an owner's name"),
        pytest.param("Donald Trump Jr.", [], id="not the father"),
        pytest.param("Ivar Stokke's lawyer", [], id="not the client"),
        pytest.param("lawyer for Ivar Stokke", [], id="not the client, named behind"),
        pytest.param("Mette Kvist", [], id="not another of the surname"),
        pytest.param("Anna Kvist", ["Anna Kvist"], id="a bare surname that two bear is neither's"),
        pytest.param("Ruth Lyle", ["Lyle"], id="a surname that one person bears"),
        pytest.param("Freda Munro", ["F. Munro"], id="an initial"),
        pytest.param("Harald Kaj Voss", ["H.K. Voss"], id="initials without a space"),
        pytest.param("H. K. Voss", ["H.K. Voss"], id="initials spaced otherwise"),
        pytest.param("Gil Munro", [], id="another initial"),
        pytest.param("Harbourmaster Stokke", [], id="an office that is no known title is part of a name"),
        pytest.param("harbourmaster Ivar Stokke", ["Ivar Stokke"], id="an office before a full name"),
        pytest.param("the fleet's Mark Penn", ["Mark Penn"], id="an owner before a full name"),
        pytest.param("Fleet Street's Penn", ["Mark Penn"], id="an owner before a surname"),
        pytest.param("Deputy Mayor Stokke", ["Ivar Stokke"], id="a title before a surname"),
        pytest.param("Environment Minister Lord Tarrant", ["Lord Tarrant"], id="a title that is part of the name"),
    ],
)
def test_a_name_never_means_another_person_of_whom_some_words_agree(typed: str, meant: list[str]) -> None:
    assert PEOPLE.speakers_named(typed) == meant
