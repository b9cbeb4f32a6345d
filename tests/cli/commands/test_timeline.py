"""A timeline is headed as it was asked for, with the people whose words it has; not those whom they only report."""

import pytest

from bot import lookup
from retrieval.models import Article, Kind, Quotation
from retrieval.search.query import SpeakerNames


def said(speaker: str, carrier: str | None = None) -> Quotation:
    return Quotation(Article("a.txt", "It is over."), ((0, 11),), Kind.DIRECT, speaker, carrier=carrier)


@pytest.mark.parametrize(
    ("typed", "people", "quotations", "heading"),
    [
        pytest.param("lee", ["Ann Lee"], [said("Ann Lee"), said("Bo Ek", "Ann Lee")], "Ann Lee", id="words of another"),
        pytest.param("lee", ["Eva Lee"], [said("Bo Ek", "Eva Lee")], "Eva Lee", id="only words of another"),
        pytest.param(
            "lee",
            ["Ann Lee", "Eva Lee"],
            [said("Eva Lee"), said("Ann Lee"), said("Eva Lee")],
            "lee (Eva Lee, Ann Lee)",
            id="two people",
        ),
        pytest.param(
            "the mayor of Sund",
            ["mayor of Sund"],
            [said("Ann Lee"), said("mayor of Sund")],
            "mayor of Sund (Ann Lee)",
            id="an office with its holder",
        ),
        pytest.param("mayor", ["mayor"], [said("former mayor")], "mayor", id="not another office"),
        pytest.param("minister for trade", ["minister for trade"], [], "minister for trade", id="nobody in office"),
    ],
)
def test_the_heading_has_the_office_or_the_people_asked_about(
    typed: str, people: list[str], quotations: list[Quotation], heading: str
) -> None:
    assert lookup.speaker_heading(SpeakerNames([*people, "former mayor"]), typed, people, quotations) == heading
