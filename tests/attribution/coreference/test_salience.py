"""Salience, with figures worked out by hand."""

import pytest

from retrieval.attribution.coreference.entities import Entity, Person, UnnamedEntity
from retrieval.attribution.coreference.salience import MAX_ENTITIES, SalienceModel


def man(name: str) -> Person:
    person = Person(name)
    person.gender_votes["m"] = 1
    return person


def figures(model: SalienceModel, *entities: Entity) -> list[float]:
    return [model.salience(entity) for entity in entities]


def test_salience_halves_with_every_sentence_and_a_new_mention_adds_a_share_of_the_lesser() -> None:
    model, lansley, clegg = SalienceModel({}), man("Andrew Lansley"), man("Nick Clegg")
    model.mention(lansley, 1.0)
    model.mention(clegg, 0.5)
    model.sentence += 1
    assert figures(model, lansley, clegg) == [0.5, 0.25]
    model.mention(lansley, 0.4)
    assert figures(model, lansley, clegg) == [0.5 + 0.3 * 0.4, 0.25]


def test_a_pronoun_ranks_entities_that_agree_and_discounts_unknown_gender_and_unnamed_ones() -> None:
    model, him, unknown = SalienceModel({}), man("Andrew Lansley"), Person("Lee")
    aide, aides = UnnamedEntity("aide", "m", plural=False), UnnamedEntity("aides", None, plural=True)
    for entity in (him, unknown, aide, aides):
        model.mention(entity, 1.0)
    assert model.rank(gender="m", plural=False) == [(1.0, him), (0.8, unknown), (0.5, aide)]
    assert model.rank(gender="f", plural=False) == [(0.8, unknown)]
    assert model.rank(gender="m", plural=False, excluded=[him]) == [(0.8, unknown), (0.5, aide)]
    assert model.rank(gender=None, plural=True) == [(1.0, aides)]


def test_the_person_named_most_in_the_article_starts_ahead() -> None:
    main, other = man("Andrew Lansley"), man("Nick Clegg")
    model = SalienceModel({main: 1.0, other: 0.5})
    model.mention(main, 0.5)
    model.mention(other, 0.5)
    ranking = model.rank(gender="m", plural=False)
    assert [entity for _, entity in ranking] == [main, other]
    assert [salience for salience, _ in ranking] == pytest.approx([0.65, 0.575])


def test_the_least_salient_entity_is_forgotten_when_there_are_too_many() -> None:
    model = SalienceModel({})
    people = [man(f"Person {number}") for number in range(MAX_ENTITIES + 1)]
    for place, person in enumerate(people):
        model.mention(person, 0.4 if place == 3 else 1.0)
    assert [person.name for person in people if not model.salience(person)] == ["Person 3"]
