from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.discord import views
from bot.discord.commands import archive, compare, who
from bot.discord.database import Rules
from bot.discord.markdown import MAX_MESSAGE_CHARS
from retrieval.models import Answer, Article, Kind, Options, PartialDate, Question, Quotation, Reply
from retrieval.timeline import SpeakerSummary
from tests.discord.conftest import ATTRIBUTED, COMPONENTS, Scene, Shelf, said, shown


async def test_two_people_are_compared_each_by_their_own_words(scene: Scene) -> None:
    names = {"one": "Andrew Lansley", "other": "Ed Miliband"}
    result = await scene.alice.slash(scene.channel, "compare", topic="the bill", **names)
    assert [(text, options) for text, options, _ in scene.shelf.asked] == [
        ("what did Andrew Lansley say about the bill?", Options("Andrew Lansley")),
        ("what did Ed Miliband say about the bill?", Options("Ed Miliband")),
    ]
    quoted = ['> "That is not about me, that is about us as a government."', f"{ATTRIBUTED}11 February 2012"]
    assert shown(result) == ["**Andrew Lansley** on the bill", *quoted] * 2  # the shelf has one answer to everything


async def test_who_spoke_on_a_topic_is_listed_with_how_often_and_when(scene: Scene) -> None:
    scene.shelf.answers = [
        said(1, "2012-02-07"), said(2, "2012-03"), said(3, None, speaker="@everyone"), said(4, "2013", "On schools."),
    ]  # fmt: skip
    result = await scene.alice.slash(scene.channel, "who", topic="bills")
    assert shown(result) == [
        "Who spoke on **bills**\n"
        "- **Andrew Lansley** · 2 quotations, 7 February 2012 to March 2012\n"
        "- **\\@everyone** · 1 quotation, dates unknown"
    ]
    nobody = await scene.alice.slash(scene.channel, "who", topic="taxes")
    assert shown(nobody) == ["Who spoke on **taxes**\n**Nothing on record.** Nobody named is quoted on it."]


async def test_the_archive_tells_what_it_holds_and_how_old_its_index_is(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "archive")
    assert (result.ephemeral, shown(result)) == (
        True,
        [
            "**Articles:** 1\n**Quotations:** 1,234 of 3 people\n**Sources:** HuffPost UK, HSJ\n"
            "**Dates:** 7 February 2012 to January 2015\n"
            "**Index:** built <t:1795327381:R>, generation 20261122T060301-5f3c9a\n**Model:** none"
        ],
    )
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    again = await scene.alice.slash(scene.channel, "archive")
    assert shown(again)[0].splitlines()[6:] == ["**This channel:** answers from HSJ only"]


async def test_looking_keeps_to_the_source_that_a_channel_is_set_to(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    for command, options in (("timeline", {"speaker": "Lansley"}), ("who", {"topic": "government"})):
        assert "**Nothing on record.**" in shown(await scene.alice.slash(scene.channel, command, **options))[0]
    await scene.alice.slash(scene.channel, "compare", one="Lansley", other="Miliband", topic="the bill")
    assert {options.source for _, options, _ in scene.shelf.asked} == {"HSJ"}


WORST = ("*_`|" * 25, "@everyone" * 11, "x" * 100, "- # > <@1>" * 10)
NAMES = st.sampled_from(WORST)


@example([(WORST[0], 10**7)] * 16, WORST[0])
@given(st.lists(st.tuples(NAMES, st.integers(1, 10**7)), max_size=40), NAMES)
def test_however_many_spoke_and_whatever_they_are_called_a_list_keeps_to_discords_limits(
    spoke: list[tuple[str, int]], topic: str
) -> None:
    first, last = PartialDate.parse("2012-09-27"), PartialDate.parse("2013-09-28")
    page = who.speaker_list(topic, [SpeakerSummary(speaker, many, first, last) for speaker, many in spoke])
    assert sum(map(len, page)) <= MAX_MESSAGE_CHARS
    assert page[1:] == ((f"-# and {len(spoke) - 15} more",) if len(spoke) > 15 else ())


@pytest.mark.parametrize("reason", [None, "*_`|" * 900])
def test_two_sides_however_long_keep_to_discords_limits_together(reason: str | None) -> None:
    article = Article("a.txt", "*_`|" * 900, source="_" * 300, url="https://example.org/" + "a" * 400)
    said = Quotation(article, ((0, 3600),), Kind.INDIRECT, "`" * 300, "**" * 99 + " so " + "`" * 300)
    answer = Answer(article, 0, 3600, said, ((0, 9), (5, 2000)), 1.0, {})
    view = views.Layout(timeout=None)
    whole = Reply("q", Question("q"), (answer,) * 5, 0.9, reason, "g", 1.0)
    for begin in (0, 2):
        view.add_item(compare.speaker_container("*" * 100, "_" * 100, whole, begin))
    assert view.content_length() <= MAX_MESSAGE_CHARS
    assert len(list(view.walk_children())) <= COMPONENTS


def test_an_archive_of_many_sources_keeps_to_discords_limits() -> None:
    shelf = Shelf()
    shelf.sources = tuple(f"{name}{number}" for number in range(30) for name in WORST)
    shelf.manifest = replace(shelf.manifest, encoder="*" * 900)
    assert len(archive.archive_summary(shelf, "_" * 300)) <= MAX_MESSAGE_CHARS
