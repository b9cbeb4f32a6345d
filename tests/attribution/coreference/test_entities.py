"""The people of an article, from name mentions written by hand."""

from dataclasses import replace

import pytest

from retrieval.attribution.coreference.entities import EntityTable
from retrieval.attribution.coreference.mentions import NameMention


def mention(name: str, *before: str, is_person: bool | None = True) -> NameMention:
    words = tuple(name.split())
    return NameMention(words, before, 0, len(words), is_person)


def names(table: EntityTable, name: str) -> list[str]:
    return [person.name for person in table.candidates(name.split())]


def test_all_forms_of_a_name_are_one_person_with_its_gender_and_descriptions() -> None:
    table = EntityTable([mention("Burnham", "mr"), mention("Andy Burnham", "shadow", "secretary"), mention("Andy")])
    (burnham,) = table.candidates(["Burnham"])
    assert table.candidates(["Andy"]) == table.candidates(["Andy", "Burnham"]) == [burnham]
    assert (burnham.name, burnham.gender) == ("Andy Burnham", "m")
    assert burnham.descriptions == {("secretary", frozenset({"shadow"}))}
    assert table.by_noun() == {"secretary": [burnham]}


@pytest.mark.parametrize(
    ("known", "name", "expected"),
    [
        pytest.param(["Bill Clinton", "Hillary Clinton"], "Clinton", ["Bill Clinton", "Hillary Clinton"], id="shared"),
        pytest.param(["Bill Clinton", "Hillary Clinton"], "Hillary Clinton", ["Hillary Clinton"], id="first name"),
        pytest.param(["Donald Trump", "Donald Trump Jr."], "Trump", ["Donald Trump"], id="bare name of a father"),
        pytest.param(["Bo Hale III", "Paul Hale"], "Hale", ["Bo Hale III", "Paul Hale"], id="an uncle is no father"),
        pytest.param(["Bo Hale Jr.", "Ann Hale", "Bo Hale"], "Hale", ["Ann Hale", "Bo Hale"], id="father and mother"),
        pytest.param(["Donald Trump", "Donald Trump Jr."], "Donald Trump Jr.", ["Donald Trump Jr."], id="suffix"),
        pytest.param(["Samuel Hale"], "Sam Hale", ["Samuel Hale"], id="short form"),
        pytest.param(["Thomas Hale"], "Tom Hale", ["Thomas Hale"], id="short form with other letters"),
        pytest.param(["Paul Hale"], "Paula Hale", [], id="a man's and a woman's name"),
        pytest.param(["Hillary Clinton"], "Crooked Hillary Clinton", ["Hillary Clinton"], id="word before a name"),
        pytest.param(["Hillary Clinton"], "Lowe", [], id="unknown"),
    ],
)
def test_a_name_has_the_people_who_may_bear_it_as_candidates(known: list[str], name: str, expected: list[str]) -> None:
    assert names(EntityTable(map(mention, known)), name) == expected


def test_the_mentions_of_a_name_vote_on_whether_it_names_a_person() -> None:
    place = [mention("Deerfield Ridge", is_person=False)] * 3
    assert names(EntityTable([mention("Deerfield Ridge"), *place]), "Deerfield Ridge") == []
    assert names(EntityTable([*[mention("Deerfield Ridge")] * 2, *place]), "Deerfield Ridge") == ["Deerfield Ridge"]


def test_signs_beside_a_name_show_a_person_whom_the_entity_model_takes_for_something_else() -> None:
    place = mention("Nikki Hallow", is_person=False)
    titled = replace(mention("Hallow", "ms", is_person=False), signs=frozenset({"title"}))
    assert names(EntityTable([place, place, place]), "Nikki Hallow") == []
    assert names(EntityTable([place, place, place, titled]), "Hallow") == ["Nikki Hallow"]
    alone = [replace(mention("Panra", is_person=False), signs=frozenset({sign})) for sign in ("kin", "who", "who")]
    assert names(EntityTable(alone[1:]), "Panra") == []
    assert names(EntityTable(alone), "Panra") == ["Panra"]


def test_in_before_a_name_that_is_nearly_always_a_persons_counts_for_nothing() -> None:
    inside = replace(mention("Hallow"), is_inside=True, is_modifier=True)
    assert names(EntityTable([inside, *[mention("Hallow")] * 5]), "Hallow") == ["Hallow"]
    assert names(EntityTable([inside, mention("Hallow")]), "Hallow") == []


def test_a_surname_has_the_only_longer_name_whose_bearer_nothing_shows_to_be_a_person() -> None:
    unproven = [mention("Orsolin Tamm", is_person=None), mention("Veiko Raud", is_person=False)]
    table = EntityTable([*unproven, mention("Ann Leecroft")])
    assert [table.unproven_name(name) for name in ("Tamm", "Raud", "Leecroft")] == ["Orsolin Tamm", "Veiko Raud", None]
    assert EntityTable([*unproven, mention("Zorrin Tamm", is_person=None)]).unproven_name("Tamm") is None


def test_a_second_given_name_shows_the_gender_where_the_first_does_not() -> None:
    table = EntityTable([mention("Tavi Joan Leecroft"), mention("Quill Peter Amesbury")])
    assert [table.candidates([name])[0].gender for name in ("Leecroft", "Amesbury")] == ["f", "m"]
