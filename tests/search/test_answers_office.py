"""The office of a speaker on the day of an article, from the mentions of invented articles."""

from dataclasses import replace

import pytest

from retrieval.models import Article, Basis, Kind, PartialDate, Published, Quotation
from retrieval.search import answers

DAY, HELD = PartialDate.parse("2012-02-07"), "Health Secretary"
HEALTH, SHADOW, MP = "Health Secretary Bo Ek", "Bo Ek, the shadow health secretary", "the MP Bo Ek"


@pytest.mark.parametrize(
    ("mentions", "office"),
    [
        pytest.param([(HEALTH, "2012-02-11")], "Health Secretary", id="four days later"),
        pytest.param([(HEALTH, "2012-08-11")], None, id="half a year later says nothing"),
        pytest.param([(HEALTH, "2012-02")], HELD, id="of that month"),
        pytest.param([(HEALTH, "2012")], None, id="a year says nothing of a day"),
        pytest.param([("the health secretary", "2012-02-01")], "health secretary", id="alone"),
        pytest.param([("the leader", "2012-02-01"), ("a minister", "2012-02-01")], None, id="of whatever"),
        pytest.param([(MP, "2012-02-06"), (HEALTH, "2012-02-01"), (HEALTH, "2012-03-01")], HELD, id="most"),
        pytest.param([(SHADOW, "2012-01-01"), (HEALTH, "2012-02-08")], HELD, id="nearest of two"),
        pytest.param([(SHADOW, "2012-02-07"), ("he", "2012-02-07")], "shadow health secretary", id="behind the name"),
        pytest.param([("the Times writer Bo Ek", "2012-02-07"), ("Mr Ek", "2012-02-07")], None, id="no office"),
    ],
)  # fmt: skip
def test_the_office_is_that_of_articles_of_the_time(mentions: list[tuple[str, str]], office: str | None) -> None:
    dated = [(mention, PartialDate.parse(day)) for mention, day in mentions]
    assert answers.office_around(DAY, "Bo Ek", dated) == office


class Mentions:
    """The part of a store that offices are looked up in."""

    def mentions_of(self, speaker: str) -> list[tuple[str, PartialDate]]:
        return [(f"Mayor {speaker}", PartialDate.parse("2012-02-10"))]


def test_the_articles_own_mention_counts_first_and_without_a_day_or_a_name_nothing_is_said() -> None:
    published = Published(DAY, Basis.STATED)
    said = Quotation(Article("a.txt", "", published=published), (), Kind.DIRECT, "Bo Ek", "he")
    year = replace(said.article, published=Published(PartialDate.parse("2012"), Basis.STATED))

    def found(quotation: Quotation) -> str | None:
        return answers.office_on_the_day(quotation, Mentions())  # type: ignore[arg-type]

    assert found(said) == "Mayor"
    assert found(replace(said, speaker_text=HEALTH)) == "Health Secretary"
    assert found(replace(said, article=year)) is None
    assert found(replace(said, speaker=None)) is None
