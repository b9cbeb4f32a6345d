import pytest

from tests.discord.conftest import Scene, shown

pytestmark = pytest.mark.slow


async def test_forget_me_removes_the_users_questions_and_counts_them(scene: Scene) -> None:
    await scene.mention("nothing")
    await scene.ask("nothing")
    result = await scene.alice.slash(scene.channel, "forget-me")
    assert (result.ephemeral, shown(result)) == (True, ["2 questions, votes and alerts are forgotten."])
    assert list(scene.bot.database.feedback()) == []
    again = await scene.alice.slash(scene.channel, "forget-me")
    assert shown(again) == ["Nothing of yours is stored."]
