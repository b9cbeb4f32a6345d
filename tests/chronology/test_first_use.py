"""The first appearance of words, on invented articles with exact, vague and no dates."""

import pytest

from retrieval.chronology import first_use
from retrieval.models import Article, Basis, Kind, Modality, PartialDate, Passage, Published, Quotation

WORDS = "He is on a “knife edge”, she said."


def passage(name: str, day: str | None, text: str = WORDS) -> Passage:
    written, _, update = (day or "").partition(" to ")
    published = Published(PartialDate.parse(written), Basis.STATED) if written else None
    updated = PartialDate.parse(update) if update else None
    return Passage(Article(f"{name}.txt", text, published=published, updated=updated), 0, len(text))


def said(place: Passage, modality: Modality = Modality.SAID) -> Quotation:
    return Quotation(place.article, ((0, len(place.text)),), Kind.DIRECT, "Ann Lee", modality=modality)


def names(appearances: tuple[first_use.Appearance, ...]) -> list[str]:
    return [one.passage.article.id.removesuffix(".txt") for one in appearances]


@pytest.mark.parametrize(
    ("days", "first", "undated"),
    [
        pytest.param({"later": "2012-02-11", "early": "2012-02-07"}, ["early"], [], id="the oldest"),
        pytest.param({"one": "2012-02-07", "other": "2012-02-07"}, ["one", "other"], [], id="of one day"),
        pytest.param({"day": "2012-02-07", "month": "2012-02"}, ["month", "day"], [], id="a month that has the day"),
        pytest.param({"day": "2012-02-07", "year": "2012", "next": "2013"}, ["year", "day"], [], id="a year"),
        pytest.param({"day": "2012-01-31", "month": "2012-02"}, ["day"], [], id="a month after the day"),
        pytest.param(
            {"live": "2012-02-05 to 2012-02-08", "day": "2012-02-07"},
            ["live", "day"],
            [],
            id="an update may have added it",
        ),
        pytest.param({"live": "2012-02-05 to 2012-02-06", "day": "2012-02-07"}, ["live"], [], id="an update before"),
        pytest.param({"none": None, "day": "2012-02-07"}, ["day"], ["none"], id="undated ones may be older"),
        pytest.param({"none": None, "no": None}, [], ["none", "no"], id="nothing has a date"),
    ],
)
def test_the_first_are_those_that_the_dates_leave_possible(
    days: dict[str, str | None], first: list[str], undated: list[str]
) -> None:
    use = first_use.find("knife edge", [(passage(name, day), []) for name, day in days.items()])
    assert (names(use.first), names(use.undated), use.total) == (first, undated, len(days))


def test_who_first_said_the_words_is_told_apart_from_an_article_that_has_them_earlier() -> None:
    own, denied, quoted = passage("own", "2011"), passage("denied", "2012-01"), passage("quoted", "2012-02-07")
    use = first_use.find("KNIFE edge", [(quoted, [said(quoted)]), (own, []), (denied, [said(denied, Modality.DENIED)])])
    assert (names(use.first), names(use.first_said)) == (["own"], ["quoted"])
    assert (use.first[0].quotation, use.first_said[0].quotation) == (None, said(quoted))


def test_a_quotation_beside_the_words_does_not_hold_them() -> None:
    place = passage("a", "2012", "“It is over,” she said on a knife edge.")
    beside = Quotation(place.article, ((1, 12),), Kind.DIRECT, "Ann Lee")
    assert first_use.find("knife edge", [(place, [beside])]).first[0].quotation is None
