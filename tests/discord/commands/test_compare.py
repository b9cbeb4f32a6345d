from dataclasses import replace

import pytest
from discord import ui

from bot.discord.commands import compare
from bot.discord.database import Rules
from bot.discord.pages import layout
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from retrieval.models import Answer, Article, Kind, Options, Question, Quotation, Reply, Role
from tests.discord.conftest import ATTRIBUTED, MAX_COMPONENTS, Scene, shown


async def test_compare_shows_the_words_of_each_of_two_people(scene: Scene) -> None:
    names = {"one": "Andrew Lansley", "other": "Ed Miliband"}
    result = await scene.alice.slash(scene.channel, "compare", topic="the bill", **names)
    assert [(text, options) for text, options, _ in scene.archive.asked] == [
        ("what did Andrew Lansley say about the bill?", Options("Andrew Lansley")),
        ("what did Ed Miliband say about the bill?", Options("Ed Miliband")),
    ]
    quoted = ['> "That is not about me, that is about us as a government."', f"{ATTRIBUTED}11 February 2012"]
    # the fake archive has one answer to everything
    assert shown(result) == ["### Andrew Lansley on the bill", *quoted] * 2


async def test_compare_who_and_timeline_are_restricted_to_the_channels_source(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    for command, options in (("timeline", {"speaker": "Lansley"}), ("who", {"topic": "government"})):
        assert "Nothing on record" in shown(await scene.alice.slash(scene.channel, command, **options))[0]
    await scene.alice.slash(scene.channel, "compare", one="Lansley", other="Miliband", topic="the bill")
    assert {options.source for _, options, _ in scene.archive.asked} == {"HSJ"}


@pytest.mark.parametrize("reason", [None, "*_`|" * 900])
def test_two_long_sides_of_a_comparison_fit_in_a_message(reason: str | None) -> None:
    article = Article("a.txt", "*_`|" * 900, source="_" * 300, url="https://example.org/" + "a" * 400)
    said = Quotation(article, ((0, 3600),), Kind.INDIRECT, "`" * 300, "**" * 99 + " so " + "`" * 300)
    answer = Answer(article, 0, 3600, said, ((0, 9), (5, 2000)), 1.0, {})
    whole = Reply("q", Question("q"), (answer,) * 5, 0.9, reason, "g", 1.0)
    view = layout.PageOfPassages.joined([compare.speaker_page("*" * 100, "_" * 100, whole)] * 2)
    assert view.content_length() <= MAX_MESSAGE_CHARS
    assert len(list(view.walk_children())) <= MAX_COMPONENTS


def test_a_comparison_shows_only_what_each_of_them_said() -> None:
    article = Article("a.txt", "It is lost.", source="HSJ")
    answer = Answer(article, 0, 11, Quotation(article, ((0, 11),), Kind.DIRECT, "Tom Frost"), (), 1.0, {})
    found = Reply("q", Question("q", "Ines Valdor"), (replace(answer, role=Role.RELATED),), 0.9, "it rained", "g", 1.0)
    view = compare.speaker_page("Ines Valdor", "the quay", found).view(None)
    shown_texts = [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]
    assert shown_texts == [
        "### Ines Valdor on the quay",
        "Nothing on record. It rained.",
    ]
