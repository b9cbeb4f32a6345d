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
        pytest.param("Al Ek", "Bo Ek came on Monday.", Same.NO, id="another first name"),
        pytest.param("Bo Hale", "Bo Ek came on Monday.", Same.NO, id="another surname"),
    ],
)
def test_names_alike_at_both_ends_are_one_persons(theirs: str, text: str, same: Same) -> None:
    given: Any = SimpleNamespace(speaker="Bo Ek", mention="Ek", beside="")
    found = Quotation(Article("a.txt", text), (), Kind.DIRECT, theirs)
    assert speakers.compare_names("Bo Ek", theirs, given, found) is same


def test_a_short_form_may_be_the_same_first_name() -> None:
    given: Any = SimpleNamespace(speaker="Bill Ek", mention="Ek", beside="")
    found = Quotation(Article("a.txt", "He came."), (), Kind.DIRECT, "William Ek")
    assert speakers.compare_names("Bill Ek", "William Ek", given, found) is Same.UNCLEAR
    assert speakers.compare_names("Tim Ek", "William Ek", given, found) is Same.NO
