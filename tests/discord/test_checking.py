import pytest

from bot.discord.ledger import Rules
from retrieval.records import Article
from tests.discord.conftest import Scene, buttons, cut, shown, texts

WHO = "**Andrew Lansley** · HuffPost UK · 11 February 2012"
WORDS = '> "That is not about me, that is about us as a government."'

CHECKED = [
    pytest.param("that is about us as a government", {}, ["**On record, word for word.**", WORDS, WHO], id="so"),
    pytest.param(
        "that is about us as a party",
        {},
        [
            "**Not on record as given; what is on record differs.**",
            "> that is about us as a ~~party~~ **government**",
            WHO,
        ],
        id="altered",
    ),
    pytest.param(
        "this is not about me, that is about us",
        {},
        [
            "**Not on record as given; what is on record differs.**",
            "> ~~this~~ **That** is not about me, that is about us",
            WHO,
        ],
        id="altered at its start",
    ),
    pytest.param(
        "that is about us as a government",
        {"speaker": "Burnham"},
        ["**On record, word for word, but said by another speaker.**", WORDS, WHO],
        id="by another",
    ),
    pytest.param("we shall fight on the beaches", {}, ["**Nothing on record.**"], id="nothing"),
]


@pytest.mark.parametrize(("quote", "options", "lines"), CHECKED)
async def test_a_quote_is_checked_against_the_record(
    scene: Scene, quote: str, options: dict[str, str], lines: list[str]
) -> None:
    result = await scene.alice.slash(scene.channel, "check", quote=quote, **options)
    assert (shown(result), result.ephemeral) == (lines, False)


async def test_a_message_is_checked_for_whoever_asks_alone_by_the_quote_in_it(scene: Scene) -> None:
    said = await scene.bob.send(scene.channel, "Lansley said “that is about us as a government” @everyone")
    result = await scene.alice.context_menu(scene.channel, "Check this quote", said)
    assert (result.ephemeral, shown(result)[0]) == (True, "**On record, word for word.**")


async def test_a_message_without_words_cannot_be_checked(scene: Scene) -> None:
    said = await scene.bob.send(scene.channel, attachments=[("a.png", b"")])
    result = await scene.alice.context_menu(scene.channel, "Check this quote", said)
    assert (result.ephemeral, shown(result)) == (True, ["this message has no words to check"])
    assert len(scene.env.errors) == 1


async def test_a_place_leads_to_its_context_and_hostile_words_stay_harmless(scene: Scene) -> None:
    article = Article("hostile.txt", "Before.\n\n@everyone *must* go ~~now~~ to [this](https://a.uk)\n\nAfter.")
    scene.shelf.answers[0] = cut("@everyone", "<@1>", article)
    result = await scene.alice.slash(scene.channel, "check", quote="everyone should go now to **that**")
    assert result.response
    message = result.response.message
    assert texts(message)[1:] == [
        "> everyone ~~should~~ **must** go \\~\\~now\\~\\~ to ~~that~~ **this**",
        "**\\<\\@1>** · source unknown · date unknown",
    ]
    context = await scene.bob.click(message, custom_id=buttons(message)["context"])
    assert shown(context)[0].startswith("-# In context:\n> Before.\n> \n> **\\@everyone")


async def test_what_a_channel_excludes_is_not_on_its_record(scene: Scene) -> None:
    scene.bot.ledger.set_rules(scene.channel.id, Rules(source="HSJ"))
    result = await scene.alice.slash(scene.channel, "check", quote="that is about us as a government")
    assert shown(result) == ["**Nothing on record.**"]
