"""Whether a draft's speaker and an article's may be one person, by their names."""

from types import SimpleNamespace
from typing import Any

import pytest

from retrieval.drafts import speakers
from retrieval.drafts.speakers import Same
from retrieval.models import Article, Kind, Quotation


@pytest.mark.parametrize(
    ("theirs", "text", "same"),
    [
        pytest.param("Administrator Ek", "Bo Ek came on Monday.", Same.YES, id="a title, and the name in the article"),
        pytest.param("Senator Ek", "The senator came on Monday.", Same.UNCLEAR, id="a title alone"),
        pytest.param("Bo PÃ©rez Ek", "He came.", Same.YES, id="garbled letters within the name"),
        pytest.param("Bo B. Ek", "He came.", Same.YES, id="an initial within the name"),
        pytest.param("Farmer Bo", "Bo Ek came on Monday.", Same.YES, id="a noun and the first name"),
        pytest.param("Farmer Bo", "Bo Hale came on Monday.", Same.NO, id="a first name of somebody else"),
        pytest.param("Papa Bo Ek", "He came.", Same.UNCLEAR, id="a word before a first name that no table has"),
        pytest.param("Ann Bo Ek", "He came.", Same.UNCLEAR, id="another first name before it"),
        pytest.param("Bo Ek Jr.", "He came.", Same.UNCLEAR, id="perhaps the son"),
        pytest.param("Al Ek", "Bo Ek came on Monday.", Same.NO, id="another first name"),
        pytest.param("Bo Hale", "Bo Ek came on Monday.", Same.NO, id="another surname"),
        pytest.param("Bo", "Tom Ek left. His son, Bo, said so.", Same.YES, id="a first name in a family of the name"),
        pytest.param("Bo", "His son, Bo, said so.", Same.UNCLEAR, id="a first name alone"),
        pytest.param("Al", "Tom Ek left. His son, Al, said so.", Same.NO, id="another first name in the family"),
    ],
)
def test_names_alike_at_both_ends_are_one_persons(theirs: str, text: str, same: Same) -> None:
    given: Any = SimpleNamespace(speaker="Bo Ek", mention="Ek", beside="", draft="")
    found = Quotation(Article("a.txt", text), (), Kind.DIRECT, theirs)
    assert speakers.compare_names("Bo Ek", theirs, given, found) is same


def test_a_handle_is_who_has_its_letters() -> None:
    given: Any = SimpleNamespace(speaker="@boek", mention="@boek", beside="", draft="")
    found = Quotation(Article("a.txt", "He came."), (), Kind.DIRECT, "Bo Ek")
    assert speakers.compare_names("@boek", "Bo Ek", given, found) is Same.YES
    assert speakers.compare_names("@boek", "Ann Lee", given, found) is Same.UNCLEAR


def test_a_short_form_may_be_the_same_first_name() -> None:
    given: Any = SimpleNamespace(speaker="Bill Ek", mention="Ek", beside="", draft="")
    found = Quotation(Article("a.txt", "He came."), (), Kind.DIRECT, "William Ek")
    assert speakers.compare_names("Bill Ek", "William Ek", given, found) is Same.UNCLEAR
    assert speakers.compare_names("Tim Ek", "William Ek", given, found) is Same.NO


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        pytest.param("Department of Tides", "USDOT", Same.YES, id="a country only in the acronym"),
        pytest.param("US Department of Tides", "DoT", Same.YES, id="a country only in the name"),
        pytest.param("DOT", "Department of Tides", Same.YES, id="the draft has the acronym"),
        pytest.param("Firth Water", "South Firth Water", Same.UNCLEAR, id="a place before a body's name"),
        pytest.param("Tom Ek", "Friends of Tom Ek", Same.UNCLEAR, id="those around a person"),
        pytest.param("Tom Ek", "Papa Tom Ek", Same.YES, id="an honorific before the whole name"),
        pytest.param("Tun Seri Tom Ek", "Tom Ek", Same.YES, id="two honorifics before it"),
        pytest.param("Dykes Owners Trust", "USDOT", Same.UNCLEAR, id="a body that neither text names"),
        pytest.param("Tide Survey", "USDOT", Same.NO, id="other initials"),
    ],
)
def test_an_acronym_or_a_longer_name_is_who_an_article_names_in_full(ours: str, theirs: str, same: Same) -> None:
    given: Any = SimpleNamespace(speaker=ours, mention=ours, beside="", draft="")
    text = "The US Department of Tides, DoT for short, came. USDOT left. The DOT was late."
    found = Quotation(Article("a.txt", text), (), Kind.DIRECT, theirs)
    assert speakers.compare_names(ours, theirs, given, found) is same
