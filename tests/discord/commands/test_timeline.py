import discord
import pytest

from bot.discord.commands import timeline
from bot.discord.pages import layout
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from retrieval.chronology.timeline import Statement
from retrieval.models import Answer, Article, Kind, Quotation
from tests.discord.conftest import ATTRIBUTED, MAX_COMPONENTS, Scene, context, labels, shown, statement


async def test_a_timeline_shows_statements_in_order_with_a_chart_and_pages_both_ways(scene: Scene) -> None:
    dates = ["2012-03-05", None, "2012-01-02", "2012-02-03", "2012-02", "2012-04-05"]
    scene.archive.answers = [statement(number, date, f"The bill, {date}.") for number, date in enumerate(dates)]
    scene.archive.answers.append(statement(9, "2012-02-04", "On schools."))
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley", topic="the bill")
    heading, chart, *quotes = shown(result)
    counted = "5 statements from January 2012 to April 2012, most in February 2012 (2); 1 without a date"
    assert chart == f"-# {counted}"
    assert heading == "### Andrew Lansley on the bill\n-# statements 1 to 5 of 6, the oldest first"
    assert quotes[::2] == [
        f"> **The bill, {date}.**" for date in ("2012-01-02", "2012-02", "2012-02-03", "2012-03-05", "2012-04-05")
    ]
    assert quotes[1] == f"{ATTRIBUTED}2 January 2012"
    assert result.response
    (attached,) = result.response.attachments
    assert attached.description == counted
    shown_in = [*discord.ui.LayoutView.from_message(result.response.message).walk_children()]
    (gallery,) = [item for item in shown_in if isinstance(item, discord.ui.MediaGallery)]
    assert [item.description for item in gallery.items] == [attached.description]
    later = await scene.bob.click(result.response.message, label="Later")
    assert (later.ephemeral, shown(later)) == (
        True,
        [
            "### Andrew Lansley on the bill\n-# statement 6 of 6, the oldest first",
            "> **The bill, None.**",
            f"{ATTRIBUTED}date unknown",
        ],
    )
    assert later.response
    assert [label for label in ("Earlier", "Later") if label in labels(later.response.message)] == ["Earlier"]
    earlier = await scene.bob.click(later.response.message, label="Earlier")
    assert later.response.message.id == (earlier.response and earlier.response.message.id)  # the page turns in place
    assert shown(earlier) == [heading, chart, *quotes]
    assert [attachment.description for attachment in (earlier.response and earlier.response.attachments) or ()] == [
        attached.description
    ]


async def test_a_timeline_has_no_chart_where_the_bot_may_not_attach_files(scene: Scene) -> None:
    scene.archive.answers = [statement(number, f"2012-0{number}") for number in range(1, 5)]
    assert scene.bot.user
    channel = scene.env.guild.create_text_channel(
        "no-files", overwrites={scene.bot.user: discord.PermissionOverwrite(attach_files=False)}
    )
    result = await scene.alice.slash(channel, "timeline", speaker="Lansley")
    assert result.response
    assert (len(shown(result)), result.response.attachments) == (9, [])


async def test_an_empty_timeline_says_so_and_few_dates_have_no_chart(scene: Scene) -> None:
    none = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley", topic="schools")
    said = "Nothing on record of Lansley on schools: no paragraph that quotes Lansley, nor its headline, has “schools”"
    assert shown(none) == [f"### Lansley on schools\n{said} in any form."]
    late = await scene.alice.slash(scene.channel, "timeline", speaker="Andrew Lansley", since="spring 2014")
    assert shown(late) == ["### Andrew Lansley\nNothing on record of Andrew Lansley, from March 2014 on."]
    one = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    assert one.response
    assert (len(shown(one)), one.response.attachments) == (3, [])


