from bot.discord.ledger import Rules
from retrieval.records import Options
from tests.discord.conftest import ATTRIBUTED, Scene, said, shown


async def test_two_people_are_compared_each_by_their_own_words(scene: Scene) -> None:
    names = {"one": "Andrew Lansley", "other": "Ed Miliband"}
    result = await scene.alice.slash(scene.channel, "compare", topic="the bill", **names)
    assert [(text, options) for text, options, _ in scene.shelf.asked] == [
        ("what did Andrew Lansley say about the bill?", Options("Andrew Lansley")),
        ("what did Ed Miliband say about the bill?", Options("Ed Miliband")),
    ]
    quoted = ['> "That is not about me, that is about us as a government."', f"{ATTRIBUTED}11 February 2012"]
    assert shown(result) == ["**Andrew Lansley**", *quoted] * 2  # the shelf has one answer to everything


async def test_who_spoke_on_a_topic_is_listed_with_how_often_and_when(scene: Scene) -> None:
    scene.shelf.answers = [
        said(1, "2012-02-07"), said(2, "2012-03"), said(3, None, speaker="@everyone"), said(4, "2013", "On schools."),
    ]  # fmt: skip
    result = await scene.alice.slash(scene.channel, "who", topic="bills")
    assert shown(result) == [
        "On **bills**\n"
        "- **Andrew Lansley** 2 quotations, 7 February 2012 to March 2012\n"
        "- **\\@everyone** 1 quotation, dates unknown"
    ]
    nobody = await scene.alice.slash(scene.channel, "who", topic="taxes")
    assert shown(nobody) == ["On **taxes**\n**Nothing on record.** Nobody named is quoted on it."]


async def test_the_archive_tells_what_it_holds_and_how_old_its_index_is(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "archive")
    assert (result.ephemeral, shown(result)) == (
        True,
        [
            "**articles** 1\n**quotations** 1,234 of 3 people\n**sources** HuffPost UK, HSJ\n"
            "**dates** 7 February 2012 to January 2015\n"
            "**index** 20261122T060301-5f3c9a, built <t:1795327381:R>\n**model** none"
        ],
    )


async def test_looking_keeps_to_the_source_that_a_channel_is_set_to(scene: Scene) -> None:
    scene.bot.ledger.set_rules(scene.channel.id, Rules(source="HSJ"))
    for command, options in (("timeline", {"speaker": "Lansley"}), ("who", {"topic": "government"})):
        assert "**Nothing on record.**" in shown(await scene.alice.slash(scene.channel, command, **options))[0]
    await scene.alice.slash(scene.channel, "compare", one="Lansley", other="Miliband", topic="the bill")
    assert {options.source for _, options, _ in scene.shelf.asked} == {"HSJ"}
