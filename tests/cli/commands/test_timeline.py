"""The heading of a timeline names the people asked about, not those whose words they report."""

import pytest

from bot.cli.commands.timeline import _whom
from retrieval.models import Article, Kind, Quotation
from retrieval.timeline import Statement


def statement(speaker: str, carrier: str | None = None) -> Statement:
    said = Quotation(Article("a.txt", "It is over."), ((0, 11),), Kind.DIRECT, speaker, carrier=carrier)
    return Statement(0, 11, (said,))


@pytest.mark.parametrize(
    ("people", "statements", "heading"),
    [
        pytest.param(
            ["Ann Lee"], [statement("Ann Lee"), statement("Bo Ek", "Ann Lee")], "Ann Lee", id="words of another"
        ),
        pytest.param(["Eva Lee"], [statement("Bo Ek", "Eva Lee")], "Eva Lee", id="only words of another"),
        pytest.param(
            ["Ann Lee", "Eva Lee"],
            [statement("Eva Lee"), statement("Ann Lee")],
            "lee (Eva Lee, Ann Lee)",
            id="two people",
        ),
    ],
)
def test_the_heading_names_only_the_people_asked_about(
    people: list[str], statements: list[Statement], heading: str
) -> None:
    assert _whom("lee", people, statements) == heading