async def test_a_timeline_is_shown_newest_first_and_from_a_date_on(scene: Scene) -> None:
    scene.archive.answers = [statement(number, f"2012-01-0{number}", f"No. {number}.") for number in range(1, 8)]
    scene.archive.answers.append(statement(9, None, "Undated."))
    options = {"speaker": "Lansley", "newest_first": True}
    result = await scene.alice.slash(scene.channel, "timeline", **options)
    heading, _, *quotes = shown(result)
    assert heading == "### Andrew Lansley\n-# statements 1 to 5 of 8, the newest first"
    assert quotes[::2] == [f"> **No. {number}.**" for number in (7, 6, 5, 4, 3)]
    assert result.response
    earlier = await scene.bob.click(result.response.message, label="Earlier")
    assert shown(earlier)[1::2] == ["> **No. 2.**", "> **No. 1.**", "> **Undated.**"]
    since = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley", since="6 January 2012")
    assert shown(since)[1::2] == ["> **No. 6.**", "> **No. 7.**"]


async def test_the_same_words_in_several_papers_are_one_statement_of_list_and_chart(scene: Scene) -> None:
    scene.archive.answers = [
        statement(number, f"2012-01-0{number}", source=f"Paper {number}") for number in range(1, 4)
    ]
    scene.archive.answers += [statement(9, "2012-02-01", "No."), statement(10, "2012-02-02", "Never.")]
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    heading, chart, _, credit, *_ = shown(result)
    assert heading.endswith("statements 1 to 3 of 3, the oldest first")
    assert chart == "-# 3 statements from January 2012 to February 2012, most in February 2012 (2)"
    assert credit == "Andrew Lansley · Paper 1 · 1 January 2012"


async def test_a_page_beyond_the_end_shows_the_last_page(scene: Scene) -> None:
    scene.archive.answers = [statement(number, f"2012-01-0{number}") for number in range(1, 7)]
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    scene.archive.answers = scene.archive.answers[:2]
    assert result.response
    later = await scene.bob.click(result.response.message, label="Later")
    assert shown(later)[0] == "### Andrew Lansley\n-# statements 1 to 2 of 2, the oldest first"


HOSTILE = Article("*" * 99, "*_`|" * 800, title="*" * 300, source="_" * 300, url="https://example.org/" + "a" * 400)


@pytest.mark.parametrize(("page", "described"), [(0, "x"), (2, None)])
def test_a_page_full_of_markdown_fits_in_a_message(page: int, described: str | None) -> None:
    quotation = Quotation(HOSTILE, ((0, len(HOSTILE.text)),), Kind.INDIRECT, "`" * 300, "**" * 99 + " so " + "`" * 300)
    view = timeline.timeline_page(
        [Statement(0, len(HOSTILE.text), (quotation,))] * 30,
        layout.topic_heading("*" * 100, "|" * 100),
        "key-of-asked",
        page,
        described,
    )
    assert view.content_length() <= MAX_MESSAGE_CHARS
    assert len(list(view.walk_children())) <= MAX_COMPONENTS


async def test_a_timeline_of_several_people_with_one_name_is_headed_by_that_name(scene: Scene) -> None:
    scene.archive.answers = [statement(1, "2012-01-01"), statement(2, "2012-01-02", speaker="Anne Lansley")]
    scene.archive.speakers = ("Andrew Lansley", "Anne Lansley")
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    assert shown(result)[0] == "### Lansley\n-# statements 1 to 2 of 2, the oldest first"


async def test_the_rest_of_a_long_statement_is_in_its_context(scene: Scene) -> None:
    words = " ".join(f"Sentence {number} of a long statement on the bill." for number in range(40))
    scene.archive.answers = [statement(1, "2012-01-01", words)]
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    assert shown(result)[1].endswith("of a long statement on the bill.** …")
    assert result.response
    around = await context(scene.bob, result.response.message)
    assert words in shown(around)[0]


async def test_a_sentence_with_quotations_of_two_people_of_one_name_is_shown_for_each(scene: Scene) -> None:
    article = Article("1.txt", "“No”, Andrew said, and Anne “yes”.", source="HSJ")
    scene.archive.speakers = ("Andrew Lansley", "Anne Lansley")
    scene.archive.answers = [
        Answer(article, *span, Quotation(article, (span,), Kind.DIRECT, speaker), (), 1.0, {})
        for span, speaker in zip(((1, 3), (29, 32)), scene.archive.speakers, strict=True)
    ]
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    assert shown(result)[1::2] == [
        "> “**No**”, Andrew said, and Anne “yes”.",
        "> “No”, Andrew said, and Anne “**yes**”.",
    ]
