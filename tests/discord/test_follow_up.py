import pytest
from simcord.results import InteractionResult

from bot.discord import responses
from bot.discord.database import Rules
from bot.discord.messages import FORM_FIELD
from retrieval.models import Options
from tests.discord.conftest import REFUSED, SHOWN, Scene, shown, texts

FOLLOWED = [
    pytest.param("and about Cameron?", "what did Andrew Lansley say about Cameron?", id="another topic"),
    pytest.param("and Miliband?", "what did Ed Miliband say?", id="another speaker"),
    pytest.param("what did he tell the BBC?", "what did Andrew Lansley tell the BBC?", id="a pronoun"),
    pytest.param("who spoke of the NHS in May?", "who spoke of the NHS in May?", id="a question of its own"),
]


async def follow_up(scene: Scene, text: str, *, private: bool = False) -> InteractionResult:
    """Alice's question by the button under an answer of hers."""
    answer = await (scene.ask(private=True) if private else scene.mention())
    form = await scene.alice.click(answer, label="Follow up")
    return await scene.alice.submit_modal(form, {FORM_FIELD: text})


@pytest.mark.parametrize(("follows", "asked"), FOLLOWED)
async def test_a_reply_to_an_answer_goes_on_from_its_question(scene: Scene, follows: str, asked: str) -> None:
    answer = await scene.mention()
    await scene.bob.send(scene.channel, follows, reply_to=answer)
    assert scene.shelf.asked[1:] == [(asked, Options(), 4)]
    assert texts(scene.channel.last_message) == SHOWN


@pytest.mark.parametrize(("follows", "asked"), FOLLOWED)
@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_a_form_goes_on_from_the_answer_above_it_as_private_as_that_was(
    scene: Scene, follows: str, asked: str, *, private: bool
) -> None:
    result = await follow_up(scene, follows, private=private)
    assert scene.shelf.asked[1:] == [(asked, Options(), 4)]
    assert (result.ephemeral, shown(result)) == (private, SHOWN)


async def test_a_form_asks_for_no_more_than_a_question_may_have(scene: Scene) -> None:
    form = await scene.bob.click(await scene.mention(), label="Follow up")
    assert form.modal
    field = form.modal["components"][0]["component"]
    assert (form.modal["title"], field["custom_id"], field["max_length"]) == ("Follow up", "question", 60)


async def test_what_is_wrong_with_a_follow_up_is_told_alone(scene: Scene) -> None:
    empty = await follow_up(scene, " ")
    assert (empty.ephemeral, shown(empty)) == (True, ["The question is empty; ask what somebody said."])
    for text, line in (("refused", REFUSED), ("broken", responses.UNEXPECTED_ERROR)):
        form = await scene.bob.click(await scene.mention(), label="Follow up")
        scene.bot.database.forget_user(scene.alice.id)  # so that the follow-up stands for itself
        failed = await scene.bob.submit_modal(form, {FORM_FIELD: text})
        assert [(told.content, told.ephemeral) for told in failed.followups] == [(line, True)]


async def test_in_a_channel_that_is_closed_to_questions_no_form_opens(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.set_rules(scene.channel.id, Rules(answering=False))
    refused = await scene.bob.click(answer, label="Follow up")
    assert (refused.modal, refused.ephemeral) == (None, True)
    assert shown(refused)[0].startswith("On Record does not answer in this channel")


async def test_a_follow_up_keeps_the_options_but_not_the_speaker_of_another(scene: Scene) -> None:
    answer = await scene.ask(speaker="lansley", source="hsj")
    for follows in ("and about Cameron?", "and Miliband?"):
        await scene.alice.send(scene.channel, f"{scene.name} {follows}", reply_to=answer)
    assert [options for _, options, _ in scene.shelf.asked[1:]] == [Options("lansley", "hsj"), Options(None, "hsj")]


async def test_a_follow_up_keeps_to_the_source_that_the_channel_is_set_to_meanwhile(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    await scene.bob.send(scene.channel, "and about Cameron?", reply_to=answer)
    form = await scene.alice.click(answer, label="Follow up")
    await scene.alice.submit_modal(form, {FORM_FIELD: "and about Cameron?"})
    assert [options for _, options, _ in scene.shelf.asked[1:]] == [Options(source="HSJ")] * 2


async def test_a_reply_to_an_answer_whose_question_is_forgotten_stands_for_itself(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.forget_user(scene.alice.id)
    await scene.alice.send(scene.channel, "and about Cameron?", reply_to=answer)
    assert scene.shelf.asked[1:] == [("and about Cameron?", Options(), 4)]


async def test_a_reply_to_somebody_elses_message_asks_nothing(scene: Scene) -> None:
    said = await scene.bob.send(scene.channel, "I think so")
    await scene.alice.send(scene.channel, "what did he say?", reply_to=said)
    assert scene.shelf.asked == []
