import io

import discord
from PIL import Image

from bot.discord import chart, looking
from bot.discord.fitting import TEXT_LIMIT
from bot.discord.ledger import Asked, Rules
from retrieval.records import Answer, Article, Basis, Kind, Options, PartialDate, Published, Quotation
from tests.discord.conftest import Scene, shown

ATTRIBUTED = "**Andrew Lansley** · HuffPost UK · "


def said(number: int, date: str | None, words: str = "The bill stays.", speaker: str = "Andrew Lansley") -> Answer:
    published = Published(PartialDate.parse(date), Basis.STATED) if date else None
    article = Article(f"{number}.txt", words, source="HuffPost UK", published=published)
    return Answer(article, 0, len(words), Quotation(article, ((0, len(words)),), Kind.DIRECT, speaker), (), 1.0, {})


async def test_a_timeline_shows_what_was_said_in_order_with_a_chart_and_turns_its_pages(scene: Scene) -> None:
    dates = ["2012-03-05", None, "2012-01-02", "2012-02-03", "2012-02", "2012-04-05"]
    scene.shelf.answers = [said(number, date, f"The bill, {date}.") for number, date in enumerate(dates)]
    scene.shelf.answers.append(said(9, "2012-02-04", "On schools."))
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley", topic="the bill")
    heading, *quotes = shown(result)
    assert heading == "**Lansley** on the bill\n-# 1 to 5 of 6, the oldest first"
    assert quotes[::2] == [
        f"> **The bill, {date}.**" for date in ("2012-01-02", "2012-02", "2012-02-03", "2012-03-05", "2012-04-05")
    ]
    assert quotes[1] == f"{ATTRIBUTED}2 January 2012"
    assert result.response
    (attached,) = result.response.attachments
    assert attached.description == "5 quotations from January 2012 to April 2012, most in February 2012 (2)"
    later = await scene.bob.click(result.response.message, label="Later")
    assert (later.ephemeral, shown(later)) == (
        True,
        [
            "**Lansley** on the bill\n-# 6 to 6 of 6, the oldest first",
            "> **The bill, None.**",
            f"{ATTRIBUTED}date unknown",
        ],
    )


async def test_where_the_bot_may_not_attach_files_a_timeline_comes_without_its_chart(scene: Scene) -> None:
    scene.shelf.answers = [said(number, f"2012-0{number}") for number in range(1, 5)]
    assert scene.bot.user
    channel = scene.env.guild.create_text_channel(
        "no-files", overwrites={scene.bot.user: discord.PermissionOverwrite(attach_files=False)}
    )
    result = await scene.alice.slash(channel, "timeline", speaker="Lansley")
    assert result.response
    assert (len(shown(result)), result.response.attachments) == (9, [])


async def test_a_timeline_of_nothing_says_so_and_few_dates_need_no_chart(scene: Scene) -> None:
    none = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley", topic="schools")
    assert shown(none) == ["**Lansley** on schools\n**Nothing on record.**"]
    one = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    assert one.response
    assert (len(shown(one)), one.response.attachments) == (3, [])


def test_a_chart_is_a_small_picture() -> None:
    picture = Image.open(io.BytesIO(chart.draw([(PartialDate.parse("2012"), 3), (PartialDate.parse("2013"), 1)])))
    assert (picture.format, picture.size) == ("PNG", (720, 216))


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


HOSTILE = Article("*" * 99, "*_`|" * 800, title="*" * 300, source="_" * 300)


def test_however_much_has_to_be_escaped_a_page_keeps_to_discords_limits() -> None:
    quotation = Quotation(HOSTILE, ((0, len(HOSTILE.text)),), Kind.INDIRECT, "`" * 300, "**" * 99 + " so " + "`" * 300)
    view = looking.timeline_page([quotation] * 30, Asked(1, "|" * 100, Options("*" * 100)), "key-of-asked", 0, "x")
    assert view.content_length() <= TEXT_LIMIT
    assert len(list(view.walk_children())) <= 40
