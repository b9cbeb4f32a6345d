from typing import NoReturn

import discord
import pytest

from retrieval.errors import ArchiveClosed
from tests.discord.conftest import LANSLEY, SHOWN, FakeArchive, Scene, texts
from tests.discord.fake_discord import user

pytestmark = pytest.mark.slow


async def test_a_question_that_meets_a_closed_archive_is_asked_of_the_new_one(scene: Scene) -> None:
    fresh = FakeArchive()

    class Swapped(FakeArchive):
        def ask(self, *_: object) -> NoReturn:
            scene.bot.use_archive(fresh)
            raise ArchiveClosed

    scene.bot.use_archive(Swapped())
    assert texts(await scene.mention()) == SHOWN
    assert [asked for asked, _, _ in fresh.asked] == [LANSLEY]


TEAM = [
    pytest.param("admin", 2, True, id="an administrator"),
    pytest.param("developer", 2, True, id="a developer"),
    pytest.param("read_only", 2, False, id="who may only read"),
    pytest.param("developer", 1, False, id="who is invited"),
]


@pytest.mark.parametrize(("role", "state", "owns"), TEAM)
async def test_members_of_the_team_that_may_change_the_bot_own_it(
    scene: Scene, role: str, state: int, *, owns: bool
) -> None:
    application = scene.bot.application
    assert application
    member = {"user": user(str(scene.alice.id), "alice"), "role": role, "membership_state": state, "permissions": []}
    team = {"id": "1", "name": "t", "icon": None, "owner_user_id": "2", "members": [member]}
    application.team = discord.Team(scene.bot._connection, team)  # type: ignore[arg-type]
    assert (scene.bot.owned_by(scene.alice.id), scene.bot.owned_by(scene.bob.id)) == (owns, False)
