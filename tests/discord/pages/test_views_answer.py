from dataclasses import replace

import pytest

from bot.discord.database import Rules
from bot.discord.database.kept_replies import MAX_KEPT_ANSWERS
from retrieval.models import Options
from tests.discord.conftest import LANSLEY, Scene, shown

pytestmark = pytest.mark.slow


async def test_a_channel_restricted_to_a_source_asks_the_archive_for_nothing_else(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ", answers=1))
    await scene.mention()
    assert scene.archive.asked == [(LANSLEY, Options(source="HSJ"), MAX_KEPT_ANSWERS)]
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY, source="HuffPost UK")
    assert shown(result) == ["This channel answers from HSJ only; leave the source out."]
    assert len(scene.env.errors) == 1


async def test_questions_are_logged_only_where_the_setting_says_so(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await scene.mention()
    assert "answered key=" in caplog.text
    assert "Lansley" not in caplog.text
    scene.bot.settings = replace(scene.bot.settings, log_questions=True)
    await scene.mention()
    assert f"question={LANSLEY!r}" in caplog.text
