"""Finds the speakers that a typed name may mean, even if they are known by their initials."""

import pytest

from retrieval.index.tables.columns import NameLookup

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
